"""Adaptive measurement: known answers and laws."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from skillmark.assess.adaptive.prepare import prepare
from skillmark.assess.adaptive.rules import Rule, Rules
from skillmark.assess.adaptive.session import Stop, answer, begin, course, next_item
from skillmark.assess.adaptive.sitting import sit
from skillmark.assess.scaling.ability import expected_a_posteriori
from skillmark.assess.scaling.response_model import ItemParameters

CAT = Rules(rule=Rule.CAT, max_items=25, standard_error=0.25)


def test_the_estimate_is_the_posterior_mean_of_the_scaling_room(drawn):
    test = prepare(drawn(80, guess=0.1), CAT)
    state = begin(test, seed=4)
    while not isinstance(step := next_item(test, state), Stop):
        state = answer(state, step, len(state.asked) % 3 != 1)
    at = [test.bank.place(item) for item in state.asked]
    p = test.bank.parameters
    asked = ItemParameters(p.a[at], p.d[at], p.c[at])
    (other,) = expected_a_posteriori(np.array([state.right], dtype=np.int8), asked)
    assert step.estimate == pytest.approx(other.estimate, abs=2e-3)
    assert step.standard_error == pytest.approx(other.standard_error, abs=2e-3)
    assert course(test, state)[-1].estimate == step.estimate


def test_the_next_item_has_the_most_information_there(drawn):
    bank = drawn(80)
    test = prepare(bank, CAT)
    state = begin(test, seed=4)
    for number in range(10):
        theta = course(test, state)[-1].estimate if number else 0.0
        p = bank.parameters
        right = 1 / (1 + np.exp(-(p.a * theta + p.d)))
        worth = p.a**2 * right * (1 - right)
        worth[[bank.place(item) for item in state.asked]] = 0
        step = next_item(test, state)
        # the table of information is read between its nodes, so ties to a thousandth are ties
        assert worth[bank.place(step)] >= worth.max() * 0.998
        state = answer(state, step, number % 2 == 0)


@pytest.mark.peer
@pytest.mark.parametrize("theta", [-1.0, 0.2, 1.5])
def test_another_engine_asks_and_estimates_alike(drawn, theta):
    """mirt 1.2.0: maximum information and EAP, here with as many nodes as ours."""
    engines = pytest.importorskip("mirt.cat")
    from mirt.models.dichotomous import TwoParameterLogistic

    bank = drawn(120)
    model = TwoParameterLogistic(n_items=120)
    model.set_parameters(discrimination=bank.parameters.a, difficulty=bank.parameters.b)
    model._is_fitted = True
    engine = engines.CATEngine(
        model, se_threshold=1e-6, max_items=15, n_quadpts=101, theta_bounds=(-5, 5), seed=1
    )
    luck = np.random.default_rng(6).random(120)
    chance = bank.parameters.probability(np.array([theta]))[:, 0]
    test = prepare(bank, replace(CAT, max_items=15, standard_error=0.01))
    state, theirs = begin(test, seed=1), engine.get_current_state()
    while isinstance(step := next_item(test, state), str):
        place = bank.place(step)
        assert place == theirs.next_item
        right = bool(luck[place] < chance[place])
        state, theirs = answer(state, step, right), engine.administer_item(int(right))
    assert step.estimate == pytest.approx(theirs.theta, abs=1e-3)
    assert step.standard_error == pytest.approx(theirs.standard_error, abs=1e-3)


def test_it_stops_when_it_is_precise_enough_and_not_before(drawn):
    test = prepare(drawn(200), replace(CAT, standard_error=0.33))
    abilities = np.random.default_rng(1).standard_normal(400)
    sat = sit(test, test.bank.parameters, abilities, rng=np.random.default_rng(2))
    precise = sat.spreads <= 0.33
    assert ((sat.lengths < 25) <= precise).all()
    assert precise.mean() > 0.5
    assert np.sqrt(np.mean((sat.estimates - abilities) ** 2)) < 0.4


def test_more_items_and_steeper_items_never_measure_worse(drawn):
    bank = drawn(120)
    p = bank.parameters
    steeper = bank.with_parameters(ItemParameters(1.5 * p.a, 1.5 * p.d, p.c), bank.errors)
    abilities = np.random.default_rng(1).standard_normal(600)
    spreads = {
        (name, length): sit(
            prepare(one, replace(CAT, max_items=length, standard_error=0.01)),
            one.parameters,
            abilities,
            rng=np.random.default_rng(2),
        ).spreads.mean()
        for name, one in (("plain", bank), ("steeper", steeper))
        for length in (8, 16, 24)
    }
    for name in ("plain", "steeper"):
        assert spreads[name, 8] > spreads[name, 16] > spreads[name, 24]
    for length in (8, 16, 24):
        assert spreads["plain", length] > spreads["steeper", length]
