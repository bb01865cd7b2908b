"""How credentials stand: every change is kept, so that any day has an answer."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from skillmark.award.ledger.database import Database
from skillmark.nouns.errors import InputError

REVOKED, SUSPENDED, ACTIVE = "revoked", "suspended", "active"


class Standing(NamedTuple):
    """A credential and how it stands."""

    n: int
    id: str
    status: str
    """`revoked`, `suspended` or `active`."""
    list: int | None
    place: int | None


class Change(NamedTuple):
    """One change of a status."""

    n: int
    status: str
    reason: str
    at: str


@dataclass(frozen=True, slots=True)
class History:
    """All that a ledger says of one credential."""

    n: int
    id: str
    achievement: str
    name: str
    """Of its holder."""
    awarded: datetime
    valid_from: datetime
    valid_until: datetime | None
    signed: bool
    given_up: str = ""
    """Why it was never signed; empty if it was or will be."""
    changes: Sequence[Change] = field(default=())

    def status(self, moment: datetime) -> str:
        """Say how it stood: `active`, `suspended` or `revoked`, or `not_awarded` before that."""
        if moment < self.awarded or not self.signed:
            return "not_awarded"
        status = ACTIVE
        for change in self.changes:
            if datetime.fromisoformat(change.at) <= moment:
                status = change.status
        return status

    def verdict(self, moment: datetime) -> str:
        """Say whether it was `valid`, else why not.

        That is `not_awarded`, `revoked`, `suspended`, `not_yet_valid` or `expired`.
        """
        status = self.status(moment)
        if status != ACTIVE:
            return status
        if moment < self.valid_from:
            return "not_yet_valid"
        if self.valid_until is not None and moment > self.valid_until:
            return "expired"
        return "valid"


class Changes:
    """The changes that a ledger keeps."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def standing(self, ids: Iterable[str]) -> Iterator[Standing]:
        """Yield how credentials stand; those that were never issued here are left out."""
        for row in self._database.rows(
            "SELECT i.n, i.id, coalesce((SELECT status FROM changes WHERE n = i.n"
            " ORDER BY change DESC LIMIT 1), 'active'), i.list, i.place"
            " FROM json_each(?) a JOIN ids ON ids.id = a.value JOIN intents i ON i.n = ids.n"
            " WHERE NOT EXISTS (SELECT 1 FROM dropped d WHERE d.n = i.n)",
            json.dumps(list(ids)),
        ):
            yield Standing(*row)

    def add(self, changes: Iterable[Change]) -> None:
        """Keep changes. Inside a transaction."""
        self._database.many(
            "INSERT INTO changes (n, status, reason, at) VALUES (?, ?, ?, ?)", changes
        )

    def of(self, n: int) -> Iterator[Change]:
        """Yield the changes of one credential, in order."""
        for row in self._database.rows(
            "SELECT n, status, reason, at FROM changes WHERE n = ? ORDER BY change", n
        ):
            yield Change(*row)

    def history(self, id_: str) -> History:
        """Return all that is known of a credential, or raise `InputError`."""
        found = self._database.one(
            "SELECT i.n, b.achievement ->> '$.name', i.name, b.at, i.valid_from, i.valid_until,"
            " EXISTS (SELECT 1 FROM signed WHERE n = i.n),"
            " (SELECT reason FROM dropped WHERE n = i.n)"
            " FROM ids JOIN intents i ON i.n = ids.n JOIN batches b ON b.batch = i.batch"
            " WHERE ids.id = ?",
            id_,
        )
        if found is None:
            raise InputError(
                f"{id_} was never issued here",
                where=str(self._database.path),
                remedy="look into another state directory",
            )
        n, achievement, name, at, begins, ends, signed, reason = found
        awarded = datetime.fromisoformat(at)
        return History(
            n=n,
            id=id_,
            achievement=str(achievement),
            name=name,
            awarded=awarded,
            valid_from=datetime.fromisoformat(begins) if begins else awarded,
            valid_until=datetime.fromisoformat(ends) if ends else None,
            signed=bool(signed),
            given_up=reason or "",
            changes=tuple(self.of(n)),
        )
