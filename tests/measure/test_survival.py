"""Waiting times: a published example, a kept library, and what pseudo-observations promise."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.measure.published import ARM, EVENT, OVARIAN, REMISSION, TIMES, WEEKS

from skillmark.measure.durations.curves import (
    kaplan_meier,
    pseudo_observations,
    pseudo_survival,
    restricted_mean,
)
from skillmark.measure.durations.logrank import log_rank
from skillmark.measure.durations.restricted import restricted, restricted_difference
from skillmark.nouns.errors import InputError


def test_published_curve_and_median() -> None:
    curve = kaplan_meier(TIMES, EVENT)
    # Stata's sts list in Rodríguez' notes; R's example of MASS::gehan has the same to three digits,
    # and these limits.
    expected = {
        6: (0.8571, 0.620, 0.952), 7: (0.8067, 0.563, 0.923), 10: (0.7529, 0.503, 0.889),
        13: (0.6902, 0.432, 0.849), 16: (0.6275, 0.368, 0.805), 22: (0.5378, 0.268, 0.747),
        23: (0.4482, 0.188, 0.680),
    }  # fmt: skip
    for time, (height, low, high) in expected.items():
        assert curve.at(time)[0] == pytest.approx(height, abs=5e-5)
        assert curve.at(time)[1:] == pytest.approx((low, high), abs=5e-4)
    assert curve.at(5.9) == (1.0, 1.0, 1.0)
    assert curve.median()[0] == 23
    assert curve.median()[2] is None
    assert (curve.n, curve.events) == (21, 9)


def test_agrees_with_statsmodels() -> None:
    library = pytest.importorskip("statsmodels.duration.survfunc")
    rng = np.random.default_rng(2)
    t, c = rng.gamma(4, 15, 150).round(), rng.uniform(10, 150, 150).round()
    event = t <= c
    curve = kaplan_meier(np.minimum(t, c), event)
    theirs = library.SurvfuncRight(np.minimum(t, c), event.astype(int))
    np.testing.assert_allclose(curve.survival, theirs.surv_prob)
    assert curve.median()[0] == theirs.quantile(0.5)
    low, high = theirs.quantile_ci(0.5, alpha=0.05, method="cloglog")
    # The library inverts with a strict sign: its ends are the same or one event further out.
    index = list(curve.times)
    assert abs(index.index(curve.median()[1]) - index.index(low)) <= 1
    assert abs(index.index(curve.median()[2]) - index.index(high)) <= 1


times = st.lists(st.tuples(st.integers(1, 60), st.booleans()), min_size=2, max_size=25).filter(
    lambda rows: any(event for _, event in rows)
)


@settings(max_examples=60, deadline=None)
@given(rows=times, horizon=st.integers(2, 70))
def test_the_restricted_mean_is_the_area_and_pseudo_values_average_to_it(
    rows: list[tuple[int, bool]], horizon: int
) -> None:
    t = np.array([float(time) for time, _ in rows])
    event = np.array([happened for _, happened in rows])
    curve = kaplan_meier(t, event)
    steps = np.arange(0, horizon)
    area = sum(curve.at(float(step))[0] for step in steps)  # whole days: the sum is the area
    assert restricted_mean(t, event, float(horizon)) == pytest.approx(area)
    assert np.all(np.diff(curve.survival) <= 0)
    assert np.all((curve.low <= curve.survival) & (curve.survival <= curve.high))


@settings(max_examples=40, deadline=None)
@given(days=st.lists(st.integers(1, 90), min_size=2, max_size=25), horizon=st.integers(2, 100))
def test_without_censoring_a_pseudo_observation_is_the_day_itself(
    days: list[int], horizon: int
) -> None:
    t = np.array(days, dtype=float)
    found = pseudo_observations(t, np.ones(len(t), dtype=bool), float(horizon))
    np.testing.assert_allclose(found, np.minimum(t, horizon), atol=1e-8)


@settings(max_examples=80, deadline=None)
@given(rows=times, horizon=st.integers(1, 70))
def test_a_pseudo_observation_is_what_leaving_one_out_says(
    rows: list[tuple[int, bool]], horizon: int
) -> None:
    t = np.array([float(time) for time, _ in rows])
    event = np.array([happened for _, happened in rows])
    n, h = len(t), float(horizon)
    everybody = n * restricted_mean(t, event, h)
    without = [np.arange(n) != i for i in range(n)]
    expected = [everybody - (n - 1) * restricted_mean(t[k], event[k], h) for k in without]
    np.testing.assert_allclose(pseudo_observations(t, event, h), expected, atol=1e-8)


def test_pseudo_observations_undo_censoring() -> None:
    rng = np.random.default_rng(4)
    t, c = rng.gamma(4, 18, 500), rng.uniform(10, 200, 500)
    seen = pseudo_observations(np.minimum(t, c), t <= c, 120.0)
    truth = np.minimum(t, 120).mean()
    assert seen.mean() == pytest.approx(truth, abs=3)
    assert np.minimum(t, c)[t <= c].mean() < truth - 5  # leaving the waiting out is biased


@settings(max_examples=60, deadline=None)
@given(rows=times, at=st.integers(1, 70))
def test_a_pseudo_share_is_what_leaving_one_out_says(rows: list[tuple[int, bool]], at: int) -> None:
    t = np.array([float(time) for time, _ in rows])
    event = np.array([happened for _, happened in rows])
    n = len(t)

    def share(t: np.ndarray, event: np.ndarray) -> float:
        return kaplan_meier(t, event).at(at)[0] if event.any() else 1.0

    expected = [
        n * share(t, event) - (n - 1) * share(t[k], event[k])
        for k in (np.arange(n) != i for i in range(n))
    ]
    np.testing.assert_allclose(pseudo_survival(t, event, float(at)), expected, atol=1e-9)


def test_published_log_rank_tests() -> None:
    # Freireich et al. (1963): Stata's sts test and R's survdiff in Rodríguez' notes on survival
    # analysis, "Kaplan-Meier and Mantel-Haenszel".
    found = log_rank(WEEKS, REMISSION, ARM)
    assert found.statistic == pytest.approx(16.79, abs=5e-3)
    assert found.observed == (9, 21)
    assert found.expected == pytest.approx((19.25, 10.75), abs=5e-3)
    # Edmunson et al. (1979): the examples of R's survival (survdiff) print 1.06, 5.23 and 6.77, and
    # beside them the score test with Breslow's ties, 1.063 with p = 0.303.
    other = log_rank(OVARIAN[:, 0], OVARIAN[:, 1] == 1, OVARIAN[:, 3].astype(int) - 1)
    assert other.statistic == pytest.approx(1.063, abs=5e-4)
    assert other.expected == pytest.approx((5.23, 6.77), abs=5e-3)
    assert other.p == pytest.approx(0.303, abs=5e-4)


def test_log_rank_of_strata_and_late_entries_agrees_with_statsmodels() -> None:
    library = pytest.importorskip("statsmodels.duration.survfunc")
    rng = np.random.default_rng(8)
    n = 240
    group, strata = rng.integers(0, 3, n), rng.integers(0, 4, n)
    t = rng.exponential(60 - 8 * group).round() + 1
    entry = np.minimum(rng.integers(0, 20, n), t - 1).astype(float)
    event = rng.random(n) < 0.7
    for given_strata, given_entry in ((None, None), (strata, None), (None, entry)):
        found = log_rank(t, event, group, strata=given_strata, entry=given_entry)
        statistic, p = library.survdiff(
            t, event.astype(int), group, strata=given_strata, entry=given_entry
        )
        assert (found.statistic, found.p) == (pytest.approx(statistic), pytest.approx(p))
    late = kaplan_meier(t, event, entry=entry)
    theirs = library.SurvfuncRight(t, event.astype(int), entry=entry)
    np.testing.assert_allclose(late.survival, theirs.surv_prob)


def test_the_difference_of_restricted_means() -> None:
    found = restricted_difference(WEEKS, REMISSION, ARM == 0, horizon=23.0)
    # The area between the two published curves, slice by slice.
    both = [kaplan_meier(WEEKS[arm], REMISSION[arm]) for arm in (ARM == 0, ARM == 1)]
    area = sum(both[0].at(week)[0] - both[1].at(week)[0] for week in range(23))
    assert found.difference.value == pytest.approx(area)
    assert found.difference.low > 4
    assert found.ratio == pytest.approx(found.first.value / found.second.value)
    # Nobody on placebo is censored: a mean with its standard error, as anyone computes it.
    cut = np.minimum(WEEKS[ARM == 1], 23.0)
    assert found.second.value == pytest.approx(cut.mean())
    assert found.second.se == pytest.approx(cut.std(ddof=1) / np.sqrt(len(cut)), rel=0.03)
    late = restricted(WEEKS, REMISSION, 20.0, entry=np.where(WEEKS > 10, 3.0, 0.0))
    assert late.low < late.value < late.high


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: kaplan_meier(np.array([1.0, -2]), np.array([True, True])), "person 2 is -2"),
        (lambda: kaplan_meier(np.array([1.0, np.nan]), np.array([True, True])), "is nan"),
        (lambda: kaplan_meier(np.array([]), np.array([], dtype=bool)), "nobody to follow"),
        (
            lambda: kaplan_meier(TIMES, EVENT, entry=np.full(len(TIMES), 6.0)),
            "comes under observation at 6",
        ),
        (
            lambda: kaplan_meier(
                np.array([2.0, 9]), np.array([True, True]), entry=np.array([0.0, 4])
            ),
            "before others are watched",
        ),
        (lambda: restricted(TIMES, EVENT, 40.0), "nobody was watched up to 40; the longest is 35"),
        (lambda: restricted(TIMES, EVENT, 5.0), "no events before 5"),
        (lambda: log_rank(TIMES, EVENT, np.zeros(21, dtype=int)), "only one group"),
        (lambda: log_rank(TIMES, EVENT & False, np.arange(21) % 2), "nobody's event"),
        (lambda: restricted_difference(TIMES, EVENT, np.ones(21, dtype=bool)), "only one group"),
    ],
)
def test_what_cannot_be_estimated_is_refused(call: object, message: str) -> None:
    with pytest.raises(InputError, match=message):
        call()  # type: ignore[operator]


def test_an_event_on_the_first_day_counts_and_who_was_never_watched_does_not() -> None:
    t, event = np.array([0.0, 3, 5, 8]), np.array([True, True, False, True])
    assert kaplan_meier(t, event).at(0) == kaplan_meier(t, event).at(2)
    assert kaplan_meier(t, event).at(0)[0] == 0.75
    more, none = np.append(t, 0.0), np.append(event, False)
    assert kaplan_meier(more, none).survival[1:] / kaplan_meier(more, none).survival[0] == (
        pytest.approx(kaplan_meier(t, event).survival[1:] / 0.75)
    )


def test_what_people_share_is_in_the_error_of_the_difference() -> None:
    each = np.arange(len(WEEKS))
    alone = restricted_difference(WEEKS, REMISSION, ARM == 0, horizon=23.0)
    by_person = restricted_difference(WEEKS, REMISSION, ARM == 0, horizon=23.0, clusters=each)
    # The same but for what few people add: one event or one person less in each group.
    assert by_person.difference.value == alone.difference.value
    assert by_person.difference.se == pytest.approx(alone.difference.se, rel=0.03)
    # Everybody three times, in clusters that know it, is nobody more; log-rank too.
    t, event, arm, who = (np.tile(x, 3) for x in (WEEKS, REMISSION, ARM, each))
    tripled = restricted_difference(t, event, arm == 0, horizon=23.0, clusters=who)
    assert tripled.difference.se == pytest.approx(by_person.difference.se)
    assert tripled.difference.low == pytest.approx(by_person.difference.low)
    once = log_rank(WEEKS, REMISSION, ARM, clusters=each)
    assert log_rank(t, event, arm, clusters=who).statistic == pytest.approx(once.statistic)
    assert log_rank(t, event, arm).statistic > 2.9 * log_rank(WEEKS, REMISSION, ARM).statistic
    # Late entries and strata go along.
    rng = np.random.default_rng(2)
    late = np.where(rng.random(42) < 0.3, WEEKS / 2, 0.0)
    found = restricted_difference(WEEKS, REMISSION, ARM == 0, horizon=20.0, entry=late,
                                  clusters=each)  # fmt: skip
    same = restricted_difference(WEEKS, REMISSION, ARM == 0, horizon=20.0, entry=late)
    assert found.difference.se == pytest.approx(same.difference.se, rel=0.03)
    assert log_rank(WEEKS, REMISSION, ARM, strata=each % 3, clusters=each).p < 0.01
    for clusters in (ARM, np.zeros(42, dtype=int)):
        with pytest.raises(InputError) as refused:
            restricted_difference(WEEKS, REMISSION, ARM == 0, horizon=23.0, clusters=clusters)
        assert refused.value.code == "one_cluster"
        with pytest.raises(InputError, match="cannot tell 2 groups apart"):
            log_rank(WEEKS, REMISSION, ARM, clusters=clusters)


def test_teams_with_a_pace_of_their_own_are_no_difference() -> None:
    found = naive = 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        team = rng.integers(0, 16, 320)
        treated = (rng.permutation(16) < 8)[team]
        t = rng.exponential(60 * np.exp(0.5 * rng.normal(size=16))[team])
        c = rng.uniform(30, 200, 320)
        rows = (np.minimum(t, c), t <= c, treated)
        found += not restricted_difference(*rows, horizon=100, clusters=team).difference.covers_zero
        naive += not restricted_difference(*rows, horizon=100).difference.covers_zero
    assert found <= 8  # 3 expected
    assert naive >= 15
