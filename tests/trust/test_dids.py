"""Identifiers without a registry: what their methods publish, and where documents are."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from skillmark.nouns.errors import InputError
from skillmark.trust import dids, multibase
from skillmark.trust.dids import IdentifierError, PublishedKey
from skillmark.trust.keys import SigningKey
from skillmark.trust.publickey import KeyFormatError

DID_JWK = (
    "did:jwk:eyJjcnYiOiJQLTI1NiIsImt0eSI6IkVDIiwieCI6ImFjYklRaXVNczNpOF91c3pFakoydHBUdFJNNEVVM3l6OTFQ"
    "SDZDZEgyVjAiLCJ5IjoiX0tjeUxqOXZXTXB0bm1LdG00NkdxRHo4d2Y3NEk1TEtncmwyR3pIM25TRSJ9"
)
"""The P-256 example of the did:jwk method."""


def test_the_example_of_did_jwk() -> None:
    document = dids.self_contained(DID_JWK)
    assert document["id"] == DID_JWK
    assert document["assertionMethod"] == document["authentication"] == [f"{DID_JWK}#0"]
    [method] = document["verificationMethod"]
    assert method["id"] == f"{DID_JWK}#0"
    assert (method["type"], method["controller"]) == ("JsonWebKey", DID_JWK)
    assert method["publicKeyJwk"] == {
        "crv": "P-256",
        "kty": "EC",
        "x": "acbIQiuMs3i8_uszEjJ2tpTtRM4EU3yz91PH6CdH2V0",
        "y": "_KcyLj9vWMptnmKtm46GqDz8wf74I5LKgrl2GzH3nSE",
    }


def did_jwk(jwk: dict[str, Any]) -> str:
    return "did:jwk:" + multibase.base64url(json.dumps(jwk).encode())


def test_a_did_jwk_is_for_what_its_use_says(key: SigningKey) -> None:
    for_signing = dids.self_contained(did_jwk({**key.public_jwk(), "use": "sig"}))
    assert for_signing["assertionMethod"]
    for_encryption = dids.self_contained(did_jwk({**key.public_jwk(), "use": "enc"}))
    assert "assertionMethod" not in for_encryption
    assert "authentication" not in for_encryption


@pytest.mark.parametrize("jwk", [{"kty": "oct"}, {"kty": "EC", "crv": "P-256"}])
def test_a_did_jwk_without_a_public_key_is_refused(jwk: dict[str, Any]) -> None:
    with pytest.raises(KeyFormatError):
        dids.self_contained(did_jwk(jwk))


def test_a_did_key_lists_its_key_for_both_purposes(key: SigningKey) -> None:
    # the did:key method, section 3.1.1: the fragment is the identifier itself
    document = dids.self_contained(key.controller)
    method = f"{key.controller}#{key.public_multikey()}"
    assert document["id"] == key.controller
    assert document["assertionMethod"] == document["authentication"] == [method]
    [entry] = document["verificationMethod"]
    assert entry["type"] == "Multikey"
    assert entry["id"] == method
    assert entry["controller"] == key.controller
    assert entry["publicKeyMultibase"] == key.public_multikey()


@pytest.mark.parametrize(
    ("controller", "expected"),
    [
        # DID Core 1.0, section 6.3.1: the DID context comes first in a DID document
        (
            "did:web:example.org",
            ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        ),
        # Controlled Identifiers 1.0, section 2.6
        ("https://example.org/issuer", ["https://www.w3.org/ns/cid/v1"]),
    ],
)
def test_the_contexts_of_a_published_document(
    controller: str, expected: list[str], key: SigningKey
) -> None:
    keys = [PublishedKey(f"{controller}#1", key.public)]
    assert dids.did_document(controller, keys)["@context"] == expected


def test_a_retired_key_stays_listed_with_its_end(key: SigningKey) -> None:
    berlin = timezone(timedelta(hours=2))
    retired = PublishedKey(
        "https://example.org#1",
        key.public,
        expires=datetime(2026, 7, 1, 12, 30, 15, tzinfo=berlin),
        revoked=datetime(2026, 6, 1, tzinfo=UTC),
        purposes=("assertionMethod", "authentication"),
    )
    document = dids.did_document("https://example.org", [retired])
    [entry] = document["verificationMethod"]
    assert entry["expires"] == "2026-07-01T10:30:15Z"
    assert entry["revoked"] == "2026-06-01T00:00:00Z"
    assert document["assertionMethod"] == document["authentication"] == ["https://example.org#1"]
    with pytest.raises(InputError, match="time zone"):
        dids.timestamp(datetime(2026, 7, 1))


LONGEST = ".".join(["a" * 63] * 3 + ["b" * 61])
"""A host name of 253 letters (RFC 1035, section 2.3.4)."""


@pytest.mark.parametrize(
    ("identifier", "url"),
    [
        # the examples of the did:web method
        ("did:web:w3c-ccg.github.io", "https://w3c-ccg.github.io/.well-known/did.json"),
        (
            "did:web:w3c-ccg.github.io:user:alice",
            "https://w3c-ccg.github.io/user/alice/did.json",
        ),
        ("did:web:example.com%3A3000", "https://example.com:3000/.well-known/did.json"),
        ("did:web:example.com%3A65535:a", "https://example.com:65535/a/did.json"),
        (f"did:web:{LONGEST}", f"https://{LONGEST}/.well-known/did.json"),
        ("https://example.org:1/issuer", "https://example.org:1/issuer"),
        ("https://example.org/a.b/..c?d=e", "https://example.org/a.b/..c?d=e"),
        ("http://localhost:8000/issuer", "http://localhost:8000/issuer"),
    ],
)
def test_where_documents_are(identifier: str, url: str) -> None:
    assert dids.document_url(identifier) == url


@pytest.mark.parametrize(
    "identifier",
    [
        *("did:web:", "did:web:Example.org", "did:web:example.org:", "did:web:example.org::a"),
        *("did:web:example.org:..", "did:web:example.org:.", "did:web:user@example.org"),
        *("did:web:example.org%3A0", "did:web:example.org%3A65536", "did:web:example.org%3A"),
        *("did:web:example.org%3A080", "did:web:example.org%3A8x", "did:web:example.org%2Fa"),
        *("did:web:127.0.0.1", "did:web:-a.org", "did:web:a-.org", "did:web:a..org"),
        *(f"did:web:{LONGEST}b", f"did:web:{'a' * 64}.org", "did:web:example.org:a%20b"),
    ],
)
def test_case_25_what_did_web_does_not_allow(identifier: str) -> None:
    with pytest.raises(IdentifierError) as refused:
        dids.document_url(identifier)
    assert refused.value.code == "did"


@pytest.mark.parametrize(
    "identifier",
    [
        *("http://example.org", "ftp://example.org", "https://", "https:///a", "example.org"),
        *("https://a@example.org", "https://a:b@example.org", "https://example.org:0/"),
        *("https://example.org:65536", "https://example.org:x", "https://example.org/#key"),
        *("https://example.org/a/../b", "https://example.org/./b", "https://example.org/.."),
        *("https://example.org/a b", "https://example.org/a\\b", "https://example.org/\x7f"),
        *("https://example.org/\n", "https://[::1"),
    ],
)
def test_what_is_not_the_url_of_an_issuer(identifier: str) -> None:
    with pytest.raises(IdentifierError) as refused:
        dids.document_url(identifier)
    assert refused.value.code == "issuer_url"
    assert "https" in refused.value.remedy


@pytest.mark.parametrize("did", ["did:ion:EiClkZMDxPKqC9c:x", "did:ebsi:zfEmvX5twhXjQJiCWsukvQA"])
def test_other_methods_are_unsupported_by_name(did: str) -> None:
    kind = ":".join(did.split(":", 2)[:2])
    for ask in (dids.document_url, dids.self_contained):
        with pytest.raises(IdentifierError, match=rf"kind {kind} ") as refused:
            ask(did)
        assert refused.value.code == "did_method"
    with pytest.raises(IdentifierError):
        dids.self_contained("did:key:uNotBase58")
