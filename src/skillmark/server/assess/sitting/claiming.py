"""From a passed attempt to its badge: composes the assessment and the award."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from skillmark.badges.identity import Recipient
from skillmark.nouns.errors import ConflictError, ForbiddenError
from skillmark.server.assess.models import AttemptRecord
from skillmark.server.assess.sitting import proving
from skillmark.server.award import services as awards
from skillmark.server.award.life import renewal
from skillmark.server.award.models import AwardRecord, Standing
from skillmark.server.define.models import AchievementRecord
from skillmark.server.hold.services import addresses
from skillmark.server.people.models import AccountRecord


@transaction.atomic
def claim(attempt: AttemptRecord, *, account: AccountRecord, now: datetime) -> AwardRecord:
    """Award the achievement that a passed attempt confirms; claiming again gives the same award.

    Result and credibility of the test travel in the credential. Who holds an award that runs out
    soon, or did, has it renewed. Raises `ConflictError` unless
    the attempt is final and passed, and where the achievement does not exist; `ForbiddenError`
    for somebody else's attempt.
    """
    row = AttemptRecord.objects.select_for_update(of=("self",)).get(pk=attempt.pk)
    if row.account_id != account.pk:
        raise ForbiddenError(_("this is somebody else's attempt"))
    if row.practice:
        raise ConflictError(
            _("this was practice, which earns no badge"),
            remedy=_("sit the test that is offered for it"),
            code="practice",
        )
    if not row.passed:
        raise ConflictError(
            _("this attempt is not passed, so there is no badge to claim"),
            remedy=_("sit the test again"),
            code="not_passed",
        )
    achievement = _achievement(row)
    proof: dict[str, Any] = {
        "result": proving.result(row),
        "credibility": proving.credibility(row),
        "evidence": [proving.evidence(row)],
        "notify": False,
    }
    held, older = _held(achievement, account), _over(achievement, account)
    if held is not None and renewal.renews(held, taken=row.started, now=now):
        award = renewal.renew(held, actor=None, account=account, **proof)
    elif held is not None:
        award = held
    elif older is not None:
        award = renewal.renew(older, actor=None, account=account, **proof)
    else:
        award = awards.award_one(
            achievement,
            Recipient(str(account), _address(account)),
            actor=None,
            account=account,
            **proof,
        )
    row.claimed = str(award.pk)
    row.save(update_fields=["claimed"])
    return award


def _achievement(attempt: AttemptRecord) -> AchievementRecord:
    rows = AchievementRecord.objects.of(attempt.organisation).filter(archived=None)
    found = rows.filter(slug=attempt.delivery.achievement).first()
    if found is None:
        raise ConflictError(
            _("the achievement that this test confirms is not offered here"),
            where=attempt.delivery.achievement or attempt.delivery.test.slug,
            remedy=_("ask those who offer the test to define it"),
        )
    return found


def _address(account: AccountRecord) -> str:
    verified = addresses(account)
    if not verified:
        raise ConflictError(
            _("your e-mail address is not verified yet, and a badge is made out to it"),
            remedy=_("open the link in the mail that we sent you, then claim again"),
            code="unverified_address",
        )
    return verified[0]


def _held(achievement: AchievementRecord, account: AccountRecord) -> AwardRecord | None:
    """Return the award in force that this person has of the achievement already."""
    rows = AwardRecord.objects.of(achievement.organisation).filter(
        achievement=achievement, email__in=addresses(account), standing=Standing.ACTIVE
    )
    return next((one for one in rows.order_by("-valid_from") if not one.expired), None)


def _over(achievement: AchievementRecord, account: AccountRecord) -> AwardRecord | None:
    """Return the latest award that this person had, which is over and not renewed."""
    rows = AwardRecord.objects.of(achievement.organisation).filter(
        achievement=achievement,
        email__in=addresses(account),
        standing=Standing.ACTIVE,
        renewal=None,
    )
    return next((one for one in rows.order_by("-valid_until") if one.expired), None)
