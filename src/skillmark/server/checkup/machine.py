"""The machine: Python, SQLite, space, clock, and the parts that only some pages need."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

import pysqlite3

from skillmark.server import sqlite
from skillmark.server.archive import snapshot
from skillmark.server.archive.manifest import DATABASE
from skillmark.server.checkup.check import Check, fail, ok, warn
from skillmark.server.environment import Environment

LITTLE, TOO_LITTLE = 2 * 1024**3, 200 * 1024**2
"""Free bytes on the data folder's disk: below the first a warning, below the second a failure."""
BUILT = datetime(2026, 1, 1, tzinfo=UTC)
"""No machine that runs this can rightly think that it is earlier."""
PARTS = {
    "typst": ("certificates as PDF", True),
    "vl_convert": ("charts and badge pictures", True),
    "segno": ("QR codes", True),
    "onnxruntime": ("finding skills by meaning", False),
    "psycopg": ("PostgreSQL", False),
}
"""Module, what needs it, and whether it belongs to the default install."""


def checks(site: Environment, *, now: datetime) -> Iterator[Check]:
    """Yield the checks of the machine."""
    yield python(sys.version_info[:3])
    if not site.database_url:
        yield sqlite_library(sqlite.library_version())
    yield disk(site)
    yield clock(site, now=now)
    yield parts(site)


def python(version: tuple[int, ...]) -> Check:
    """Check the interpreter."""
    said = ".".join(map(str, version))
    if version < (3, 11):
        return fail("python", f"Python {said}", "install Python 3.11 or newer, then make again")
    return ok("python", f"Python {said}")


def sqlite_library(version: tuple[int, ...]) -> Check:
    """Check for the WAL-reset bug, fixed in 3.51.3, which can corrupt a database."""
    said = ".".join(map(str, version))
    if version < sqlite.FIXED:
        fixed = ".".join(map(str, sqlite.FIXED))
        return fail(
            "sqlite",
            f"SQLite {said} can corrupt a database in WAL mode (fixed in {fixed})",
            "install the locked requirements again: pysqlite3 brings its own library",
        )
    return ok("sqlite", f"SQLite {said}, free of the WAL-reset bug")


def disk(site: Environment) -> Check:
    """Check the space that is left for the data folder."""
    place = site.data
    while not place.exists():
        place = place.parent
    free = shutil.disk_usage(place).free
    said = f"{free / 1024**3:.1f} GB free for {site.data}"
    if free < TOO_LITTLE:
        return fail("disk", said, "make space now: with a full disk nothing can be awarded")
    if free < LITTLE:
        return warn("disk", said, "make space soon")
    return ok("disk", said)


def clock(site: Environment, *, now: datetime) -> Check:
    """Check that the clock is plausible: it decides what is expired and what a signature dates."""
    remedy = "set the clock (for example with: timedatectl set-ntp true)"
    said = f"{now:%Y-%m-%d %H:%M} UTC"
    if now < BUILT:
        return fail("clock", f"{said} is before this program was made", remedy)
    latest = _latest(site.data / DATABASE)
    if latest is not None and (latest - now).total_seconds() > 300:
        ahead = f"{said}, but the audit log has an entry of {latest:%Y-%m-%d %H:%M} UTC"
        return fail("clock", f"the clock went back: {ahead}", remedy)
    return ok("clock", said)


def _latest(database: Path) -> datetime | None:
    """Return when the newest entry of the audit log was written."""
    if not database.is_file():
        return None
    try:
        with closing(snapshot.connect(database)) as open_database:
            row = open_database.execute("SELECT max(at) FROM people_auditrecord").fetchone()
        return datetime.fromisoformat(row[0]).replace(tzinfo=UTC) if row and row[0] else None
    except (pysqlite3.Error, ValueError):
        return None


def parts(site: Environment) -> Check:
    """Check the parts that some pages need. A browser such as Chromium is not among them."""
    missing = [
        f"{name} ({what})"
        for name, (what, needed) in PARTS.items()
        if needed and find_spec(name) is None
    ]
    absent = [
        f"{name} ({what})"
        for name, (what, needed) in PARTS.items()
        if not needed and find_spec(name) is None
    ]
    if site.database_url and find_spec("psycopg") is None:
        return fail("parts", "the driver of PostgreSQL is missing", "install skillmark[postgres]")
    if missing:
        return fail("parts", f"missing: {', '.join(missing)}", "install the requirements again")
    said = f"Skillmark {metadata.version('skillmark')}, {os.cpu_count()} processors"
    return ok("parts", f"{said}; not installed, and not needed: {', '.join(absent) or 'nothing'}")
