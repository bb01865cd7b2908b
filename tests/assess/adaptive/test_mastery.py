"""Pass or fail by a sequential likelihood ratio: known answers, and laws."""

from __future__ import annotations

from dataclasses import replace
from math import log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillmark.assess.adaptive import mastery
from skillmark.assess.adaptive.bank import bank_of
from skillmark.assess.adaptive.mastery import Reason
from skillmark.assess.adaptive.prepare import prepare
from skillmark.assess.adaptive.rules import Curtail, Rule, Rules
from skillmark.assess.adaptive.selection import lots, orders
from skillmark.assess.adaptive.sitting import answers, sit

BLUEPRINT = (("A", 0.4), ("B", 0.3), ("C", 0.2), ("D", 0.1))


def test_bounds_are_walds():
    """Wald 1947: A = (1 - beta) / alpha, B = beta / (1 - alpha)."""
    assert Rules(alpha=0.05, beta=0.05).bounds == pytest.approx((-log(19), log(19)))
    assert Rules(alpha=0.1, beta=0.2).bounds == pytest.approx((log(2 / 9), log(8)))


def test_the_ratio_of_three_items_by_hand():
    """Slope 1, ends -0.5 and 0.5.

    Difficulty 0: right ln(.622459/.377541) = .5. Difficulty 1, wrong: ln(.622459/.817574) =
    -.272663. Difficulty -1, right: ln(.817574/.622459) = .272663. And with guessing of 0.2 at
    difficulty 0: right ln((.2+.8x.622459)/(.2+.8x.377541)) = ln(.697967/.502033) = .329508.
    """
    rows = [
        {"item": name, "a": 1.0, "b": b, "c": c}
        for name, b, c in (("q1", 0, 0), ("q2", 1, 0), ("q3", -1, 0), ("q4", 0, 0.2))
    ]
    test = prepare(bank_of(rows), Rules(delta=0.5, min_items=1, max_items=4))
    found = mastery.follow(test, np.array([[0, 1, 2, 3]]), np.array([[True, False, True, True]]))
    assert found.ratio[0] == pytest.approx([0.5, 0.227337, 0.5, 0.829508], abs=2e-6)


@pytest.mark.slow
@pytest.mark.parametrize("theta", [-0.25, 0.0, 0.25])
def test_error_rates_and_length_are_those_of_the_gamblers_ruin(theta):
    """Feller 1968, chapter XIV: a walk of equal steps between two ends has exact answers.

    Items alike, of slope 1 at the cut: the ratio goes up or down by 0.25, so that the bounds of
    ln 4 = 1.386 are met by 6 steps more in one direction than in the other. The exact rate of
    errors at the ends of the region, 1 / (1 + e^1.5) = 0.182, keeps the nominal 0.2.
    """
    rules = Rules(alpha=0.2, beta=0.2, min_items=1, max_items=200, curtail=Curtail.NONE)
    test = prepare(bank_of([{"item": f"q{k:03d}", "a": 1.0, "b": 0.0} for k in range(200)]), rules)
    people, ends = 3000, 6
    p = 1 / (1 + np.exp(-theta))
    if theta:
        odds = (1 - p) / p
        above = (1 - odds**ends) / (1 - odds ** (2 * ends))
        length = (2 * ends * above - ends) / (2 * p - 1)
    else:
        above, length = 0.5, ends**2
    sat = sit(test, test.bank.parameters, np.full(people, theta), rng=np.random.default_rng(5))
    error = np.sqrt(above * (1 - above) / people)
    assert sat.passed.mean() == pytest.approx(above, abs=4 * error + 1e-3)
    assert sat.lengths.mean() == pytest.approx(length, rel=0.06)
    if theta:
        assert min(above, 1 - above) < rules.alpha


@pytest.mark.slow
@pytest.mark.parametrize("rule", [Rule.SPRT, Rule.GLR])
def test_nominal_error_rates_hold_at_the_ends_of_the_region(drawn, rule):
    """With known parameters and length to spare; Wald: the two rates add up to at most 0.2."""
    bank = drawn(300)
    rules = Rules(rule=rule, alpha=0.1, beta=0.1, delta=0.3, max_items=200, min_items=1)
    test = prepare(bank, rules)
    wrong = []
    for theta, passes in ((-0.3, False), (0.3, True)):
        sat = sit(test, bank.parameters, np.full(1500, theta), rng=np.random.default_rng(2))
        wrong.append(float((sat.passed != passes).mean()))
    if rule is Rule.SPRT:
        assert max(wrong) < 0.1 + 0.015
    assert sum(wrong) < (0.2 if rule is Rule.SPRT else 0.35)


