"""What a quality report is made of: figures with their interval and state, in sections."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from skillmark.nouns.credibility import FieldData, Interval

Fact = float | int | str
"""What the words about a figure are filled in with."""


class State(StrEnum):
    """How a figure stands against its bar. What could not be checked is never fine."""

    FINE = "fine"
    LOOK = "look"
    """Somebody should look: near the bar, or the data do not settle it."""
    POOR = "poor"
    NOT_KNOWN = "not known"
    FACT = "fact"
    """There is no bar for it: it describes."""


class Unit(StrEnum):
    """What a figure counts."""

    COUNT = "count"
    SHARE = "share"
    """0 to 1, shown in percent."""
    COEFFICIENT = "coefficient"
    """Without a unit, mostly at most 1."""
    POINTS = "points"
    """Score points, on the scale of the cut score."""
    DEVIATIONS = "deviations"
    """Standard deviations of ability among those who sat the test."""
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure. `value` is `None` where it is not known, and `why` then says why not."""

    id: str
    state: State
    unit: Unit
    value: float | None = None
    interval: Interval | None = None
    said: str = ""
    """The value of a figure whose unit is words: a name, a day, what somebody wrote."""
    why: str = ""
    """Code of the reason why there is no value; its words stand in `words`."""
    facts: Mapping[str, Fact] = field(default_factory=dict)
    """What the words need beside the value."""


def unknown(name: str, unit: Unit, why: str, **facts: Fact) -> Figure:
    """Return a figure that is not known, and why."""
    return Figure(name, State.NOT_KNOWN, unit, why=why, facts=facts)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: numbers or words, `None` where not known."""

    id: str
    unit: Unit
    cells: tuple[float | str | None, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of the report, or the points of a picture."""

    id: str
    columns: tuple[Column, ...]
    facts: Mapping[str, Fact] = field(default_factory=dict)

    def __getitem__(self, name: str) -> tuple[float | str | None, ...]:
        return next(column.cells for column in self.columns if column.id == name)


@dataclass(frozen=True, slots=True)
class Part:
    """One section of the report."""

    id: str
    figures: tuple[Figure, ...] = ()
    grids: tuple[Grid, ...] = ()
    notes: tuple[tuple[str, Mapping[str, Fact]], ...] = ()
    """Pairs of a code and the facts of its words."""

    def figure(self, name: str) -> Figure | None:
        """Return the figure of this name, `None` where the section has none."""
        return next((one for one in self.figures if one.id == name), None)

    def grid(self, name: str) -> Grid | None:
        """Return the table of this name, `None` where the section has none."""
        return next((one for one in self.grids if one.id == name), None)


@dataclass(frozen=True, slots=True)
class Signature:
    """Somebody looked at the report. Signatures are added and never taken away."""

    act: str
    """`prepared` or `reviewed`."""
    name: str
    role: str
    on: date
    remark: str = ""


@dataclass(frozen=True, slots=True)
class QualityReport:
    """What a test can say for itself. The same inputs and seed give the same report."""

    test: str
    title: Mapping[str, str]
    """By language."""
    version: str
    organisation: str
    made_on: date
    field_data: FieldData
    persons: int
    parts: tuple[Part, ...]
    digest: str
    """SHA-256 of everything the figures were computed from (`Sample.digest`)."""
    seed: int
    statistics: str
    """Version of the computations; another version may give other figures from the same data."""
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Name of each skill of the blueprint, by language."""
    signatures: tuple[Signature, ...] = ()

    @property
    def has_field_data(self) -> bool:
        """False must be said wherever the report is shown: "no field data"."""
        return self.field_data is FieldData.REAL

    def part(self, name: str) -> Part:
        """Return the section of this name."""
        return next(one for one in self.parts if one.id == name)

    def figure(self, name: str) -> Figure | None:
        """Return the first figure of this name."""
        found = (part.figure(name) for part in self.parts)
        return next((one for one in found if one is not None), None)

    @property
    def figures(self) -> tuple[Figure, ...]:
        """All figures, in order."""
        return tuple(figure for part in self.parts for figure in part.figures)
