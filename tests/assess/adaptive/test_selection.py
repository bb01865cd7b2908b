"""Which item: information, content all the way, no item twice, no enemies, no public item."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmark.assess.adaptive import blueprint
from skillmark.assess.adaptive.bank import bank_of
from skillmark.assess.adaptive.prepare import prepare
from skillmark.assess.adaptive.rules import Criterion, Rules
from skillmark.assess.adaptive.selection import divergence, information, lots, orders, value
from skillmark.assess.scaling.ability import test_information as whole_information
from skillmark.assess.scaling.response_model import ItemParameters

BLUEPRINT = (("A", 0.4), ("B", 0.3), ("C", 0.2), ("D", 0.1))

SHARES = st.lists(st.integers(1, 40), min_size=1, max_size=8).map(
    lambda parts: [part / sum(parts) for part in parts]
)


@given(SHARES, st.integers(1, 150))
def test_every_beginning_of_a_test_keeps_its_blueprint(shares, length):
    """Tijdeman 1980: within 1 - 1/(2k - 2) of the shares, at every length."""
    plan = blueprint.sequence(shares, length)
    most = 1 - 1 / (2 * len(shares) - 2) if len(shares) > 1 else 0
    for number in range(1, length + 1):
        counts = [plan[:number].count(area) for area in range(len(shares))]
        assert blueprint.farthest(counts, shares) <= most + 1e-9


def test_information_at_its_difficulty_is_a_quarter_of_the_squared_slope():
    p = ItemParameters(np.array([1.0, 2.0]), np.array([0.0, -2.0]), np.zeros(2))
    assert information(p, np.array([0.0]))[0, 0] == pytest.approx(0.25)
    assert information(p, np.array([1.0]))[1, 0] == pytest.approx(1.0)


def test_information_adds_up_to_that_of_the_whole_test(drawn):
    p = drawn(40, guess=0.2).parameters
    theta = np.linspace(-3, 3, 13)
    assert information(p, theta).sum(axis=0) == pytest.approx(whole_information(p, theta))


def test_divergence_is_the_mean_gain_of_the_likelihood_ratio():
    """By hand: slope 1, difficulty 0, ends -0.5 and 0.5: 0.5 (P - Q) with P = 0.62246."""
    p = ItemParameters(np.array([1.0]), np.array([0.0]), np.zeros(1))
    assert divergence(p, -0.5, 0.5)[0] == pytest.approx(0.5 * (0.6224593 - 0.3775407), abs=1e-6)


def test_for_a_narrow_region_both_criteria_order_items_alike(drawn):
    p = drawn(60).parameters
    fisher = value(p, Rules(delta=0.01))
    kl = value(p, Rules(delta=0.01, criterion=Criterion.KL))
    # 2 KL = information times the squared distance, to second order
    assert 2 * kl / 0.02**2 == pytest.approx(fisher, rel=0.02)


@given(seed=st.integers(0, 2**63 - 1), share=st.floats(0.02, 1))
def test_no_item_twice_no_enemies_and_the_blueprint_whoever_is_eligible(drawn, seed, share):
    bank = drawn(120, enemies=20).with_eligibility(np.full(120, share))
    test = prepare(bank, Rules(max_items=30, blueprint=BLUEPRINT))
    order = orders(test, lots(test, seed)[None])[0]
    asked = order[order >= 0]
    assert len(set(asked)) == len(asked)
    for item in asked:
        assert not set(bank.enemies[item]) & set(asked)
    content = [bank.content[item] for item in asked]
    for number in range(1, len(asked) + 1):
        counts = [content[:number].count(name) for name, _ in BLUEPRINT]
        assert blueprint.farthest(counts, [share for _, share in BLUEPRINT]) < 1


def test_enemies_are_kept_apart_though_both_are_the_best():
    rows = [{"item": f"q{k}", "a": 2.0 - k / 10, "b": 0.0} for k in range(6)]
    rows[0]["enemies"] = ["q1"]
    rows += [{"item": "easy", "a": 1.0, "b": -1.0}, {"item": "hard", "a": 1.0, "b": 1.0}]
    test = prepare(bank_of(rows), Rules(min_items=2, max_items=4))
    asked = [test.bank.items[k] for k in orders(test, np.zeros((1, 8)))[0]]
    assert asked == ["q0", "q2", "q3", "q4"]


def test_public_items_are_never_asked(drawn):
    bank = drawn(80)
    best = prepare(bank, Rules(max_items=20)).form
    public = np.zeros(80, dtype=bool)
    public[best[:10]] = True
    test = prepare(replace(bank, released=public), Rules(max_items=20))
    assert not set(test.form) & set(best[:10])
    assert not set(orders(test, np.zeros((1, 80)))[0]) & set(best[:10])


@pytest.mark.parametrize("enemies", [0, 4])
@pytest.mark.parametrize("seed", range(4))
def test_no_other_form_tells_more_at_the_cut(drawn, seed, enemies):
    """Held against every form there is."""
    bank = replace(drawn(14, seed=seed, enemies=enemies), content=("A", "B", "B", "A", "B") * 3)
    bank = replace(bank, content=bank.content[:14])
    rules = Rules(min_items=1, max_items=4, blueprint=(("A", 0.5), ("B", 0.5)))
    worth = information(bank.parameters, np.array([0.0]))[:, 0]
    sums = [
        worth[list(form)].sum()
        for form in combinations(range(14), 4)
        if [bank.content[k] for k in form].count("A") == 2
        and [bank.content[k] for k in form].count("B") == 2
        and not any(other in form for k in form for other in bank.enemies[k])
    ]
    assert worth[prepare(bank, rules).form].sum() == pytest.approx(max(sums))
