"""What a report consists of, before it becomes HTML or PDF: claims, charts, tables, words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from skillmark.nouns.outcome import Claim, ClaimType


@dataclass(frozen=True, slots=True)
class Table:
    """A table of words already written in the reader's language; the first column names rows."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""
    code: bool = False
    """Whether the last column holds long codes, to be set small."""
    names: int = 1
    """Columns at the beginning that say what a row is about; they hold words, whatever they say."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart and, beside it, the same numbers as a table."""

    svg: str
    caption: str
    table: Table
    simulated: bool = False
    apart: bool = False
    """Whether the table is too long to stand beside: it is among the tables of the appendix."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One figure with what it means, in the reader's language."""

    name: str
    value: str
    interval: str
    state: str
    """Code: `fine`, `look`, `poor`, `not known`, `fact`."""
    state_words: str
    meaning: str
    bar: str
    """What a good value is."""
    source: str
    """Where that comes from."""


@dataclass(frozen=True, slots=True)
class Section:
    """One question and what the data say to it."""

    id: str
    title: str
    claims: tuple[Claim, ...] = ()
    paragraphs: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    tables: tuple[Table, ...] = ()
    lead: str = ""
    """The question, where the title does not ask it."""
    facts: tuple[tuple[str, str], ...] = ()
    """Pairs of a name and what it is."""
    readings: tuple[Reading, ...] = ()
    notes: tuple[str, ...] = ()
    more: Section | None = None
    """What is looked up rather than read, for the appendix; it makes no claims of its own."""

    @property
    def shown(self) -> tuple[Table, ...]:
        """Every table with its figure or alone, each once, those of the appendix last."""
        own = (*(figure.table for figure in self.figures if not figure.apart), *self.tables)
        return own if self.more is None else (*own, *self.more.shown)


def further(section: Section, **what: Any) -> Section | None:
    """Return a section's part in the appendix; `None` where there is nothing for it."""
    if not any(what.values()):
        return None
    return Section(f"{section.id}-more", section.title, **what)


@dataclass(frozen=True, slots=True)
class QualityPage:
    """What a test can say for itself, on one page."""

    kicker: str
    title: str
    organisation: str
    as_of: str
    language: str
    notice: str
    """What must be said first and on every page; empty where real people stand behind it."""
    notice_short: str
    headline: str
    summary: str
    tiles: tuple[Reading, ...]
    sections: tuple[Section, ...]
    signatures: tuple[str, ...]
    """A line each."""
    unsigned: str
    """What to say where nobody has signed."""
    colophon: str
    """How the figures can be computed again."""
    words: Mapping[str, str]
    """Words of table heads and the like."""


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do next, and the claim of the report that it rests on."""

    acts: bool
    """Whether it says to act; otherwise it says which data to collect first."""
    text: str
    rests_on: str
    """The claim's anchor (see `Document.anchored`); empty where nothing was asked yet."""
    ground: str
    """That claim's sentence, or why there is none."""


class Standing(StrEnum):
    """What a reader may do with a claim."""

    ESTABLISHED = "established"
    NOT_ESTABLISHED = "not_established"
    DESCRIBED = "described"
    """Trends and bounds: true of the data, silent about causes."""
    SAID = "said"
    """Beliefs."""


def standing(claim: Claim) -> Standing:
    """Return where a claim stands on the summary page."""
    if claim.type is ClaimType.EFFECT:
        return Standing.ESTABLISHED if claim.established else Standing.NOT_ESTABLISHED
    return Standing.SAID if claim.type is ClaimType.BELIEF else Standing.DESCRIBED


@dataclass(frozen=True, slots=True)
class Document:
    """An impact report."""

    title: str
    organisation: str
    as_of: str
    language: str
    simulated: bool
    sections: tuple[Section, ...]
    methods: tuple[tuple[str, str], ...]
    """Pairs of a term and what it means, in plain words."""
    period: str = ""
    """From when to when the people were hired."""
    advice: tuple[Advice, ...] = ()
    limits: tuple[str, ...] = ()
    """What the data are and what they cannot say, a sentence or two each."""
    glossary: tuple[tuple[str, str], ...] = ()
    reproduce: Section | None = None
    """How to make the same report again, with the digests of what it was made of."""

    @property
    def appendix(self) -> tuple[tuple[Section, Section], ...]:
        """Every section that has more to look up, with that part."""
        return tuple((one, one.more) for one in self.sections if one.more is not None)

    @property
    def claims(self) -> tuple[Claim, ...]:
        """Every claim of the report, in order."""
        return tuple(claim for section in self.sections for claim in section.claims)

    @property
    def anchored(self) -> tuple[tuple[str, Claim], ...]:
        """Every claim with the name under which the report can be linked to it."""
        return tuple(
            (anchor(section, place), claim)
            for section in self.sections
            for place, claim in enumerate(section.claims, start=1)
        )

    @property
    def headline(self) -> tuple[tuple[str, Claim], ...]:
        """At most four claims for the cover, one a question, the weightiest kind first."""
        order = list(Standing)
        first: dict[str, tuple[str, Claim]] = {}
        for name, claim in sorted(self.anchored, key=lambda one: order.index(standing(one[1]))):
            if claim.figure:
                first.setdefault(name.rpartition("-")[0] + claim.type, (name, claim))
        chosen = list(first.values())[:MOST_HEADLINES]
        return tuple(sorted(chosen, key=lambda one: order.index(standing(one[1]))))


MOST_HEADLINES = 4


def anchor(section: Section, place: int) -> str:
    """Return the name of a section's claim; `place` counts from 1."""
    return f"{section.id}-{place}"
