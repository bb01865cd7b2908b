"""Use cases of planning: from people's evidence to gaps, from gaps to a plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from skillmark.nouns.evidence import Evidence
from skillmark.nouns.plan import (
    Enrolment,
    Gap,
    Learner,
    Objective,
    Offer,
    Plan,
    PlanStatus,
    Problem,
    Target,
)
from skillmark.nouns.proficiency import EvidenceClass
from skillmark.plan import gaps as gaps_of
from skillmark.plan import solve as solve_problem
from skillmark.plan.program import carries
from skillmark.server.match.evidence import evidence_of
from skillmark.server.match.models import RoleRecord
from skillmark.server.match.roles import as_role
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord, OrganisationRecord, Purpose
from skillmark.server.people.services import consenting
from skillmark.server.plan.models import AimRecord, OfferRecord, PlanRecord

SECONDS = 10.0
"""How long a page may wait for the solver; the gap says what that costs."""


@transaction.atomic
def save_offer(
    organisation: OrganisationRecord, offer: Offer, title: dict[str, str]
) -> OfferRecord:
    """Store an offer, replacing the one of the same id."""
    row, _new = OfferRecord.objects.update_or_create(
        organisation=organisation,
        slug=offer.id,
        defaults={
            "title": title,
            "cost": Decimal(str(offer.cost)),
            "hours": offer.hours,
            "seats": offer.seats,
            "weeks": offer.weeks,
            "skills": {skill: dict(offer.levels).get(skill) for skill in offer.skills},
            "requires": list(offer.requires),
        },
    )
    return row


@transaction.atomic
def change_offer(row: OfferRecord, *, actor: AccountRecord) -> None:
    """Store what somebody edited."""
    row.save()
    audit.record("offer_changed", row, actor=actor, organisation=row.organisation)


@transaction.atomic
def aim(
    organisation: OrganisationRecord,
    account: AccountRecord,
    role: RoleRecord,
    *,
    hours: float | None = None,
) -> AimRecord:
    """Say which role somebody is growing into; one at a time."""
    row, _new = AimRecord.objects.update_or_create(
        organisation=organisation, account=account, defaults={"role": role, "hours": hours}
    )
    return row


@dataclass(frozen=True, slots=True)
class Situation:
    """Who may be planned for, what each lacks, and what can be learned."""

    organisation: OrganisationRecord
    learners: tuple[Learner, ...]
    offers: tuple[Offer, ...]
    names: dict[str, str]
    """Learner id to the person's name."""
    needed: Counter[str]
    """Skill to the number of people whose role asks for it."""

    @property
    def open_gaps(self) -> Counter[str]:
        """Skill to the number of people who lack it."""
        return Counter(gap.skill for learner in self.learners for gap in learner.gaps)


def situation(organisation: OrganisationRecord) -> Situation:
    """Return what there is to plan. Only people who agreed to be planned for are in it."""
    willing = consenting(organisation, Purpose.PLANNING)
    aims = list(
        AimRecord.objects.of(organisation)
        .filter(account__in=willing)
        .select_related("account", "role")
        .order_by("account_id")
    )
    offers = tuple(as_offer(row) for row in OfferRecord.objects.of(organisation))
    evidence = evidence_of(organisation, [row.account for row in aims])
    learners = []
    needed: Counter[str] = Counter()
    for row in aims:
        held = proven(evidence.get(row.account_id, ()))
        role = as_role(row.role)
        needed.update(requirement.skill for requirement in role.requirements)
        learners.append(
            Learner(str(row.account_id), gaps_of(role, held), _holds(held, offers), row.hours)
        )
    names = {str(row.account_id): str(row.account) for row in aims}
    return Situation(organisation, tuple(learners), offers, names, needed)


def proven(evidence: Iterable[Evidence]) -> dict[str, int | None]:
    """Return skill to the highest level that verified or observed evidence speaks for.

    Claims close no gap: what is only claimed is still worth a course or, cheaper, a test.
    """
    found: dict[str, int | None] = {}
    for piece in evidence:
        if piece.evidence_class in {EvidenceClass.VERIFIED, EvidenceClass.EVIDENCED}:
            before = found.get(piece.skill)
            levels = [level for level in (before, piece.level) if level is not None]
            found[piece.skill] = max(levels, default=None)
    return found


