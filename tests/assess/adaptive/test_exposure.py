"""No item is seen by too many: the limit is kept in the long run, or refused with the least."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from skillmark.assess.adaptive import exposure
from skillmark.assess.adaptive.prepare import prepare
from skillmark.assess.adaptive.rules import InfeasibleError, Rule, Rules
from skillmark.assess.adaptive.simulation import recalibrated
from skillmark.assess.adaptive.sitting import sit
from skillmark.nouns.errors import InputError

BLUEPRINT = (("A", 0.4), ("B", 0.3), ("C", 0.2), ("D", 0.1))


@pytest.mark.parametrize(
    ("rule", "most"), [(Rule.SPRT, 0.3), (Rule.GLR, 0.3), (Rule.CAT, 0.25), (Rule.SPRT, 0.2)]
)
@pytest.mark.slow
def test_in_the_long_run_no_item_is_seen_by_more(drawn, rule, most):
    rules = Rules(rule=rule, max_items=20, blueprint=BLUEPRINT)
    bank = exposure.limit(drawn(200, enemies=8), rules, most=most, rng=np.random.default_rng(1))
    test = prepare(bank, rules)
    abilities = np.random.default_rng(2).standard_normal(12_000)
    sat = sit(test, bank.parameters, abilities, rng=np.random.default_rng(3))
    assert sat.exposure.max() <= most
    # and the best items are used up to the limit: it costs no more than it must
    assert np.sort(sat.exposure)[-8:].mean() > 0.8 * most


def test_an_item_may_have_a_limit_of_its_own(drawn):
    bank, rules = drawn(150), Rules(max_items=15)
    best = int(prepare(bank, rules).form[0])
    own = np.ones(150)
    own[best] = 0.05
    never = int(prepare(bank, rules).form[1])
    own[never] = 0.0
    limited = exposure.limit(
        replace(bank, max_exposure=own), rules, most=1.0, rng=np.random.default_rng(1), people=1500
    )
    sat = sit(
        prepare(limited, rules),
        bank.parameters,
        np.random.default_rng(2).standard_normal(6000),
        rng=np.random.default_rng(3),
    )
    assert 0.03 < sat.exposure[best] <= 0.055
    assert sat.exposure[never] == 0
    assert sat.exposure.max() == 1.0  # the others have none


def test_what_cannot_be_kept_is_refused_with_the_least_that_can(drawn):
    bank = drawn(60)
    rng = np.random.default_rng(1)
    rules = Rules(min_items=12, max_items=20)
    with pytest.raises(InfeasibleError, match=r"feasible is about 20\.0%") as caught:
        exposure.limit(bank, rules, most=0.1, rng=rng)
    assert caught.value.exit_code == 1
    few = bank.content.count("D")
    scarce = replace(rules, blueprint=(("A", 0.5), ("D", 0.5)), min_items=6, max_items=2 * few)
    with pytest.raises(InfeasibleError, match=rf"of 'D' there are {few}"):
        exposure.limit(bank, scarce, most=0.3, rng=rng)


def test_what_only_simulation_shows_to_be_impossible_is_refused_too(drawn):
    """Tests may be short, so nothing forbids it beforehand; but on average they are not."""
    rules = Rules(min_items=1, max_items=30, delta=0.1)
    with pytest.raises(InfeasibleError, match="simulated tests came down to"):
        exposure.limit(drawn(60), rules, most=0.15, rng=np.random.default_rng(1), people=500)


@pytest.mark.parametrize("most", [0.0, -1.0, 1.5, float("nan")])
def test_a_limit_is_a_share(drawn, most):
    with pytest.raises(InputError, match="between 0 and 1"):
        exposure.limit(drawn(80), Rules(max_items=20), most=most, rng=np.random.default_rng(1))


def test_experience_corrects_the_lottery():
    """By hand: eligible half the time and seen by 0.4, it would be taken by 0.8 of those who may;
    0.3 of all is met at 0.375. What nobody saw is eligible for everybody."""
    found = exposure.adapted(np.array([0.5, 1.0, 0.2]), np.array([0.4, 0.1, 0.0]), np.full(3, 0.3))
    assert found == pytest.approx([0.375, 1.0, 1.0])


def test_slopes_are_expected_nearer_to_each_other_than_they_were_estimated(drawn):
    """So that tests last, in the simulation that sets the lottery, as long as they will."""
    truth, known, _ = recalibrated(drawn(80), people=250, rng=np.random.default_rng(1))
    found = exposure.expected(known)
    off = [np.log(p.a / truth.parameters.a) for p in (known.parameters, found)]
    assert np.mean(off[1] ** 2) < np.mean(off[0] ** 2)
    assert found.b == pytest.approx(known.parameters.b)
    assert exposure.expected(truth) is truth.parameters  # no standard errors, no doubt
