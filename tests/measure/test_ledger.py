"""The outcome ledger: strict reading, summaries that expose nobody."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from skillmark.measure.ledger.columns import BY_NAME
from skillmark.measure.ledger.reading import read_ledger
from skillmark.measure.ledger.simulate import simulate
from skillmark.measure.ledger.store import Ledger
from skillmark.measure.ledger.writing import write_ledger
from skillmark.measure.report.summary import summarise
from skillmark.nouns.errors import InputError
from skillmark.nouns.money import Money
from skillmark.nouns.outcome import Outcome

TODAY = date(2026, 11, 1)
HEADER = "person,hired,left,training_cost,currency,days_to_productivity,productivity_censored\n"


def write(folder: Path, content: str) -> Path:
    path = folder / "ledger.csv"
    path.write_text(content, encoding="utf-8")
    return path


def test_a_ledger_survives_being_written_and_read(tmp_path: Path) -> None:
    made = simulate(people=60, today=TODAY, rng=np.random.default_rng(1)).ledger
    there = read_ledger(write(tmp_path, write_ledger(made)))
    assert there.outcomes() == made.outcomes()
    assert there.simulated


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("a,2026-02-01,2026-01-01,,,5,", "line 2, column left: left on 2026-01-01, before"),
        ("a,01.02.2026,,,,5,", "line 2, column hired: '01.02.2026' is not a day"),
        ("a,,,12,,5,", "line 2, column currency: training_cost without a currency"),
        ("a,,,12,euro,5,", "line 2, column currency: 'euro' is not a currency"),
        ("a,,,-12,EUR,5,", "line 2, column training_cost: -12 is out of range"),
        ("a,,,,,-5,", "line 2, column days_to_productivity: -5 is out of range"),
        ("a,,,,,soon,", "line 2, column days_to_productivity: 'soon' is not a number"),
        ("a,,,,,,1", "line 2, column days_to_productivity: not yet productive, but"),
        ("a,,,,,5,maybe", "line 2, column productivity_censored: 'maybe' is neither"),
        (",,,,,5,", "line 2, column person: a row without a person"),
        ("a,,,,,5,\nb,,,,,5,\na,,,,,6,", "line 4, column person: 'a' is also in line 2"),
        ("a,,,12,EUR,5,\nb,,,12,USD,5,", "column currency: amounts in EUR and USD"),
    ],
)
def test_a_broken_row_is_refused_with_its_line(tmp_path: Path, row: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_ledger(write(tmp_path, HEADER + row + "\n"))


def test_a_typo_in_the_header_is_not_ignored(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="unknown column 'gender'") as caught:
        read_ledger(write(tmp_path, "person,gender\na,x\n"))
    assert all(column in caught.value.remedy for column in BY_NAME)


def test_formulas_are_neutralised() -> None:
    text = write_ledger([Outcome("=1+1", function="@SUM(A1)")])
    assert "'=1+1" in text
    assert "'@SUM(A1)" in text


def person(number: int, **more: object) -> Outcome:
    plain = Outcome(
        f"p{number}",
        hired=TODAY - timedelta(days=400 + number),
        days_to_productivity=40.0 + number,
        training_hours=10.0,
        training_cost=Money(Decimal(100 + number), "EUR"),
    )
    return replace(plain, **more)  # type: ignore[arg-type]


def test_small_groups_are_not_described() -> None:
    small = summarise("g", Ledger.of([person(i) for i in range(4)]), today=TODAY)
    assert small.suppressed
    assert (small.median_days, small.cost, small.hours, small.retention) == (None,) * 4
    group = [person(i) for i in range(9)]
    group[5:] = [replace(o, training_cost=None) for o in group[5:]]
    few = summarise("g", Ledger.of([*group[:4], *group[5:]]), today=TODAY)
    assert few.median_days is not None
    assert few.cost is None  # four people stand behind it


def test_figures_of_a_group() -> None:
    group = [person(i, left=TODAY - timedelta(days=300) if i < 3 else None) for i in range(9)]
    found = summarise("g", Ledger.of(group), today=TODAY)
    assert found.median_days is not None
    assert found.median_days.estimate == 44
    assert found.cost is not None
    assert found.cost.estimate == 104
    # t with 8 degrees of freedom; the sample's deviation is sqrt(7.5).
    assert found.cost.high - 104 == pytest.approx(2.306 * 7.5**0.5 / 3, abs=1e-3)
    assert found.retention is not None
    assert found.retention.estimate == pytest.approx(6 / 9)


def test_those_still_waiting_count() -> None:
    group = [person(i) for i in range(8)]
    waiting = [
        person(20 + i, days_to_productivity=90.0, productivity_censored=True) for i in range(8)
    ]
    found = summarise("g", Ledger.of(group + waiting), today=TODAY)
    alone = summarise("g", Ledger.of(group), today=TODAY)
    assert found.median_days is not None
    assert alone.median_days is not None
    assert found.median_days.estimate > alone.median_days.estimate
    assert found.median_days.high == float("inf")


def test_retention_needs_somebody_watched_for_a_year() -> None:
    recent = [person(i, hired=TODAY - timedelta(days=100)) for i in range(9)]
    assert summarise("g", Ledger.of(recent), today=TODAY).retention is None


def test_a_credential_earned_later_did_not_help() -> None:
    hired = date(2026, 1, 10)
    ledger = Ledger.of(
        [
            Outcome("in time", hired=hired, credential="c", credential_date=hired),
            Outcome("later", hired=hired, credential="c", credential_date=date(2026, 1, 11)),
            Outcome("no day", hired=hired, credential="c"),
            Outcome("none", hired=hired),
        ]
    )
    assert ledger.held_at_hiring.tolist() == [True, False, True, False]
