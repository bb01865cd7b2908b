"""A bank and rules made ready: everything that does not depend on who sits the test."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from skillmark.assess.adaptive import blueprint, form
from skillmark.assess.adaptive.bank import Bank
from skillmark.assess.adaptive.rules import InfeasibleError, Rule, Rules
from skillmark.assess.adaptive.selection import information, orders, value
from skillmark.assess.scaling.response_model import Floats
from skillmark.nouns.errors import InputError

Places = NDArray[np.intp]
REACH = 5.0
NODES = 101
GLR_REACH = 2.0
"""The generalised likelihood ratio looks this far on either side of the cut; who is beyond is
decided by then, and looking there would cost time for nothing."""


@dataclass(frozen=True, eq=False)
class Prepared:
    """One test, ready to be sat any number of times. Made by `prepare`, never changed.

    Tables have a row an item and one more, of zeros, for "no item" (place -1).
    """

    bank: Bank
    rules: Rules
    fingerprint: str
    """Of bank and rules: a session goes on only with the test it began with."""
    nodes: Floats
    """Abilities at which likelihoods are kept, the cut and the ends of its region among them."""
    log_prior: Floats
    above: Floats
    """How much of each node's mass lies at or above the cut."""
    log_right: Floats
    log_wrong: Floats
    low: Places
    """Nodes that speak for failing in the likelihood ratio, and below those for passing."""
    high: Places
    plan: tuple[int, ...]
    """The content area of every position."""
    ranking: Places
    """Items that may be asked, the best at the cut first."""
    areas: tuple[Places, ...]
    """Of each content area, the places of its items in `ranking`."""
    hostile: NDArray[np.bool_] | None
    """Who is whose enemy, by place in `ranking`; `None` where nobody has one."""
    form: Places
    """The best fixed form of `max_items`, in the order of its blueprint."""
    information: Floats
    """Fisher information at the nodes, nodes x items of `ranking`."""


def prepare(bank: Bank, rules: Rules) -> Prepared:
    """Return the test that these rules make of this bank.

    Raises `InputError` where they do not fit: a blueprint that the bank cannot fill (naming the
    content that runs out), more items than there are, a cut where the bank has no items.
    """
    _check_cut(bank, rules)
    names, shares = _areas(bank, rules)
    plan = blueprint.sequence(shares, rules.max_items)
    worth = value(bank.parameters, rules)
    allowed = bank.usable & np.isin(np.array(bank.content), names) if names else bank.usable
    order = np.argsort(-worth, kind="stable")
    ranking = order[allowed[order]]
    content = np.array(bank.content)[ranking]
    areas = (
        tuple(np.flatnonzero(content == name) for name in names)
        if names
        else (np.arange(len(ranking)),)
    )
    _check_content(bank, rules, names, plan, areas)
    hostile = _hostile(bank, ranking)
    nodes, log_prior, above = _grid(rules)
    right, wrong = bank.parameters.logarithms(nodes)
    blank = np.zeros((1, len(nodes)))
    lowest, highest = rules.cut - rules.delta, rules.cut + rules.delta
    if rules.rule is Rule.GLR:
        near = np.abs(nodes - rules.cut) <= max(GLR_REACH, 2 * rules.delta)
        low = np.flatnonzero(near & (nodes <= lowest))
        high = np.flatnonzero(near & (nodes >= highest))
    else:
        low, high = np.flatnonzero(nodes == lowest), np.flatnonzero(nodes == highest)
    best = form.best(worth[ranking], plan, areas, hostile)
    test = Prepared(
        bank=bank,
        rules=rules,
        fingerprint=_fingerprint(bank, rules),
        nodes=nodes,
        log_prior=log_prior,
        above=above,
        log_right=np.vstack([right, blank]),
        log_wrong=np.vstack([wrong, blank]),
        low=low,
        high=high,
        plan=plan,
        ranking=ranking,
        areas=areas,
        hostile=hostile,
        form=ranking[best],
        information=np.ascontiguousarray(information(bank.parameters, nodes).T[:, ranking]),
    )
    _check_enemies(test, names)
    return test


