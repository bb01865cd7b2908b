"""Candidates drawn with a seed, whose true levels are known: SIMULATED, nobody real.

A role is an occupation of ESCO, each of its skills at a level that is drawn. A candidate has a
share of them truly at that level or above, that share being drawn evenly from none to all; what is
lacking is missing or too low. Beside these they have skills of other occupations.

What can be seen of the truth is noisy. Every skill that somebody has is verified, observed and
claimed with certain chances, each on its own (how often verified is varied); a verified level is
off by half a level (standard deviation), an observed one by 0.8, a claimed one by one and half a
level too high. Evidence is up to six years old, and what it said then has faded since, with a
half-life of every person's own (30 to 120 months). Skills that somebody lacks are claimed all the
same at a rate that is varied, rarely "observed", and hardly ever verified.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from skillmark.match import Assumptions
from skillmark.match.shares import shares
from skillmark.match.wanting import role_from_occupation
from skillmark.nouns.evidence import Evidence
from skillmark.nouns.person import Person, Role
from skillmark.nouns.proficiency import EvidenceClass
from skillmark.nouns.skill import Framework, Occupation

TODAY = date(2026, 11, 28)
VERIFIED, EVIDENCED, CLAIMED = (
    EvidenceClass.VERIFIED, EvidenceClass.EVIDENCED, EvidenceClass.CLAIMED,
)  # fmt: skip
SHOWN = {EVIDENCED: 0.3, CLAIMED: 0.7}
"""Chance that a skill which somebody has is shown in this way; that it is verified is varied."""
NOISE = {VERIFIED: (0.0, 0.5), EVIDENCED: (0.0, 0.8), CLAIMED: (0.5, 1.0)}
"""By how much a stated level is too high in the mean, and its standard deviation."""
FALSE = {VERIFIED: 0.01, EVIDENCED: 0.03}
"""Chance that a skill which somebody lacks is shown in this way."""
MOST = 14
"""Skills of a role."""
ELSEWHERE = 12
"""Skills of other occupations that everybody has."""


@dataclass(frozen=True)
class Case:
    """A role, who applies, and how well each truly covers it."""

    role: Role
    people: tuple[Person, ...]
    coverage: tuple[float, ...]
    """The share of the role whose levels a person truly reaches, 0-1."""


@dataclass(frozen=True)
class World:
    """How often a skill that somebody has is verified, and one that they lack is claimed."""

    verified: float
    false_claims: float

    @property
    def name(self) -> str:
        """Both in percent."""
        return f"{100 * self.verified:.0f}/{100 * self.false_claims:.0f}"


def cases(
    framework: Framework, world: World, *, roles: int, people: int, seed: int
) -> Iterator[Case]:
    """Draw roles with their candidates; the same seed draws the same truth in every world."""
    jobs = [one for one in framework.occupations if len(one.essential) >= 8]
    chosen = np.random.default_rng([seed, 1]).choice(len(jobs), size=roles, replace=False)
    for number in chosen.tolist():
        rng = np.random.default_rng([seed, number])
        yield _case(framework, jobs, jobs[number], people, world, rng=rng)


def _case(
    framework: Framework,
    jobs: list[Occupation],
    job: Occupation,
    people: int,
    world: World,
    *,
    rng: np.random.Generator,
) -> Case:
    drafted = role_from_occupation(job, framework, most=MOST)
    role = replace(
        drafted,
        requirements=tuple(
            replace(one, level=int(rng.integers(2, 7))) for one in drafted.requirements
        ),
    )
    parts = [share / 1e9 for share in shares(role, Assumptions())]
    crowd, coverage = [], []
    for number in range(people):
        truth = _truth(role, rng)
        reached = sum(
            share
            for share, one in zip(parts, role.requirements, strict=True)
            if truth[one.skill] >= (one.level or 1)
        )
        other = jobs[int(rng.integers(len(jobs)))]
        extra = [uri for uri in other.essential if uri not in truth][:ELSEWHERE]
        truth |= {uri: float(rng.integers(2, 8)) for uri in extra}
        wanted = {one.skill: one.level or 1 for one in role.requirements}
        evidence = tuple(_shown(truth, wanted, framework, world, rng))
        crowd.append(Person(f"person-{number:03d}", evidence))
        coverage.append(reached)
    return Case(role, tuple(crowd), tuple(coverage))


def _truth(role: Role, rng: np.random.Generator) -> dict[str, float]:
    """Draw true levels of today, 0 where somebody has nothing of a skill."""
    share = rng.random()
    truth = {}
    for one in role.requirements:
        needed = one.level or 1
        if rng.random() < share:
            truth[one.skill] = min(8.0, needed + float(rng.integers(0, 3)))
        elif rng.random() < 0.5:
            truth[one.skill] = max(0.0, needed - float(rng.integers(1, 4)))
        else:
            truth[one.skill] = 0.0
    return truth


def _shown(
    truth: dict[str, float],
    wanted: dict[str, int],
    framework: Framework,
    world: World,
    rng: np.random.Generator,
) -> Iterator[Evidence]:
    true = {**SHOWN, VERIFIED: world.verified}
    false = {**FALSE, CLAIMED: world.false_claims}
    half_life = rng.uniform(30, 120)
    for skill, level in truth.items():
        draws = rng.random(3)
        for cls, draw in zip((VERIFIED, EVIDENCED, CLAIMED), draws.tolist(), strict=True):
            days = int(rng.integers(0, 6 * 365))
            off, spread = NOISE[cls]
            noise = rng.normal(off, spread)
            lacking = level < 1
            chance = (false if lacking else true)[cls]
            if draw >= chance:
                continue
            # whoever makes something up says what is asked for
            now = float(wanted.get(skill, 3)) if lacking else level
            then = 1 + (now - 1) / 0.5 ** (days / 30.4375 / half_life)
            named = int(np.clip(round((now if cls is CLAIMED else then) + noise), 1, 8))
            yield Evidence(
                skill,
                cls,
                TODAY - timedelta(days=days),
                named,
                title=str(framework.by_uri[skill].label),
            )
