"""Operators of response processing over values, which may be NULL (`None`)."""

from __future__ import annotations

import math
from xml.etree.ElementTree import Element

from skillmark.assess.exchange.qti.values import Declared, Value, container
from skillmark.assess.exchange.remarks import unsupported

ARITHMETIC = {
    "sum", "subtract", "product", "divide", "power", "integer-divide", "integer-modulus", "max",
    "min",
}  # fmt: skip
BOUNDS = ("min", "max")
ROUNDED = {"round": lambda x: math.floor(x + 0.5), "truncate": math.trunc}
ORDER = {
    "gt": lambda a, b: a > b,
    "gte": lambda a, b: a >= b,
    "lt": lambda a, b: a < b,
    "lte": lambda a, b: a <= b,
}


def as_number(value: Value) -> float:
    """Return a number, or raise for what is none."""
    if isinstance(value, bool) or not isinstance(value, float):
        raise unsupported("arithmetic with what is no number")
    return value


def arithmetic(name: str, numbers: list[float]) -> float | None:
    """Return the result of an operator; NULL where there is none, as of a division by nothing."""
    if not numbers:
        return None
    try:
        match name, numbers:
            case "sum", _:
                found = math.fsum(numbers)
            case "product", _:
                found = math.prod(numbers)
            case "max", _:
                found = max(numbers)
            case "min", _:
                found = min(numbers)
            case "subtract", [a, b]:
                found = a - b
            case "divide", [a, b]:
                found = a / b
            case "power", [a, b]:
                found = math.pow(a, b)
            case "integer-divide", [a, b]:
                found = float(a // b)
            case "integer-modulus", [a, b]:
                found = a % b
            case _:
                raise unsupported(f"the operator {name} of {len(numbers)} numbers")
    except (ZeroDivisionError, OverflowError, ValueError):
        return None
    return found if math.isfinite(found) else None


def all_of(given: list[Value]) -> bool | None:
    """Return whether all are true; NULL where that depends on a NULL."""
    if any(one is False for one in given):
        return False
    return None if any(one is None for one in given) else True


def any_of(given: list[Value]) -> bool | None:
    """Return whether any is true; NULL where that depends on a NULL."""
    if any(one is True for one in given):
        return True
    return None if any(one is None for one in given) else False


def matches(kind: Declared | None, first: Value, second: Value) -> bool | None:
    """Return whether two values are the same; order counts as the declaration says."""
    if first is None or second is None:
        return None
    if isinstance(first, tuple) or isinstance(second, tuple):
        one, other = container(first), container(second)
        if kind is not None and kind.cardinality == "ordered":
            return one == other
        return sorted(map(str, one)) == sorted(map(str, other))
    return first == second


def same_words(element: Element, first: str, second: str, part: bool) -> bool:
    """Return whether words are the same, or hold one another, as an element says."""
    if element.get("case-sensitive", "true") == "false":
        first, second = first.casefold(), second.casefold()
    whole = not part and element.get("substring", "false") != "true"
    return first == second if whole else (first in second if part else second in first)
