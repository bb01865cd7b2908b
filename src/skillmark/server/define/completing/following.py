"""What a completion starts: an invitation to the assessment, or an award that somebody confirms.

A completion awards nothing by itself. Where a course's own assessment is the achievement's, its
completions wait on a list; somebody with the right to award has the list prepared as a bulk order,
looks at it and confirms it. The same completion goes into one order only.
"""

from __future__ import annotations

import csv
import io
import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from skillmark.nouns.errors import ConflictError
from skillmark.nouns.text import Text
from skillmark.server.award.bulk import uploads
from skillmark.server.award.models import AwardRecord, BatchRecord, Standing, UploadRecord
from skillmark.server.define.models import (
    AchievementRecord,
    CompletionRecord,
    Follows,
    OpportunityRecord,
)
from skillmark.server.jobs.mail import send_each
from skillmark.server.people import audit
from skillmark.server.people import services as accounts
from skillmark.server.people.actions import Role
from skillmark.server.people.models import AccountRecord, OrganisationRecord

if TYPE_CHECKING:
    from skillmark.server.define.completing.taking import Line

CHUNK = 500


def people(place: OrganisationRecord, emails: Collection[str]) -> dict[str, AccountRecord]:
    """Return the members of an organisation by address."""
    rows = AccountRecord.objects.filter(memberships__organisation=place).distinct()
    return {row.email.lower(): row for row in rows.filter(email__in=emails)}


def holding(place: OrganisationRecord, emails: Collection[str]) -> set[tuple[str, int]]:
    """Return who holds which of a provider's achievements: pairs of address and its key."""
    rows = AwardRecord.objects.of(place).filter(
        Q(valid_until=None) | Q(valid_until__gt=timezone.now()),
        email__in=emails,
        standing__in=(Standing.ACTIVE, Standing.PENDING, Standing.SUSPENDED),
    )
    return set(rows.values_list("email", "achievement"))


def invite(place: OrganisationRecord, lines: Sequence[Line], *, actor: AccountRecord) -> int:
    """Invite people to the assessment of what their course prepares for, each once a course.

    Who has no account here is invited to make one in the same letter.
    """
    emails = {line.read.completion.email for line in lines}
    before = set(
        CompletionRecord.objects.of(place)
        .filter(email__in=emails)
        .exclude(invited=None)
        .values_list("opportunity", "email")
    )
    wanted = [
        line
        for line in lines
        if (line.opportunity.pk, line.read.completion.email) not in before
        and line.opportunity.leads_to is not None
    ]
    letters = [(line.read.completion.email, _letter(place, line, actor)) for line in wanted]
    send_each(_("You finished a course: have it confirmed"), letters)
    now = timezone.now()
    for line in wanted:
        said = line.read.completion
        CompletionRecord.objects.of(place).filter(
            opportunity=line.opportunity, email=said.email, completed=said.completed
        ).update(invited=now)
    return len(wanted)


def _letter(place: OrganisationRecord, line: Line, actor: AccountRecord) -> str:
    achievement = line.opportunity.leads_to
    assert achievement is not None  # noqa: S101 - the caller asks only with one
    words = {
        "course": _plain(line.opportunity.title),
        "day": line.read.completion.completed.isoformat(),
        "achievement": _plain(achievement.name),
        "place": place.name,
    }
    said = [
        _("%(place)s has on record that you finished “%(course)s” on %(day)s.") % words,
        _("It prepares for “%(achievement)s”. You are invited to its assessment:") % words,
    ]
    if line.account is None:
        link = accounts.invitation_link(
            place, line.read.completion.email, Role.LEARNER, actor=actor
        )
        said += [link, _("The link makes you an account there and works for 14 days.")]
    else:
        said.append(_address(achievement))
    return "\n\n".join(said) + "\n"


def _address(achievement: AchievementRecord) -> str:
    if achievement.noun.test:
        return accounts.address("sittings")
    return accounts.address("public_achievement", achievement.organisation.slug, achievement.slug)


def _plain(words: dict[str, str]) -> str:
    return Text.of(words).in_language(get_language() or "en")


@dataclass(frozen=True, slots=True)
class Invitation:
    """A course that somebody finished, and the assessment that it leads to."""

    achievement: AchievementRecord
    opportunity: OpportunityRecord
    completed: object
    test: bool
    address: str


