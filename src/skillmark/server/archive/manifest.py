"""What a backup file holds: a ZIP whose `manifest.json` lists every other member with its digest.

    manifest.json          format, version, when, what, digests
    data/skillmark.sqlite3 the database, as one consistent copy
    data/...               everything else of the data folder, at its own path

The version counts up when an older Skillmark could no longer read the file.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePosixPath
from typing import IO, Any

from skillmark.nouns.errors import UnreadableError

FORMAT, VERSION = "skillmark-backup", 1
NAME = "manifest.json"
PREFIX = "data/"
DATABASE = "skillmark.sqlite3"
LAST = "backup.json"
"""File of the data folder that says when the last backup was made; `doctor` reads it."""
ASIDE = "before-restore-"
"""Folders of the data folder that begin like this hold what a restore replaced."""
STAGING = ".restore-"
_PIECE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a backup; `path` is relative to the data folder."""

    path: str
    size: int
    sha256: str
    mode: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself."""

    made: datetime
    skillmark: str
    base_url: str
    entries: tuple[Entry, ...]
    counts: dict[str, int] = field(default_factory=dict)
    """Rows of the tables by which a rollback is noticed; empty without a database."""

    @property
    def has_database(self) -> bool:
        """Whether the database is in it (with PostgreSQL it is not)."""
        return any(entry.path == DATABASE for entry in self.entries)

    def as_bytes(self) -> bytes:
        """Return the JSON of `manifest.json`."""
        value = {
            "format": FORMAT,
            "version": VERSION,
            "made": self.made.isoformat(),
            "skillmark": self.skillmark,
            "base_url": self.base_url,
            "counts": self.counts,
            "files": [
                {"path": e.path, "bytes": e.size, "sha256": e.sha256, "mode": f"{e.mode:04o}"}
                for e in self.entries
            ],
        }
        return json.dumps(value, indent=1, ensure_ascii=False).encode()


def read(data: bytes) -> Manifest:
    """Read `manifest.json`, or raise `UnreadableError`."""
    try:
        value = json.loads(data)
        known = (value["format"], value["version"])
        made = Manifest(
            made=datetime.fromisoformat(value["made"]),
            skillmark=str(value["skillmark"]),
            base_url=str(value["base_url"]),
            entries=tuple(_entry(item) for item in value["files"]),
            counts={str(name): int(rows) for name, rows in value["counts"].items()},
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnreadableError("this is not a backup of Skillmark", where=NAME) from error
    if known != (FORMAT, VERSION):
        raise UnreadableError(
            f"the backup has format {known[0]} {known[1]}, this Skillmark reads {FORMAT} {VERSION}",
            remedy="restore it with the Skillmark that made it, or a newer one",
            code="backup_version",
        )
    return made


def _entry(item: dict[str, Any]) -> Entry:
    path = str(item["path"])
    pure = PurePosixPath(path)
    if (
        not path
        or pure.is_absolute()
        or str(pure) != path
        or ".." in pure.parts
        or "\\" in path
        or "\0" in path
    ):
        raise UnreadableError(f"the backup names a file outside: {path!r}", where=NAME)
    # a backup never makes a file that others than its owner may read
    mode = int(item["mode"], 8) & 0o700
    return Entry(path, int(item["bytes"]), str(item["sha256"]), mode)


def pieces(file: IO[bytes]) -> Iterator[bytes]:
    """Yield a file in pieces, so that none is held in memory whole."""
    while piece := file.read(_PIECE):
        yield piece


def copy(source: IO[bytes], target: IO[bytes]) -> tuple[int, str]:
    """Copy all bytes; return how many they were and their SHA-256."""
    digest, size = hashlib.sha256(), 0
    for piece in pieces(source):
        digest.update(piece)
        size += len(piece)
        target.write(piece)
    return size, digest.hexdigest()
