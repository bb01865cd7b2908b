"""Who finished learning what, as learning platforms export it: a table, read by its columns.

Every platform names its columns differently, so reading has two steps: `read_table` takes the file
apart, `Columns` says which column is what (`propose` knows the names that common platforms use),
and `read_completions` reads the rows. UTF-8 with or without BOM, or UTF-16; comma, semicolon or
tab. A row with a mistake is named by its line, and the others go on.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any

from skillmark.define.dates import Ambiguous, DateOrder, order_shown, read_day
from skillmark.nouns.errors import InputError, UnreadableError
from skillmark.nouns.learning import Completion
from skillmark.skills.language.words import fold

FIELD = 10_000
"""Characters of one cell."""
MOST = 200_000
"""Rows of one file."""
_EMAIL = re.compile(r"[^\s@<>,;\"]+@[^\s@<>,;\"]+\.[^\s@<>,;\".]+")


@dataclass(frozen=True, slots=True)
class Table:
    """A file as rows of cells. Lines count from 1, the header's line."""

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column is what, by the name in the header; empty where there is none of it."""

    email: str = ""
    opportunity: str = ""
    course: str = ""
    """Id of the one learning opportunity that the whole file is of, in place of a column."""
    name: str = ""
    first_name: str = ""
    last_name: str = ""
    completed: str = ""
    day: str = ""
    """The day (YYYY-MM-DD) of everybody who completed, where no column says it."""
    result: str = ""
    at_least: float | None = None
    """Result from which on it counts as completed; `None`: whoever has a day has completed."""
    order: str = ""
    """`DateOrder`, where the days do not show it and somebody has said it."""

    @property
    def open(self) -> tuple[str, ...]:
        """What has to be said before anything can be read."""
        found = []
        if not self.email:
            found.append("email")
        if not self.opportunity and not self.course:
            found.append("opportunity")
        if not self.completed and not self.day:
            found.append("completed")
        if self.at_least is not None and not self.result:
            found.append("result")
        return tuple(found)

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON."""
        return asdict(self)

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> Columns:
        """Return columns of stored JSON."""
        known = {one.name for one in fields(cls)}
        return cls(**{name: value for name, value in said.items() if name in known})


class Reason(StrEnum):
    """Why a row cannot be used."""

    NO_ADDRESS = "no_address"
    NOT_AN_ADDRESS = "not_an_address"
    UNKNOWN_OPPORTUNITY = "unknown_opportunity"
    NOT_A_DAY = "not_a_day"
    NOT_YET = "not_yet"
    REPEATED = "repeated"
    TOO_LONG = "too_long"


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that cannot be used, why, and what in it is wrong."""

    line: int
    reason: Reason
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    """One usable row."""

    line: int
    completion: Completion
    name: str = ""


@dataclass(frozen=True, slots=True)
class Completions:
    """The usable rows, each person and opportunity once, and the others."""

    rows: tuple[Read, ...]
    rejected: tuple[RejectedRow, ...] = ()
    unfinished: int = 0
    """People on the list who have not completed: no day, or a result below what is asked for."""
    ambiguous: tuple[int, ...] = ()
    """Lines whose day has two readings: the order has to be said before any row counts."""
    order: DateOrder | None = None
    """The order of days, where it was said or the days show it."""


_KNOWN: dict[str, tuple[str, ...]] = {
    "email": (
        "email", "email address", "emailaddress", "emailadresse", "mail", "sis login id",
        "login id", "user email", "student email", "benutzer email", "email adresse",
    ),
    "opportunity": (
        "opportunity", "course", "kurs", "course short name", "course name", "course full name",
        "kurskurzname", "kursname", "course id", "course code", "learning opportunity",
    ),
    "name": (
        "name", "full name", "student", "student name", "vollstandiger name", "user full name",
        "teilnehmer", "teilnehmerin", "learner",
    ),
    "first_name": ("first name", "firstname", "vorname", "given name"),
    "last_name": ("last name", "lastname", "surname", "nachname", "family name", "familienname"),
    "completed": (
        "completed", "course complete", "course completed", "completion date", "date completed",
        "completed at", "completed on", "time completed", "kurs abgeschlossen", "kursabschluss",
        "abgeschlossen", "abgeschlossen am", "abschlussdatum", "kurs vollstandig",
        "completion time",
    ),
    "result": (
        "result", "grade", "final grade", "final score", "score", "course total", "ergebnis",
        "note",
        "bewertung", "kurs gesamt", "endnote",
    ),
}  # fmt: skip
"""Names of columns, folded and without punctuation: of Moodle, Canvas and others, in English and
German."""


def read_table(content: bytes, *, where: str = "completions") -> Table:
    """Take a file apart. Raises `InputError` or `UnreadableError` for what is no table."""
    text = _text(content, where)
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=lambda one: (first.count(one), one == ","))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    header: tuple[str, ...] = ()
    rows: list[tuple[int, tuple[str, ...]]] = []
    line = 1
    try:
        for cells in reader:
            stripped = tuple(cell.strip() for cell in cells)
            if any(stripped):
                if not header:
                    header = stripped
                else:
                    rows.append((line, stripped))
            if len(rows) > MOST:
                raise InputError(f"more than {MOST} rows", where=where, remedy="split the file")
            line = reader.line_num + 1
    except csv.Error as error:
        raise InputError(
            f"it is not CSV: {error}", where=f"{where}, line {reader.line_num}"
        ) from error
    if not header:
        raise InputError("it is empty", where=where)
    named = [name for name in header if name]
    if twice := sorted({name for name in named if named.count(name) > 1}):
        raise InputError(f"the column {', '.join(twice)} comes twice", where=f"{where}, line 1")
    return Table(header, tuple(rows))


def _text(content: bytes, where: str) -> str:
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise UnreadableError(
            "it is not UTF-8", where=f"{where}, line {line}", remedy="save the file as CSV UTF-8"
        ) from error


def propose(header: tuple[str, ...]) -> Columns:
    """Return which columns are what, as far as their names say; nothing that two could be."""
    folded = {name: " ".join(re.findall(r"\w+", fold(name))) for name in header if name}
    found: dict[str, Any] = {}
    for what, known in _KNOWN.items():
        fits = [name for name, plain in folded.items() if plain.replace("e mail", "email") in known]
        if len(fits) == 1:
            found[what] = fits[0]
    return Columns(**found)


def read_completions(
    table: Table, columns: Columns, *, known: Mapping[str, str], today: date
) -> Completions:
    """Read the rows of a table.

    `known` leads from what a learning opportunity may be called (its id, its titles; compared
    without case and accents) to its id. `today` is the latest day that something can have been
    completed. A later row of the same person and opportunity is rejected: one completion counts
    once. Raises `InputError` for columns that the table has not, or that leave something open.
    """
    places = _places(table, columns)
    written = [_cell(cells, places, "completed") for _line, cells in table.rows]
    order = DateOrder(columns.order) if columns.order else order_shown(written)
    called = {fold(name).strip(): one for name, one in known.items()}
    reader = _Rows(columns, places, called, order, today)
    seen: dict[tuple[str, str], int] = {}
    rows: list[Read] = []
    rejected: list[RejectedRow] = []
    ambiguous: list[int] = []
    unfinished = 0
    for line, cells in table.rows:
        read = reader.read(line, cells)
        if read is None:
            unfinished += 1
        elif isinstance(read, Ambiguous):
            ambiguous.append(line)
        elif isinstance(read, RejectedRow):
            rejected.append(read)
        else:
            key = read.completion.opportunity, read.completion.email
            if key in seen:
                rejected.append(RejectedRow(line, Reason.REPEATED, str(seen[key])))
            else:
                seen[key] = line
                rows.append(read)
    return Completions(tuple(rows), tuple(rejected), unfinished, tuple(ambiguous), order)


_COLUMNS = ("email", "opportunity", "name", "first_name", "last_name", "completed", "result")


def _places(table: Table, columns: Columns) -> dict[str, int]:
    if columns.open:
        raise InputError(
            f"nobody has said where to find: {', '.join(columns.open)}",
            remedy="say which columns they are",
            code="columns_open",
        )
    places = {}
    for what in _COLUMNS:
        name = getattr(columns, what)
        if name:
            if name not in table.header:
                raise InputError(
                    f"there is no column {name}",
                    where="line 1",
                    remedy=f"there are: {', '.join(table.header)}",
                )
            places[what] = table.header.index(name)
    return places


def _cell(cells: tuple[str, ...], places: Mapping[str, int], what: str) -> str:
    place = places.get(what)
    return cells[place] if place is not None and place < len(cells) else ""


class _UnusableError(Exception):
    """Ends the reading of one row."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason, self.detail = reason, detail


