"""The search index of each stored framework: made once, kept on disk, mapped by every process.

A small framework is indexed when somebody first searches it. A large one is indexed by the job that
imports it; where its file is gone, one process makes it anew beside its work, and until then that
framework finds nothing, which is said.
"""

from __future__ import annotations

import fcntl
import logging
import os
import threading
from collections import OrderedDict
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.db import connections

from skillmark.nouns.errors import UnreadableError
from skillmark.server.skills.importing import storing
from skillmark.server.skills.models import FrameworkRecord
from skillmark.skills.search import Search

FOLDER = ".skillmark-search"
"""Inside the data folder; a backup leaves it out, because it can be made again."""
SMALL = 4000
"""Concepts that are indexed while somebody waits: well below a second."""
OPEN = 32
log = logging.getLogger("skillmark.skills")
_open: OrderedDict[str, Search] = OrderedDict()
_making: set[str] = set()
_lock = threading.Lock()


def of(row: FrameworkRecord) -> Search | None:
    """Return the index of a framework, or `None` while it is being made."""
    with _lock:
        if row.digest in _open:
            _open.move_to_end(row.digest)
            return _open[row.digest]
    found = _kept(row)
    if found is None:
        if row.skills + row.occupations > SMALL:
            _make_beside(row)
            return None
        found = make(row)
    return _remember(row, found)


def make(row: FrameworkRecord) -> Search:
    """Make the index, unless another process has made it meanwhile, and keep it."""
    file = _file(row)
    if file is None:
        return Search(storing.read(row))
    with file.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        found = _kept(row)
        if found is None:
            made = Search(storing.read(row))
            made.save(file, of={"framework": row.digest})
            found = _kept(row) or made
    return found


def _remember(row: FrameworkRecord, found: Search) -> Search:
    with _lock:
        _open[row.digest] = found
        while len(_open) > OPEN:
            _open.popitem(last=False)
    return found


def _kept(row: FrameworkRecord) -> Search | None:
    file = _file(row)
    if file is None or not file.is_file():
        return None
    try:
        return Search.open(file, of={"framework": row.digest})
    except UnreadableError:
        log.warning("the search index %s is damaged and is made again", file)
        with suppress(OSError):
            file.unlink()
        return None


def _file(row: FrameworkRecord) -> Path | None:
    folder = Path(settings.DATA) / FOLDER
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError:
        return None  # a data folder that cannot be written does not stop a search
    return folder / f"{row.digest[:40]}.index" if os.access(folder, os.W_OK) else None


def _make_beside(row: FrameworkRecord) -> None:
    with _lock:
        if row.digest in _making:
            return
        _making.add(row.digest)

    def work() -> None:
        try:
            _remember(row, make(row))
        except Exception:
            log.exception("the search index of framework %s could not be made", row.pk)
        finally:
            connections.close_all()
            with _lock:
                _making.discard(row.digest)

    threading.Thread(target=work, name=f"search index {row.pk}", daemon=True).start()
