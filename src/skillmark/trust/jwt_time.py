"""Whether a token's own period covers a moment.

Source: RFC 7519, sections 4.1.4 to 4.1.6; VC-JOSE-COSE 1.0, section 3.1.3: `exp` and `iat` are the
time of the signature, which is another than that of the credential.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from skillmark.trust.dids import timestamp
from skillmark.trust.jose import JwtOutcome
from skillmark.trust.outcome import Status

SPEC = "RFC 7519 section 4.1"


def in_time(outcome: JwtOutcome, *, now: datetime, skew: timedelta) -> JwtOutcome:
    """Return a passed outcome as failed where the token is over or not begun at `now`."""
    if outcome.status is not Status.PASS or outcome.payload is None:
        return outcome
    inner = isinstance(outcome.payload.get("vc"), dict)
    # in Data Model 1.1 the claims are the credential's own dates (section 6.3.1)
    own = ("validFrom", "validUntil") if inner else outcome.payload
    found = objection(outcome.payload, own, now=now, skew=skew)
    if found is None:
        return outcome
    code, detail = found
    return replace(outcome, status=Status.FAIL, code=code, detail=detail, spec=SPEC)


def objection(
    claims: Mapping[str, Any], own: Iterable[str], *, now: datetime, skew: timedelta
) -> tuple[str, str] | None:
    """Return a code and words for what speaks against a token at `now`; `None` if nothing does.

    Codes: `expired`, `created_in_future`, and `claims` for what is no NumericDate. `own` are the
    members of the credential: where it names a moment itself, its own period says so, not this.
    """
    try:
        moments = {name: _moment(claims[name]) for name in ("exp", "nbf", "iat") if name in claims}
    except (ValueError, OverflowError, OSError):
        return "claims", "exp, nbf or iat is no moment in seconds"
    expires, begins, made = (moments.get(name) for name in ("exp", "nbf", "iat"))
    if expires is not None and now > expires and not {"validUntil", "expirationDate"} & set(own):
        return "expired", f"the token expired on {timestamp(expires)}"
    if made is not None and made > now + skew:
        return "created_in_future", f"the token is dated {timestamp(made)}"
    begun = {"validFrom", "issuanceDate"} & set(own)
    if begins is not None and begins > now + skew and not begun:
        return "created_in_future", f"the token begins on {timestamp(begins)}"
    return None


def _moment(seconds: object) -> datetime:
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        raise ValueError("not a NumericDate")  # noqa: TRY004 - one kind of error for the caller
    return datetime.fromtimestamp(seconds, UTC)
