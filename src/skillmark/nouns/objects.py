"""JSON objects that people write by hand, read strictly: a typo must not be ignored."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

from skillmark.nouns.errors import InputError

Shape = Mapping[str, type | tuple[type, ...]]
NUMBER = (int, float)


def parse(text: str, *, where: str) -> Any:
    """Return the JSON value of `text`; duplicate names, NaN and deep nesting are refused."""
    try:
        return json.loads(text, parse_constant=_no_constant, object_pairs_hook=_no_duplicates)
    except json.JSONDecodeError as error:
        raise InputError(
            f"not JSON: {error.msg}", where=f"{where}, line {error.lineno}, column {error.colno}"
        ) from None
    except RecursionError:
        raise InputError("nested too deeply", where=where) from None
    except ValueError as error:
        raise InputError(f"not JSON: {error}", where=where) from None


def members(value: Any, allowed: Shape, required: tuple[str, ...], *, where: str) -> dict[str, Any]:
    """Return `value` as an object with only `allowed` members of their types, or refuse by name.

    `where` names the place of the object (a file and a JSON pointer).
    """
    if not isinstance(value, dict):
        raise InputError("an object was expected", where=where)
    for name, member in value.items():
        if name not in allowed:
            raise InputError(
                f"unknown member {name!r}", where=where, remedy=f"known are {', '.join(allowed)}"
            )
        # To Python a bool is an int; to us it is never a number.
        if not isinstance(member, allowed[name]) or (
            isinstance(member, bool) and allowed[name] is not bool
        ):
            raise InputError(f"{name!r} should be {_named(allowed[name])}", where=f"{where}/{name}")
    for name in required:
        if name not in value:
            raise InputError(f"{name!r} is missing", where=where)
    return value


def _named(kinds: type | tuple[type, ...]) -> str:
    words = {
        str: "a text",
        int: "a whole number",
        float: "a number",
        bool: "true or false",
        list: "a list",
        dict: "an object",
    }
    if kinds == NUMBER:
        return "a number"
    return " or ".join(words[kind] for kind in (kinds if isinstance(kinds, tuple) else (kinds,)))


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not a JSON number")


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        times = Counter(name for name, _ in pairs)
        twice = next(name for name, count in times.items() if count > 1)
        raise ValueError(f"the member {twice!r} occurs twice")
    return value
