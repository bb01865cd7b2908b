"""What a report consists of, before it becomes HTML or PDF: claims, charts, tables, words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from skillmark.nouns.outcome import Claim


@dataclass(frozen=True, slots=True)
class Table:
    """A table of words already written in the reader's language; the first column names rows."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart and, beside it, the same numbers as a table."""

    svg: str
    caption: str
    table: Table
    simulated: bool = False


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

    @property
    def claims(self) -> tuple[Claim, ...]:
        """Every claim of the report, in order."""
        return tuple(claim for section in self.sections for claim in section.claims)
