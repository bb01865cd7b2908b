"""Keys as bare JWK or JWK Set: somebody who speaks for the issuer must list them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from skillmark.trust import jose
from skillmark.trust.fetched import Fetched
from skillmark.trust.keys import Algorithm, SigningKey
from skillmark.trust.outcome import Status
from skillmark.trust.resolve import Resolver

Web = Callable[[dict[str, Any]], Callable[[str], Fetched]]
ISSUER = "https://example.edu/issuers/1"
KEYS = "https://example.edu/keys"
KID = f"{KEYS}#key-1"
WELL_KNOWN = "https://example.edu/.well-known/jwks.json"
PROFILE = {"id": ISSUER, "type": "Profile", "name": "Example University"}


@pytest.fixture
def rsa(keys: dict[Algorithm, SigningKey]) -> SigningKey:
    return keys[Algorithm.RSA]


def jwk(key: SigningKey, **more: Any) -> dict[str, Any]:
    return {**key.public.jwk(), "kid": "key-1", **more}


def token(key: SigningKey, kid: str = KID) -> str:
    """The header of the example in Open Badges 3.0, section 8.2.1, over a credential of ISSUER."""
    made = jose.sign({"iss": ISSUER, "issuer": {"id": ISSUER}}, _Named(key, kid), typ="JWT")
    assert jose.read(made).header == {"alg": key.algorithm.jose, "kid": kid, "typ": "JWT"}
    return made


class _Named:
    """A signer whose key has another name."""

    def __init__(self, key: SigningKey, name: str) -> None:
        self._key, self.verification_method = key, name
        self.algorithm, self.controller = key.algorithm, ISSUER

    def sign(self, data: bytes) -> bytes:
        return self._key.sign(data)


def both(resolver: Resolver, key: SigningKey, kid: str = KID) -> tuple[str, str]:
    """What comes of the signature, and of whether the issuer stands by the key."""
    outcome = jose.check(token(key, kid), resolver=resolver)
    stands = resolver.issuer_key(ISSUER, kid)
    return outcome.code, stands.code


def test_a_key_set_that_the_profile_lists(web: Web, rsa: SigningKey) -> None:
    profile = PROFILE | {"assertionMethod": [KID]}
    assert both(Resolver(web({ISSUER: profile, KEYS: {"keys": [jwk(rsa)]}})), rsa) == ("ok", "ok")


def test_one_bare_key_that_the_profile_lists(web: Web, rsa: SigningKey) -> None:
    place = f"{KEYS}/1"
    profile = PROFILE | {"assertionMethod": [place]}
    bare = rsa.public.jwk()
    assert both(Resolver(web({ISSUER: profile, place: bare})), rsa, place) == ("ok", "ok")


def test_a_key_that_nobody_lists_proves_nothing_of_the_issuer(web: Web, rsa: SigningKey) -> None:
    """A verifier that only dereferences `kid` would believe anybody's https address."""
    evil = "https://evil.example/keys#key-1"
    pages = {ISSUER: PROFILE, "https://evil.example/keys": {"keys": [jwk(rsa)]}}
    assert both(Resolver(web(pages)), rsa, evil)[0] == "ok"
    outcome = Resolver(web(pages)).issuer_key(ISSUER, evil)
    # the host's key set could speak for it, and is down
    assert outcome.status is Status.UNKNOWN
    outcome = Resolver(web(pages | {WELL_KNOWN: {"keys": []}})).issuer_key(ISSUER, evil)
    assert (outcome.status, outcome.code) == (Status.FAIL, "key_not_found")
    listed = PROFILE | {"assertionMethod": [f"{ISSUER}#other"]}
    outcome = Resolver(web(pages | {ISSUER: listed})).issuer_key(ISSUER, evil)
    assert (outcome.status, outcome.code) == (Status.FAIL, "key_not_found")


