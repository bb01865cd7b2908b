"""The words on printed things, in German and English, and how both write numbers and days."""

from __future__ import annotations

from datetime import date

LANGUAGES = ("en", "de")

_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
}


def base(language: str) -> str:
    """Return the language whose words are used for `language`: English where we have none."""
    tag = language.partition("-")[0].lower()
    return tag if tag in LANGUAGES else "en"


def day(moment: date, language: str) -> str:
    """Write a day out: "3 March 2026", "3. März 2026"."""
    tongue = base(language)
    month = _MONTHS[tongue].split()[moment.month - 1]
    point = "." if tongue == "de" else ""
    return f"{moment.day}{point} {month} {moment.year}"


def month(moment: date, language: str) -> str:
    """Write a month out: "March 2026", "März 2026"."""
    return f"{_MONTHS[base(language)].split()[moment.month - 1]} {moment.year}"


def number(value: float, language: str, *, digits: int = 0) -> str:
    """Write a number with a true minus sign and the language's separators."""
    written = f"{value:,.{digits}f}"
    if base(language) == "de":
        written = written.translate({ord(","): ".", ord("."): ","})
    if written.startswith("-"):
        written = "−" + written[1:] if any(c in "123456789" for c in written) else written[1:]
    return written
