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
from skillmark.assess.adaptive.sitting import Flags, Places, sit
from skillmark.assess.scaling.response_model import Floats
from skillmark.nouns.errors import InputError

ROUNDS = 16
PEOPLE = 4000
SAFETY = 0.94
"""Part of the limit that is aimed at, so that chance does not carry an item above it."""


def adapted(eligibility: Floats, seen: Floats, limit: Floats) -> Floats:
    """Return the probabilities after a share `seen` of people met each item under these.

    An item is seen only where it is eligible, so `seen / eligibility` is the share of those
    who would take it; the new probability makes that share meet the limit.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        needed = limit * eligibility / seen
    return np.where(seen > 0, np.minimum(1.0, needed), 1.0)


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
    People are simulated from the bank's own parameters and population. Raises `InputError`
    where that cannot be reached, saying the least that can.
    """
    if not 0 < most <= 1:
        raise InputError("a limit of exposure lies between 0 and 1", where="exposure")
    test = prepare(bank, rules)
    if rules.rule is Rule.FIXED or (most == 1 and (bank.max_exposure == 1).all()):
        return bank
    shortest = rules.min_items if rules.rule is not Rule.CAT else _shortest(test)
    _refuse_if(test, most, least_feasible(test, shortest)[0])
    top = np.minimum(most, bank.max_exposure) * SAFETY
    chances = np.where(bank.usable, 1.0, 0.0)
    would, weight = np.zeros(len(bank)), 0.0
    for number in range(rounds):
        abilities = rng.standard_normal(people)

        def draw(rows: Places, chances: Floats = chances) -> Flags:
            return rng.random((len(rows), len(bank))) < chances

        sat = sit(test, bank.parameters, abilities, rng=rng, allowed=draw)
        on_progress(1)
        with np.errstate(divide="ignore", invalid="ignore"):
            share = np.where(chances > 0, sat.exposure / chances, 0.0)
        # the first rounds move far, the later ones average chance away
        fade = 1.0 if number < rounds // 2 else 1 / (number - rounds // 2 + 1)
        would += fade * (share - would)
        weight = float(sat.lengths.mean())
        with np.errstate(divide="ignore"):
            chances = np.where(would > 0, np.minimum(1.0, top / np.maximum(would, 1e-12)), 1.0)
        chances[~bank.usable] = 0.0
    reached = float((sat.exposure / np.minimum(1.0, bank.max_exposure)).max())
    if reached > most * 1.1:
        _refuse_if(test, most, max(most * 1.0001, least_feasible(test, weight)[0]), reached)
    return bank.with_eligibility(chances)


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
        f"the least that is feasible is about {max(least, reached):.1%}{said}",
        where="exposure",
        remedy="add items, shorten the test, or allow more",
    )
