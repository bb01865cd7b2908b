"""Whether a token's own period covers a moment.

Source: RFC 7519, sections 4.1.4 to 4.1.6; VC-JOSE-COSE 1.0, section 3.1.3: `exp` and `iat` are the
time of the signature, which is another than that of the credential.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from skillmark.trust.dids import timestamp
from skillmark.trust.jose import JwtOutcome
from skillmark.trust.outcome import Status

SPEC = "RFC 7519 section 4.1"


def in_time(outcome: JwtOutcome, *, now: datetime, skew: timedelta) -> JwtOutcome:
    """Return a passed outcome as failed where the token is over or not begun at `now`.

    Codes: `expired`, `created_in_future`, and `claims` for what is no NumericDate. Where the
    credential names the same moment itself, its own period of validity says so, and not this.
    """
    if outcome.status is not Status.PASS or outcome.payload is None:
        return outcome
    claims = outcome.payload
    # in Data Model 1.1 the claims are the credential's own dates (section 6.3.1)
    own = isinstance(claims.get("vc"), dict)
    try:
        moments = {name: _moment(claims[name]) for name in ("exp", "nbf", "iat") if name in claims}
    except (ValueError, OverflowError, OSError):
        return _failed(outcome, "claims", "exp, nbf or iat is no moment in seconds")
    expires, begins, made = (moments.get(name) for name in ("exp", "nbf", "iat"))
    ends = own or {"validUntil", "expirationDate"} & set(claims)
    if expires is not None and now > expires and not ends:
        return _failed(outcome, "expired", f"the token expired on {timestamp(expires)}")
    if made is not None and made > now + skew:
        return _failed(outcome, "created_in_future", f"the token is dated {timestamp(made)}")
    starts = own or {"validFrom", "issuanceDate"} & set(claims)
    if begins is not None and begins > now + skew and not starts:
        return _failed(outcome, "created_in_future", f"the token begins on {timestamp(begins)}")
    return outcome


def _failed(outcome: JwtOutcome, code: str, detail: str) -> JwtOutcome:
    return replace(outcome, status=Status.FAIL, code=code, detail=detail, spec=SPEC)


def _moment(seconds: object) -> datetime:
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        raise ValueError("not a NumericDate")  # noqa: TRY004 - one kind of error for the caller
    return datetime.fromtimestamp(seconds, UTC)
