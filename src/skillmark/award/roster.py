"""Read who is to be awarded: `PEOPLE.csv`, as people export it from spreadsheets.

UTF-8 with or without BOM, comma or semicolon. Columns: `name,email` and optional
`id,level,result,evidence_url,valid_from,valid_until`. A file that cannot be read as a whole raises
`InputError`; a row that makes no sense becomes a `Rejected` and the others go on.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import chain
from typing import IO, NamedTuple

from skillmark.badges.identity import Recipient
from skillmark.badges.open_badges import check_characters
from skillmark.nouns.errors import InputError, UnreadableError
from skillmark.nouns.proficiency import level as check_level

REQUIRED = ("name", "email")
OPTIONAL = ("id", "level", "result", "evidence_url", "valid_from", "valid_until")
FIELD = 10_000
"""The most characters one cell may hold."""
LINE = 1_000_000
"""The most bytes one line may have."""


@dataclass(frozen=True, slots=True)
class Row:
    """One person to award; `line` is the line of the file that the row begins on, from 1."""

    line: int
    recipient: Recipient
    level: int | None = None
    result: str = ""
    evidence_url: str = ""
    valid_from: datetime | None = None
    valid_until: datetime | None = None

    @property
    def person(self) -> str:
        """What tells this person from the others: the id, else the address, else the name."""
        return self.recipient.id or self.recipient.email.lower() or self.recipient.name


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that nothing was awarded for, and why."""

    line: int
    reason: str


def read(data: bytes | IO[bytes], *, where: str = "PEOPLE.csv") -> Iterator[Row | Rejected]:
    """Yield every row, in order; blank lines are skipped. A stream is read as it is needed.

    Raises `InputError` at once for a file without the needed columns, with unknown or repeated
    ones, and where it is met, for what is not UTF-8 or no table; its place is `where` and the line.
    """
    lines = _Lines(data, where)
    names, separator = _header(next(lines, ""), where)
    return _rows(lines, names, separator, where)


class _Lines:
    """Decodes a table line by line, so that whatever is wrong has a line."""

    def __init__(self, data: bytes | IO[bytes], where: str) -> None:
        self._stream = io.BytesIO(data) if isinstance(data, bytes) else data
        self._where = where
        self.number = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._stream.readline(LINE + 1)
        if not line:
            raise StopIteration
        self.number += 1
        place = f"{self._where}, line {self.number}"
        if len(line) > LINE:
            raise UnreadableError(
                f"a line of more than {LINE:,} bytes", where=place, remedy="save it as CSV UTF-8"
            )
        try:
            text = line.decode("utf-8-sig" if self.number == 1 else "utf-8")
        except UnicodeDecodeError:
            raise UnreadableError("not UTF-8", where=place, remedy="save it as CSV UTF-8") from None
        if "\0" in text:
            raise UnreadableError("not a text file", where=place, remedy="save it as CSV UTF-8")
        return text


def _header(first: str, where: str) -> tuple[list[str], str]:
    first = first.rstrip("\r\n")
    if not first.strip():
        raise UnreadableError(
            "the first line is empty",
            where=f"{where}, line 1",
            remedy=f"it names the columns: {', '.join(REQUIRED)}",
        )
    separator = ";" if first.count(";") > first.count(",") else ","
    place = f"{where}, line 1"
    try:
        named = next(csv.reader([first], delimiter=separator))
    except csv.Error as error:
        raise UnreadableError(f"not CSV: {error}", where=place, remedy="save it anew") from None
    names = [name.strip().lower() for name in named]
    if missing := [name for name in REQUIRED if name not in names]:
        raise InputError(
            f"the column {' and the column '.join(missing)} is missing",
            where=place,
            remedy=f"the first line names the columns: {', '.join(REQUIRED)}",
        )
    if unknown := [name for name in names if name not in REQUIRED + OPTIONAL]:
        raise InputError(
            f"unknown column {', '.join(repr(name) for name in unknown)}",
            where=place,
            remedy=f"known are {', '.join(REQUIRED + OPTIONAL)}",
        )
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise InputError(f"the column {twice} is there twice", where=place)
    return names, separator


