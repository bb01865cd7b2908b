"""JSON-LD to canonical RDF: every way of ours agrees, and agrees with pyld and pyoxigraph.

A faster way to the same result is added to `WAYS`: from then on it is compared with the full
algorithm on every document, refusals included.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from skillmark.nouns.errors import SkillmarkError
from skillmark.trust import canon, rdf, strictjson

from ..bench import independent, refused, second_opinion, unsigned, words_of
from ..mutate import of_json

mutate = of_json(*words_of(unsigned()), "verifiableCredential", "holder", "termsOfUse")
LONGEST = 6000
CALLS = 300_000
CALLS_PER_BYTE = 600

Way = Callable[[dict[str, Any]], str]
FULL: Way = rdf.canonicalize
WAYS: tuple[Way, ...] = ()
"""Fast paths: each returns what `FULL` returns, or raises an error of the same class and code."""


def outcome(way: Way, document: dict[str, Any]) -> tuple[str, str]:
    """Return what a way makes of a document: `ok` and the canonical form, or class and code."""
    try:
        return "ok", way(document)
    except SkillmarkError as error:
        refused(error)
        return type(error).__name__, error.code


def _reversed(document: dict[str, Any]) -> dict[str, Any]:
    return {key: document[key] for key in reversed(document)}


def check(data: bytes) -> None:
    try:
        document = strictjson.parse(data)
    except SkillmarkError:
        return
    said, written = outcome(FULL, document)
    for way in WAYS:
        assert outcome(way, document) == (said, written), way
    if said != "ok":
        return
    assert rdf.canonicalize(_reversed(document)) == written, "the order of members counts"
    assert canon.canonicalize(canon.parse(written)) == written, "not a fixed point"
    read = independent(document)
    assert written in (read, second_opinion(read)), "another implementation reads something else"
