"""What a player calls: small states, replay, reasons in words; and the same as the simulation."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from skillmark.assess.adaptive.bank import bank_of
from skillmark.assess.adaptive.prepare import prepare
from skillmark.assess.adaptive.rules import Rule, Rules
from skillmark.assess.adaptive.session import (
    State,
    Stop,
    answer,
    begin,
    course,
    next_item,
    replay,
)
from skillmark.assess.adaptive.sitting import sit
from skillmark.nouns.errors import ConflictError, InputError

BLUEPRINT = (("A", 0.4), ("B", 0.3), ("C", 0.2), ("D", 0.1))


def finish(test, seed, says):
    """Sit a whole test; `says(item, number)` is whether the answer is right."""
    state = begin(test, seed=seed)
    while not isinstance(step := next_item(test, state), Stop):
        state = answer(state, step, says(step, len(state.asked)))
    return state, step


@pytest.fixture(params=["sprt", "glr", "fixed", "cat"])
def test_(request, drawn):
    bank = drawn(120, enemies=10).with_eligibility(np.full(120, 0.7))
    return prepare(bank, Rules(rule=Rule(request.param), max_items=24, blueprint=BLUEPRINT))


def test_the_simulation_asks_what_sessions_ask(test_):
    people = 25
    abilities = np.random.default_rng(3).standard_normal(people)
    sat = sit(test_, test_.bank.parameters, abilities, rng=np.random.default_rng(9))
    rng = np.random.default_rng(9)  # drawn in the order in which `sit` draws
    seeds, luck = rng.integers(2**63, size=people), rng.random((people, 24))
    asked = np.zeros(len(test_.bank))
    for person, theta in enumerate(abilities):

        def says(item, number, person=person, theta=theta):
            place = test_.bank.place(item)
            return (
                luck[person, number]
                < test_.bank.parameters.probability(np.array([theta]))[place, 0]
            )

        state, stop = finish(test_, int(seeds[person]), says)
        assert (stop.decision == "pass") == sat.passed[person]
        assert stop.items == len(state.asked) == sat.lengths[person]
        if test_.rules.rule is Rule.CAT:
            assert (stop.estimate, stop.standard_error) == pytest.approx(
                (sat.estimates[person], sat.spreads[person])
            )
        for item in state.asked:
            asked[test_.bank.place(item)] += 1
    assert (asked == sat.asked).all()


def test_a_kept_state_goes_on_anywhere_and_replays_bit_for_bit(test_, drawn):
    state, stop = finish(test_, 77, lambda _item, number: number % 3 > 0)
    half = State(state.test, 77, state.asked[:4], state.right[:4])
    kept = State.from_json(json.loads(json.dumps(half.as_json())))
    # another process: everything made anew, the bank's file in another order
    rows = test_.bank.as_json()["items"][::-1]
    from skillmark.assess.adaptive.reading import read

    again = prepare(read({"items": rows}), test_.rules)
    assert again.fingerprint == test_.fingerprint
    while not isinstance(step := next_item(again, kept), Stop):
        kept = answer(kept, step, len(kept.asked) % 3 > 0)
    assert (kept, step) == (state, stop)
    assert replay(again, state) == stop
    assert next_item(again, half) == next_item(again, half) == state.asked[4]


def test_the_seed_decides_and_nothing_else(test_):
    one, _ = finish(test_, 1, lambda *_: True)
    same, _ = finish(test_, 1, lambda *_: True)
    assert one == same
    if test_.rules.rule is not Rule.FIXED:
        assert one.asked != finish(test_, 2, lambda *_: True)[0].asked


@pytest.mark.parametrize("right", [True, False])
def test_perfect_scores_end_with_a_number_and_words(test_, right):
    state, stop = finish(test_, 5, lambda *_: right)
    assert stop.decision == ("pass" if right else "fail")
    assert np.isfinite([stop.estimate, stop.standard_error]).all()
    assert 0.5 < stop.confidence <= 1
    assert stop.words.endswith(".")
    assert stop.reason in {"bound", "exact", "length", "precise"}
    assert len(set(state.asked)) == stop.items


def test_an_altered_record_is_noticed(test_):
    state, _ = finish(test_, 5, lambda _item, number: number % 2 == 0)
    other = next(name for name in test_.bank.items if name not in state.asked)
    forged = replace(state, asked=(state.asked[0], other, *state.asked[2:]))
    with pytest.raises(ConflictError, match=r"answer 2: the record says item"):
        replay(test_, forged)
    if test_.rules.rule is not Rule.CAT:
        with pytest.raises(ConflictError, match="not those that this test asks"):
            next_item(test_, forged)
    longer = replace(state, asked=(*state.asked, other), right=(*state.right, True))
    with pytest.raises(ConflictError, match="had ended"):
        replay(test_, longer)
    with pytest.raises(ConflictError, match="record says item ''"):
        replay(test_, replace(state, asked=("", *state.asked[1:])))


def test_another_bank_or_other_rules_are_refused(test_):
    state = begin(test_, seed=1)
    other = prepare(test_.bank, replace(test_.rules, cut=0.1))
    with pytest.raises(ConflictError, match="other rules"):
        next_item(other, state)
    slopes = test_.bank.parameters
    changed = test_.bank.with_parameters(replace(slopes, a=slopes.a * 1.01), test_.bank.errors)
    with pytest.raises(ConflictError, match="other rules"):
        next_item(prepare(changed, test_.rules), state)


def test_nobody_answers_twice(test_):
    state = begin(test_, seed=1)
    item = next_item(test_, state)
    with pytest.raises(ConflictError, match="before"):
        answer(answer(state, item, True), item, True)


@pytest.mark.parametrize(
    "value",
    [
        {},
        {"test": "x", "seed": "a", "asked": [], "right": []},
        {"test": "x", "seed": "1", "asked": ["q"], "right": []},
        {"test": "x", "seed": "1", "asked": ["q"], "right": [1]},
        {"test": "x", "seed": "1", "asked": None, "right": []},
        {"test": "x", "seed": "1", "asked": [7], "right": [True]},
        {"test": "x", "seed": "1" * 99, "asked": [], "right": []},
        [],
    ],
)
def test_what_is_no_state_is_refused(value):
    with pytest.raises(InputError):
        State.from_json(value)


@pytest.mark.parametrize("seed", [-1, 2**63])
def test_a_seed_has_its_range(test_, seed):
    with pytest.raises(InputError, match="seed"):
        begin(test_, seed=seed)


def test_the_course_shows_the_ratio_between_its_bounds():
    """Three items by hand, as in `test_mastery`: .5, then .272663 more, then as much less."""
    rows = [{"item": f"q{b}", "a": 1.0, "b": float(b), "content": "x"} for b in (0, 1, -1)]
    test = prepare(bank_of(rows), Rules(delta=0.5, min_items=3, max_items=3))
    state = begin(test, seed=1)
    for item, right in (("q0", True), ("q-1", True), ("q1", False)):
        assert next_item(test, state) == item
        state = answer(state, item, right)
    steps = course(test, state)
    assert [step.ratio for step in steps] == pytest.approx([0.5, 0.772663, 0.5], abs=2e-6)
    assert {(step.fail_at, step.pass_at) for step in steps} == {test.rules.bounds}
    assert [(step.number, step.item, step.right) for step in steps] == [
        (1, "q0", True), (2, "q-1", True), (3, "q1", False),
    ]  # fmt: skip
    assert steps[0].estimate > 0 > steps[0].fail_at
    assert course(test, begin(test, seed=1)) == ()
    stop = next_item(test, state)
    assert (stop.decision, stop.reason, stop.items) == ("pass", "length", 3)


def test_where_no_item_is_left_the_test_ends_with_a_decision():
    """Two friends of everybody's enemies: a lottery may leave fewer items than the plan asks."""
    rows = [{"item": f"q{k}", "a": 1.0, "b": k / 10 - 0.3} for k in range(7)]
    rows[0]["enemies"] = ["q1", "q2"]
    test = prepare(bank_of(rows), Rules(min_items=2, max_items=5, alpha=0.01, beta=0.01))
    # q0 is not the best at the cut: with everything eligible its enemies come first
    bank = test.bank.with_eligibility(np.array([1.0, 0, 0, 0, 0, 0, 0]))
    only = prepare(bank, test.rules)
    state, stop = finish(only, 3, lambda _item, number: number % 2 == 0)
    assert state.asked[0] == "q0"
    assert not {"q1", "q2"} & set(state.asked)
    assert (stop.reason, stop.items) == ("length", 5) or stop.reason == "no_item"
