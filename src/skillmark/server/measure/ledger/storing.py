"""A million rows in and out without an object a row: by statements, a column at a time.

Both databases do the same: write a page of rows over those that are there, and read pages of rows
whose days come as numbers. All that differs between them is in this module.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from skillmark.measure.ledger.columns import COLUMNS, Kind
from skillmark.measure.ledger.store import Ledger, Words
from skillmark.server.measure.ledger.models import OutcomeRecord

PAGE = 2_000
"""Rows at a time: so many lie in the processor's caches, ten times as many take half as long again.
"""
TABLE = OutcomeRecord._meta.db_table
BY_CONSENT = ("credential", "credential_date", "achievement", "provider", "result")
"""Columns that a link fills; a file does not write over what the person agreed to."""
_EMPTY = {Kind.WORDS: "", Kind.CURRENCY: "", Kind.FLAG: False}
_NAMES = tuple(column.name for column in COLUMNS)
_NO_DAY = int(np.iinfo(np.int64).min)


class _Days(dict[int, str | None]):
    """Days since 1970 as both databases take them; each is written once and remembered."""

    def __missing__(self, day: int) -> str | None:
        text = None if day == _NO_DAY else str(np.datetime64(day, "D"))
        return self.setdefault(day, text)


_DAY = _Days()


def given(ledger: Ledger) -> tuple[str, ...]:
    """Return the columns that a ledger says something of; the others stay as they are stored."""
    there = {*ledger.numbers, *ledger.days, *ledger.words, *ledger.flags}
    if there & {"starting_pay", "training_cost"}:
        there.add("currency")
    return (
        *(name for name in _NAMES if name in there),
        *(["groups"] if ledger.groups else []),
    )


def write(organisation_id: int, ledger: Ledger, columns: Sequence[str], now: datetime) -> None:
    """Write people: new ones, and over those who are there the columns that are given.

    The caller holds the transaction.
    """
    names = ["organisation_id", "person", *(n for n in _NAMES if n != "person"), "groups",
             "by_link", "recorded"]  # fmt: skip

    def pages() -> Iterator[Iterable[tuple[Any, ...]]]:
        for start in range(0, len(ledger), PAGE):
            part = ledger.where(np.arange(start, min(start + PAGE, len(ledger))))
            size = len(part)
            cells: list[Sequence[Any]] = [[organisation_id] * size, part.people.tolist()]
            cells += [_written(part, name) for name in names[2:-3]]
            cells += [_groups(part), [False] * size, [moment] * size]
            yield zip(*cells, strict=True)

    if connection.vendor == "postgresql":
        moment: Any = now
        _copy(names, pages(), columns)
    else:
        moment = connection.ops.adapt_datetimefield_value(now)
        _insert(names, pages(), columns)


def _written(ledger: Ledger, name: str) -> Sequence[Any]:
    column = next(one for one in COLUMNS if one.name == name)
    if column.kind is Kind.DAY:
        return list(map(_DAY.__getitem__, ledger.day(name).astype(np.int64).tolist()))
    if column.kind is Kind.WORDS:
        words = ledger.word(name)
        levels: list[str | None] = [*words.levels, None if name == "credential" else ""]
        return [levels[code] for code in words.codes.tolist()]
    if column.kind is Kind.FLAG:
        return ledger.flag(name).tolist()
    if column.kind is Kind.CURRENCY:
        paid = ~np.isnan(ledger.number("starting_pay")) | ~np.isnan(ledger.number("training_cost"))
        return [ledger.currency or "" if there else "" for there in paid.tolist()]
    numbers = ledger.number(name)
    if column.kind is Kind.MONEY:
        numbers = np.round(numbers, 2)
    return np.where(np.isnan(numbers), None, numbers.astype(object)).tolist()


def _groups(ledger: Ledger) -> list[str]:
    if not ledger.groups:
        return [""] * len(ledger)
    names = list(ledger.groups)
    rows = zip(*(words.codes.tolist() for words in ledger.groups.values()), strict=True)
    known: dict[tuple[int, ...], str] = {}
    levels = [words.levels for words in ledger.groups.values()]

    def text(codes: tuple[int, ...]) -> str:
        said = {n: v[code] for n, v, code in zip(names, levels, codes, strict=True) if code >= 0}
        return json.dumps(said, ensure_ascii=False) if said else ""

    return [known[codes] if codes in known else known.setdefault(codes, text(codes))
            for codes in rows]  # fmt: skip


Pages = Iterable[Iterable[tuple[Any, ...]]]


def _insert(names: Sequence[str], pages: Pages, columns: Sequence[str]) -> None:
    marks = ", ".join(["%s"] * len(names))
    named, over = _named(names), _over(columns)
    statement = f"INSERT INTO {TABLE} ({named}) VALUES ({marks}) {over}"  # noqa: S608
    with connection.cursor() as cursor:
        for page in pages:
            cursor.executemany(statement, list(page))


def _copy(names: Sequence[str], pages: Pages, columns: Sequence[str]) -> None:
    named = _named(names)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE coming (LIKE {TABLE}) ON COMMIT DROP")
        for name in names:
            quoted = connection.ops.quote_name(name)
            cursor.execute(f"ALTER TABLE coming ALTER {quoted} DROP NOT NULL")
        cursor.execute("ALTER TABLE coming DROP COLUMN id")
        with cursor.copy(f"COPY coming ({named}) FROM STDIN") as copy:
            for page in pages:
                for row in page:
                    copy.write_row(row)
        cursor.execute(
            f"INSERT INTO {TABLE} ({named}) SELECT {named} FROM coming {_over(columns)}"  # noqa: S608
        )
        cursor.execute("DROP TABLE coming")


def _named(names: Sequence[str]) -> str:
    return ", ".join(connection.ops.quote_name(name) for name in names)


def _over(columns: Sequence[str]) -> str:
    person = _named(("organisation_id", "person"))
    changes = ", ".join(_change(name) for name in (*columns, "recorded"))
    return f"ON CONFLICT ({person}) DO UPDATE SET {changes}"


def _change(name: str) -> str:
    column = connection.ops.quote_name(name)
    if name in BY_CONSENT:
        return (
            f"{column} = CASE WHEN {TABLE}.by_link THEN {TABLE}.{column} ELSE excluded.{column} END"
        )
    return f"{column} = excluded.{column}"


def read(organisation_id: int) -> Ledger:
    """Return the whole ledger of an organisation, in the order in which people came in."""
    readers = {name: _Column.of(name) for name in _NAMES}
    people: list[NDArray[np.object_]] = []
    groups: list[Any] = []
    selected = [_selected(name) for name in _NAMES if name != "person"]
    statement = (
        f"SELECT person, groups, {', '.join(selected)} FROM {TABLE}"  # noqa: S608
        " WHERE organisation_id = %s ORDER BY id"
    )
    for page in _pages(statement, [organisation_id]):
        person, group, *columns = zip(*page, strict=True)
        people.append(np.array(person, dtype=object))
        groups.append(group)
        for name, cells in zip((n for n in _NAMES if n != "person"), columns, strict=True):
            readers[name].take(cells)
    if not people:
        return Ledger(people=np.array([], dtype=object))
    kinds = {column.name: column.kind for column in COLUMNS}

    def some(*wanted: Kind) -> dict[str, Any]:
        return {name: readers[name].array() for name, kind in kinds.items() if kind in wanted}

    currencies = readers["currency"].array()
    return Ledger(
        people=np.concatenate(people),
        numbers=some(Kind.NUMBER, Kind.RATING, Kind.MONEY),
        days=some(Kind.DAY),
        words=some(Kind.WORDS),
        flags=some(Kind.FLAG),
        groups=_grouped(groups),
        currency=currencies.levels[0] if currencies.levels else None,
    )


def _selected(name: str) -> str:
    """An expression has no declared type: the driver hands it over as it is."""
    column = connection.ops.quote_name(name)
    kind = next(one.kind for one in COLUMNS if one.name == name)
    if kind is Kind.DAY:
        if connection.vendor == "sqlite":
            return f"CAST(julianday({column}) - 2440587.5 AS INTEGER)"
        return f"{column} - DATE '1970-01-01'"
    if kind is Kind.FLAG:
        return f"CAST({column} AS INTEGER)"
    if kind is Kind.MONEY:
        return f"CAST({column} AS DOUBLE PRECISION)"
    return column


def _pages(statement: str, arguments: Sequence[Any]) -> Iterator[list[Any]]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement, arguments)
        while page := cursor.fetchmany(PAGE):
            yield page


class _Column:
    """Takes the cells of a stored column, a page at a time."""

    def __init__(self, read: Callable[[Sequence[Any]], NDArray[Any]]) -> None:
        self.read, self.parts = read, []
        self.known: dict[str, int] = {}

    @classmethod
    def of(cls, name: str) -> _Column:
        kind = next(one.kind for one in COLUMNS if one.name == name)
        if kind is Kind.DAY:
            return cls(_days)
        if kind is Kind.FLAG:
            return cls(lambda cells: np.array(cells, dtype=np.bool))
        if kind in {Kind.WORDS, Kind.CURRENCY}:
            made = cls(_days)
            made.read = made.words
            return made
        return cls(lambda cells: np.array(cells, dtype=np.float64))

    def words(self, cells: Sequence[Any]) -> NDArray[Any]:
        known = self.known
        setdefault = known.setdefault
        return np.array(
            [setdefault(cell, len(known)) if cell else -1 for cell in cells], dtype=np.int32
        )

    def take(self, cells: Sequence[Any]) -> None:
        self.parts.append(self.read(cells))

    def array(self) -> Any:
        whole = np.concatenate(self.parts)
        return Words(whole, tuple(self.known)) if whole.dtype == np.int32 else whole


def _days(cells: Sequence[Any]) -> NDArray[Any]:
    numbers = [_NO_DAY if cell is None else cell for cell in cells]
    return np.array(numbers, dtype=np.int64).astype("datetime64[D]")


def _grouped(pages: list[Sequence[str]]) -> dict[str, Words]:
    """Return the columns of groups; a text comes again and again and is read once."""
    known = {text: json.loads(text) for text in {text for page in pages for text in page} if text}
    names = sorted({name for said in known.values() for name in said})
    return {
        name: Words.of(known[text].get(name) if text else None for page in pages for text in page)
        for name in names
    }
