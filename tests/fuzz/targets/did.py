"""DIDs and their documents: a key counts for nobody but whose document lists it."""

from __future__ import annotations

import json
from typing import Any

from skillmark.nouns.errors import SkillmarkError
from skillmark.trust import strictjson
from skillmark.trust.dids import PublishedKey, did_document
from skillmark.trust.outcome import Status
from skillmark.trust.resolve import Resolver

from ..bench import KEY, NOW, Web, refused, words_of
from ..mutate import of_json

DID = "did:web:academy.example"
PLACE = "https://academy.example/.well-known/did.json"
DOCUMENT = did_document(DID, [PublishedKey(f"{DID}#key-1", KEY.public, expires=NOW)])
mutate = of_json(
    *words_of(DOCUMENT),
    *words_of(KEY.public_jwk()),
    *("document", "issuer", "url", "JsonWebKey", "publicKeyJwk", "authentication", DID, "#key-1"),
)


def check(data: bytes) -> None:
    try:
        given = strictjson.parse(data)
    except SkillmarkError:
        return
    document: Any = given.get("document")
    url, issuer = given.get("url"), given.get("issuer")
    if not isinstance(url, str) or not isinstance(issuer, str):
        return
    web = Web({PLACE: json.dumps(document).encode(), "https://academy.example/": b"{}"})
    try:
        method = Resolver(web).resolve(url)
    except SkillmarkError as error:
        refused(error)
    else:
        assert method.id == url
        method.usable_at(NOW)
        method.usable_at(None)
    outcome = Resolver(web).issuer_key(issuer, url)
    if outcome.status is Status.PASS:
        assert outcome.method is not None
        assert outcome.method.controller == issuer
        owner = document if issuer == DID else Resolver().document(issuer)
        assert owner["id"] == issuer
        listed = owner["assertionMethod"]
        references = [e.get("id") if isinstance(e, dict) else e for e in _listed(listed)]
        assert url in [f"{issuer}{r}" if str(r).startswith("#") else r for r in references]


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
