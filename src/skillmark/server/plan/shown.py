"""A plan as pages and exports show it: names instead of ids, sums by skill, plain words."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from skillmark.nouns.plan import (
    Because,
    Gap,
    LeftOut,
    Objective,
    Offer,
    Plan,
    PlanStatus,
    Problem,
)
from skillmark.nouns.text import Text
from skillmark.plan.catalogue import Catalogue
from skillmark.server.plan.demands import Clash, clash, whole
from skillmark.server.plan.models import OfferRecord
from skillmark.server.plan.offering import CURRENCY
from skillmark.server.plan.situations import Situation
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
class Course:
    """One credential of the plan: how many learn for it, when, and what that costs."""

    credential: str
    people: int
    periods: tuple[tuple[str, int], ...]
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
class Left:
    """A gap that stays open, why, and what including it would take."""

    person: str
    skill: str
    price: float | None
    """Money that the cheapest way for this person costs; `None` where nothing on offer does."""
    hours: float
    why: str


@dataclass(frozen=True, slots=True)
class LeftSkill:
    """Gaps in one skill that stay open, together."""

    skill: str
    people: int
    price: float | None
    why: str


@dataclass(frozen=True, slots=True)
class Waiver:
    """A credential that nobody has to learn for again."""

    person: str
    credential: str
    cost: float
    hours: float


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page says of a plan."""

    plan: Plan
    feasible: bool
    optimal: bool
    by_cost: bool
    enrolments: tuple[ShownEnrolment, ...]
    courses: tuple[Course, ...]
    periods: tuple[str, ...]
    by_skill: tuple[SkillSum, ...]
    left: tuple[Left, ...]
    left_skills: tuple[LeftSkill, ...]
    waivers: tuple[Waiver, ...]
    hours: float
    conflict: tuple[Clash, ...]

    @property
    def closed_count(self) -> int:
        """Gaps that the plan closes."""
        return sum(row.closed for row in self.by_skill)

    @property
    def open_count(self) -> int:
        """Gaps before the plan."""
        return sum(row.total for row in self.by_skill)

    @property
    def saved_cost(self) -> float:
        """Money not spent because it is proven already."""
        return sum(one.cost for one in self.waivers)

    @property
    def saved_hours(self) -> float:
        """Hours not spent because it is proven already."""
        return sum(one.hours for one in self.waivers)

    @property
    def gap_percent(self) -> str:
        """How far from the best the plan may be, in percent."""
        return number_format(f"{100 * self.plan.gap:.2f}", 2)

    @property
    def saved_cost_words(self) -> str:
        """Money not spent, as the reader writes it."""
        return whole(self.saved_cost)

    @property
    def saved_hours_words(self) -> str:
        """Hours not spent, as the reader writes them."""
        return whole(self.saved_hours)

    @property
    def bound_words(self) -> str:
        """How good the plan is, in one sentence."""
        if self.optimal and self.plan.gap == 0:
            return _("Proven: within these limits no plan is better.")
        return _("This plan is at most %(gap)s %% away from the best that is possible.") % {
            "gap": self.gap_percent
        }


def labels(here: Situation) -> dict[str, str]:
    """Return skill URI to label in the reader's language."""
    wanted = set(here.needed) | {skill for offer in here.offers for skill in offer.skills}
    return frameworks.labels(wanted, get_language() or "en", here.organisation)


def titles_of(here: Situation) -> dict[str, str]:
    """Return offer id to title in the reader's language."""
    language = get_language() or "en"
    return {
        row.slug: Text.of(row.title).in_language(language)
        for row in OfferRecord.objects.of(here.organisation)
    }


def shown(here: Situation, plan: Plan, problem: Problem | None = None) -> Shown:
    """Return a plan with names, for the situation (and problem) it was made in."""
    names, titles = labels(here), titles_of(here)
    offers = {offer.id: offer for offer in here.offers}
    left = Counter(skill for _person, skill in plan.left_out)
    feasible = plan.status is not PlanStatus.INFEASIBLE
    closed = here.open_gaps - left if feasible else Counter()
    enrolments = tuple(
        ShownEnrolment(
            _who(here, e.person),
            titles.get(e.credential, e.credential),
            e.period or "",
            offers[e.credential].cost if e.credential in offers else 0.0,
            offers[e.credential].hours if e.credential in offers else 0.0,
        )
        for e in plan.enrolments
    )
    open_ = tuple(_left(here, plan, names, offers))
    return Shown(
        plan=plan,
        feasible=feasible,
        optimal=plan.status is PlanStatus.OPTIMAL,
        by_cost=problem is not None and problem.objective is Objective.COST,
        enrolments=enrolments,
        courses=_courses(enrolments),
        periods=problem.periods if problem else (),
        by_skill=tuple(
            SkillSum(names.get(skill, skill), closed[skill], left[skill])
            for skill, _count in here.open_gaps.most_common()
        ),
        left=open_,
        left_skills=_by_skill(open_),
        waivers=tuple(
            Waiver(
                _who(here, one.person),
                titles.get(credential, credential),
                offers[credential].cost if credential in offers else 0.0,
                offers[credential].hours if credential in offers else 0.0,
            )
            for one in plan.savings
            for credential in one.credentials
        ),
        hours=sum(e.hours for e in enrolments),
        conflict=tuple(clash(words, names, titles) for words in plan.conflict),
    )


