"""Too few says so, and says what would be needed."""

from __future__ import annotations

import numpy as np
import pytest

from skillmark.assess.precision.classical import reliability
from skillmark.assess.precision.items import correlation, wilson
from skillmark.assess.precision.minimums import MINIMUMS, lacking, needed, require
from skillmark.nouns.credibility import Interval
from skillmark.nouns.errors import InputError


@pytest.mark.parametrize("name", sorted(MINIMUMS))
def test_every_minimum_has_a_reason_and_a_boundary(name):
    minimum = MINIMUMS[name]
    assert len(minimum.reason) > 20
    assert lacking(name, minimum.least) == ""
    require(name, minimum.least)
    words = lacking(name, minimum.least - 1)
    assert f"too few for {name}: {minimum.least - 1} {minimum.units}" in words
    assert str(minimum.least) in words
    with pytest.raises(InputError, match="too few") as caught:
        require(name, minimum.least - 1)
    assert caught.value.code == "too_few"
    assert str(minimum.least) in caught.value.remedy


def test_what_the_reasons_say_is_so():
    share = wilson(0.5, 30)
    assert f"{share.high - share.low:.2f}" in MINIMUMS["difficulty"].reason
    rng = np.random.default_rng(1)
    pair = rng.normal(size=(30, 2))
    first, second = np.linalg.qr(pair - pair.mean(axis=0))[0].T
    found = correlation(first, 0.3 * first + np.sqrt(1 - 0.09) * second)
    assert found is not None
    assert found.estimate == pytest.approx(0.3)
    assert f"{found.low:.2f} to {found.high:.2f}" in MINIMUMS["discrimination"].reason
    # Ten items whose alpha is 0.70 to the last digit, answered by 30 people.
    block = rng.normal(size=(30, 11))
    columns = np.linalg.qr(block - block.mean(axis=0))[0]
    common = 0.7 / (10 - 9 * 0.7)
    points = np.sqrt(common) * columns[:, :1] + np.sqrt(1 - common) * columns[:, 1:]
    alpha = reliability(points).alpha
    assert alpha.estimate == pytest.approx(0.70)
    assert f"from {alpha.low:.2f} to" in MINIMUMS["alpha"].reason
    assert f"{alpha.high:.2f}" in MINIMUMS["alpha"].reason


def test_how_many_people_an_interval_needs():
    # Half as wide takes four times as many.
    assert needed(Interval(0.5, 0.25, 0.75), 100, within=0.125) == 400
    assert needed(Interval(0.7, 0.69, 0.71), 100, within=0.05) < 100
    share = wilson(0.5, 400)
    again = wilson(0.5, needed(share, 400, within=0.02))
    assert (again.high - again.low) / 2 == pytest.approx(0.02, rel=0.01)
    with pytest.raises(InputError):
        needed(share, 400, within=0)
