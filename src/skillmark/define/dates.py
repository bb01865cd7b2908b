"""Days as platforms and people write them, in English and German. Nothing is guessed.

`03/04/2026` is the third of April for some and the fourth of March for others: such a day is
`Ambiguous` until somebody has said which, or another day of the same column has shown it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class DateOrder(StrEnum):
    """What comes first where a day is written in numbers alone."""

    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """A day that two readings fit."""

    day_first: date
    month_first: date


_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january januar jänner jan",
            "february februar feber feb",
            "march märz maerz mar mär mrz",
            "april apr",
            "may mai",
            "june juni jun",
            "july juli jul",
            "august aug",
            "september sept sep",
            "october oktober oct okt",
            "november nov",
            "december dezember dec dez",
        ),
        start=1,
    )
    for name in names.split()
}
_WEEKDAY = (
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|montag|dienstag|mittwoch|donnerstag|freitag|"
    r"samstag|sonnabend|sonntag|mon|tue|wed|thu|fri|sat|sun|mo|di|mi|do|fr|sa|so)\.?,?\s+"
)
_TIME = (
    r"(?:(?:,|\s|t|\bum\b|\bat\b)+\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:\.\d+)?)?"
    r"(?:\s*(?:am|pm|a\.m\.|p\.m\.|uhr))?(?:\s*(?:z|utc|cet|cest|gmt|mez|mesz|[+-]\d{2}:?\d{2}))?)?"
)
_FORMS = tuple(
    re.compile(f"(?:{_WEEKDAY})?{form}{_TIME}", re.IGNORECASE)
    for form in (
        r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})",
        r"(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.\s?(?P<y>\d{4}|\d{2})",
        r"(?P<a>\d{1,2})[/-](?P<b>\d{1,2})[/-](?P<y>\d{4}|\d{2})",
        r"(?P<d>\d{1,2})(?:\.|st|nd|rd|th)?[\s-]+(?:of\s+)?(?P<name>[a-zäöü]+)\.?,?[\s-]+(?P<y>\d{4})",
        r"(?P<name>[a-zäöü]+)\.?\s+(?P<d>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<y>\d{4})",
    )
)


def read_day(written: str, order: DateOrder | None = None) -> date | Ambiguous | None:
    """Return the day, `Ambiguous` where two days fit and `order` is not said, `None` for no day.

    A weekday before it and a time behind it are read over. Dots mean that the day comes first, as
    German writes it; years of two digits are of this century.
    """
    text = " ".join(written.split())
    for form in _FORMS:
        found = form.fullmatch(text)
        if found is not None:
            return _day(found.groupdict(), order)
    return None


def _day(parts: dict[str, str | None], order: DateOrder | None) -> date | Ambiguous | None:
    year = int(parts["y"] or 0)
    year += 2000 if year < 100 else 0
    if parts.get("a") is None:
        name = parts.get("name")
        month = _MONTHS.get(name.lower(), 0) if name else int(parts["m"] or 0)
        return _date(year, month, int(parts["d"] or 0))
    first, second = int(parts["a"] or 0), int(parts["b"] or 0)
    one, other = _date(year, second, first), _date(year, first, second)
    if order is not None:
        return one if order is DateOrder.DAY_FIRST else other
    if one is None or other is None or one == other:
        return one or other
    return Ambiguous(one, other)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def order_shown(written: Iterable[str]) -> DateOrder | None:
    """Return the order that the days of one column show, `None` where they do not, or disagree.

    A day that only one order fits shows it: `13/04/2026` cannot have the month first.
    """
    shown: set[DateOrder] = set()
    for text in written:
        if not isinstance(read_day(text), date):
            continue
        fits = {order for order in DateOrder if read_day(text, order) is not None}
        if len(fits) == 1:
            shown |= fits
    return shown.pop() if len(shown) == 1 else None
