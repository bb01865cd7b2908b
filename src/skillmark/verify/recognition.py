"""Verify a credential of a template that was met before, from what differs in it.

Checks 1 to 3 hold for the template, 4 to 7 are done here. Whatever is unusual is `None`: the full
verification decides, and says what is wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, partial
from typing import Any

from skillmark.badges.levels import first
from skillmark.badges.reading import Wrapped
from skillmark.badges.summary import Summary, summarise
from skillmark.trust import jwt_time
from skillmark.trust.compiled.secured import Filled
from skillmark.trust.contexts import Contexts
from skillmark.trust.integrity import SKEW
from skillmark.trust.outcome import Status
from skillmark.trust.resolve import Resolver, VerificationMethod
from skillmark.verify import form, securing, validity
from skillmark.verify.checks import Check
from skillmark.verify.familiar import Familiar, Told
from skillmark.verify.securing import Secured
from skillmark.verify.shelf import Shelf
from skillmark.verify.status import StatusLists, issuer_id


@lru_cache(maxsize=8)
def shelf_of(contexts: Contexts) -> Shelf:
    """Return the templates that this process has met under these contexts."""
    return Shelf(contexts)


@dataclass(frozen=True, slots=True)
class Recognised:
    """What came of checks 1 to 7, and what the credential says."""

    checks: tuple[Check, ...]
    as_of: datetime | None
    issuer: str
    format: str
    evidence: Check
    familiar: Familiar
    given: Filled
    told: Told
    said: Mapping[str, Any]
    """Its id, issuer, dates and status."""

    @property
    def telling(self) -> partial[Summary]:
        """Makes the summary where somebody asks for it."""
        return partial(self.familiar.summary, self.given, self.told)

    def profile(self) -> Mapping[str, Any]:
        """Return the issuer's Profile in it, or an empty one."""
        return first(self.said.get("issuer"))

    def subject(self) -> dict[str, Any]:
        """Return a credential with nothing in it but whose it is."""
        return {"credentialSubject": self.familiar.whose(self.given)}


class Recognition:
    """Recognises credentials for one verifier: at one moment, with one resolver."""

    def __init__(self, contexts: Contexts, resolver: Resolver, now: datetime) -> None:
        self._shelf, self._resolver, self._now = shelf_of(contexts), resolver, now
        self._keys: dict[tuple[str, str], tuple[VerificationMethod, Check] | None] = {}

    def examine(self, data: bytes, lists: StatusLists) -> Recognised | None:
        """Check a JSON text or token; `None` if it is not familiar, or unusual."""
        met = self._shelf.match(data)
        if met is None:
            return None
        familiar, given = met
        signed = familiar.signed(given, data)
        if signed is None or (signed.at is not None and signed.at > self._now + SKEW):
            return None
        said = familiar.says(given)
        if signed.claims is not None and jwt_time.objection(
            signed.claims, said, now=self._now, skew=SKEW
        ):
            return None
        issuer = issuer_id(said)
        key = self._key(issuer, signed.key_url)
        if key is None:
            return None
        method, stands_by = key
        if (
            method.public.algorithm not in familiar.algorithms
            or not method.usable_at(signed.at)
            or not method.public.verifies(signed.data, signed.signature)
        ):
            return None
        status, as_of = lists.check(said, issuer)
        told = _told(familiar, given, data)
        return Recognised(
            (*familiar.checks, stands_by, validity.check(said, now=self._now), status),
            as_of,
            issuer,
            "jwt" if familiar.header else "json",
            told.evidence,
            familiar,
            given,
            told,
            said,
        )

    def _key(self, issuer: str, url: str) -> tuple[VerificationMethod, Check] | None:
        """Return the key under `url` if `issuer` lists it for assertions, looking it up once."""
        asked = issuer, url
        if asked not in self._keys:
            self._keys[asked] = securing.stands_by(issuer, url, self._resolver)
        return self._keys[asked]

    def learn(self, wrapped: Wrapped, formed: Check, schema: Check, secured: Secured) -> None:
        """Look at a credential that was verified in full: the next of its kind may be familiar."""
        passed = {secured.context.status, secured.proof.status, secured.issuer_key.status}
        fails = Status.FAIL in (formed.status, schema.status)
        if secured.alone and passed == {Status.PASS} and not fails:
            self._shelf.consider(wrapped, (formed, schema, secured.context, secured.proof))


def _told(familiar: Familiar, given: Filled, data: bytes) -> Told:
    """Return what the credential says besides whose it is: read once for all that say the same."""
    content = familiar.key(given)
    told = familiar.told.get(content)
    if told is None:
        credential = familiar.credential(data)
        summary = summarise(credential)
        told = Told(summary, form.evidence(credential, summary))
        familiar.remember(content, told)
    return told
