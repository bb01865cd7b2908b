"""A ledger with everything that goes with it, open: for a state directory, or beside an output."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from skillmark.award.ledger import takeover
from skillmark.award.ledger.changes import Changes
from skillmark.award.ledger.database import Database
from skillmark.award.ledger.ledger import Ledger
from skillmark.award.ledger.lists import Lists
from skillmark.award.ledger.logbook import Logbook, origin_of
from skillmark.award.state import State


@dataclass(frozen=True, slots=True)
class Books:
    """What is kept of awards."""

    database: Database
    ledger: Ledger
    changes: Changes
    lists: Lists | None
    """Absent without a state directory: then no credential has a status."""
    logbook: Logbook | None
    """Absent without a state directory, which is what is published."""


@contextmanager
def of_state(state: State, *, write: bool = True, trial: bool = False) -> Iterator[Books]:
    """Open the books of a state directory; `trial` keeps nothing that was not there before."""
    with _opened(state.ledger, state.journal, state, write=write, trial=trial) as books:
        yield books


@contextmanager
def beside(ledger: Path, journal: Path, *, trial: bool = False) -> Iterator[Books]:
    """Open the books that stand beside an output."""
    with _opened(ledger, journal, None, trial=trial) as books:
        yield books


@contextmanager
def _opened(
    path: Path, journal: Path, state: State | None, *, write: bool = True, trial: bool = False
) -> Iterator[Books]:
    with tempfile.TemporaryDirectory() as elsewhere:
        if trial and not path.exists():
            path = Path(elsewhere) / path.name
        path.parent.mkdir(parents=True, exist_ok=True)
        # a look into a directory that has no ledger yet, or half of one, makes it
        begun = path.exists() and not journal.exists()
        with Database(path, write=write or not begun) as database:
            books = _books(database, state)
            _take_over(journal, books, keep=trial)
            yield books


def _books(database: Database, state: State | None) -> Books:
    lists = logbook = None
    if state is not None:
        lists = Lists(database, secret=state.secret)
        logbook = Logbook(database, state.log, origin=origin_of(state.base_url))
    return Books(database, Ledger(database), Changes(database), lists, logbook)


def _take_over(journal: Path, books: Books, *, keep: bool) -> None:
    """Read a journal of version 0.1 that nobody has taken over yet, and put it away."""
    if not journal.exists():
        return
    if books.database.value("SELECT count(*) FROM batches") == 0:
        takeover.take_over(journal, books.database, books.lists)
    if not keep:
        # after the commit: stopped in between, the next run finds the ledger filled and goes on
        journal.replace(journal.with_name(journal.name + takeover.KEPT))
