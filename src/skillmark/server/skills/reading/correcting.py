"""Corrections of a reading: what a person does to its entries, and what was done here before.

A correction is proposed again where the same words are read as the same skill; it is never
made by itself, because the same words may well mean something else in another text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from skillmark.server.people.models import OrganisationRecord
from skillmark.server.skills import linkers
from skillmark.server.skills import services as frameworks
from skillmark.server.skills.graphs import graph
from skillmark.server.skills.models import FrameworkRecord
from skillmark.server.skills.reading.entries import Entry, in_order
from skillmark.server.skills.reading.models import TextRecord, TextSkillRecord, Verdict
from skillmark.skills.language.segments import segments
from skillmark.skills.language.words import fold, forms
from skillmark.skills.linking.linker import Span

GUESSES = 6
REMEMBERED = 500
"""Decisions that are looked through for skills added by hand: the newest ones."""


def with_verdict(entries: Sequence[Entry], uri: str, verdict: Verdict) -> list[Entry]:
    """Return the entries with another verdict on one of them.

    What was added by hand and is removed again was never there.
    """
    return [
        replace(one, verdict=verdict, instead="") if one.uri == uri else one
        for one in entries
        if not (one.uri == uri and verdict is Verdict.REMOVED and one.confidence is None)
    ]


def added(
    entries: Sequence[Entry], uri: str, *, span: Span | None = None, level: int | None = None
) -> list[Entry]:
    """Return the entries with one more skill, for some words or for the text as a whole.

    A skill that is there already gets the words, and counts again where it was removed.
    """
    spans = (span,) if span else ()
    for place, one in enumerate(entries):
        if one.uri == uri:
            more = tuple(new for new in spans if new not in one.spans)
            verdict = Verdict.ADDED if one.confidence is None else Verdict.CONFIRMED
            known = replace(
                one,
                verdict=verdict,
                spans=(*one.spans, *more),
                level=level if one.level is None else one.level,
                instead="",
            )
            return in_order([*entries[:place], known, *entries[place + 1 :]])
    return in_order([*entries, Entry(uri, Verdict.ADDED, level, spans=spans)])


def replaced(entries: Sequence[Entry], uri: str, other: str) -> list[Entry]:
    """Return the entries with another skill for the words of one: the level asked stays."""
    old = next((one for one in entries if one.uri == uri), None)
    if old is None or uri == other:
        return list(entries)
    found = list(entries)
    for span in old.spans or (None,):
        found = added(found, other, span=span, level=old.level)
    found = [replace(one, cue=one.cue or old.cue) if one.uri == other else one for one in found]
    return [
        replace(one, instead=other) if one.uri == uri else one
        for one in with_verdict(found, uri, Verdict.REMOVED)
    ]


def guesses(
    text: str,
    entry: Entry,
    row: FrameworkRecord,
    *,
    language: str,
    organisation: OrganisationRecord | None,
) -> list[tuple[str, str, int | None]]:
    """Return the next best skills for an entry's words: URI, label, and percent if guessed.

    Those that the linker thought of in the same sentence come first, then what the words find in
    the search, then the skill's neighbours in the framework.
    """
    span = entry.spans[0] if entry.spans else None
    part = next((one for one in segments(text) if span and one.start <= span.start < one.end), None)
    found: dict[str, tuple[str, str, int | None]] = {}
    if part is not None and span is not None:
        offset = part.start
        linked = linkers.linker(row).link(
            text[part.start : part.end], top=4 * GUESSES, language=language
        )
        near = [
            match
            for match in linked.matches
            if any(_overlap(one, span, offset) for one in match.spans)
        ]
        for match in near or linked.matches[:2]:
            found[match.uri] = (match.uri, match.label, min(99, round(100 * match.score)))
    for words in entry.words[:1]:
        for _row, hit in frameworks.search(
            words, organisation=organisation, language=language, limit=GUESSES
        ):
            found.setdefault(hit.uri, (hit.uri, hit.label, None))
    if len(found) < GUESSES:
        beside = graph(row).adjacent(entry.uri)[:GUESSES]
        named = frameworks.labels(beside, language, organisation)
        for uri in beside:
            found.setdefault(uri, (uri, named[uri], None))
    found.pop(entry.uri, None)
    return list(found.values())[:GUESSES]


def _overlap(one: Span, other: Span, offset: int) -> bool:
    return one.start + offset < other.end and other.start < one.end + offset


@dataclass(frozen=True, slots=True)
class Proposal:
    """What somebody of the organisation did about the same words before."""

    uri: str
    """The skill that was removed, or added."""
    words: str
    instead: str
    by: str
    when: datetime
    removal: bool

    @property
    def adds(self) -> str:
        """The skill that it would add."""
        return self.instead if self.removal else self.uri


def proposals(
    organisation: OrganisationRecord | None,
    entries: Sequence[Entry],
    text: str,
    *,
    but: TextRecord | None = None,
) -> list[Proposal]:
    """Return the corrections of this organisation that fit a reading, in its order.

    Of several decisions about the same words and skill the newest counts; `but` is the text that
    is being read, whose own decisions are no proposals. Without a text nothing is proposed to be
    added. Deterministic: decisions and their dates alone are looked at.
    """
    if organisation is None or not (entries or text):
        return []
    known = {one.uri for one in entries}
    open_ones = {one.uri: set(one.keys) for one in entries if not one.decided}
    rows = TextSkillRecord.objects.of(organisation).exclude(verdict=Verdict.FOUND).exclude(words="")
    if but is not None:
        rows = rows.exclude(text=but)
    rows = rows.select_related("decided_by").order_by("-decided", "-pk")
    removals = _newest(rows.filter(uri__in=open_ones))
    found = [
        _proposal(row)
        for (uri, words), row in removals.items()
        if row.verdict == Verdict.REMOVED and words in open_ones[uri]
    ]
    order = {one.uri: place for place, one in enumerate(entries)}
    if not text:
        return sorted(found, key=lambda one: order[one.uri])
    chosen = {one.instead for one in found if one.instead}
    read = f" {' '.join(forms(text))} "
    for (uri, words), row in _newest(rows[:REMEMBERED]).items():
        fits = row.verdict == Verdict.ADDED and uri not in known | chosen
        if fits and f" {' '.join(forms(words))} " in read:
            found.append(_proposal(row))
    return sorted(found, key=lambda one: (order.get(one.uri, len(order)), fold(one.words), one.uri))


def _newest(rows: Iterable[Any]) -> dict[tuple[str, str], Any]:
    found: dict[tuple[str, str], Any] = {}
    for row in rows:
        found.setdefault((row.uri, row.words), row)
    return found


def _proposal(row: TextSkillRecord) -> Proposal:
    # as they stood in the text, not as they are compared
    words = " ".join(row.text.text[slice(*row.spans[0])].split()) if row.spans else row.words
    return Proposal(
        row.uri,
        words,
        row.instead,
        str(row.decided_by) if row.decided_by else "",
        row.decided or row.text.kept,
        row.verdict == Verdict.REMOVED,
    )
