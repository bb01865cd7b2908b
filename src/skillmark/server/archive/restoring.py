"""Put a backup back.

1. Everything is unpacked beside the site, and every digest and the database are checked.
2. Only then what is there now is moved aside (never deleted), and the backup takes its place.
3. What the backup does not know is said: revocations made since do not count any more.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import zipfile
import zlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from skillmark.fetch.client import Client
from skillmark.nouns.errors import ConflictError, InputError, UnavailableError, UnreadableError
from skillmark.server.archive import manifest, snapshot
from skillmark.server.archive.manifest import DATABASE, Entry, Manifest
from skillmark.server.award.transparency import witnessed
from skillmark.server.environment import Environment

_MOST_MANIFEST = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Restored:
    """A backup that was put back."""

    manifest: Manifest
    aside: Path | None
    """Folder with what was there before."""
    warnings: tuple[str, ...]


def inspect(backup: Path) -> Manifest:
    """Read a backup and check every digest; write nothing. Raises `UnreadableError`."""
    with _open(backup) as package:
        described = _manifest(package, backup)
        for entry in described.entries:
            with Path(os.devnull).open("wb") as nowhere:
                _unpack(package, entry, nowhere, backup)
    return described


def restore(backup: Path, site: Environment, *, now: datetime, force: bool = False) -> Restored:
    """Make the data folder of `site` what it was when `backup` was made.

    Raises `UnreadableError` for a file that is damaged or no backup, `ConflictError` where a
    site is there already and `force` is not given, or where somebody still works with it.
    Whatever goes wrong before the last step, the site is as it was.
    """
    data = site.data
    with _open(backup) as package:
        described = _manifest(package, backup)
        if site.database_url and described.has_database:
            raise InputError(
                "the backup holds an SQLite database, this site uses PostgreSQL",
                where="SKILLMARK_DATABASE_URL",
                remedy="unset it to restore, or restore your pg_dump with pg_restore",
            )
        occupied = _occupied(data)
        if occupied and not force:
            raise ConflictError(
                "there is a site here already",
                where=str(data),
                remedy="restore into an empty folder (SKILLMARK_DATA), or add --force:"
                " what is there is then kept aside",
                code="occupied",
            )
        live = data / DATABASE
        if live.is_file() and described.has_database and snapshot.in_use(live):
            raise ConflictError(
                "the site is running",
                where=str(live),
                remedy="stop skillmark serve and skillmark worker first",
                code="in_use",
            )
        warnings = _warnings(described, live, site, now)
        try:
            data.mkdir(mode=0o700, parents=True, exist_ok=True)
            staging = Path(tempfile.mkdtemp(dir=data, prefix=manifest.STAGING))
            try:
                _stage(package, described, staging, backup)
                aside = _swap(data, staging, now, keep_database=not described.has_database)
            finally:
                shutil.rmtree(staging, ignore_errors=True)
        except OSError as error:
            raise UnavailableError(
                f"the data folder cannot be written: {error.strerror or error}",
                where=str(data),
                remedy="make space, or give this user the right to write there",
                code="write",
            ) from None
    return Restored(described, aside, (*warnings, *_behind(site)))


def _open(backup: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(backup)
    except FileNotFoundError:
        raise InputError("there is no such file", where=str(backup)) from None
    except (zipfile.BadZipFile, OSError) as error:
        raise UnreadableError(
            f"this is not a backup of Skillmark: {error}", where=str(backup)
        ) from None


def _manifest(package: zipfile.ZipFile, backup: Path) -> Manifest:
    names = package.namelist()
    try:
        with package.open(manifest.NAME) as file:
            described = manifest.read(file.read(_MOST_MANIFEST))
    except (KeyError, zipfile.BadZipFile):
        raise UnreadableError(
            "this is not a backup of Skillmark, or its manifest is damaged", where=str(backup)
        ) from None
    except UnreadableError as error:
        raise error.at(str(backup)) from None
    expected = {manifest.PREFIX + entry.path for entry in described.entries} | {manifest.NAME}
    if len(names) != len(expected) or set(names) != expected:
        odd = sorted(set(names) ^ expected)
        raise UnreadableError(
            f"the backup and its manifest disagree about {', '.join(odd[:3]) or 'a double name'}",
            where=str(backup),
            remedy="use another backup",
        )
    return described


def _unpack(package: zipfile.ZipFile, entry: Entry, target: IO[bytes], backup: Path) -> None:
    try:
        with package.open(manifest.PREFIX + entry.path) as source:
            found = manifest.copy(source, target)
    except (zipfile.BadZipFile, EOFError, zlib.error, NotImplementedError):
        found = (-1, "")
    if found != (entry.size, entry.sha256):
        raise UnreadableError(
            f"{entry.path} in the backup is damaged",
            where=str(backup),
            remedy="nothing was changed; use another backup",
            code="digest",
        )


def _stage(package: zipfile.ZipFile, described: Manifest, staging: Path, backup: Path) -> None:
    for entry in described.entries:
        path = staging / entry.path
        for folder in reversed(path.relative_to(staging).parents):
            (staging / folder).mkdir(mode=0o700, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, entry.mode or 0o600)
        with os.fdopen(handle, "wb") as target:
            _unpack(package, entry, target, backup)
            target.flush()
            os.fsync(target.fileno())
    if described.has_database and (problem := snapshot.damage(staging / DATABASE)):
        raise UnreadableError(
            f"the database in the backup is damaged: {problem}",
            where=str(backup),
            remedy="nothing was changed; use another backup",
            code="database_damaged",
        )


def _occupied(data: Path) -> list[str]:
    """Names of what stands in the data folder, apart from leftovers of restores."""
    if not data.is_dir():
        return []
    kept = (manifest.ASIDE, manifest.STAGING)
    return sorted(
        p.name
        for p in data.iterdir()
        if not p.name.startswith(kept) and not (p.is_dir() and not any(p.iterdir()))
    )


def _swap(data: Path, staging: Path, now: datetime, *, keep_database: bool) -> Path | None:
    """Move what is there aside and the staged files in: renames in one folder only."""
    stays = {DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm"} if keep_database else set()
    leaving = [name for name in _occupied(data) if name not in stays]
    aside = None
    if leaving:
        aside = data / f"{manifest.ASIDE}{now:%Y-%m-%dT%H%M%SZ}"
        aside.mkdir(mode=0o700)
        for name in leaving:
            (data / name).rename(aside / name)
    for path in sorted(staging.iterdir()):
        target = data / path.name
        if target.is_dir():
            target.rmdir()  # only empty folders are left here
        path.rename(target)
    return aside


def _behind(site: Environment) -> list[str]:
    """Say which logs in the restored database are behind what was witnessed of them."""
    if not site.witnessed:
        return []
    fetch = Client(allow=frozenset(site.fetch_allow))
    told = []
    for slug, verifier, size in snapshot.logs(site.data / DATABASE):
        for place in site.witnessed:
            try:
                seen = witnessed.read(place, slug, fetch=fetch)
                if seen is not None:
                    seen.reached_by(size, verifier)
            except (ConflictError, UnavailableError) as error:
                told.append(f"{error}. Until then this site awards nothing more.")
    return told


def _warnings(described: Manifest, live: Path, site: Environment, now: datetime) -> tuple[str, ...]:
    since = f"{described.made:%Y-%m-%d %H:%M} UTC"
    missing = (
        f"Everything since {since} is missing. What was revoked or suspended after that counts as"
        " valid again: revoke it again before the site goes online."
    )
    found = [missing]
    if described.made > now:
        found.append("The backup is dated in the future: check the clock of this machine.")
    if live.is_file() and described.has_database:
        have, had = snapshot.counts(live), described.counts
        lost = {
            name: have[name] - had.get(name, 0) for name in have if have[name] > had.get(name, 0)
        }
        if lost:
            told = ", ".join(f"{rows} {name.replace('_', ' ')}" for name, rows in lost.items())
            found.append(f"This rolls the site back: {told} are not in the backup.")
    if described.base_url != site.base_url:
        found.append(
            f"The backup is of {described.base_url}, this site is {site.base_url}: credentials that"
            " are out name the old address."
        )
    return tuple(found)
