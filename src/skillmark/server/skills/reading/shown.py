"""A reading as its page shows it: numbered marks in the text, numbered lines beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from skillmark.server.people.models import OrganisationRecord
from skillmark.server.skills import choosing
from skillmark.server.skills import services as frameworks
from skillmark.server.skills.reading.correcting import Proposal
from skillmark.server.skills.reading.entries import Entry, packed
from skillmark.server.skills.reading.lighting import cut


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text; where it lights up, with the line that it belongs to."""

    at: int
    words: str
    line: Line | None = None
    first: bool = False
    """It is the first mark of its line, to which the line leads back."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """A correction that was made here before, in words."""

    proposal: Proposal
    label: Mapping[str, str]
    instead: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One skill of the text."""

    entry: Entry
    label: Mapping[str, str]
    number: int
    """In the order of the text; 0 where it was removed."""
    marked: bool = False
    """Whether a mark in the text leads to it."""
    instead: Mapping[str, str] | None = None
    remembered: Remembered | None = None

    @property
    def token(self) -> str:
        """The entry as the page carries it."""
        return packed(self.entry)

    @property
    def sure(self) -> str:
        """How sure the machine is, in words."""
        return in_words(self.entry.confidence)


def in_words(confidence: float | None) -> str:
    """Say how sure a link is in words."""
    if confidence is None:
        return ""
    if confidence >= 0.8:
        return _("quite sure")
    if confidence >= 0.6:
        return _("likely")
    if confidence >= 0.4:
        return _("possible")
    return _("a guess")


def remembered(
    proposed: Sequence[Proposal], organisation: OrganisationRecord | None
) -> dict[str, Remembered]:
    """Return the removals among proposals, in words, by the skill that was removed."""
    removals = [one for one in proposed if one.removal]
    wanted = {uri for one in removals for uri in (one.uri, one.instead) if uri}
    labels = frameworks.label_maps(wanted, organisation)
    return {one.uri: Remembered(one, labels[one.uri], labels.get(one.instead)) for one in removals}


def reading(
    text: str,
    entries: Sequence[Entry],
    proposed: Sequence[Proposal],
    organisation: OrganisationRecord | None,
) -> dict[str, Any]:
    """Return lines, pieces, removed lines and proposals of a reading."""
    wanted = {one.uri for one in entries} | {one.instead for one in entries}
    wanted |= {one.uri for one in proposed}
    labels = frameworks.label_maps(filter(None, wanted), organisation)
    removals = remembered(proposed, organisation)
    numbers = {one.uri: n for n, one in enumerate((e for e in entries if e.counts), start=1)}
    # What a person said goes before what the machine found, and the surer before the less sure.
    order = sorted(
        (one for one in entries if one.counts),
        key=lambda one: (not one.decided, -(one.confidence or 1)),
    )
    places = ((numbers[one.uri], s.start, s.end) for one in order for s in one.spans)
    parts = cut(text, places)
    marked = {number for _at, _words, number in parts}
    lines = [
        Line(
            one,
            labels[one.uri],
            numbers.get(one.uri, 0),
            numbers.get(one.uri, 0) in marked and one.counts,
            labels.get(one.instead),
            removals.get(one.uri),
        )
        for one in entries
    ]
    by_number = {one.number: one for one in lines if one.number}
    met: set[int] = set()
    pieces = []
    for at, words, number in parts:
        pieces.append(Piece(at, words, by_number.get(number), number not in met))
        met.add(number)
    return {
        "pieces": pieces,
        "lines": [one for one in lines if one.number],
        "removed": [one for one in lines if not one.number],
        "remembered": [Remembered(one, labels[one.uri]) for one in proposed if not one.removal],
        "levels": choosing.levels(nothing=_("no level named")),
    }
