"""Who may be planned for, what each lacks and for which role, and what can be learned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any

from skillmark.nouns.person import Role
from skillmark.nouns.plan import Gap, Learner, Offer, Problem
from skillmark.plan import gaps as gaps_of
from skillmark.server.match.evidence import evidence_of
from skillmark.server.match.models import RoleRecord
from skillmark.server.match.roles import as_role
from skillmark.server.people.models import AccountRecord, OrganisationRecord, Purpose
from skillmark.server.people.permitting import permitted
from skillmark.server.plan.known import Proven, known, proven
from skillmark.server.plan.models import AimRecord, OfferRecord, PostRecord, PriorityRecord


@dataclass(frozen=True, slots=True)
class Someone:
    """A person who may be planned for: where they work, as what, and what they have proven."""

    account: AccountRecord
    team: str
    function: str
    today: Role | None
    coming: Role | None
    """The role that the person is growing into."""
    proven: Proven
    hours: float | None
    """Hours for everything, where the aim names them."""
    hours_a_week: float | None

    @property
    def id(self) -> str:
        """The id in plans."""
        return str(self.account.pk)

    @property
    def role(self) -> Role | None:
        """What is planned for: the role to come, and where there is none the role of today."""
        return self.coming or self.today


@dataclass(frozen=True, slots=True)
class Priorities:
    """What the lead says counts more, and by when."""

    skills: dict[str, float] = field(default_factory=dict)
    roles: dict[str, float] = field(default_factory=dict)
    deadlines: dict[str, date] = field(default_factory=dict)

    def value(self, gap: Gap, role: str) -> float:
        """Return what closing a gap is worth."""
        return gap.value * self.skills.get(gap.skill, 1.0) * self.roles.get(role, 1.0)


@dataclass(frozen=True)
class Situation:
    """What there is to plan."""

    organisation: OrganisationRecord
    learners: tuple[Learner, ...]
    offers: tuple[Offer, ...]
    names: dict[str, str]
    """Learner id to the person's name."""
    needed: Counter[str]
    """Skill to the number of people whose role asks for it."""
    people: tuple[Someone, ...] = ()
    deadlines: dict[str, date] = field(default_factory=dict)

    @cached_property
    def open_gaps(self) -> Counter[str]:
        """Skill to the number of people who lack it."""
        return Counter(gap.skill for learner in self.learners for gap in learner.gaps)


def everybody(
    organisation: OrganisationRecord, *, now: datetime | None = None
) -> tuple[Someone, ...]:
    """Return everybody who has a post or an aim here and may be planned for."""
    may = {account.pk: account for account in permitted(organisation, Purpose.PLANNING)}
    posts = {
        row.account_id: row for row in PostRecord.objects.of(organisation) if row.account_id in may
    }
    aims = {
        row.account_id: row for row in AimRecord.objects.of(organisation) if row.account_id in may
    }
    people = [may[pk] for pk in sorted({*posts, *aims})]
    roles = _roles(
        {row.role_id for row in (*posts.values(), *aims.values()) if row.role_id is not None}
    )
    evidence = known(organisation, people, now=now)
    found = []
    for account in people:
        post, aim = posts.get(account.pk), aims.get(account.pk)
        found.append(
            Someone(
                account=account,
                team=post.team if post else "",
                function=post.function if post else "",
                today=roles.get(post.role_id) if post else None,
                coming=roles.get(aim.role_id) if aim else None,
                proven=proven(evidence.get(account.pk, ())),
                hours=aim.hours if aim else None,
                hours_a_week=post.hours_a_week if post else None,
            )
        )
    return tuple(found)


def _roles(pks: set[Any]) -> dict[Any, Role]:
    rows = RoleRecord.objects.filter(pk__in=pks).prefetch_related("requirements")
    return {row.pk: as_role(row) for row in rows}


def priorities(organisation: OrganisationRecord) -> Priorities:
    """Return what the lead set."""
    rows = list(PriorityRecord.objects.of(organisation))
    return Priorities(
        skills={row.skill: row.weight for row in rows if row.skill},
        roles={str(row.role_id): row.weight for row in rows if row.role_id},
        deadlines={row.skill: row.deadline for row in rows if row.skill and row.deadline},
    )


def situation(organisation: OrganisationRecord, *, now: datetime | None = None) -> Situation:
    """Return what there is to plan. Only people who may be planned for are in it."""
    offers = tuple(as_offer(row) for row in OfferRecord.objects.of(organisation))
    people = everybody(organisation, now=now)
    counts = priorities(organisation)
    holdings = Holdings(offers)
    learners = []
    needed: Counter[str] = Counter()
    for one in people:
        if one.role is None:
            continue
        needed.update(requirement.skill for requirement in one.role.requirements)
        open_ = tuple(
            replace(gap, value=value)
            for gap in gaps_of(one.role, one.proven)
            if (value := counts.value(gap, one.role.id)) > 0
        )
        learners.append(Learner(one.id, open_, holdings.of(one.proven), one.hours))
    return Situation(
        organisation,
        tuple(learners),
        offers,
        {one.id: str(one.account) for one in people},
        needed,
        people,
        counts.deadlines,
    )


def of_problem(organisation: OrganisationRecord, problem: Problem) -> Situation:
    """Return the situation that a kept plan was made in; names only of who may be planned for."""
    wanted = [int(learner.id) for learner in problem.people if learner.id.isdigit()]
    may = permitted(organisation, Purpose.PLANNING).filter(pk__in=wanted)
    return Situation(
        organisation,
        problem.people,
        problem.offers,
        {str(account.pk): str(account) for account in may},
        Counter(gap.skill for learner in problem.people for gap in learner.gaps),
    )


class Holdings:
    """Says which offers somebody need not learn for again, for many people."""

    def __init__(self, offers: Sequence[Offer]) -> None:
        self._by_skill: dict[str, list[tuple[str, list[tuple[str, int | None]]]]] = {}
        for offer in offers:
            levels = dict(offer.levels)
            asked = [(skill, levels.get(skill)) for skill in offer.skills]
            if asked:
                self._by_skill.setdefault(asked[0][0], []).append((offer.id, asked))

    def of(self, held: Proven) -> frozenset[str]:
        """Return the offers whose every skill is proven at its level."""
        return frozenset(
            name
            for skill in held
            for name, asked in self._by_skill.get(skill, ())
            if all(_enough(held, one, level) for one, level in asked)
        )


def holds(held: Proven, offers: Sequence[Offer]) -> frozenset[str]:
    """Offers whose every skill is proven at its level: nobody need learn for them again."""
    return Holdings(offers).of(held)


def _enough(held: Proven, skill: str, level: int | None) -> bool:
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


def gaps_of_person(
    organisation: OrganisationRecord, account: AccountRecord
) -> tuple[AimRecord | None, tuple[Gap, ...]]:
    """Return what somebody aims at, and what is missing for it: asked by the person."""
    row = AimRecord.objects.of(organisation).filter(account=account).select_related("role").first()
    if row is None:
        return None, ()
    evidence = evidence_of(organisation, [account]).get(account.pk, ())
    return row, gaps_of(as_role(row.role), proven(evidence))
