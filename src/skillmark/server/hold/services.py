"""Use cases of the backpack: collect, check again, take along, erase."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from skillmark.award import status
from skillmark.badges import claims, reading
from skillmark.hold.export import Export
from skillmark.hold.export import export as bundle
from skillmark.nouns.errors import ConflictError, InputError, SkillmarkError
from skillmark.server import rows
from skillmark.server.award import services as awards
from skillmark.server.award.models import AwardRecord
from skillmark.server.award.status import lists
from skillmark.server.hold.models import BadgeRecord, LeftOutRecord
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord
from skillmark.server.verify import names
from skillmark.server.verify import services as verifying
from skillmark.server.verify.asking import Budget
from skillmark.trust.fetched import Fetch
from skillmark.verify.checks import Reason
from skillmark.verify.report import Report
from skillmark.verify.sources import Source

MOST = 500
"""Badges in one backpack."""
REFUSED = frozenset((Reason.FORGED, Reason.MALFORMED, Reason.UNREADABLE, Reason.ISSUER_KEY))
"""What is proven to be no badge is not kept; what is merely over or elsewhere's is."""


def addresses(account: AccountRecord) -> list[str]:
    """Return somebody's verified e-mail addresses, the primary one first."""
    rows = EmailAddress.objects.filter(user=account, verified=True).order_by("-primary", "pk")
    return [row.email for row in rows]


def holders(account: AccountRecord) -> list[str]:
    """Return what a badge must have been issued to, to be this person's.

    Who has confirmed no address holds nothing yet: else anybody could sign up as somebody else.
    """
    return addresses(account) or [f"urn:skillmark:account:{account.pk}"]


def collect(account: AccountRecord) -> int:
    """Bring in the awards of this site that were made to a verified address; say how many.

    An award that the person erased from the backpack stays out. One that was signed anew takes the
    place of its older file.
    """
    known = dict(account.badges.exclude(award="").values_list("award", "digest"))
    left_out = set(LeftOutRecord.objects.filter(account=account).values_list("award", flat=True))
    new, anew = [], []
    for award in awards.awards_of(account):
        kept = known.get(str(award.pk))
        if kept is not None and kept != hashlib.sha256(bytes(award.body)).hexdigest():
            anew.append(award)
        elif kept is None and str(award.pk) not in left_out:
            new.append(award)
    if not new and not anew:
        return 0
    mine, check_one, added = holders(account), verifying.checker(), 0
    for award in new:
        if award.account_id is None:
            awards.claim(award, account)
        report = check_one(Source(award.achievement.slug, bytes(award.body)), mine)
        added += _store(account, bytes(award.body), report, award=str(award.pk)) is not None
    for award in anew:
        report = check_one(Source(award.achievement.slug, bytes(award.body)), mine)
        _replace(account, award, report)
    return added


def _replace(account: AccountRecord, award: AwardRecord, report: Report) -> None:
    """Take the file of an award that was signed anew; its links go on showing it."""
    row = account.badges.filter(award=str(award.pk)).first()
    if row is None:
        return
    row.data, row.digest = bytes(award.body), digest(report)
    _note(row, report)
    names = ("data", "digest", "verdict", "reason", "caution", "skills", "checked")
    with suppress(IntegrityError), transaction.atomic():
        BadgeRecord.objects.filter(pk=row.pk).update(**{name: getattr(row, name) for name in names})
        audit.record("badge_renewed", row, actor=account, organisation=None)


def add(
    account: AccountRecord, sources: Iterable[Source]
) -> list[tuple[Report, BadgeRecord | None]]:
    """Check badges from elsewhere and keep those that are badges.

    Returns each report with the row it became; `None` where it was refused or is there already
    (then `duplicate` finds it). Raises `InputError` where the backpack is full.
    """
    given = list(sources)
    if account.badges.count() + len(given) > MOST:
        raise InputError(
            _("A backpack holds at most %(count)s badges.") % {"count": MOST},
            remedy=_("erase some that you no longer need"),
        )
    reports = verifying.check_all(given, holders=holders(account))
    return [
        (report, _keep(account, report, source))
        for report, source in zip(reports, given, strict=True)
    ]


def _keep(account: AccountRecord, report: Report, source: Source) -> BadgeRecord | None:
    if not report.raw or report.reason in REFUSED:
        return None
    # a link brings the credential itself: there are no bytes of a file then
    data = source.data or report.raw.encode()
    return _store(account, data, report)


def duplicate(account: AccountRecord, report: Report) -> BadgeRecord | None:
    """Return the badge in the backpack that is this very credential, if there is one."""
    return account.badges.filter(digest=digest(report)).first() if report.raw else None


def digest(report: Report) -> str:
    """Return the SHA-256 of the credential's own text, whatever it is wrapped in."""
    return hashlib.sha256(report.raw.encode()).hexdigest()


