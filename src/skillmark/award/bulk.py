"""Award one achievement to many people, exactly once each, whatever interrupts it.

1. The intents (id, salt, place in the status lists) of everybody whom the roster newly names go to
the ledger in one transaction. 2. They are signed, on any executor. 3. A chunk at a time they are
written to the output, and then marked as signed in one transaction with their entries of the log
(`filling`). 4. Status lists and the log are published. A run that stops anywhere is finished by the
next: what was meant is signed with the same id and salt, and what was written is not written twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import IO, Any

from skillmark.award import claims, credential, report
from skillmark.award.filling import Early, Filling
from skillmark.award.keyring import Keyring
from skillmark.award.ledger import books as bookkeeping
from skillmark.award.ledger.books import Books
from skillmark.award.ledger.enlist import SCRATCH, Enlisting
from skillmark.award.ledger.ledger import Batch
from skillmark.award.ledger.logbook import log_key
from skillmark.award.output import Output
from skillmark.award.report import Rejections
from skillmark.award.roster import Rejected, Row
from skillmark.award.state import State
from skillmark.award.triage import Objections
from skillmark.badges import schema
from skillmark.badges.identity import Recipient
from skillmark.nouns.errors import InputError
from skillmark.trust.dids import timestamp
from skillmark.trust.keys import Signer
from skillmark.trust.log.notes import Checkpoint

Progress = Callable[[int, int | None], object]
"""Is told how many rows are done, and of how many; while the roster is read nobody knows that."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is awarded, by whom and how; the same for everybody in a batch."""

    achievement: Mapping[str, Any]
    """Open Badges Achievement object."""
    issuer: Mapping[str, Any]
    """Open Badges Profile object; its id is the key's controller."""
    form: str
    """One of `credential.FORMATS`."""


@dataclass(slots=True)
class Issued:
    """What became of the rows."""

    issued: int = 0
    """Of a trial: how many would be."""
    already: int = 0
    rejected: Rejections = field(default_factory=Rejections)
    """In the order of their lines."""
    stopped: bool = False
    """Whether somebody stopped it before the end; the next run goes on from there."""
    waiting: int = 0
    """How many are meant and not yet signed."""


def issue(
    rows: Iterable[Row | Rejected],
    order: Order,
    *,
    signer: Signer,
    output: Output,
    now: datetime,
    rng: Random,
    state: State | None = None,
    log_passphrase: bytes | None = None,
    witnessed: Sequence[Checkpoint] = (),
    executor: Executor | None = None,
    jobs: int = 1,
    source: str = "",
    table: IO[str] | None = None,
    on_progress: Progress = lambda _done, _total: None,
) -> Issued:
    """Award to everybody in `rows` who does not have it yet.

    `rng` must be a `random.SystemRandom` outside tests: ids, salts and places come from it. With
    `state`, credentials get a place in its status lists and an entry in its log, whose key is
    encrypted with `log_passphrase`; without, a ledger stands beside the output. `executor` and
    `jobs` are those of `work.press`; `source` is what the roster is called; `table` takes the
    report as CSV. Ctrl-C ends it cleanly once the roster was read (`Issued.stopped`).

    Raises `InputError` before anything is done if the order makes no sense, `ConflictError` where
    another run works on it or an old backup was restored (`logbook`), `StorageError` where the disk
    refuses, and what `rows`, signer and executor raise. What was done until then counts.
    """
    _try(order, signer, now)
    if state is not None:
        Keyring.open(state).check(signer, now=now)
    with _books(output, state) as books:
        if state is not None:
            key = log_key(state.log_key, log_passphrase)
        if books.logbook is not None:
            books.logbook.confirm(*witnessed)
        with books.database.scratch(SCRATCH):
            roster = _Roster(books, order, now=now, rng=rng)
            early = Early(executor, jobs)

            def reading(done: int) -> None:
                early.look(done)
                on_progress(done, None)

            roster.enlist(rows, source, reading)
            filling = Filling(
                books, output, roster.enlisting, signer=signer, now=now, rng=rng, state=state
            )
            stopped = False
            try:
                filling.sign(executor, jobs, on_progress)
                filling.mend()
            except KeyboardInterrupt:
                stopped = True
            outcome = roster.told(table, filling)
            outcome.stopped, outcome.waiting = stopped, books.ledger.waiting()
        if books.lists is not None and state is not None:
            books.lists.publish(state.status, state.base_url, signer=signer, now=now)
        if books.logbook is not None and state is not None:
            books.logbook.publish(key, now=now)
    return outcome


