"""Tokens: what is signed is read back, by us and by an independent implementation."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from joserfc import jwk, jws

from skillmark.trust import dids, jose, multibase, strictjson
from skillmark.trust.dids import PublishedKey
from skillmark.trust.fetched import Fetched
from skillmark.trust.keys import Algorithm, SigningKey
from skillmark.trust.outcome import Status
from skillmark.trust.resolve import Resolver

Web = Callable[[dict[str, Any]], Callable[[str], Fetched]]
ISSUER = "https://example.org/issuer"


def token_of(header: dict[str, Any], payload: dict[str, Any], key: SigningKey) -> str:
    """A token with any header at all."""
    parts = [multibase.base64url(json.dumps(part).encode()) for part in (header, payload)]
    signature = key.sign(".".join(parts).encode())
    return ".".join((*parts, multibase.base64url(signature)))


def issued(badge: dict[str, Any], key: SigningKey, **more: Any) -> str:
    badge["issuer"]["id"] = key.controller
    return jose.sign(jose.claims(badge), key, **more)


@pytest.mark.parametrize("algorithm", list(Algorithm))
@pytest.mark.parametrize("typ", ["JWT", "vc+jwt"])
def test_what_is_signed_is_read_back(
    badge: dict[str, Any], keys: dict[Algorithm, SigningKey], algorithm: Algorithm, typ: str
) -> None:
    key = keys[algorithm]
    token = issued(badge, key, typ=typ, now=datetime(2026, 1, 1, tzinfo=UTC))
    outcome = jose.check(token, resolver=Resolver())
    assert (outcome.status, outcome.code) == (Status.PASS, "ok")
    assert outcome.payload is not None
    assert outcome.payload["iss"] == key.controller
    assert outcome.payload["jti"] == badge["id"]
    assert outcome.payload["nbf"] == 1767225600
    assert outcome.payload["iat"] == 1767225600
    assert outcome.payload["credentialSubject"] == badge["credentialSubject"]
    assert outcome.header == {"alg": algorithm.jose, "kid": key.verification_method, "typ": typ}


@pytest.mark.parametrize("algorithm", [Algorithm.P256, Algorithm.P384, Algorithm.RSA])
def test_an_independent_implementation_accepts_our_tokens(
    badge: dict[str, Any], keys: dict[Algorithm, SigningKey], algorithm: Algorithm
) -> None:
    # their header may have 512 bytes, too few for the did:key of an RSA key
    key = SigningKey.of(keys[algorithm].private, controller=ISSUER)
    found = jws.deserialize_compact(
        issued(badge, key), jwk.import_key(key.public_jwk()), algorithms=[algorithm.jose]
    )
    assert json.loads(found.payload)["id"] == badge["id"]


@pytest.mark.parametrize(("name", "kind"), [("Ed25519", "OKP"), ("ES256", "EC"), ("RS256", "RSA")])
def test_we_accept_tokens_of_an_independent_implementation(name: str, kind: str) -> None:
    size: Any = {"OKP": "Ed25519", "EC": "P-256", "RSA": 2048}[kind]
    theirs = jwk.generate_key(kind, size)  # type: ignore[arg-type]
    did = "did:jwk:" + multibase.base64url(json.dumps(theirs.as_dict(private=False)).encode())
    token = jws.serialize_compact(
        {"alg": name, "kid": f"{did}#0"}, json.dumps({"issuer": did}), theirs, algorithms=[name]
    )
    assert jose.check(token, resolver=Resolver()).status is Status.PASS


@pytest.mark.parametrize("kid", ["#key-1", "key-1", f"{ISSUER}#key-1"])
def test_a_key_is_named_by_url_or_within_the_issuer(web: Web, key: SigningKey, kid: str) -> None:
    document = dids.did_document(ISSUER, [PublishedKey(f"{ISSUER}#key-1", key.public)])
    token = token_of({"alg": "EdDSA", "kid": kid}, {"iss": ISSUER, "issuer": {"id": ISSUER}}, key)
    outcome = jose.check(token, resolver=Resolver(web({ISSUER: document})))
    assert (outcome.code, outcome.verification_method) == ("ok", f"{ISSUER}#key-1")
    assert jose.check(token, resolver=Resolver()).status is Status.UNKNOWN


def test_a_credential_of_data_model_1_is_found_in_its_claim(key: SigningKey) -> None:
    inner = {"issuer": key.controller, "id": "urn:x:1"}
    token = jose.sign({"iss": key.controller, "jti": "urn:x:1", "vc": inner}, key)
    assert jose.check(token, resolver=Resolver()).code == "ok"
    assert jose.read(token).credential == inner
    contradicting = jose.sign({"iss": "did:example:other", "vc": inner}, key)
    assert jose.check(contradicting, resolver=Resolver()).code == "claims"


@pytest.mark.parametrize(
    ("claim", "value"),
    [("iss", "did:example:other"), ("jti", "x"), ("sub", "x"), ("nbf", 5), ("exp", 5)],
)
def test_claims_that_contradict_the_credential_are_refused(
    badge: dict[str, Any], key: SigningKey, claim: str, value: Any
) -> None:
    badge["issuer"]["id"] = key.controller
    badge["credentialSubject"]["id"] = "did:example:learner"
    badge["validUntil"] = "2030-01-01T00:00:00Z"
    assert jose.check(jose.sign(jose.claims(badge), key), resolver=Resolver()).code == "ok"
    token = jose.sign({**jose.claims(badge), claim: value}, key)
    outcome = jose.check(token, resolver=Resolver())
    assert (outcome.status, outcome.code) == (Status.FAIL, "claims")


@pytest.mark.parametrize(
    "text", ["", "a.b", "a.b.c.d", "a.b.c", "e30.e30.A=", "e30.W10.AA", "." * 9, "e30.e30.é"]
)
def test_what_is_no_token_is_malformed(text: str) -> None:
    outcome = jose.check(text, resolver=Resolver())
    assert (outcome.status, outcome.code) == (Status.FAIL, "malformed")


def test_duplicate_keys_in_a_token_are_refused(key: SigningKey) -> None:
    parts = [multibase.base64url(part) for part in (b'{"alg":"EdDSA","alg":"none"}', b"{}")]
    token = ".".join((*parts, multibase.base64url(key.sign(".".join(parts).encode()))))
    assert jose.check(token, resolver=Resolver()).code == "malformed"


def test_only_what_can_be_checked_is_signed(key: SigningKey) -> None:
    with pytest.raises(jose.TokenError, match="typ"):
        jose.sign({}, key, typ="at+jwt")
    with pytest.raises(strictjson.JsonError):
        jose.sign({"name": "\ud800"}, key)


@pytest.mark.parametrize("name", ["PS256", "ES512", "ES256K"])
def test_other_algorithms_are_unsupported_not_invalid(key: SigningKey, name: str) -> None:
    outcome = jose.check(token_of({"alg": name}, {}, key), resolver=Resolver())
    assert (outcome.status, outcome.code) == (Status.UNKNOWN, "unsupported")
