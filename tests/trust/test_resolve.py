"""Identifiers and keys: read from the controller's document, never from a name."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from skillmark.nouns.errors import UnavailableError
from skillmark.trust import dids, integrity, jose, multibase
from skillmark.trust.dids import PublishedKey
from skillmark.trust.fetched import Fetched
from skillmark.trust.keys import Algorithm, SigningKey
from skillmark.trust.outcome import Status
from skillmark.trust.resolve import Resolver, VerificationMethod, VerificationMethodError

Web = Callable[[dict[str, Any]], Callable[[str], Fetched]]
ISSUER = "https://example.org/issuer"


@pytest.mark.parametrize("algorithm", list(Algorithm))
def test_did_key_and_did_jwk_need_no_network(
    keys: dict[Algorithm, SigningKey], algorithm: Algorithm
) -> None:
    key = keys[algorithm]
    found = Resolver().resolve(key.verification_method)
    assert found.public == key.public
    assert "assertionMethod" in found.purposes
    did = "did:jwk:" + multibase.base64url(json.dumps(key.public_jwk()).encode())
    assert Resolver().resolve(f"{did}#0").public == key.public


def test_a_did_jwk_for_encryption_signs_nothing(key: SigningKey) -> None:
    jwk = json.dumps({**key.public_jwk(), "use": "enc"})
    did = "did:jwk:" + multibase.base64url(jwk.encode())
    assert Resolver().issuer_key(did, f"{did}#0").code == "purpose_not_allowed"


@pytest.mark.parametrize(
    ("did", "url"),
    [
        ("did:web:example.org", "https://example.org/.well-known/did.json"),
        ("did:web:example.org%3A8443", "https://example.org:8443/.well-known/did.json"),
        ("did:web:example.org:a:b-c", "https://example.org/a/b-c/did.json"),
        (ISSUER, ISSUER),
        ("http://127.0.0.1:8000/i/1", "http://127.0.0.1:8000/i/1"),
    ],
)
def test_where_a_document_is(did: str, url: str) -> None:
    assert dids.document_url(did) == url


@pytest.mark.parametrize("controller", [ISSUER, "did:web:example.org:issuer"])
def test_a_published_document_resolves(web: Web, key: SigningKey, controller: str) -> None:
    method = f"{controller}#key-1"
    document = dids.did_document(controller, [PublishedKey(method, key.public)])
    resolver = Resolver(web({dids.document_url(controller): document}))
    outcome = resolver.issuer_key(controller, method)
    assert (outcome.status, outcome.code) == (Status.PASS, "ok")
    assert outcome.method is not None
    assert outcome.method.public == key.public
    with pytest.raises(VerificationMethodError, match="lists no key"):
        resolver.resolve(f"{controller}#key-2")


def test_jwks_relative_ids_and_embedded_methods_are_read(web: Web, key: SigningKey) -> None:
    document = {
        "id": ISSUER,
        "type": "Profile",
        "assertionMethod": [
            {
                "id": "#k",
                "type": "JsonWebKey",
                "controller": ISSUER,
                "publicKeyJwk": key.public_jwk(),
            }
        ],
    }
    outcome = Resolver(web({ISSUER: document})).issuer_key(ISSUER, f"{ISSUER}#k")
    assert outcome.status is Status.PASS


def test_a_key_in_another_document_must_be_listed_by_the_issuer(web: Web, key: SigningKey) -> None:
    listed = {"id": ISSUER, "assertionMethod": [key.verification_method]}
    outcome = Resolver(web({ISSUER: listed})).issuer_key(ISSUER, key.verification_method)
    # the key names itself as its controller, not the issuer
    assert (outcome.status, outcome.code) == (Status.FAIL, "controller_mismatch")
    silent = {"id": ISSUER, "assertionMethod": []}
    outcome = Resolver(web({ISSUER: silent})).issuer_key(ISSUER, key.verification_method)
    assert (outcome.status, outcome.code) == (Status.FAIL, "key_not_found")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"id": "https://example.org/other"}, "controller_mismatch"),
        ({"assertionMethod": []}, "purpose_not_allowed"),
        ({"assertionMethod": ["https://example.org/issuer#other"]}, "purpose_not_allowed"),
        ({"verificationMethod": []}, "key_not_found"),
    ],
)
def test_documents_that_do_not_vouch_for_the_key(
    web: Web, key: SigningKey, change: dict[str, Any], code: str
) -> None:
    method = f"{ISSUER}#key-1"
    document = dids.did_document(ISSUER, [PublishedKey(method, key.public)]) | change
    outcome = Resolver(web({ISSUER: document})).issuer_key(ISSUER, method)
    assert (outcome.status, outcome.code) == (Status.FAIL, code)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"controller": "https://example.org/other"}, "controller_mismatch"),
        ({"type": "RsaVerificationKey2018"}, "key_type"),
        ({"publicKeyMultibase": 5}, "key_format"),
        ({"publicKeyMultibase": "z6Mkbroken"}, "key_format"),
        ({"publicKeyJwk": {"kty": "oct", "k": "AAAA"}}, "key_format"),
        ({"expires": "some day"}, "key_format"),
    ],
)
def test_keys_that_cannot_be_used(
    web: Web, key: SigningKey, change: dict[str, Any], code: str
) -> None:
    method = f"{ISSUER}#key-1"
    document = dids.did_document(ISSUER, [PublishedKey(method, key.public)])
    document["verificationMethod"][0] |= change
    outcome = Resolver(web({ISSUER: document})).issuer_key(ISSUER, method)
    assert (outcome.status, outcome.code) == (Status.FAIL, code)


def test_a_document_that_is_not_json_is_no_document(web: Web) -> None:
    outcome = Resolver(web({ISSUER: b"<html>"})).issuer_key(ISSUER, f"{ISSUER}#k")
    assert (outcome.status, outcome.code) == (Status.FAIL, "key_document")


def test_what_cannot_be_reached_is_unknown(web: Web) -> None:
    for resolver, code in ((Resolver(), "offline"), (Resolver(web({})), "unavailable")):
        outcome = resolver.issuer_key(ISSUER, f"{ISSUER}#k")
        assert (outcome.status, outcome.code) == (Status.UNKNOWN, code)
        with pytest.raises(UnavailableError):
            resolver.resolve(f"{ISSUER}#k")
    outcome = Resolver().issuer_key("did:ion:abc", "did:ion:abc#k")
    assert (outcome.status, outcome.code) == (Status.UNKNOWN, "unsupported")


@pytest.mark.parametrize("ended", ["expires", "revoked"])
@pytest.mark.parametrize("issuer", [ISSUER, "did:web:example.org", "did:web:example.org:unit:7"])
def test_hostile_51_old_credentials_verify_after_rotation_and_a_retired_key_cannot_sign(
    web: Web, badge: dict[str, Any], issuer: str, ended: str
) -> None:
    retired = datetime(2026, 2, 1, tzinfo=UTC)
    old = SigningKey.generate(Algorithm.ED25519, controller=issuer)
    new = SigningKey.generate(Algorithm.P256, controller=issuer)
    badge["issuer"]["id"] = issuer
    document = dids.did_document(
        issuer,
        [
            PublishedKey(old.verification_method, old.public, **{ended: retired}),
            PublishedKey(new.verification_method, new.public),
        ],
    )
    resolver = Resolver(web({dids.document_url(issuer): document}))

    def check(key: SigningKey, suite: str, created: datetime | None) -> str:
        signed = integrity.secure(badge, key, cryptosuite=suite, created=created)
        return integrity.check(signed, resolver=resolver)[0].code

    def check_token(key: SigningKey, now: datetime) -> str:
        token = jose.sign(jose.claims(badge), key, now=now)
        return jose.check(token, resolver=resolver).code

    before, after = datetime(2026, 1, 31, 23, 59, tzinfo=UTC), datetime(2026, 2, 2, tzinfo=UTC)
    assert check(old, "eddsa-rdfc-2022", before) == "ok"
    assert check(old, "eddsa-rdfc-2022", retired) == "key_retired"
    assert check(old, "eddsa-jcs-2022", after) == "key_retired"
    assert check(old, "eddsa-rdfc-2022", None) == "key_retired"
    assert check(new, "ecdsa-rdfc-2019", after) == "ok"
    assert check_token(old, before) == "ok"
    assert check_token(old, after) == "key_retired"
    assert check_token(new, after) == "ok"


def test_a_key_is_usable_until_its_end_and_not_at_it(key: SigningKey) -> None:
    end, later = datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)
    before = end - timedelta(seconds=1)
    method = VerificationMethod("#k", ISSUER, key.public, frozenset(), expires=end, revoked=later)
    assert method.usable_at(before)
    assert not method.usable_at(end)
    assert not method.usable_at(None)
    assert not replace(method, expires=later, revoked=end).usable_at(end)
    assert replace(method, expires=None, revoked=None).usable_at(None)


def test_a_key_without_the_purpose_is_shown_all_the_same(web: Web, key: SigningKey) -> None:
    method = f"{ISSUER}#key-1"
    document = dids.did_document(ISSUER, [PublishedKey(method, key.public)])
    outcome = Resolver(web({ISSUER: document})).issuer_key(ISSUER, method, purpose="authentication")
    assert outcome.code == "purpose_not_allowed"
    assert outcome.method is not None
    assert outcome.method.public == key.public
    assert outcome.method.controller == ISSUER


def test_a_document_of_more_than_512_kib_is_not_read(web: Web, key: SigningKey) -> None:
    method = f"{ISSUER}#key-1"
    document = dids.did_document(ISSUER, [PublishedKey(method, key.public)])
    large = document | {"padding": "x" * 512 * 1024}
    outcome = Resolver(web({ISSUER: large})).issuer_key(ISSUER, method)
    assert (outcome.status, outcome.code) == (Status.FAIL, "key_document")


def test_errors_name_whose_document_it_is(web: Web, key: SigningKey) -> None:
    other = dids.did_document("https://example.org/other", [])
    with pytest.raises(VerificationMethodError) as refused:
        Resolver(web({ISSUER: other})).document(ISSUER)
    assert (refused.value.code, refused.value.where) == ("controller_mismatch", ISSUER)

    def gone(url: str) -> Fetched:
        return Fetched(b"{}", "application/json", url, 404, datetime(2026, 3, 1, tzinfo=UTC))

    with pytest.raises(UnavailableError, match="404") as failed:
        Resolver(gone).document(ISSUER)
    assert failed.value.where == ISSUER


@pytest.mark.parametrize("name", ["expires", "revoked"])
@pytest.mark.parametrize("zone", ["Z", "+00:00", ""])
def test_the_end_of_a_key_is_read_as_utc(web: Web, key: SigningKey, name: str, zone: str) -> None:
    method = f"{ISSUER}#key-1"
    document = dids.did_document(ISSUER, [PublishedKey(method, key.public)])
    document["verificationMethod"][0][name] = f"2026-05-01T00:00:00{zone}"
    found = Resolver(web({ISSUER: document})).resolve(method)
    end = datetime(2026, 5, 1, tzinfo=UTC)
    assert getattr(found, name) == end
    assert not found.usable_at(end)
    assert found.usable_at(end - timedelta(seconds=1))
    elsewhere = {**document["verificationMethod"][0], name: "2026-05-01T00:00:00+02:00"}
    document["verificationMethod"] = [elsewhere]
    found = Resolver(web({ISSUER: document})).resolve(method)
    assert getattr(found, name) == end - timedelta(hours=2)
