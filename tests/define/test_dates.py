"""Days as platforms and people write them: read, or asked about, never guessed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmark.define.dates import Ambiguous, DateOrder, order_shown, read_day

DAY = date(2026, 3, 1)


@pytest.mark.parametrize(
    "written",
    [
        "2026-03-01", "2026-03-01T14:30:00Z", "2026-03-01 14:30", "2026/03/01", "1.3.2026",
        "01.03.2026", "01.03.26", "1. 3. 2026", "1. März 2026", "1 March 2026", "March 1, 2026",
        "Mar 1, 2026", "1st of March 2026", "Sunday, 1 March 2026, 2:30 PM", "01-Mar-2026",
        "Sonntag, 1. März 2026, 14:30", "So., 1. März 2026 um 14:30 Uhr", "Sun 1 Mar 2026",
        "2026-03-01 14:30:05 UTC", "2026-03-01T14:30:00+01:00",
    ],
)  # fmt: skip
def test_one_day_in_many_hands(written: str) -> None:
    assert read_day(written) == DAY


@pytest.mark.parametrize(
    "written",
    ["", "soon", "2026", "32.1.2026", "1. Foo 2026", "2026-13-01", "31/31/2026", "1.3.2026 maybe",
     "12:30", "20260301", "-", "30 February 2026", "1/2", "٣/٤/٢٠٢٦x"],
)  # fmt: skip
def test_what_is_no_day_is_none(written: str) -> None:
    assert read_day(written) is None


def test_numbers_alone_have_two_readings_until_somebody_says_which() -> None:
    assert read_day("03/04/2026") == Ambiguous(date(2026, 4, 3), date(2026, 3, 4))
    assert read_day("03/04/2026", DateOrder.DAY_FIRST) == date(2026, 4, 3)
    assert read_day("03/04/2026", DateOrder.MONTH_FIRST) == date(2026, 3, 4)
    assert read_day("04/04/2026") == date(2026, 4, 4)
    assert read_day("13/04/2026") == date(2026, 4, 13)
    assert read_day("13/04/2026", DateOrder.MONTH_FIRST) is None


def test_a_column_shows_its_order_unless_it_contradicts_itself() -> None:
    assert order_shown(["03/04/2026", "13/04/2026"]) is DateOrder.DAY_FIRST
    assert order_shown(["03/04/2026", "04/13/2026"]) is DateOrder.MONTH_FIRST
    assert order_shown(["03/04/2026", "04/04/2026", "2026-01-01", ""]) is None
    assert order_shown(["13/04/2026", "04/13/2026"]) is None


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.sampled_from(list(DateOrder)))
def test_a_day_that_is_written_is_read(day: date, order: DateOrder) -> None:
    for form in ("%Y-%m-%d", "%d.%m.%Y", "%d %B %Y", "%B %d, %Y", "%A, %d %B %Y, %H:%M"):
        assert read_day(day.strftime(form)) == day
    form = "%d/%m/%Y" if order is DateOrder.DAY_FIRST else "%m/%d/%Y"
    assert read_day(day.strftime(form), order) == day
    found = read_day(day.strftime(form))
    assert found == day or isinstance(found, Ambiguous)


@given(st.text(max_size=40))
def test_whatever_is_written_raises_nothing(written: str) -> None:
    for order in (None, *DateOrder):
        read_day(written, order)
