"""Which strings of an Open Badge the schema says nothing about but that they are strings.

Whatever such a string says, the schema's verdict on the whole stays the same: the walk meets every
part of the schema that applies to its place, in all branches, and finds no keyword that looks into
it. Source: JSON Schema 2019-09, validation vocabulary; the keywords that 1EdTech's schema uses.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any

import jsonschema_rs

from skillmark.badges import schema

_NEUTRAL = frozenset(
    (
        *("$schema", "$id", "$defs", "$comment", "title", "description", "type"),
        # of objects and arrays
        *("properties", "required", "additionalProperties", "items", "additionalItems"),
        *("minItems", "contains"),
        # their branches are walked
        *("allOf", "anyOf", "oneOf", "$ref"),
    )
)


class Said(StrEnum):
    """What the schema says about a string."""

    NOTHING = "nothing"
    DATE_TIME = "date-time"
    MORE = "more"


def said_about(pointer: tuple[str | int, ...], credential: Mapping[str, Any]) -> Said:
    """Say what 1EdTech's schema asks of the string at `pointer` of an Open Badge 3.0."""
    steps = list(pointer)
    if steps[0] in schema.SETS and isinstance(credential.get(str(steps[0])), dict):
        steps.insert(1, 0)  # the schema asks for the array that this one stands without
    found: list[Mapping[str, Any]] = [schema.whole()]
    for step in steps:
        below = [part for one in found for part in _below(one, step)]
        if None in below:
            return Said.MORE
        found = [part for part in below if part is not None]
    said = {
        f"{keyword}:{value}" if keyword == "format" else keyword
        for one in found
        for part in _branches(one)
        for keyword, value in part.items()
        if keyword not in _NEUTRAL
    }
    if not said:
        return Said.NOTHING
    return Said.DATE_TIME if said == {"format:date-time"} else Said.MORE


def _branches(part: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield a schema and all that apply to the same place with it."""
    yield part
    if "$ref" in part:
        yield from _branches(schema.definition(part["$ref"].rpartition("/")[2]))
    for name in ("allOf", "anyOf", "oneOf"):
        for branch in part.get(name, ()):
            yield from _branches(branch)


def _below(part: Mapping[str, Any], step: str | int) -> Iterator[Mapping[str, Any] | None]:
    """Yield the schemas of a member or element; `None` for a keyword that is not understood."""
    for one in _branches(part):
        if set(one) - _NEUTRAL - {"enum", "const", "pattern", "format"}:
            yield None
        if {"enum", "const"} & set(one):
            yield None
        if isinstance(step, str):
            inside = one.get("properties", {}).get(step, one.get("additionalProperties"))
        else:
            items = one.get("items")
            if isinstance(items, list):
                inside = items[step] if step < len(items) else one.get("additionalItems")
            else:
                inside = items
            if isinstance(one.get("contains"), dict):
                yield one["contains"]
        if isinstance(inside, dict):
            yield inside


@functools.cache
def _date_time() -> jsonschema_rs.Draft201909Validator:
    return jsonschema_rs.Draft201909Validator({"format": "date-time"}, validate_formats=True)


def is_date_time(value: str) -> bool:
    """Say whether the schema takes a string as `date-time`."""
    return _date_time().is_valid(value)
