"""Rosenbaum's bounds on published pairs, and what pairs are."""

from __future__ import annotations

from math import inf

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillmark.measure.effects.bounds import paired, rosenbaum

# Morton et al. (1982): lead in the blood of children of workers exposed to it, and of neighbours.
EXPOSED = (
    38, 23, 41, 18, 37, 36, 23, 62, 31, 34, 24, 14, 21, 17, 16, 20, 15,
    10, 45, 39, 22, 35, 49, 48, 44, 35, 43, 39, 34, 13, 73, 25, 27,
)  # fmt: skip
CONTROL = (
    16, 18, 18, 24, 19, 11, 10, 15, 16, 18, 18, 13, 19, 10, 16, 16, 24,
    13, 9, 14, 21, 19, 7, 18, 19, 12, 11, 22, 25, 16, 13, 11, 13,
)  # fmt: skip
LEAD = np.subtract(EXPOSED, CONTROL).astype(np.float64)


def test_lead_in_childrens_blood() -> None:
    """Rosenbaum (2002, Observational Studies, section 4.3.3): the table of the signed rank test."""
    found = rosenbaum(LEAD, gammas=(2, 3, 4, 4.25, 5), exact=False, lost=0.05)
    published = (0.0018, 0.0136, 0.0388, 0.0468, 0.0740)
    assert found.worst == pytest.approx(published, abs=0.00005)
    # "sensitive to unobserved differences of about 4.25": there 0.0468, above 0.05 soon after.
    assert 4.25 < found.gamma < 4.5
    assert rosenbaum(LEAD, lost=0.05).gamma == pytest.approx(found.gamma, rel=0.1)


def test_smoking_and_lung_cancer() -> None:
    """Hammond's pairs, Rosenbaum (2002, table 4.1): of 122 that differ, in 110 the smoker died."""
    pairs = np.repeat([1.0, -1.0, 0.0], [110, 12, 36_853])
    found = rosenbaum(pairs, gammas=(3, 4, 5, 6))
    assert found.pairs == 122
    # There by a normal approximation with continuity correction; here the binomial itself.
    assert found.worst == pytest.approx((0.0001, 0.0036, 0.03, 0.1), abs=0.007)
    assert found.worst[1] == pytest.approx(0.00196, abs=0.00001)


def test_nothing_to_lose_and_everything() -> None:
    assert rosenbaum(np.zeros(9)).gamma == 1.0
    assert rosenbaum(np.array([1.0, -1.2, 1.1, -0.9, 0.3, -0.2])).gamma == 1.0
    found = rosenbaum(np.arange(1.0, 300))
    assert 50 < found.gamma < inf


@given(st.lists(st.integers(-5, 5), min_size=1, max_size=45), st.booleans())
@settings(max_examples=12)
def test_worse_bias_never_helps(values: list[int], exact: bool) -> None:
    found = rosenbaum(np.array(values, dtype=np.float64), exact=exact)
    assert list(found.worst) == sorted(found.worst)
    assert rosenbaum(-np.array(values, dtype=np.float64), exact=exact) == found


@given(st.integers(0, 10_000), st.floats(0.01, 3))
def test_pairs_use_everybody_once_and_nobody_far(seed: int, within: float) -> None:
    rng = np.random.default_rng(seed)
    score = np.round(rng.normal(size=40), 1)
    treatment = (rng.random(40) < 0.4).astype(np.float64)
    mine, theirs = paired(score, treatment, within=within)
    assert len(set(mine)) == len(mine)
    assert len(set(theirs)) == len(theirs)
    assert treatment[mine].all()
    assert not treatment[theirs].any()
    assert (np.abs(score[mine] - score[theirs]) <= within).all()
    # Nobody is left who could still have somebody.
    left = np.setdiff1d(np.flatnonzero(treatment == 1), mine)
    free = np.setdiff1d(np.flatnonzero(treatment == 0), theirs)
    if len(left) and len(free):
        assert np.abs(score[left][:, None] - score[free]).min() > within
