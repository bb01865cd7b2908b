"""A list of people as an HR system exports it: read by its columns, every mistake by its line.

Two tables are read. The first has a line a person (`email` and what else there is, and a column a
skill where somebody wants that); the second has a line a piece of evidence. A line with a mistake
is named with its column and value, and the others go on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from skillmark.define.completions import Table, read_table
from skillmark.define.dates import Ambiguous, DateOrder, order_shown, read_day
from skillmark.nouns.proficiency import HIGHEST, LOWEST, EvidenceClass
from skillmark.server.plan.people.columns import (
    EVIDENCE_FIELDS,
    FIELDS,
    Columns,
    digest,
    folded,
    guess,
    propose,
    recode,
)

LONGEST = {"name": 150, "team": 120, "function": 120, "seen_by": 150}
MOST_HOURS = 80.0
_EMAIL = re.compile(r"[^\s@<>,;\"]+@[^\s@<>,;\"]+\.[^\s@<>,;\".]+")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")

CLASSES = {
    **dict.fromkeys(("evidenced", "observed", "beobachtet", "gesehen"), EvidenceClass.EVIDENCED),
    **dict.fromkeys(
        ("claimed", "claim", "self rated", "behauptet", "selbsteinschatzung"),
        EvidenceClass.CLAIMED,
    ),
}


class Reason(StrEnum):
    """What is wrong with a line."""

    NO_ADDRESS = "no_address"
    NOT_AN_ADDRESS = "not_an_address"
    REPEATED = "repeated"
    CONTRADICTS = "contradicts"
    TOO_LONG = "too_long"
    NOT_HOURS = "not_hours"
    NOT_A_DAY = "not_a_day"
    TWO_DAYS = "two_days"
    NOT_YET = "not_yet"
    NOT_A_LEVEL = "not_a_level"
    UNKNOWN_ROLE = "unknown_role"
    UNKNOWN_SKILL = "unknown_skill"
    UNKNOWN_CLASS = "unknown_class"
    NOBODY_SAW = "nobody_saw"
    UNKNOWN_PERSON = "unknown_person"


HINTS = frozenset({Reason.UNKNOWN_ROLE, Reason.REPEATED})
"""What is said and does not keep the line out."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a line: where, and what stands there."""

    line: int
    column: str
    reason: Reason
    value: str = ""
    table: str = "people"

    @property
    def hint(self) -> bool:
        """Whether the line goes in nevertheless."""
        return self.reason in HINTS


