"""Contexts: what a stranger's context makes of a document is what pyld makes of it, or refused."""

from __future__ import annotations

import json
from typing import Any

from pyld.jsonld import JsonLdError

from skillmark.nouns.errors import SkillmarkError
from skillmark.trust import rdf, strictjson
from skillmark.trust.contexts import bundled

from ..bench import independent, refused
from ..mutate import of_json

URL = "https://example.org/context"
mutate = of_json(
    *("context", "document", "@vocab", "@protected", "@container", "@propagate", "@version"),
    *("@prefix", "@json", "@vocab", "ex", "ex:a", "https://example.org/v#", "de", "rtl", URL),
)
CALLS = 100_000
CALLS_PER_BYTE = 600


def check(data: bytes) -> None:
    try:
        given = strictjson.parse(data)
    except SkillmarkError:
        return
    document: Any = given.get("document")
    if not isinstance(document, dict) or "context" not in given:
        return
    document = {**document, "@context": URL}
    try:
        pinned = bundled().with_extra({URL: json.dumps({"@context": given["context"]}).encode()})
        written = rdf.canonicalize(document, contexts=pinned)
    except SkillmarkError as error:
        refused(error)
        return
    assert rdf.canonicalize(document, contexts=pinned) == written, "it depends on what is kept"
    try:
        other = independent(document, pinned)
    except JsonLdError:
        # it is stricter with a few contexts; what matters is that nobody reads something else
        return
    assert other == written, "another implementation reads something else"
