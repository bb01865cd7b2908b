"""Cells as HR systems write them, turned into cells as the ledger has them. Nothing is guessed.

A day or a number that two readings fit is refused with the question, not with an answer: only a
person can know whether 03/04/2026 is in March or in April, and whether 1.234 is more than a
thousand.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

EMPTY: Final = ("-", "–", "—", "n/a", "k.A.", "#N/A", "NULL", "00.00.0000", "31.12.9999",
                "9999-12-31", "12/31/9999")  # fmt: skip
"""What HR systems write for nothing; SAP's last day of all days among it."""
YES: Final = frozenset({"1", "true", "yes", "y", "ja", "j", "x", "wahr", "✓"})
NO: Final = frozenset({"0", "false", "no", "n", "nein", "falsch"})


class DayForm(StrEnum):
    """How days are written where the text alone does not say."""

    DAY_FIRST = "day_first"
    """03/04/2026 is the third of April."""
    MONTH_FIRST = "month_first"
    """03/04/2026 is the fourth of March."""
    EXCEL = "excel"
    """Days since the end of 1899, as Excel for Windows counts them."""
    EXCEL_1904 = "excel_1904"
    """Days since 1904, as Excel for Mac once counted them."""


class Decimal(StrEnum):
    """What stands before the fraction of a number."""

    COMMA = "comma"
    POINT = "point"


class RefusedError(ValueError):
    """A cell that cannot be read: the code of what is wrong, and what it speaks of."""

    def __init__(self, code: str, *said: str) -> None:
        super().__init__(code)
        self.code, self.said = code, said


_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar jänner", "feb february februar", "mar march mär märz mrz maerz",
            "apr april", "may mai", "jun june juni", "jul july juli", "aug august",
            "sep sept september", "oct october okt oktober", "nov november",
            "dec december dez dezember",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_TIME: Final = (
    r"(?:[T\s]+\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*(?:[AaPp][Mm])?\s*(?:Z|[+-]\d{2}:?\d{2})?)?"
)
_DAYS: Final = tuple(
    re.compile(form + _TIME, re.ASCII if "name" not in form else 0)
    for form in (
        r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})",
        r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})",
        r"(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.\s?(?P<y>\d{4})",
        r"(?P<a>\d{1,2})[/-](?P<b>\d{1,2})[/-](?P<y>\d{4})",
        r"(?P<d>[0-9]{1,2})\.?[\s-]+(?P<name>[^\W\d_]+)\.?,?[\s-]+(?P<y>[0-9]{4})",
        r"(?P<name>[^\W\d_]+)\.?\s+(?P<d>[0-9]{1,2}),?\s+(?P<y>[0-9]{4})",
    )
)
_SERIAL: Final = re.compile(r"(\d{1,6})(?:[.,]\d+)?", re.ASCII)
_STARTS: Final = {DayForm.EXCEL: date(1899, 12, 30), DayForm.EXCEL_1904: date(1904, 1, 1)}
_EARLIEST, _LATEST = 1900, 2200


def day(text: str, form: DayForm | None = None) -> date:
    """Return the day of a cell; a time behind it is read over, in whatever zone it is.

    Dots mean that the day comes first. Raises `RefusedError`: `two_days` (both of them) where two
    readings fit and `form` does not say which, `not_a_day` for everything else, years of two
    digits included.
    """
    if form in _STARTS:
        found = _SERIAL.fullmatch(text)
        if found is not None:
            return _sensible(_STARTS[form] + timedelta(int(found.group(1))), text)
    for shape in _DAYS:
        found = shape.fullmatch(text)
        if found is not None:
            return _sensible(_of_parts(found.groupdict(), form, text), text)
    raise RefusedError("not_a_day", text)


def _of_parts(parts: dict[str, str | None], form: DayForm | None, text: str) -> date:
    year = int(parts["y"] or 0)
    first = parts.get("a")
    if first is None:
        name = parts.get("name")
        month = _MONTHS.get(name.lower(), 0) if name else int(parts["m"] or 0)
        return _date(year, month, int(parts["d"] or 0), text)
    a, b = int(first), int(parts["b"] or 0)
    if form is DayForm.DAY_FIRST or (form is None and a > 12):
        return _date(year, b, a, text)
    if form is DayForm.MONTH_FIRST or (form is None and b > 12) or a == b:
        return _date(year, a, b, text)
    one, other = _date(year, b, a, text), _date(year, a, b, text)
    raise RefusedError("two_days", text, one.isoformat(), other.isoformat())


def _date(year: int, month: int, number: int, text: str) -> date:
    try:
        return date(year, month, number)
    except ValueError:
        raise RefusedError("not_a_day", text) from None


def _sensible(found: date, text: str) -> date:
    if not _EARLIEST <= found.year <= _LATEST:
        raise RefusedError("not_a_day", text)
    return found


