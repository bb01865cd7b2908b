"""What a plan asks for, beside what the bank has."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from random import Random

from skillmark.assess.assembling.random import assemble
from skillmark.assess.assembling.shortfall import Verdict, check
from skillmark.assess.interactions.base import ItemType
from skillmark.server.assess.bank import figures
from skillmark.server.assess.bank.models import QuestionVersionRecord, State
from skillmark.server.assess.bank.plans import Plan
from skillmark.server.people.models import OrganisationRecord


@dataclass(frozen=True, slots=True)
class Kept:
    """A question of the pool, as far as plans look at it."""

    id: str
    skill: str
    level: int
    type: ItemType
    family: str
    exposure: float | None
    pilot: bool
    difficulty: float | None
    version: int
    """Key of the version's row."""


def pool(organisation: OrganisationRecord, plan: Plan) -> list[Kept]:
    """Return the questions that forms of a plan may hold: live ones, and pilots where wanted.

    Without pools and picked questions, any on the skills of the blueprint.
    """
    states = [State.LIVE, *([State.PILOT] if plan.pilots else [])]
    rows = (
        QuestionVersionRecord.objects.of(organisation)
        .filter(state__in=states)
        .order_by("question__slug", "-number")
        .values_list(
            "pk",
            "state",
            "question__slug",
            "question__family",
            "question__exposure",
            "document__skill",
            "document__level",
            "document__type",
        )
    )
    asked = {skill for skill, _count in plan.blueprint}
    known = figures.difficulties(organisation, [row[0] for row in rows]) if _measured(plan) else {}
    found: dict[str, Kept] = {}
    for pk, state, slug, family, limit, skill, level, kind in rows:
        pilot = state == State.PILOT
        one = Kept(slug, skill, level, ItemType(kind), family, limit, pilot, known.get(pk), pk)
        if one.skill in asked and _wanted(one, plan) and (slug not in found or not pilot):
            # a question that is live and has a pilot version besides is asked as it is live
            found[slug] = one
    return list(found.values())


def _measured(plan: Plan) -> bool:
    likes = [*plan.pools, *(demand.like for demand in plan.demands)]
    return any(one.difficulty is not None for one in likes)


def _known(organisation: OrganisationRecord, plan: Plan, versions: list[int]) -> dict[int, float]:
    return figures.difficulties(organisation, versions)


def _wanted(one: Kept, plan: Plan) -> bool:
    if not plan.pools and not plan.picked:
        return True
    return one.id in plan.picked or any(like.fits(one) for like in plan.pools)


@dataclass(frozen=True, slots=True)
class Standing:
    """What a plan asks for and what there is."""

    plan: Plan
    pool: list[Kept]
    verdict: Verdict | None
    """`None` without a blueprint: nothing is asked for yet."""
    levels: tuple[int, ...]
    table: list[tuple[str, int, dict[int, int]]]
    """A row a skill of the blueprint: URI, items a form, items of the pool by level."""
    missing: tuple[str, ...] = ()
    """Picked questions that are not live, not there, or not on a skill of the blueprint."""
    form: list[Kept] = field(default_factory=list)
    """One form, drawn by chance."""

    @property
    def possible(self) -> bool:
        """Whether the test can be made."""
        return self.verdict is not None and self.verdict.possible

    @property
    def length(self) -> int:
        """Items of a form, pilots included."""
        return sum(count for _skill, count in self.plan.blueprint) + self.plan.pilots


def standing(organisation: OrganisationRecord, plan: Plan, *, rng: Random) -> Standing:
    """Return how a plan stands against the bank, with a form drawn by `rng` where there is one."""
    there = pool(organisation, plan)
    verdict = check(there, plan.spec) if plan.blueprint else None
    scored = [one for one in there if not one.pilot]
    levels = tuple(sorted({one.level for one in scored}))
    counts = Counter((one.skill, one.level) for one in scored)
    drawn: list[Kept] = []
    if verdict is not None and verdict.possible:
        drawn = assemble(there, plan.spec, rng=rng)
    names = {one.id for one in there}
    return Standing(
        plan,
        there,
        verdict,
        levels,
        [
            (skill, count, {level: counts[skill, level] for level in levels})
            for skill, count in plan.blueprint
        ],
        tuple(name for name in plan.picked if name not in names),
        drawn,
    )
