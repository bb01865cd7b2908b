"""Months and quarters, each named by its first day."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum

from skillmark.nouns.errors import InputError

_WRITTEN = re.compile(r"(\d{4})-(?:(\d{2})(?:-\d{2})?|[Qq]([1-4]))")

YEARS = range(1900, 2200)


class Every(StrEnum):
    """How long a period is."""

    MONTH = "month"
    QUARTER = "quarter"

    @property
    def months(self) -> int:
        """Months of one period."""
        return 1 if self is Every.MONTH else 3

    @property
    def year(self) -> int:
        """Periods of one year."""
        return 12 // self.months


def start_of(day: date, every: Every) -> date:
    """Return the first day of the period that `day` lies in."""
    month = (day.month - 1) // every.months * every.months + 1
    return date(day.year, month, 1)


def later(start: date, every: Every, count: int) -> date:
    """Return the first day of the period `count` periods after the one that begins on `start`."""
    months = start.year * 12 + start.month - 1 + count * every.months
    return date(months // 12, months % 12 + 1, 1)


def number(start: date, every: Every) -> int:
    """Return a number that grows by one from each period to the next."""
    return (start.year * 12 + start.month - 1) // every.months


def written(start: date, every: Every) -> str:
    """Write a period: `2026-03`, `2026-Q1`."""
    if every is Every.MONTH:
        return f"{start.year:04}-{start.month:02}"
    return f"{start.year:04}-Q{(start.month + 2) // 3}"


def read(words: str, *, where: str) -> tuple[date, Every]:
    """Read `2026-03`, `2026-03-17` (a day of that month) or `2026-Q1`; raises `InputError`."""
    found = _WRITTEN.fullmatch(words.strip())
    if found:
        year, month, quarter = found.groups()
        if int(year) in YEARS and quarter:
            return date(int(year), int(quarter) * 3 - 2, 1), Every.QUARTER
        if int(year) in YEARS and 1 <= int(month or 0) <= 12:
            return date(int(year), int(month), 1), Every.MONTH
    raise InputError(
        f"{words[:40]!r} is no period",
        where=where,
        remedy="write a month as 2026-03, a quarter 2026-Q1",
    )
