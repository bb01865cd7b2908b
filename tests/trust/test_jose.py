"""Tokens: what is signed is read back, by us and by an independent implementation."""

from __future__ import annotations

import json
import time
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


def test_the_registered_claims_repeat_the_credential() -> None:
    # Open Badges 3.0, section 8.2.1
    credential = {
        "id": "urn:x:1",
        "issuer": {"id": ISSUER},
        "credentialSubject": {"id": "did:example:learner"},
        "validFrom": "2026-01-01T01:00:00+01:00",
        "validUntil": "2026-01-01T00:00:10",
    }
    assert jose.claims(credential) == credential | {
        "iss": ISSUER,
        "jti": "urn:x:1",
        "sub": "did:example:learner",
        "nbf": 1767225600,
        "exp": 1767225610,
    }
    older = {"issuer": ISSUER, "issuanceDate": "2026-01-01T00:00:00Z", "expirationDate": "soon"}
    assert jose.claims(older) == older | {"iss": ISSUER, "nbf": 1767225600}
    assert jose.claims({"credentialSubject": [{"id": "a"}], "validFrom": 5}).keys() == {
        "credentialSubject",
        "validFrom",
    }


@pytest.mark.parametrize("shape", ["kid", "kid without fragment", "issuer", "iss"])
@pytest.mark.parametrize("method", ["did:key", "did:jwk"])
def test_whose_key_it_is_when_it_is_all_in_the_name(
    shape: str, method: str, key: SigningKey
) -> None:
    did, fragment = key.controller, key.public_multikey()
    if method == "did:jwk":
        did = "did:jwk:" + multibase.base64url(json.dumps(key.public_jwk()).encode())
        fragment = "0"
    header: dict[str, Any] = {"alg": "EdDSA"}
    payload: dict[str, Any] = {"id": "urn:x:1", "issuer": {"id": did}}
    if shape.startswith("kid"):
        header["kid"] = did if "without" in shape else f"{did}#{fragment}"
    elif shape == "iss":
        payload |= {"iss": did, "issuer": did}
    outcome = jose.check(token_of(header, payload, key), resolver=Resolver())
    assert (outcome.code, outcome.verification_method) == ("ok", f"{did}#{fragment}")


@pytest.mark.parametrize(
    ("header", "payload"),
    [({}, {}), ({"kid": ""}, {"iss": ""}), ({}, {"issuer": [1]})],
)
def test_a_token_that_names_no_key(
    header: dict[str, Any], payload: dict[str, Any], key: SigningKey
) -> None:
    token = token_of({"alg": "EdDSA", **header}, payload, key)
    outcome = jose.check(token, resolver=Resolver())
    assert (outcome.status, outcome.code) == (Status.FAIL, "no_key")
    carried = token_of({"alg": "EdDSA", "x5c": ["a"], **header}, payload, key)
    assert "x5c" in jose.check(carried, resolver=Resolver()).detail


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"typ": "application/vc+jwt"}, "ok"),
        ({"typ": "vc+jwt"}, "ok"),
        ({"typ": None}, "ok"),
        ({"typ": "application/at+jwt"}, "typ"),
        ({"typ": 5}, "typ"),
        ({"crit": []}, "crit"),
        ({"b64": True}, "crit"),
        ({"alg": None}, "alg_refused"),
        ({"alg": "NONE"}, "alg_refused"),
        ({"alg": "HS512"}, "alg_refused"),
        ({"alg": "ES256"}, "key_format"),
    ],
)
def test_what_a_header_may_say(change: dict[str, Any], code: str, key: SigningKey) -> None:
    header = {"alg": "EdDSA", "kid": key.verification_method, "typ": "JWT"} | change
    token = token_of(header, {"iss": key.controller, "issuer": key.controller}, key)
    assert jose.check(token, resolver=Resolver()).code == code


def test_a_failed_check_still_tells_what_the_token_said(key: SigningKey) -> None:
    payload = {"iss": key.controller, "issuer": key.controller, "name": "a"}
    header = {"alg": "EdDSA", "kid": key.verification_method}
    token = token_of(header, payload, key)
    broken = jose.check(token[:-8] + "AAAAAAAA", resolver=Resolver())
    assert (broken.status, broken.code) == (Status.FAIL, "signature")
    assert (broken.header, broken.payload, broken.algorithm) == (header, payload, "EdDSA")
    assert broken.verification_method == key.verification_method
    assert broken.method is None
    nothing = jose.check("a.b.c", resolver=Resolver())
    assert (nothing.header, nothing.payload, nothing.algorithm) == ({}, None, "")


