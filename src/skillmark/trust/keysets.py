"""Keys that an issuer publishes as bare JWK or JWK Set, as Open Badges 3.0 allows for tokens.

Sources: Open Badges 3.0, section 8.5 ("dereferencing the public key"), and its implementation
guide, "Key provenance": such a document says nothing of whose key it is, so the issuer's own
profile must list it, or the key set under `/.well-known/jwks.json` of the issuer's host.
RFC 7517, sections 4 and 5.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from skillmark.nouns.errors import InputError
from skillmark.trust.publickey import PublicKey

MOST = 64
"""Keys of one set."""
BARE = "keys without a controller"
"""Member of a document made here; no published document has it."""


def as_document(identifier: str, value: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return a JWK or JWK Set in the shape of a controller document; `None` for anything else.

    A key is found under the document's address, if it is alone, and under that with its `kid` as
    fragment, or under its `kid` where that is a URL.
    """
    if not identifier.startswith(("https://", "http://")) or "id" in value:
        return None
    methods: list[dict[str, Any]] = []
    for key in _keys(value):
        kid = key.get("kid")
        names = [identifier] if "kty" in value else []
        if isinstance(kid, str) and kid:
            names.append(kid if "://" in kid else f"{identifier}#{kid}")
        methods += [
            {"id": name, "type": "JsonWebKey", "controller": identifier, "publicKeyJwk": dict(key)}
            for name in names
        ]
    if not methods:
        return None
    signing = [m["id"] for m in methods if m["publicKeyJwk"].get("use") in (None, "sig")]
    return {
        "id": identifier,
        BARE: True,
        "verificationMethod": methods,
        "assertionMethod": signing,
    }


def _keys(value: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    found = [value] if "kty" in value else value.get("keys")
    for key in found[:MOST] if isinstance(found, list) else []:
        if isinstance(key, dict) and isinstance(key.get("kty"), str):
            yield key


def names_no_keys(document: Mapping[str, Any]) -> bool:
    """Say whether an issuer's profile leaves its keys to the key set of its host."""
    members = ("verificationMethod", "assertionMethod", "authentication", BARE)
    return not any(name in document for name in members)


def well_known(issuer: str) -> str:
    """Return where the key set of an issuer's host is."""
    parts = urlsplit(issuer)
    return f"{parts.scheme}://{parts.netloc}/.well-known/jwks.json"


def vouches(value: Mapping[str, Any], url: str, public: PublicKey, issuer: str) -> bool:
    """Say whether a JWK Set holds this key under this name, for this issuer or for all."""
    for key in _keys(value):
        kid, owner = key.get("kid"), key.get("iss", issuer)
        if owner != issuer or not kid or kid not in (url, url.partition("#")[2]):
            continue
        try:
            if PublicKey.from_jwk(key) == public:
                return True
        except InputError:
            continue
    return False