@pytest.mark.parametrize(
    ("member", "code"),
    [
        ({}, "ok"),
        ({"iss": ISSUER}, "ok"),
        ({"kid": KID}, "ok"),
        ({"iss": "https://example.edu/issuers/2"}, "key_not_found"),
        ({"kid": "key-2"}, "key_not_found"),
        ({"kid": None}, "key_not_found"),
        ({"n": "AAAA"}, "key_not_found"),
    ],
)
def test_the_key_set_of_the_issuers_host(
    web: Web, rsa: SigningKey, member: dict[str, Any], code: str
) -> None:
    """OB 3.0 implementation guide, "Key provenance": `iss` in the set names the issuer."""
    pages = {
        ISSUER: PROFILE,
        KEYS: {"keys": [jwk(rsa)]},
        WELL_KNOWN: {"keys": [jwk(rsa, **member)]},
    }
    assert Resolver(web(pages)).issuer_key(ISSUER, KID).code == code


def test_another_key_under_the_same_name_does_not_vouch(
    web: Web, rsa: SigningKey, key: SigningKey
) -> None:
    pages = {ISSUER: PROFILE, KEYS: {"keys": [jwk(rsa)]}, WELL_KNOWN: {"keys": [jwk(key)]}}
    assert Resolver(web(pages)).issuer_key(ISSUER, KID).code == "key_not_found"


def test_a_profile_that_names_keys_stands_by_those_alone(web: Web, rsa: SigningKey) -> None:
    pages = {
        ISSUER: PROFILE | {"verificationMethod": []},
        KEYS: {"keys": [jwk(rsa)]},
        WELL_KNOWN: {"keys": [jwk(rsa)]},
    }
    assert Resolver(web(pages)).issuer_key(ISSUER, KID).code == "key_not_found"


def test_keys_for_encryption_sign_nothing(web: Web, rsa: SigningKey) -> None:
    profile = PROFILE | {"assertionMethod": [KID]}
    pages = {ISSUER: profile, KEYS: {"keys": [jwk(rsa, use="enc")]}}
    assert both(Resolver(web(pages)), rsa)[0] == "purpose_not_allowed"


def test_a_private_key_that_was_published_is_refused(web: Web, rsa: SigningKey) -> None:
    profile = PROFILE | {"assertionMethod": [KID]}
    pages = {ISSUER: profile, KEYS: {"keys": [jwk(rsa, d="AAAA")]}}
    assert both(Resolver(web(pages)), rsa) == ("secret_published", "secret_published")


@pytest.mark.parametrize("value", [{}, {"keys": {}}, {"keys": [7, {"kty": 7}]}, {"kty": 1}])
def test_what_is_no_key_set_is_no_document(web: Web, rsa: SigningKey, value: Any) -> None:
    assert both(Resolver(web({ISSUER: PROFILE, KEYS: value})), rsa)[0] == "controller_mismatch"


def test_a_key_of_the_profile_is_found_by_the_kid_of_its_jwk(web: Web, key: SigningKey) -> None:
    """Controlled identifier documents name methods as they like; `kid` is the JWK's."""
    method = {
        "id": f"{ISSUER}/keys/1",
        "type": "JsonWebKey",
        "controller": ISSUER,
        "publicKeyJwk": jwk(key),
    }
    listed = PROFILE | {"verificationMethod": [method], "assertionMethod": [method["id"]]}
    assert both(Resolver(web({ISSUER: listed})), key, f"{ISSUER}#key-1") == ("ok", "ok")
    unlisted = listed | {"assertionMethod": []}
    found = both(Resolver(web({ISSUER: unlisted})), key, f"{ISSUER}#key-1")
    assert found == ("purpose_not_allowed", "purpose_not_allowed")


def test_the_issuer_may_stand_in_the_header(web: Web, key: SigningKey) -> None:
    """VC-JOSE-COSE, section 4.1.2."""
    from skillmark.trust import multibase

    document = PROFILE | {
        "verificationMethod": [
            {
                "id": f"{ISSUER}#key-1",
                "type": "Multikey",
                "controller": ISSUER,
                "publicKeyMultibase": key.public.multikey(),
            }
        ],
        "assertionMethod": [f"{ISSUER}#key-1"],
    }
    parts = [b'{"alg":"EdDSA","kid":"key-1","iss":"%s"}' % ISSUER.encode(), b"{}"]
    signed = ".".join(map(multibase.base64url, parts))
    made = f"{signed}.{multibase.base64url(key.sign(signed.encode()))}"
    assert jose.check(made, resolver=Resolver(web({ISSUER: document}))).code == "ok"
