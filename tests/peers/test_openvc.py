"""PyPI openvc-core, an independent implementation: it accepts what we sign, we what it signs."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from typing import Any

import pytest

from skillmark.trust.keys import SigningKey
from skillmark.trust.publickey import PublicKey
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


def their_key(kind: str) -> tuple[Any, str, str]:
    """A key of theirs, its did:key and its verification method."""
    from openvc.keys import Ed25519SigningKey, P256SigningKey, P384SigningKey

    kinds = {"ed25519": Ed25519SigningKey, "p256": P256SigningKey, "p384": P384SigningKey}
    key = kinds[kind].generate("key-1")
    multikey = PublicKey.from_jwk(key.public_jwk()).multikey()
    return key, f"did:key:{multikey}", f"did:key:{multikey}#{multikey}"


def unsigned(badge: Badge, did: str) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(badge("eddsa-rdfc-2022", "ed25519").text)
    del body["proof"], body["credentialStatus"]
    body["issuer"]["id"] = did
    return body


@pytest.mark.parametrize(("form", "kind"), FORMS)
def test_we_accept_what_it_signs_and_refuse_it_flipped(
    form: str, kind: str, badge: Badge, contexts: dict[str, Any]
) -> None:
    from openvc.proof.data_integrity import DataIntegrityProofSuite
    from openvc.proof.di_ecdsa_rdfc import EcdsaRdfcProofSuite
    from openvc.proof.di_jcs import EcdsaJcsProofSuite, EddsaJcsProofSuite

    suites = {
        "eddsa-rdfc-2022": DataIntegrityProofSuite,
        "eddsa-jcs-2022": EddsaJcsProofSuite,
        "ecdsa-rdfc-2019": EcdsaRdfcProofSuite,
        "ecdsa-jcs-2019": EcdsaJcsProofSuite,
    }
    key, did, method = their_key(kind)
    more = {"extra_contexts": extra(contexts)} if "rdfc" in form else {}
    theirs = suites[form]().add_proof(
        unsigned(badge, did), signing_key=key, verification_method=method, **more
    )
    now = datetime.now(UTC)  # it dates the proof itself, at whatever time this test's turn is
    assert theirs["proof"]["cryptosuite"] == form
    if "jcs" in form:
        # It signs the proof's context and leaves it out of the proof, where the cryptosuites
        # (vc-di-eddsa, section 3.3.1) put it: as it comes, nobody who follows them can accept it.
        assert verify_bytes(json.dumps(theirs).encode(), now=now).reason == "forged"
        theirs["proof"]["@context"] = theirs["@context"]
    report = verify_bytes(json.dumps(theirs).encode(), now=now)
    assert report.verdict == "valid", report.to_json()
    for broken in flipped(theirs):
        assert verify_bytes(json.dumps(broken).encode(), now=now).verdict == "invalid"
        with pytest.raises(peer.OpenvcError):
            peer.verify_credential(broken, extra_contexts=extra(contexts))


def test_a_token_of_ours_is_refused_for_its_shape(badge: Badge) -> None:
    # When this is accepted, the peer has moved on: so must docs/conformance.md.
    with pytest.raises(peer.OpenvcError, match="vc"):
        peer.verify_credential(badge("jwt", "p256").text)