def _store(
    account: AccountRecord, data: bytes, report: Report, *, award: str = ""
) -> BadgeRecord | None:
    said = report.summary
    row = BadgeRecord(
        account=account,
        data=data,
        digest=digest(report),
        award=award,
        format=report.format,
        title=names.plain((said.achievement if said else "") or report.source)[:300],
        issuer=names.plain((said.issuer_name or said.issuer_id) if said else "")[:300],
        valid_until=(said.valid_until if said else "")[:40],
    )
    _note(row, report)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            audit.record("badge_kept", row, actor=account, organisation=None, own=bool(award))
    except IntegrityError:
        if award:
            # uploaded by hand before: now it is known to be that award
            account.badges.filter(digest=row.digest).update(award=award)
        return None
    return row


def _note(row: BadgeRecord, report: Report, *, now: datetime | None = None) -> None:
    row.verdict = report.verdict.value
    row.reason = report.reason.value if report.reason else ""
    row.caution = report.caution
    row.skills = report.to_json()["skills"]
    row.checked = now or timezone.now()


def check(row: BadgeRecord) -> Report:
    """Check a badge now, for its holder, and keep the verdict."""
    report = verifying.check(bytes(row.data), source=row.title, holders=holders(row.account))
    _note(row, report)
    # an update, so that a badge that was erased meanwhile does not come back
    names = ("verdict", "reason", "caution", "skills", "checked")
    BadgeRecord.objects.filter(pk=row.pk).update(**{name: getattr(row, name) for name in names})
    return report


def reports_of(
    accounts: Iterable[AccountRecord], *, now: datetime | None = None, fetch: Fetch | None = None
) -> dict[int, list[tuple[str, Report]]]:
    """Verify everybody's badges at this moment, each for its holder: by account, title and report.

    What matching and planning count as proof. Whether they may look is for them to ask first
    (`people.services.consenting`).
    """
    check_one = verifying.checker(now=now, fetch=fetch)
    found: dict[int, list[tuple[str, Report]]] = {}
    for account in accounts:
        collect(account)
        mine = holders(account)
        found[account.pk] = [
            (row.title, check_one(Source(row.title, bytes(row.data)), mine))
            for row in account.badges.order_by("added")
        ]
    return found


def award_of(row: BadgeRecord) -> AwardRecord | None:
    """Return the award of this site that a badge is, while its holder is who claimed it."""
    if not row.award:
        return None
    return AwardRecord.objects.filter(pk=row.award, account=row.account_id).first()


@transaction.atomic
def show_page(row: BadgeRecord, *, shown: bool, actor: AccountRecord) -> None:
    """Switch the public page of an award on or off."""
    award = award_of(row)
    if award is None:
        raise ConflictError(_("This badge has no page of its own on this site."))
    AwardRecord.objects.filter(pk=award.pk).update(hidden=not shown)
    action = "award_page_shown" if shown else "award_page_hidden"
    audit.record(action, award, actor=actor, organisation=award.organisation)


@transaction.atomic
def erase(row: BadgeRecord, *, actor: AccountRecord) -> None:
    """Erase a badge, its bytes and its links. The audit log keeps no more than that it happened.

    The issuer's own record of an award is the issuer's, and stays.
    """
    rows.erase_for_good()
    if row.award:
        LeftOutRecord.objects.get_or_create(account=row.account, award=row.award)
    audit.record("badge_erased", row, actor=actor, organisation=None)
    row.delete()


def whole(account: AccountRecord, *, now: datetime | None = None) -> Export:
    """Return all badges as one bundle that verifies without its issuers, valid as of today.

    Raises `ConflictError` where there is nothing to export.
    """
    rows = list(account.badges.order_by("added"))
    if not rows:
        raise ConflictError(_("Your backpack is empty."), remedy=_("collect a badge first"))
    _renew_lists(row.award for row in rows if row.award)
    named = [(f"{row.title}{ENDINGS.get(row.format, '')}", bytes(row.data)) for row in rows]
    return bundle(named, now=now or timezone.now(), fetch=Budget(verifying.SECONDS))


def _renew_lists(ids: Iterable[str]) -> None:
    """Have the status lists of this site's awards signed now: a copy speaks for minutes only."""
    mine = AwardRecord.objects.filter(pk__in=list(ids)).select_related("organisation")
    for place, number in {(one.organisation, one.list_number) for one in mine}:
        for purpose in lists.PURPOSES:
            # one that cannot be signed now, or stands nowhere, is missed by the bundle itself
            with suppress(SkillmarkError, Http404):
                lists.status_list(place, number, purpose, newer=status.TTL / 5)


ENDINGS = {"json": ".json", "jwt": ".jwt", "sd-jwt": ".sd-jwt", "png": ".png", "svg": ".svg"}


def is_own(row: BadgeRecord) -> bool:
    """Say whether the badge names an address that its owner has confirmed."""
    kept = wrapped(row)
    return any(claims.names(kept, address) for address in addresses(row.account))


def current(row: BadgeRecord) -> tuple[Report, bool]:
    """Return a fresh report for whoever it is shared with, and whether its owner is its holder.

    The report itself asks for no holder: it would tell strangers the owner's address.
    """
    return verifying.check(bytes(row.data), source=row.title), is_own(row)


def wrapped(row: BadgeRecord) -> reading.Wrapped:
    """Return the credential in a row."""
    return reading.read(bytes(row.data))
