"""Exposure: how many test takers see an item, and how to keep that below a limit.

Item eligibility (van der Linden and Veldkamp 2004, Journal of Educational and Behavioral
Statistics 29, 273-291): before a session begins, a lottery decides which items it may use. The
probabilities are found in advance, by simulation with the test as it will be; `adapted` corrects
them by what was seen in the field.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from skillmark.assess.adaptive.bank import Bank
from skillmark.assess.adaptive.prepare import Prepared, prepare
from skillmark.assess.adaptive.rules import InfeasibleError, Rule, Rules
from skillmark.assess.adaptive.selection import NEVER
from skillmark.assess.adaptive.sitting import Places, sit
from skillmark.assess.scaling.response_model import Floats, ItemParameters
from skillmark.nouns.errors import InputError

ROUNDS = 20
SETTLING = 6
"""The last rounds, over which chance is averaged away."""
PEOPLE = 4000
SAFETY = 0.93
"""Part of the limit that is aimed at, so that chance does not carry an item above it."""


def adapted(eligibility: Floats, seen: Floats, limit: Floats) -> Floats:
    """Return the probabilities after a share `seen` of people met each item under these.

    An item is seen only where it is eligible, so `seen / eligibility` is the share of those
    who would take it; the new probability makes that share meet the limit.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        needed = limit * eligibility / seen
    return np.where(seen > 0, np.minimum(1.0, needed), 1.0)


def expected(bank: Bank) -> ItemParameters:
    """Return the parameters by which people are expected to answer, given estimates with errors.

    Estimated slopes spread more than true ones, and those chosen for being steep are less steep
    than they look: tests get longer than the estimates promise, and items are seen by more. So
    logarithms of slopes are drawn towards their mean as far as their errors explain their spread
    (Efron and Morris 1975); difficulties stay. Without standard errors nothing changes.
    """
    p = bank.parameters
    logs, errors = np.log(p.a), bank.errors.a / p.a
    known = np.isfinite(errors)
    spread = logs.var()
    if not known.any() or spread == 0:
        return p
    kept = max(0.0, 1 - float(np.mean(errors[known] ** 2)) / float(spread))
    slopes = np.exp(logs.mean() + kept * (logs - logs.mean()))
    return ItemParameters(slopes, slopes * p.d / p.a, p.c)


def least_feasible(test: Prepared, lengths: float | None = None) -> tuple[float, int]:
    """Return the lowest limit that tests of `lengths` items can keep, and the area that sets it.

    Tests show `lengths` (the shortest test, unless given) items a person; spread evenly over an
    area's items, each is seen by the area's share of the length over the number of its items.
    """
    length = test.rules.min_items if lengths is None else lengths
    whole = len(test.plan)
    least = [
        length * test.plan.count(area) / whole / max(len(members), 1)
        for area, members in enumerate(test.areas)
    ]
    worst = int(np.argmax(least))
    return float(least[worst]), worst


def limit(
    bank: Bank,
    rules: Rules,
    *,
    most: float,
    rng: np.random.Generator,
    people: int = PEOPLE,
    rounds: int = ROUNDS,
    on_progress: Callable[[int], None] = lambda _: None,
) -> Bank:
    """Return the bank with eligibilities under which no item is seen by more than `most`.

    `most` is a share of test takers; an item's own `max_exposure` counts where it is lower.
    People are simulated from the bank's population and its parameters as `expected`. Raises
    `InputError` where that cannot be reached, saying the least that can.
    """
    if not 0 < most <= 1:
        raise InputError("a limit of exposure lies between 0 and 1", where="exposure")
    test = prepare(bank, rules)
    if rules.rule is Rule.FIXED or (most == 1 and (bank.max_exposure == 1).all()):
        return bank
    shortest = rules.min_items if rules.rule is not Rule.CAT else _shortest(test)
    _refuse_if(test, most, least_feasible(test, shortest)[0])
    top = np.minimum(most, bank.max_exposure)
    top = np.where(top < 1, SAFETY * top, 1.0)
    truth = expected(bank)
    chances = _first_guess(test, top)
    would, weight = np.zeros(len(bank)), 0.0
    for number in range(rounds):
        settling = number >= rounds - SETTLING
        abilities = rng.standard_normal(people if settling else people // 2)

        def draw(rows: Places, chances: Floats = chances) -> Floats:
            return rng.random((len(rows), len(bank))) / np.maximum(chances, NEVER)

        sat = sit(test, truth, abilities, rng=rng, drawn=draw)
        on_progress(1)
        with np.errstate(divide="ignore", invalid="ignore"):
            share = np.where(chances > 0, sat.exposure / chances, 0.0)
        # the first rounds move far, the later ones average chance away
        fade = 1 / (number - rounds + SETTLING + 1) if settling else 1.0
        would += fade * (share - would)
        weight = float(sat.lengths.mean())
        with np.errstate(divide="ignore"):
            chances = np.where(would > 0, np.minimum(1.0, top / np.maximum(would, 1e-12)), 1.0)
        chances[~bank.usable] = 0.0
    reached = float(sat.exposure[bank.max_exposure >= most].max(initial=0.0))
    chance = 4 * np.sqrt(most * (1 - most) / people)
    if reached > 1.05 * most + chance:
        _refuse_if(test, most, max(reached, least_feasible(test, weight)[0]), reached)
    return bank.with_eligibility(chances)


def _first_guess(test: Prepared, top: Floats) -> Floats:
    """Return where to begin: the best items as rare as they may be, as many as a test needs.

    From there few rounds do; from 1 the limit would move down the ranking item by item.
    """
    chances = np.where(test.bank.usable, 1.0, 0.0)
    if test.rules.rule is not Rule.CAT:
        for area, members in enumerate(test.areas):
            items = test.ranking[members]
            before = np.cumsum(top[items]) - top[items]
            best = items[before < test.plan.count(area)]
            chances[best] = top[best]
    return chances


def _shortest(test: Prepared) -> float:
    """Return how many items an adaptive test needs at the very least, to be precise enough."""
    best = np.sort(test.information.max(axis=0))[::-1].cumsum()
    needed = 1 / test.rules.standard_error**2 - 1  # the prior gives 1
    count = int(np.searchsorted(best, needed)) + 1
    return float(np.clip(count, test.rules.min_items, test.rules.max_items))


def _refuse_if(test: Prepared, most: float, least: float, reached: float = 0.0) -> None:
    if least <= most:
        return
    _, area = least_feasible(test)
    names = [name for name, _ in test.rules.blueprint]
    where = f" (of {names[area]!r} there are {len(test.areas[area])})" if names else ""
    said = f"; simulated tests came down to {reached:.1%}" if reached else ""
    raise InfeasibleError(
        f"no item above {most:.1%} of test takers cannot be kept with these items{where}: "
        f"the least that is feasible is about {least:.1%}{said}",
        where="exposure",
        remedy="add items, shorten the test, or allow more",
    )
