"""Values of QTI variables, and what is declared of them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias
from xml.etree.ElementTree import Element

from skillmark.assess.exchange.remarks import unsupported
from skillmark.assess.exchange.xml import child, children, local

Value: TypeAlias = bool | float | str | tuple[bool | float | str, ...] | None
"""One value, a container of several, or `None` for NULL. Pairs are two names with a space."""
NUMBERS = ("float", "integer", "duration")


@dataclass(frozen=True, slots=True)
class MapEntry:
    """What one value is worth."""

    key: str
    worth: float
    case: bool = True


@dataclass(frozen=True, slots=True)
class Mapped:
    """What the values of a response are worth."""

    entries: tuple[MapEntry, ...]
    default: float = 0.0
    lower: float = -math.inf
    upper: float = math.inf

    def of(self, value: Value) -> float:
        """Return what a response is worth; each value of a container counts once."""
        if value is None:
            return 0.0
        each = dict.fromkeys(value) if isinstance(value, tuple) else (value,)
        return min(self.upper, max(self.lower, math.fsum(self._one(one) for one in each)))

    def _one(self, value: bool | float | str) -> float:
        for entry in self.entries:
            if isinstance(value, float):
                if _float(entry.key) == value:
                    return entry.worth
            elif entry.key == value or (
                not entry.case and entry.key.casefold() == str(value).casefold()
            ):
                return entry.worth
        return self.default


@dataclass(frozen=True, slots=True)
class Declared:
    """One variable."""

    name: str
    cardinality: str
    base: str
    outcome: bool
    """Whether scoring sets it; else it is a response."""
    default: Value = None
    correct: Value = None
    mapped: Mapped | None = None
    area: bool = False
    """Whether points in a picture are mapped."""
    most: float | None = None
    """`normal-maximum`."""
    table: tuple[str, tuple[tuple[float, bool, Value], ...], Value] | None = None
    """Kind, rows and default of a table to look values up in."""


def read_declaration(element: Element) -> Declared:
    """Return what an element declares."""
    base, cardinality = element.get("base-type", "string"), element.get("cardinality", "single")
    most = element.get("normal-maximum")
    return Declared(
        element.get("identifier", ""),
        cardinality,
        base,
        local(element) == "qti-outcome-declaration",
        _values(child(element, "qti-default-value"), base, cardinality),
        _values(child(element, "qti-correct-response"), base, cardinality),
        _mapping(child(element, "qti-mapping")),
        child(element, "qti-area-mapping") is not None,
        _float(most) if most else None,
        _table(element, base),
    )


def read_value(words: str, base: str) -> bool | float | str:
    """Return one value from how it is written."""
    words = words.strip() if base != "string" else words
    if base in NUMBERS:
        found = _float(words)
        if found is None:
            raise unsupported(f"{words[:40]!r} as a number")
        return found
    if base == "boolean":
        return words == "true"
    return " ".join(words.split()) if base in ("directedPair", "pair") else words


def container(value: Value) -> tuple[bool | float | str, ...]:
    """Return a value as a container."""
    if value is None:
        return ()
    return value if isinstance(value, tuple) else (value,)


def _values(element: Element | None, base: str, cardinality: str) -> Value:
    if element is None:
        return None
    found = tuple(read_value(one.text or "", base) for one in children(element, "qti-value"))
    if cardinality == "single":
        return found[0] if found else None
    return found


def _mapping(element: Element | None) -> Mapped | None:
    if element is None:
        return None
    entries = tuple(
        MapEntry(
            one.get("map-key", ""),
            _number(one.get("mapped-value", "")),
            one.get("case-sensitive", "true") != "false",
        )
        for one in children(element, "qti-map-entry")
    )
    bound = {name: element.get(name) for name in ("default-value", "lower-bound", "upper-bound")}
    numbers: Mapping[str, float] = {k: _number(v) for k, v in bound.items() if v}
    return Mapped(
        entries,
        numbers.get("default-value", 0.0),
        numbers.get("lower-bound", -math.inf),
        numbers.get("upper-bound", math.inf),
    )


def _table(
    element: Element, base: str
) -> tuple[str, tuple[tuple[float, bool, Value], ...], Value] | None:
    for table in element:
        kind = local(table)
        if kind in ("qti-match-table", "qti-interpolation-table"):
            rows = tuple(
                (
                    _number(row.get("source-value", "")),
                    row.get("include-boundary", "true") != "false",
                    read_value(row.get("target-value", ""), base),
                )
                for row in table
            )
            other = table.get("default-value")
            return kind, rows, read_value(other, base) if other else None
    return None


def _float(words: str) -> float | None:
    try:
        found = float(words)
    except ValueError:
        return None
    return found if math.isfinite(found) else None


def _number(words: str) -> float:
    found = _float(words)
    if found is None:
        raise unsupported(f"{words[:40]!r} as a number")
    return found
