"""Renewing an award that runs out: whether it may be, until when it then holds, what it says.

A renewal is another credential, with another id and place in the status list. Open Badges 3.0 and
the Verifiable Credentials data model have no term for "replaces"; `refreshService` is another
thing (a newer copy of the same credential). So the older credential is named as `evidence`, which
every reader of Open Badges shows, and the log's statement says `replaces`.
"""

from __future__ import annotations

import calendar
from datetime import datetime
from enum import StrEnum
from typing import Any

GENRE = "ext:skillmark.renewal"
"""Genre of the evidence that names the older credential (Open Badges 3.0: any words)."""


class Refusal(StrEnum):
    """Why an award cannot be renewed."""

    UNSIGNED = "unsigned"
    NO_END = "no_end"
    REVOKED = "revoked"
    SUSPENDED = "suspended"
    RENEWED = "renewed"
    RESULT_NEEDED = "result_needed"


def refusal(
    standing: str,
    *,
    valid_until: datetime | None,
    renewed: bool,
    result_needed: bool,
    result: bool,
) -> Refusal | None:
    """Return why an award that stands like this cannot be renewed, `None` where it can.

    `standing` is `active`, `suspended`, `revoked` or anything else for what is not signed yet. An
    award that is over can be renewed like one that will be. `result_needed` is the achievement's
    own condition, `result` whether there is a new one.
    """
    match standing:
        case "revoked":
            return Refusal.REVOKED
        case "suspended":
            return Refusal.SUSPENDED
        case "active":
            pass
        case _:
            return Refusal.UNSIGNED
    if valid_until is None:
        return Refusal.NO_END
    if renewed:
        return Refusal.RENEWED
    return Refusal.RESULT_NEEDED if result_needed and not result else None


def new_end(
    *, began: datetime, ended: datetime, months: int | None, begins: datetime
) -> datetime | None:
    """Return until when a renewal that begins at `begins` holds.

    As the achievement says (`months`); where it says nothing, as long as the older one held.
    """
    return begins + (ended - began) if months is None else months_later(begins, months)


def months_later(moment: datetime, months: int) -> datetime:
    """Return the same day so many months later, or the last day of a shorter month."""
    years, month = divmod(moment.month - 1 + months, 12)
    year, month = moment.year + years, month + 1
    day = min(moment.day, calendar.monthrange(year, month)[1])
    return moment.replace(year=year, month=month, day=day)


def evidence(
    older: str, *, began: datetime, ended: datetime, assessed_anew: bool
) -> dict[str, Any]:
    """Return the evidence entry that names the older credential."""
    how = (
        "after a new assessment"
        if assessed_anew
        else "confirmed by the issuer; the results are those of the older credential"
    )
    return {
        "id": older,
        "type": ["Evidence"],
        "name": "Renewal of an earlier credential",
        "genre": GENRE,
        "narrative": f"Renews the credential that was valid from {began.date().isoformat()} "
        f"until {ended.date().isoformat()}, {how}.",
    }
