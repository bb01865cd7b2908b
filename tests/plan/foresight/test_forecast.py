"""Forecasts: known truths by simulation, and never better than naive by decree."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy.stats import betabinom, binom

from skillmark.nouns.errors import InputError
from skillmark.plan.foresight import panel as panels
from skillmark.plan.foresight.forecast import LEAST, forecast
from skillmark.plan.foresight.model import Betas
from skillmark.plan.foresight.outlook import Method, Outlook
from skillmark.plan.foresight.panel import Panel, Sighting
from skillmark.plan.foresight.periods import Every, later
from skillmark.plan.foresight.quantiles import LEVELS, counted, pinball

SERIES, LENGTH = 150, 30


def panel(asked, of, every=Every.MONTH):
    asked = np.asarray(asked)
    starts = tuple(later(date(2023, 1, 1), every, step) for step in range(asked.shape[1]))
    names = tuple(f"s{number}" for number in range(len(asked)))
    return Panel(every, starts, names, asked, np.broadcast_to(of, asked.shape))


def drawn(logits, of, rng):
    logits = np.asarray(logits)
    return panel(rng.binomial(of, 1 / (1 + np.exp(-logits))), of)


def walk(rng, step, start=-1.0):
    return start + np.cumsum(rng.normal(0, step, (SERIES, LENGTH)), axis=1)


def within(found, method, which):
    shares = [getattr(one.backtest.of(method), which) for one in found if one.backtest]
    return sum(one.hits for one in shares), sum(one.of for one in shares)


def test_intervals_cover_what_they_promise_where_the_model_is_true():
    """Many sources, so that counts are nearly continuous: coverage is that of the promise."""
    rng = np.random.default_rng(5)
    of = rng.poisson(400, LENGTH)
    found = forecast(drawn(walk(rng, 0.1) + rng.normal(0, 0.25, (SERIES, LENGTH)), of, rng),
                     horizons=2)  # fmt: skip
    for which, promise in (("within80", 0.8), ("within95", 0.95)):
        hits, count = within(found, Method.MODEL, which)
        # neighbours of one series are not independent: bounds for as many as there are series
        low, high = binom.ppf([0.001, 0.999], SERIES, promise) / SERIES
        assert low <= hits / count <= high, which


def test_few_sources_make_intervals_wider_never_too_narrow():
    rng = np.random.default_rng(6)
    found = forecast(drawn(walk(rng, 0.1), rng.poisson(8, LENGTH), rng), horizons=2)
    hits, count = within(found, Method.MODEL, "within80")
    assert hits / count >= 0.8


def test_the_naive_forecast_stays_the_forecast_on_a_random_walk():
    rng = np.random.default_rng(7)
    found = forecast(drawn(walk(rng, 0.3), 3000, rng), horizons=2)
    shown = [one.shown for one in found]
    assert shown.count(Method.MODEL) / SERIES < 0.2
    assert all(one.outlook is Outlook.UNCLEAR for one in found if one.shown is not Method.MODEL)
    assert all(one.by(Method.NAIVE)[0].share == one.asked[-1] / one.of[-1] for one in found)


def test_a_share_that_only_counting_moves_is_called_steady_and_beats_naive():
    rng = np.random.default_rng(8)
    found = forecast(drawn(np.full((SERIES, LENGTH), -1.5), 60, rng), horizons=3)
    steady = [one for one in found if one.outlook is Outlook.STEADY]
    assert len(steady) > SERIES / 2
    assert np.mean([one.backtest.skill for one in found]) > 0.15
    assert np.mean([one.backtest.relative_error for one in found]) < 0.9
    movers = [one for one in found if one.outlook in {Outlook.RISING, Outlook.FALLING}]
    assert len(movers) / SERIES < 0.05


@pytest.mark.parametrize(("slope", "outlook"), [(0.08, Outlook.RISING), (-0.08, Outlook.FALLING)])
def test_what_rises_and_falls_is_said(slope, outlook):
    rng = np.random.default_rng(9)
    logits = -1.0 + slope * (np.arange(LENGTH) - LENGTH / 2) + np.zeros((40, LENGTH))
    found = forecast(drawn(logits, 400, rng), horizons=4)
    assert sum(one.outlook is outlook for one in found) >= 30
    assert not any(
        one.outlook in {Outlook.RISING, Outlook.FALLING} and one.outlook is not outlook
        for one in found
    )


def test_what_comes_every_year_is_left_to_the_seasonal_naive_forecast():
    rng = np.random.default_rng(10)
    logits = -1 + np.sin(2 * np.pi * np.arange(48) / 12) + np.zeros((30, 48))
    found = forecast(drawn(logits, 800, rng), horizons=3)
    assert sum(one.shown is Method.SEASONAL for one in found) >= 28


def test_too_few_periods_or_asks_are_too_few_to_say():
    short = forecast(panel(np.full((1, LEAST - 1), 5), 10), horizons=2)[0]
    rare = forecast(panel([[0] * 20 + [1] * 4], 10), horizons=2)[0]
    empty = np.where(np.arange(40) < LEAST - 1, 10, 0)
    gone = forecast(panel([np.minimum(empty, 3)], empty), horizons=2)[0]
    for one in (short, rare, gone):
        assert (one.outlook, one.shown, one.ahead, one.backtest) == (
            Outlook.TOO_FEW, None, (), None,
        )  # fmt: skip


def test_months_without_sources_say_nothing_and_break_nothing():
    rng = np.random.default_rng(11)
    of = np.where(np.arange(36) % 3 == 1, 0, 50)
    found = forecast(panel(rng.binomial(of, 0.3, (5, 36)), of), horizons=2)
    assert all(0.15 < one.by(Method.MODEL)[0].share < 0.45 for one in found)
    assert found[0].backtest.of(Method.MODEL).within80.of < 2 * 30


@given(
    st.integers(1, 300),
    arrays.arrays(np.int64, (3, 20), elements=st.integers(0, 10**6)),
    arrays.arrays(np.int64, (20,), elements=st.sampled_from([0, 1, 1, 1])),
    st.sampled_from(Every),
)
def test_intervals_nest_and_stay_shares(size, raw, there, every):
    of = size * there
    found = forecast(panel(np.minimum(raw % (size + 1), of), of, every), horizons=3)
    for one in found:
        for _method, ahead in one.ahead:
            for step in ahead:
                assert 0 <= step.low95 <= step.low80 <= step.high80 <= step.high95 <= 1
                assert 0 <= step.share <= 1
        assert (one.outlook is Outlook.TOO_FEW) == (not one.ahead)
        if one.ahead:
            assert one.by(Method.NAIVE), "never without the naive forecast"
            assert one.by(one.shown)


def test_quantiles_are_those_of_the_beta_binomial_distribution():
    a, b, n = np.array([2.0, 0.6, 30.0]), np.array([5.0, 0.9, 4.0]), np.array([7, 40, 200])
    ours = counted(Betas(a, b), n)
    for row in range(3):
        theirs = betabinom.ppf(LEVELS, n[row], a[row], b[row]) / n[row]
        assert ours[row] == pytest.approx(theirs)
    many = counted(Betas(a, b), np.array([10**6] * 3))
    few = counted(Betas(a[:1], b[:1]), np.array([200]))
    assert np.abs(counted(Betas(a[:1], b[:1]), np.array([201])) - few).max() < 0.012
    assert many[0, LEVELS.index(0.5)] == pytest.approx(0.2644, abs=0.001)  # median of beta(2, 5)


def test_pinball_rewards_what_was_said():
    sharp = np.full((1, len(LEVELS)), 0.3)
    assert pinball(sharp, np.array([0.3]))[0] == 0
    assert pinball(sharp, np.array([0.5]))[0] == pytest.approx(0.1)


def test_sources_are_counted_by_period_and_the_running_one_is_left_out():
    seen = [
        Sighting(date(2026, 1, 3), frozenset({"a", "b"})),
        Sighting(date(2026, 1, 30), frozenset({"a"})),
        Sighting(date(2026, 3, 1), frozenset()),
        Sighting(date(2026, 4, 2), frozenset({"a"})),
    ]
    months = panels.count(seen, every=Every.MONTH, today=date(2026, 4, 9))
    assert months.starts == (date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1))
    assert months.asked.tolist() == [[2, 0, 0], [1, 0, 0]]
    assert months.of.tolist() == [[2, 0, 1]] * 2
    assert months.known == 2
    quarters = panels.count(seen, every=Every.QUARTER, today=date(2026, 4, 9))
    assert (quarters.asked.tolist(), quarters.of.tolist()) == ([[2], [1]], [[3], [3]])
    assert panels.fitting(seen, today=date(2026, 4, 9)) is Every.QUARTER
    assert panels.count([], every=Every.MONTH, today=date(2026, 4, 9)).skills == ()
    assert forecast(panels.count([], every=Every.MONTH, today=date(2026, 4, 9)), horizons=1) == ()


def test_counts_of_others_are_read_strictly():
    head = "\ufeffperiod,skill,asked,of,label\n"
    text = head + "2025-Q4,sql,2,9,SQL\n2026-Q2,sql,3,8,SQL\n2025-Q4,x,0,9,\n"
    found = panels.read_counts(text, where="c.csv")
    assert found.every is Every.QUARTER
    assert found.labels == {"sql": "SQL"}
    assert found.asked.tolist() == [[2, 0, 3], [0, 0, 0]]
    assert found.of.tolist() == [[9, 0, 8], [9, 0, 0]]
    for fault, words in (
        ("2025-Q4,sql,2,9", "twice"),
        ("2025-10,sql,2,9", "mixes"),
        ("2025-Q3,sql,10,9", "cannot be"),
        ("2025-Q3,sql,two,9", "no counts"),
        ("2025-Q5,sql,2,9", "no period"),
        ("0205-Q3,sql,2,9", "no period"),
        ("2025-Q3,,2,9", "names no skill"),
    ):
        with pytest.raises(InputError) as caught:
            panels.read_counts(f"period,skill,asked,of\n2025-Q4,sql,2,9\n{fault}\n", where="c.csv")
        assert words in str(caught.value) + (caught.value.remedy or "")
    with pytest.raises(InputError) as caught:
        panels.read_counts("period,skill,asked,of\n1950-01,x,1,2\n2025-01,x,1,2\n", where="c.csv")
    assert "wrong year" in caught.value.remedy
    with pytest.raises(InputError, match="3 cells where"):
        panels.read_counts("period,skill,asked,of\n1950-01,x,1\n", where="c.csv")
    with pytest.raises(InputError, match="column of"):
        panels.read_counts("period,skill,asked\n", where="c.csv")
