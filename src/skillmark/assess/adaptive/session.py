"""One person's test: what to ask next, and when to stop, said so that it can be explained.

A state is small and immutable: a seed and the answers so far. With bank and rules it decides
everything, so a test can be kept, resumed anywhere, and replayed bit for bit when somebody asks
why they failed.

    test = prepare(bank, rules)
    state = begin(test, seed=secrets.randbits(63))
    while not isinstance(step := next_item(test, state), Stop):
        state = answer(state, step, right=...)
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from skillmark.assess.adaptive import cat, mastery
from skillmark.assess.adaptive.mastery import Reason
from skillmark.assess.adaptive.prepare import Prepared
from skillmark.assess.adaptive.rules import Rule
from skillmark.assess.adaptive.selection import lots, orders
from skillmark.assess.adaptive.sitting import form_passes
from skillmark.nouns.errors import ConflictError, InputError

Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class State:
    """A test under way. `test` is the fingerprint of the bank and the rules it began with."""

    test: str
    seed: int
    asked: tuple[str, ...] = ()
    right: tuple[bool, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return a JSON object from which `from_json` makes the same state."""
        return {
            "test": self.test,
            "seed": str(self.seed),  # JavaScript's numbers end at 2^53
            "asked": list(self.asked),
            "right": list(self.right),
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> State:
        """Return the state that `as_json` wrote; raises `InputError` for anything else."""
        found = dict(value) if isinstance(value, Mapping) else {}
        test, seed, asked, right = (found.get(name) for name in ("test", "seed", "asked", "right"))
        if not (
            isinstance(test, str)
            and isinstance(seed, str)
            and re.fullmatch(r"[0-9]{1,19}", seed)
            and isinstance(asked, (list, tuple))
            and isinstance(right, (list, tuple))
            and all(isinstance(one, str) for one in asked)
            and all(isinstance(one, bool) for one in right)
        ):
            raise InputError("this is no state of a test", remedy="give what `as_json` wrote")
        if len(asked) != len(right):
            raise InputError("items and answers of this state do not fit", where="right")
        return cls(test, int(seed), tuple(asked), tuple(right))


@dataclass(frozen=True, slots=True)
class Stop:
    """The end of a test."""

    decision: str
    """`pass` or `fail`; for `cat`, by which side of the cut the estimate lies on."""
    reason: str
    """`bound`, `length`, `exact`, `stochastic`, `no_item` or `precise`."""
    words: str
    """Why it stopped, for the person who sat it."""
    confidence: float
    """Probability that ability lies on the decided side of the cut, given the answers and the
    calibration's population."""
    items: int
    estimate: float
    standard_error: float


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a test's course, for a picture and for whoever explains the result."""

    number: int
    item: str
    content: str
    right: bool
    ratio: float
    """Log likelihood ratio after this answer (`nan` for `cat` and `fixed`)."""
    fail_at: float
    pass_at: float
    estimate: float
    standard_error: float


def begin(test: Prepared, *, seed: int) -> State:
    """Return the beginning of a session; `seed` (0 to 2^63) decides its lottery of items."""
    if not 0 <= seed < 2**63:
        raise InputError("a seed is a whole number from 0 to 2^63", where="seed")
    return State(test.fingerprint, seed)


def next_item(test: Prepared, state: State) -> str | Stop:
    """Return the id of the item to ask now, or why the test is over.

    Raises `ConflictError` where the state began with another bank or other rules, and where a
    mastery test would have asked other items (`replay` checks this for every rule).
    """
    _same(test, state)
    places, right = _places(test, state)
    if test.rules.rule is Rule.CAT:
        return _next_measuring(test, state, places, right)
    number = len(places)
    order = test.form[None] if test.rules.rule is Rule.FIXED else _order(test, state)
    if number > order.shape[1] or (order[0, :number] != places).any():
        raise ConflictError(
            "the items of this record are not those that this test asks",
            remedy="`replay` names the first that differs",
            code="other_items",
        )
    if number:
        answers = np.zeros(order.shape, dtype=bool)
        answers[0, :number] = right
        course = mastery.follow(test, order, answers)
        reason = Reason(int(course.reason[0, number - 1]))
        if reason is not Reason.GOES_ON:
            passed = bool(course.passed[0, number - 1])
            if test.rules.rule is Rule.FIXED:
                passed = bool(form_passes(test, answers)[0])
            return _stop(test, reason, passed, places, right)
    return test.bank.items[int(order[0, number])]


def answer(state: State, item: str, right: bool) -> State:
    """Return the state after an answer to the item that `next_item` named."""
    if item in state.asked:
        raise ConflictError(f"item {item!r} was answered before", code="answered")
    return replace(state, asked=(*state.asked, item), right=(*state.right, bool(right)))


def replay(test: Prepared, state: State) -> str | Stop:
    """Ask everything again and return what comes next now.

    Raises `ConflictError` where the test would have asked another item, or had stopped before.
    """
    now = begin(test, seed=state.seed)
    _same(test, state)
    for number, (item, right) in enumerate(zip(state.asked, state.right, strict=True), start=1):
        step = next_item(test, now)
        if step != item:
            said = f"asks {step!r}" if isinstance(step, str) else f"had ended ({step.reason})"
            raise ConflictError(
                f"the record says item {item!r}, the test {said}", where=f"answer {number}"
            )
        now = answer(now, item, right)
    return next_item(test, now)


def course(test: Prepared, state: State) -> tuple[Step, ...]:
    """Return what each answer did: the ratio between its bounds, and the estimate of ability."""
    _same(test, state)
    places, right = _places(test, state)
    fail_at, pass_at = test.rules.bounds
    ratios = np.full(len(places), np.nan)
    if len(places) and test.rules.rule in {Rule.SPRT, Rule.GLR}:
        ratios = mastery.follow(test, places[None], right[None]).ratio[0]
    found = []
    for number, (place, correct) in enumerate(zip(places, right, strict=True), start=1):
        mean, spread = _estimate(test, places[:number], right[:number])
        found.append(
            Step(
                number,
                test.bank.items[place],
                test.bank.content[place],
                bool(correct),
                float(ratios[number - 1]),
                fail_at,
                pass_at,
                mean,
                spread,
            )
        )
    return tuple(found)


def _order(test: Prepared, state: State) -> Places:
    return orders(test, lots(test, state.seed)[None])


def _next_measuring(
    test: Prepared, state: State, places: Places, right: NDArray[np.bool_]
) -> str | Stop:
    number = len(places)
    mean, spread = cat.estimate(test, mastery.log_posterior(test, places, right)[None])
    if number:
        reason = Reason(int(cat.stopping(test, number, spread)[0]))
        if reason is not Reason.GOES_ON:
            return _stop(test, reason, bool(mean[0] >= test.rules.cut), places, right)
    lot = lots(test, state.seed)[None, test.ranking]
    free = np.ones(lot.shape, dtype=bool)
    if number:
        at = np.flatnonzero(np.isin(test.ranking, places))
        free[0, at] = False
        if test.hostile is not None:
            free[0] &= ~test.hostile[at].any(axis=0)
    taken = int(cat.choose(test, number, mean, lot, free)[0])
    if taken < 0:
        return _stop(test, Reason.NO_ITEM, bool(mean[0] >= test.rules.cut), places, right)
    return test.bank.items[int(test.ranking[taken])]


def _stop(
    test: Prepared, reason: Reason, passed: bool, places: Places, right: NDArray[np.bool_]
) -> Stop:
    above = float(mastery.chance_above(test, mastery.log_posterior(test, places, right)))
    mean, spread = _estimate(test, places, right)
    confidence = above if passed else 1 - above
    verdict = "reached" if passed else "not reached"
    end = f"the mark was {verdict}."
    words = {
        Reason.BOUND: f"The answers are clear enough: {end}",
        Reason.LENGTH: f"All {len(places)} questions were asked; on balance {end}",
        Reason.EXACT: f"No answers to the questions left could have changed that {end}",
        Reason.STOCHASTIC: f"The questions left would hardly have changed that {end}",
        Reason.NO_ITEM: f"There were no more questions to ask; on balance {end}",
        Reason.PRECISE: f"The result is precise enough (standard error {spread:.2f}).",
    }[reason]
    return Stop(
        decision="pass" if passed else "fail",
        reason=reason.name.lower(),
        words=words,
        confidence=confidence,
        items=len(places),
        estimate=mean,
        standard_error=spread,
    )


def _estimate(test: Prepared, places: Places, right: NDArray[np.bool_]) -> tuple[float, float]:
    mean, spread = cat.estimate(test, mastery.log_posterior(test, places, right)[None])
    return float(mean[0]), float(spread[0])


def _places(test: Prepared, state: State) -> tuple[Places, NDArray[np.bool_]]:
    at = np.array([test.bank.place(item) for item in state.asked], dtype=np.intp)
    return at, np.array(state.right, dtype=bool)


def _same(test: Prepared, state: State) -> None:
    if state.test != test.fingerprint:
        raise ConflictError(
            "this test began with another bank or other rules",
            remedy="go on with the ones it began with: they must be kept while tests are under way",
            code="other_test",
        )
