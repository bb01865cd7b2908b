"""One consistent copy of the database while others write to it, and what it counts."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import pysqlite3

from skillmark.nouns.errors import UnavailableError, UnreadableError

COUNTED = {
    "audit_entries": "people_auditrecord",
    "accounts": "people_accountrecord",
    "organisations": "people_organisationrecord",
    "awards": "award_awardrecord",
}
"""Tables whose rows only ever become more, or nearly so: by them a rollback is noticed."""


def connect(path: Path, *, write: bool = False) -> Any:
    """Open a database with the library that all of Skillmark uses."""
    mode = "rw" if write else "ro"
    return pysqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=20, isolation_level=None
    )


def copy(source: Path, target: Path) -> None:
    """Copy the database through SQLite's backup API, and check the copy.

    In WAL mode this reads one moment of the database and holds nobody up. Raises
    `UnavailableError` if it cannot be read, `UnreadableError` if it is damaged.
    """
    try:
        # opening for reading alone would fail where the last server was killed in mid-write
        with closing(connect(source, write=True)) as live, closing(_new(target)) as mine:
            live.backup(mine)
            mine.execute("PRAGMA journal_mode=DELETE")
    except pysqlite3.Error as error:
        raise UnavailableError(
            f"the database cannot be read: {error}",
            where=str(source),
            remedy="run: skillmark doctor",
            code="database",
        ) from None
    problem = damage(target)
    if problem:
        raise UnreadableError(
            f"the database is damaged: {problem}",
            where=str(source),
            remedy="keep this file, and restore the last good backup beside it",
            code="database_damaged",
        )


def _new(path: Path) -> Any:
    path.touch(mode=0o600, exist_ok=False)
    return pysqlite3.connect(str(path), isolation_level=None)


def damage(path: Path) -> str:
    """Return what SQLite's integrity check finds wrong, or an empty string."""
    try:
        with closing(connect(path)) as database:
            found = [str(row[0]) for row in database.execute("PRAGMA integrity_check(3)")]
    except pysqlite3.Error as error:
        return str(error)
    return "" if found == ["ok"] else "; ".join(found)


def counts(path: Path) -> dict[str, int]:
    """Return how many rows the counted tables have; a table that is not there is left out."""
    try:
        with closing(connect(path)) as database:
            there = {
                row[0]
                for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            }
            return {
                name: database.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]  # noqa: S608
                for name, table in COUNTED.items()
                if table in there
            }
    except pysqlite3.Error:
        return {}


def logs(path: Path) -> list[tuple[str, str, int]]:
    """Return each organisation's slug, and its log's verifier key and size ("", 0 without one)."""
    query = (
        "SELECT o.slug, coalesce(l.verifier, ''), coalesce(l.size, 0)"
        " FROM people_organisationrecord o LEFT JOIN award_logrecord l"
        " ON l.organisation_id = o.id ORDER BY o.id"
    )
    try:
        with closing(connect(path)) as database:
            return list(database.execute(query))
    except pysqlite3.Error:
        # a backup of before there were logs: then everything that was witnessed is ahead of it
        return _without_logs(path)


def _without_logs(path: Path) -> list[tuple[str, str, int]]:
    try:
        with closing(connect(path)) as database:
            rows = database.execute("SELECT slug FROM people_organisationrecord ORDER BY id")
            return [(slug, "", 0) for (slug,) in rows]
    except pysqlite3.Error:
        return []


def in_use(path: Path) -> bool:
    """Say whether another process has the database open (as far as SQLite can tell).

    As a side effect, what waits in the write-ahead log is brought into the database file.
    """
    try:
        with closing(connect(path, write=True)) as database:
            # leaving WAL mode needs everybody else to be gone
            database.execute("PRAGMA busy_timeout=1500")
            mode: str = database.execute("PRAGMA journal_mode=DELETE").fetchone()[0]
            return mode != "delete"
    except pysqlite3.OperationalError as error:
        return "locked" in str(error)
    except pysqlite3.Error:
        return False  # damaged beyond opening: nobody works with it
