"""Revoke, suspend, reinstate, take back: one award or very many, each with its reason and moment.

Every change of a status goes through `change_many`: it writes the award, the history, the log and
the audit log in one transaction and makes the lists stale, so that the next who asks gets new ones.
"""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from skillmark.nouns.errors import ConflictError, InputError
from skillmark.server.award.life import afterwards
from skillmark.server.award.models import (
    AwardRecord,
    SignedRecord,
    Standing,
    StatusActionRecord,
    StatusChangeRecord,
    StatusListRecord,
)
from skillmark.server.award.status import lists, told
from skillmark.server.award.status.lists import closed, decoys, publish, status_list
from skillmark.server.award.transparency import log
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord, OrganisationRecord
from skillmark.server.rows import insert
from skillmark.trust.dids import timestamp

__all__ = [
    "CHANGES",
    "Outcome",
    "change",
    "change_many",
    "closed",
    "decoys",
    "publish",
    "status_list",
]

CHANGES = {
    "revoke": Standing.REVOKED,
    "suspend": Standing.SUSPENDED,
    "reinstate": Standing.ACTIVE,
    "take_back": Standing.ACTIVE,
}
"""What can happen to an award, and how it stands then."""
FROM = {
    "revoke": {Standing.ACTIVE, Standing.SUSPENDED},
    "suspend": {Standing.ACTIVE},
    "reinstate": {Standing.SUSPENDED},
    "take_back": {Standing.REVOKED},
}
_FIELDS = ("organisation_id", "standing", "list_number", "list_index")
_PERSON = ("achievement_id", "email")
_SOUND = Q(award__key=None, award__batch__key__revoked=None) | Q(
    award__key__isnull=False, award__key__revoked=None
)
"""The condition that the key which signed an award is not known to others."""
_ASKED = 500
"""Rows that one query names."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of those that were named."""

    changed: tuple[Any, ...] = ()
    """Ids of rows."""
    already: int = 0
    final: int = 0
    """Revoked, and that cannot be taken back any more."""
    unsigned: int = 0
    """Not signed, so that there is nothing to change."""


def check(what: str, reason: str) -> str:
    """Return the reason as it is kept, or raise `InputError`."""
    if what not in CHANGES:
        raise InputError(
            _("there is no change %(name)s") % {"name": what},
            remedy=_("choose one of these: %(names)s") % {"names": ", ".join(CHANGES)},
        )
    if not reason.strip():
        raise InputError(
            _("a change without a reason cannot be answered for"),
            where="reason",
            remedy=_("say why"),
        )
    return reason.strip()[:500]


def change(
    award: AwardRecord | SignedRecord,
    what: str,
    reason: str,
    *,
    actor: AccountRecord | None,
    notify: bool = False,
) -> None:
    """Change one status; raises `ConflictError` where that cannot be, or is so already."""
    outcome = change_many(
        award.organisation,
        [award.pk],
        what,
        reason,
        actor=actor,
        notify=notify,
        table=type(award),
    )
    if outcome.final and what == "take_back" and _compromised(award):
        raise ConflictError(
            _("it was signed with a compromised key, and no signature of that key counts"),
            remedy=_("award it again: the new one is signed with another key"),
            code="compromised",
        )
    if outcome.final:
        raise ConflictError(
            _("this award is revoked, and that is final"),
            remedy=_("award it again instead")
            if what == "take_back"
            else _("take the revocation back if it was a mistake, or award it again"),
            code="revoked",
        )
    if outcome.unsigned:
        raise ConflictError(_("this award is not signed yet"), remedy=_("wait until it is"))
    if outcome.already:
        raise ConflictError(_("nothing to change: it stands like that already"), code="already")


@transaction.atomic
def change_many(
    organisation: OrganisationRecord,
    ids: Iterable[Any],
    what: str,
    reason: str,
    *,
    actor: AccountRecord | None,
    reasons: Mapping[str, str] | None = None,
    notify: bool = False,
    action: StatusActionRecord | None = None,
    table: Any = AwardRecord,
) -> Outcome:
    """Change the status of all that are named, in one transaction; a thousand at a time at most.

    `reasons` are those of single ones, by id. What cannot be changed is counted and left as it is:
    the same call again changes nothing more. With `notify`, their holders get a letter.
    """
    reason = check(what, reason)
    chosen = sorted(set(ids))  # in one order, so that no two wait for each other
    rows = _rows(organisation, chosen, table)
    verdicts = judge(organisation, rows, what, table=table)
    fresh = [row for row in rows if verdicts[row.pk] == "changes"]
    count = Counter(verdicts.values())
    if fresh:
        lists.lock(organisation, {row.list_number for row in fresh})
        said = {row.pk: (reasons or {}).get(str(row.pk), "").strip()[:500] for row in fresh}
        _write(organisation, fresh, what, reason, said, actor=actor, action=action, table=table)
        if notify and table is AwardRecord:
            told.changed(organisation, [row.pk for row in fresh], what, reason, said)
    return Outcome(
        tuple(row.pk for row in fresh), count["already"], count["final"], count["unsigned"]
    )


