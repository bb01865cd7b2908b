"""A quality report in words: what every figure is called, says and means, in one language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from skillmark.assess.quality.figure import (
    Fact,
    Figure,
    Grid,
    QualityReport,
    Signature,
    State,
    Unit,
)
from skillmark.assess.quality.words import words
from skillmark.assess.quality.words.kinds import Words
from skillmark.nouns.credibility import FieldData
from skillmark.render.words import base, day, number

USUAL = 0.95
"""Confidence of intervals that say nothing else."""
IN_UNIT = frozenset({"good", "poor"})
"""Facts that are in the unit of their figure."""
IN_POINTS = frozenset({"twice", "maximum", "step", "cut"})


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of one language."""

    language: str

    @property
    def own(self) -> Words:
        """The catalogue."""
        return words(self.language)

    def label(self, name: str, **facts: Fact) -> str:
        """Return a fixed word, filled in."""
        return self.own.label[name].format_map(self._facts(facts, Unit.COEFFICIENT))

    def amount(self, value: float, unit: Unit) -> str:
        """Write a number in its unit."""
        match unit:
            case Unit.COUNT:
                return number(value, self.language)
            case Unit.SHARE:
                return self._percent(value)
            case Unit.POINTS:
                rounded = round(value, 1)
                whole = float(rounded).is_integer()
                return number(rounded, self.language, digits=0 if whole else 1)
            case _:
                return number(value, self.language, digits=2)

    def _percent(self, share: float) -> str:
        sign = " %" if base(self.language) == "de" else "%"
        return self.of_hundred(share) + sign

    def of_hundred(self, share: float) -> str:
        """Write a share as so many of a hundred; 0 and 100 only where it is exactly that."""
        if 0 < share < 0.005:
            return "< 1"
        if 0.995 <= share < 1:
            return "> 99"
        return number(round(100 * share), self.language)

    def name(self, figure: Figure) -> str:
        """Return what a figure is called."""
        return self.own.figure[figure.id].name

    def value(self, figure: Figure) -> str:
        """Return the value with its unit, or why it is not known."""
        if figure.unit is Unit.WORDS:
            return self._said(figure)
        if figure.value is None:
            return self.why(figure)
        shown = self.amount(figure.value, figure.unit)
        if figure.unit is Unit.POINTS:
            return f"{shown} {self.own.label['points']}"
        if figure.unit is Unit.DEVIATIONS:
            return f"{shown} {self.own.label['deviations']}"
        return shown

    def _said(self, figure: Figure) -> str:
        if figure.state is State.NOT_KNOWN:
            return self.why(figure)
        if figure.id == "days":
            first, _, last = figure.said.partition("/")
            return self.label("to", low=self.day(first), high=self.day(last))
        if figure.id == "decided_on":
            return self.day(figure.said)
        known = self.own.said.get(f"{figure.id}:{figure.said}")
        if known is None:
            return figure.said
        return known.format_map(self._facts(figure.facts, figure.unit))

    def day(self, iso: str) -> str:
        """Write a day out."""
        return day(date.fromisoformat(iso), self.language)

    def why(self, figure: Figure) -> str:
        """Return why a figure is not known."""
        reason = self.own.why[figure.why].format_map(self._facts(figure.facts, figure.unit))
        return reason or self.own.label["not_known"]

    def interval(self, figure: Figure) -> str:
        """Return the interval, empty where there is none."""
        found = figure.interval
        if found is None:
            return ""
        low, high = (self.amount(one, figure.unit) for one in (found.low, found.high))
        between = self.label("to", low=low, high=high)
        if found.confidence == USUAL:
            return between
        return f"{between} ({self._percent(found.confidence)})"

    def meaning(self, figure: Figure) -> str:
        """Return what a figure says, in plain words; empty where it is not known."""
        if figure.state is State.NOT_KNOWN and figure.value is None:
            return ""
        return self.own.figure[figure.id].meaning.format_map(self._own_facts(figure))

    def bar(self, figure: Figure) -> str:
        """Return what a good value is; empty where there is no bar, or its number is not known."""
        own = self._own_facts(figure)
        try:
            return self.own.figure[figure.id].bar.format_map(own)
        except KeyError:
            return ""

    def source(self, figure: Figure) -> str:
        """Return where the bar comes from."""
        return self.own.figure[figure.id].source

    def note(self, code: str, facts: Mapping[str, Fact]) -> str:
        """Return the words of a limit."""
        return self.own.note[code].format_map(self._facts(facts, Unit.COEFFICIENT))

    def look(self, codes: str) -> str:
        """Return why somebody should look at an item, from its codes."""
        return "; ".join(self.own.look[code] for code in codes.split())

    def cell(self, column: str, value: float | str | None, unit: Unit) -> str:
        """Return one cell of a table."""
        if value is None:
            return "–"
        if isinstance(value, str):
            return self.look(value) if column == "look" else value
        return self.amount(value, unit)

    def grid_note(self, grid: Grid) -> str:
        """Return the note below a table."""
        facts = dict(grid.facts)
        if "by" in facts:
            facts["by"] = self.own.look[f"by:{facts['by']}"]
        return self.own.grid[grid.id].note.format_map(self._facts(facts, Unit.COEFFICIENT))

    def headline(self, report: QualityReport) -> str:
        """Return the sentence that matters most: how many who passed are truly above the cut."""
        figure = report.figure("truly_above")
        if figure is None or figure.interval is None:
            why = self.why(figure) if figure else self.own.label["not_known"]
            return self.label("headline_none", why=why)
        found = figure.interval
        value, low, high = (self.of_hundred(one) for one in (found.estimate, found.low, found.high))
        return self.label("headline", value=value, low=low, high=high)

    def notice(self, report: QualityReport) -> str:
        """Return what must be said first where no people stand behind the figures."""
        if report.has_field_data:
            return ""
        name = "simulated" if report.field_data is FieldData.SIMULATED else "none"
        return self.label(name, people=report.persons)

    def counts(self, report: QualityReport) -> str:
        """Return how many figures stand how."""
        states = [figure.state for figure in report.figures]
        return self.label(
            "counts",
            fine=states.count(State.FINE),
            look=states.count(State.LOOK),
            bad=states.count(State.POOR),
            unknown=states.count(State.NOT_KNOWN),
        )

    def signature(self, one: Signature) -> str:
        """Return one signature as a line."""
        who = f"{one.name}, {one.role}" if one.role else one.name
        remark = f": {one.remark}" if one.remark else ""
        return f"{self.own.label[one.act]} {who}, {day(one.on, self.language)}{remark}"

    def _own_facts(self, figure: Figure) -> dict[str, str]:
        found = self._facts(figure.facts, figure.unit)
        if figure.value is not None:
            found["value"] = self.amount(figure.value, figure.unit)
            found["of100"] = self.of_hundred(figure.value)
        return found

    def _facts(self, facts: Mapping[str, Fact], unit: Unit) -> dict[str, str]:
        return {name: self._fact(name, value, unit) for name, value in facts.items()}

    def _fact(self, name: str, value: Fact, unit: Unit) -> str:
        if isinstance(value, str):
            if name == "grouping":
                return self.own.said.get(f"grouping:{value}", value)
            return self.own.label[value] if name == "same" else value
        if name in IN_UNIT and unit is not Unit.COUNT:
            return self.amount(value, unit)
        if name in IN_POINTS:
            return self.amount(value, Unit.POINTS)
        return self.amount(value, Unit.COUNT if isinstance(value, int) else Unit.COEFFICIENT)
