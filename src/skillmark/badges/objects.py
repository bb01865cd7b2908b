"""Read Open Badges Achievement and Profile objects that people wrote themselves.

A typo must not be ignored, so every member is checked by name against 1EdTech's schema.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from skillmark.badges import schema
from skillmark.badges.levels import Json
from skillmark.badges.open_badges import check_characters
from skillmark.nouns.errors import InputError
from skillmark.trust import strictjson


def achievement(data: bytes, *, where: str) -> Json:
    """Read an Achievement object, or raise `InputError` naming the member that is wrong."""
    return _read(data, "Achievement", where)


def profile(data: bytes, *, where: str, controller: str = "") -> Json:
    """Read an issuer's Profile object; `controller` is its id where it names none."""
    return _read(data, "Profile", where, controller)


def _read(data: bytes, kind: str, where: str, default_id: str = "") -> Json:
    try:
        value = strictjson.parse(data)
        value.pop("@context", None)
        if default_id:
            value.setdefault("id", default_id)
        types = value.setdefault("type", [kind])
        if isinstance(types, str):
            value["type"] = [types]
        _check(value, kind)
    except InputError as error:
        raise error.at(where) from None
    return value


def _check(value: Json, kind: str) -> None:
    for pointer in _unknown(value, {"$ref": f"#/$defs/{kind}"}, ""):
        raise InputError(
            f"Open Badges knows no member {pointer.rpartition('/')[2]!r} here",
            where=pointer,
            remedy="check its spelling, or remove it",
        )
    for error in schema.errors(value, kind=kind):
        pointer, _, cause = error.partition(": ")
        raise InputError(cause, where=pointer)
    check_characters(value)


def _unknown(value: object, shape: Mapping[str, Any], pointer: str) -> Iterator[str]:
    """Yield the JSON pointers of members that the schema does not know."""
    while "$ref" in shape:
        shape = schema.definition(str(shape["$ref"]).rpartition("/")[2])
    if isinstance(value, list):
        for number, item in enumerate(value):
            yield from _unknown(item, shape.get("items", {}), f"{pointer}/{number}")
    elif isinstance(value, dict) and "properties" in shape:
        for name, member in value.items():
            if name not in shape["properties"]:
                yield f"{pointer}/{name}"
            else:
                yield from _unknown(member, shape["properties"][name], f"{pointer}/{name}")
