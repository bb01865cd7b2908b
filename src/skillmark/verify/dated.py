"""How a status list stood at a moment that is over.

Source: Bitstring Status List 1.0, section 3.2: an issuer may hand out a list as of a point in time,
to a precision of its own choice, under the list's URL with the query parameter `timestamp`. Not
every issuer does, and a server that knows nothing of it hands out today's list all the same. So an
answer counts for that moment only if its own period says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

from skillmark.trust.dids import timestamp
from skillmark.verify import validity

SKEW = timedelta(minutes=5)


def is_past(moment: datetime, clock: datetime | None) -> bool:
    """Say whether a moment is over, so that today's lists do not speak for it."""
    return clock is not None and moment < clock - SKEW


def address(url: str, moment: datetime) -> str:
    """Return where the list of that moment is asked for."""
    parts = urlsplit(url)
    asked = f"timestamp={quote(timestamp(moment), safe='')}"
    query = f"{parts.query}&{asked}" if parts.query else asked
    return urlunsplit(parts._replace(query=query))


def covers(listed: Mapping[str, Any], moment: datetime) -> bool:
    """Say whether a list speaks for a moment: it lies within the list's own period."""
    try:
        since = validity.moment(listed.get("validFrom", listed.get("issuanceDate")))
        ends = listed.get("validUntil", listed.get("expirationDate"))
        until = validity.moment(ends) if ends is not None else None
    except validity.NotATimestampError:
        return False
    return since <= moment + SKEW and (until is None or moment <= until)


def unchanged_since(listed: Mapping[str, Any], moment: datetime) -> bool:
    """Say whether a list that is handed out now was signed by that moment, and stands since.

    Its issuer signs it anew when something changes. `validFrom` does not tell: it may stay as it
    was when the list was begun. So each proof must say when it was made.
    """
    said: Any = listed.get("proof")
    proofs: list[Any] = said if isinstance(said, list) else [said]
    try:
        made = [validity.moment(proof["created"]) for proof in proofs]
    except (TypeError, KeyError, validity.NotATimestampError):
        return False
    return bool(made) and all(one <= moment + SKEW for one in made)