def preview(
    rows: Iterable[Row | Rejected],
    order: Order,
    *,
    signer: Signer,
    output: Output,
    now: datetime,
    rng: Random,
    state: State | None = None,
    table: IO[str] | None = None,
    on_progress: Progress = lambda _done, _total: None,
) -> Issued:
    """Say what `issue` would do, and keep nothing."""
    _try(order, signer, now)
    with _books(output, state, trial=True) as books, books.database.scratch(SCRATCH):
        roster = _Roster(books, order, now=now, rng=rng)
        return roster.preview(rows, table, lambda done: on_progress(done, None))


def _books(
    output: Output, state: State | None, *, trial: bool = False
) -> AbstractContextManager[Books]:
    if state is not None:
        return bookkeeping.of_state(state, trial=trial)
    return bookkeeping.beside(output.ledger, output.journal, trial=trial)


class _Roster:
    """A roster in the books."""

    def __init__(self, books: Books, order: Order, *, now: datetime, rng: Random) -> None:
        self._books, self._order, self._now = books, order, now
        self._unreadable, self._rejected = Rejections(), Rejections()
        self._finished = books.ledger.finished
        """What was signed before this run."""
        self.enlisting = Enlisting(
            books.database,
            achievement=str(order.achievement["id"]),
            objections=Objections(order.achievement, now),
            unreadable=self._unreadable,
            rejected=self._rejected,
            rng=rng,
        )

    def enlist(
        self, rows: Iterable[Row | Rejected], source: str, on_progress: Callable[[int], object]
    ) -> None:
        """Store the intents of everybody who is fresh."""
        self.enlisting.stage(rows, on_progress)
        order, ledger = self._order, self._books.ledger
        with ledger.transaction():
            if self.enlisting.sort():
                batch = Batch(order.achievement, order.issuer, order.form, timestamp(self._now))
                number = ledger.begin_batch(batch, source=source)
                self.enlisting.store(number, self._books.lists)

    def told(self, table: IO[str] | None, filling: Filling) -> Issued:
        """Say what became of the rows."""
        rejected = report.together((self._unreadable, self._rejected, filling.given_up))
        if table is not None:
            report.write(table, self.enlisting.outcomes(self._finished), rejected)
        already = self.enlisting.already(self._finished)
        # as the ledger has it: whoever stops a run may do so between a commit and counting it
        return Issued(self._books.ledger.signed_after(self._finished), already, rejected)

    def preview(
        self,
        rows: Iterable[Row | Rejected],
        table: IO[str] | None,
        on_progress: Callable[[int], object],
    ) -> Issued:
        """Find out who is fresh, and forget it again."""
        self.enlisting.stage(rows, on_progress)
        outcome = Issued()
        with self._books.ledger.transaction(keep=False):
            outcome.waiting = self._books.ledger.waiting()
            outcome.issued = self.enlisting.sort()
            outcome.already = self.enlisting.already(self._finished)
            outcome.rejected = report.together((self._unreadable, self._rejected))
            if table is not None:
                report.write(table, self.enlisting.forecast(), outcome.rejected)
        return outcome


def _try(order: Order, signer: Signer, now: datetime) -> None:
    """Raise `InputError` unless the order can be signed and would be an Open Badge."""
    credential.check_format(order.form, signer)
    credential.check_issuer(order.issuer, signer)
    trial = credential.issue(
        claims.of(order.achievement, {}),
        id="urn:uuid:00000000-0000-4000-8000-000000000000",
        issuer=order.issuer,
        recipient=Recipient("Trial", "trial@example.org"),
        salt="0" * 32,
        signer=signer,
        form=order.form,
        valid_from=now,
        now=now,
    )
    if found := schema.errors(trial.credential, most=1):
        raise InputError(f"it would not be an Open Badge: {found[0]}")
