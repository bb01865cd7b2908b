"""Award to one person, claim, find. Many at once: `ordering`; changes of status: `standing`."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.translation import gettext as _

from skillmark.award.roster import Row
from skillmark.badges.identity import Recipient
from skillmark.nouns.credibility import Credibility
from skillmark.nouns.errors import ConflictError, ForbiddenError, InputError
from skillmark.nouns.evidence import Result
from skillmark.server.award import claims
from skillmark.server.award.bulk import signing
from skillmark.server.award.bulk.ordering import SIGN, Order, order, order_many
from skillmark.server.award.models import AwardRecord, Standing
from skillmark.server.define.models import AchievementRecord
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord

__all__ = [
    "SIGN",
    "Order",
    "award_one",
    "awards_of",
    "by_id",
    "claim",
    "order",
    "order_many",
]


@transaction.atomic
def award_one(
    achievement: AchievementRecord,
    recipient: Recipient,
    *,
    actor: AccountRecord | None,
    account: AccountRecord | None = None,
    level: int | None = None,
    result_text: str = "",
    evidence_url: str = "",
    result: Result | None = None,
    credibility: Credibility | None = None,
    evidence: Sequence[dict[str, Any]] = (),
    notify: bool = True,
    idempotency: str | None = None,
) -> AwardRecord:
    """Award to one person and sign at once, all or nothing.

    A `result` with its `credibility` makes the claim of a passed test; both travel in the
    credential. Raises `ConflictError` (code `held`) where the person holds it already.
    """
    own = None
    if result is not None or credibility is not None or evidence:
        own = claims.claim_of(
            achievement, result=result, credibility=credibility, evidence=evidence
        )
    row = Row(1, recipient, level=level, result=result_text, evidence_url=evidence_url)
    made = order(
        achievement,
        [row],
        actor=actor,
        notify=notify,
        idempotency=idempotency,
        own=own,
        account=account,
    )
    if made.rejected:
        raise InputError(made.rejected[0].reason)
    award = made.awards.first()
    if award is None:
        raise ConflictError(
            _("this person holds this achievement already"),
            remedy=_("revoke the award first if it must be replaced"),
            code="held",
        )
    if not award.body:
        signing.fill([signing.sign(award)])
        award.refresh_from_db()
    return award


@transaction.atomic
def claim(award: AwardRecord, account: AccountRecord) -> None:
    """Let the person whose verified address an award names take it into the backpack."""
    verified = EmailAddress.objects.filter(
        user=account, verified=True, email__iexact=award.email
    ).exists()
    if not award.email or not verified:
        raise ForbiddenError(
            _("this award names another e-mail address than yours"),
            remedy=_("confirm that address in your account first, then come back"),
            code="wrong_holder",
        )
    if award.account_id not in {None, account.pk}:
        raise ConflictError(_("somebody has claimed this award already"), code="claimed")
    AwardRecord.objects.filter(pk=award.pk).update(account=account)
    audit.record("award_claimed", award, actor=account, organisation=award.organisation)


def awards_of(account: AccountRecord) -> Any:
    """Return the signed awards that are a person's: claimed, or sent to a verified address."""
    addresses = [
        email.lower()
        for email in EmailAddress.objects.filter(user=account, verified=True).values_list(
            "email", flat=True
        )
    ]
    rows = AwardRecord.objects.exclude(standing__in=[Standing.PENDING, Standing.FAILED])
    mine = rows.filter(account=account) | rows.filter(account=None, email__in=addresses)
    return mine.select_related("organisation", "achievement").order_by("-valid_from")


def by_id(identity: str) -> AwardRecord | None:
    """Return an award by its id (UUID, or the address of its page)."""
    try:
        wanted = uuid.UUID(identity.rpartition("/c/")[2] or identity)
    except ValueError:
        return None
    return AwardRecord.objects.filter(pk=wanted).first()
