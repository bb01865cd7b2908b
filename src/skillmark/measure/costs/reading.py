"""Reading what a programme costs and what is assumed of it, each error with its line.

costs.csv         item, amount, currency; optionally kind, year, recurring, share, low, high, source
assumptions.csv   name, low, likely, high, unit, source, ceiling; optionally said_by, shape
participants.csv  name, change, share, confidence: one row a person who was asked
trend.csv         name, period, value, after: one row a period, after 0 or 1

All are optional. Money is in one currency; a file with two is refused. An effect against a
comparison group cannot be typed in: it comes from a design and its ledger.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from skillmark.measure.costs.assumption import Assumption, Shape, Standing
from skillmark.measure.costs.catalogue import BY_NAME, Unit, quantity
from skillmark.measure.costs.isolation import Isolated, by_participants, by_trend
from skillmark.measure.costs.model import Model, checked
from skillmark.measure.costs.programme import CostKind, Item
from skillmark.measure.table import Row, need, number, read_rows, rows_of
from skillmark.nouns.errors import InputError, SkillmarkError

COSTS = ("item", "amount", "currency")
COSTS_MORE = ("kind", "year", "recurring", "share", "low", "high", "source")
ASSUMPTIONS = ("name", "low", "likely", "high", "unit", "source", "ceiling")
ASSUMPTIONS_MORE = ("said_by", "shape", "meaning")
"""`meaning` is for who fills it in and is not read."""
PARTICIPANTS = ("name", "change", "share", "confidence")
TREND = ("name", "period", "value", "after")
_YES = {"1": True, "yes": True, "true": True, "0": False, "no": False, "false": False, "": False}


@dataclass(frozen=True, slots=True)
class Given:
    """What the files say."""

    currency: str = ""
    """Empty where no file names money."""
    items: tuple[Item, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    isolated: tuple[Isolated, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.items or self.assumptions or self.isolated)

    def model(self, isolated: Iterable[Isolated] = (), *, simulated: bool = False) -> Model:
        """Return the model, with effects from elsewhere."""
        found = (*self.isolated, *isolated)
        return Model.of(self.currency, self.items, self.assumptions, found, simulated=simulated)


def read_costs(folder: Path) -> Given:
    """Read a folder's files; those that are not there are left out."""
    items, spent = _read(folder / "costs.csv", items_of)
    assumed, counted = _read(folder / "assumptions.csv", assumptions_of)
    said, _ = _read(folder / "participants.csv", participants_of)
    drawn, _ = _read(folder / "trend.csv", trend_of)
    currencies = sorted({*spent, *counted})
    if len(currencies) > 1:
        raise InputError(
            f"costs.csv and assumptions.csv are in {' and '.join(currencies)}",
            where=folder.name,
            remedy="convert to one currency first",
            code="currencies_mixed",
        )
    given = Given(currencies[0] if currencies else "", items, assumed, (*said, *drawn))
    given.model()  # what contradicts itself is refused here, and not when something is made of it
    return given


def _read(path: Path, reader: Any) -> tuple[tuple[Any, ...], tuple[str, ...]]:
    if not path.exists():
        return (), ()
    columns, rows = read_rows(path)
    found: tuple[tuple[Any, ...], tuple[str, ...]] = reader(columns, rows, name=path.name)
    return found


def read_text(text: str, reader: Any, *, name: str) -> tuple[tuple[Any, ...], tuple[str, ...]]:
    """Read one of the files from text, such as an upload."""
    columns, rows = rows_of(text, name=name)
    found: tuple[tuple[Any, ...], tuple[str, ...]] = reader(columns, rows, name=name)
    return found


def items_of(
    columns: Sequence[str], rows: Sequence[Row], *, name: str
) -> tuple[tuple[Item, ...], tuple[str, ...]]:
    """Return the items of `costs.csv` and the currency, which is one."""
    _columns(columns, COSTS, (*COSTS, *COSTS_MORE), name)
    found, currencies, seen = [], dict[str, int](), dict[str, int]()
    for row in _filled(rows, ("amount", "currency", "low", "high")):
        where = f"{name}, line {row.line}"
        item = _item(row, where)
        if item.name in seen:
            raise InputError(
                f"{item.name!r} stands in line {seen[item.name]} already",
                where=f"{where}, column item",
                remedy="name them apart, or add them up",
            )
        seen[item.name] = row.line
        currencies.setdefault(_currency(row, where), row.line)
        found.append(item)
    return tuple(found), _one(currencies, name)


