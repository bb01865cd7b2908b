"""Presentations as signed tokens, alone or in their envelope.

Source: Securing Verifiable Credentials using JOSE and COSE 1.0, section 3.1.2 (payload and
`vp+jwt`); VC Data Model 2.0, section 4.13.2 (envelope); VC Data Model 1.1, section 6.3.1 (the
claims `vp`, `nonce`, `aud`), which wallets still send.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from skillmark.badges.jwt_claims import without_registered
from skillmark.nouns.errors import InputError
from skillmark.trust import jose
from skillmark.trust.contexts import CREDENTIALS_V2
from skillmark.trust.integrity import SKEW
from skillmark.trust.outcome import Status
from skillmark.trust.resolve import Resolver
from skillmark.verify.data_model import as_set, holder_of

TYPES = ("vp+jwt", "JWT", "vp+ld+jwt", "vp-ld+jwt")
"""Values of `typ` that a presentation may have; a credential's own is not among them."""
_TOKEN = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
_ENVELOPE = re.compile(r"data:application/(?:vp(?:[-+]ld)?\+)?jwt,(?P<token>.+)", re.DOTALL)
_MOMENTS = 2**40
"""Seconds; what is later is no moment."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A presentation out of its token, and what came of its signature."""

    document: dict[str, Any]
    status: Status
    errors: tuple[str, ...]


def token_of(presentation: object) -> str | None:
    """Return the token that stands for a presentation; `None` for a JSON presentation.

    Raises `InputError` (code `unsupported` or `malformed`) for what is neither.
    """
    if isinstance(presentation, str):
        if "~" in presentation:
            raise InputError(
                "presentations as SD-JWT are not read here",
                remedy="send a presentation with a Data Integrity proof, or as vp+jwt",
                code="unsupported",
            )
        if not _TOKEN.fullmatch(presentation):
            raise InputError(
                "neither a JSON object nor a complete token (header.payload.signature)",
                code="malformed",
            )
        return presentation
    if not isinstance(presentation, Mapping):
        raise InputError("verifiablePresentation is not an object", code="malformed")
    if "EnvelopedVerifiablePresentation" not in as_set(presentation.get("type")):
        return None
    if CREDENTIALS_V2 not in as_set(presentation.get("@context")):
        raise InputError(
            f"its @context lacks {CREDENTIALS_V2}", where="/@context", code="malformed"
        )
    found = _ENVELOPE.fullmatch(str(presentation.get("id", "")))
    if found is None:
        raise InputError(
            "an enveloped presentation without its data:application/vp+jwt URL",
            where="/id",
            code="malformed",
        )
    return token_of(found["token"])


def open_token(
    token: str,
    *,
    resolver: Resolver,
    challenge: str | None,
    domain: str | None,
    now: datetime,
) -> Opened:
    """Check a presentation's token: signature, holder, challenge, domain and time."""
    outcome = jose.check(token, resolver=resolver, purpose="authentication", types=TYPES)
    payload = outcome.payload or {}
    inner = payload.get("vp")
    document = dict(inner) if isinstance(inner, dict) else without_registered(payload)
    if outcome.status is not Status.PASS:
        return Opened(document, outcome.status, (f"proof: {outcome.detail}",))
    signer = outcome.method.controller if outcome.method else ""
    wrong = [
        problem
        for problem, holds in (
            ("it answers another challenge", challenge in (None, payload.get("nonce"))),
            (
                "it was made for another domain",
                domain is None or domain in as_set(payload.get("aud")),
            ),
            (f"signed by {signer}, not by the holder", holder_of(document) in (None, signer)),
            (f"signed by {signer}, not by its iss", payload.get("iss", signer) == signer),
            ("its time is over", _later(payload.get("exp"), now - SKEW)),
            ("its time has not come", not _later(payload.get("nbf"), now + SKEW, absent=False)),
        )
        if not holds
    ]
    status = Status.FAIL if wrong else Status.PASS
    return Opened(document, status, tuple(f"proof: {problem}" for problem in wrong))


def _later(seconds: object, moment: datetime, *, absent: bool = True) -> bool:
    """Say whether a claim names a moment after this one; what is no moment is not in time."""
    if seconds is None:
        return absent
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        return not absent
    if not 0 <= seconds < _MOMENTS:
        return not absent
    return datetime.fromtimestamp(seconds, UTC) > moment
