"""Check 7: whether the credential was revoked or suspended, and for which moment that is known.

Source: Bitstring Status List 1.0, section 3.2. The list must be signed by the credential's own
issuer. What cannot be read is `unknown`, never `valid`; an old list still proves a revocation,
because that is final.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from skillmark.badges import reading
from skillmark.badges.levels import as_list
from skillmark.nouns.errors import SkillmarkError
from skillmark.trust import status as lists
from skillmark.trust.contexts import Contexts
from skillmark.trust.dids import timestamp
from skillmark.trust.outcome import Status
from skillmark.trust.resolve import Resolver
from skillmark.trust.status import StatusOutcome
from skillmark.verify import securing, validity
from skillmark.verify.checks import Check, Name, Reason
from skillmark.verify.memory import Memory, VerifiedList, verified
from skillmark.verify.stapled import Lookup

SPEC = lists.SPEC
MOST_ENTRIES = 8


@dataclass(frozen=True, slots=True)
class _List:
    """A status list whose signature holds."""

    known: VerifiedList
    fetched: datetime
    """The moment it counts for: now where it was asked for, its own date where it was stapled."""
    stapled: bool

    @property
    def credential(self) -> dict[str, Any]:
        return self.known.credential


class _RefusedError(SkillmarkError):
    """A list that cannot be believed."""


class StatusLists:
    """Finds status lists, checks each once, and reads entries in them."""

    def __init__(
        self,
        find: Lookup,
        *,
        resolver: Resolver,
        contexts: Contexts,
        now: datetime,
        memory: Memory | None = None,
    ) -> None:
        self._memory = memory
        self._find, self._resolver, self._contexts, self._now = find, resolver, contexts, now
        self._known: dict[tuple[str, str], _List | SkillmarkError] = {}

    def check(self, credential: Mapping[str, Any], issuer: str) -> tuple[Check, datetime | None]:
        """Check all entries; return the check and the moment that it speaks for."""
        said = credential.get("credentialStatus")
        if said is None:
            return (
                Check(Name.STATUS, Status.NOT_APPLICABLE, "it cannot be revoked", SPEC),
                self._now,
            )
        entries = as_list(said)
        if not entries or len(entries) > MOST_ENTRIES or len(entries) != _count(said):
            return (
                Check(Name.STATUS, Status.FAIL, "its status is no entry", SPEC, Reason.MALFORMED),
                None,
            )
        found = [self._entry(entry, issuer) for entry in entries]
        moments = [moment for _, moment in found]
        as_of = None if None in moments else min(m for m in moments if m is not None)
        for status in (Status.FAIL, Status.UNKNOWN, Status.PASS):
            for check, _ in found:
                if check.status is status:
                    return check, as_of
        raise AssertionError("a check has one of three outcomes")

    def _entry(self, entry: Mapping[str, Any], issuer: str) -> tuple[Check, datetime | None]:
        if entry.get("type") != "BitstringStatusListEntry":
            kind = str(entry.get("type"))[:80]
            return _unknown(f"a status of type {kind} is not read", Reason.UNSUPPORTED), None
        try:
            listed = self._list(entry.get("statusListCredential"), issuer)
        except SkillmarkError as error:
            return _unknown(str(error)), None
        outcome = self._look_up(entry, listed, fresh=False)
        # a list that was signed after the moment asked for is never too old for it
        later = listed.known.signed_on > self._now
        now_outcome = outcome if later else self._look_up(entry, listed, fresh=True)
        if outcome.status is Status.FAIL and outcome.code in {"revoked", "suspended"}:
            return self._set(entry, outcome, now_outcome, issuer), listed.fetched
        if outcome.status is not Status.PASS:
            return _unknown(outcome.detail), None
        if now_outcome.status is not Status.PASS:
            day = timestamp(listed.fetched)
            return _unknown(f"valid as of {day}; {now_outcome.detail}"), listed.fetched
        return Check(Name.STATUS, Status.PASS, outcome.detail, SPEC), listed.fetched

    def _set(
        self,
        entry: Mapping[str, Any],
        outcome: StatusOutcome,
        now_outcome: StatusOutcome,
        issuer: str,
    ) -> Check:
        """Tell a revocation, which is final, from a suspension, which may be over."""
        suspended = outcome.code == "suspended" or self._only_suspended(entry, issuer)
        if not suspended:
            return Check(Name.STATUS, Status.FAIL, "revoked", SPEC, Reason.REVOKED)
        if now_outcome.code == "stale":
            return _unknown(f"it was suspended; {now_outcome.detail}")
        return Check(Name.STATUS, Status.FAIL, "suspended", SPEC, Reason.SUSPENDED)

    def _only_suspended(self, entry: Mapping[str, Any], issuer: str) -> bool:
        """Say whether the list of suspensions that the entry refers to has the same bit set."""
        reference = entry.get("statusReference")
        if not isinstance(reference, str):
            return False
        also = {
            **entry,
            "id": f"{reference}#{entry.get('statusListIndex')}",
            "statusPurpose": "suspension",
            "statusListCredential": reference,
        }
        try:
            listed = self._list(reference, issuer)
        except SkillmarkError:
            return False
        return self._look_up(also, listed, fresh=False).code == "suspended"

    def _look_up(self, entry: Mapping[str, Any], listed: _List, *, fresh: bool) -> StatusOutcome:
        try:
            return lists.look_up(
                entry,
                listed.credential,
                now=self._now if fresh else None,
                fetched=listed.fetched,
            )
        except SkillmarkError as error:
            return StatusOutcome(Status.UNKNOWN, error.code, str(error))

    def _list(self, url: object, issuer: str) -> _List:
        if not isinstance(url, str):
            raise _RefusedError("the status entry names no list")
        key = (url, issuer)
        if key not in self._known:
            try:
                self._known[key] = self._fetch(url, issuer)
            except SkillmarkError as error:
                self._known[key] = error
        known = self._known[key]
        if isinstance(known, SkillmarkError):
            raise known
        return known

    def _fetch(self, url: str, issuer: str) -> _List:
        """Get a list and check that the credential's own issuer signed it."""
        found = self._find(url)
        known = self._remembered(issuer, found.answer.body)
        if known is None:
            known = self._verified(url, issuer, found.answer.body)
            if self._memory is not None:
                self._memory.keep(issuer, found.answer.body, known)
        moment = known.signed_on if found.stapled else max(known.signed_on, found.answer.at)
        return _List(known, moment, found.stapled)

    def _remembered(self, issuer: str, body: bytes) -> VerifiedList | None:
        """Return what is known of exactly these bytes, if it still must be so."""
        known = self._memory.lists.get((issuer, body)) if self._memory is not None else None
        if known is None:
            return None
        # a list may be younger than the moment that is asked for; it is not from the future
        now = max(self._now, known.signed_on)
        return known if known.still(self._resolver, self._contexts, now) else None

    def _verified(self, url: str, issuer: str, body: bytes) -> VerifiedList:
        wrapped = reading.read(body)
        signed_by = issuer_id(wrapped.credential)
        if signed_by != issuer:
            raise _RefusedError(f"the status list is signed by {signed_by or 'nobody'}", where=url)
        signed_on = _signed_on(wrapped.credential)
        resolver = self._resolver.apart()
        for check in securing.check(
            wrapped,
            issuer,
            resolver=resolver,
            contexts=self._contexts,
            now=max(self._now, signed_on),
        ):
            if check.status is not Status.PASS:
                raise _RefusedError(f"the status list is not believed: {check.detail}", where=url)
        return verified(wrapped.credential, signed_on, resolver=resolver, contexts=self._contexts)


def issuer_id(credential: Mapping[str, Any]) -> str:
    """Return the id of a credential's issuer, or an empty string."""
    issuer = credential.get("issuer")
    if isinstance(issuer, dict):
        issuer = issuer.get("id")
    return issuer if isinstance(issuer, str) else ""


def _signed_on(listed: Mapping[str, Any]) -> datetime:
    try:
        return validity.moment(listed.get("validFrom"))
    except validity.NotATimestampError as error:
        raise _RefusedError(f"the status list's validFrom: {error}") from None


def _unknown(detail: str, reason: Reason = Reason.STATUS_UNAVAILABLE) -> Check:
    return Check(Name.STATUS, Status.UNKNOWN, detail, SPEC, reason)


def _count(value: object) -> int:
    return len(value) if isinstance(value, list) else 1
