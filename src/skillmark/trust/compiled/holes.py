"""Which strings of a document may differ: sentinels go through the full algorithm.

A hole is sound if its sentinel comes back as one whole IRI or one whole literal, and nowhere else.
Types and contexts are never holes: they decide what everything else means.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from skillmark.nouns.errors import SkillmarkError
from skillmark.trust import canon, rdf
from skillmark.trust.compiled.template import Pointer, replaced, strings_of
from skillmark.trust.contexts import Contexts
from skillmark.trust.literals import IRI, RDF, DataLossError

_MARK = "skillmark-hole-"
_SENTINEL = re.compile(rf"{_MARK}(\d+)-end")
_FIXED = frozenset(("@context", "type"))
_ROUNDS = 12
"""How often compiling is tried again without the holes that turned out unsound."""


class NotCompiledError(SkillmarkError):
    """There is no compiled form; the full algorithm is the only one for such documents."""

    code = "not_compiled"


@dataclass(frozen=True, slots=True)
class Hole:
    """One string that may differ, and what it is in RDF."""

    pointer: Pointer
    scheme: bytes
    """`https:` where it is an IRI of that scheme; empty for a literal."""
    suffix: bytes
    """What follows a literal's closing quote: its datatype or language."""


@dataclass(frozen=True, slots=True)
class Marked:
    """The statements of a document whose holes hold sentinels."""

    holes: tuple[Hole, ...]
    quads: tuple[canon.Quad, ...]
    document: Mapping[str, Any]

    def term(self, text: str) -> int | None:
        """Return which hole an RDF term is, by its number; `None` for a constant."""
        found = _SENTINEL.search(text)
        return int(found[1]) if found else None


def mark(document: Mapping[str, Any], wanted: Iterable[Pointer], contexts: Contexts) -> Marked:
    """Return the statements with sentinels in as many of the wanted holes as are sound.

    Raises `NotCompiledError`, and what `rdf.quads` raises for a document that loses data.
    """
    values = dict(strings_of(document))
    if _MARK in repr(document) or any(_keyword(at) for at in values):
        raise NotCompiledError("this document is not one that has a compiled form")
    left = [at for at in wanted if at in values and not _FIXED & set(at)]
    for _ in range(_ROUNDS):
        sentinels = {at: _sentinel(values[at], number) for number, at in enumerate(left)}
        marked = replaced(document, sentinels)
        assert isinstance(marked, dict)  # noqa: S101 - a document is an object
        try:
            quads = rdf.quads(marked, contexts=contexts)
        except DataLossError as error:
            # which of several strings below that place it was, nobody says
            kept = [at for at in left if not f"{pointer_text(at)}/".startswith(f"{error.where}/")]
            if len(kept) == len(left):
                raise
            left = kept
            continue
        holes = _sound(left, values, sentinels, quads)
        if len(holes) == len(left):
            if any(quad[3] for quad in quads):
                raise NotCompiledError("documents with several graphs have no compiled form")
            return Marked(tuple(holes), tuple(dict.fromkeys(quads)), marked)
        left = [hole.pointer for hole in holes]
    raise NotCompiledError("too many of its strings decide about each other")


def _keyword(at: Pointer) -> bool:
    """Say whether a keyword other than the document's own @context is on the way to a value."""
    return any(isinstance(step, str) and step.startswith("@") for step in at[1:]) or (
        isinstance(at[0], str) and at[0].startswith("@") and at[0] != "@context"
    )


def _sentinel(value: str, number: int) -> str:
    """Return a string that goes the same way through JSON-LD as `value` does."""
    scheme = value.partition(":")[0] if IRI.match(value) else ""
    return f"{scheme}:{_MARK}{number}-end" if scheme else f"{_MARK}{number}-end"


def _sound(
    left: list[Pointer],
    values: Mapping[Pointer, str],
    sentinels: Mapping[Pointer, str],
    quads: list[canon.Quad],
) -> list[Hole]:
    """Return the holes whose sentinel came back whole, and as one and the same term."""
    terms: dict[int, set[str]] = {number: set() for number in range(len(left))}
    broken: set[int] = set()
    for subject, predicate, value, graph in quads:
        for term in (subject, predicate, value, graph):
            found = [int(number) for number in _SENTINEL.findall(term)]
            for number in found:
                terms[number].add(term)
            if len(found) > 1 or (found and (term in (predicate, graph))):
                broken.update(found)
            if found and predicate == f"<{RDF}type>" and term is value:
                broken.update(found)
    holes = []
    for number, at in enumerate(left):
        sentinel = sentinels[at]
        if number in broken or len(terms[number]) != 1:
            continue
        term = next(iter(terms[number]))
        if term == f"<{sentinel}>":
            scheme = values[at].partition(":")[0] + ":"
            holes.append(Hole(at, scheme.encode(), b""))
        elif term.startswith(f'"{sentinel}"'):
            holes.append(Hole(at, b"", term.removeprefix(f'"{sentinel}"').encode()))
    return holes


def pointer_text(at: Pointer) -> str:
    """Write a pointer as errors name it (RFC 6901)."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in at)
