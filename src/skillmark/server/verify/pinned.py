"""Contexts that this site's owner pins beside those that come with Skillmark.

The file `contexts.json` of the data folder names them, each with the digest of its bytes:
`{"contexts":[{"url","file","sha256"}]}`; the files lie in the data folder too. Nothing is ever
fetched, and a bundled context cannot be replaced.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from skillmark.nouns.errors import InputError, SkillmarkError
from skillmark.trust import strictjson
from skillmark.trust.contexts import Contexts, bundled

FILE = "contexts.json"
MEMBERS = ("url", "file", "sha256")


def contexts() -> Contexts:
    """Return the pinned contexts, the site's own included.

    Raises `InputError` naming the entry if the file in the data folder is wrong.
    """
    return of(Path(settings.DATA))


def of(folder: Path) -> Contexts:
    """Return the contexts that are pinned on the site whose data folder this is."""
    file = folder / FILE
    try:
        found = file.stat()
    except FileNotFoundError:
        return bundled()
    return _read(file, found.st_mtime_ns, found.st_size)


@lru_cache(maxsize=4)
def _read(file: Path, changed: int, size: int) -> Contexts:
    """Read the list once for each state of it: worked-out contexts are worth keeping."""
    try:
        value = strictjson.parse(file.read_bytes())
        entries = value.get("contexts")
        if set(value) != {"contexts"} or not isinstance(entries, list):
            raise InputError(
                "it is an object with one member, contexts, a list",
                remedy='{"contexts":[{"url":"https://...","file":"...","sha256":"..."}]}',
            )
        extra = dict(_entry(file.parent, entry, n) for n, entry in enumerate(entries))
        return bundled().with_extra(extra)
    except SkillmarkError as error:
        raise error.at(FILE) from None


def _entry(folder: Path, entry: Any, number: int) -> tuple[str, bytes]:
    where = f"/contexts/{number}"
    if not isinstance(entry, dict) or set(entry) != set(MEMBERS):
        raise InputError(f"an entry has the members {', '.join(MEMBERS)}", where=where)
    url, name, digest = (entry[member] for member in MEMBERS)
    if not all(isinstance(value, str) and value for value in (url, name, digest)):
        raise InputError("every member of an entry is a text", where=where)
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise InputError("the file lies outside the data folder", where=f"{where}/file")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{name} cannot be read: {error.strerror}", where=where) from None
    if hashlib.sha256(data).hexdigest() != digest.lower():
        raise InputError(
            f"{name} has another digest than the one that is pinned",
            where=f"{where}/sha256",
            remedy="look at what changed in it before you pin the new digest",
        )
    return url, data
