"""Sign what is meant, write it, and mark it: the second half of a bulk award.

What was meant and is not yet marked is taken in its order, a chunk at a time: signed outside any
transaction, written to the output and forced to the disk, then marked in one transaction together
with its entries of the log. Killed between writing and marking, the next run finds in the output
what was written, and marks it.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from datetime import datetime
from itertools import groupby
from random import Random

from skillmark.award import credential, work
from skillmark.award.credential import JWT, Signed
from skillmark.award.ledger.books import Books
from skillmark.award.ledger.enlist import Enlisting
from skillmark.award.ledger.ledger import Batch, Meant, Written
from skillmark.award.ledger.logbook import award_statement
from skillmark.award.outlet import Outlet
from skillmark.award.output import Output
from skillmark.award.report import Rejections
from skillmark.award.state import State
from skillmark.award.work import Made
from skillmark.trust.dids import timestamp
from skillmark.trust.keys import Signer

CHUNK = 500
"""How many credentials are written and marked together."""
FEW = 1_000
"""So many are signed here: other processes would take longer to begin."""
_Chunk = Sequence[tuple[Meant, Made]]


class Early:
    """Lets processes begin while a roster is still being read, once it is long enough for them."""

    def __init__(self, executor: Executor | None, jobs: int) -> None:
        self._executor, self._jobs = executor, jobs

    def look(self, rows: int) -> None:
        """Look at how many rows were read."""
        if self._executor is not None and rows > FEW:
            for _ in range(self._jobs):
                self._executor.submit(work.ready)
            self._executor = None


class Filling:
    """One run over what is to be signed; needs the scratch tables of `ledger.enlist`."""

    def __init__(
        self,
        books: Books,
        output: Output,
        enlisting: Enlisting,
        *,
        signer: Signer,
        now: datetime,
        rng: Random,
        state: State | None,
    ) -> None:
        self._books, self._ledger, self._enlisting = books, books.ledger, enlisting
        self._signer, self._now, self._rng = signer, now, rng
        self._base_url = state.base_url if state else ""
        self._outlet = Outlet(output, books)
        self.given_up = Rejections()
        """Rows whose awards cannot be signed."""

    def sign(
        self, executor: Executor | None, jobs: int, on_progress: Callable[[int, int], object]
    ) -> None:
        """Sign what is meant and not yet signed, also by earlier runs."""
        done, total = 0, self._ledger.waiting()
        if total <= FEW:
            executor = None
        for number, meant in groupby(self._ledger.pending(), key=lambda one: one.batch):
            batch = self._ledger.batch(number)
            # said of the whole batch here, not of each award that would then be given up
            credential.check_format(batch.form, self._signer)
            credential.check_issuer(batch.issuer, self._signer)
            for chunk in _chunks(self._pressed(batch, meant, executor, jobs)):
                self._keep(batch, chunk)
                done += len(chunk)
                on_progress(done, total)
        self._outlet.settle()

    def mend(self) -> None:
        """Write what people have and this output lacks: it was lost, or is another one."""
        missing = self._ledger.meant(self._outlet.missing(self._enlisting))
        for number, meant in groupby(missing, key=lambda one: one.batch):
            batch = self._ledger.batch(number)
            for chunk in _chunks(self._pressed(batch, meant, None, 1)):
                self._remake(batch, chunk)
        self._outlet.settle()

    def _pressed(
        self, batch: Batch, meant: Iterable[Meant], executor: Executor | None, jobs: int
    ) -> Iterator[tuple[Meant, Made]]:
        waiting: deque[Meant] = deque()

        def intents() -> Iterator[work.Intent]:
            for one in meant:
                waiting.append(one)
                yield one.intent

        order = work.Order(batch.achievement, batch.issuer, (batch.form,), self._base_url)
        made = work.press(order, intents(), signer=self._signer, executor=executor, jobs=jobs)
        for one in made:
            yield waiting.popleft(), one

    def _keep(self, batch: Batch, chunk: _Chunk) -> None:
        """Write a chunk, and mark it with its entries of the log."""
        dropped, written, credentials = [], [], []
        for meant, made in chunk:
            if made.error:
                dropped.append((meant.n, made.error))
                self.given_up.add(meant.line, made.error, meant.intent.person.name)
                continue
            [data] = made.texts
            # what an earlier run wrote before it was stopped stays as it is
            there = self._outlet.find(made.id) if meant.n <= self._enlisting.base else None
            if there is None:
                credentials.append(Signed(made.id, data, batch.form == JWT))
            written.append(Written(meant.n, there or hashlib.sha256(data).digest(), made.id))
        self._outlet.write(credentials)
        self._mark(written, written, batch.at, dropped)

    def _remake(self, batch: Batch, chunk: _Chunk) -> None:
        """Write a chunk once more; log what never was handed out like this."""
        again = [(meant, made) for meant, made in chunk if not made.error]
        self._outlet.write([Signed(made.id, made.texts[0], batch.form == JWT) for _, made in again])
        written = [
            Written(meant.n, hashlib.sha256(made.texts[0]).digest(), made.id)
            for meant, made in again
        ]
        # another key, or signatures that differ each time: these bytes were never logged
        other = [one for one in written if self._ledger.digest(one.n) != one.digest]
        self._mark(written, other, timestamp(self._now), [])

    def _mark(
        self,
        written: Sequence[Written],
        logged: Sequence[Written],
        at: str,
        dropped: Sequence[tuple[int, str]],
    ) -> None:
        key, log = self._signer.verification_method, self._books.logbook
        entries: list[bytes] = []
        with self._ledger.transaction():
            self._outlet.note(written)
            self._ledger.drop(dropped)
            if log is not None:
                said = [(one.n, award_statement(one.id, one.digest, key, at)) for one in logged]
                entries = log.add(said, self._rng)
        if log is not None:
            log.extend(entries)


def _chunks(made: Iterable[tuple[Meant, Made]]) -> Iterator[_Chunk]:
    source = iter(made)
    for first in source:
        chunk = [first]
        for one in source:
            chunk.append(one)
            if len(chunk) >= CHUNK:
                break
        yield chunk
