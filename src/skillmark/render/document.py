"""What a report consists of, before it becomes HTML or PDF: claims, charts, tables, words."""

from __future__ import annotations

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
class Section:
    """One question and what the data say to it."""

    id: str
    title: str
    claims: tuple[Claim, ...] = ()
    paragraphs: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    tables: tuple[Table, ...] = ()


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