@dataclass(frozen=True, slots=True)
class _Rows:
    """How the rows of one file are read."""

    columns: Columns
    places: Mapping[str, int]
    called: Mapping[str, str]
    order: DateOrder | None
    today: date

    def read(self, line: int, cells: tuple[str, ...]) -> Read | Ambiguous | RejectedRow | None:
        """The completion of a row, why it is none, `None` for somebody who has not completed."""
        said = {what: _cell(cells, self.places, what) for what in _COLUMNS}
        if any(len(cell) > FIELD for cell in said.values()):
            return RejectedRow(line, Reason.TOO_LONG)
        try:
            if not self._finished(said):
                return None
            email, opportunity = _address(said["email"]), self._opportunity(said["opportunity"])
            day = self._day(said["completed"])
        except _UnusableError as error:
            return RejectedRow(line, error.reason, error.detail)
        if isinstance(day, Ambiguous):
            return day
        name = said["name"] or f"{said['first_name']} {said['last_name']}".strip()
        done = Completion(opportunity, email, day, said["result"][:200])
        return Read(line, done, _turned(name)[:300])

    def _finished(self, said: Mapping[str, str]) -> bool:
        least = self.columns.at_least
        if self.columns.completed and not said["completed"]:
            return False
        return least is None or _reaches(said["result"], least)

    def _opportunity(self, written: str) -> str:
        found = self.columns.course or self.called.get(fold(written).strip(), "")
        if not found:
            raise _UnusableError(Reason.UNKNOWN_OPPORTUNITY, written)
        return found

    def _day(self, written: str) -> date | Ambiguous:
        text = written if self.columns.completed else self.columns.day
        day = read_day(text, self.order)
        if day is None:
            raise _UnusableError(Reason.NOT_A_DAY, text)
        if isinstance(day, date) and day > self.today:
            raise _UnusableError(Reason.NOT_YET, day.isoformat())
        return day


def _address(written: str) -> str:
    if not written:
        raise _UnusableError(Reason.NO_ADDRESS)
    if not _EMAIL.fullmatch(written) or len(written) > 254:
        raise _UnusableError(Reason.NOT_AN_ADDRESS, written)
    return written.lower()


def _reaches(result: str, least: float) -> bool:
    found = re.match(r"-?\d+(?:[.,]\d+)?", result.strip())
    return found is not None and float(found[0].replace(",", ".")) >= least


def _turned(name: str) -> str:
    """Return "Ada Lovelace" of "Lovelace, Ada", as Canvas writes it."""
    last, comma, first = name.partition(",")
    return f"{first.strip()} {last.strip()}" if comma and first.strip() else name
