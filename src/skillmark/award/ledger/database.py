"""One SQLite file, open for one process that writes.

`pysqlite3` brings its own library: the one that many Pythons link can corrupt a database in WAL
mode (decision 3). It keeps temporary tables and sorts in memory, so whatever grows with a roster
goes into a scratch file beside the ledger instead, and is sorted in parts (`enlist`).
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any

import pysqlite3.dbapi2 as sqlite

from skillmark.award.ledger import tables
from skillmark.award.storage import StorageError, no_room, refused
from skillmark.nouns.errors import ConflictError, SkillmarkError, UnreadableError

FIXED = (3, 51, 3)
"""First release of SQLite without the WAL-reset bug."""
_PAGES = 512
"""Rows that are fetched together."""
_LOG_PAGES = 4_000
"""Pages that wait in the write-ahead log: fewer mean forcing the disk more often."""
_CACHE, _SCRATCH_CACHE = 4_000, 2_000
"""KiB of pages that are kept in memory."""
Row = tuple[Any, ...]


class Database:
    """A ledger's file. Whoever opens it to write is alone until it is closed."""

    def __init__(self, path: Path, *, write: bool = True) -> None:
        """Open the file, and make it where it is to be written.

        Raises `ConflictError` while another process writes, `UnreadableError` for a file that is
        no ledger, `StorageError` where the disk refuses.
        """
        self.path = path
        self._lock = _locked(path) if write else None
        self._connection: Any = None
        try:
            with self._told():
                self._open(write=write)
        except BaseException:
            self.close()
            raise

    def _open(self, *, write: bool) -> None:
        if sqlite.sqlite_version_info < FIXED:
            raise StorageError(
                f"SQLite {sqlite.sqlite_version} can corrupt a ledger",
                remedy="install the locked requirements again: pysqlite3 brings its own library",
            )
        mode = "rw"
        if write:
            # names, addresses and salts are in it; what SQLite puts beside it is readable alike
            self.path.touch(0o600)
        self._connection = sqlite.connect(
            f"{self.path.absolute().as_uri()}?mode={mode}",
            uri=True,
            isolation_level=None,
            timeout=20,
        )
        run = self._connection.execute
        [[kind]], [[version]] = run("PRAGMA application_id"), run("PRAGMA user_version")
        [[tables_]] = run("SELECT count(*) FROM sqlite_schema")
        if tables_ and kind != tables.KIND:
            raise UnreadableError("this is no ledger of Skillmark", where=str(self.path))
        if version > tables.VERSION:
            raise UnreadableError(
                "it was written by a newer version of Skillmark",
                where=str(self.path),
                remedy="use that version",
            )
        run("PRAGMA journal_mode = WAL")
        run("PRAGMA synchronous = FULL")
        run("PRAGMA foreign_keys = ON")
        run(f"PRAGMA cache_size = -{_CACHE}")
        run(f"PRAGMA wal_autocheckpoint = {_LOG_PAGES}")
        if write and version < tables.VERSION:
            run("BEGIN IMMEDIATE")
            for statement in tables.STATEMENTS:
                run(statement)
            run(f"PRAGMA application_id = {tables.KIND}")
            run(f"PRAGMA user_version = {tables.VERSION}")
            run("COMMIT")

    def close(self) -> None:
        """Close the file, and let others write."""
        if self._connection is not None:
            with suppress(sqlite.Error):
                self._connection.close()
            self._connection = None
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def __enter__(self) -> Database:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def run(self, statement: str, *values: Any) -> int:
        """Carry out a statement; return how many rows it changed."""
        with self._told():
            return int(self._connection.execute(statement, values).rowcount)

    def many(self, statement: str, rows: Iterable[Row]) -> None:
        """Carry out a statement for each row."""
        with self._told():
            self._connection.executemany(statement, rows)

    def rows(self, statement: str, *values: Any) -> Iterator[Row]:
        """Yield rows, some at a time."""
        with self._told():
            cursor = self._connection.execute(statement, values)
        while True:
            with self._told():
                found = cursor.fetchmany(_PAGES)
            if not found:
                return
            yield from found

    def one(self, statement: str, *values: Any) -> Row | None:
        """Return the first row, or `None`."""
        with self._told():
            found: Row | None = self._connection.execute(statement, values).fetchone()
        return found

    def value(self, statement: str, *values: Any) -> Any:
        """Return the first column of the first row, or `None`."""
        found = self.one(statement, *values)
        return None if found is None else found[0]

    @contextmanager
    def transaction(self, *, keep: bool = True) -> Iterator[None]:
        """All that is done inside counts together once it is on the disk, or not at all.

        With `keep` false none of it ever counts: it was only to be known what would be.
        """
        with self._told():
            self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            with self._told():
                self._connection.execute("COMMIT" if keep else "ROLLBACK")
        except BaseException:
            with suppress(sqlite.Error):
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
            raise

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Write to scratch tables: at once for all that is done inside, not row by row."""
        with self._told():
            self._connection.execute("BEGIN")
        try:
            yield
        finally:
            with self._told():
                self._connection.execute("COMMIT")

    @contextmanager
    def scratch(self, statements: Iterable[str]) -> Iterator[None]:
        """Give tables `scratch.*` in a file of their own, which is gone afterwards.

        They take no part in transactions: what is in them is worth nothing once a run ends.
        """
        path = self.path.with_name(f"{_hidden(self.path.name)}.scratch")
        path.unlink(missing_ok=True)
        try:
            with self._told():
                run = self._connection.execute
                run("ATTACH ? AS scratch", (str(path),))
                run("PRAGMA scratch.journal_mode = OFF")
                run("PRAGMA scratch.synchronous = OFF")
                run(f"PRAGMA scratch.cache_size = -{_SCRATCH_CACHE}")
                for statement in statements:
                    run(statement)
            yield
        finally:
            with suppress(sqlite.Error):
                self._connection.execute("DETACH scratch")
            path.unlink(missing_ok=True)

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except sqlite.Error as error:
            raise _understood(error, self.path) from error


def _understood(error: Exception, path: Path) -> SkillmarkError:
    """Say in plain words what SQLite complains of."""
    said = str(error)
    name = str(getattr(error, "sqlite_errorname", ""))
    if name.startswith("SQLITE_FULL") or "disk is full" in said:
        return no_room(path)
    if name.startswith(("SQLITE_IOERR", "SQLITE_CANTOPEN", "SQLITE_READONLY")) or "I/O" in said:
        return refused(said, path)
    if name.startswith("SQLITE_BUSY") or "locked" in said:
        return ConflictError(
            "another process is working on this", where=str(path), remedy="wait until it ends"
        )
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return UnreadableError(
            f"the ledger is damaged: {said}", where=str(path), remedy="restore it from a backup"
        )
    return StorageError(f"the ledger refuses: {said}", where=str(path))


def _hidden(name: str) -> str:
    return name if name.startswith(".") else f".{name}"


def _locked(path: Path) -> int:
    """Take the lock that one process at a time holds; it goes with the process, however it ends."""
    place = path.with_name(f"{_hidden(path.name)}.lock")
    try:
        descriptor = os.open(place, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StorageError(f"cannot write: {error.strerror}", where=str(place)) from None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise ConflictError(
            "another run is working on this", where=str(path), remedy="wait until it ends"
        ) from None
    return descriptor
