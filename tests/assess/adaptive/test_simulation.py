"""The simulation beside the best fixed form."""

from __future__ import annotations

import numpy as np
import pytest

from skillmark.assess.adaptive.rules import Rule, Rules
from skillmark.assess.adaptive.simulation import compare, of_share, recalibrated
from skillmark.nouns.errors import InputError


@pytest.mark.slow
def test_half_the_items_and_hardly_a_decision_lost(drawn):
    """In small what `bench/assess_mastery.py` shows at full size."""
    found = compare(
        drawn(250, seed=3),
        Rules(rule=Rule.GLR, cut=-0.4, max_items=40),
        people=4000,
        rng=np.random.default_rng(4),
        most=0.3,
        calibration_people=1000,
    )
    assert found.items_ratio.high < 0.5
    assert found.accuracy_difference.high > -0.01
    assert found.rule.max_exposure <= 0.3
    assert found.fixed.max_exposure == 1.0
    assert found.fixed.mean_items.estimate == 40
    assert sum(band.people for band in found.rule.bands) == 4000
    near, far = found.rule.bands[0], found.rule.bands[-1]
    assert near.mean_items > far.mean_items
    assert near.accuracy < far.accuracy
    assert sum(found.rule.reasons.values()) == pytest.approx(1)
    missed = found.rule.false_pass + found.rule.false_fail
    assert missed == pytest.approx(1 - found.rule.accuracy.estimate)


def test_a_known_bank_decides_no_worse_than_one_estimated_from_few(drawn):
    bank, rules = drawn(100, seed=2), Rules(rule=Rule.FIXED, max_items=30)
    known, few = (
        compare(bank, rules, people=8000, rng=np.random.default_rng(1), calibration_people=many)
        for many in (0, 150)
    )
    assert known.rule.accuracy.estimate == pytest.approx(known.fixed.accuracy.estimate, abs=0.02)
    assert known.rule.accuracy.estimate > few.rule.accuracy.estimate - 0.003
    assert (known.calibration_people, few.calibration_people) == (0, 150)


def test_items_that_cannot_be_calibrated_are_left_out_of_both(drawn):
    bank = drawn(60)
    impossible = bank.parameters.d.copy()
    impossible[7] = 40.0  # everybody gets it right
    easy = bank.with_parameters(
        type(bank.parameters)(bank.parameters.a, impossible, bank.parameters.c), bank.errors
    )
    truth, known, left_out = recalibrated(easy, people=300, rng=np.random.default_rng(1))
    assert left_out == (bank.items[7],)
    assert truth.items == known.items
    assert len(known) == 59
    assert np.corrcoef(truth.parameters.d, known.parameters.d)[0, 1] > 0.9


def test_too_few_people_tell_nothing(drawn):
    with pytest.raises(InputError, match="too few"):
        compare(drawn(), Rules(), people=50, rng=np.random.default_rng(1))


def test_the_interval_of_a_share_is_wilsons():
    """Newcombe 1998, Statistics in Medicine 17, 857-872, table I: 81 of 263."""
    found = of_share(81, 263)
    assert (found.low, found.high) == pytest.approx((0.2553, 0.3662), abs=1e-4)
    assert of_share(15, 148).low == pytest.approx(0.0624, abs=1e-4)
