"""Check 7: whether the credential was revoked or suspended, and for which moment that is known.

Source: Bitstring Status List 1.0, section 3.2. The list must be signed by the credential's own
issuer. What cannot be read is `unknown`, never `valid`; an old list still proves a revocation,
because that is final. 1EdTech's lists, which nobody signs, are in `revocations`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from skillmark.badges import reading
from skillmark.badges.levels import as_list, first
from skillmark.nouns.errors import SkillmarkError
from skillmark.trust import status as lists
from skillmark.trust.bitstring import StatusList
from skillmark.trust.contexts import Contexts
from skillmark.trust.dids import timestamp
from skillmark.trust.outcome import Status
from skillmark.trust.resolve import Resolver
from skillmark.trust.status import StatusOutcome
from skillmark.verify import dated, revocations, securing, validity
from skillmark.verify.checks import Check, Name, Reason
from skillmark.verify.memory import Memory, VerifiedList, verified
from skillmark.verify.stapled import Lookup

SPEC = lists.SPEC
MOST_ENTRIES = 8
MOST_REFERENCES = 2
_REFUSED = frozenset(("revoked", "suspended"))
_SAME = ("statusPurpose", "statusListCredential")
_PLAIN_ENTRY = frozenset((*_SAME, "type", "id", "statusListIndex", "statusReference"))
"""Members of an entry that has one bit, which says the same of everybody in whose place it is 0."""


@dataclass(frozen=True, slots=True)
class _List:
    """A status list whose signature holds."""

    known: VerifiedList
    fetched: datetime
    """The moment it counts for: now where it was asked for, its own date where it was stapled."""
    stapled: bool
    later: bool = False
    """Whether it is of today, and does not say how it stood at the moment that is asked for."""

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
        clock: datetime | None = None,
        memory: Memory | None = None,
    ) -> None:
        self._memory, self._clock = memory, clock
        self._past = dated.is_past(now, clock)
        self._find, self._resolver, self._contexts, self._now = find, resolver, contexts, now
        self._known: dict[tuple[str, str], _List | SkillmarkError] = {}
        self._good: dict[tuple[object, ...], tuple[StatusList, Check, datetime]] = {}

    def check(self, credential: Mapping[str, Any], issuer: str) -> tuple[Check, datetime | None]:
        """Check all entries; return the check and the moment that it speaks for.

        A service that hands out newer copies is named and not asked (OB 3.0, section 9.1, step 3).
        """
        check, as_of = self._statuses(credential, issuer)
        newer = revocations.refresh(credential)
        return (replace(check, detail=f"{check.detail}; {newer}") if newer else check), as_of

    def _statuses(
        self, credential: Mapping[str, Any], issuer: str
    ) -> tuple[Check, datetime | None]:
        said = credential.get("credentialStatus")
        if not isinstance(said, dict) or set(said) - _PLAIN_ENTRY:
            return self._all(credential, issuer)
        # another entry of a list that was looked into has only its own bit to look at
        key = (issuer, said.get("type"), *(said.get(name) for name in _SAME))
        good = self._good.get(key) if all(isinstance(part, str) for part in key) else None
        if good is not None:
            try:
                if not good[0].get(lists.index_of(said)):
                    return good[1:]
            except lists.StatusListError:
                pass
        check, as_of = self._all(credential, issuer)
        if check.status is Status.PASS and as_of is not None and said["type"] in lists.KINDS:
            self._remember(key, said, issuer, (check, as_of))
        return check, as_of

    def _remember(
        self,
        key: tuple[object, ...],
        entry: Mapping[str, Any],
        issuer: str,
        told: tuple[Check, datetime],
    ) -> None:
        if entry.get("statusPurpose") in ("revocation", "suspension"):
            listed = self._known[str(entry["statusListCredential"]), issuer]
            assert isinstance(listed, _List)  # noqa: S101 - the check passed
            subject = first(listed.credential.get("credentialSubject"))
            bits = lists.decoded(entry["type"], subject["encodedList"])
            self._good[key] = (bits, *told)

    def _all(self, credential: Mapping[str, Any], issuer: str) -> tuple[Check, datetime | None]:
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
        found = [self._entry(entry, credential, issuer) for entry in entries]
        moments = [moment for _, moment in found]
        as_of = None if None in moments else min(m for m in moments if m is not None)
        for status in (Status.FAIL, Status.UNKNOWN):
            for check, _ in found:
                if check.status is status:
                    return check, as_of
        # what several lists say is all worth knowing: a message may stand beside a revocation bit
        details = dict.fromkeys(check.detail for check, _ in found)
        return Check(Name.STATUS, Status.PASS, "; ".join(details), found[0][0].spec), as_of

    def _entry(
        self, entry: Mapping[str, Any], credential: Mapping[str, Any], issuer: str
    ) -> tuple[Check, datetime | None]:
        if entry.get("type") == revocations.KIND:
            told, moment = revocations.check(entry, credential, issuer, find=self._find)
            if self._past and told.status is not Status.UNKNOWN:
                # a list that nobody signs and dates is of today alone
                today = told.detail if told.status is Status.PASS else "it is revoked"
                return _unknown(self._afterwards(today, moment or self._now)), None
            return told, moment
        if str(entry.get("type")) not in lists.KINDS:
            kind = str(entry.get("type"))[:80]
            return _unknown(f"a status of type {kind} is not read", Reason.UNSUPPORTED), None
        try:
            listed = self._list(entry.get("statusListCredential"), issuer)
        except SkillmarkError as error:
            return _unknown(str(error)), None
        return self._told(entry, listed, issuer)

    def _told(
        self, entry: Mapping[str, Any], listed: _List, issuer: str
    ) -> tuple[Check, datetime | None]:
        """Say what a list that is believed says of an entry."""
        outcome = self._look_up(entry, listed, fresh=False)
        if listed.later and (outcome.status is Status.PASS or outcome.code in _REFUSED):
            today = self._today(entry, outcome, issuer)
            return _unknown(self._afterwards(today, listed.fetched)), None
        # a list that was signed after the moment asked for is never too old for it
        later = listed.known.signed_on > self._now
        now_outcome = outcome if later else self._look_up(entry, listed, fresh=True)
        if outcome.status is Status.FAIL and outcome.code in _REFUSED:
            return self._set(entry, outcome, now_outcome, issuer), listed.fetched
        if outcome.status is not Status.PASS:
            unsupported = outcome.code == "unsupported"
            reason = Reason.UNSUPPORTED if unsupported else Reason.STATUS_UNAVAILABLE
            return _unknown(outcome.detail, reason), None
        if now_outcome.status is not Status.PASS:
            day = timestamp(listed.fetched)
            return _unknown(f"valid as of {day}; {now_outcome.detail}"), listed.fetched
        return Check(Name.STATUS, Status.PASS, outcome.detail, SPEC), listed.fetched

    def _today(self, entry: Mapping[str, Any], outcome: StatusOutcome, issuer: str) -> str:
        if outcome.status is Status.PASS:
            return "it is not revoked"
        suspended = outcome.code == "suspended" or self._only_suspended(entry, issuer)
        return "it is suspended" if suspended else "it is revoked"

    def _afterwards(self, today: str, moment: datetime) -> str:
        """Say why a list of today is no answer for a moment that is over."""
        then = timestamp(self._now)
        return f"its issuer does not say how it stood on {then}; as of {timestamp(moment)} {today}"

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
        said = entry.get("statusReference")
        references = said if isinstance(said, list) else [said]
        return any(
            self._suspends(entry, reference, issuer)
            for reference in references[:MOST_REFERENCES]
            if isinstance(reference, str)
        )

    def _suspends(self, entry: Mapping[str, Any], reference: str, issuer: str) -> bool:
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
                found = self._of_then(url, issuer) if self._past else None
                self._known[key] = found or self._of_now(url, issuer)
            except SkillmarkError as error:
                self._known[key] = error
        known = self._known[key]
        if isinstance(known, SkillmarkError):
            raise known
        return known

    def _of_then(self, url: str, issuer: str) -> _List | None:
        """Get a list as it stood at the moment asked for; `None` where its issuer has no such."""
        try:
            found = self._fetch(dated.address(url, self._now), issuer)
        except SkillmarkError:
            return None
        if found.stapled or not dated.covers(found.credential, self._now):
            return None
        return replace(found, fetched=self._now)

    def _of_now(self, url: str, issuer: str) -> _List:
        """Get the list that is handed out now, or that came along."""
        found = self._fetch(url, issuer)
        if not self._past:
            return found
        same = dated.covers(found.credential, self._now) and (
            found.stapled or dated.unchanged_since(found.credential, self._now)
        )
        return replace(found, later=not same)

    def _fetch(self, url: str, issuer: str) -> _List:
        """Get a list and check that the credential's own issuer signed it."""
        found = self._find(url)
        known = self._remembered(issuer, found.answer.body)
        if known is None:
            known = self._verified(url, issuer, found.answer.body)
            if self._memory is not None:
                self._memory.keep(issuer, found.answer.body, known)
        moment = known.signed_on if found.stapled else max(known.signed_on, found.answer.said)
        return _List(known, moment, found.stapled)

    def _proved(self, signed_on: datetime) -> datetime:
        """Return the moment for which a list's proof must hold: it may be made after that one.

        A list may be younger than the moment that is asked for; it is not from the future.
        """
        return max(self._now, signed_on, self._clock or self._now)

    def _remembered(self, issuer: str, body: bytes) -> VerifiedList | None:
        """Return what is known of exactly these bytes, if it still must be so."""
        known = self._memory.lists.get((issuer, body)) if self._memory is not None else None
        if known is None:
            return None
        now = self._proved(known.signed_on)
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
            now=self._proved(signed_on),
        ):
            if check.status is not Status.PASS:
                raise _RefusedError(f"the status list is not believed: {check.detail}", where=url)
        return verified(
            wrapped.credential,
            signed_on,
            resolver=resolver,
            contexts=self._contexts,
            token=wrapped.token,
        )


def issuer_id(credential: Mapping[str, Any]) -> str:
    """Return the id of a credential's issuer, or an empty string."""
    issuer = credential.get("issuer")
    if isinstance(issuer, dict):
        issuer = issuer.get("id")
    return issuer if isinstance(issuer, str) else ""


def _signed_on(listed: Mapping[str, Any]) -> datetime:
    try:
        return validity.moment(listed.get("validFrom", listed.get("issuanceDate")))
    except validity.NotATimestampError as error:
        raise _RefusedError(f"the status list's validFrom: {error}") from None


def _unknown(detail: str, reason: Reason = Reason.STATUS_UNAVAILABLE) -> Check:
    return Check(Name.STATUS, Status.UNKNOWN, detail, SPEC, reason)


def _count(value: object) -> int:
    return len(value) if isinstance(value, list) else 1
