"""The list of revocations of an issuer of Open Badges 2.0.

Source: Open Badges 2.0, "RevocationList" and "SignedBadge Verification", step 7.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from skillmark.badges.open_badges_2 import reference
from skillmark.nouns.errors import SkillmarkError
from skillmark.trust.outcome import Status
from skillmark.verify import chain
from skillmark.verify.chain import Chain
from skillmark.verify.checks import Check, Name, Reason
from skillmark.verify.documents import Asking

SPEC = "OB 2.0 RevocationList"


def check(
    assertion: Mapping[str, Any], found: Chain, asking: Asking, *, now: datetime
) -> tuple[Check, datetime | None]:
    """Look a badge up in the list that its issuer's profile names, by `id` or the older `uid`.

    Returns the check and the moment it speaks for. A list that cannot be had is `unknown`; where
    the profile names none, nothing can be revoked.
    """
    if found.trouble is not None:
        return _status(Status.UNKNOWN, found.trouble.detail), None
    url = reference(found.issuer.get("revocationList"))
    if not url:
        return _status(Status.NOT_APPLICABLE, "its issuer publishes no revocations"), now
    try:
        document = asking.get(url)
    except SkillmarkError as error:
        return _status(Status.UNKNOWN, str(error)), None
    trouble = _not_a_list(document.value, url, found.issuer)
    if trouble:
        return _status(Status.UNKNOWN, trouble), None
    entries = document.value["revokedAssertions"]
    for entry in entries if isinstance(entries, list) else [entries]:
        said = entry if isinstance(entry, dict) else {"id": entry}
        if _names(said, assertion) and said.get("revoked", True) is not False:
            why = said.get("revocationReason")
            detail = f"revoked: {why[:300]}" if isinstance(why, str) and why else "revoked"
            return _status(Status.FAIL, detail), document.at
    return _status(Status.PASS, "it is not in its issuer's list of revocations"), document.at


def _not_a_list(listed: Mapping[str, Any], url: str, profile: Mapping[str, Any]) -> str:
    """Say why this is not the issuer's list of revocations; empty if it is."""
    types, issuer = listed.get("type"), reference(listed.get("issuer"))
    named = "RevocationList" in (types if isinstance(types, list) else [types])
    if not named or "revokedAssertions" not in listed:
        return f"there is no list of revocations at {url[:300]}"
    if issuer and not chain.same_address(issuer, profile.get("id")):
        return f"{url[:300]} is the list of {issuer[:300]}"
    return ""


def _names(entry: Mapping[str, Any], assertion: Mapping[str, Any]) -> bool:
    if isinstance(entry.get("id"), str):
        return chain.same_address(entry["id"], assertion.get("id"))
    return isinstance(entry.get("uid"), str) and entry["uid"] == assertion.get("uid")


def _status(status: Status, detail: str) -> Check:
    reasons = {Status.FAIL: Reason.REVOKED, Status.UNKNOWN: Reason.STATUS_UNAVAILABLE}
    return Check(Name.STATUS, status, detail, SPEC, reasons.get(status))
