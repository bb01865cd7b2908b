"""Make a backup of the site while it runs.

1. The database is copied through SQLite's own backup API: one moment of it, whoever writes.
2. Then the other files of the data folder: a file exists before a row names it, so that every
   key and file that the copied database knows is in the backup.
3. Each is written with its digest; the manifest comes last; the file appears under its name
   only when it is complete and on the disk.
"""

from __future__ import annotations

import json
import os
import stat
import tempfile
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from skillmark import __version__
from skillmark.nouns.errors import ConflictError, InputError, UnavailableError
from skillmark.server.archive import manifest, snapshot
from skillmark.server.archive.manifest import DATABASE, Entry, Manifest
from skillmark.server.environment import Environment


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was made."""

    path: Path
    size: int
    manifest: Manifest
    skipped: tuple[str, ...]
    """Paths that are neither files nor folders (links, sockets) and are not in the backup."""


def default_name(now: datetime) -> str:
    """Return the name of a backup that nobody named."""
    return f"skillmark-{now:%Y-%m-%dT%H%M%SZ}.backup.zip"


def make(site: Environment, target: Path, *, now: datetime, files_only: bool = False) -> Made:
    """Write the backup of `site` to `target`, a new file that only its owner may read.

    Raises `UnavailableError` with what to do for a PostgreSQL site (unless `files_only`),
    `InputError` where there is no site yet, `ConflictError` where `target` exists.
    """
    database = site.data / DATABASE
    if site.database_url and not files_only:
        raise UnavailableError(
            "the records are in PostgreSQL, which this command does not copy",
            where="SKILLMARK_DATABASE_URL",
            remedy="run: pg_dump --format=custom --file=skillmark.dump DATABASE-URL"
            " && skillmark backup --files-only",
            code="postgresql",
        )
    if not site.data.is_dir() or not (files_only or database.is_file()):
        raise InputError(
            "there is no site here to back up",
            where=str(site.data),
            remedy="set SKILLMARK_DATA to the data folder of the site",
        )
    if target.exists():
        raise ConflictError(
            "there is a file of this name already",
            where=str(target),
            remedy="choose another name; backups are never overwritten",
            code="exists",
        )
    partial = target.with_name(f".{target.name}.partial")
    try:
        made = _write(site, partial, now, database=None if files_only else database)
        partial.rename(target)
    except OSError as error:
        raise UnavailableError(
            f"the backup cannot be written: {error.strerror or error}",
            where=str(target),
            remedy="choose a folder with space and the right to write there",
            code="write",
        ) from None
    finally:
        partial.unlink(missing_ok=True)
    _sync_folder(target.parent)
    _note(site.data, now, target)
    return Made(target, target.stat().st_size, made[0], made[1])


def _write(
    site: Environment, partial: Path, now: datetime, *, database: Path | None
) -> tuple[Manifest, tuple[str, ...]]:
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    entries: list[Entry] = []
    skipped: list[str] = []
    counts: dict[str, int] = {}
    with os.fdopen(handle, "wb") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
            if database is not None:
                with tempfile.TemporaryDirectory(
                    dir=partial.parent, prefix=".skillmark-backup-"
                ) as folder:
                    copied = Path(folder) / DATABASE
                    snapshot.copy(database, copied)
                    counts = snapshot.counts(copied)
                    entries.append(_add(package, copied, DATABASE, now))
            for path, name in _files(site.data, skipped, partial):
                entries.append(_add(package, path, name, now))
            described = Manifest(now, __version__, site.base_url, tuple(entries), counts)
            package.writestr(_info(manifest.NAME, now), described.as_bytes())
        file.flush()
        os.fsync(file.fileno())
    return described, tuple(skipped)


def _files(data: Path, skipped: list[str], partial: Path) -> Iterator[tuple[Path, str]]:
    """Yield every other file of the data folder with its path inside it, in order."""
    for folder, names, files in os.walk(data):
        here = Path(folder)
        for name in sorted(names):
            if (here / name).is_symlink():
                skipped.append((here / name).relative_to(data).as_posix())
        names[:] = sorted(name for name in names if not (here / name).is_symlink())
        if here == data:
            names[:] = [
                n for n in names if not n.startswith((manifest.ASIDE, manifest.STAGING, ".skill"))
            ]
        for name in sorted(files):
            path = here / name
            inside = path.relative_to(data).as_posix()
            if inside.startswith(DATABASE) or inside == manifest.LAST or path == partial:
                continue
            if name.endswith((".backup.zip", ".partial")):
                continue  # earlier backups that were put here would make each one double the last
            if stat.S_ISREG(path.lstat().st_mode):
                yield path, inside
            else:
                skipped.append(inside)


def _add(package: zipfile.ZipFile, path: Path, name: str, now: datetime) -> Entry:
    info = _info(manifest.PREFIX + name, now)
    with path.open("rb") as source:
        mode = stat.S_IMODE(os.fstat(source.fileno()).st_mode)
        with package.open(info, "w", force_zip64=True) as target:
            size, digest = manifest.copy(source, target)
    return Entry(name, size, digest, mode & 0o700)


def _info(name: str, now: datetime) -> zipfile.ZipInfo:
    # ZIP knows no time before 1980
    moment = max(now.timetuple()[:6], time.gmtime(315_619_200)[:6])
    info = zipfile.ZipInfo(name, moment)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o600 << 16
    return info


def _note(data: Path, now: datetime, target: Path) -> None:
    value = {"made": now.isoformat(), "file": str(target.absolute())}
    partial = data / f".{manifest.LAST}.partial"
    partial.write_text(json.dumps(value), "utf-8")
    partial.replace(data / manifest.LAST)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
