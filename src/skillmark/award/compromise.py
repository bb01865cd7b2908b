"""A key of a state directory in wrong hands: what it signed since then, and signing the rest anew.

The log decides: an entry before the compromise cannot have been made after it. Everything is done
in steps that a stopped run is followed by: what is logged as signed with another key is done.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from random import Random
from typing import NamedTuple

from skillmark.award import credential
from skillmark.award.keyring import Keyring
from skillmark.award.ledger import books as bookkeeping
from skillmark.award.ledger.books import Books
from skillmark.award.ledger.changes import REVOKED
from skillmark.award.ledger.logbook import award_statement, log_key
from skillmark.award.resigning import Compromise
from skillmark.award.state import State, replace
from skillmark.badges import reading
from skillmark.nouns.errors import InputError, SkillmarkError
from skillmark.trust.dids import timestamp
from skillmark.trust.keys import SigningKey
from skillmark.trust.log.statements import Statement

_CHUNK = 500


class Carried(NamedTuple):
    """A credential whose bytes, as the log last recorded them, carry a key's signature."""

    id: str
    n: int | None
    entry: int
    at: str
    digest: str


@dataclass(slots=True)
class Anew:
    """What became of credentials that were to be signed anew."""

    signed: int = 0
    already: int = 0
    refused: tuple[tuple[str, str], ...] = ()
    """Where, and why."""
    left: int = 0
    """Credentials that still carry the key's signature and are not revoked."""


def since(state: State, *, index: int | None, moment: datetime | None) -> Compromise:
    """Return a compromise from what somebody knows; raises `InputError` for what cannot be."""
    if (index is None) == (moment is None):
        raise InputError("since when?", remedy="give either --from-index or --since")
    if index is None:
        assert moment is not None  # noqa: S101 - one of the two
        return Compromise(moment)
    with bookkeeping.of_state(state, write=False) as books:
        found = books.database.value(
            "SELECT statement ->> '$.at' FROM log WHERE entry_index = ?", index
        )
    if found is None:
        raise InputError(
            f"the log has no entry {index} that can be read",
            where="--from-index",
            remedy="give one that it has, or a moment: --since",
        )
    return Compromise(datetime.fromisoformat(found), index)


def carried(books: Books, method: str) -> Iterator[Carried]:
    """Yield what carries a key's signature and is not revoked, in the order of the log."""
    for id_, n, index, at, digest in books.database.rows(
        "SELECT statement ->> '$.id', n, entry_index, statement ->> '$.at',"
        " statement ->> '$.digest' FROM log l"
        " WHERE statement ->> '$.kind' = 'award' AND statement ->> '$.key' = ?"
        " AND NOT EXISTS (SELECT 1 FROM log x WHERE x.n = l.n AND x.entry_index > l.entry_index"
        " AND x.statement ->> '$.kind' = 'award')"
        " AND coalesce((SELECT status FROM changes WHERE n = l.n ORDER BY change DESC LIMIT 1),"
        " 'active') != ? ORDER BY entry_index",
        method,
        REVOKED,
    ):
        yield Carried(id_, n, index, at, digest)


def after(state: State, method: str, compromise: Compromise) -> list[str]:
    """Return the ids of what a key has signed since the compromise and what is not revoked."""
    with bookkeeping.of_state(state, write=False) as books:
        return [
            one.id
            for one in carried(books, method)
            if compromise.covers(index=one.entry, signed=datetime.fromisoformat(one.at))
        ]


def record(
    state: State, statement: Statement, *, rng: Random, now: datetime, passphrase: bytes | None
) -> None:
    """Put one statement, such as that a key is compromised, into the log of a directory."""
    with bookkeeping.of_state(state) as books:
        assert books.logbook is not None  # noqa: S101 - a state directory has one
        key = log_key(state.log_key, passphrase)
        books.logbook.confirm()
        with books.database.transaction():
            books.logbook.add([(None, statement)], rng)
        books.logbook.publish(key, now=now)


def sign_anew(
    files: Iterable[tuple[str, bytes]],
    method: str,
    *,
    state: State,
    signer: SigningKey,
    out: Path,
    now: datetime,
    rng: Random,
    log_passphrase: bytes | None = None,
    on_progress: Callable[[int], object] = lambda _done: None,
) -> Anew:
    """Sign anew what a compromised key has signed, into files of the same names in `out`.

    Only bytes that the log recorded are signed a second time. `out` must not be where they are
    read from. Raises `ConflictError` where `signer` may not sign.
    """
    Keyring.open(state).check(signer, now=now)
    out.mkdir(parents=True, exist_ok=True)
    outcome = Anew()
    refused: list[tuple[str, str]] = []
    source = iter(files)
    with bookkeeping.of_state(state) as books:
        assert books.logbook is not None  # noqa: S101 - a state directory has one
        key = log_key(state.log_key, log_passphrase)
        books.logbook.confirm()
        waiting = {one.id: one for one in carried(books, method)}
        while part := list(islice(source, _CHUNK)):
            said: list[tuple[int | None, Statement]] = []
            for name, data in part:
                try:
                    made = _one(data, waiting, signer, now)
                except SkillmarkError as error:
                    refused.append((name, str(error)))
                    continue
                if made is None:
                    outcome.already += 1
                    continue
                n, signed = made
                replace(out / f"{Path(name).stem}{signed.suffix}", signed.data)
                digest = hashlib.sha256(signed.data).digest()
                at = timestamp(now)
                said.append(
                    (
                        n,
                        award_statement(
                            signed.id, digest, signer.verification_method, at, signed.id
                        ),
                    )
                )
                del waiting[signed.id]
            if said:
                with books.database.transaction():
                    books.logbook.add(said, rng)
            outcome.signed += len(said)
            on_progress(len(part))
        books.logbook.publish(key, now=now)
        outcome.left = len(waiting)
    outcome.refused = tuple(refused)
    return outcome


def _one(
    data: bytes, waiting: dict[str, Carried], signer: SigningKey, now: datetime
) -> tuple[int | None, credential.Signed] | None:
    """Return one credential, signed anew; `None` where it carries the key's signature no more."""
    found = reading.read(data)
    id_ = str(found.credential.get("id"))
    known = waiting.get(id_)
    if known is None:
        return None
    if known.digest != f"sha256:{hashlib.sha256(data).hexdigest()}":
        raise InputError(
            "these are not the bytes that the log recorded: they are not signed a second time",
            code="not_recorded",
        )
    unsigned = {name: value for name, value in found.credential.items() if name != "proof"}
    credential.check_issuer(unsigned["issuer"], signer)
    form = credential.JWT if not found.credential.get("proof") else None
    made = credential.sign(
        unsigned, signer, form=form or credential.natural_format(signer), now=now
    )
    return known.n, made
