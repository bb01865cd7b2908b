"""Simulated companies that plan learning: people, gaps, what is on offer and what it may cost.

Drawn with a given generator, so that a seed names a problem. People share roles, roles share
skills, prerequisites form chains, and several limits bind at once; the shapes differ in which.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from skillmark.nouns.plan import Gap, Learner, Objective, Offer, Problem, Target
from skillmark.plan.catalogue import Catalogue
from skillmark.plan.choices import choices

Generator = np.random.Generator


@dataclass(frozen=True, slots=True)
class Shape:
    """What is scarce in a company."""

    name: str
    budget: float = 0.2
    """Of what closing every gap at the mean price would cost."""
    limited: float = 0.4
    """Share of offers whose seats are counted."""
    seats: float = 1.0
    """How many they have, beside a plentiful company's."""
    chain: int = 1
    """Longest chain of prerequisites before an advanced offer."""
    hours: tuple[int, int] = (20, 120)
    carriers: float = 1.0
    """Offers that carry a skill, beside the usual four."""
    role: int = 8
    """Skills that a role asks for."""
    periods: int = 0
    held: float = 0.1
    """Share of the offers for a role that somebody in it holds already."""
    targets: bool = False
    """Least money for targets instead of most value for the money."""


SHAPES = (
    Shape("usual", periods=4),
    Shape("little money", budget=0.05),
    Shape("few seats", budget=0.3, limited=0.9, seats=0.3),
    Shape("long chains", chain=4, periods=6, hours=(40, 200)),
    Shape("few hours", budget=1.0, limited=0.1, hours=(8, 60)),
    Shape("many ways", carriers=4.0, hours=(40, 200)),
    Shape(
        "all at once",
        0.15,
        limited=0.6,
        seats=0.5,
        chain=3,
        carriers=3.0,
        role=24,
        periods=6,
        hours=(100, 400),
    ),
    Shape("targets", budget=1.0, targets=True),
)


def shape(name: str) -> Shape:
    """Return a shape by its name."""
    return next(known for known in SHAPES if known.name == name)


def company(people: int, offers: int, what: Shape, rng: Generator) -> Problem:
    """Draw a company of a shape."""
    skills = [f"skill-{n}" for n in range(max(4, round(offers / 2 / what.carriers)))]
    catalogue = _catalogue(people, offers, skills, what, rng)
    periods = tuple(f"quarter {n + 1}" for n in range(what.periods))
    roles = [
        rng.choice(len(skills), size=min(what.role, len(skills)), replace=False) for _ in range(25)
    ]
    levels = rng.integers(2, 7, size=(len(roles), len(skills)))
    carriers: dict[str, list[str]] = {}
    for offer in catalogue:
        for skill in offer.skills:
            carriers.setdefault(skill, []).append(offer.id)
    # large roles and small ones, as in any company
    popular = rng.dirichlet(np.full(len(roles), 0.8))
    learners = []
    for number in range(people):
        role = int(rng.choice(len(roles), p=popular))
        lacking = roles[role][rng.random(len(roles[role])) < 0.6]
        near = [name for s in roles[role] for name in carriers.get(skills[s], ())]
        holds = frozenset(name for name in near if rng.random() < what.held)
        gaps = tuple(
            Gap(
                skills[s],
                float(rng.integers(1, 10)),
                int(levels[role, s]),
                periods[int(rng.integers(len(periods)))]
                if periods and rng.random() < 0.3
                else None,
            )
            for s in lacking
        )
        learners.append(Learner(f"person-{number}", gaps, holds, float(rng.integers(*what.hours))))
    price = float(np.mean([offer.cost for offer in catalogue]))
    open_gaps = sum(len(learner.gaps) for learner in learners)
    money = round(what.budget * open_gaps * price, 2)
    if not what.targets:
        return Problem(tuple(learners), catalogue, money=money, periods=periods)
    free = Problem(tuple(learners), catalogue, periods=periods)
    within_reach = dict.fromkeys(skills, 0)
    for one in choices(free, Catalogue(catalogue)):
        for g, able in zip(one.gaps, one.closers, strict=True):
            alone = [c for c in able if not one.before[c]]
            if any(catalogue[one.offers[c]].seats is None for c in alone):
                within_reach[learners[one.person].gaps[g].skill] += 1
    return replace(
        free,
        objective=Objective.COST,
        # few enough that nobody's hours are in the way of two of them
        targets=tuple(Target(skill, n // 3) for skill, n in within_reach.items() if n >= 3),
    )


def _catalogue(
    people: int, offers: int, skills: list[str], what: Shape, rng: Generator
) -> tuple[Offer, ...]:
    found: list[Offer] = []
    depth: list[int] = []
    for number in range(offers):
        carried = rng.choice(len(skills), size=int(rng.integers(1, 4)), replace=False)
        reached = rng.integers(2, 8, size=len(carried))
        hours = float(rng.integers(4, 60))
        requires: tuple[str, ...] = ()
        steps = 0
        if number >= offers // (what.chain + 1) and rng.random() < 0.5:
            # only on what stands before it, so that there is no circle
            before = int(rng.integers(number))
            if depth[before] < what.chain:
                requires, steps = (f"credential-{before}",), depth[before] + 1
        depth.append(steps)
        plenty = int(rng.integers(people // 200 + 1, people // 30 + 2))
        seats = max(1, round(plenty * what.seats)) if rng.random() < what.limited else None
        found.append(
            Offer(
                f"credential-{number}",
                cost=round(float(hours * rng.uniform(8, 40)), 2),
                hours=hours,
                skills=tuple(skills[s] for s in carried),
                levels=tuple(
                    (skills[s], int(level)) for s, level in zip(carried, reached, strict=True)
                ),
                requires=requires,
                seats=seats,
            )
        )
    return tuple(found)