def _who(here: Situation, person: str) -> str:
    """A name, or that the person is no longer planned for: then nothing else is said."""
    return here.names.get(person) or _("somebody who is planned for no longer")


def _courses(enrolments: tuple[ShownEnrolment, ...]) -> tuple[Course, ...]:
    by_title: dict[str, list[ShownEnrolment]] = {}
    for one in enrolments:
        by_title.setdefault(one.credential, []).append(one)
    found = [
        Course(
            title,
            len(rows),
            tuple(sorted(Counter(one.period for one in rows if one.period).items())),
            sum(one.cost for one in rows),
            sum(one.hours for one in rows),
        )
        for title, rows in by_title.items()
    ]
    return tuple(sorted(found, key=lambda one: (-one.people, one.credential)))


def _left(
    here: Situation, plan: Plan, names: dict[str, str], offers: dict[str, Offer]
) -> list[Left]:
    """Gaps that stay open, with the least that closing each would cost by itself.

    What the person takes anyway is not paid again; prerequisites that are missing are.
    """
    taken: dict[str, set[str]] = {}
    for enrolment in plan.enrolments:
        taken.setdefault(enrolment.person, set()).add(enrolment.credential)
    by_id = {learner.id: learner for learner in here.learners}
    catalogue = Catalogue(here.offers)
    exact = {(one.person, one.skill): one for one in plan.prices}
    found = []
    for person, skill in plan.left_out:
        learner = by_id.get(person)
        gap = next((one for one in learner.gaps if one.skill == skill), None) if learner else None
        has = (learner.holds if learner else frozenset()) | taken.get(person, set())
        price = _price(gap, has, catalogue, offers) if gap else None
        known = exact.get((person, skill))
        found.append(
            Left(
                _who(here, person),
                names.get(skill, skill),
                price[0] if price else None,
                price[1] if price else 0.0,
                _because(known) if known else _why(price),
            )
        )
    return found


def _price(
    gap: Gap, has: frozenset[str] | set[str], catalogue: Catalogue, offers: dict[str, Offer]
) -> tuple[float, float] | None:
    prices = []
    for c in catalogue.carriers(gap):
        bundle, stack = {}, [catalogue.offers[c].id]
        while stack:
            one = stack.pop()
            if one not in has and one not in bundle and one in offers:
                bundle[one] = offers[one]
                stack.extend(offers[one].requires)
        prices.append(
            (sum(one.cost for one in bundle.values()), sum(one.hours for one in bundle.values()))
        )
    return min(prices, default=None)


def _why(price: tuple[float, float] | None) -> str:
    if price is None:
        return _("Nothing on offer brings it to this level.")
    return _("Including it would cost %(money)s %(currency)s and %(hours)s hours.") % {
        "money": whole(price[0]),
        "currency": CURRENCY,
        "hours": whole(price[1]),
    }


def _because(one: LeftOut) -> str:
    """Say why a gap stays open, as the solver worked it out: all others keep what they have."""
    if one.because is Because.MONEY and one.extra is not None:
        return _("%(money)s %(currency)s more would include it.") % {
            "money": whole(one.extra),
            "currency": CURRENCY,
        }
    return {
        Because.SEATS: _("What would close it has no seat left."),
        Because.HOURS: _("It does not fit into the hours that the person has."),
        Because.DEADLINE: _("It cannot be learned in time."),
        Because.NOT_ON_OFFER: _("Nothing on offer brings it to this level."),
        Because.NOT_ASKED: _("It costs nothing more, but adds nothing to what was asked for."),
    }.get(one.because, _("It is left out for the money."))


def _by_skill(left: tuple[Left, ...]) -> tuple[LeftSkill, ...]:
    rows: dict[str, list[Left]] = {}
    for one in left:
        rows.setdefault(one.skill, []).append(one)
    found = []
    for skill, ones in rows.items():
        priced = [one.price for one in ones if one.price is not None]
        price = sum(priced) if priced else None
        without = len(ones) - len(priced)
        if price is None:
            why = _("Nothing on offer brings it to this level.")
        elif without:
            why = _(
                "Including those who can learn it here would cost %(money)s %(currency)s; for"
                " %(count)s nothing on offer does."
            ) % {"money": whole(price), "currency": CURRENCY, "count": without}
        else:
            why = _("Including all of them would cost up to %(money)s %(currency)s.") % {
                "money": whole(price),
                "currency": CURRENCY,
            }
        found.append(LeftSkill(skill, len(ones), price, why))
    return tuple(sorted(found, key=lambda one: (-one.people, one.skill)))