def form_shown(text: str) -> DayForm | None:
    """Return the order of day and month that a cell shows, `None` where it shows none."""
    found = _DAYS[3].fullmatch(text)
    if found is None:
        return None
    a, b = int(found["a"]), int(found["b"])
    if a > 12 >= b >= 1:
        return DayForm.DAY_FIRST
    return DayForm.MONTH_FIRST if b > 12 >= a >= 1 else None


_THIN: Final = dict.fromkeys(map(ord, " \u00a0\u202f\u2009'’"))
"""What separates thousands and nothing else."""
_PLAIN: Final = re.compile(r"[+-]?\d+", re.ASCII)
_GROUPED: Final = {
    Decimal.COMMA: re.compile(r"[+-]?(?:[1-9]\d{0,2}(?:\.\d{3})+|\d+)(?:,\d+)?", re.ASCII),
    Decimal.POINT: re.compile(r"[+-]?(?:[1-9]\d{0,2}(?:,\d{3})+|\d+)(?:\.\d+)?", re.ASCII),
}
_EITHER: Final = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}", re.ASCII)
_UNIT: Final = re.compile(
    r"\s*(?:h|hrs?\.?|hours?|std\.?|stunden?|tage?|days?|d|jahre?|years?|yrs?|%|pt|punkte|points)",
    re.IGNORECASE,
)
_CENTS: Final = re.compile(r"(?<=\d),[-–—]{1,2}$")


def number(text: str, decimal: Decimal | None = None) -> str:
    """Return a number as Python writes it ("52000.50"), a unit behind it left away.

    Raises `RefusedError`: `two_numbers` (both) where two readings fit and `decimal` does not say
    which, `not_a_number` for everything else.
    """
    plain = text.translate(_THIN)
    if _PLAIN.fullmatch(plain):
        return plain
    unit = re.search(r"[^\d.,]+$", plain)
    if unit is not None and _UNIT.fullmatch(unit.group()):
        plain = plain[: unit.start()]
    if decimal is None and _EITHER.fullmatch(plain):
        one, other = plain.replace(",", "."), re.sub("[.,]", "", plain)
        raise RefusedError("two_numbers", text, one, other)
    for fraction in (decimal,) if decimal else Decimal:
        if _GROUPED[fraction].fullmatch(plain):
            return _bare(plain, fraction)
    raise RefusedError("not_a_number", text)


def _bare(plain: str, fraction: Decimal) -> str:
    if fraction is Decimal.COMMA:
        return plain.replace(".", "").replace(",", ".")
    return plain.replace(",", "")


def decimal_shown(text: str) -> Decimal | None:
    """Return what stands before the fraction, as far as a cell shows it."""
    plain = text.translate(_THIN).strip("€$£ ")
    plain = re.sub(r"[A-Za-z]+", "", plain)
    if _EITHER.fullmatch(plain) or _PLAIN.fullmatch(plain):
        return None
    fits = [fraction for fraction in Decimal if _GROUPED[fraction].fullmatch(plain)]
    return fits[0] if len(fits) == 1 else None


_SIGNS: Final = {"€": "EUR", "£": "GBP", "fr.": "CHF", "sfr.": "CHF", "us$": "USD", "zł": "PLN"}
_SHARED: Final = {"$": ("USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN"),
                  "¥": ("JPY", "CNY"), "kr": ("SEK", "NOK", "DKK", "ISK"),
                  "kr.": ("SEK", "NOK", "DKK", "ISK")}  # fmt: skip
"""Signs that several currencies share: which one has to be said."""
_AMOUNT: Final = re.compile(
    r"(?P<before>[^\d.,+-]*)(?P<number>[+-]?[\d.,\s'’]*\d(?:,[-–—]{1,2})?)(?P<behind>[^\d]*)"
)


def money(text: str, decimal: Decimal | None = None, currency: str = "") -> tuple[str, str]:
    """Return an amount and the currency that its text names ("" where it names none).

    `currency` is what is said of the column: it settles signs that several currencies share.
    Raises `RefusedError`: `which_currency` for such a sign, `two_currencies` where the text names
    another one than is said, and what `number` raises.
    """
    found = _AMOUNT.fullmatch(text)
    if found is None:
        raise RefusedError("not_a_number", text)
    digits = _CENTS.sub("", found["number"].strip())
    amount = number(digits, decimal)
    words = " ".join(f"{found['before']} {found['behind']}".split())
    named = _currency(words, text, currency) if words else ""
    if named and currency and named != currency:
        raise RefusedError("two_currencies", text, named, currency)
    return amount, named


def _currency(words: str, text: str, said: str) -> str:
    sign = words.lower()
    if sign in _SIGNS:
        return _SIGNS[sign]
    if sign in _SHARED:
        if said in _SHARED[sign]:
            return said
        raise RefusedError("which_currency", text, words)
    if re.fullmatch(r"[A-Za-z]{3}", words):
        return words.upper()
    raise RefusedError("not_a_number", text)
