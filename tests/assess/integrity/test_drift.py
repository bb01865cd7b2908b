"""Questions that become easier, and people who do better on exposed ones."""

from __future__ import annotations

import numpy as np
import pytest

from skillmark.assess.integrity.chances import estimate
from skillmark.assess.integrity.drift import (
    chance_of_sum,
    drifting,
    easier_since,
    exposure,
    highest_sum,
    since,
)
from skillmark.assess.integrity.exposed import gains, predictive_tail
from skillmark.assess.integrity.times import fit_speeds
from skillmark.assess.responses import MISSING
from skillmark.assess.scaling.marginal import Quadrature
from skillmark.assess.scaling.response_model import ItemParameters
from skillmark.nouns.errors import InputError


@pytest.mark.parametrize(("height", "windows"), [(2.0, 4), (3.0, 12), (4.5, 20)])
def test_the_chance_of_a_sum_is_that_of_many_draws(height, windows):
    rng = np.random.default_rng(1)
    reached = np.mean([highest_sum(rng.standard_normal(windows)) >= height for _ in range(20_000)])
    error = np.sqrt(reached * (1 - reached) / 20_000)
    assert chance_of_sum(height, windows) == pytest.approx(reached, abs=4 * error + 1e-3)


def test_the_chance_falls_with_the_height_and_grows_with_the_windows():
    heights = [chance_of_sum(height, 10) for height in (0.0, 1.0, 2.0, 4.0, 8.0, 12.0)]
    assert heights == sorted(heights, reverse=True)
    assert heights[0] == 1.0
    # Ten windows of 1.7 standard errors each: about the normal tail beyond 17 / sqrt(10).
    assert 1e-8 < heights[-1] < 1e-6
    assert chance_of_sum(3, 5) < chance_of_sum(3, 6) < chance_of_sum(3, 60)


def leak(world, item, start, rng, share=0.6):
    """From person `start` on, a share of people know the answer."""
    later = np.arange(len(world.values)) >= start
    know = later & (rng.random(len(world.values)) < share)
    world.values[know, item] = 1
    world.seconds[know, item] *= 0.4


def test_a_leak_is_found_with_and_without_its_date(drawing):
    world = drawing(1, persons=600, items=40)
    item = int(np.argsort(np.abs(world.difficulty - 0.7))[0])
    leak(world, item, 300, np.random.default_rng(0))
    chances = estimate(world.responses)
    items = world.responses.items
    flags, looked_at = drifting(chances, items, np.arange(600))
    assert [flag.what for flag in flags] == [(items[item],)]
    assert looked_at == 40
    speeds = fit_speeds(world.seconds)
    logs = speeds.residuals / speeds.precision
    flags, _ = easier_since(chances, items, np.arange(600) >= 300, logs)
    assert [flag.what for flag in flags] == [(items[item],)]
    assert flags[0].figures["odds"] > 2
    assert 0.2 < flags[0].figures["faster"] < 0.7
    assert "faster" in flags[0].words
    assert flags[0].who == ()


def test_a_question_that_everybody_knows_since_is_not_passed_over(drawing):
    world = drawing(7, persons=400, items=30)
    item = int(np.argsort(-world.difficulty)[3])
    world.values[200:, item] = 1
    flags, looked_at = easier_since(
        estimate(world.responses), world.responses.items, np.arange(400) >= 200
    )
    assert flags[0].what == (world.responses.items[item],)
    assert np.isfinite(flags[0].figures["odds"])
    assert looked_at == 30


def test_abler_people_are_no_drift(drawing):
    world = drawing(2, persons=900, items=40)
    # In the order of ability: everybody who comes is abler than who came before.
    order = np.argsort(world.theta)
    chances = estimate(world.responses)
    items = world.responses.items
    assert len(drifting(chances, items, order)[0]) <= 1
    after = np.zeros(900, dtype=bool)
    after[order[450:]] = True
    assert len(easier_since(chances, items, after)[0]) <= 1


