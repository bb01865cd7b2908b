"""SQLite stays open from request to request, unless its file is not the site's any more.

To open it anew for each page, as Django does by itself, takes as long as all the queries of most
pages: the whole schema is read again. What may be wrong with a connection that stays open is that
the file under it was moved away and another put in its place (a backup was put back): whatever is
written to the old file is lost. So the file is compared with the one that was opened.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.signals import request_started
from django.db import close_old_connections, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created


def tidy() -> None:
    """Close what is broken, too old or moved away; the next query opens it anew.

    Django's pages have it done before each request; whoever works without requests calls it.
    """
    close_old_connections()
    close_moved()


def close_moved(**_signal: Any) -> None:
    """Close the connections of this thread whose file is gone or another one now."""
    for one in connections.all(initialized_only=True):
        if one.connection is None or one.vendor != "sqlite" or one.in_atomic_block:
            continue
        if _file(one) != getattr(one, "opened_file", None):
            one.close()


def _remember(connection: BaseDatabaseWrapper, **_signal: Any) -> None:
    if connection.vendor == "sqlite":
        connection.opened_file = _file(connection)


def _file(connection: BaseDatabaseWrapper) -> tuple[int, int] | None:
    """Return device and inode; `None` for a database in memory, or where there is no file."""
    try:
        found = Path(connection.settings_dict["NAME"]).stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def watch() -> None:
    """Begin: Django's apps call it once."""
    connection_created.connect(_remember, dispatch_uid="opened")
    request_started.connect(close_moved, dispatch_uid="opened")
