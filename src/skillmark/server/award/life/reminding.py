"""Tell holders, and once a day those who award, what runs out. No reminder is sent twice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage, send_mail
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from skillmark.award import reminders
from skillmark.nouns.errors import InputError
from skillmark.nouns.text import Text
from skillmark.server.award.keyring.telling import those_who
from skillmark.server.award.life.renewal import policy
from skillmark.server.award.models import (
    AwardRecord,
    PolicyRecord,
    QuietRecord,
    ReminderRecord,
    Standing,
)
from skillmark.server.jobs.services import Running
from skillmark.server.people.actions import Action
from skillmark.server.people.models import OrganisationRecord

REMIND = "award.remind"
CHUNK = 200
LISTED = 50
"""Awards that the mail to those who award names; the page has all."""
_SALT = "skillmark.award.reminders"


def concerned(now: datetime) -> Iterable[OrganisationRecord]:
    """Return the organisations that have something to remind of, or to report, today."""
    known = {row.organisation_id: row for row in PolicyRecord.objects.all()}
    usual = PolicyRecord()
    rows = AwardRecord.objects.filter(_running_out(now, reminders.MOST_DAYS)).order_by()
    soonest: dict[int, datetime] = {}
    for place, until in rows.values_list("organisation", "valid_until").distinct().iterator():
        soonest[place] = min(until, soonest.get(place, until))
    unreported = set(
        ReminderRecord.objects.filter(reported=None).values_list("organisation", flat=True)
    )
    wanted = {
        place
        for place, until in soonest.items()
        if (days := known.get(place, usual).reminders) and until <= now + timedelta(days=max(days))
    }
    return OrganisationRecord.objects.filter(pk__in=wanted | unreported).order_by("pk")


def _running_out(now: datetime, days: int) -> Any:
    return ~Q(salt="") & Q(
        standing=Standing.ACTIVE,
        valid_until__gt=now,
        valid_until__lte=now + timedelta(days=days),
        renewal=None,
    )


def remind(running: Running) -> dict[str, Any]:
    """Send what is due in one organisation; it may be called again after any failure."""
    place = running.job.organisation
    days = policy(place).reminders
    mailed = done = 0
    last = None
    now = timezone.now()
    due = AwardRecord.objects.of(place).filter(_running_out(now, max(days, default=0)))
    rows = due.select_related("achievement", "account", "batch").defer("body", "token")
    total = rows.count()
    rows = rows.order_by("pk") if days else rows.none()
    while some := list((rows.filter(pk__gt=last) if last else rows)[:CHUNK]):
        last = some[-1].pk
        done += len(some)
        with running.chunk(done=done, total=total):
            mailed += _remind(some, place, days, now)
    with running.chunk():
        reported = report(place)
    return {"mailed": mailed, "reported": reported}


def _remind(
    awards: Sequence[AwardRecord], place: OrganisationRecord, days: list[int], now: datetime
) -> int:
    # one at a time in an organisation: yesterday's job may still run beside today's
    OrganisationRecord.objects.select_for_update().get(pk=place.pk)
    done: dict[Any, set[int]] = {}
    known = ReminderRecord.objects.filter(award__in=awards).values_list("award", "days")
    for pk, number in known:
        done.setdefault(pk, set()).add(number)
    # what was renewed, revoked or erased since it was read is left alone
    fit = set(
        AwardRecord.objects.filter(
            pk__in=[one.pk for one in awards], standing=Standing.ACTIVE, renewal=None
        )
        .exclude(salt="")
        .values_list("pk", flat=True)
    )
    quiet = set(QuietRecord.objects.of(place).values_list("email", flat=True))
    made: list[ReminderRecord] = []
    mailed = 0
    for award in awards:
        found = reminders.due(
            award.valid_from,
            award.valid_until,
            days=days,
            done=done.get(award.pk, set()),
            now=now,
        )
        if found is None or award.pk not in fit:
            continue
        address = _address(award)
        told = bool(address) and address.lower() not in quiet
        if told:
            _mail(award, place, found.days, address, now)
            mailed += 1
        made.append(ReminderRecord(organisation=place, award=award, days=found.days, mailed=told))
        made += [
            ReminderRecord(organisation=place, award=award, days=number, reported=now)
            for number in found.passed
        ]
    ReminderRecord.objects.bulk_create(made)
    return mailed


def _address(award: AwardRecord) -> str:
    """Return where its holder reads mail; empty where the issuer chose to send none."""
    if award.account is not None:
        return award.account.email if award.account.is_active else ""
    return award.email if award.batch.notify else ""


def _mail(
    award: AwardRecord, place: OrganisationRecord, days: int, address: str, now: datetime
) -> None:
    left = max(1, (award.valid_until - now).days)
    said = {
        "name": award.name,
        "organisation": place.name,
        "achievement": award.batch.claim["name"],
        "day": date_format(award.valid_until, "DATE_FORMAT"),
        "link": award.url,
        "stop": settings.BASE_URL + reverse("reminders_stop", args=[stop_token(place, address)]),
    }
    subject = ngettext(
        "“%(achievement)s” is valid for %(left)s more day",
        "“%(achievement)s” is valid for %(left)s more days",
        left,
    ) % {**said, "left": left}
    body = (
        _(
            "Hello %(name)s,\n\nyour “%(achievement)s” from %(organisation)s is valid until "
            "%(day)s:\n%(link)s\n\nAsk %(organisation)s how it can be renewed. What it says stays "
            "readable after that day; verifiers then say that it has expired.\n\n"
            "No more reminders from %(organisation)s:\n%(stop)s\n"
        )
        % said
    )
    # the same reminder always has the same id: also a queue that was put back sends no second one
    # that a mail program would show
    host = urlsplit(settings.BASE_URL).hostname
    headers = {
        "Message-ID": f"<reminder.{award.pk}.{days}@{host}>",
        "List-Unsubscribe": f"<{said['stop']}>",
    }
    EmailMessage(" ".join(subject.split()), body, None, [address], headers=headers).send()


def report(place: OrganisationRecord) -> int:
    """Tell those who award what runs out, each award and reminder once; return how many."""
    OrganisationRecord.objects.select_for_update().get(pk=place.pk)
    rows = ReminderRecord.objects.of(place).filter(reported=None)
    waiting = list(rows.select_related("award__achievement").order_by("award__valid_until"))
    rows.update(reported=timezone.now())
    wanted = [one for one in waiting if one.award.standing == Standing.ACTIVE]
    people = those_who(Action.AWARD, place) if policy(place).digest else []
    if not wanted or not people:
        return 0
    lines = [
        f"{begins(one.award)}{Text.of(one.award.achievement.name).in_language('en')}"
        for one in wanted[:LISTED]
    ]
    said = {"organisation": place.name, "count": len(wanted), "lines": "\n".join(lines)}
    subject = (
        ngettext(
            "%(organisation)s: %(count)s award runs out soon",
            "%(organisation)s: %(count)s awards run out soon",
            len(wanted),
        )
        % said
    )
    body = _("These awards run out soon:\n\n%(lines)s\n\nAll of them, to renew:\n%(link)s\n") % {
        **said,
        "link": settings.BASE_URL + reverse("award_renewals"),
    }
    send_mail(" ".join(subject.split()), body, None, people)
    return len(wanted)


def begins(award: AwardRecord, name: str = "") -> str:
    """Return how the line about an award that ends begins in the mail to those who award."""
    assert award.valid_until is not None  # noqa: S101 - else there is nothing to tell
    return f"{award.valid_until.date().isoformat()}  {name or award.name}: "


def stop_token(place: OrganisationRecord, address: str) -> str:
    """Return what a link holds with which this address ends its reminders, and nothing else."""
    return signing.dumps([place.pk, address.lower()], salt=_SALT)


def whose(token: str) -> tuple[OrganisationRecord, str]:
    """Return whom a link is about, or raise `InputError`."""
    try:
        pk, address = signing.loads(token, salt=_SALT)
        return OrganisationRecord.objects.get(pk=pk), str(address)
    except (signing.BadSignature, ValueError, OrganisationRecord.DoesNotExist):
        raise InputError(
            _("this link is not complete"), remedy=_("open it from the mail again")
        ) from None


@transaction.atomic
def be_quiet(token: str) -> None:
    """Send no more reminders of an organisation to an address."""
    place, address = whose(token)
    QuietRecord.objects.get_or_create(organisation=place, email=address)
