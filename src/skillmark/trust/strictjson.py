"""JSON that has one meaning: what the standard parser lets pass is refused before hashing.

Source: RFC 8259 as narrowed by RFC 7493 (I-JSON) and RFC 8785.
"""

from __future__ import annotations

import json
import math
import re
from typing import Any

from skillmark.nouns.errors import UnreadableError

DEEPEST = 100
"""Levels of nesting; real credentials stay below 20."""
LARGEST = 16 * 1024 * 1024
"""Bytes of one document."""

# possessive and closed at the end of the text, so that it never looks at a letter twice
_TOKEN = re.compile(r'"(?:[^"\\]|\\.|\\\Z)*+(?:"|\Z)|[\[{]|[\]}]', re.DOTALL)
_SURROGATE = re.compile("[\ud800-\udfff]")


class JsonError(UnreadableError):
    """The text is not JSON with one meaning.

    Codes: `not_json`, `duplicate_key`, `not_a_number`, `lone_surrogate`, `too_deep`,
    `too_large`, `not_an_object`.
    """

    code = "not_json"


def parse(data: bytes | str, *, largest: int = LARGEST) -> dict[str, Any]:
    """Return the JSON object in `data`, or raise `JsonError`.

    Refused: duplicate keys, `NaN` and infinities (also as `1e999`), lone surrogates, more
    than 100 levels, more than `largest` bytes, anything but an object.
    """
    value = parse_any(data, largest=largest)
    if not isinstance(value, dict):
        raise JsonError("the JSON is not an object", code="not_an_object")
    return value


def parse_any(data: bytes | str, *, largest: int = LARGEST) -> Any:
    """Like `parse`, for any JSON value."""
    if len(data) > largest:
        raise JsonError(f"more than {largest} bytes of JSON", code="too_large")
    text = _text(data)
    _check_depth(text)
    try:
        value = json.loads(
            text, object_pairs_hook=_object, parse_float=_float, parse_constant=_constant
        )
    except json.JSONDecodeError as error:
        raise JsonError(
            f"not JSON: {error.msg}", where=f"line {error.lineno} column {error.colno}"
        ) from error
    except JsonError:
        raise
    except (ValueError, RecursionError) as error:
        raise JsonError("not JSON that can be read") from error
    if "\\u" in text:
        check_strings(value)
    return value


def check_strings(value: Any) -> None:
    """Raise `JsonError` if any key or string in `value` holds a lone surrogate."""
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            if _SURROGATE.search(item):
                raise JsonError("half of a surrogate pair in a string", code="lone_surrogate")
        elif isinstance(item, dict):
            waiting.extend(item.keys())
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)


def _text(data: bytes | str) -> str:
    if isinstance(data, str):
        if _SURROGATE.search(data):
            raise JsonError("half of a surrogate pair in a string", code="lone_surrogate")
        return data
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise JsonError(f"not UTF-8 at byte {error.start}") from error


def _check_depth(text: str) -> None:
    depth = 0
    for token in _TOKEN.finditer(text):
        first = text[token.start()]
        if first in "[{":
            depth += 1
            if depth > DEEPEST:
                raise JsonError(f"JSON nested more than {DEEPEST} deep", code="too_deep")
        elif first != '"':
            depth -= 1


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise JsonError(f"the key {twice!r} stands twice in one object", code="duplicate_key")
    return made


def _float(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise JsonError(f"{digits[:20]} is too large a number", code="not_a_number")
    return number


def _constant(name: str) -> float:
    raise JsonError(f"{name} is not a JSON number", code="not_a_number")
