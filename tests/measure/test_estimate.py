"""What an estimate could have found, and how many people would find it."""

from __future__ import annotations

import pytest
from scipy.special import ndtr

from skillmark.measure.estimate import Z95, Estimate


def test_the_detectable_effect_is_found_four_times_in_five() -> None:
    found = Estimate.normal(0.4, 0.5)
    truth = found.detectable / found.se
    assert ndtr(truth - Z95) + ndtr(-truth - Z95) == pytest.approx(0.8, abs=1e-4)
    # Twice as exact with four times the people.
    needed = found.needed(100, found.detectable / 2)
    assert needed == 400
    assert Estimate.normal(0.4, 0.25).needed(400, 0.7) == found.needed(100, 0.7)
    assert found.needed(100) == found.needed(100, 0.4)
    assert Estimate.normal(0.0, 0.5).needed(100) is None
    # An interval that is wider for few people asks for more.
    assert Estimate(0.4, 0.5, -0.8, 1.6).needed(10, 0.4) > Estimate.normal(0.4, 0.5).needed(10, 0.4)
