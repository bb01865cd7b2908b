"""A test that was not sat to its end, and rules that come back from a store."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillmark.assess.adaptive.bank import Bank
from skillmark.assess.adaptive.ending import ended
from skillmark.assess.adaptive.prepare import prepare
from skillmark.assess.adaptive.reading import read
from skillmark.assess.adaptive.rules import Curtail, Rule, Rules
from skillmark.assess.adaptive.session import State, Stop, answer, begin, next_item

from .conftest import BLUEPRINT

RULES = {
    rule: Rules(rule=rule, cut=-0.2, min_items=5, max_items=14, blueprint=BLUEPRINT)
    for rule in (Rule.GLR, Rule.SPRT, Rule.CAT)
}


@settings(max_examples=30)
@given(
    rule=st.sampled_from([Rule.GLR, Rule.SPRT, Rule.CAT]),
    seed=st.integers(0, 2**40),
    answers=st.lists(st.booleans(), max_size=14),
)
def test_missing_evidence_is_no_pass(
    drawn: Callable[..., Bank], rule: Rule, seed: int, answers: list[bool]
) -> None:
    """Whoever passes unfinished would pass whatever came; who is finished keeps the decision."""
    test = prepare(drawn(), RULES[rule])
    state = begin(test, seed=seed)
    for right in answers:
        step = next_item(test, state)
        if isinstance(step, Stop):
            break
        state = answer(state, step, right)
    stop, left = ended(test, state)
    now = next_item(test, state)
    if isinstance(now, Stop):
        assert (stop, left) == (now, 0)
        return
    assert left > 0
    if stop.decision == "pass":
        # exact curtailment would have stopped a mastery test that is passed whatever comes
        assert rule is Rule.CAT
    best = state
    while not isinstance(step := next_item(test, best), Stop):
        best = answer(best, step, right=True)
    assert stop.decision == "fail" or step.decision == "pass"


def test_nobody_passes_without_an_answer(drawn: Callable[..., Bank]) -> None:
    for rule, rules in RULES.items():
        stop, left = ended(prepare(drawn(), rules), begin(prepare(drawn(), rules), seed=1))
        assert (stop.decision, left >= 5) == ("fail", True), rule


@pytest.mark.parametrize("rule", list(RULES))
def test_a_stored_test_is_the_same_test_whatever_a_store_does_to_the_order_of_members(
    drawn: Callable[..., Bank], rule: Rule
) -> None:
    bank = drawn(enemies=4)
    rules = Rules(
        rule=rule,
        cut=0.1,
        delta=0.3,
        alpha=0.1,
        beta=0.07,
        max_items=14,
        curtail=Curtail.STOCHASTIC if rule is Rule.SPRT else Curtail.EXACT,
        blueprint=tuple(reversed(BLUEPRINT)),
    )
    stored = json.loads(json.dumps([bank.as_json(), rules.as_json()]))
    stored[1]["blueprint"] = dict(sorted(stored[1]["blueprint"].items(), key=lambda one: one[0]))
    test = prepare(read(stored[0]), Rules.from_json(stored[1]))
    shuffled = json.loads(json.dumps(stored, sort_keys=True))
    again = prepare(read(shuffled[0]), Rules.from_json(shuffled[1]))
    assert again.fingerprint == test.fingerprint
    state = begin(test, seed=77)
    for number in range(8):
        step = next_item(test, state)
        assert isinstance(step, str)
        assert next_item(again, State.from_json(state.as_json())) == step
        state = answer(state, step, right=number % 3 == 0)
