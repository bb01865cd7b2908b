"""How an award stood on a day: every change with its moment and reason, for its issuer.

What verifiers are told of a day is a status list (`lists.as_it_stood`), to the precision of a day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from skillmark.server.award.models import AwardRecord, StatusChangeRecord, StatusPairRecord

NOT_YET, UNKNOWN, EXPIRED = "not_awarded", "unknown", "expired"


@dataclass(frozen=True, slots=True)
class Stood:
    """How an award stood at a moment."""

    standing: str
    """`active`, `suspended`, `revoked`, `expired`, `not_awarded`, or `unknown`."""
    since: datetime | None
    reason: str = ""


def changes(award: AwardRecord) -> list[StatusChangeRecord]:
    """Return every change of an award's status, the first one first."""
    return list(award.changes.select_related("actor").order_by("pk"))


def known_from(award: AwardRecord) -> datetime | None:
    """Return from when on every change is known; `None` where it always was."""
    pair = StatusPairRecord.objects.of(award.organisation).filter(number=award.list_number).first()
    begun = award.signed or award.valid_from
    return pair.known_from if pair is not None and pair.known_from > begun else None


def stood(award: AwardRecord, moment: datetime) -> Stood:
    """Say how an award stood at a moment, as far as that was written down."""
    begun = award.signed
    if begun is None or moment < begun:
        return Stood(NOT_YET, None)
    last: Any = None
    for one in changes(award):
        if one.at > moment:
            if not one.exact:
                # it stood like that by then; since when nobody wrote down
                return Stood(UNKNOWN, None)
            break
        last = one
    if last is not None and last.standing != "active":
        return Stood(last.standing, last.at if last.exact else None, last.reason)
    if award.valid_until is not None and award.valid_until <= moment:
        return Stood(EXPIRED, award.valid_until)
    return Stood("active", last.at if last is not None else begun)
