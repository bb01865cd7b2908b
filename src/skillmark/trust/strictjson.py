"""JSON that has one meaning: what the standard parser lets pass is refused before hashing.

Source: RFC 8259 as narrowed by RFC 7493 (I-JSON) and RFC 8785.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from skillmark.nouns.errors import UnreadableError

DEEPEST = 100
"""Levels of nesting; real credentials stay below 20."""
LARGEST = 16 * 1024 * 1024
"""Bytes of one document."""

# possessive and closed at the end of the text, so that it never looks at a letter twice
_TOKEN = re.compile(r'"(?:[^"\\]|\\.|\\\Z)*+(?:"|\Z)|[\[{]|[\]}]', re.DOTALL)
_SURROGATE = re.compile("[\ud800-\udfff]")
_UNSIGNABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    + "".join(
        f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(1, 17)
    )
    + "]"
)


class JsonError(UnreadableError):
    """The text is not JSON with one meaning.

    Codes: `not_json`, `duplicate_key`, `not_a_number`, `lone_surrogate`, `too_deep`,
    `too_large`, `not_an_object`, `control_character`.
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
    for text in _strings(value):
        if _SURROGATE.search(text):
            raise JsonError("half of a surrogate pair in a string", code="lone_surrogate")


def check_signable(value: Any) -> None:
    """Raise `JsonError` if a string cannot be signed so that everyone reads the same.

    Control characters (but tab and newlines) and noncharacters are escaped in different ways
    by the libraries in use, and nobody can see them.
    """
    for text in _strings(value):
        # what is plain, such as a long status list, is found to be so much sooner
        found = None if text.isprintable() and text.isascii() else _UNSIGNABLE.search(text)
        if found is not None:
            raise JsonError(
                f"the character U+{ord(found[0]):04X} in {text[:40]!r} cannot be signed",
                remedy="remove it",
                code="lone_surrogate" if _SURROGATE.match(found[0]) else "control_character",
            )


def _strings(value: Any) -> Iterator[str]:
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            yield item
        elif isinstance(item, dict):
            waiting.extend(item.keys())
            waiting.extend(item.values())
        elif isinstance(item, list | tuple):
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
        times = Counter(name for name, _ in pairs)
        twice = next(name for name, count in times.items() if count > 1)
        raise JsonError(f"the key {twice!r} stands twice in one object", code="duplicate_key")
    return made


def _float(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise JsonError(f"{digits[:20]} is too large a number", code="not_a_number")
    return number


def _constant(name: str) -> float:
    raise JsonError(f"{name} is not a JSON number", code="not_a_number")
