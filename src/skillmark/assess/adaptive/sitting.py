"""People who do not exist sit a test, all at once: everything here is simulated.

Each has a seed, and is asked exactly what `session` would ask in a session of that seed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from skillmark.assess.adaptive import cat, mastery
from skillmark.assess.adaptive.prepare import Prepared
from skillmark.assess.adaptive.rules import Rule
from skillmark.assess.adaptive.selection import lots, orders
from skillmark.assess.scaling.response_model import Floats, ItemParameters

Places = NDArray[np.intp]
Flags = NDArray[np.bool_]
BLOCK_CELLS = 3_000_000
"""People times items, or times positions and nodes, that are laid out at a time."""


@dataclass(frozen=True, eq=False)
class Sat:
    """What became of everybody: one entry a person."""

    passed: Flags
    lengths: Places
    reasons: NDArray[np.int8]
    estimates: Floats
    """Posterior mean of ability (`cat` only, else `nan`)."""
    spreads: Floats
    asked: Floats
    """How many people saw each item of the bank."""

    @property
    def exposure(self) -> Floats:
        """Share of people that saw each item."""
        return np.asarray(self.asked / len(self.passed))


def sit(
    test: Prepared,
    truth: ItemParameters,
    abilities: Floats,
    *,
    rng: np.random.Generator,
    drawn: Callable[[Places], Floats] | None = None,
    on_progress: Callable[[int], None] = lambda _: None,
) -> Sat:
    """Let people of these abilities sit the test; their answers follow `truth`.

    `drawn` gives the lots of the people in these rows (people x items of the bank); unless
    given, each draws as a session of his or her seed would.
    """
    people = len(abilities)
    seeds = rng.integers(2**63, size=people)
    block = _block(test)
    parts: list[Sat] = []
    for start in range(0, people, block):
        rows = np.arange(start, min(start + block, people))
        if test.rules.rule is Rule.FIXED:
            lot = np.empty((len(rows), 0))
        elif drawn is not None:
            lot = drawn(rows)
        else:
            lot = np.array([lots(test, int(seeds[row])) for row in rows])
        run = _measured if test.rules.rule is Rule.CAT else _decided
        parts.append(run(test, truth, abilities[rows], lot, rng))
        on_progress(len(rows))
    return Sat(
        passed=np.concatenate([part.passed for part in parts]),
        lengths=np.concatenate([part.lengths for part in parts]),
        reasons=np.concatenate([part.reasons for part in parts]),
        estimates=np.concatenate([part.estimates for part in parts]),
        spreads=np.concatenate([part.spreads for part in parts]),
        asked=np.sum([part.asked for part in parts], axis=0),
    )


def _block(test: Prepared) -> int:
    wide = len(test.plan) * (2 if test.rules.rule is Rule.SPRT else len(test.nodes))
    return int(np.clip(BLOCK_CELLS // max(wide, len(test.bank)), 1, 5000))


def answers(truth: ItemParameters, abilities: Floats, order: Places, luck: Floats) -> Flags:
    """Return who answers right: a person's luck (0 to 1) below the chance of a right answer."""
    place = np.maximum(order, 0)
    a, d, c = truth.a[place], truth.d[place], truth.c[place]
    chance = c + (1 - c) * expit(a * abilities[:, None] + d)
    return np.asarray((luck < chance) & (order >= 0))


def _decided(
    test: Prepared, truth: ItemParameters, abilities: Floats, lot: Floats, rng: np.random.Generator
) -> Sat:
    if test.rules.rule is Rule.FIXED:
        order = np.broadcast_to(test.form, (len(abilities), len(test.form)))
    else:
        order = orders(test, lot)
    right = answers(truth, abilities, order, rng.random(order.shape))
    nothing = np.full(len(abilities), np.nan)
    if test.rules.rule is Rule.FIXED:
        lengths = np.full(len(abilities), len(test.form))
        passed = form_passes(test, right)
        reasons = np.full(len(abilities), mastery.Reason.LENGTH, dtype=np.int8)
    else:
        course = mastery.follow(test, order, right)
        lengths = course.lengths
        at = (np.arange(len(abilities)), lengths - 1)
        passed, reasons = course.passed[at], course.reason[at]
    return Sat(passed, lengths, reasons, nothing, nothing, _count(test, order, lengths))


def form_passes(test: Prepared, right: Flags) -> Flags:
    """Return who is more likely than not at or above the cut: the decision that errs least.

    `right` holds everybody's answers to the fixed form. No other rule is right more often when
    people are drawn from the prior and parameters are known.
    """
    likelihood = right @ test.log_right[test.form] + ~right @ test.log_wrong[test.form]
    return mastery.chance_above(test, likelihood + test.log_prior) >= 0.5


def _measured(
    test: Prepared, truth: ItemParameters, abilities: Floats, lot: Floats, rng: np.random.Generator
) -> Sat:
    people, longest = len(abilities), len(test.plan)
    luck = rng.random((people, longest))
    lot = lot[:, test.ranking]
    free = np.ones(lot.shape, dtype=bool)
    likelihood = np.zeros((people, len(test.nodes)))
    rows = np.arange(people)
    mean, spread = cat.estimate(test, likelihood + test.log_prior)
    order = np.full((people, longest), -1, dtype=np.intp)
    lengths = np.zeros(people, dtype=np.intp)
    reasons = np.zeros(people, dtype=np.int8)
    for position in range(longest):
        going = rows[reasons == 0]
        if not len(going):
            break
        taken = cat.choose(test, position, mean[going], lot[going], free[going])
        reasons[going[taken < 0]] = mastery.Reason.NO_ITEM
        going, taken = going[taken >= 0], taken[taken >= 0]
        items = test.ranking[taken]
        order[going, position] = items
        free[going, taken] = False
        if test.hostile is not None:
            free[going] &= ~test.hostile[taken]
        right = answers(truth, abilities[going], items[:, None], luck[going, position, None])
        likelihood[going] += np.where(right, test.log_right[items], test.log_wrong[items])
        mean[going], spread[going] = cat.estimate(test, likelihood[going] + test.log_prior)
        lengths[going] = position + 1
        reasons[going] = cat.stopping(test, position + 1, spread[going])
    passed = mean >= test.rules.cut
    return Sat(passed, lengths, reasons, mean, spread, _count(test, order, lengths))


def _count(test: Prepared, order: Places, lengths: Places) -> Floats:
    seen = order[np.arange(order.shape[1]) < lengths[:, None]]
    return np.bincount(seen[seen >= 0], minlength=len(test.bank)).astype(float)
