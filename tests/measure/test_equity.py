"""Equity of outcomes: published intervals, hidden cells, and what many looks cost."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

from skillmark.measure.insight.equity import SHARES, _shares, equity
from skillmark.measure.insight.equity import _means as equity_means
from skillmark.measure.insight.funnel import STAGES, Journey, Stage, began_in, funnel, time_to
from skillmark.measure.insight.hiding import hidden, part, rounded
from skillmark.measure.insight.progress import GapCount, along, closed, together
from skillmark.measure.ledger.simulate import simulate
from skillmark.measure.ledger.store import Ledger, Words

TODAY = date(2026, 11, 1)


@given(st.lists(st.integers(0, 40), min_size=1, max_size=8))
def test_what_is_hidden_cannot_be_had_by_subtraction(sizes):
    out = hidden(sizes)
    together_ = sum(size for size, gone in zip(sizes, out, strict=True) if gone)
    assert all(gone for size, gone in zip(sizes, out, strict=True) if 0 < size < 5)
    if any(out):
        told = [size for size, gone in zip(sizes, out, strict=True) if not gone and size]
        assert not told or (together_ >= 5 and sum(out) >= 2)
    if all(size == 0 or size >= 5 for size in sizes):
        assert not any(out)


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_no_two_counts_that_are_shown_differ_by_a_small_number(one, other):
    a, b = rounded(one), rounded(other)
    assert (a is None) == (one < 5)
    if a is not None and b is not None:
        assert (a - b) % 5 == 0
        assert abs(a - one) <= 2
    share = part(min(one, other), max(one, other))
    assert share is None or 0 < share <= 1


def test_the_intervals_of_shares_are_published_ones():
    # Newcombe (1998), Statistics in Medicine 17, 873-890, table II, (a) 56/70 - 48/80, method 10.
    found = _shares(np.repeat([1.0, 0.0], [56, 14]), np.repeat([1.0, 0.0], [48, 32]))
    assert (found["gap"].low, found["gap"].high) == pytest.approx((0.0524, 0.3339), abs=5e-5)
    assert found["ratio"].value == pytest.approx(0.8 / 0.6)


def test_means_are_compared_as_welch_did():
    own, base = np.array([3.0, 4.0, 8.0, 9.0, 1.0]), np.arange(30.0)
    found = equity_means(own, base)
    known = CompareMeans(DescrStatsW(own), DescrStatsW(base))
    assert found["p"] == pytest.approx(known.ttest_ind(usevar="unequal")[1])
    assert (found["gap"].low, found["gap"].high) == pytest.approx(
        known.tconfint_diff(usevar="unequal")
    )


def staff(n=1_200, seed=1, gap=0.0, promoted_gap=0.0):
    """A simulated ledger with two kinds of groups; `gap` of pay in group B."""
    rng = np.random.default_rng(seed)
    made = simulate(people=n, today=TODAY, rng=rng).ledger
    group = rng.choice(3, n, p=[0.6, 0.37, 0.03])
    hired = made.day("hired")
    chance = np.where(group == 1, 0.2 - promoted_gap, 0.2)
    promoted = np.where(
        rng.random(n) < chance,
        hired + rng.integers(100, 360, n).astype("timedelta64[D]"),
        np.datetime64("NaT", "D"),
    )
    promoted = np.where(promoted <= np.datetime64(TODAY), promoted, np.datetime64("NaT", "D"))
    pay = made.number("starting_pay") * np.where(group == 1, 1 + gap, 1.0)
    return Ledger(
        people=made.people,
        numbers={**made.numbers, "starting_pay": pay},
        days={**made.days, "promoted": promoted},
        words=made.words,
        flags=made.flags,
        groups={
            "site": Words(group.astype(np.int32), ("A", "B", "C")),
            "age band": Words(rng.choice(4, n).astype(np.int32) - 1, ("under 30", "30-49", "50+")),
        },
        currency="EUR",
    )


def test_the_adjusted_gap_is_that_of_statsmodels_and_the_raw_one_stands_beside_it():
    people = staff(gap=-0.06)
    table = next(one for one in equity(people, today=TODAY) if one.kind == "site")
    rows = {row.outcome: row for row in table.rows}
    b = next(cell for cell in rows["pay_adjusted"].cells if cell.groups == ("B",))
    x = [people.number("experience_years"), people.number("experience_years") ** 2]
    work = people.word("function").codes
    x += [(work == code).astype(float) for code in (1, 2, 3)]
    x += [(people.groups["site"].codes == code).astype(float) for code in (1, 2)]
    fit = sm.OLS(
        np.log(people.number("starting_pay")), sm.add_constant(np.column_stack(x))
    ).fit(cov_type="HC3")  # fmt: skip
    assert np.log1p(b.gap.value) == pytest.approx(fit.params[-2])
    assert b.gap.se / (1 + b.gap.value) == pytest.approx(fit.bse[-2])
    assert b.differs
    assert b.gap.low < -0.06 < b.gap.high
    assert b.own is None
    raw = next(cell for cell in rows["starting_pay"].cells if cell.groups == ("B",))
    assert raw.gap.high - raw.gap.low > b.gap.high - b.gap.low
    reference = next(cell for cell in rows["starting_pay"].cells if cell.reference)
    assert reference.groups == ("A",)
    assert reference.gap is None


def test_where_nothing_differs_the_whole_table_rarely_says_so():
    alarms = [
        any(cell.differs for t in equity(staff(300, seed), today=TODAY) for row in t.rows
            for cell in row.cells)
        for seed in range(30)
    ]  # fmt: skip
    assert sum(alarms) <= 5


def test_a_small_group_is_told_with_the_next_smallest_alone():
    people = staff(120, 3)
    codes = np.where(people.groups["site"].codes == 2, 0, people.groups["site"].codes)
    codes[:3] = 2

    def told(names, codes):
        groups = {"site": Words(codes.astype(np.int32), names)}
        return equity(
            Ledger(people.people, people.numbers, people.days, people.words, people.flags, groups),
            today=TODAY,
        )[0].rows

    for row in told(("A", "B", "C"), codes):
        assert [cell.groups for cell in row.cells] == [("A",), ("B", "C")]
        assert row.comparable
        assert sum(cell.n for cell in row.cells) >= 10
    for row in told(("A", "C"), np.where(codes == 2, 1, 0)):
        # Two groups, one of them small: nothing is left to compare.
        assert [cell.groups for cell in row.cells] == [("A", "C")]
        assert not row.comparable
        assert all(cell.gap is None for cell in row.cells)


def test_no_share_is_told_of_fewer_than_twenty():
    people = staff(600, 5, promoted_gap=0.1)
    for row in equity(people, today=TODAY)[0].rows:
        sizes = [cell.n for cell in row.cells if cell.n]
        assert min(sizes) >= (20 if row.outcome in SHARES else 5)
        assert sum(sizes) >= 100


def test_first_year_outcomes_are_asked_of_those_alone_who_had_a_year():
    people = staff(600, 4)
    rows = {row.outcome: row for row in equity(people, today=TODAY)[0].rows}
    year = (np.datetime64(TODAY) - people.day("hired")) >= np.timedelta64(365, "D")
    assert sum(cell.n for cell in rows["stayed"].cells) == int(year.sum())
    a = next(cell for cell in rows["stayed"].cells if cell.groups == ("A",))
    who = year & (people.groups["site"].codes == 0)
    left = people.day("left")[who] - people.day("hired")[who]
    assert a.own.value == pytest.approx(1 - np.mean(left <= np.timedelta64(365, "D")))
    assert "hired" not in rows  # nobody's application is on record


def journeys(n, *, award=lambda i: i % 3 == 0):
    start = date(2026, 1, 1).toordinal()
    found = []
    for i in range(n):
        day = date.fromordinal(start + i % 200)
        reached = {Stage.ENTERED: day}
        if i % 4:
            reached[Stage.ASSESSED] = date.fromordinal(day.toordinal() + 10)
        if award(i):
            reached[Stage.AWARDED] = date.fromordinal(day.toordinal() + 20 + i % 30)
        found.append(Journey(f"P{i}", "a", reached))
    return found


def test_a_funnel_never_widens_and_an_award_without_a_test_is_not_lost_at_the_test():
    found = funnel(journeys(200))
    counts = [step.count for step in found.steps]
    assert counts[0] == 200
    assert counts[STAGES.index(Stage.AWARDED)] == 65  # 67, to the nearest 5
    assert counts[STAGES.index(Stage.ASSESSED)] == 165  # 150, and 17 awarded without: 167
    assert found.steps[-1].count is None
    shown = [count for count in counts if count is not None]
    assert shown == sorted(shown, reverse=True)
    assert found.narrowest.stage is Stage.AWARDED or found.narrowest.stage is Stage.PASSED
    assert funnel(journeys(4)).empty
    assert funnel([]).empty
    few = began_in(journeys(200), date(2026, 1, 1), date(2026, 1, 1))
    assert len(few) == 1


def test_time_to_a_credential_counts_those_under_way():
    found = time_to(journeys(300), today=TODAY)
    assert found.n == 300
    assert found.median[0] is None  # two in three are still under way
    everybody = time_to(journeys(300, award=lambda i: True), today=TODAY)
    assert everybody.median[0] == pytest.approx(34, abs=1)
    assert time_to(journeys(12), today=TODAY) is None


def test_progress_and_gaps_are_counts_of_nobody():
    found = along("Data", [(0, 4)] * 10 + [(1, 4)] * 7 + [(2, 4)] * 6 + [(3, 4)] * 3 + [(4, 4)] * 9)
    assert found.begun == 35
    assert found.counts == (10, 5, 5, None, 10)
    assert found.done == pytest.approx(10 / 35)
    assert along("few", [(0, 1)] * 4) is None
    days = [date(2026, 1, 1), date(2026, 7, 1)]
    counts = [
        GapCount(days[0], "sales", 20, 60, 30),
        GapCount(days[1], "sales", 20, 60, 18),
        GapCount(days[0], "small", 4, 8, 8),
        GapCount(days[1], "small", 4, 8, 0),
        GapCount(days[1], "new", 9, 9, 9),
    ]
    (only,) = closed(counts)
    assert (only.group, only.closed, only.comparable) == ("sales", 12, True)
    assert only.last.met.value == pytest.approx(0.7)
    assert only.last.met.low < 0.7 < only.last.met.high
    assert [(one.people, one.lacking) for one in together(counts)] == [(20, 30), (29, 27)]
    assert counts[2].met is None
