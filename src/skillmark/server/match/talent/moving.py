"""Whom of shrinking roles fits which growing one. Nothing is decided here, and everybody is told.

Only people who agree both to be found for roles and to have training planned are considered: the
answer says who fits, and what they would have to learn.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from skillmark.match import Assumptions, Ranked, score
from skillmark.match.adjacency import with_inferred
from skillmark.nouns.errors import InputError
from skillmark.nouns.evidence import Evidence
from skillmark.nouns.person import Person
from skillmark.nouns.proficiency import EvidenceClass
from skillmark.plan.redeployment import Assignment, Placement, assign
from skillmark.server.match import evidence as statements
from skillmark.server.match.assumptions import assumptions_of
from skillmark.server.match.models import RoleRecord
from skillmark.server.match.neighbours import adjacency_of
from skillmark.server.match.roles import as_role, open_roles
from skillmark.server.match.talent.models import Aim, ConsideredRecord, RedeploymentRecord
from skillmark.server.match.talent.people import found_here
from skillmark.server.match.talent.reach import State, standing
from skillmark.server.match.talent.wanted import needs_of
from skillmark.server.match.talent.ways import Path, Ways
from skillmark.server.people import audit
from skillmark.server.people.models import (
    AccountRecord,
    MembershipRecord,
    OrganisationRecord,
    Purpose,
)
from skillmark.server.people.services import consenting
from skillmark.server.plan.models import PostRecord

MOST_SEATS = 10_000
_SECOND = 1e-3
"""How much the second aim counts beside the first: it decides between equals alone."""


@dataclass(frozen=True, slots=True)
class Fit:
    """One person beside one growing role."""

    role: RoleRecord
    ranked: Ranked
    gaps: tuple[str, ...]
    """Skills that neither proof nor observation reaches."""
    path: Path | None
    possible: bool
    """Whether the person can do it now, or a way on offer leads there."""

    @property
    def verified(self) -> float:
        """Share of the role that is verified, 0-1."""
        return self.ranked.verified

    @property
    def judged(self) -> float:
        """Share that is verified or observed, 0-1: what others judged."""
        return self.verified + dict(self.ranked.score)[EvidenceClass.EVIDENCED]

    @property
    def weeks(self) -> float | None:
        """Weeks until ready; 0 now, `None` where nothing leads there."""
        if not self.possible:
            return None
        return self.path.weeks if self.path else 0.0

    @property
    def cost(self) -> float:
        """What the way costs the organisation."""
        return self.path.cost if self.path else 0.0


@dataclass(frozen=True, slots=True)
class Move:
    """One person, every growing role, and where the best answer puts them."""

    person: AccountRecord
    today: RoleRecord
    """The role they have now."""
    fits: tuple[Fit, ...]
    """In the order of the growing roles."""
    taken: int | None
    second: int | None = None
    """The role the person would have in the best answer without this one."""
    loss: float = 0.0
    """What the answer as a whole would lose by that, in whole fits: 0 means as good."""
    costs_a_place: bool = False
    """Whether by that one person more would be left without a place."""

    @property
    def proposed(self) -> Fit | None:
        """Where the best answer puts the person."""
        return None if self.taken is None else self.fits[self.taken]

    @property
    def possible(self) -> bool:
        """Whether any growing role is possible, whatever the seats."""
        return any(fit.possible for fit in self.fits)


@dataclass(frozen=True, slots=True)
class Moves:
    """The answer: everybody who is considered, and what stays open."""

    shrinking: tuple[RoleRecord, ...]
    growing: tuple[tuple[RoleRecord, int], ...]
    """With their seats."""
    people: tuple[Move, ...]
    unfilled: tuple[tuple[RoleRecord, int], ...]
    not_asked: int
    """People of the shrinking roles who have not agreed, and are not looked at."""
    new: int = 0
    """People who have agreed or come since, and are not in the answer until it is asked anew."""

    @property
    def placed(self) -> tuple[Move, ...]:
        """Those the answer has a place for."""
        return tuple(one for one in self.people if one.taken is not None)

    @property
    def left(self) -> tuple[Move, ...]:
        """Those it has none for."""
        return tuple(one for one in self.people if one.taken is None)

    @property
    def cost(self) -> float:
        """What all ways of the answer cost together."""
        return sum(one.proposed.cost for one in self.placed if one.proposed)

    @property
    def weeks(self) -> float:
        """When the last of them is ready."""
        return max((one.proposed.weeks or 0.0 for one in self.placed if one.proposed), default=0.0)


@transaction.atomic
def ask(
    organisation: OrganisationRecord,
    *,
    shrinking: Iterable[RoleRecord],
    growing: Mapping[RoleRecord, int],
    aim: Aim,
    reason: str,
    hours: float,
    actor: AccountRecord,
    now: datetime | None = None,
) -> RedeploymentRecord:
    """Store the question, answer it, and note of everybody what was said, for them to read.

    Raises `InputError` without a reason, without roles on either side, for a role on both sides,
    and for seats that are no number from 1 on.
    """
    from_roles = {row.pk: row for row in shrinking}
    if not reason.strip():
        raise InputError(_("say why: those who are considered read it"), where=_("Why"))
    if not from_roles:
        raise InputError(_("choose at least one role that shrinks"))
    if not growing:
        raise InputError(
            _("choose at least one role that grows"), remedy=_("give it one seat or more")
        )
    for row, seats in growing.items():
        if row.pk in from_roles:
            raise InputError(_("a role cannot shrink and grow"), where=str(row.pk))
        if not 1 <= seats <= MOST_SEATS:
            raise InputError(_("%(seats)s seats") % {"seats": seats}, remedy=_("give 1 or more"))
    question = RedeploymentRecord.objects.create(
        organisation=organisation,
        reason=reason.strip(),
        aim=aim,
        shrinking=[str(pk) for pk in from_roles],
        growing={str(row.pk): seats for row, seats in growing.items()},
        hours=hours,
        created_by=actor,
        created_name=str(actor)[:150],
    )
    tell(question, actor=actor, now=now)
    return question


@transaction.atomic
def tell(
    question: RedeploymentRecord, *, actor: AccountRecord, now: datetime | None = None
) -> Moves:
    """Answer a question anew, with whoever agrees by now, and note of each what was said."""
    moment = now or timezone.now()
    answer = _answer(question, _willing(question), moment)
    for one in answer.people:
        ConsideredRecord.objects.update_or_create(
            redeployment=question,
            account=one.person,
            defaults={
                "organisation": question.organisation,
                "considered": moment,
                "proposed": str(one.proposed.role.pk) if one.proposed else "",
                "said": [_said(fit) for fit in one.fits],
            },
        )
    audit.record(
        "redeployment_asked", question, actor=actor, organisation=question.organisation,
        people=len(answer.people),
    )  # fmt: skip
    return answer


def moves(question: RedeploymentRecord, *, now: datetime | None = None) -> Moves:
    """Return the answer as it is today, for those who were told and still agree."""
    willing = _willing(question)
    told = set(question.considered.values_list("account", flat=True))
    kept = {pk: row for pk, row in willing.items() if pk in told}
    answer = _answer(question, kept, now or timezone.now())
    return Moves(
        answer.shrinking, answer.growing, answer.people, answer.unfilled,
        _in_roles(question).count() - len(willing), len(willing) - len(kept),
    )  # fmt: skip


def _in_roles(question: RedeploymentRecord) -> QuerySet[PostRecord]:
    members = MembershipRecord.objects.of(question.organisation).values("account")
    posts = PostRecord.objects.of(question.organisation)
    return posts.filter(role__in=question.shrinking, account__in=members)


def _willing(question: RedeploymentRecord) -> dict[int, PostRecord]:
    """Return the posts of those in shrinking roles who agree to both purposes, by account."""
    found = {one.pk for one in found_here(question.organisation)}
    planned = consenting(question.organisation, Purpose.PLANNING).values("pk")
    rows = _in_roles(question).filter(account__in=planned).select_related("account", "role")
    return {
        row.account_id: row for row in rows.order_by("account__name") if row.account_id in found
    }


def _answer(question: RedeploymentRecord, posts: dict[int, PostRecord], now: datetime) -> Moves:
    place = question.organisation
    known = {str(row.pk): row for row in RoleRecord.objects.of(place).filter(
        pk__in=[*question.shrinking, *question.growing]
    ).prefetch_related("requirements")}  # fmt: skip
    growing = tuple(
        (known[pk], int(seats)) for pk, seats in question.growing.items() if pk in known
    )
    people = [post.account for post in posts.values()]
    evidence = statements.evidence_of(place, people, now=now)
    terms, ways = assumptions_of(place), Ways.of(place, otherwise=question.hours)
    fits = [
        tuple(
            _fit(row, person, evidence[person.pk], now=now, terms=terms, ways=ways)
            for row, _seats in growing
        )
        for person in people
    ]
    seats = [number for _row, number in growing]
    best = assign(_worth(fits, Aim(question.aim)), seats)
    placed = {one.person: one for one in best.placements}
    return Moves(
        tuple(known[pk] for pk in question.shrinking if pk in known),
        growing,
        tuple(
            _move(post, fits[number], placed.get(number), len(people))
            for number, post in enumerate(posts.values())
        ),
        _unfilled(best, growing),
        _in_roles(question).count() - len(people),
    )


def _fit(
    row: RoleRecord,
    person: AccountRecord,
    evidence: tuple[Evidence, ...],
    *,
    now: datetime,
    terms: Assumptions,
    ways: Ways,
) -> Fit:
    role, today = as_role(row), now.date()
    wanted = {one.skill for one in role.requirements}
    evidence = with_inferred(
        evidence, adjacency_of(row.organisation), assumptions=terms, wanted=wanted
    )
    ranked = score(role, Person("one", evidence), today=today, assumptions=terms)
    stands = standing(
        person, "", evidence, needs_of(role), weeks=0.0, today=today, terms=terms, ways=ways
    )
    return Fit(
        row, ranked, tuple(gap.skill for gap in stands.gaps), stands.path,
        stands.state is not State.OUT,
    )  # fmt: skip


def _worth(fits: Sequence[Sequence[Fit]], aim: Aim) -> list[list[float | None]]:
    """Return what each placement is worth, nothing where it is impossible.

    A place for one person more is worth more than everything else together, so as many as
    possible have one; then the aim decides, between equals the fit (or, for the fit, what was
    observed beside what is verified).
    """
    possible = [fit for row in fits for fit in row if fit.possible]
    weeks = max((fit.weeks or 0.0 for fit in possible), default=0.0) or 1.0
    cost = max((fit.cost for fit in possible), default=0.0) or 1.0
    one_place = place_worth(len(fits))

    def worth(fit: Fit) -> float | None:
        if not fit.possible:
            return None
        first, second = {
            Aim.FIT: (fit.verified, fit.judged),
            Aim.WEEKS: (1.0 - (fit.weeks or 0.0) / weeks, fit.verified),
            Aim.COST: (1.0 - fit.cost / cost, fit.verified),
        }[aim]
        return one_place + first + _SECOND * second

    return [[worth(fit) for fit in row] for row in fits]


def place_worth(people: int) -> float:
    """Return what a place is worth beside fits of at most 1 (and a little) for so many people."""
    return 2.0 * (people + 1)


def _move(post: PostRecord, fits: tuple[Fit, ...], placed: Placement | None, of: int) -> Move:
    if placed is None:
        return Move(post.account, post.role, fits, None)
    one_place = place_worth(of)
    costs_a_place = placed.loss > one_place / 2
    return Move(
        post.account, post.role, fits, placed.role, placed.second,
        max(0.0, placed.loss - (one_place if costs_a_place else 0.0)), costs_a_place,
    )  # fmt: skip


def _unfilled(
    best: Assignment, growing: Sequence[tuple[RoleRecord, int]]
) -> tuple[tuple[RoleRecord, int], ...]:
    return tuple((growing[number][0], seats) for number, seats in best.unfilled)


def _said(fit: Fit) -> dict[str, object]:
    """Return what was said of somebody for one role, as it is kept for them to read."""
    return {
        "role": str(fit.role.pk),
        "verified": round(fit.verified, 6),
        "judged": round(fit.judged, 6),
        "gaps": list(fit.gaps),
        "weeks": fit.weeks,
        "cost": fit.cost,
    }


def changing_roles(organisation: OrganisationRecord) -> list[tuple[RoleRecord, int]]:
    """Return the roles that somebody has today, or that are open, with how many have each."""
    held = Counter(
        PostRecord.objects.of(organisation).exclude(role=None).values_list("role", flat=True)
    )
    rows = {row.pk: row for row in open_roles(organisation)}
    rows |= {
        row.pk: row
        for row in RoleRecord.objects.of(organisation)
        .filter(pk__in=held.keys() - rows.keys())
        .prefetch_related("requirements")
    }
    return [(row, held[pk]) for pk, row in rows.items()]
