"""Strict JSON against the standard parser, asked with every trap set."""

from __future__ import annotations

import json
import math
import re
from typing import Any

from skillmark.trust import strictjson

from ..bench import refused
from ..mutate import of_json

mutate = of_json("a", "b")
CALLS_PER_BYTE = 30


class _TrapError(ValueError):
    pass


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({name for name, _ in pairs}) < len(pairs):
        raise _TrapError
    return dict(pairs)


def _real(text: str) -> float:
    if not math.isfinite(float(text)):
        raise _TrapError
    return float(text)


def _constant(_name: str) -> float:
    raise _TrapError


def _depth(value: Any) -> int:
    inside = value.values() if isinstance(value, dict) else value
    return 1 + max(map(_depth, inside), default=0) if isinstance(value, dict | list) else 0


def expected(data: bytes) -> tuple[bool, Any]:
    """Return whether the bytes are JSON with one meaning, and that meaning."""
    try:
        text = data.decode("utf-8-sig")
        value = json.loads(
            text, object_pairs_hook=_pairs, parse_float=_real, parse_constant=_constant
        )
    except (ValueError, RecursionError):
        return False, None
    written = json.dumps(value, ensure_ascii=False)
    return not re.search("[\ud800-\udfff]", written) and _depth(value) <= 100, value


def check(data: bytes) -> None:
    accepted, meaning = expected(data)
    try:
        value = strictjson.parse_any(data)
    except strictjson.JsonError as error:
        refused(error)
        assert not accepted, "what has one meaning was refused"
        return
    assert accepted, "what has two meanings, or none, was accepted"
    assert repr(value) == repr(meaning)
    assert repr(strictjson.parse_any(json.dumps(value))) == repr(value)
    if isinstance(value, dict):
        assert strictjson.parse(data) == value
