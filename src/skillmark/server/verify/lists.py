"""Lists of known issuers that the site's owner keeps in the data folder.

`registry.json` is the owner's own word. In the folder `registries` lie lists of others: signed
ones, whose keepers `SKILLMARK_REGISTRY_KEYS` names, those of the Digital Credentials Consortium,
and statements of a federation. One that is refused is left out, and then nobody is called unknown
because of it.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Hashable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from skillmark.nouns.errors import InputError, SkillmarkError
from skillmark.server.verify import pinned
from skillmark.server.verify.asking import client
from skillmark.trust.contexts import Contexts
from skillmark.trust.fetched import Fetch
from skillmark.trust.remembered import Remembered
from skillmark.verify import registries
from skillmark.verify.registries import Named, ReadList
from skillmark.verify.registry import FILE, Registry

FOLDER = "registries"
LASTS, TROUBLE_LASTS = 600.0, 120.0
"""Seconds after which a list is looked at again: its time may be over, its keeper's key another."""
_read: Remembered[Hashable, tuple[float, ReadList | SkillmarkError]] = Remembered(
    most=64, most_weight=64
)
_log = logging.getLogger(__name__)


def state(path: str) -> tuple[int, int, int]:
    """Return what changes with a file, or with the names in a folder."""
    try:
        found = os.stat(path)  # noqa: PTH116 (a Path costs more than the question)
    except OSError:
        return 0, 0, 0
    return found.st_ino, found.st_mtime_ns, found.st_size


def of_site(file: Path) -> Iterator[Registry]:
    """Yield the owner's own list, and those beside it.

    Raises `InputError` naming the entry where the own one is wrong; others are left out.
    """
    if file.is_file():
        yield Registry.read(file.read_bytes(), where=FILE)
    for path in files(file.parent):
        name, found = path.name, _kept(path)
        if isinstance(found, ReadList):
            yield found.registry
        else:
            _log.warning("a list of known issuers is not used: %s", found)
            yield Registry({}, (f"the list {name} is not used: {found.cause}",))


def files(data: Path) -> list[Path]:
    """Return the lists of others in a data folder."""
    folder = data / FOLDER
    found = folder.iterdir() if folder.is_dir() else ()
    return sorted(path for path in found if path.is_file() and not path.name.startswith("."))


def _kept(path: Path) -> ReadList | SkillmarkError:
    """Return a list as it was read some minutes ago, if its file is still the same."""
    key = str(path), state(str(path)), settings.SITE.registry_keys
    known = _read.get(key)
    if known is None or time.monotonic() > known[0]:
        found = read(path, settings.SITE.registry_keys, fetch=client(), contexts=pinned.contexts())
        lasts = TROUBLE_LASTS if isinstance(found, SkillmarkError) else LASTS
        known = time.monotonic() + lasts, found
        _read.put(key, known)
    return known[1]


def read(
    path: Path, pins: Sequence[str], *, fetch: Fetch | None, contexts: Contexts
) -> ReadList | SkillmarkError:
    """Return a list, or why it is refused."""
    try:
        return registries.read(
            Named(path.name, path.read_bytes()),
            pins,
            now=datetime.now(UTC),
            fetch=fetch,
            contexts=contexts,
        )
    except OSError as error:
        return InputError(f"cannot be read: {error.strerror}", where=path.name)
    except SkillmarkError as error:
        return error
