"""How both languages write days and numbers, and what the fonts can show."""

from __future__ import annotations

from datetime import date

import pytest

from skillmark.render.typesetting import displayable, shown
from skillmark.render.words import base, day, number


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "3 March 2026"),
        ("de", "3. März 2026"),
        ("de-CH", "3. März 2026"),
        ("fr", "3 March 2026"),
    ],
)
def test_days(language: str, written: str) -> None:
    assert day(date(2026, 3, 3), language) == written


@pytest.mark.parametrize(
    ("value", "digits", "english", "german"),
    [
        (1234.5, 1, "1,234.5", "1.234,5"),
        (-7.25, 1, "−7.2", "−7,2"),
        (-0.04, 1, "0.0", "0,0"),
        (0, 0, "0", "0"),
        (1_000_000, 0, "1,000,000", "1.000.000"),
    ],
)
def test_numbers(value: float, digits: int, english: str, german: str) -> None:
    assert number(value, "en", digits=digits) == english
    assert number(value, "de", digits=digits) == german


def test_languages() -> None:
    assert [base(tag) for tag in ("de-AT", "EN", "fr", "")] == ["de", "en", "en", "en"]


def test_what_can_be_shown() -> None:
    for words in ("plain", "Łódź, Ærø, Αθήνα, Київ", "€ – “quoted” ½"):
        assert displayable(words)
        assert shown(words) == words
    assert shown("a\x07b") == "a b"
    strange = "x\U00013000y"
    assert shown(strange) in (strange, "x□y")
    assert displayable(shown(strange))
