"""What peers say: asked by the person, answered without a name, shown as a count and a range.

It is no evidence of the employer's kind: it takes no part in any ranking or plan, and nobody but
the person sees it. A seat knows who has answered, a level knows what was said, and nothing joins
the two.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from skillmark.assess.observing import ANONYMITY, PeersSay, peers_say
from skillmark.nouns.errors import ConflictError, ForbiddenError, InputError
from skillmark.nouns.proficiency import level as check_level
from skillmark.server.assess.observing.models import PeerAskRecord, PeerLevelRecord, PeerSeatRecord
from skillmark.server.assess.observing.services import needs_member, tell
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord, OrganisationRecord
from skillmark.server.people.services import address


@transaction.atomic
def ask(
    organisation: OrganisationRecord,
    account: AccountRecord,
    skill: str,
    peers: Iterable[AccountRecord],
    *,
    closes: datetime,
    now: datetime,
) -> PeerAskRecord:
    """Ask peers how well they see `account` do one thing.

    Raises `InputError` for fewer peers than could answer without being recognised.
    """
    asked = list({one.pk: one for one in peers}.values())
    if account.pk in {one.pk for one in asked}:
        raise ForbiddenError(_("nobody is their own peer"), remedy=_("rate yourself"))
    if len(asked) < ANONYMITY:
        raise InputError(
            _("too few raters: with so few, nobody would be anonymous"),
            where="peers",
            remedy=_("at least %(count)s") % {"count": ANONYMITY},
            code="too_few_raters",
        )
    row = PeerAskRecord.objects.create(
        organisation=organisation, account=account, skill=skill, asked=now, closes=closes
    )
    for one in asked:
        needs_member(organisation, one)
        seat = PeerSeatRecord.objects.create(organisation=organisation, ask=row, account=one)
        tell(
            one,
            _("A colleague asks what you see"),
            _(
                "%(name)s asks how well you see them do one thing at work.\n\n"
                "Nobody sees what you answer, only how many answered and within which levels.\n"
                "Please answer until %(closes)s:\n%(link)s\n"
            )
            % {
                "name": account,
                "closes": f"{closes:%Y-%m-%d}",
                "link": address("peer_answer", seat.pk),
            },
        )
    audit.record("peers_asked", row, actor=account, organisation=organisation, peers=len(asked))
    return row


@transaction.atomic
def say(seat: PeerSeatRecord, level: int | None, *, actor: AccountRecord, now: datetime) -> None:
    """Store the level that a peer names; `None` for "I cannot tell", which is no level.

    The audit log has no entry: it would say who answered when.
    """
    if actor.pk != seat.account_id:
        raise ForbiddenError(_("somebody else is asked"))
    if is_over(seat.ask, now):
        raise ConflictError(_("nothing more can be answered here"))
    if level is not None:
        check_level(level, where="level")
    if not PeerSeatRecord.objects.filter(pk=seat.pk, answered=False).update(answered=True):
        raise ConflictError(_("this was answered already"), code="answered_already")
    if level is not None:
        PeerLevelRecord.objects.create(organisation=seat.organisation, ask=seat.ask, level=level)


@transaction.atomic
def close(row: PeerAskRecord, *, actor: AccountRecord, now: datetime) -> None:
    """End the asking, so that what came of it can be looked at."""
    if actor.pk != row.account_id:
        raise ForbiddenError(_("only who asked may do this"))
    row.closed = row.closed or now
    row.save(update_fields=["closed"])
    audit.record("peers_closed", row, actor=actor, organisation=row.organisation)


def is_over(row: PeerAskRecord, now: datetime) -> bool:
    """Say whether nothing more can come in."""
    return row.closed is not None or row.closes <= now


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to peers as it stands."""

    row: PeerAskRecord
    answered: int
    asked: int
    over: bool
    says: PeersSay | None
    """`None` while it is open (two looks would tell a peer) and where too few named a level."""


def asked_by(
    account: AccountRecord, organisation: OrganisationRecord | None, *, now: datetime
) -> list[Asked]:
    """Return what somebody asked peers, newest first."""
    rows = PeerAskRecord.objects.of(organisation).filter(account=account)
    return [_standing(row, now) for row in rows.prefetch_related("seats").order_by("-asked")]


def _standing(row: PeerAskRecord, now: datetime) -> Asked:
    seats = list(row.seats.all())
    over = is_over(row, now)
    levels = list(row.levels.values_list("level", flat=True)) if over else []
    return Asked(row, sum(one.answered for one in seats), len(seats), over, peers_say(levels))


def waiting_for(
    account: AccountRecord, organisation: OrganisationRecord | None, *, now: datetime
) -> list[PeerSeatRecord]:
    """Return what somebody is asked and has not answered."""
    rows = PeerSeatRecord.objects.of(organisation).filter(
        account=account, answered=False, ask__closed=None, ask__closes__gt=now
    )
    return list(rows.select_related("ask__account").order_by("ask__closes"))