def _item(row: Row, where: str) -> Item:
    cells = row.cells
    if not cells["item"]:
        raise InputError("a cost without a name", where=f"{where}, column item")
    kind = cells.get("kind", "") or CostKind.OTHER.value
    if kind not in set(CostKind):
        raise InputError(
            f"{kind!r} is no kind of cost",
            where=f"{where}, column kind",
            remedy=f"use one of {', '.join(CostKind)}",
        )
    year = _optional(row, "year", where)
    if year is not None and year != int(year):
        raise InputError(f"{year:g} is no year", where=f"{where}, column year")
    share = _optional(row, "share", where)
    recurring = cells.get("recurring", "").casefold()
    if recurring not in _YES:
        raise InputError(
            f"{recurring!r} is neither yes nor no",
            where=f"{where}, column recurring",
            remedy="write 1 or 0",
        )
    amount = number(cells["amount"], where=f"{where}, column amount")
    if amount < 0:
        raise InputError("a cost below 0", where=f"{where}, column amount")
    try:
        return Item(
            cells["item"], amount, CostKind(kind), int(year or 1), _YES[recurring],
            1.0 if share is None else share, _optional(row, "low", where),
            _optional(row, "high", where), cells.get("source", ""),
        )  # fmt: skip
    except InputError as error:
        raise error.at(where) from None


def assumptions_of(
    columns: Sequence[str], rows: Sequence[Row], *, name: str
) -> tuple[tuple[Assumption, ...], tuple[str, ...]]:
    """Return the quantities of `assumptions.csv` and the currency of their units, if any."""
    _columns(columns, ("name",), (*ASSUMPTIONS, *ASSUMPTIONS_MORE), name)
    found, currencies, seen = [], dict[str, int](), dict[str, int]()
    for row in _filled(rows, ("low", "likely", "high", "ceiling")):
        where = f"{name}, line {row.line}"
        one, currency = _assumption(row, where)
        if one.name in seen:
            raise InputError(
                f"{one.name!r} stands in line {seen[one.name]} already",
                where=f"{where}, column name",
            )
        seen[one.name] = row.line
        if currency:
            currencies.setdefault(currency, row.line)
        found.append(one)
    return tuple(found), _one(currencies, name)


def _assumption(row: Row, where: str) -> tuple[Assumption, str]:
    cells = row.cells
    try:
        known = quantity(cells["name"])
    except InputError as error:
        raise error.at(f"{where}, column name") from None
    currency = _unit(cells.get("unit", ""), known.unit, f"{where}, column unit")
    low, likely, high, ceiling = (
        _optional(row, column, where) for column in ("low", "likely", "high", "ceiling")
    )
    sure = likely is not None and low is None and high is None
    shape = cells.get("shape", "") or (Shape.FIXED if sure else Shape.PERT).value
    if shape not in {Shape.FIXED, Shape.TRIANGULAR, Shape.PERT}:
        raise InputError(
            f"{shape!r} is no shape",
            where=f"{where}, column shape",
            remedy="use pert, triangular or fixed",
        )
    try:
        one = Assumption(
            known.name, likely, low, high, ceiling, Shape(shape),
            Standing.CEILING if likely is None else Standing.ESTIMATED,
            cells.get("source", ""), cells.get("said_by", ""),
        )  # fmt: skip
        return checked(one), currency
    except InputError as error:
        raise error.at(where) from None


def participants_of(
    columns: Sequence[str], rows: Sequence[Row], *, name: str
) -> tuple[tuple[Isolated, ...], tuple[str, ...]]:
    """Return what participants put down to the programme, a quantity each."""
    _columns(columns, PARTICIPANTS, PARTICIPANTS, name)
    answers: dict[str, list[tuple[float, float, float]]] = {}
    for row in rows:
        where = f"{name}, line {row.line}"
        effect = _effect(row, where)
        change, share, sure = (
            number(row.cells[column], where=f"{where}, column {column}")
            for column in PARTICIPANTS[1:]
        )
        for column, value in (("share", share), ("confidence", sure)):
            if not 0 <= value <= 1:
                raise InputError(
                    f"{value:g} is no share",
                    where=f"{where}, column {column}",
                    remedy="give a number from 0 to 1: 0.6 is 60 %",
                )
        answers.setdefault(effect, []).append((change, share, sure))
    try:
        made = tuple(by_participants(key, said, source=name) for key, said in answers.items())
    except InputError as error:
        raise error.at(name) from None
    return made, ()


