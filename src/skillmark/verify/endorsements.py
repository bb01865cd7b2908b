"""Who endorses an issuer, an achievement or a credential: each endorsement is verified by itself.

1. It is an endorsement: a credential that follows the schema (OB 3.0, B.1.10).
2. It is about the thing that it stands in: the same id, letter by letter.
3. Every proof or its token holds, and its endorser stands by the key (as for any credential).
4. It is valid now, and its endorser has not taken it back.
5. Nobody endorses themselves: the endorser is not the issuer, by name or by key.

It decides nothing about the credential, and makes no issuer known: that is for the verifier's own
lists, which also say whether the endorser is known. What endorses an endorser is not followed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from typing import Any

from skillmark.badges import endorsement, reading, schema
from skillmark.badges.endorsement import Endorsed, Found
from skillmark.badges.levels import first
from skillmark.badges.reading import Format, Version, Wrapped
from skillmark.badges.summary import text
from skillmark.nouns.errors import SkillmarkError
from skillmark.trust.contexts import Contexts
from skillmark.trust.outcome import Status
from skillmark.trust.resolve import Resolver
from skillmark.verify import data_model, securing, validity
from skillmark.verify.report import NOT_ASKED, Known
from skillmark.verify.status import StatusLists, issuer_id

SPEC = "OB 3.0 section B.1.10"
MOST = 12
"""Endorsements of one credential that are looked at: each may make us ask its endorser."""
PATIENCE = 4
"""Of one credential that could not be checked; the others are then left, as they may be as slow."""
LARGEST = 256 * 1024
"""Bytes of one."""
MOST_KEPT = 512


@dataclass(frozen=True, slots=True)
class Endorsement:
    """One endorsement, and whether it holds; only one that passed says anything."""

    of: Endorsed
    status: Status
    detail: str
    endorser_id: str = ""
    endorser_name: str = ""
    comment: str = ""
    valid_from: str = ""
    valid_until: str = ""
    id: str = ""
    subject: str = ""
    known: Known = NOT_ASKED
    """Whether the endorser is in the lists that the verifier trusts."""
    keys: tuple[str, ...] = field(default=(), repr=False)
    """Public keys that signed, as Multikey."""

    @property
    def counts(self) -> bool:
        """Whether it holds and its endorser is somebody whom the verifier's lists know."""
        return self.status is Status.PASS and bool(self.known.known)

    def to_json(self) -> dict[str, Any]:
        """Return it as the report promises it."""
        return {
            "of": self.of.value,
            "status": self.status.value,
            "detail": self.detail,
            "endorser": {
                "id": self.endorser_id or None,
                "name": self.endorser_name or None,
                "known": self.known.known,
                "known_by": self.known.known_by or None,
            },
            "comment": self.comment or None,
            "valid_from": self.valid_from or None,
            "valid_until": self.valid_until or None,
            "id": self.id or None,
        }


NONE: tuple[tuple[Endorsement, ...], int] = ((), 0)


class Endorsements:
    """Looks at endorsements for one verifier; the same one is checked once."""

    def __init__(
        self,
        resolver: Resolver,
        contexts: Contexts,
        now: datetime,
        *,
        lists: Callable[[], StatusLists],
        known: Callable[[str], Known],
    ) -> None:
        self._resolver, self._contexts, self._now = resolver, contexts, now
        self._lists, self._known = lists, known
        self._checked: dict[str, Endorsement] = {}

    def of(
        self, credential: Mapping[str, Any], issuer: str, keys: Collection[str]
    ) -> tuple[tuple[Endorsement, ...], int]:
        """Return the first endorsements of a credential, checked, and how many more there are.

        `keys` are those that signed the credential, as Multikey.
        """
        found = endorsement.find(credential)
        looked_at: list[Endorsement] = []
        unanswered = 0
        for one in islice(found, MOST):
            looked_at.append(self._one(one, issuer, keys))
            unanswered += looked_at[-1].status is Status.UNKNOWN
            if unanswered >= PATIENCE:
                break
        return tuple(looked_at), sum(1 for _ in found)

    def alone(self, value: object, subject: str, of: Endorsed) -> Endorsement:
        """Check one endorsement that is said to be of the thing with this id."""
        return self._one(Found(of, subject, value), subject, ())

    def _one(self, found: Found, issuer: str, keys: Collection[str]) -> Endorsement:
        checked = replace(self._by_itself(found.value), of=found.of)
        wrong = ""
        if not checked.subject or checked.subject != found.subject:
            wrong = "it endorses something else than what it stands in"
        elif checked.endorser_id in {issuer, checked.subject}:
            wrong = "the issuer endorses itself, which says nothing"
        elif not set(keys).isdisjoint(checked.keys):
            wrong = "the issuer's own key signed it, which says nothing"
        if wrong and checked.status is not Status.FAIL:
            return replace(checked, status=Status.FAIL, detail=wrong)
        return checked

    def _by_itself(self, value: object) -> Endorsement:
        """Check everything about an endorsement but where it stands."""
        if isinstance(value, dict):
            written = json.dumps(value)
        elif isinstance(value, str):
            written = value
        else:
            return _failed("it is neither an object nor a token")
        if len(written) > LARGEST:
            return _failed(f"it is larger than {LARGEST} bytes")
        checked = self._checked.get(written)
        if checked is None:
            if len(self._checked) >= MOST_KEPT:
                self._checked.clear()
            checked = self._checked[written] = self._check(value, written)
        return checked

    def _check(self, value: object, written: str) -> Endorsement:
        try:
            wrapped = (
                Wrapped(Format.JSON, value, written, Version.OTHER)
                if isinstance(value, dict)
                else reading.read(written.encode())
            )
        except (SkillmarkError, UnicodeEncodeError) as error:
            return _failed(f"it cannot be read: {error}")
        said = _said(wrapped.credential)
        wrong = _form(wrapped.credential)
        if wrong:
            return replace(said, status=Status.FAIL, detail=wrong)
        endorser = said.endorser_id
        secured = securing.check(
            wrapped, endorser, resolver=self._resolver, contexts=self._contexts, now=self._now
        )
        status, _ = self._lists().check(wrapped.credential, endorser)
        checks = (*secured, validity.check(wrapped.credential, now=self._now), status)
        said = replace(said, known=self._known(endorser), keys=secured.keys)
        for bad in (Status.FAIL, Status.UNKNOWN):
            for check in checks:
                if check.status is bad:
                    return replace(said, status=bad, detail=check.detail)
        return replace(said, status=Status.PASS, detail="it holds")


def _said(credential: Mapping[str, Any]) -> Endorsement:
    """Return what an endorsement says, unverified."""
    subject = first(credential.get("credentialSubject"))
    return Endorsement(
        of=Endorsed.CREDENTIAL,
        status=Status.UNKNOWN,
        detail="",
        endorser_id=issuer_id(credential),
        endorser_name=text(first(credential.get("issuer")).get("name")),
        comment=text(subject.get("endorsementComment")),
        valid_from=text(credential.get("validFrom")),
        valid_until=text(credential.get("validUntil")),
        id=text(credential.get("id")),
        subject=text(subject.get("id")),
    )


def _form(credential: Mapping[str, Any]) -> str:
    """Say what is wrong with the form of an endorsement; empty where nothing is."""
    if not endorsement.is_endorsement(credential):
        return "it is no endorsement"
    wrong = data_model.problems(credential) or schema.errors(
        credential, kind=endorsement.TYPE, most=1
    )
    return "; ".join(wrong)


def _failed(detail: str) -> Endorsement:
    return Endorsement(Endorsed.CREDENTIAL, Status.FAIL, detail)
