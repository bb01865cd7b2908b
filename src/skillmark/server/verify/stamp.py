"""What was worked out from this site's own tables, for as long as the database says that it holds.

Every use asks the database for its stamp (one row), which changes in the very transaction that
changes an organisation, a key or a status list, in whichever process: a revocation is seen by the
next request. What depends on the clock as well is worked out again after `LASTS`.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from django.db import connections

from skillmark.trust.remembered import Remembered

LASTS = 60.0
"""Seconds: a status list is signed anew every few days, by who asks for it."""
_kept: Remembered[Hashable, tuple[str, float, Any]] = Remembered(most=1024, most_weight=64 * 2**20)

T = TypeVar("T")


def current() -> str:
    """Return the stamp as it is now; where somebody emptied the table, one that nothing has."""
    here = connections["default"]
    here.ensure_connection()
    with here.wrap_database_errors:
        # past the layers of Django's cursors, which cost more than the question
        row = here.connection.execute("SELECT text FROM verify_stamprecord").fetchone()
    return str(row[0]) if row is not None else secrets.token_hex()


def under(
    stamp: str,
    key: Hashable,
    make: Callable[[], T],
    *,
    weight: Callable[[T], int] = lambda _: 1,
) -> T:
    """Return what `make` made under this stamp, made now if need be.

    Take the stamp before: if the tables change while `make` reads them, the next stamp is another
    one. What `make` raises is not kept.
    """
    now = time.monotonic()
    known = _kept.get(key)
    if known is not None and known[0] == stamp and now < known[1]:
        made: T = known[2]
        return made
    made = make()
    _kept.put(key, (stamp, now + LASTS, made), weight(made))
    return made
