"""Digests that a credential gives of the contexts that it relies on."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

import pytest

from skillmark.trust import contexts, multibase, related

V2 = contexts.CREDENTIALS_V2
BUNDLED = contexts.bundled()
NOW = BUNDLED.document(V2)
BEFORE, _ = next(BUNDLED.as_published_earlier(V2))


def sri(data: bytes, name: str = "sha384") -> str:
    return f"{name}-{base64.b64encode(hashlib.new(name, data).digest()).decode()}"


def credential(**part: Any) -> dict[str, Any]:
    return {
        "@context": [V2],
        "type": ["VerifiableCredential"],
        "issuer": "did:example:i",
        "credentialSubject": {"id": "did:example:s"},
        "relatedResource": {"id": V2, **part},
    }


SHA256 = hashlib.sha256(NOW).digest()


@pytest.mark.parametrize(
    "part",
    [
        {"digestSRI": sri(NOW)},
        {"digestSRI": sri(NOW, "sha256")},
        {"digestSRI": f"{sri(b'other')} {sri(NOW, 'sha512')}"},
        # VC Data Model 2.0, appendix B.1, prints this one
        {
            "digestMultibase": multibase.encode58(
                bytes.fromhex(
                    "122059955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734"
                )
            )
        },
        {"digestMultibase": multibase.encode64(SHA256)},
        {"digestMultibase": multibase.encode64(SHA256), "digestSRI": sri(NOW)},
        {"id": "https://elsewhere.example/a.png", "digestSRI": sri(b"whatever")},
    ],
)
def test_the_digest_of_a_pinned_context_holds(part: dict[str, Any]) -> None:
    related.check(credential(**part), BUNDLED)


@pytest.mark.parametrize(
    "part",
    [
        {"digestSRI": sri(b"other")},
        {"digestSRI": sri(NOW).replace("sha384", "sha256")},
        {"digestSRI": "sha384-_rCVIV7f"},
        {"digestSRI": "md5-AAAA"},
        {"digestSRI": ""},
        {"digestSRI": 7},
        {"digestMultibase": multibase.encode64(hashlib.sha256(b"other").digest())},
        {"digestMultibase": multibase.encode64(b"short")},
        {"digestMultibase": "no multibase"},
        {"digestMultibase": 7},
        {"digestMultibase": multibase.encode64(SHA256), "digestSRI": sri(b"other")},
    ],
)
def test_another_digest_does_not(part: dict[str, Any]) -> None:
    with pytest.raises(related.DigestError):
        related.check(credential(**part), BUNDLED)
    two = credential(**part)
    two["relatedResource"] = [{"id": "urn:x"}, two["relatedResource"]]
    with pytest.raises(related.DigestError):
        related.check(two, BUNDLED)


def test_an_earlier_publication_holds_where_it_says_the_same() -> None:
    assert hashlib.sha256(BEFORE).digest() != SHA256
    plain = credential(digestSRI=sri(BEFORE))
    related.check(plain, BUNDLED)
    # between the two, `statusSize` moved from the entry to the list and changed its datatype
    listed = {
        **plain,
        "credentialSubject": {
            "id": "did:example:s",
            "type": "BitstringStatusList",
            "statusPurpose": "message",
            "statusSize": 2,
        },
    }
    with pytest.raises(related.DigestError):
        related.check(listed, BUNDLED)
    listed["relatedResource"] = {"id": V2, "digestSRI": sri(NOW)}
    related.check(listed, BUNDLED)
