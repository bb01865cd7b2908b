"""One SQLite library for every opener.

The library that many Pythons link is in the range of a bug that can corrupt a database in WAL
mode when a checkpoint races with a log reset (fixed in 3.51.3). `pysqlite3` brings its own.
Import this module before anything opens a database.
"""

from __future__ import annotations

import sys

import pysqlite3
import pysqlite3.dbapi2

FIXED = (3, 51, 3)
"""First release without the WAL-reset bug."""

sys.modules["sqlite3"] = pysqlite3
sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2


def library_version() -> tuple[int, ...]:
    """Version of the SQLite library that this process uses."""
    return tuple(int(part) for part in pysqlite3.sqlite_version.split("."))


def safe_for_wal() -> bool:
    """Whether that library is free of the WAL-reset bug."""
    return library_version() >= FIXED
