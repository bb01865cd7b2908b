"""Planning: the numbers of the published tables."""

from __future__ import annotations

import pytest

from skillmark.measure.effects.sample import (
    Terms,
    clusters_needed,
    detectable,
    people_needed,
    people_needed_for_shares,
    power_of,
    power_of_shares,
)
from skillmark.nouns.errors import InputError


@pytest.mark.parametrize(("d", "each"), [(0.2, 393.4), (0.5, 63.8), (0.8, 25.5)])
def test_means_as_in_cohens_table(d: float, each: float) -> None:
    # Cohen (1988, table 2.4.1): 393, 64 and 26 in each group for 0.80 at 0.05, two-sided; here
    # before rounding (63.76561 in the vignette of R's pwr).
    assert people_needed(d, 1.0) == pytest.approx(2 * each, abs=1.1)


def test_agrees_with_statsmodels() -> None:
    power = pytest.importorskip("statsmodels.stats.power")
    for effect, ratio, people in ((0.3, 1.0, 200), (0.5, 3.0, 120), (0.2, 0.5, 900)):
        share = 1 / (1 + ratio)
        theirs = power.TTestIndPower().power(effect, people * share, 0.05, ratio)
        assert power_of(effect, 1.0, people, Terms(share)) == pytest.approx(theirs, abs=1e-9)
    assert detectable(2.0, 400, Terms()) == pytest.approx(
        2 * power.TTestIndPower().solve_power(None, 200, 0.05, 0.8), rel=1e-6
    )
    # Whole clusters are a comparison of cluster means, with the degrees of freedom of those.
    size, icc = 20, 0.05
    scatter = (icc + (1 - icc) / size) ** 0.5
    theirs = power.TTestIndPower().power(0.4 / scatter, 15, 0.05)
    terms = Terms(cluster_size=size, icc=icc)
    assert power_of(0.4, 1.0, 30 * size, terms) == pytest.approx(theirs, abs=1e-9)
    needed = clusters_needed(0.4, 1.0, size, icc, Terms())
    assert needed == pytest.approx(
        2 * power.TTestIndPower().solve_power(0.4 / scatter, None, 0.05, 0.8), abs=1
    )


def test_shares_as_published() -> None:
    # R, power.prop.test: 0.50 against 0.75 with power 0.90 takes 76.7 people in each group.
    terms = Terms(power=0.9)
    assert people_needed_for_shares(0.5, 0.25, terms=terms) == pytest.approx(2 * 76.7, abs=1)
    assert power_of_shares(0.5, 0.25, 2 * 76.7, terms) == pytest.approx(0.9, abs=1e-3)


def test_what_costs_people_and_what_saves_them() -> None:
    plain = people_needed(0.3, 1.0)
    assert people_needed(0.3, 1.0, r2=0.5) == pytest.approx(plain / 2, abs=2)
    assert people_needed(0.3, 1.0, r2_treatment=0.5) == pytest.approx(plain * 2, abs=2)
    assert people_needed(0.3, 1.0, 0.1) == pytest.approx(plain * 0.25 / 0.09, abs=5)
    assert people_needed(0.3, 1.0, cluster_size=15, icc=0.1) > 2 * plain
    assert people_needed(0.3, 1.0, cluster_size=15, icc=0.1, whole=False) < plain
    assert people_needed(0.3, 1.0, placebo_outcome=True) > plain
    # Eldridge, Ashby and Kerry (2006): uneven clusters of 15 with variation 0.65 at 0.05.
    assert Terms(cluster_size=15, icc=0.05, size_cv=0.65).design_effect == pytest.approx(
        1 + ((1 + 0.65**2) * 15 - 1) * 0.05
    )
    back = detectable(1.0, plain, Terms())
    assert back == pytest.approx(0.3, rel=0.005)
    assert back <= 0.3


def test_plans_that_mean_nothing_are_refused() -> None:
    for wrong in ({"share_treated": 1.0}, {"icc": 1.0}, {"power": 0.01}, {"cluster_size": 0.5}):
        with pytest.raises(InputError):
            Terms(**wrong)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="infinitely many"):
        people_needed(0, 1)
    with pytest.raises(InputError, match="no number of people"):
        people_needed(1e-9, 1)
    with pytest.raises(InputError, match="cannot go"):
        people_needed_for_shares(0.9, 0.2)