@pytest.mark.parametrize(
    ("claims", "code"),
    [
        ({"iat": 1767225599}, "ok"),
        ({"iat": 1767225600}, "key_retired"),
        ({"nbf": 1767225599}, "ok"),
        ({"iat": 1767225600, "nbf": 5}, "key_retired"),
        ({"iat": 0}, "ok"),
        # a key that has an end does not vouch for a token without a date
        ({}, "key_retired"),
        ({"iat": -1}, "key_retired"),
        ({"iat": "1767225599"}, "key_retired"),
        ({"iat": 2**40}, "key_retired"),
    ],
)
def test_when_a_token_was_signed(
    claims: dict[str, Any], code: str, web: Web, key: SigningKey
) -> None:
    retired = PublishedKey(f"{ISSUER}#1", key.public, expires=datetime(2026, 1, 1, tzinfo=UTC))
    resolver = Resolver(web({ISSUER: dids.did_document(ISSUER, [retired])}))
    token = token_of({"alg": "EdDSA", "kid": "1"}, {"iss": ISSUER, "issuer": ISSUER, **claims}, key)
    outcome = jose.check(token, resolver=resolver)
    assert outcome.code == code


def test_claims_may_differ_from_the_credential_by_less_than_a_second(key: SigningKey) -> None:
    body = {"issuer": key.controller, "validFrom": "2026-01-01T00:00:00Z"}
    for moment, code in ((1767225600.9, "ok"), (1767225599.1, "ok"), (1767225601, "claims")):
        token = jose.sign(jose.claims(body) | {"nbf": moment}, key)
        assert jose.check(token, resolver=Resolver()).code == code
    for odd in ("1767225600", None):
        token = jose.sign(jose.claims(body) | {"nbf": odd}, key)
        assert jose.check(token, resolver=Resolver()).code == "claims"


def test_a_token_may_stand_between_blanks_and_has_an_end(key: SigningKey) -> None:
    token = jose.sign({"iss": key.controller, "issuer": key.controller}, key)
    assert jose.check(f" {token}\n", resolver=Resolver()).code == "ok"
    assert jose.check(token + "A" * jose.LARGEST, resolver=Resolver()).code == "malformed"


def test_a_typ_that_is_not_signed_is_told_with_those_that_are(key: SigningKey) -> None:
    with pytest.raises(jose.TokenError) as refused:
        jose.sign({}, key, typ="at+jwt")
    assert refused.value.code == "typ"
    assert "vc+jwt" in refused.value.remedy


def test_keys_of_another_kind_are_unsupported_and_not_invalid(web: Web, key: SigningKey) -> None:
    document = dids.did_document(ISSUER, [PublishedKey(f"{ISSUER}#1", key.public)])
    document["verificationMethod"][0]["type"] = "RsaVerificationKey2018"
    resolver = Resolver(web({ISSUER: document}))
    for kid in (f"{ISSUER}#1", "did:ion:abc#1"):
        outcome = jose.check(token_of({"alg": "EdDSA", "kid": kid}, {}, key), resolver=resolver)
        assert (outcome.status, outcome.code) == (Status.UNKNOWN, "unsupported")
        assert outcome.verification_method == kid


def test_a_key_on_this_machine_is_named_by_http(web: Web, key: SigningKey) -> None:
    local = "http://localhost:8000/issuer"
    document = dids.did_document(local, [PublishedKey(f"{local}#1", key.public)])
    resolver = Resolver(web({local: document}))
    token = token_of({"alg": "EdDSA", "kid": f"{local}#1"}, {"iss": "did:example:other"}, key)
    outcome = jose.check(token, resolver=resolver)
    assert (outcome.code, outcome.verification_method) == ("ok", f"{local}#1")
    assert outcome.method is not None
    assert outcome.method.controller == local


def test_dates_without_a_zone_are_utc_whatever_the_machine_thinks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    try:
        found = jose.claims({"issuanceDate": "2026-01-01T00:00:00", "expirationDate": "2026-01-02"})
    finally:
        monkeypatch.undo()
        time.tzset()
    assert (found["nbf"], found["exp"]) == (1767225600, 1767312000)
