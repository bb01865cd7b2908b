"""A hosted badge: the file at its address is the badge, and only the issuer can put it there.

Source: Open Badges 2.0, "HostedBadge Verification" and "Revoking Hosted Assertions".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from skillmark.badges.levels import Json
from skillmark.badges.open_badges_2 import (
    SIGNED,
    is_web,
    method,
    moment,
    one,
    reference,
    upgraded,
    version,
)
from skillmark.badges.recipient_2 import is_same
from skillmark.nouns.errors import SkillmarkError
from skillmark.trust.outcome import Status
from skillmark.verify import chain, older_revocations
from skillmark.verify.chain import Chain
from skillmark.verify.checks import Check, Name, Reason
from skillmark.verify.documents import Asking, Document

SPEC = "OB 2.0 HostedBadge Verification"


@dataclass(frozen=True, slots=True)
class Proven:
    """What speaks for a badge, and the documents that count."""

    proof: Check
    issuer_key: Check
    status: Check
    assertion: Json
    chain: Chain = field(default_factory=Chain)
    as_of: datetime | None = None
    version: str = ""
    """That of what the address serves; empty where only the copy speaks."""


def prove(given: Json, asking: Asking) -> Proven:
    """Ask the badge's own address, which decides, and whether the issuer stands by that address."""
    url = given.get("id")
    if not isinstance(url, str) or not is_web(url):
        said = _proof(Status.FAIL, "a hosted badge needs a web address as its id", Reason.MALFORMED)
        return _unproven(said, given)
    if not method(given):
        said = _proof(Status.UNKNOWN, "it does not say how it is verified", Reason.MALFORMED)
        return _unproven(said, given)
    try:
        document = asking.get(url)
    except SkillmarkError as error:
        gone = _revoked("its server says that it is gone (410)") if error.code == "gone" else None
        return _unproven(_proof(Status.UNKNOWN, str(error), Reason.ISSUER_KEY), given, gone)
    return _compare(given, url, document, asking)


def _compare(given: Json, url: str, document: Document, asking: Asking) -> Proven:
    """Judge what the badge's address serves, and the copy by that."""
    served = upgraded(document.value)
    if served.get("revoked") is True:
        reason = served.get("revocationReason")
        said = _proof(Status.UNKNOWN, "its server has withdrawn it", Reason.ISSUER_KEY)
        revoked = _revoked(f"revoked: {reason[:300]}" if isinstance(reason, str) else "revoked")
        return _unproven(said, given, revoked, document.at)
    if not chain.same_address(served.get("id"), url):
        said = _proof(
            Status.FAIL,
            f"{url[:300]} serves another badge, {str(served.get('id'))[:300]!r}",
            Reason.FORGED,
        )
        return _unproven(said, given)
    if method(served) == SIGNED:
        # whoever serves it leaves its proof and its revocation to the signature
        detail = f"{url[:300]} says that it is proven by its signature, which did not come along"
        return _unproven(_proof(Status.UNKNOWN, detail, Reason.UNSUPPORTED), given)
    found = chain.follow(served, asking, signed=False)
    said = _same(given, served, found) or _proof(Status.PASS, _served(given, served, found, url))
    key = found.trouble or _scope(url, document, found)
    status = _status(served, found, asking, document.at)
    number = version(document.value)
    return Proven(said, key, status, served, found, document.at, number)


def _status(served: Json, found: Chain, asking: Asking, now: datetime) -> Check:
    """Its own address vouches for it, unless its issuer's list for signed badges names it too."""
    listed, _ = older_revocations.check(served, found, asking, now=now)
    if listed.status is Status.FAIL:
        return listed
    return Check(Name.STATUS, Status.PASS, "its server still vouches for it", SPEC)


def _scope(url: str, document: Document, found: Chain) -> Check:
    said = chain.scope(url, found.issuer)
    if said.status is not Status.PASS:
        return said
    if chain.scope(document.url, found.issuer).status is not Status.PASS:
        # many sites redirect wherever a stranger's link says: then it is that other place's word
        detail = f"{url[:300]} passes on to {document.url[:300]}, where its issuer hosts no badges"
        return Check(Name.ISSUER_KEY, Status.UNKNOWN, detail, chain.SCOPE, Reason.ISSUER_KEY)
    return said


def _same(given: Mapping[str, Any], served: Mapping[str, Any], found: Chain) -> Check | None:
    """Refuse a copy that names another person, badge or issuer than the hosted one."""
    differs = []
    if not is_same(given.get("recipient"), served.get("recipient")):
        differs.append("recipient")
    if not chain.same_address(reference(given.get("badge")), reference(served.get("badge"))):
        differs.append("badge")
    embedded = one(given.get("badge"))
    issuer = reference(embedded.get("issuer")) if isinstance(embedded, dict) else ""
    if issuer and found.trouble is None and not chain.same_address(issuer, found.issuer.get("id")):
        differs.append("issuer")
    if not differs:
        return None
    detail = f"this copy names another {' and '.join(differs)} than the one its issuer hosts"
    return _proof(Status.FAIL, detail, Reason.FORGED)


def _served(given: Mapping[str, Any], served: Mapping[str, Any], found: Chain, url: str) -> str:
    said = f"{url[:300]} serves this badge"
    differs = list(_differences(given, served, found))
    if differs:
        # it may have been renewed or reworded since; what is reported is what is hosted
        said += f"; the copy that was given says something else of its {', '.join(differs)}"
    return said


def _differences(
    given: Mapping[str, Any], served: Mapping[str, Any], found: Chain
) -> Iterator[str]:
    for name in ("issuedOn", "expires"):
        if moment(given.get(name)) != moment(served.get(name)):
            yield name
    embedded = one(given.get("badge"))
    if not isinstance(embedded, dict) or found.trouble is not None:
        return
    for name in ("name", "description"):
        if embedded.get(name, found.badge.get(name)) != found.badge.get(name):
            yield name
    issuer = one(embedded.get("issuer"))
    here = found.issuer.get("name")
    if isinstance(issuer, dict) and issuer.get("name", here) != here:
        yield "issuer's name"


def _unproven(
    proof: Check,
    given: Json,
    status: Check | None = None,
    as_of: datetime | None = None,
) -> Proven:
    """What is left where the hosted file does not speak for the badge: what the copy claims."""
    embedded = one(given.get("badge"))
    badge = dict(embedded) if isinstance(embedded, dict) else {"id": reference(embedded)}
    issuer = one(badge.get("issuer"))
    profile = dict(issuer) if isinstance(issuer, dict) else {"id": reference(issuer)}
    key = Check(Name.ISSUER_KEY, Status.UNKNOWN, proof.detail, chain.SCOPE, Reason.ISSUER_KEY)
    unknown = Check(Name.STATUS, Status.UNKNOWN, proof.detail, SPEC, Reason.STATUS_UNAVAILABLE)
    return Proven(proof, key, status or unknown, given, Chain(badge, profile, key), as_of)


def _proof(status: Status, detail: str, reason: Reason | None = None) -> Check:
    return Check(Name.PROOF, status, detail, SPEC, reason)


def _revoked(detail: str) -> Check:
    return Check(Name.STATUS, Status.FAIL, detail, SPEC, Reason.REVOKED)