@pytest.mark.slow
def test_where_nothing_changes_one_cohort_in_twenty_is_flagged_at_most(drawing):
    drift = date = 0
    p = []
    for seed in range(25):
        world = drawing(seed, persons=300, items=25)
        chances = estimate(world.responses)
        items = world.responses.items
        after = np.arange(300) >= 150
        drift += bool(drifting(chances, items, np.arange(300))[0])
        date += bool(easier_since(chances, items, after)[0])
        p += [change.p for change in since(chances, items, after)]
    assert drift <= 4
    assert date <= 4
    assert 0.03 < np.mean(np.array(p) < 0.05) < 0.07


def test_too_few_answers(drawing):
    world = drawing(3, persons=100, items=20)
    chances = estimate(world.responses)
    with pytest.raises(InputError, match="150 answers"):
        drifting(chances, world.responses.items, np.arange(100))
    with pytest.raises(InputError, match="before and 30 since"):
        since(chances, world.responses.items, np.arange(100) >= 90)


def test_exposure_is_a_count(drawing):
    world = drawing(4, persons=100, items=20)
    world.values[:30, 3] = MISSING
    found = exposure(estimate(world.responses), world.responses.items)
    assert (found["q3"], found["q4"]) == (70, 100)


def test_the_predictive_tail_by_brute_force():
    """Two exposed and two other questions: integrated by hand over the nodes."""
    parameters = ItemParameters(
        np.array([1.0, 1.4, 0.8, 1.1]), np.array([0.2, -0.5, 0.0, 0.7]), np.zeros(4)
    )
    exposed = np.array([False, True, False, True])
    values = np.array([[1, 1, 0, 1], [0, 1, 0, 0], [1, 0, 1, MISSING]], dtype=np.int8)
    p, expected = predictive_tail(values, parameters, exposed)
    rule = Quadrature.normal(61)
    chance = parameters.probability(rule.nodes)
    for row, person in enumerate(values):
        weight = rule.weights.copy()
        for item in (0, 2):
            weight = weight * (chance[item] if person[item] else 1 - chance[item])
        weight /= weight.sum()
        first, second = chance[1], chance[3]
        if row == 0:
            tail = first * second
        elif row == 1:
            tail = 1 - (1 - first) * (1 - second)
        else:
            tail = np.ones_like(first)
        assert p[row] == pytest.approx(float(weight @ tail))
        mean = first + (second if row < 2 else 0)
        assert expected[row] == pytest.approx(float(weight @ mean))


def test_who_knew_exposed_questions_is_found_and_nobody_else(drawing):
    world = drawing(5, persons=300, items=40)
    items = world.responses.items
    exposed = np.argsort(-world.difficulty)[:10]
    low = np.argsort(world.theta)[20:23]
    world.values[np.ix_(low, exposed)] = 1
    flags, looked_at = gains(world.responses, [items[k] for k in exposed], world.responses.persons)
    assert {flag.who[0] for flag in flags} == {f"p{k}" for k in low}
    assert looked_at == 300
    assert set(flags[0].what) == {items[k] for k in exposed}
    assert flags[0].figures["right"] == 10


def test_where_nobody_knew_exposed_questions(drawing):
    flagged = 0
    for seed in range(30):
        world = drawing(seed, persons=150, items=30)
        names = world.responses.items[:6]
        flagged += bool(gains(world.responses, names, world.responses.persons)[0])
    assert flagged <= 3


def test_exposed_questions_that_are_not_there_or_too_few(drawing):
    world = drawing(6, persons=60, items=20)
    with pytest.raises(InputError, match="no question 'zz'"):
        gains(world.responses, ["zz"], world.responses.persons)
    with pytest.raises(InputError, match="2 exposed and 18 other"):
        gains(world.responses, ["q1", "q2"], world.responses.persons)
    world.values[20:, :3] = MISSING
    with pytest.raises(InputError, match="20 people"):
        gains(world.responses, ["q0", "q1", "q2"], world.responses.persons)
