"""Revoke, suspend and reinstate what was awarded from a state directory, one or very many."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import islice
from random import Random, SystemRandom

from skillmark.award.keyring import Keyring
from skillmark.award.ledger import books as bookkeeping
from skillmark.award.ledger.books import Books
from skillmark.award.ledger.changes import ACTIVE, REVOKED, SUSPENDED
from skillmark.award.ledger.changes import Change as Entry
from skillmark.award.ledger.logbook import log_key, status_statement
from skillmark.award.roster import Named
from skillmark.award.state import State
from skillmark.nouns.errors import ConflictError, InputError
from skillmark.trust.dids import timestamp
from skillmark.trust.keys import Signer
from skillmark.trust.log.notes import Checkpoint

_CHUNK = 5_000
REASON = 1_000
"""The most characters of a reason."""


class Change(StrEnum):
    """What can happen to a credential that is out."""

    REVOKE = "revoke"
    SUSPEND = "suspend"
    REINSTATE = "reinstate"


_BECOMES = {Change.REVOKE: REVOKED, Change.SUSPEND: SUSPENDED, Change.REINSTATE: ACTIVE}


@dataclass(frozen=True, slots=True)
class Changed:
    """What became of the ids that were given."""

    changed: int
    already: int
    unknown: tuple[str, ...]


def change(
    ids: Iterable[str | Named],
    what: Change,
    *,
    state: State,
    signer: Signer,
    reason: str,
    now: datetime,
    rng: Random | None = None,
    log_passphrase: bytes | None = None,
    witnessed: Iterable[Checkpoint] = (),
) -> Changed:
    """Change the status of credentials, log it, and sign the status lists that changed.

    An id may come with a reason of its own, which goes before `reason`. All is done in one
    transaction: a revocation is final, so suspending or reinstating what was revoked raises
    `ConflictError`, and then nothing is changed at all. Ids that this directory never issued are
    `unknown`. `rng`, outside tests the system's, gives the salts of the log; other arguments and
    errors as for `bulk.issue`.
    """
    if signer.controller != state.issuer:
        raise ConflictError(
            f"the key speaks for {signer.controller}, the directory belongs to {state.issuer}",
            where=str(state.directory),
        )
    Keyring.open(state).check(signer, now=now)
    with bookkeeping.of_state(state) as books:
        assert books.logbook is not None  # noqa: S101 - a state directory has both
        assert books.lists is not None  # noqa: S101
        key = log_key(state.log_key, log_passphrase)
        books.logbook.confirm(*witnessed)
        changed = already = 0
        unknown: list[str] = []
        run = _Changing(books, what, now=now, rng=rng or SystemRandom())
        source = iter(ids)
        with books.ledger.transaction():
            while part := list(islice(source, _CHUNK)):
                wanted = dict(_reasoned(one, reason) for one in part)
                done = run.change(wanted)
                changed, already = changed + done.changed, already + done.already
                unknown += done.unknown
        # also when nothing changed: an earlier run may have been stopped before this step
        books.lists.publish(state.status, state.base_url, signer=signer, now=now)
        books.logbook.publish(key, now=now)
    return Changed(changed, already, tuple(unknown))


class _Changing:
    """A change to many credentials, in one transaction."""

    def __init__(self, books: Books, what: Change, *, now: datetime, rng: Random) -> None:
        self._books, self._what, self._rng = books, what, rng
        self._at = timestamp(now)

    def change(self, wanted: Mapping[str, str]) -> Changed:
        """Change what these ids name, each for its reason."""
        books, becomes = self._books, _BECOMES[self._what]
        found = {one.id: one for one in books.changes.standing(wanted)}
        fresh = [one for one in found.values() if one.status != becomes]
        final = [one.id for one in fresh if one.status == REVOKED]
        if final:
            raise ConflictError(
                f"{final[0]} is revoked, and that is final",
                remedy="award it again instead",
                code="revoked",
            )
        books.changes.add(Entry(one.n, becomes, wanted[one.id], self._at) for one in fresh)
        if self._what is Change.REVOKE:
            books.ledger.release(one.n for one in fresh)
        if books.lists is not None:
            books.lists.put(
                (one.list, one.place, becomes)
                for one in fresh
                if one.list is not None and one.place is not None
            )
        if books.logbook is not None:
            said = [(one.n, status_statement(one.id, becomes, self._at)) for one in fresh]
            books.logbook.add(said, self._rng)
        unknown = tuple(id_ for id_ in wanted if id_ not in found)
        return Changed(len(fresh), len(found) - len(fresh), unknown)


def _reasoned(one: str | Named, reason: str) -> tuple[str, str]:
    """Return an id with its reason, or raise `InputError` where there is none."""
    id_, own, where = (one.id, one.reason, one.where) if isinstance(one, Named) else (one, "", "")
    said = own.strip() or reason.strip()
    if not said:
        raise InputError(
            "a change without a reason cannot be answered for",
            where=where or "--reason",
            remedy="give --reason, or a column reason in the table",
        )
    if len(said) > REASON:
        raise InputError(f"a reason of more than {REASON:,} characters", where=where or "--reason")
    return id_, said
