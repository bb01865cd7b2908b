"""Tables of an audit as pages show them: names of categories and findings in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from skillmark.server.match.surveying.kinds import kind_name, value_name

FINDINGS: dict[str, tuple[Any, str, str]] = {
    "reference": (gettext_lazy("highest rate"), "quiet", "dot"),
    "adverse": (gettext_lazy("below four fifths, more than chance"), "bad", "warning"),
    "below": (gettext_lazy("below four fifths, may be chance"), "unsure", "question"),
    "different": (gettext_lazy("above four fifths, yet more than chance"), "unsure", "info"),
    "none": (gettext_lazy("nothing beyond chance"), "good", "check"),
    "too_few": (gettext_lazy("too few to say"), "quiet", "dash"),
    "excluded": (gettext_lazy("under 2 %, left out"), "quiet", "dash"),
}
MEASURES = {
    "selection": (gettext_lazy("Selected"), gettext_lazy("Selection rate")),
    "scoring": (gettext_lazy("Placed above the median"), gettext_lazy("Scoring rate")),
}


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One category."""

    name: str
    people: int
    counted: int
    rate: float
    """In percent."""
    ratio: float | None
    low: float | None
    high: float | None
    p: float | None
    finding: str

    @property
    def words(self) -> Any:
        """The finding in words."""
        return FINDINGS[self.finding][0]

    @property
    def tone(self) -> str:
        """Its colour."""
        return FINDINGS[self.finding][1]

    @property
    def icon(self) -> str:
        """Its picture."""
        return FINDINGS[self.finding][2]


@dataclass(frozen=True, slots=True)
class ShownTable:
    """One table."""

    name: str
    measure: Any
    rate: Any
    rows: tuple[ShownRow, ...]
    people: int
    unknown: int

    @property
    def drawn(self) -> bool:
        """Whether there is a ratio to draw."""
        return any(row.ratio is not None for row in self.rows)


def shown_tables(content: dict[str, Any] | None) -> list[ShownTable]:
    """Return the tables of an audit that is JSON."""
    return [shown_table(table) for table in (content or {}).get("tables", [])]


def shown_table(table: dict[str, Any]) -> ShownTable:
    """Return one table."""
    measure, rate = MEASURES[table["measure"]]
    crossed = " × ".join(str(kind_name(kind)) for kind in table["groups"])
    return ShownTable(
        _("%(measure)s by %(groups)s") % {"measure": measure, "groups": crossed},
        measure,
        rate,
        tuple(_row(one) for one in table["categories"]),
        table["people"],
        table["unknown"],
    )


def _row(one: dict[str, Any]) -> ShownRow:
    beside = one["beside_best"] or {}
    counted = one["selected"] if "selected" in one else one["above_median"]
    return ShownRow(
        " × ".join(str(value_name(kind, value)) for kind, value in one["category"].items()),
        one["people"],
        counted,
        100 * one["rate"],
        one["impact_ratio"],
        beside.get("low"),
        beside.get("high"),
        beside.get("p_adjusted"),
        one["finding"],
    )