def trend_of(
    columns: Sequence[str], rows: Sequence[Row], *, name: str
) -> tuple[tuple[Isolated, ...], tuple[str, ...]]:
    """Return changes against the line through the periods before, a quantity each."""
    _columns(columns, TREND, TREND, name)
    series: dict[str, tuple[dict[float, float], dict[float, float]]] = {}
    for row in rows:
        where = f"{name}, line {row.line}"
        effect = _effect(row, where)
        after = row.cells["after"].casefold()
        if after not in _YES or not after:
            raise InputError(
                f"{after!r} is neither before nor after",
                where=f"{where}, column after",
                remedy="write 1 for periods after the start and 0 for those before",
            )
        period, value = (
            number(row.cells[column], where=f"{where}, column {column}")
            for column in ("period", "value")
        )
        both = series.setdefault(effect, ({}, {}))
        if period in both[0] or period in both[1]:
            raise InputError(f"period {period:g} twice", where=f"{where}, column period")
        both[_YES[after]][period] = value
    found = []
    for effect, (before, then) in series.items():
        if before and then and max(before) >= min(then):
            raise InputError(
                f"{effect}: a period before lies after the start",
                where=name,
                remedy="number the periods in the order of time",
            )
        try:
            found.append(
                by_trend(effect, sorted(before.items()), sorted(then.items()), source=name)
            )
        except InputError as error:
            raise error.at(f"{name}: {effect}") from None
    return tuple(found), ()


def _effect(row: Row, where: str) -> str:
    try:
        known = quantity(row.cells["name"])
    except SkillmarkError as error:
        raise error.at(f"{where}, column name") from None
    if not known.effect:
        effects = ", ".join(one.name for one in BY_NAME.values() if one.effect)
        raise InputError(
            f"{known.name!r} is no change that a programme brings about",
            where=f"{where}, column name",
            remedy=f"use one of {effects}",
        )
    return known.name


def _columns(
    columns: Sequence[str], needed: Sequence[str], known: Sequence[str], name: str
) -> None:
    need(columns, needed, name=name)
    for column in columns:
        if column not in known:
            raise InputError(
                f"column {column!r} means nothing here",
                where=f"{name}, line 1",
                remedy=f"columns are {', '.join(known)}",
                code="unknown_column",
            )


def _filled(rows: Sequence[Row], cells: Sequence[str]) -> list[Row]:
    """Leave out lines in which nothing was filled in: those of a template."""
    return [row for row in rows if any(row.cells.get(cell, "") for cell in cells)]


def _optional(row: Row, column: str, where: str) -> float | None:
    cell = row.cells.get(column, "")
    return number(cell, where=f"{where}, column {column}") if cell else None


def _currency(row: Row, where: str) -> str:
    code = row.cells["currency"]
    if len(code) != 3 or not code.isascii() or not code.isalpha() or not code.isupper():
        raise InputError(
            f"{code!r} is not a currency",
            where=f"{where}, column currency",
            remedy="use an ISO 4217 code such as EUR",
        )
    return code


def _unit(said: str, unit: Unit, where: str) -> str:
    """Check a unit as it is written; return the currency where one is named in it."""
    if said in ("", unit.value):
        return ""
    code, rest = said[:3], unit.value.removeprefix("money")
    if unit.value.startswith("money") and said[3:] == rest and code.isalpha() and code.isupper():
        return code
    expected = unit.value.replace("money", "EUR")
    raise InputError(
        f"{said!r} where {expected!r} was expected",
        where=where,
        remedy="convert it, or leave empty",
    )


def _one(currencies: dict[str, int], name: str) -> tuple[str, ...]:
    if len(currencies) > 1:
        (first, line), (second, other) = sorted(currencies.items(), key=lambda one: one[1])[:2]
        raise InputError(
            f"{first} in line {line} and {second} in line {other}",
            where=name,
            remedy="convert to one currency first",
            code="currencies_mixed",
        )
    return tuple(currencies)