def _check_cut(bank: Bank, rules: Rules) -> None:
    usable = np.flatnonzero(bank.usable)
    if len(usable) < rules.max_items:
        raise InputError(
            f"a test of up to {rules.max_items} items needs as many; "
            f"{len(usable)} of the bank's {len(bank)} can be asked",
            where="max_items",
            remedy="calibrate more items or make the test shorter",
            code="too_few",
        )
    b = bank.parameters.b[usable]
    if not b.min() <= rules.cut <= b.max():
        raise InputError(
            f"the cut {rules.cut:g} lies outside the bank, whose difficulties reach from "
            f"{b.min():.2f} to {b.max():.2f}",
            where="cut",
            remedy="calibrate items near the cut: these would tell nothing about it",
            code="cut_outside",
        )


def _areas(bank: Bank, rules: Rules) -> tuple[list[str], list[float]]:
    if not rules.blueprint:
        return [], [1.0]
    here = set(bank.content)
    for name, _ in rules.blueprint:
        if name not in here:
            raise InfeasibleError(
                f"the bank has no item of {name!r}",
                where="blueprint",
                remedy="its content: " + (", ".join(sorted(here - {""})) or "none is named"),
            )
    return [name for name, _ in rules.blueprint], [share for _, share in rules.blueprint]


def _check_content(
    bank: Bank, rules: Rules, names: list[str], plan: tuple[int, ...], areas: tuple[Places, ...]
) -> None:
    for area, name in enumerate(names):
        needed, there = plan.count(area), len(areas[area])
        if there < needed:
            held = sum(content == name for content in bank.content) - there
            raise InfeasibleError(
                f"{name!r} runs out: a test of {rules.max_items} items needs {needed} of it, "
                f"the bank has {there}" + (f" and {held} that may not be asked" if held else ""),
                where="blueprint",
                remedy="add items, lower its share, or make the test shorter",
            )


def _check_enemies(test: Prepared, names: list[str]) -> None:
    """See that enemies leave enough items, at least where all items are eligible."""
    if test.hostile is None:
        return
    order = orders(test, np.zeros((1, len(test.bank))))[0]
    if (order < 0).any():
        at = int(np.argmax(order < 0))
        name = f"{names[test.plan[at]]!r}" if names else "the bank"
        raise InfeasibleError(
            f"{name} runs out after {at} items, because enemies do not meet in one test",
            where="blueprint",
            remedy="add items, take enemies apart, or make the test shorter",
        )


def _hostile(bank: Bank, ranking: Places) -> NDArray[np.bool_] | None:
    if not any(bank.enemies):
        return None
    found = np.zeros((len(bank), len(bank)), dtype=bool)
    for place, enemies in enumerate(bank.enemies):
        found[place, list(enemies)] = True
    return found[np.ix_(ranking, ranking)]


def _grid(rules: Rules) -> tuple[Floats, Floats, Floats]:
    """Return nodes, log prior weights, and the share of each node that lies above the cut."""
    ends = (rules.cut - rules.delta, rules.cut, rules.cut + rules.delta)
    reach = max(REACH, abs(ends[0]) + 1, abs(ends[2]) + 1)
    nodes = np.union1d(np.linspace(-reach, reach, NODES), np.array(ends))
    gaps = np.diff(nodes)
    before, after = np.append(0, gaps) / 2, np.append(gaps, 0) / 2
    log_prior = -(nodes**2) / 2 - np.log(np.sqrt(2 * np.pi)) + np.log(before + after)
    above = np.where(nodes > rules.cut, 1.0, 0.0)
    here = nodes == rules.cut
    above[here] = (after / (before + after))[here]
    return nodes, np.asarray(log_prior), above


def _fingerprint(bank: Bank, rules: Rules) -> str:
    said = json.dumps(rules.as_json(), sort_keys=True)
    return hashlib.sha256(f"{bank.digest()}{said}".encode()).hexdigest()[:32]
