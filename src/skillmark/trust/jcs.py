"""JSON Canonicalization Scheme (RFC 8785)."""

from __future__ import annotations

import json
import math
from typing import Any

from skillmark.nouns.errors import InputError
from skillmark.trust.strictjson import DEEPEST

_EXACT = 2**53
_PLAIN_BELOW = 10**21
"""ECMAScript writes integers below this without an exponent."""


class CanonicalizationError(InputError):
    """The document has no canonical form.

    Codes: `number` (does not survive), `lone_surrogate`, `too_deep`, `not_json`.
    """

    code = "not_json"


def canonicalize(value: Any) -> bytes:
    """Return the canonical UTF-8 bytes of a JSON value.

    Keys are ordered by UTF-16 code units (section 3.2.3), numbers written as ECMAScript does
    (section 3.2.2.3). A whole number outside +-(2^53 - 1) is refused where its canonical form
    would read back as an integer that other parsers round (2e16).
    """
    parts: list[str] = []
    _write(value, parts, 0)
    try:
        return "".join(parts).encode("utf-8")
    except UnicodeEncodeError as error:
        raise CanonicalizationError(
            "half of a surrogate pair in a string", code="lone_surrogate"
        ) from error


def _write(value: Any, parts: list[str], depth: int) -> None:
    if depth > DEEPEST:
        raise CanonicalizationError(f"nested more than {DEEPEST} deep", code="too_deep")
    if value is None or isinstance(value, bool | str):
        parts.append(json.dumps(value, ensure_ascii=False))
    elif isinstance(value, int | float):
        parts.append(number(value))
    elif isinstance(value, dict):
        parts.append("{")
        for place, key in enumerate(sorted(value, key=_utf16)):
            parts.append("," if place else "")
            parts.append(json.dumps(key, ensure_ascii=False) + ":")
            _write(value[key], parts, depth + 1)
        parts.append("}")
    elif isinstance(value, list | tuple):
        parts.append("[")
        for place, item in enumerate(value):
            parts.append("," if place else "")
            _write(item, parts, depth + 1)
        parts.append("]")
    else:
        raise CanonicalizationError(f"{type(value).__name__} is not a JSON value")


def _utf16(key: object) -> bytes:
    if not isinstance(key, str):
        raise CanonicalizationError(f"the key {key!r} is not a string")
    return key.encode("utf-16-be", "surrogatepass")


def number(value: float) -> str:
    """Write a number as ECMAScript does, or raise `CanonicalizationError` (code `number`)."""
    if isinstance(value, float) and not math.isfinite(value):
        raise CanonicalizationError(f"{value} is not a JSON number", code="number")
    if value == int(value) and _EXACT <= abs(value) < _PLAIN_BELOW:
        raise CanonicalizationError(
            f"the number {value!r} does not survive canonicalization",
            remedy="write it as a string",
            code="number",
        )
    if isinstance(value, int):
        if abs(value) >= _PLAIN_BELOW:
            shown = str(value)[:30] if value.bit_length() < 10_000 else "of so many digits"
            raise CanonicalizationError(
                f"the number {shown} does not survive canonicalization",
                remedy="write it as a string",
                code="number",
            )
        return str(value)
    return _ecmascript(value)


def _ecmascript(value: float) -> str:
    """`Number::toString` of ECMA-262: shortest digits, placed by the power of ten."""
    if value == 0:
        return "0"
    sign = "-" if value < 0 else ""
    mantissa, _, power = f"{abs(value)!r}".partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    leading = len(whole + fraction) - len(digits)
    point = len(whole) - leading + int(power or 0)
    digits = digits.rstrip("0")
    count = len(digits)
    if count <= point <= 21:
        text = digits + "0" * (point - count)
    elif 0 < point <= 21:
        text = digits[:point] + "." + digits[point:]
    elif -6 < point <= 0:
        text = "0." + "0" * -point + digits
    else:
        exponent = f"e{'+' if point > 0 else '-'}{abs(point - 1)}"
        text = digits[0] + ("." + digits[1:] if count > 1 else "") + exponent
    return sign + text