def _holds(held: dict[str, int | None], offers: tuple[Offer, ...]) -> frozenset[str]:
    """Offers whose every skill is proven at its level: nobody need learn for them again."""
    return frozenset(
        offer.id
        for offer in offers
        if offer.skills and all(_enough(held, s, dict(offer.levels).get(s)) for s in offer.skills)
    )


def _enough(held: dict[str, int | None], skill: str, level: int | None) -> bool:
    if skill not in held:
        return False
    have = held[skill]
    return level is None or (have is not None and have >= level)


def as_offer(row: OfferRecord) -> Offer:
    """Return the noun of a row."""
    return Offer(
        id=row.slug,
        cost=float(row.cost),
        hours=row.hours,
        skills=tuple(row.skills),
        levels=tuple((s, n) for s, n in row.skills.items() if n is not None),
        requires=tuple(row.requires),
        seats=row.seats,
        weeks=row.weeks,
    )


def within_budget(here: Situation, *, money: float, hours: float | None) -> tuple[Problem, Plan]:
    """Return the plan that closes most for the money."""
    problem = Problem(here.learners, here.offers, money=money, hours_per_person=hours)
    return problem, solve_problem(problem, seconds=SECONDS)


def for_target(
    here: Situation, *, skill: str, people: int, ceiling: float | None
) -> tuple[Problem, Plan]:
    """Return the cheapest plan that reaches a target, or why there is none."""
    problem = Problem(
        here.learners,
        here.offers,
        objective=Objective.COST,
        money=ceiling,
        targets=(Target(skill, people),),
    )
    return problem, solve_problem(problem, seconds=SECONDS)


@transaction.atomic
def keep(
    organisation: OrganisationRecord, problem: Problem, plan: Plan, *, actor: AccountRecord
) -> PlanRecord:
    """Keep a plan as it is today."""
    row = PlanRecord.objects.create(
        organisation=organisation,
        created_by=actor,
        problem=_plain(problem),
        answer=_plain(plan),
    )
    audit.record(
        "plan_kept",
        row,
        actor=actor,
        organisation=organisation,
        enrolments=len(plan.enrolments),
    )
    return row


def _plain(noun: Any) -> Any:
    """Return a noun as JSON: sets sorted, dates as text."""
    if isinstance(noun, dict):
        return {key: _plain(value) for key, value in noun.items()}
    if isinstance(noun, list | tuple):
        return [_plain(value) for value in noun]
    if isinstance(noun, set | frozenset):
        return sorted(noun)
    if isinstance(noun, date):
        return noun.isoformat()
    return _plain(asdict(noun)) if hasattr(noun, "__dataclass_fields__") else noun


def gaps_of_person(
    organisation: OrganisationRecord, account: AccountRecord
) -> tuple[AimRecord | None, tuple[Gap, ...]]:
    """Return what somebody aims at, and what is missing for it."""
    row = AimRecord.objects.of(organisation).filter(account=account).select_related("role").first()
    if row is None:
        return None, ()
    evidence = evidence_of(organisation, [account]).get(account.pk, ())
    return row, gaps_of(as_role(row.role), proven(evidence))


@dataclass(frozen=True, slots=True)
class Way:
    """A gap, and the offers that would close it, cheapest first."""

    gap: Gap
    offers: tuple[OfferRecord, ...]


def ways(organisation: OrganisationRecord, gaps: Iterable[Gap]) -> tuple[Way, ...]:
    """Return every gap with what would close it."""
    known = [(row, as_offer(row)) for row in OfferRecord.objects.of(organisation)]
    known.sort(key=lambda pair: (pair[1].cost, pair[1].hours, pair[1].id))
    return tuple(Way(gap, tuple(row for row, o in known if carries(o, gap))) for gap in gaps)


def as_plan(row: PlanRecord) -> Plan:
    """Return a kept plan as it was answered."""
    answer = dict(row.answer)
    return Plan(
        **{
            **answer,
            "status": PlanStatus(answer["status"]),
            "enrolments": tuple(Enrolment(**e) for e in answer["enrolments"]),
            "waived": tuple((person, credential) for person, credential in answer["waived"]),
            "left_out": tuple((person, skill) for person, skill in answer["left_out"]),
            "conflict": tuple(answer["conflict"]),
        }
    )
