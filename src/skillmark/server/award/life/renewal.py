"""Renew awards that run out: a new credential beside the old one, and each leads to the other."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy

from skillmark.award import renewal as rules
from skillmark.award.renewal import Refusal
from skillmark.award.roster import Row
from skillmark.badges.identity import Recipient
from skillmark.badges.open_badges import Claim
from skillmark.nouns.achievement import Renewal
from skillmark.nouns.credibility import Credibility
from skillmark.nouns.errors import ConflictError
from skillmark.nouns.evidence import Result
from skillmark.server.award import claims, services
from skillmark.server.award.bulk import signing
from skillmark.server.award.life import stacking
from skillmark.server.award.models import (
    AwardRecord,
    PieceRecord,
    PolicyRecord,
    Standing,
)
from skillmark.server.award.status import standing
from skillmark.server.define.models import AchievementRecord
from skillmark.server.jobs.models import JobRecord
from skillmark.server.jobs.services import enqueue
from skillmark.server.people.models import AccountRecord, OrganisationRecord

WORDS = {
    Refusal.UNSIGNED: gettext_lazy("this award is not signed yet"),
    Refusal.NO_END: gettext_lazy("this award never runs out"),
    Refusal.REVOKED: gettext_lazy("this award is revoked, and that is final"),
    Refusal.SUSPENDED: gettext_lazy("this award is suspended"),
    Refusal.RENEWED: gettext_lazy("this award was renewed already"),
    Refusal.RESULT_NEEDED: gettext_lazy("renewing it takes a new result of its test"),
}
PIECES = gettext_lazy("what its pathway asks of a renewal is not in force")


@dataclass(frozen=True, slots=True)
class Renewed:
    """What became of awards that were to be renewed."""

    ordered: int
    refused: tuple[tuple[AwardRecord, str], ...]
    job: JobRecord | None


def policy(organisation: OrganisationRecord) -> PolicyRecord:
    """Return how an organisation's awards live on; the defaults where it has said nothing."""
    known = PolicyRecord.objects.filter(organisation=organisation).first()
    return known or PolicyRecord(organisation=organisation)


def refusal(award: AwardRecord, *, result: bool = False) -> str:
    """Return in words why an award cannot be renewed; empty where it can."""
    newer = getattr(award, "renewal", None)
    found = rules.refusal(
        award.standing if award.body else "unsigned",
        valid_until=award.valid_until,
        renewed=newer is not None and newer.standing != Standing.FAILED,
        result_needed=award.achievement.noun.renewal is Renewal.RESULT,
        result=result,
    )
    if found is not None:
        return str(WORDS[found])
    return "" if stacking.complete(award) else str(PIECES)


def soon(organisation: OrganisationRecord, *, days: int, now: datetime | None = None) -> Any:
    """Return the awards that are over, or will be within so many days, and are not renewed."""
    now = now or timezone.now()
    rows = (
        AwardRecord.objects.of(organisation)
        .filter(standing=Standing.ACTIVE, valid_until__lte=now + timedelta(days=days), renewal=None)
        .exclude(salt="")  # the person was erased
    )
    return rows.select_related("achievement", "organisation").order_by("valid_until", "pk")


@transaction.atomic
def renew(
    award: AwardRecord,
    *,
    actor: AccountRecord | None,
    account: AccountRecord | None = None,
    result: Result | None = None,
    credibility: Credibility | None = None,
    evidence: Sequence[dict[str, Any]] = (),
    notify: bool = True,
) -> AwardRecord:
    """Renew one award and sign at once.

    With a new `result`, it and its credibility travel in the new credential; without, those of
    the older one do, and the credential says so. Raises `ConflictError` where it cannot be
    renewed (`refusal` says why).
    """
    row = AwardRecord.objects.select_for_update(of=("self",)).get(pk=award.pk)
    if why := refusal(row, result=result is not None):
        raise ConflictError(why, code="not_renewable")
    own = None
    if result is not None:
        own = claims.claim_of(
            row.achievement, result=result, credibility=credibility, evidence=evidence
        )
    made = _order(row.achievement, [row], actor=actor, own=own, notify=notify)
    newer = made.awards.select_related("organisation", "batch__key__organisation").first()
    if newer is None:
        raise ConflictError(made.rejected[0].reason, code="not_renewable")
    if account is not None:
        AwardRecord.objects.filter(pk=newer.pk).update(account=account)
    signing.fill([signing.sign(newer)])
    newer.refresh_from_db()
    return newer


