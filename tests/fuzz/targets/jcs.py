"""JSON canonicalization: a fixed point that means the same to everybody, or a refusal."""

from __future__ import annotations

import json
from typing import Any

import orjson

from skillmark.nouns.errors import SkillmarkError
from skillmark.trust import jcs, strictjson

from ..bench import refused
from ..mutate import of_json

mutate = of_json("a", "ä", "\U0001f600", "\uffe8")


def _reversed(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _reversed(value[key]) for key in reversed(value)}
    return [_reversed(item) for item in value] if isinstance(value, list) else value


def _ordered(value: Any) -> None:
    """Keys stand in the order of their UTF-16 code units."""
    if isinstance(value, dict):
        units = [list(memoryview(key.encode("utf-16-le")).cast("H")) for key in value]
        assert units == sorted(units)
    for item in value.values() if isinstance(value, dict) else value:
        if isinstance(item, dict | list):
            _ordered(item)


def check(data: bytes) -> None:
    try:
        value = strictjson.parse_any(data)
        written = jcs.canonicalize(value)
    except SkillmarkError as error:
        refused(error)
        return
    assert jcs.canonicalize(_reversed(value)) == written
    read = json.loads(written)
    assert read == value, "it says something else"
    # a second parser, whose whole numbers end at 64 bits, reads the same
    assert orjson.loads(written) == read
    assert jcs.canonicalize(read) == written, "it does not survive being canonicalized twice"
    if isinstance(read, dict | list):
        _ordered(read)
