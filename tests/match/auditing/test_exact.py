"""Exact tests and intervals against textbooks, papers and scipy."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import fisher_exact

from skillmark.match.auditing.exact import fisher, holm, ratio_interval


def test_the_lady_tasting_tea():
    """Fisher (1935): 3 of 4 and 1 of 4; Agresti, Categorical Data Analysis, table 3.8."""
    found = fisher(3, 4, 1, 4)
    assert found.p == pytest.approx(34 / 70)
    # Half of the 32/70 of the two tables that are exactly as likely.
    assert found.mid_p == pytest.approx(18 / 70)
    assert fisher(4, 4, 0, 4).p == pytest.approx(2 / 70)
    assert fisher(0, 4, 4, 4).least == pytest.approx(2 / 70)


def test_koopman_gives_his_own_example():
    """Koopman (1984), Biometrics 40: 36 of 40 against 16 of 80, 95 % interval 2.94 to 7.15."""
    assert ratio_interval(36, 40, 16, 80) == pytest.approx((2.94, 7.15), abs=0.005)


def test_the_physicians_health_study():
    """Agresti: 189 of 11034 against 104 of 11037, ratio 1.82, score interval 1.43 to 2.30."""
    assert ratio_interval(189, 11034, 104, 11037) == pytest.approx((1.43, 2.30), abs=0.005)


def test_the_ends_of_the_interval():
    assert ratio_interval(0, 10, 5, 10)[0] == 0
    assert ratio_interval(5, 10, 0, 10)[1] == math.inf
    assert ratio_interval(0, 10, 0, 10) == (0, math.inf)
    low, high = ratio_interval(10, 10, 5, 10)
    assert low < 2 < high < math.inf


counts = st.tuples(st.integers(1, 60), st.integers(1, 60)).flatmap(
    lambda n: st.tuples(st.integers(0, n[0]), st.just(n[0]), st.integers(0, n[1]), st.just(n[1]))
)


@settings(max_examples=60, deadline=None)
@given(counts)
def test_laws_of_the_test_and_the_interval(given_counts):
    x, m, y, n = given_counts
    found = fisher(x, m, y, n)
    assert found.p == pytest.approx(fisher_exact([[x, m - x], [y, n - y]]).pvalue, abs=1e-9)
    assert found.mid_p <= found.p
    assert fisher(y, n, x, m).p == pytest.approx(found.p)
    assert fisher(m - x, m, n - y, n).p == pytest.approx(found.p)
    low, high = ratio_interval(x, m, y, n)
    if x and y:
        assert low <= (x / m) / (y / n) * (1 + 1e-9)
        assert high >= (x / m) / (y / n) * (1 - 1e-9)
        # The ratio turned round has the interval turned round.
        back = ratio_interval(y, n, x, m)
        assert back == pytest.approx((1 / high, 1 / low), rel=1e-6)
        # At the ends, and nowhere nearer, the chi-squared test just rejects.
        plain = (x / m - y / n) ** 2
        pooled = (x + y) / (m + n)
        variance = pooled * (1 - pooled) * (1 / m + 1 / n)
        if variance and abs(plain / variance - 3.841459) > 1e-6:
            assert (low <= 1 <= high) == (plain / variance < 3.841459)


def test_holm_multiplies_by_how_many_are_left_and_never_goes_down():
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx((0.03, 0.06, 0.06, 0.02))
    assert holm([]) == ()
    assert holm([0.9, 0.8]) == (1.0, 1.0)
