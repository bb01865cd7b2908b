"""Which time, team, function and achievement a dashboard looks at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.http import urlencode
from django.utils.translation import gettext as _

from skillmark.measure.insight.funnel import Journey, began_in

EVERYTHING = "all"
FIRST = date(2000, 1, 1)
QUARTERS = 8
YEARS = 3


@dataclass(frozen=True, slots=True)
class Period:
    """A quarter, a year, the last twelve months, or everything."""

    key: str
    first: date
    last: date

    @property
    def words(self) -> str:
        """What it is called."""
        if self.key == EVERYTHING:
            return _("since the beginning")
        if not self.key:
            return _("the last twelve months")
        year, _dash, quarter = self.key.partition("-Q")
        said = {"year": year, "quarter": quarter}
        return _("quarter %(quarter)s of %(year)s") % said if quarter else year


def period_of(key: str, today: date) -> Period:
    """Return the period of a key (`2026-Q3`, `2026`, `all`); the last twelve months otherwise."""
    if key == EVERYTHING:
        return Period(key, FIRST, today)
    year, dash, quarter = key.partition("-Q")
    if year.isdecimal() and len(year) == 4 and 2000 <= int(year) <= today.year:
        if dash and quarter in {"1", "2", "3", "4"}:
            month = 3 * int(quarter) - 2
            first = date(int(year), month, 1)
            after = date(int(year) + month // 10, (month + 2) % 12 + 1, 1)
            return Period(key, first, after - timedelta(days=1))
        if not dash:
            return Period(key, date(int(year), 1, 1), date(int(year), 12, 31))
    return Period("", today - timedelta(days=365), today)


def periods(today: date) -> list[Period]:
    """Return the periods to choose from: twelve months, quarters and years back, everything."""
    keys = [""]
    quarter, year = (today.month - 1) // 3 + 1, today.year
    for _number in range(QUARTERS):
        keys.append(f"{year}-Q{quarter}")
        year, quarter = (year - 1, 4) if quarter == 1 else (year, quarter - 1)
    keys += [str(today.year - back) for back in range(YEARS)]
    return [period_of(key, today) for key in (*keys, EVERYTHING)]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked at; empty words stand for all."""

    period: Period
    team: str = ""
    function: str = ""
    achievement: str = ""

    @classmethod
    def of(cls, given: Any, today: date) -> Asked:
        """Read a query; what makes no sense is the usual."""
        return cls(
            period_of(given.get("period", "")[:10], today),
            given.get("team", "")[:120],
            given.get("function", "")[:120],
            given.get("achievement", "")[:100],
        )

    @property
    def query(self) -> str:
        """The same as a query."""
        said = {
            "period": self.period.key,
            "team": self.team,
            "function": self.function,
            "achievement": self.achievement,
        }
        return urlencode({name: value for name, value in said.items() if value})

    def choose(self, journeys: Iterable[Journey]) -> list[Journey]:
        """Return the journeys that began in the period and are of what is asked."""
        return [
            one
            for one in began_in(journeys, self.period.first, self.period.last)
            if (not self.team or one.team == self.team)
            and (not self.function or one.function == self.function)
            and (not self.achievement or one.achievement == self.achievement)
        ]
