"""Nouns as plain JSON values, and back: evidence, roles, assumptions come back equal.

A member at its default is left out, so that what is kept stays readable when a noun gains one.
"""

from __future__ import annotations

import types
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


def plain(value: Any) -> Any:
    """Return a noun, or a tuple of nouns, as JSON values."""
    if is_dataclass(value) and not isinstance(value, type):
        return {
            one.name: plain(getattr(value, one.name))
            for one in fields(value)
            if getattr(value, one.name) != one.default
        }
    if isinstance(value, tuple):
        return [plain(one) for one in value]
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value


def made(kind: type[T], kept: Any) -> T:
    """Return the noun of this type that `plain` made `kept` of.

    Raises `TypeError`, `KeyError` or `ValueError` (`InputError` where a noun refuses its values)
    for anything else.
    """
    found: T = _made(kind, kept)
    return found


def _made(kind: Any, kept: Any) -> Any:
    inner = get_args(kind)
    if get_origin(kind) in (Union, types.UnionType):
        return None if kept is None else _made(next(k for k in inner if k is not type(None)), kept)
    if get_origin(kind) is tuple:
        kinds = inner[:1] * len(kept) if inner[-1] is Ellipsis else inner
        return tuple(_made(one, part) for one, part in zip(kinds, kept, strict=True))
    noun: Any = kind
    if is_dataclass(kind):
        hints = _hints(noun)
        return noun(**{name: _made(hints[name], part) for name, part in kept.items()})
    if kind is date:
        return date.fromisoformat(kept)
    return kind(kept)


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)