@dataclass(frozen=True, slots=True)
class Line:
    """One usable line. Roles are ids of what the caller knows; `None` where none is named."""

    line: int
    email: str
    name: str
    team: str = ""
    function: str = ""
    role: str | None = None
    aims_at: str | None = None
    hours_a_week: float | None = None
    since: date | None = None
    skills: tuple[tuple[str, int], ...] = ()

    @property
    def particulars(self) -> tuple[Any, ...]:
        """All but the place in the file."""
        return (
            self.name, self.team, self.function, self.role, self.aims_at, self.hours_a_week,
            self.since, self.skills,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Seen:
    """One usable line of the evidence."""

    line: int
    email: str
    skill: str
    level: int | None
    evidence_class: EvidenceClass
    dated: date
    seen_by: str = ""


@dataclass(slots=True)
class Read:
    """What a table of people says: usable lines, each person once, and everything wrong."""

    lines: list[Line] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def left_out(self) -> int:
        """Lines that do not go in."""
        return len({(one.table, one.line) for one in self.problems if not one.hint})


class _WrongError(Exception):
    def __init__(self, what: str, reason: Reason, value: str = "") -> None:
        super().__init__(what)
        self.what, self.reason, self.value = what, reason, value


def read_people(
    table: Table,
    columns: Columns,
    *,
    role_of: Callable[[str], str | None],
    today: date,
) -> Read:
    """Read the lines of a table of people.

    `role_of` leads from what a role is called to its id. A line that repeats an earlier one is
    said and left away; one that contradicts it is left out.
    """
    places = {
        what: table.header.index(getattr(columns, what))
        for what in FIELDS
        if getattr(columns, what) in table.header and getattr(columns, what)
    }
    skills = [
        (table.header.index(name), name, uri)
        for name, uri in columns.skills.items()
        if name in table.header
    ]
    order = DateOrder(columns.order) if columns.order else None
    if order is None and "since" in places:
        order = order_shown(_cell(cells, places["since"]) for _line, cells in table.rows)
    read = Read()
    seen: dict[str, Line] = {}
    for number, cells in table.rows:
        said = {what: _cell(cells, place) for what, place in places.items()}
        try:
            line, hints = _line(number, said, role_of=role_of, order=order)
            rated = tuple((uri, _rated(_cell(cells, p), name)) for p, name, uri in skills)
        except _WrongError as wrong:
            column = getattr(columns, wrong.what, "") or wrong.what
            read.problems.append(Problem(number, column, wrong.reason, wrong.value[:80]))
            continue
        line = Line(
            **{name: getattr(line, name) for name in Line.__slots__ if name != "skills"},
            skills=tuple((uri, level) for uri, level in rated if level is not None),
        )
        earlier = seen.get(line.email)
        if earlier is not None:
            same = earlier.particulars == line.particulars
            reason = Reason.REPEATED if same else Reason.CONTRADICTS
            read.problems.append(Problem(number, columns.email, reason, str(earlier.line)))
            continue
        seen[line.email] = line
        read.lines.append(line)
        read.problems += [
            Problem(number, getattr(columns, what), Reason.UNKNOWN_ROLE, value[:80])
            for what, value in hints
        ]
    return read


def _line(
    number: int,
    said: Mapping[str, str],
    *,
    role_of: Callable[[str], str | None],
    order: DateOrder | None,
) -> tuple[Line, list[tuple[str, str]]]:
    email = _address(said.get("email", ""))
    name = said.get("name", "")
    name = _turned(name) or f"{said.get('first_name', '')} {said.get('last_name', '')}".strip()
    texts = {"name": name, "team": said.get("team", ""), "function": said.get("function", "")}
    for what, text in texts.items():
        if len(text) > LONGEST[what]:
            raise _WrongError(what, Reason.TOO_LONG, text)
        if text and not text.isprintable():
            raise _WrongError(what, Reason.TOO_LONG, ascii(text))
    hints = []
    roles: dict[str, str | None] = {}
    for what in ("role", "aims_at"):
        written = said.get(what, "")
        roles[what] = role_of(written) if written else None
        if written and roles[what] is None:
            hints.append((what, written))
    line = Line(
        line=number,
        email=email,
        **texts,
        **roles,
        hours_a_week=_hours(said.get("hours_a_week", "")),
        since=_day("since", said.get("since", ""), order),
    )
    return line, hints


def read_evidence(
    table: Table,
    *,
    skill_of: Callable[[str], str | None],
    known: Callable[[str], bool],
    today: date,
) -> tuple[list[Seen], list[Problem]]:
    """Read the lines of a table of evidence: `email,skill,level,class,date,seen_by`.

    `known` says whether an address belongs to somebody in the list or here. What was seen needs
    the name of who saw it; a claim needs none.
    """
    guessed = guess(table.header, EVIDENCE_FIELDS)
    places = {what: table.header.index(name) for what, name in guessed.items()}
    order = None
    if "date" in places:
        order = order_shown(_cell(cells, places["date"]) for _line, cells in table.rows)
    seen: list[Seen] = []
    problems: list[Problem] = []
    for number, cells in table.rows:
        said = {what: _cell(cells, place) for what, place in places.items()}
        try:
            seen.append(
                _seen(number, said, skill_of=skill_of, known=known, order=order, today=today)
            )
        except _WrongError as wrong:
            column = guessed.get(wrong.what, wrong.what)
            problems.append(
                Problem(number, column, wrong.reason, wrong.value[:80], table="evidence")
            )
    return seen, problems


def _seen(
    number: int,
    said: Mapping[str, str],
    *,
    skill_of: Callable[[str], str | None],
    known: Callable[[str], bool],
    order: DateOrder | None,
    today: date,
) -> Seen:
    email = _address(said.get("email", ""))
    if not known(email):
        raise _WrongError("email", Reason.UNKNOWN_PERSON, email)
    skill = skill_of(said.get("skill", ""))
    if skill is None:
        raise _WrongError("skill", Reason.UNKNOWN_SKILL, said.get("skill", ""))
    kind = CLASSES.get(folded(said.get("class", "claimed") or "claimed"))
    if kind is None:
        raise _WrongError("class", Reason.UNKNOWN_CLASS, said.get("class", ""))
    day = _day("date", said.get("date", ""), order)
    if day is None:
        raise _WrongError("date", Reason.NOT_A_DAY)
    if day > today:
        raise _WrongError("date", Reason.NOT_YET, day.isoformat())
    by = said.get("seen_by", "")
    if kind is EvidenceClass.EVIDENCED and not by:
        raise _WrongError("seen_by", Reason.NOBODY_SAW)
    if len(by) > LONGEST["seen_by"]:
        raise _WrongError("seen_by", Reason.TOO_LONG, by)
    return Seen(number, email, skill, _rated(said.get("level", ""), "level"), kind, day, by)


def _cell(cells: Sequence[str], place: int) -> str:
    return cells[place] if place < len(cells) else ""


def _address(written: str) -> str:
    if not written:
        raise _WrongError("email", Reason.NO_ADDRESS)
    if not _EMAIL.fullmatch(written) or len(written) > 254 or not written.isprintable():
        raise _WrongError("email", Reason.NOT_AN_ADDRESS, written)
    return written.lower()


def _hours(written: str) -> float | None:
    if not written:
        return None
    if not _NUMBER.fullmatch(written):
        raise _WrongError("hours_a_week", Reason.NOT_HOURS, written)
    hours = float(written.replace(",", "."))
    if hours > MOST_HOURS:
        raise _WrongError("hours_a_week", Reason.NOT_HOURS, written)
    return hours


def _rated(written: str, column: str) -> int | None:
    if not written or written in {"-", "–"}:
        return None
    if not written.isascii() or not written.isdigit() or not LOWEST <= int(written) <= HIGHEST:
        raise _WrongError(column, Reason.NOT_A_LEVEL, written)
    return int(written)


def _day(what: str, written: str, order: DateOrder | None) -> date | None:
    if not written:
        return None
    day = read_day(written, order)
    if isinstance(day, Ambiguous):
        raise _WrongError(what, Reason.TWO_DAYS, written)
    if day is None:
        raise _WrongError(what, Reason.NOT_A_DAY, written)
    return day


def _turned(name: str) -> str:
    """Return "Ada Lovelace" of "Lovelace, Ada"."""
    last, comma, first = name.partition(",")
    return f"{first.strip()} {last.strip()}" if comma and first.strip() else name.strip()


__all__ = [
    "Columns", "Line", "Problem", "Read", "Reason", "Seen", "digest", "propose", "read_evidence",
    "read_people", "read_table", "recode",
]  # fmt: skip
