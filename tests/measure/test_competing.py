"""Competing events: shares add up, a kept library agrees, leaving one out is what it says."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillmark.measure.durations.competing import aalen_johansen, pseudo_incidence
from skillmark.measure.durations.curves import kaplan_meier
from skillmark.nouns.errors import InputError

people = st.lists(st.tuples(st.integers(1, 30), st.integers(0, 2)), min_size=3, max_size=25).filter(
    lambda rows: {1, 2} <= {cause for _, cause in rows}
)


@settings(max_examples=60, deadline=None)
@given(rows=people, at=st.integers(1, 35))
def test_shares_add_up_and_pseudo_observations_leave_one_out(
    rows: list[tuple[int, int]], at: int
) -> None:
    t = np.array([float(time) for time, _ in rows])
    cause = np.array([kind for _, kind in rows])
    n = len(t)
    shares = [aalen_johansen(t, cause, k).at(at)[0] for k in (1, 2)]
    assert sum(shares) + kaplan_meier(t, cause > 0).at(at)[0] == pytest.approx(1)
    assert np.all(np.diff(aalen_johansen(t, cause, 1).share) >= 0)

    def share(t: np.ndarray, cause: np.ndarray) -> float:
        return aalen_johansen(t, cause, 1).at(at)[0] if (cause == 1).any() else 0.0

    expected = [
        n * share(t, cause) - (n - 1) * share(t[k], cause[k])
        for k in (np.arange(n) != i for i in range(n))
    ]
    np.testing.assert_allclose(pseudo_incidence(t, cause, 1, float(at)), expected, atol=1e-9)


def test_agrees_with_statsmodels_and_with_counting() -> None:
    library = pytest.importorskip("statsmodels.duration.survfunc")
    rng = np.random.default_rng(3)
    t = rng.exponential(40, 300).round() + 1
    cause = rng.choice([0, 1, 2], 300, p=[0.3, 0.4, 0.3])
    found = aalen_johansen(t, cause, 1)
    theirs = library.CumIncidenceRight(t, cause)
    np.testing.assert_allclose(found.share, np.interp(found.times, theirs.times, theirs.cinc[0]))
    # Its errors are another estimator of the same: alike where many are at risk.
    early = (found.times > 5) & (found.times < 60)
    at = np.searchsorted(theirs.times, found.times[early])
    np.testing.assert_allclose(found.se[early], theirs.cinc_se[0][at], rtol=0.1)
    # Nobody censored: the share is a share, its error the binomial one.
    whole = np.where(cause == 0, 1, cause)
    counted = aalen_johansen(t, whole, 1)
    share = np.mean((whole == 1) & (t <= 40))
    k = int(np.searchsorted(counted.times, 40, side="right")) - 1
    assert counted.share[k] == pytest.approx(share)
    assert counted.se[k] == pytest.approx(np.sqrt(share * (1 - share) / 300))
    low, high = counted.low[k], counted.high[k]
    assert low < share < high
    with pytest.raises(InputError, match="event 3 happened to nobody"):
        aalen_johansen(t, cause, 3)


def test_censoring_the_leavers_would_say_more_than_happens() -> None:
    rng = np.random.default_rng(5)
    promoted, gone = rng.exponential(50, 4000), rng.exponential(70, 4000)
    t, cause = np.minimum(promoted, gone), np.where(promoted < gone, 1, 2)
    happens = aalen_johansen(t, cause, 1).at(60)[0]
    assert happens == pytest.approx(np.mean((promoted < gone) & (promoted <= 60)))
    assert 1 - kaplan_meier(t, cause == 1).at(60)[0] > happens + 0.1
