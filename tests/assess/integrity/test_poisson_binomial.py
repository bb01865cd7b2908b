"""How many of several unequal events happen."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from skillmark.assess.integrity.poisson_binomial import distribution, upper_tail


@given(st.lists(st.floats(0, 1), min_size=1, max_size=7))
def test_every_outcome_counted_one_by_one(chances):
    expected = np.zeros(len(chances) + 1)
    for outcome in product((0, 1), repeat=len(chances)):
        parts = [p if one else 1 - p for one, p in zip(outcome, chances, strict=True)]
        expected[sum(outcome)] += np.prod(parts)
    found = distribution(np.array([chances]))[:, 0]
    assert found == pytest.approx(expected, abs=1e-12)
    for at_least in range(len(chances) + 2):
        tail = upper_tail(np.array([chances]), np.array([at_least]))[0]
        assert tail == pytest.approx(expected[at_least:].sum(), abs=1e-12)


def test_equal_chances_are_binomial_however_far_out():
    chances = np.full((9000, 60), 0.3)
    wanted = np.arange(9000) % 61
    expected = stats.binom.sf(wanted - 1, 60, 0.3)
    assert upper_tail(chances, wanted) == pytest.approx(expected, rel=1e-9)
