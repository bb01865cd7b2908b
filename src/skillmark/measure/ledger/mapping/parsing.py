"""Reading a mapping from JSON, strictly: a typo must not be ignored."""

from __future__ import annotations

from collections.abc import Mapping as Members
from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from math import isfinite
from typing import Any, Final, TypeVar

from skillmark.measure.ledger.columns import BY_NAME, GROUP, Kind
from skillmark.measure.ledger.mapping.rules import (
    DAYS_COLUMN,
    VERSION,
    Mapping,
    Rows,
    Rule,
    kind_of,
)
from skillmark.measure.ledger.mapping.values import EMPTY, DayForm, Decimal
from skillmark.nouns.errors import InputError
from skillmark.nouns.objects import NUMBER, Shape, members, parse

MOST_COLUMNS = 100
E = TypeVar("E", bound=StrEnum)
_RULE: Final[Shape] = {
    "source": list,
    "fixed": str,
    "day": str,
    "decimal": str,
    "from_amount": bool,
    "times": NUMBER,
    "scale": list,
    "since": str,
    "values": dict,
    "yes": list,
}
_ALLOWED: Final[dict[Kind, frozenset[str]]] = {
    Kind.PERSON: frozenset({"source"}),
    Kind.DAY: frozenset({"source", "day"}),
    Kind.WORDS: frozenset({"source", "fixed", "values"}),
    Kind.MONEY: frozenset({"source", "decimal", "times"}),
    Kind.CURRENCY: frozenset({"source", "fixed", "from_amount", "values"}),
    Kind.NUMBER: frozenset({"source", "decimal", "times"}),
    Kind.RATING: frozenset({"source", "decimal", "scale", "values"}),
    Kind.FLAG: frozenset({"source", "fixed", "yes"}),
}


def read_mapping(text: str, *, where: str = "the mapping") -> Mapping:
    """Read the JSON of a mapping. Raises `InputError` for whatever is not understood."""
    return mapping_of(parse(text, where=where), where=where)


def mapping_of(value: Any, *, where: str = "the mapping") -> Mapping:
    """Return a mapping of parsed JSON, or refuse it by the name of what is wrong."""
    shape: Shape = {
        "mapping": int,
        "columns": dict,
        "rows": str,
        "summed": list,
        "link": str,
        "as_of": (str, type(None)),
        "empty": list,
    }
    said = members(value, shape, ("mapping", "columns"), where=where)
    if said["mapping"] != VERSION:
        raise InputError(
            f"version {said['mapping']} of mappings is not known here", where=f"{where}/mapping"
        )
    if len(said["columns"]) > MOST_COLUMNS:
        raise InputError(f"more than {MOST_COLUMNS} columns", where=f"{where}/columns")
    columns = {
        name: _rule(name, rule, where=f"{where}/columns/{name}")
        for name, rule in said["columns"].items()
    }
    made = Mapping(
        columns=columns,
        rows=_one_of(Rows, said.get("rows", "refuse"), f"{where}/rows"),
        summed=_texts(said.get("summed", []), f"{where}/summed"),
        link=said.get("link", ""),
        as_of=_day(said.get("as_of"), f"{where}/as_of"),
        empty=_texts(said["empty"], f"{where}/empty") if "empty" in said else EMPTY,
    )
    _agree(made, where)
    return made


def _rule(name: str, value: Any, *, where: str) -> Rule:
    if name not in BY_NAME and not (name.startswith(GROUP) and name[len(GROUP) :].strip()):
        raise InputError(
            f"the ledger has no column {name!r}",
            where=where,
            remedy=f"it has {', '.join(BY_NAME)}, and {GROUP}NAME",
            code="unknown_column",
        )
    said = members(value, _RULE, (), where=where)
    kind = kind_of(name)
    allowed = _ALLOWED[kind] | ({"since", "day"} if name == DAYS_COLUMN else set())
    for member in said:
        if member not in allowed:
            raise InputError(f"{member!r} says nothing of a {kind.value}", where=where)
    source = _texts(said.get("source", []), f"{where}/source")
    ways = [bool(source), bool(said.get("fixed")), bool(said.get("from_amount"))]
    if sum(ways) != 1:
        raise InputError(
            "one of source, fixed and from_amount says where it comes from", where=where
        )
    if len(source) > 1 and kind not in {Kind.PERSON, Kind.WORDS}:
        raise InputError("only ids and words come of several columns", where=f"{where}/source")
    return Rule(
        source=source,
        fixed=said.get("fixed", ""),
        day=_one_of(DayForm, said["day"], f"{where}/day") if "day" in said else None,
        decimal=_one_of(Decimal, said["decimal"], f"{where}/decimal")
        if "decimal" in said
        else None,
        from_amount=said.get("from_amount", False),
        times=_times(said.get("times", 1.0), f"{where}/times"),
        scale=_scale(said["scale"], f"{where}/scale") if "scale" in said else None,
        since=said.get("since", ""),
        values=_values(said.get("values", {}), f"{where}/values"),
        yes=_texts(said.get("yes", []), f"{where}/yes"),
    )


def _agree(made: Mapping, where: str) -> None:
    for name in made.summed:
        if name not in made.columns or kind_of(name) not in {Kind.NUMBER, Kind.MONEY}:
            raise InputError(
                f"{name!r} cannot be added up",
                where=f"{where}/summed",
                remedy="name numbers and amounts that have a rule",
            )
    if made.summed and made.rows is Rows.REFUSE:
        raise InputError(
            "nothing is added up where a person has one row",
            where=f"{where}/rows",
            remedy="say first or last for the other columns",
        )
    days = made.columns.get(DAYS_COLUMN)
    if days is not None and days.since and "productivity_censored" in made.columns:
        raise InputError(
            "who is not productive yet follows from the two days",
            where=f"{where}/columns/productivity_censored",
            remedy="leave it out",
        )


def _one_of(kind: type[E], value: Any, where: str) -> E:
    try:
        return kind(value)
    except ValueError:
        raise InputError(
            f"{value!r} is not known", where=where, remedy=f"use one of {', '.join(kind)}"
        ) from None


def _texts(value: Sequence[Any], where: str) -> tuple[str, ...]:
    for one in value:
        if not isinstance(one, str) or not one:
            raise InputError("texts were expected", where=where)
    if len(set(value)) != len(value):
        raise InputError("the same twice", where=where)
    return tuple(value)


def _values(value: Members[str, Any], where: str) -> dict[str, str]:
    for one in value.values():
        if not isinstance(one, str):
            raise InputError("texts were expected", where=where)
    return dict(value)


def _number(value: Any, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InputError("a number was expected", where=where)
    try:
        number = float(value)
    except OverflowError:
        number = float("inf")
    if not isfinite(number) or abs(number) > 1e9:
        raise InputError("a sensible number was expected", where=where)
    return number


def _times(value: Any, where: str) -> float:
    number = _number(value, where)
    if number <= 0:
        raise InputError("a number above 0 was expected", where=where)
    return number


def _scale(value: Sequence[Any], where: str) -> tuple[float, float]:
    if len(value) != 2:
        raise InputError("the worst and the best value were expected", where=where)
    worst, best = (_number(one, where) for one in value)
    if worst == best:
        raise InputError("the worst and the best value are the same", where=where)
    return worst, best


def _day(value: str | None, where: str) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        raise InputError(f"{value!r} is not a day", where=where, remedy="use YYYY-MM-DD") from None
