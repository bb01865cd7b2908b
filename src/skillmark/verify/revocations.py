"""1EdTech's list of revoked credentials, and its service that hands out newer copies.

Source: 1EdTech Revocation List Status Method 1.0; 1EdTech Credential Refresh Service 1.0; Open
Badges 3.0, section 9.1, steps 3 and 4. Nobody signs such a list: it is believed because the signed
credential names its https address, and only when that answers now. A copy that came along with the
credential is anybody's word.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from skillmark.badges.levels import as_list
from skillmark.nouns.errors import SkillmarkError
from skillmark.trust import strictjson
from skillmark.trust.outcome import Status
from skillmark.verify.checks import Check, Name, Reason
from skillmark.verify.stapled import Lookup

KIND = "1EdTechRevocationList"
REFRESH = "1EdTechCredentialRefresh"
SPEC = "1EdTech VCRL 1.0"
LARGEST = 8 * 1024 * 1024
_MEMBERS = ("revokedCredentials", "revokedCredential")
"""The first is what the specification's text says, the second what 1EdTech's validator reads."""


def check(
    entry: Mapping[str, Any], credential: Mapping[str, Any], issuer: str, *, find: Lookup
) -> tuple[Check, datetime | None]:
    """Look a credential up by its id in the list whose address its status names.

    Returns the check and the moment it speaks for. A list that cannot be had, that is another
    issuer's, or a credential without an id is `unknown`.
    """
    url, identifier = entry.get("id"), credential.get("id")
    if not isinstance(url, str) or not isinstance(identifier, str):
        return _unknown("the credential or its list of revocations has no id to be found by"), None
    try:
        found = find(url)
        if found.stapled:
            return _unknown("a copy of a list that nobody signed proves nothing"), None
        listed = strictjson.parse(found.answer.body, largest=LARGEST)
    except SkillmarkError as error:
        return _unknown(str(error)), None
    trouble = _not_its_list(listed, url, issuer)
    if trouble:
        return _unknown(trouble), None
    for revoked in _revoked(listed):
        if revoked.get("id") == identifier and revoked.get("revoked", True) is not False:
            why = revoked.get("revocationReason")
            detail = f"revoked: {why[:300]}" if isinstance(why, str) and why else "revoked"
            found_it = Check(Name.STATUS, Status.FAIL, detail, SPEC, Reason.REVOKED)
            return found_it, found.answer.at
    detail = "it is not in its issuer's list of revocations"
    return Check(Name.STATUS, Status.PASS, detail, SPEC), found.answer.at


def _not_its_list(listed: Mapping[str, Any], url: str, issuer: str) -> str:
    named = listed.get("issuer")
    by = named.get("id") if isinstance(named, dict) else named
    if not any(isinstance(listed.get(name), list) for name in _MEMBERS):
        return f"there is no list of revocations at {url[:300]}"
    if listed.get("id", url) != url:
        return f"the list at {url[:300]} is that of {str(listed['id'])[:300]!r}"
    if by is not None and by != issuer:
        return f"the list of revocations is that of {str(by)[:300]!r}"
    return ""


def _revoked(listed: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    found: list[Mapping[str, Any]] = []
    for name in _MEMBERS:
        entries = listed.get(name)
        for entry in entries if isinstance(entries, list) else []:
            found.append(entry if isinstance(entry, dict) else {"id": entry})
    return found


def refresh(credential: Mapping[str, Any]) -> str:
    """Say that the issuer offers newer copies, and where; empty if it does not.

    A copy is a credential of its own, for whoever holds this one to fetch and have checked.
    """
    for service in as_list(credential.get("refreshService")):
        kind, where = str(service.get("type"))[:80], str(service.get("id", ""))[:300]
        if kind == REFRESH:
            return f"a newer copy may be had at {where} ({REFRESH}), which was not asked"
        return f"a newer copy may be had by {kind}, which is not supported"
    return ""


def _unknown(detail: str) -> Check:
    return Check(Name.STATUS, Status.UNKNOWN, detail, SPEC, Reason.STATUS_UNAVAILABLE)