@transaction.atomic
def renew_many(
    awards: Sequence[AwardRecord], *, actor: AccountRecord, notify: bool = True
) -> list[Renewed]:
    """Order the renewal of many awards; a job for each achievement signs.

    What cannot be renewed is named with its reason, and the others go on.
    """
    ids = [one.pk for one in awards]
    rows = AwardRecord.objects.select_for_update(of=("self",)).filter(pk__in=ids)
    grouped: dict[int, list[AwardRecord]] = {}
    refused: dict[int, list[tuple[AwardRecord, str]]] = {}
    for row in rows.select_related("achievement__organisation", "batch", "renewal", "organisation"):
        why = refusal(row)
        known = grouped.setdefault(row.achievement_id, [])
        if why:
            refused.setdefault(row.achievement_id, []).append((row, why))
        else:
            known.append(row)
    done: list[Renewed] = []
    for number, some in grouped.items():
        turned_down = tuple(refused.get(number, ()))
        if not some:
            done.append(Renewed(0, turned_down, None))
            continue
        made = _order(some[0].achievement, some, actor=actor, own=None, notify=notify)
        job = enqueue(
            services.SIGN,
            {"batch": str(made.batch.pk)},
            organisation=some[0].organisation,
            account=actor,
            total=made.ordered,
            key=str(made.batch.pk),
        )
        twice = tuple((some[one.line - 1], one.reason) for one in made.rejected)
        done.append(Renewed(made.ordered, turned_down + twice, job))
    return done


def _order(
    achievement: AchievementRecord,
    older: Sequence[AwardRecord],
    *,
    actor: AccountRecord | None,
    own: Claim | None,
    notify: bool,
) -> services.Order:
    now = timezone.now().replace(microsecond=0)
    months = achievement.noun.valid_months
    AwardRecord.objects.filter(replaces__in=older, standing=Standing.FAILED).update(replaces=None)
    rows = [
        Row(
            number,
            Recipient(one.name, one.email, one.particulars.get("id") or ""),
            valid_from=now,
            valid_until=rules.new_end(
                began=one.valid_from, ended=_end(one), months=months, begins=now
            ),
        )
        for number, one in enumerate(older, start=1)
    ]
    made = services.order(
        achievement,
        rows,
        actor=actor,
        notify=notify,
        renewing=dict(enumerate(older, start=1)),
    )
    awards = list(made.awards.select_related("replaces__batch", "replaces__organisation"))
    for newer in awards:
        old = newer.replaces
        # as the older credential names itself, wherever the site was then
        named = rules.evidence(
            json.loads(bytes(old.body))["id"],
            began=old.valid_from,
            ended=_end(old),
            assessed_anew=own is not None,
        )
        said = own or claims.restored(old.claim, old.batch.claim, old.particulars)
        newer.claim = claims.stored(Claim(said.achievement, said.results, [*said.evidence, named]))
        newer.account_id = old.account_id
    AwardRecord.objects.bulk_update(awards, ["claim", "account"], batch_size=500)
    return made


def _end(award: AwardRecord) -> datetime:
    assert award.valid_until is not None  # noqa: S101 - `refusal` has seen to it
    return award.valid_until


def renews(award: AwardRecord, *, taken: datetime, now: datetime) -> bool:
    """Say whether a test that was taken then renews this award, which is in force.

    It does from the first reminder on, unless it is the test that the award itself came from.
    """
    if award.valid_until is None or taken <= award.valid_from or refusal(award, result=True):
        return False
    days = max(policy(award.organisation).reminders, default=0)
    return award.valid_until <= now + timedelta(days=days)


@transaction.atomic
def settle(newer: Sequence[AwardRecord]) -> int:
    """Do what follows once renewals are signed; return how many older awards were revoked.

    The newer award takes the older one's place as a piece. Where the policy says so, an older
    award that is still in force is revoked as superseded.
    """
    pieces = PieceRecord.objects.filter(award__in=[one.replaces_id for one in newer])
    newest = {one.replaces_id: one for one in newer}
    PieceRecord.objects.bulk_create(
        [PieceRecord(stack_id=one.stack_id, award=newest[one.award_id]) for one in pieces],
        ignore_conflicts=True,
    )
    if not newer or not policy(newer[0].organisation).supersede:
        return 0
    ended = 0
    for one in newer:
        old = one.replaces
        if old.standing == Standing.ACTIVE and not old.expired:
            standing.change(old, "revoke", f"superseded by {one.url}", actor=None)
            ended += 1
    return ended