def invitations(account: AccountRecord) -> list[Invitation]:
    """Return the assessments to which somebody is invited and which they have not passed yet."""
    mine = EmailAddress.objects.filter(user=account, verified=True)
    addresses = set(mine.annotate(low=Lower("email")).values_list("low", flat=True))
    rows = (
        CompletionRecord.objects.filter(Q(account=account) | Q(email__in=addresses))
        .exclude(invited=None)
        .filter(opportunity__leads_to__archived=None, opportunity__leads_to__isnull=False)
        .select_related("opportunity__leads_to__organisation")
        .order_by("-completed")
    )
    held = set(
        AwardRecord.objects.filter(Q(account=account) | Q(account=None, email__in=addresses))
        .exclude(standing__in=(Standing.FAILED, Standing.REVOKED))
        .values_list("achievement", flat=True)
    )
    found: dict[int, Invitation] = {}
    for row in rows:
        achievement = row.opportunity.leads_to
        if achievement.pk in held or achievement.pk in found:
            continue
        test = bool(achievement.noun.test)
        place = achievement.organisation.slug
        path = (
            reverse("sittings")
            if test
            else reverse("public_achievement", args=[place, achievement.slug])
        )
        found[achievement.pk] = Invitation(achievement, row.opportunity, row.completed, test, path)
    return list(found.values())


@dataclass(frozen=True, slots=True)
class Due:
    """Completions that wait for somebody to confirm an award."""

    achievement: AchievementRecord
    rows: tuple[CompletionRecord, ...]


def due(place: OrganisationRecord | None) -> list[Due]:
    """Return what waits to be awarded, by achievement."""
    rows = (
        CompletionRecord.objects.of(place)
        .filter(opportunity__follows=Follows.AWARD, opportunity__leads_to__archived=None)
        .exclude(opportunity__leads_to=None)
        .select_related("opportunity__leads_to__organisation", "account")
        .order_by("completed", "pk")
    )
    ordered = _ordered(rows)
    lost = _lost(place, rows)
    found: dict[int, list[CompletionRecord]] = {}
    for row in rows:
        key = row.opportunity.leads_to_id
        if row.prepared not in ordered and (row.email, key) not in lost:
            found.setdefault(key, []).append(row)
    return [Due(some[0].opportunity.leads_to, tuple(some)) for some in found.values()]


def _ordered(rows: Iterable[CompletionRecord]) -> set[uuid.UUID]:
    """Return the lists that were ordered: what is on one has had its award, or its reason."""
    lists = {row.prepared for row in rows if row.prepared is not None}
    keys = {f"upload:{one}": one for one in lists}
    known = BatchRecord.objects.filter(idempotency__in=keys)
    return {keys[key] for key in known.values_list("idempotency", flat=True)}


def _lost(
    place: OrganisationRecord | None, rows: Iterable[CompletionRecord]
) -> set[tuple[str, int]]:
    """Return whose award holds, or was revoked: neither a list nor a new day brings it back."""
    emails = {row.email for row in rows}
    some = AwardRecord.objects.of(place).filter(email__in=emails)
    over = Q(standing=Standing.ACTIVE, valid_until__lte=timezone.now()) | Q(
        standing=Standing.FAILED
    )
    return set(some.exclude(over).values_list("email", "achievement"))


@transaction.atomic
def prepare(achievement: AchievementRecord, *, actor: AccountRecord) -> UploadRecord:
    """Put the completions that wait on a list for a bulk order, to be looked at and confirmed.

    Nothing is awarded. Raises `ConflictError` where nothing waits, or the achievement has a test.
    """
    if achievement.noun.test:
        raise ConflictError(
            _("this achievement has a test: finishing a course does not pass it"),
            remedy=_("let a completion start an invitation to the assessment"),
        )
    waiting = next(
        (one for one in due(achievement.organisation) if one.achievement == achievement), None
    )
    if waiting is None:
        raise ConflictError(_("nothing waits to be awarded"))
    kept = uploads.keep(
        achievement,
        _roster(waiting.rows),
        name=_("completions of %(day)s.csv") % {"day": timezone.localdate().isoformat()},
        actor=actor,
        notify=True,
    )
    CompletionRecord.objects.filter(pk__in=[row.pk for row in waiting.rows]).update(
        prepared=kept.pk
    )
    audit.record(
        "completions_prepared",
        kept,
        actor=actor,
        organisation=achievement.organisation,
        rows=len(waiting.rows),
    )
    return kept


def _roster(rows: Sequence[CompletionRecord]) -> bytes:
    """Return the people as bulk awards read them; the platform's result is no test of ours."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["name", "email"])
    seen: set[str] = set()
    for row in rows:
        if row.email not in seen:
            name = row.name or (str(row.account) if row.account is not None else "")
            writer.writerow([name, row.email])
            seen.add(row.email)
    return text.getvalue().encode()
