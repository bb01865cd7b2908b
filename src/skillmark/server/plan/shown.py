"""A plan as pages show it: names instead of ids, sums by skill."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import get_language

from skillmark.nouns.plan import Plan, PlanStatus
from skillmark.nouns.text import Text
from skillmark.plan.program import carries
from skillmark.server.plan.models import OfferRecord
from skillmark.server.plan.services import Situation
from skillmark.server.skills import services as frameworks


@dataclass(frozen=True, slots=True)
class ShownEnrolment:
    """One enrolment with what it costs."""

    person: str
    credential: str
    period: str
    cost: float
    hours: float


@dataclass(frozen=True, slots=True)
class SkillSum:
    """Gaps in one skill: how many the plan closes, how many stay open."""

    skill: str
    closed: int
    left: int

    @property
    def total(self) -> int:
        """All gaps in the skill."""
        return self.closed + self.left


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page says of a plan."""

    plan: Plan
    feasible: bool
    optimal: bool
    enrolments: tuple[ShownEnrolment, ...]
    by_skill: tuple[SkillSum, ...]
    left_out: tuple[tuple[str, str], ...]
    """Pairs of person and skill, by name."""
    waived: tuple[tuple[str, str], ...]
    """Pairs of person and credential, by name."""
    saved_cost: float
    saved_hours: float
    hours: float
    conflict: tuple[str, ...]

    @property
    def closed_count(self) -> int:
        """Gaps that the plan closes."""
        return sum(row.closed for row in self.by_skill)

    @property
    def open_count(self) -> int:
        """Gaps before the plan."""
        return sum(row.total for row in self.by_skill)

    @property
    def gap_percent(self) -> str:
        """How far from the best the plan may be, in percent."""
        return number_format(f"{100 * self.plan.gap:.2f}", 2)

    @property
    def saved_cost_words(self) -> str:
        """Money not spent because it is proven already."""
        return number_format(f"{self.saved_cost:.0f}", 0, force_grouping=True)

    @property
    def saved_hours_words(self) -> str:
        """Hours not spent because it is proven already."""
        return number_format(f"{self.saved_hours:.0f}", 0, force_grouping=True)


def labels(here: Situation) -> dict[str, str]:
    """Return skill URI to label in the reader's language."""
    wanted = set(here.needed) | {skill for offer in here.offers for skill in offer.skills}
    return frameworks.labels(wanted, get_language() or "en", here.organisation)


def shown(here: Situation, plan: Plan) -> Shown:
    """Return a plan with names, for the situation it was made in."""
    names = labels(here)
    offers = {offer.id: offer for offer in here.offers}
    titles = {
        row.slug: Text.of(row.title).in_language(get_language() or "en")
        for row in OfferRecord.objects.of(here.organisation)
    }
    learners = {learner.id: learner for learner in here.learners}
    left = Counter(skill for _person, skill in plan.left_out)
    closed = here.open_gaps - left if plan.status is not PlanStatus.INFEASIBLE else Counter()
    enrolments = tuple(
        ShownEnrolment(
            here.names.get(e.person, e.person),
            titles.get(e.credential, e.credential),
            e.period or "",
            offers[e.credential].cost if e.credential in offers else 0.0,
            offers[e.credential].hours if e.credential in offers else 0.0,
        )
        for e in plan.enrolments
    )
    spared = [
        offers[credential]
        for person, credential in _spared(here)
        if person in learners and credential in offers
    ]
    return Shown(
        plan=plan,
        feasible=plan.status is not PlanStatus.INFEASIBLE,
        optimal=plan.status is PlanStatus.OPTIMAL,
        enrolments=enrolments,
        by_skill=tuple(
            SkillSum(names.get(skill, skill), closed[skill], left[skill])
            for skill, _count in here.open_gaps.most_common()
        ),
        left_out=tuple(
            (here.names.get(person, person), names.get(skill, skill))
            for person, skill in plan.left_out
        ),
        waived=tuple(
            (here.names.get(person, person), titles.get(credential, credential))
            for person, credential in _spared(here)
        ),
        saved_cost=sum(offer.cost for offer in spared),
        saved_hours=sum(offer.hours for offer in spared),
        hours=sum(e.hours for e in enrolments),
        conflict=tuple(_named(words, names) for words in plan.conflict),
    )


def _spared(here: Situation) -> list[tuple[str, str]]:
    """Pairs of person and credential that is proven already and would else have to be learned."""
    return [
        (learner.id, offer.id)
        for learner in here.learners
        for offer in here.offers
        if offer.id in learner.holds and not any(carries(offer, gap) for gap in learner.gaps)
    ]


def _named(words: str, names: dict[str, str]) -> str:
    """Put a skill's label where a demand names its URI."""
    for uri, name in names.items():
        words = words.replace(uri, f"“{name}”")
    return words
