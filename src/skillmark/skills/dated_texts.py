"""Many texts with their days in one file: CSV, or JSON lines.

Columns or members: `text`, and optionally `title`, `date` (YYYY-MM-DD), `source`. A row that makes
no sense is named by its line and the others go on; only a file that cannot be read at all is
refused.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import orjson

from skillmark.nouns.errors import InputError, UnreadableError

COLUMNS = ("title", "text", "date", "source")
LONGEST = 20_000
"""Characters of one text."""


class Fault(StrEnum):
    """Why a row is left out."""

    NO_JSON = "no_json"
    UNKNOWN = "unknown_member"
    TYPE = "type"
    NO_TEXT = "no_text"
    LONG = "long"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Dated:
    """One text. `line` is where its row ends (CSV) or stands (JSONL), the first being 1."""

    line: int
    text: str
    title: str = ""
    dated: date | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that cannot be used; `detail` is the part of it that is wrong."""

    line: int
    fault: Fault
    detail: str = ""


def read(content: bytes, *, where: str) -> Iterator[Dated | LeftOut]:
    """Read a file of texts, row by row, in order; empty lines are ignored.

    It is JSON lines where its first sign is `{`, else CSV with a comma or semicolon. Raises
    `InputError` naming `where` for a file that is not UTF-8, or without a column `text`.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableError(
            f"this is not UTF-8 (byte {error.start})", where=where, remedy="save it as UTF-8"
        ) from None
    if text.lstrip().startswith("{"):
        yield from _lines(text)
    else:
        yield from _table(text, where)


def _lines(text: str) -> Iterator[Dated | LeftOut]:
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = orjson.loads(line)
        except orjson.JSONDecodeError:
            yield LeftOut(number, Fault.NO_JSON, line.strip()[:60])
            continue
        yield _one(number, row) if isinstance(row, dict) else LeftOut(number, Fault.NO_JSON)


def _one(number: int, row: Mapping[str, object]) -> Dated | LeftOut:
    if unknown := sorted(set(row) - set(COLUMNS)):
        return LeftOut(number, Fault.UNKNOWN, ", ".join(unknown)[:60])
    said: dict[str, str] = {}
    for name in COLUMNS:
        value = row.get(name)
        if not isinstance(value, str | None):
            return LeftOut(number, Fault.TYPE, name)
        said[name] = value or ""
    return _checked(number, said)


def _table(text: str, where: str) -> Iterator[Dated | LeftOut]:
    first = text.partition("\n")[0]
    mark = ";" if first.count(";") > first.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    try:
        header = [name.strip().lower() for name in next(reader, [])]
        if "text" not in header:
            raise InputError(
                "the column text is missing",
                where=f"{where}, line 1",
                remedy=f"columns: {', '.join(COLUMNS)}",
            )
        if unknown := sorted(set(header) - set(COLUMNS)):
            raise InputError(
                f"there is no column {', '.join(unknown)[:100]}",
                where=f"{where}, line 1",
                remedy=f"columns: {', '.join(COLUMNS)}",
            )
        if len(set(header)) < len(header):
            raise InputError("a column comes twice", where=f"{where}, line 1")
        for row in reader:
            if not any(cell.strip() for cell in row):
                continue
            if len(row) > len(header):
                yield LeftOut(reader.line_num, Fault.UNKNOWN, row[len(header)][:60])
                continue
            yield _checked(reader.line_num, dict(zip(header, row, strict=False)))
    except csv.Error as error:
        raise UnreadableError(
            f"this is not CSV: {error}", where=f"{where}, line {reader.line_num}"
        ) from None


def _checked(number: int, said: Mapping[str, str]) -> Dated | LeftOut:
    text = (
        said.get("text", "").replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").strip()
    )
    if not text:
        return LeftOut(number, Fault.NO_TEXT)
    if len(text) > LONGEST:
        return LeftOut(number, Fault.LONG, str(len(text)))
    day: date | None = None
    if wanted := said.get("date", "").strip():
        try:
            day = date.fromisoformat(wanted)
        except ValueError:
            return LeftOut(number, Fault.DATE, wanted[:60])
    title, source = (" ".join(said.get(name, "").split()) for name in ("title", "source"))
    return Dated(number, text, title[:300], day, source[:200])
