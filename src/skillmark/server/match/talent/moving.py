"""Whom of shrinking roles fits which growing one. Nothing is decided here, and everybody is told.

Only people who agree both to be found for roles and to have training planned are considered: the
answer says who fits, and what they would have to learn.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from skillmark.nouns.errors import InputError
from skillmark.server.jobs.mail import send_each
from skillmark.server.match.models import RoleRecord
from skillmark.server.match.roles import open_roles
from skillmark.server.match.talent.models import Aim, ConsideredRecord, RedeploymentRecord
from skillmark.server.match.talent.people import found_here
from skillmark.server.match.talent.placing import Fit, Moves, best_places
from skillmark.server.people import audit
from skillmark.server.people.models import (
    AccountRecord,
    MembershipRecord,
    OrganisationRecord,
    Purpose,
)
from skillmark.server.people.permitting import permitted
from skillmark.server.people.services import address
from skillmark.server.plan.models import PostRecord

MOST_SEATS = 10_000


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
    """Answer a question anew, with whoever agrees by now, and note of each what was said.

    Who is considered for the first time hears of it by mail; what was said stays behind the
    sign-in.
    """
    moment = now or timezone.now()
    answer = _answer(question, _willing(question), moment)
    first: list[str] = []
    for one in answer.people:
        _row, new = ConsideredRecord.objects.update_or_create(
            redeployment=question,
            account=one.person,
            defaults={
                "organisation": question.organisation,
                "considered": moment,
                "proposed": str(one.proposed.role.pk) if one.proposed else "",
                "said": [_said(fit) for fit in one.fits],
            },
        )
        if new:
            first.append(one.person.email)
    words = _(
        "%(name)s of %(place)s asked whom of some roles others have a place for, and you were "
        "considered. Nothing was decided. Why, and what was said of you: %(page)s"
    ) % {
        "name": question.created_name,
        "place": question.organisation,
        "page": address("my_considered"),
    }
    send_each(_("You were considered for another role"), [(to, words) for to in first])
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
    planned = permitted(question.organisation, Purpose.PLANNING).values("pk")
    rows = _in_roles(question).filter(account__in=planned).select_related("account", "role")
    return {
        row.account_id: row for row in rows.order_by("account__name") if row.account_id in found
    }


def _answer(question: RedeploymentRecord, posts: dict[int, PostRecord], now: datetime) -> Moves:
    return best_places(question, posts, in_roles=_in_roles(question).count(), now=now)


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
