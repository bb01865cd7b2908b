"""Self-ratings beside assessments: what noise alone would show is never called misjudgement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pytest
import statsmodels.api as sm

from skillmark.measure.insight import spread
from skillmark.measure.insight.calibration import calibration, changes
from skillmark.nouns.errors import InputError, UnavailableError

TODAY = date(2026, 11, 1)


def people(n, rng, *, reliability=0.6, know=1.0, each=2):
    """Draw true levels, an assessment of this reliability, and what people say of themselves."""
    true = np.repeat(rng.normal(4.5, 0.8, n), each)
    error = 0.8 * np.sqrt((1 - reliability) / reliability)
    assessed = true + rng.normal(0, error, n * each)
    said = 4.5 + know * (true - 4.5) + rng.normal(0, 0.3, n * each)
    person = np.repeat(np.arange(n), each)
    return np.clip(said, 1, 8), np.clip(assessed, 1, 8), person


def test_clustered_errors_are_those_of_statsmodels():
    said, assessed, person = people(60, np.random.default_rng(1))
    y, x = said - assessed, np.ones((len(said), 1))
    known = sm.OLS(y, x).fit(cov_type="cluster", cov_kwds={"groups": person})
    beta, covariance = spread.least_squares(y, x, person)
    assert beta[0] == pytest.approx(known.params[0])
    assert covariance[0, 0] == pytest.approx(known.bse[0] ** 2)
    both = np.column_stack([x, assessed, assessed**2])
    known = sm.OLS(said, both).fit(cov_type="cluster", cov_kwds={"groups": person})
    beta, covariance = spread.least_squares(said, both, person)
    assert beta == pytest.approx(known.params)
    assert np.sqrt(np.diag(covariance)) == pytest.approx(known.bse)


def test_who_knows_themselves_is_not_called_overconfident_when_the_assessment_errs():
    said, assessed, person = people(2_000, np.random.default_rng(2))
    found = calibration(said, assessed, person=person, reliability=0.6)
    lowest, highest = found.bands[0], found.bands[-1]
    # The picture that is so often shown: the low seem overconfident, the high modest.
    assert lowest.mean.low > 0.2
    assert highest.mean.high < -0.2
    # Regressed to what is true of them, neither is.
    for band in found.bands:
        assert band.corrected.low < 0.1
        assert band.corrected.high > -0.1
    assert found.true_slope.low < 1 < found.true_slope.high
    assert found.slope.high < 1
    assert not found.low_misjudge_more
    assert found.code == "calibrated"


def test_ratings_that_know_nothing_lie_on_their_benchmark():
    said, assessed, person = people(2_000, np.random.default_rng(3), know=0.0)
    found = calibration(said, assessed, person=person)
    for band in found.bands:
        assert band.corrected is None
        assert band.mean.low < band.benchmark < band.mean.high
    assert found.true_slope is None


def test_that_the_low_misjudge_more_is_said_where_it_is_so():
    rng = np.random.default_rng(4)
    true = rng.uniform(1, 8, 1_500)
    said = np.clip(true + 0.18 * np.maximum(0, 5 - true) ** 2 + rng.normal(0, 0.5, 1_500), 1, 8)
    found = calibration(said, true, person=np.arange(1_500), reliability=1.0)
    assert found.low_misjudge_more
    assert found.bands[0].corrected.low > 0.5
    assert found.code == "over"


def test_the_curve_is_over_what_people_say_and_small_groups_are_not_told():
    said = np.array([2.0] * 3 + [4.0] * 8 + [6.0] * 30)
    assessed = np.concatenate([np.full(3, 3.0), np.linspace(3, 5, 8), np.linspace(4, 7, 30)])
    found = calibration(said, assessed, person=np.arange(41))
    assert [(point.at, point.n, point.hidden) for point in found.curve] == [
        (2.0, 0, True),
        (4.0, 0, True),  # or the three would follow from the total
        (6.0, 30, False),
    ]
    assert found.curve[2].mean.value == pytest.approx(5.5)
    assert found.over.value + found.under.value + found.exact.value == pytest.approx(1.0)


def test_too_few_and_levels_out_of_range_are_refused():
    with pytest.raises(UnavailableError, match="4 people"):
        calibration([3] * 8, [3] * 8, person=[1, 1, 2, 2, 3, 3, 4, 4])
    with pytest.raises(InputError, match="9 is not a level"):
        calibration([3] * 5 + [9], [3] * 6, person=range(6))
    with pytest.raises(InputError, match="reliability"):
        calibration([3] * 6, [3] * 6, person=range(6), reliability=0.0)


@dataclass(frozen=True)
class Said:
    person: str
    skill: str
    self_rated: float
    assessed: float
    date: date


def test_change_is_of_the_same_persons_skill_and_beside_those_who_did_not_train():
    before, after = date(2026, 1, 10), date(2026, 6, 10)
    ratings, trained = [], {}
    for number in range(40):
        name = f"P{number}"
        learnt = number < 20
        if learnt:
            trained[name] = date(2026, 3, 1)
        ratings += [
            Said(name, "a", 6, 3 + number % 2, before),
            Said(name, "a", 5 if learnt else 6, (5 if learnt else 3) - number % 2, after),
            Said(name, "once", 4, 4, before),
        ]
    found = changes(ratings, trained=trained)
    assert (found.trained.pairs, found.others.pairs) == (20, 20)
    assert found.trained.error.value == pytest.approx(-2.0)
    assert found.others.error.value == pytest.approx(1.0)
    assert found.difference.high < 0
    alone = changes(ratings)
    assert alone.others is None
    assert alone.difference is None
    assert changes(ratings[:9], trained=trained).trained is None
