"""Endorsements and domain linkages, exchanged with implementations that are not ours."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519
from joserfc import jws
from joserfc.jwk import ECKey, OKPKey

from skillmark.award import credential as signing
from skillmark.award import linking
from skillmark.badges import endorsement as shape
from skillmark.trust.keys import SigningKey
from skillmark.trust.publickey import PublicKey
from skillmark.verify.endorsements import Endorsement
from skillmark.verify.verify import Verifier

from .conftest import NOW, Ask, Badge

pytestmark = pytest.mark.peer

if os.environ.get("CI") == "true":
    import openbadgeslib.ob3 as lib
    import openvc.verify as openvc
    from openvc.proof.data_integrity import DataIntegrityProofSuite
else:
    lib = pytest.importorskip("openbadgeslib.ob3", reason="openbadgeslib is not installed")
    openvc = pytest.importorskip("openvc.verify", reason="openvc-core is not installed")
    from openvc.proof.data_integrity import DataIntegrityProofSuite

SUBJECT = "https://academy.example/achievements/teamwork"
ORIGIN = "https://academy.example"


def unsigned(endorser: str) -> dict[str, Any]:
    return shape.credential(
        SUBJECT,
        id="urn:uuid:3f6f3c2e-9b7e-4a52-8d4a-1b6ad3c1a001",
        issuer={"id": endorser, "type": ["Profile"], "name": "Qualitätsrat \u202ex\u202c"},
        comment="Besucht im **Mai**.",
        valid_from=NOW - timedelta(days=1),
        valid_until=NOW + timedelta(days=90),
    )


def extra(contexts: dict[str, Any]) -> dict[str, Any]:
    """Contexts that openvc does not bundle."""
    return {url: document for url, document in contexts.items() if "imsglobal" in url}


def ours(value: Any) -> Endorsement:
    verifier = Verifier(now=datetime.now(UTC))
    return verifier.endorsement(value, SUBJECT, shape.Endorsed.ACHIEVEMENT)


@pytest.mark.parametrize("kind", ["ed25519", "p256"])
def test_openvc_accepts_an_endorsement_of_ours_and_refuses_it_altered(
    kind: str, keys: dict[str, SigningKey], contexts: dict[str, Any]
) -> None:
    key = keys[kind]
    form = signing.natural_format(key)
    made = signing.sign(unsigned(key.controller), key, form=form, now=NOW).credential
    assert openvc.verify_credential(made, extra_contexts=extra(contexts)).issuer == key.controller
    assert ours(made).status == "pass"
    made["credentialSubject"]["endorsementComment"] = "Nie besucht."
    with pytest.raises(openvc.OpenvcError):
        openvc.verify_credential(made, extra_contexts=extra(contexts))
    assert ours(made).status == "fail"


def test_we_accept_an_endorsement_that_openvc_signed(contexts: dict[str, Any]) -> None:
    from openvc.keys import Ed25519SigningKey

    key = Ed25519SigningKey.generate("key-1")
    multikey = PublicKey.from_jwk(key.public_jwk()).multikey()
    did = f"did:key:{multikey}"
    theirs = DataIntegrityProofSuite().add_proof(
        unsigned(did),
        signing_key=key,
        verification_method=f"{did}#{multikey}",
        extra_contexts=extra(contexts),
    )
    found = ours(theirs)
    assert (found.status, found.endorser_id) == ("pass", did), found.detail


def test_openbadgeslib_accepts_our_token_and_refuses_it_altered(
    keys: dict[str, SigningKey],
) -> None:
    key = keys["ed25519"]
    token = signing.sign(unsigned(key.controller), key, form="jwt", now=NOW).text
    read = lib.verify_endorsement_jwt(token)
    assert (read["issuer"], read["endorses"]) == (key.controller, SUBJECT)
    head, payload, end = token.split(".")
    with pytest.raises(lib.OB3VerificationError):
        lib.verify_endorsement_jwt(f"{head}.{payload}.{end[:20]}{'A' * (len(end) - 20)}")


def test_openbadgeslib_finds_our_tokens_in_all_three_places(
    keys: dict[str, SigningKey], badge: Badge
) -> None:
    key = keys["p256"]
    token = signing.sign(unsigned(key.controller), key, form="jwt", now=NOW).text
    value = {k: v for k, v in badge("jwt", "ed25519").credential.items() if k != "proof"}
    value["issuer"]["endorsementJwt"] = [token]
    value["credentialSubject"]["achievement"]["endorsementJwt"] = [token]
    value["endorsementJwt"] = [token]
    signed = signing.sign(value, keys["ed25519"], form="jwt", now=NOW)
    read = lib.OB3Verifier.for_issuer_did(keys["ed25519"].controller).verify(signed.text)
    assert read.all_endorsement_jwts() == [token] * 3
    report = Verifier(now=datetime.now(UTC)).check_bytes(signed.data)
    assert [one.of.value for one in report.endorsements] == ["issuer", "achievement", "credential"]
    assert {one.endorser_id for one in report.endorsements} == {key.controller}


def test_we_accept_a_token_that_joserfc_signed() -> None:
    private = ed25519.Ed25519PrivateKey.generate()
    did = SigningKey.of(private).controller
    payload = {**unsigned(did), "iss": did}
    header = {"alg": "Ed25519", "kid": f"{did}#{did.removeprefix('did:key:')}", "typ": "vc+jwt"}
    key = OKPKey.import_key(private)
    token = jws.serialize_compact(header, json.dumps(payload), key, algorithms=["Ed25519"])
    found = ours(token)
    assert (found.status, found.endorser_id) == ("pass", did), found.detail


def test_digital_bazaar_exchanges_endorsements_with_us(
    node: Ask, keys: dict[str, SigningKey], contexts: dict[str, Any]
) -> None:
    key = keys["ed25519"]
    made = signing.sign(unsigned(key.controller), key, form="eddsa-rdfc-2022", now=NOW).credential
    answer = node({"do": "verify", "credential": made, "documents": contexts})
    assert answer == {"verified": True, "error": ""}
    request = {
        "do": "sign", "credential": unsigned("did:key:x"), "algorithm": "p256",
        "documents": contexts,
    }  # fmt: skip
    found = ours(node(request)["credential"])
    assert found.status == "pass", found.detail


def test_openvc_and_joserfc_read_our_domain_linkage(
    keys: dict[str, SigningKey], contexts: dict[str, Any]
) -> None:
    times = {"since": NOW - timedelta(days=1), "until": NOW + timedelta(days=9)}
    key = keys["p256"]
    token = linking.signed(key.controller, ORIGIN, key, **times)[1]
    assert isinstance(token, str)
    public = ECKey.import_key(key.public_jwk())
    read = jws.deserialize_compact(token, public, algorithms=["ES256"])
    claims = json.loads(read.payload)
    assert claims["vc"]["credentialSubject"] == {"id": key.controller, "origin": ORIGIN}
    assert set(read.headers()) == {"alg", "kid"}
    key = keys["ed25519"]
    value = linking.signed(key.controller, ORIGIN, key, **times)[0]
    assert isinstance(value, dict)
    suite = DataIntegrityProofSuite()
    more = {url: body for url, body in contexts.items() if url.startswith("https://")}
    suite.verify(value, public_key_jwk=key.public_jwk(), extra_contexts=more)
    value["credentialSubject"]["origin"] = "https://evil.example"
    with pytest.raises(openvc.OpenvcError):
        suite.verify(value, public_key_jwk=key.public_jwk(), extra_contexts=more)