def _rows(organisation: OrganisationRecord, chosen: list[Any], table: Any) -> list[Any]:
    mine = table.objects.of(organisation).select_for_update()
    more = _PERSON if table is AwardRecord else ("credential_id",)
    rows: list[Any] = []
    for first in range(0, len(chosen), _ASKED):
        some = mine.filter(pk__in=chosen[first : first + _ASKED])
        rows += some.only(*_FIELDS, *more).order_by("pk")
    return rows


def judge(
    organisation: OrganisationRecord, rows: Iterable[Any], what: str, *, table: Any = AwardRecord
) -> dict[Any, str]:
    """Say of each row, by its id: `changes`, `already`, `final` or `unsigned`."""
    verdicts = {}
    revoked = []
    for row in rows:
        verdicts[row.pk] = verdict(row.standing, what)
        if row.standing == Standing.REVOKED and what == "take_back":
            revoked.append(row)
    if revoked:
        open_ = still_open(organisation, revoked) if table is AwardRecord else set()
        verdicts.update({row.pk: "final" for row in revoked if row.pk not in open_})
    return verdicts


def verdict(standing: str, what: str) -> str:
    """Say what a change does with an award that stands like this."""
    if standing in FROM[what]:
        return "changes"
    if standing in {Standing.PENDING, Standing.FAILED}:
        return "unsigned"
    if standing == Standing.REVOKED and what != "revoke":
        return "final"
    return "already"


def _compromised(award: AwardRecord | SignedRecord) -> bool:
    return isinstance(award, AwardRecord) and award.signed_with.revoked is not None


def recent(organisation: OrganisationRecord) -> Any:
    """Return the awards that were revoked within the days in which that can be taken back.

    Not those of a compromised key: in force or not, their signature does not hold any more. Nor
    those of erased people: nobody can tell whether they have been awarded the same again.
    """
    since = timezone.now() - timedelta(days=settings.SITE.take_back_days)
    rows = StatusChangeRecord.objects.of(organisation).filter(
        _SOUND, standing=Standing.REVOKED, exact=True, at__gt=since, award__isnull=False
    )
    return rows.exclude(award__salt="").values_list("award_id", flat=True)


def still_open(organisation: OrganisationRecord, revoked: list[AwardRecord]) -> set[uuid.UUID]:
    """Return which of these revocations may still be taken back.

    It was made within the days of the setting, and the person has not been awarded the same again
    meanwhile.
    """
    fresh: set[uuid.UUID] = set()
    again: set[tuple[int, str]] = set()
    for first in range(0, len(revoked), _ASKED):
        some = revoked[first : first + _ASKED]
        fresh.update(recent(organisation).filter(award__in=[row.pk for row in some]))
        held = AwardRecord.objects.of(organisation).filter(
            email__in=[row.email for row in some if row.email],
            standing__in=[Standing.PENDING, Standing.ACTIVE, Standing.SUSPENDED],
        )
        again.update(held.values_list("achievement_id", "email"))
    return {
        row.pk
        for row in revoked
        if row.pk in fresh and (row.achievement_id, row.email) not in again
    }


def _write(
    organisation: OrganisationRecord,
    rows: list[Any],
    what: str,
    reason: str,
    own: Mapping[Any, str],
    *,
    actor: AccountRecord | None,
    action: StatusActionRecord | None,
    table: Any,
) -> None:
    becomes, now = CHANGES[what], timezone.now()
    by_reason: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        by_reason[own[row.pk] or reason].append(row.pk)
    for words, some in by_reason.items():
        for first in range(0, len(some), _ASKED):
            mine = table.objects.filter(pk__in=some[first : first + _ASKED])
            mine.update(standing=becomes, reason=words)
    insert(
        StatusChangeRecord,
        (
            *("organisation", "number", "index", "was", "standing", "reason", "at"),
            *("actor", "action", "award" if table is AwardRecord else "signed"),
        ),
        (
            (
                *(organisation.pk, row.list_number, row.list_index, row.standing, str(becomes)),
                *(own[row.pk] or reason, now, actor and actor.pk, action and action.pk, row.pk),
            )
            for row in rows
        ),
    )
    numbers = {row.list_number for row in rows}
    StatusListRecord.objects.of(organisation).filter(number__in=numbers).update(stale=True)
    log.append(organisation, [_statement(row, becomes, now) for row in rows])
    if table is AwardRecord:
        afterwards.changed([row.pk for row in rows], becomes, organisation)
    if action is None:
        for row in rows:
            audit.record(f"award_{becomes}", row, actor=actor, organisation=organisation)
    else:
        audit.record(
            f"awards_{becomes}", action, actor=actor, organisation=organisation, count=len(rows)
        )


def _statement(row: Any, becomes: str, now: datetime) -> dict[str, str]:
    return {
        "kind": "status",
        "id": row.url if isinstance(row, AwardRecord) else row.credential_id,
        "status": str(becomes),
        "at": timestamp(now),
    }
