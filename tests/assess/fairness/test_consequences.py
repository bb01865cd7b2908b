"""What flagged items do to score and pass rate."""

from __future__ import annotations

import numpy as np
import pytest

from skillmark.assess.fairness.consequences import consequences, total_effect
from skillmark.assess.fairness.mantel_haenszel import mantel_haenszel
from skillmark.assess.responses import Responses
from skillmark.nouns.errors import InputError


def world(seed, *, harder, persons=6000, impact=-0.5, items=20):
    """Return the responses, and those that the same people would give without DIF."""
    rng = np.random.default_rng(seed)
    focal = np.arange(persons) % 2 == 1
    theta = rng.standard_normal(persons) + impact * focal
    b = np.tile(np.linspace(-1.5, 1.5, items), (persons, 1))
    luck = rng.random((persons, items))
    fair = luck < 1 / (1 + np.exp(b - theta[:, None]))
    b[np.ix_(focal, [3, 10, 15])] += harder
    unfair = luck < 1 / (1 + np.exp(b - theta[:, None]))
    groups = tuple("focal" if one else "ref" for one in focal)
    names = tuple(f"q{n}" for n in range(items))
    return Responses(names, unfair.astype(np.int8), groups=groups), fair, unfair, focal


@pytest.mark.parametrize("harder", [0.9, -0.9])
def test_what_would_be_without_dif_is_found(harder):
    responses, fair, unfair, focal = world(1, harder=harder)
    found = total_effect(responses, cut=11, rng=np.random.default_rng(0))
    assert found.items == ("q3", "q10", "q15")
    truth = (unfair[focal].sum(axis=1) - fair[focal].sum(axis=1)).mean()
    passes = (unfair[focal].sum(axis=1) >= 11).mean() - (fair[focal].sum(axis=1) >= 11).mean()
    assert found.score.estimate == pytest.approx(truth, abs=0.1)
    assert found.pass_rate.estimate == pytest.approx(passes, abs=0.015)
    # Known to be some five per cent too large: chances are smoothed over the rest score.
    assert found.score.low - 0.03 < truth < found.score.high + 0.03
    assert found.pass_rate.low - 0.005 < passes < found.pass_rate.high + 0.005
    assert ("less than" if harder > 0 else "more than") in found.words


def test_without_dif_nothing_is_owed_to_it():
    responses, *_ = world(2, harder=0.0)
    found = total_effect(responses, cut=11, rng=np.random.default_rng(0))
    assert (found.items, found.score.estimate, found.pass_rate.estimate) == ((), 0.0, 0.0)
    assert "nothing that was found" in found.words


@pytest.mark.parametrize("cut", [0, 21, float("nan")])
def test_a_cut_that_nobody_can_miss_or_reach(cut):
    responses, *_ = world(3, harder=0.0, persons=200)
    report = mantel_haenszel(responses)
    with pytest.raises(InputError, match="a cut of"):
        consequences(responses, report, cut=cut, rng=np.random.default_rng(0))
