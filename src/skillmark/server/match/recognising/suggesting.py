"""What a badge may count as: by the skills that it names, by crosswalks, by the words in it.

A suggestion counts for nothing until somebody states it. Each says how it was found, how sure that
is, and which words led to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from django.db.models import Q

from skillmark.badges.summary import Summary
from skillmark.nouns.errors import InputError
from skillmark.server.match.shown import Label
from skillmark.server.people.models import OrganisationRecord
from skillmark.server.skills import services as frameworks
from skillmark.server.skills.crosswalks.counterparts import INVERSE, links
from skillmark.server.skills.reading import keeping, lighting
from skillmark.server.skills.reading.entries import Entry

MOST = 4
LEAST = 0.25
"""How sure a link must be to be worth reading."""


class How(StrEnum):
    """How a suggestion was found."""

    NAMED = "named"
    """The badge names the skill itself, without a level."""
    CROSSWALK = "crosswalk"
    """It names a skill of another framework, of which this is an accepted counterpart."""
    WORDS = "words"
    """Words of its name, description or criteria speak of the skill."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A skill that a badge may count as."""

    skill: str
    label: Label
    how: How
    confidence: float
    """How sure that is, 0-1."""
    level: int | None = None
    words: tuple[str, ...] = ()
    """The words of the badge that led to it."""
    level_words: str = ""
    """Those that led to the level."""
    match: str = ""
    """How the two skills of a crosswalk relate."""

    @property
    def percent(self) -> int:
        """How sure that is, in percent: never quite 100 for what was found by words."""
        most = 100 if self.how is How.NAMED else 99
        return min(most, round(100 * self.confidence))


def suggest(said: Summary, organisation: OrganisationRecord) -> list[Suggestion]:
    """Return what a badge may count as, the surest first."""
    read = {one.uri: one for one in _read(said, organisation)}
    found: dict[str, Suggestion] = {}
    for one in (*_named(said), *_across(said, organisation), *_words(read.values())):
        known = found.get(one.skill)
        if known is None or one.confidence > known.confidence:
            found[one.skill] = _levelled(one, read.get(one.skill))
    labels = frameworks.label_maps(found, organisation)
    known_here = frameworks.skills(found, organisation)
    best = sorted(found.values(), key=lambda one: (-one.confidence, one.skill))
    return [replace(one, label=labels[one.skill]) for one in best if one.skill in known_here][:MOST]


def _read(said: Summary, organisation: OrganisationRecord) -> list[Entry]:
    """Return the skills that the words of a badge speak of; none where there is nothing to read."""
    text = keeping.tidy(
        "\n".join(filter(None, (said.achievement, said.description, said.criteria)))
    )
    try:
        row = lighting.chosen(organisation, "")
        return keeping.read(text[: lighting.LONGEST], row, language=said.language.partition("-")[0])
    except InputError:
        return []


def _named(said: Summary) -> Iterator[Suggestion]:
    for one in said.skills:
        if one.level is None:
            yield Suggestion(one.uri, {}, How.NAMED, 1.0, words=(one.name,) if one.name else ())


def _across(said: Summary, organisation: OrganisationRecord) -> Iterator[Suggestion]:
    names = {one.uri: one.name for one in said.skills if one.level is None}
    for one in links(organisation).filter(Q(source__in=names) | Q(target__in=names)):
        ways = (
            (one.source, one.target, one.match),
            (one.target, one.source, INVERSE.get(one.match, one.match)),
        )
        for here, there, match in ways:
            if here in names:
                words = (names[here],) if names[here] else ()
                yield Suggestion(there, {}, How.CROSSWALK, one.confidence, words=words, match=match)


def _words(found: Iterable[Entry]) -> Iterator[Suggestion]:
    for one in found:
        sure = one.confidence or 0.0
        if sure >= LEAST:
            yield Suggestion(one.uri, {}, How.WORDS, sure, words=tuple(one.words[:4]))


def _levelled(one: Suggestion, read: Entry | None) -> Suggestion:
    """Return a suggestion with the level that words of the badge name for the skill."""
    if read is None or read.cue is None:
        return one
    return replace(one, level=read.cue.level, level_words=read.cue.words)