def _rows(lines: _Lines, names: list[str], separator: str, where: str) -> Iterator[Row | Rejected]:
    reader = csv.reader(lines, delimiter=separator, strict=True)
    line = lines.number + 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise UnreadableError(
                f"not CSV: {error}", where=f"{where}, line {line}", remedy="check the quotes"
            ) from None
        if any(cell.strip() for cell in cells):
            yield _row(line, names, cells)
        line = lines.number + 1


def _row(line: int, names: list[str], cells: list[str]) -> Row | Rejected:
    if len(cells) != len(names):
        return Rejected(line, f"{len(cells)} cells, not {len(names)}")
    values = {name: cell.strip() for name, cell in zip(names, cells, strict=True)}
    try:
        return _person(line, values)
    except InputError as error:
        return Rejected(line, str(error))


def _person(line: int, values: dict[str, str]) -> Row:
    for name, value in values.items():
        if len(value) > FIELD:
            raise InputError(f"more than {FIELD} characters", where=name)
        check_characters(value, name)
    if not values["name"]:
        raise InputError("no name", where="name")
    evidence = values.get("evidence_url", "")
    if evidence and not evidence.startswith(("https://", "http://")):
        raise InputError(f"{evidence!r} is not a web address", where="evidence_url")
    return Row(
        line=line,
        recipient=Recipient(values["name"], values["email"], values.get("id", "")),
        level=check_level(values["level"]) if values.get("level") else None,
        result=values.get("result", ""),
        evidence_url=evidence,
        valid_from=_moment(values.get("valid_from", ""), "valid_from", time.min),
        valid_until=_moment(values.get("valid_until", ""), "valid_until", time(23, 59, 59)),
    )


def _moment(text: str, where: str, of_day: time) -> datetime | None:
    """Return an ISO 8601 moment; a bare date means that time of day, and no zone means UTC."""
    if not text:
        return None
    try:
        if len(text) == len("2026-01-01"):
            return datetime.combine(date.fromisoformat(text), of_day, UTC)
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise InputError(
            f"{text!r} is not a date", where=where, remedy="write 2026-05-31"
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


class Named(NamedTuple):
    """A credential that is to be revoked, suspended or reinstated."""

    id: str
    reason: str = ""
    """Its own; empty where the whole table has one."""
    where: str = ""
    """File and line."""


def read_ids(data: bytes | IO[bytes], *, where: str) -> Iterator[Named]:
    """Yield what a CSV of credential ids names: columns `id` and perhaps `reason` among others, or
    one id a line. A stream is read as it is needed.
    """
    lines = _Lines(data, where)
    first = next(lines, "")
    separator = ";" if first.count(";") > first.count(",") else ","
    reader = csv.reader(chain([first], lines), delimiter=separator)
    header: list[str] | None = None
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            line = f"{where}, line {lines.number}"
            raise UnreadableError(f"not CSV: {error}", where=line, remedy="save it anew") from None
        if cells is None:
            return
        if header is None:
            header = [name.strip().lower() for name in cells]
            if "id" in header:
                continue
            header = []
        if not header and len(cells) > 1:
            raise InputError(
                "the column id is missing",
                where=f"{where}, line 1",
                remedy="the first line names the columns",
            )
        if named := _named(header, [cell.strip() for cell in cells]):
            yield Named(*named, where=f"{where}, line {lines.number}")


def _named(header: list[str], cells: list[str]) -> tuple[str, str] | None:
    if not header:
        return (cells[0], "") if cells and cells[0] else None
    said = dict(zip(header, cells, strict=False))
    return (said["id"], said.get("reason", "")) if said.get("id") else None
