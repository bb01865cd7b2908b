"""`skillmark assess convert`: a test from one format into another."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from skillmark.cli.assess.shared import Json
from skillmark.cli.console import Exit, emit, out
from skillmark.cli.files import read_bytes
from skillmark.nouns.errors import InputError, SkillmarkError

if TYPE_CHECKING:
    from skillmark.assess.exchange import Format, Imported, Remark

BESIDE = "-files"
"""Ending of the folder that holds the pictures of a test in TOML."""


def convert(  # noqa: PLR0917 (options of a command)
    source: Annotated[Path, typer.Argument(help="QTI, Moodle XML, GIFT, CSV or TOML.")],
    target: Annotated[Path, typer.Argument(help=".toml, .zip (QTI), .xml, .gift or .csv.")],
    skill: Annotated[
        str, typer.Option("--skill", help="URI of the skill of questions that name none.")
    ] = "",
    level: Annotated[
        int, typer.Option("--level", min=1, max=5, help="Level of questions that name none.")
    ] = 3,
    points: Annotated[
        float, typer.Option("--points", help="Points of questions that name none.")
    ] = 1.0,
    language: Annotated[
        str, typer.Option("--language", help="Language of words that name none; of the target.")
    ] = "",
    tags: Annotated[
        list[str] | None,
        typer.Option("--tag", help="TAG=URI: questions of this tag or category measure this."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a target that is there.")] = False,
    json: Json = False,
) -> Exit:
    """Convert a test into another format, and name everything that does not come through.

    The source's format is recognised by its content, the target's by its ending. Exits with 1 if
    a question of the source is missing in the target.
    """
    from skillmark.assess.exchange import Defaults, Fate, format_of_name, read, write

    kind = format_of_name(target.name)
    if target.exists() and not force:
        raise InputError("there is such a file", where=str(target), remedy="--force replaces it")
    known = Defaults(skill, level, points, language or "en", _tags(tags or ()))
    try:
        found = read(read_bytes(source), name=str(source), defaults=known)
    except SkillmarkError as error:
        if str(source) in error.where:
            raise
        raise error.at(str(source)) from error
    files = dict(found.files) | _beside(source)
    told: list[Remark] = []
    data = write(found.test, files, kind, language=language, remark=told.append)
    _put(target, data, files, kind)
    remarks = [*found.remarks, *told]
    missing = sum(one.fate is Fate.LEFT_OUT for one in remarks)
    if json:
        emit(_document(found, kind, remarks, missing, target))
    else:
        _show(found, kind, remarks, target)
    return Exit.NO if missing else Exit.GOOD


def _tags(said: list[str] | tuple[()]) -> dict[str, str]:
    pairs = [one.partition("=") for one in said]
    for tag, _, uri in pairs:
        if not tag or not uri:
            raise InputError(f"{tag!r} names no skill", where="--tag", remedy="write --tag TAG=URI")
    return {tag: uri for tag, _, uri in pairs}


def _beside(source: Path) -> dict[str, bytes]:
    """Return the files beside a test in TOML."""
    folder = source.with_name(source.stem + BESIDE)
    if source.suffix.lower() != ".toml" or not folder.is_dir():
        return {}
    paths = sorted(one for one in folder.rglob("*") if one.is_file() and not one.is_symlink())
    return {one.relative_to(folder).as_posix(): read_bytes(one) for one in paths}


def _put(target: Path, data: bytes, files: dict[str, bytes], kind: Format) -> None:
    from skillmark.assess.exchange import Format
    from skillmark.assess.exchange.archive import safe_name

    folder = target.with_name(target.stem + BESIDE)
    try:
        target.write_bytes(data)
        for name, content in files.items() if kind is Format.TOML else ():
            path = folder / safe_name(name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror}", where=str(target)) from None


def _document(
    found: Imported, kind: Format, remarks: list[Remark], missing: int, target: Path
) -> dict[str, object]:
    return {
        "format": kind.value,
        "target": str(target),
        "items": len(found.test.items),
        "left_out": missing,
        "remarks": [
            {"fate": one.fate.value, "where": one.where, "line": one.line, "words": one.words}
            for one in remarks
        ],
    }


def _show(found: Imported, kind: Format, remarks: list[Remark], target: Path) -> None:
    from rich.markup import escape
    from rich.table import Table

    if remarks:
        shown = Table(title="What did not come through as it was", title_justify="left")
        for column in ("", "where", "line", "what"):
            shown.add_column(column)
        for one in remarks:
            line = str(one.line) if one.line else ""
            shown.add_row(one.fate.value, escape(one.where), line, escape(one.words))
        out.print(shown)
    count = len(found.test.items)
    questions = "1 question" if count == 1 else f"{count:,} questions"
    out.print(f"{questions} read, {escape(str(target))} written ({kind.told}).")
