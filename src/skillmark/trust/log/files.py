"""The log as files in a directory, which is published as it stands (C2SP tlog-tiles).

A file is written beside its place, forced to the disk and renamed: it is there whole or not at all.
Tiles wait in memory until some are together, because forcing each to the disk alone would take
longer than everything else; `flush` and `keep_checkpoint` write them. The checkpoint goes last, so
a published checkpoint never speaks of tiles that are not there.

Nothing that was published changes. Partial tiles that a checkpoint was published for stay until
the full tile is there, because whoever holds that checkpoint may still ask for them (a rule of
tlog-tiles); those that grew between two checkpoints were promised to nobody and are left out. At
most 255 stay for each level, then all go at once.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from skillmark.nouns.errors import ConflictError, UnavailableError, UnreadableError
from skillmark.trust.log import layout, notes
from skillmark.trust.log.layout import CHECKPOINT, ENTRY, VERIFIER_KEY, WIDTH, Place

_WAITING = 512
"""Tiles that wait in memory at most: 4 MB."""
_LOCK = ".lock"


class Files:
    """Tiles in a directory. One object writes at a time; what waits is seen by it alone."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._waiting: dict[tuple[int | None, int], bytes] = {}

    def tile(self, level: int, number: int) -> bytes:
        """Return the hashes of a tile so far."""
        return self._read(level, number)

    def keep_tile(self, level: int, number: int, hashes: bytes) -> None:
        """Keep a tile; `ConflictError` where the directory holds another history."""
        self._keep(level, number, hashes)

    def entries(self, number: int) -> bytes:
        """Return a bundle's entries so far."""
        return self._read(None, number)

    def keep_entries(self, number: int, entries: bytes) -> None:
        """Keep a bundle; `ConflictError` where the directory holds another history."""
        self._keep(None, number, entries)

    def checkpoint(self) -> bytes:
        """Return the published checkpoint; nothing if there is none yet."""
        return _bytes_of(self.directory / CHECKPOINT) or b""

    def keep_checkpoint(self, data: bytes) -> None:
        """Publish a checkpoint, after everything that it speaks of.

        Refused (`ConflictError`) where the published one has more entries (code `log_rolled_back`)
        or as many with another root (`log_forked`): readers have seen it. Whether a larger log
        still begins with the published one is what `history.confirm` looks at.
        """
        new = notes.read_checkpoint(data)
        self.flush()
        with self._alone():
            there = self.checkpoint()
            if there:
                old = notes.read_checkpoint(there)
                where = str(self.directory / CHECKPOINT)
                if old.size > new.size:
                    raise ConflictError(
                        f"{old.size} entries were published already, these are {new.size}",
                        where=where,
                        remedy="was an old backup restored? restore a newer one",
                        code="log_rolled_back",
                    )
                if old.size == new.size and old.root != new.root:
                    raise ConflictError(
                        f"{old.size} other entries were published already",
                        where=where,
                        remedy="was an old backup restored? restore a newer one",
                        code="log_forked",
                    )
            self._replace({CHECKPOINT: data})

    def verifier_key(self) -> str:
        """Return the log's published verifier key; nothing if there is none."""
        return (_bytes_of(self.directory / VERIFIER_KEY) or b"").decode("utf-8", "replace").strip()

    def keep_verifier_key(self, vkey: str) -> None:
        """Publish the log's verifier key beside it."""
        self._replace({VERIFIER_KEY: vkey.encode() + b"\n"})

    def flush(self, *, partial: bool = True) -> None:
        """Write what waits: whole files, forced to the disk; without `partial`, full tiles only."""
        files, written = {}, []
        for (level, number), hashes in self._waiting.items():
            place = Place(level, number, len(hashes) // ENTRY)
            if partial or place.width == WIDTH:
                files[place.path] = layout.bundled(hashes) if level is None else hashes
                written.append(place)
        self._replace(files)
        for place in written:
            del self._waiting[place.level, place.number]
            if place.width == WIDTH:
                shutil.rmtree(self.directory / f"{place.whole}.p", ignore_errors=True)

    def _keep(self, level: int | None, number: int, hashes: bytes) -> None:
        there = self._read(level, number)
        if there:
            both = min(len(there), len(hashes))
            if there[:both] != hashes[:both]:
                raise ConflictError(
                    "it holds another history than the one that is to be written",
                    where=str(self.directory / Place(level, number, len(hashes) // ENTRY).whole),
                    remedy="was an old backup restored? restore a newer one",
                    code="log_forked",
                )
            if len(there) >= len(hashes):
                return
        self._waiting[level, number] = hashes
        if len(self._waiting) >= _WAITING:
            self.flush(partial=False)

    def _read(self, level: int | None, number: int) -> bytes:
        waiting = self._waiting.get((level, number))
        if waiting is not None:
            return waiting
        whole = self.directory / Place(level, number).whole
        data = _bytes_of(whole)
        if data is not None:
            return _plain(level, data, WIDTH, whole)
        try:
            with os.scandir(f"{whole}.p") as partial:
                widths = [int(found.name) for found in partial if found.name.isdecimal()]
        except FileNotFoundError:
            return b""
        if not widths:
            return b""
        widest = max(widths)
        path = self.directory / Place(level, number, widest).path
        return _plain(level, path.read_bytes(), widest, path)

    def _replace(self, files: dict[str, bytes]) -> None:
        """Put files in place, each whole or not at all, and force them to the disk."""
        made: list[tuple[Path, Path]] = []
        try:
            for name, data in files.items():
                path = self.directory / name
                path.parent.mkdir(parents=True, exist_ok=True)
                partial = path.with_name(f".{path.name}.partial")
                with partial.open("wb") as file:
                    made.append((partial, path))
                    file.write(data)
            # the disk is given everything before it is waited for
            for partial, _ in made:
                _force(partial)
            for partial, path in made:
                partial.replace(path)
            for directory in {path.parent for _, path in made}:
                _force(directory)
        except OSError as error:
            for partial, _ in made:
                with suppress(OSError):
                    partial.unlink(missing_ok=True)
            raise UnavailableError(
                f"cannot write: {error.strerror}",
                where=str(self.directory),
                remedy="nothing that was published is lost; make room and run again",
                code="log_not_written",
            ) from error

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep other processes from publishing at the same moment."""
        self.directory.mkdir(parents=True, exist_ok=True)
        with (self.directory / _LOCK).open("wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _plain(level: int | None, data: bytes, count: int, path: Path) -> bytes:
    try:
        hashes = layout.unbundled(data) if level is None else data
    except UnreadableError as error:
        raise error.at(str(path)) from None
    if len(hashes) != count * ENTRY:
        raise UnreadableError(
            f"{len(hashes)} bytes of hashes or entries, not {count * ENTRY}",
            where=str(path),
            remedy="the log's files are damaged; write them anew from the ledger",
            code="log_damaged",
        )
    return hashes


def _bytes_of(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _force(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
