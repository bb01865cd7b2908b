"""Find a framework by what people call it: the starter, a kept file, or an official release."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from skillmark.nouns.errors import InputError
from skillmark.nouns.skill import Framework
from skillmark.skills import starter
from skillmark.skills.exchange import case, ctdl, esco, onet, osmt, store, table
from skillmark.skills.exchange.imported import Imported
from skillmark.skills.exchange.release import open_release


class Importer(Protocol):
    """Reads a release; `version` overrules what the release says of itself."""

    def __call__(self, path: Path, *, version: str = "") -> Imported: ...


FORMATS: dict[str, Importer] = {
    "esco": esco.read,
    "onet": onet.read,
    "case": case.read,
    "osmt": osmt.read,
    "ctdl": ctdl.read,
    "csv": table.read,
}
STARTER = "starter"


def import_framework(format_name: str, path: Path, *, version: str = "") -> Imported:
    """Read the release at `path`, which is of the format `format_name` (a key of `FORMATS`)."""
    importer = FORMATS.get(format_name)
    if importer is None:
        raise InputError(f"{format_name!r} is not a format", remedy=f"one of: {', '.join(FORMATS)}")
    return importer(path, version=version)


def framework(name: str) -> Framework:
    """Return `starter`, a framework file, or the framework of a release whose format is evident.

    Raises `InputError` where `name` is none of them.
    """
    if name == STARTER:
        return starter.framework()
    path = Path(name)
    if not path.exists():
        raise InputError(
            f"no framework {name}",
            remedy="give starter, a file made by skills import --out, or the path of a release",
        )
    return _recognise(path)(path)


def _recognise(path: Path) -> Callable[[Path], Framework]:
    release = open_release(path)
    if path.is_file() and path.suffix.lower() in (".json", ".jsonld"):
        with path.open("rb") as stream:
            start = stream.read(4096)
        if store.FORMAT.encode() in start:
            return store.read
        if b"CFDocument" in start:
            return lambda found: case.read(found).framework
        if b"@graph" in start:
            return lambda found: ctdl.read(found).framework
    for pattern, importer in (
        (r"skills_[a-z]{2}\.csv", esco.read),
        (r"occupation[ _]data\.(xlsx|txt)", onet.read),
    ):
        if release.named(pattern):
            return _framework_of(importer)
    if release.named(r".*\.csv"):
        _, names = table.header(table.single(path))
        return _framework_of(osmt.read if "RSD Name" in names else table.read)
    raise InputError(
        "it is no framework that can be recognised",
        where=str(path),
        remedy="import it with its format: skillmark skills import FORMAT PATH --out F.json",
    )


def _framework_of(importer: Importer) -> Callable[[Path], Framework]:
    return lambda path: importer(path).framework