def sittings(test, seed, people=60):
    rng = np.random.default_rng(seed)
    drawn_lots = np.array([lots(test, int(s)) for s in rng.integers(2**63, size=people)])
    order = orders(test, drawn_lots)
    abilities = rng.standard_normal(people)
    return order, answers(test.bank.parameters, abilities, order, rng.random(order.shape))


RULES = st.builds(
    Rules,
    rule=st.sampled_from([Rule.SPRT, Rule.GLR]),
    cut=st.floats(-1, 1),
    delta=st.floats(0.05, 0.8),
    alpha=st.floats(0.01, 0.3),
    beta=st.floats(0.01, 0.3),
    min_items=st.integers(1, 12),
    max_items=st.integers(12, 40),
    blueprint=st.sampled_from([(), BLUEPRINT]),
)


@pytest.mark.slow
@settings(max_examples=40)
@given(rules=RULES, seed=st.integers(0, 2**32), guess=st.sampled_from([0.0, 0.2]))
def test_exact_curtailment_never_changes_a_decision(drawn, rules, seed, guess):
    bank = drawn(150, enemies=10, guess=guess).with_eligibility(np.full(150, 0.6))
    plain, exact = (
        prepare(bank, replace(rules, curtail=how)) for how in (Curtail.NONE, Curtail.EXACT)
    )
    order, right = sittings(plain, seed)
    rows = np.arange(len(order))
    without, with_ = (mastery.follow(test, order, right) for test in (plain, exact))
    assert (
        without.passed[rows, without.lengths - 1] == with_.passed[rows, with_.lengths - 1]
    ).all()
    assert (with_.lengths <= without.lengths).all()
    assert (with_.lengths >= min(rules.min_items, rules.max_items)).all()


@settings(max_examples=40)
@given(rules=RULES, seed=st.integers(0, 2**32), place=st.integers(0, 11))
def test_a_right_answer_in_place_of_a_wrong_one_never_fails_anybody(drawn, rules, seed, place):
    test = prepare(drawn(150, guess=0.15), rules)
    order, right = sittings(test, seed)
    better = right.copy()
    better[:, place] = True
    before, after = (mastery.follow(test, order, given).ratio for given in (right, better))
    assert (after[:, place:] >= before[:, place:] - 1e-9).all()


@pytest.mark.parametrize("rule", [Rule.SPRT, Rule.GLR])
def test_no_test_is_shorter_or_longer_than_was_said(drawn, rule):
    rules = Rules(rule=rule, min_items=9, max_items=25)
    test = prepare(drawn(), rules)
    sat = sit(
        test,
        test.bank.parameters,
        np.random.default_rng(1).standard_normal(500),
        rng=np.random.default_rng(3),
    )
    assert (sat.lengths.min(), sat.lengths.max()) == (9, 25)


def test_stochastic_curtailment_saves_items_and_changes_few_decisions(drawn):
    bank = drawn(300)
    found = {}
    for how in (Curtail.NONE, Curtail.EXACT, Curtail.STOCHASTIC):
        test = prepare(bank, Rules(delta=0.1, max_items=50, curtail=how))
        abilities = np.random.default_rng(1).standard_normal(3000)
        found[how] = sit(test, bank.parameters, abilities, rng=np.random.default_rng(4))
    plain, exact, hardly = found.values()
    assert (plain.passed == exact.passed).all()
    assert hardly.lengths.mean() < exact.lengths.mean() < plain.lengths.mean()
    assert (plain.passed != hardly.passed).mean() < 0.03
    assert (hardly.reasons == Reason.STOCHASTIC).any()


def test_the_posterior_says_how_often_it_is_right(drawn):
    """Among people from the prior, with known parameters, a probability is a frequency."""
    bank = drawn(120)
    test = prepare(bank, Rules(rule=Rule.FIXED, cut=-0.3, max_items=15))
    rng = np.random.default_rng(8)
    abilities = rng.standard_normal(20_000)
    order = np.broadcast_to(test.form, (len(abilities), 15))
    right = answers(bank.parameters, abilities, order, rng.random(order.shape))
    likelihood = right @ test.log_right[test.form] + ~right @ test.log_wrong[test.form]
    above = mastery.chance_above(test, likelihood + test.log_prior)
    for low in np.arange(0, 1, 0.2):
        here = (above >= low) & (above < low + 0.2)
        assert (abilities[here] >= -0.3).mean() == pytest.approx(above[here].mean(), abs=0.03)
