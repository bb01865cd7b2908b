"""PyPI openvc-core, an independent implementation: it accepts what we sign, we what it signs."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from typing import Any

import pytest

from skillmark.trust.keys import SigningKey
from skillmark.verify.verify import verify_bytes

from .conftest import INDEX, NOW, Badge, flipped, status_lists

pytestmark = pytest.mark.peer

if os.environ.get("CI") == "true":
    import openvc.verify as peer
else:
    peer = pytest.importorskip("openvc.verify", reason="openvc-core is not installed (extra: peer)")

FORMS = [
    ("eddsa-rdfc-2022", "ed25519"),
    ("eddsa-jcs-2022", "ed25519"),
    ("ecdsa-rdfc-2019", "p256"),
    ("ecdsa-jcs-2019", "p256"),
    ("ecdsa-jcs-2019", "p384"),
]
"""Not ecdsa-rdfc-2019 with P-384: openvc-core 1.37 labels blank nodes with SHA-256 there, where the
cryptosuite, @digitalbazaar and we use SHA-384."""


def extra(contexts: dict[str, Any]) -> dict[str, Any]:
    """Contexts that the peer does not bundle."""
    return {url: document for url, document in contexts.items() if "imsglobal" in url}


@pytest.mark.parametrize(("form", "kind"), FORMS)
def test_it_accepts_what_we_sign_and_refuses_it_flipped(
    form: str,
    kind: str,
    badge: Badge,
    contexts: dict[str, Any],
    keys: dict[str, SigningKey],
) -> None:
    signed = badge(form, kind).credential
    lists = status_lists(keys[kind])

    def verify(credential: dict[str, Any]) -> Any:
        return peer.verify_credential(
            credential, extra_contexts=extra(contexts), resolve_status_list=lists.__getitem__
        )

    result = verify(signed)
    assert result.issuer == keys[kind].controller
    assert result.status.revoked is False
    for broken in flipped(signed):
        with pytest.raises(peer.OpenvcError):
            verify(broken)
        assert verify_bytes(json.dumps(broken).encode(), now=NOW).verdict == "invalid"


@pytest.mark.parametrize("why", ["revoked", "suspended"])
def test_it_refuses_what_was_revoked_or_suspended(
    why: str, badge: Badge, contexts: dict[str, Any], keys: dict[str, SigningKey]
) -> None:
    signed = badge("eddsa-rdfc-2022", "ed25519").credential
    changes: dict[str, Any] = {why: (INDEX,)}
    lists = status_lists(keys["ed25519"], **changes)
    with pytest.raises(peer.OpenvcError, match="revoked"):
        peer.verify_credential(
            signed, extra_contexts=extra(contexts), resolve_status_list=lists.__getitem__
        )


def test_we_accept_what_it_signs_and_refuse_it_flipped(
    badge: Badge, contexts: dict[str, Any]
) -> None:
    from openvc.keys import Ed25519SigningKey
    from openvc.proof.data_integrity import DataIntegrityProofSuite

    from skillmark.trust.publickey import PublicKey

    key = Ed25519SigningKey.generate("key-1")
    multikey = PublicKey.from_jwk(key.public_jwk()).multikey()
    did = f"did:key:{multikey}"
    body = json.loads(badge("eddsa-rdfc-2022", "ed25519").text)
    del body["proof"], body["credentialStatus"]
    body["issuer"]["id"] = did
    theirs = DataIntegrityProofSuite().add_proof(
        body,
        signing_key=key,
        verification_method=f"{did}#{multikey}",
        extra_contexts=extra(contexts),
    )
    now = datetime.now(UTC)  # it dates the proof itself, at whatever time this test's turn is
    assert verify_bytes(json.dumps(theirs).encode(), now=now).verdict == "valid"
    for broken in flipped(theirs):
        assert verify_bytes(json.dumps(broken).encode(), now=now).verdict == "invalid"
