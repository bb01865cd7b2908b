"""From chosen bundles to the plan that people read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from skillmark.nouns.plan import (
    Enrolment,
    LeftOut,
    Plan,
    PlanStatus,
    Problem,
    Saving,
    Scarce,
)
from skillmark.plan.catalogue import Catalogue, carries
from skillmark.plan.choices import Choices
from skillmark.plan.cover import cheapest

_DIGITS = 6


def held_value(problem: Problem, people: Sequence[Choices]) -> float:
    """Return the value of the gaps that credentials already held close."""
    return sum(problem.people[one.person].gaps[g].value for one in people for g in one.closed)


def plan(
    problem: Problem,
    catalogue: Catalogue,
    people: Sequence[Choices],
    taken: Mapping[int, Sequence[int]],
) -> Plan:
    """Return the plan in which each person learns for the local offers in `taken`."""
    enrolments: list[Enrolment] = []
    left_out: list[tuple[str, str]] = []
    waived: list[tuple[str, str]] = []
    savings: list[Saving] = []
    cost = value = 0.0
    for one in people:
        person = problem.people[one.person]
        mine = sorted(taken.get(one.person, ()), key=lambda i: one.offers[i])
        for i in mine:
            offer = catalogue.offers[one.offers[i]]
            period = problem.periods[one.periods[i]] if problem.periods else None
            enrolments.append(Enrolment(person.id, offer.id, period))
            cost += offer.cost
        value += sum(person.gaps[g].value for g in one.closed)
        for g, closers in zip(one.gaps, one.closers, strict=True):
            if set(closers).isdisjoint(mine):
                left_out.append((person.id, person.gaps[g].skill))
            else:
                value += person.gaps[g].value
        learned = frozenset(one.offers[i] for i in mine)
        waived += [(person.id, name) for name in _waived(problem, catalogue, one, learned)]
        saving = _saving(problem, catalogue, one, learned)
        if saving is not None:
            savings.append(saving)
    return Plan(
        PlanStatus.FEASIBLE,
        cost=round(cost, _DIGITS),
        value=round(value, _DIGITS),
        enrolments=tuple(enrolments),
        waived=tuple(waived),
        left_out=tuple(left_out),
        savings=tuple(savings),
        saved_cost=round(sum(saving.cost for saving in savings), _DIGITS),
        saved_hours=round(sum(saving.hours for saving in savings), _DIGITS),
    )


def _waived(
    problem: Problem, catalogue: Catalogue, one: Choices, learned: frozenset[int]
) -> list[str]:
    """Held credentials that would otherwise have to be learned for.

    They close a gap, or something that is learned requires them.
    """
    person = problem.people[one.person]
    required = {r for c in learned for r in catalogue.needs[c]} - learned
    return [
        catalogue.offers[c].id
        for c in sorted(catalogue.held(person.holds), key=lambda c: catalogue.offers[c].id)
        if c in required or any(carries(catalogue.offers[c], gap) for gap in person.gaps)
    ]


def _saving(
    problem: Problem, catalogue: Catalogue, one: Choices, learned: frozenset[int]
) -> Saving | None:
    """What the person would have to learn in addition if nothing were held."""
    person = problem.people[one.person]
    if not person.holds:
        return None
    required = {r for c in learned for r in catalogue.needs[c]} - learned
    gaps = [person.gaps[g] for g in one.closed]
    more = cheapest(catalogue, gaps, taken=learned | required).offers
    spared = sorted(more | required)
    if not spared:
        return None
    offers = [catalogue.offers[c] for c in spared]
    return Saving(
        person.id,
        tuple(offer.id for offer in offers),
        cost=round(sum(offer.cost for offer in offers), _DIGITS),
        hours=round(sum(offer.hours for offer in offers), _DIGITS),
    )


def explained(made: Plan, *, prices: tuple[LeftOut, ...], scarce: tuple[Scarce, ...]) -> Plan:
    """Return the plan with what it left out and why."""
    return replace(made, prices=prices, scarce=scarce)


def bounded(made: Plan, *, status: PlanStatus, bound: float, gap: float) -> Plan:
    """Return the plan with its proof."""
    return replace(made, status=status, bound=bound, gap=gap)
