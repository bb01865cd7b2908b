"""RDF literals of JSON values, written as canonical N-Quads.

Sources: RDFC-1.0, section 5.2 (canonical form); JSON-LD 1.1 Processing Algorithms and API,
section 8.2 (object to RDF conversion).
"""

from __future__ import annotations

import math
import re
from typing import Any

from skillmark.nouns.errors import InputError
from skillmark.trust.strictjson import DEEPEST

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_I18N = "https://www.w3.org/ns/i18n#"
_EXACT = 2**53
_DOUBLE_FROM = 10**21
"""Whole numbers from here on are doubles (JSON-LD API, section 8.2.2)."""
IRI = re.compile(
    r"[A-Za-z][A-Za-z0-9+.-]*:"
    r"(?:[^\x00-\x20\x7f-\x9f<>\"{}|^`\\%\[\]\ud800-\udfff\ufffe\uffff]|%[0-9A-Fa-f]{2}"
    r"|(?<=//)\[[0-9A-Fa-f:.]+\])*+\Z"
)
"""A well-formed absolute IRI (RFC 3987); others are dropped by RDF serializers."""
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*\Z")
_ESCAPED = re.compile('[\x00-\x1f"\\\\\x7f\ufffe\uffff]')
_SHORT = {
    "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\",
}  # fmt: skip


class DataLossError(InputError):
    """Part of the document would not be signed, because JSON-LD cannot express it."""

    code = "data_loss"


class Place(tuple[str, int]):
    """A JSON pointer and how deep it is."""

    __slots__ = ()

    def __new__(cls, pointer: str, depth: int) -> Place:
        if depth > DEEPEST:
            raise DataLossError(f"nested more than {DEEPEST} deep", code="too_deep")
        return super().__new__(cls, (pointer, depth))

    def down(self, key: str | int) -> Place:
        """Return the place of a member or element."""
        step = str(key).replace("~", "~0").replace("/", "~1")
        return Place(f"{self[0]}/{step}", self[1] + 1)

    def loss(self, cause: str, remedy: str = "") -> DataLossError:
        """Return the error for something at this place that would not be signed."""
        return DataLossError(cause, where=self[0] or "/", remedy=remedy)


def literal(value: str, datatype: str = "", language: str = "", direction: str = "") -> str:
    """Write a literal as canonical N-Quads do (RDFC-1.0, section 5.2)."""
    plain = value.isascii() and value.isprintable() and '"' not in value and "\\" not in value
    text = f'"{value if plain else _ESCAPED.sub(_escape, value)}"'
    if direction:
        return f"{text}^^<{_I18N}{language}_{direction}>"
    if language:
        return f"{text}@{language}"
    return f"{text}^^<{datatype}>" if datatype and datatype != f"{_XSD}string" else text


def _escape(found: re.Match[str]) -> str:
    return _SHORT.get(found[0]) or f"\\u{ord(found[0]):04X}"


def text(value: str, language: object, direction: object, at: Place) -> str:
    """Write text with its language and direction, or raise `DataLossError`."""
    if language is not None and not (isinstance(language, str) and _LANGUAGE.match(language)):
        raise at.loss(f"{str(language)[:80]!r} is not a language tag")
    if direction not in (None, "ltr", "rtl"):
        raise at.loss(f"{str(direction)[:80]!r} is not a text direction")
    tag = language.lower() if isinstance(language, str) else ""
    return literal(value, language=tag, direction=str(direction or ""))


def typed(value: Any, datatype: str | None, at: Place) -> str:
    """Write a scalar with its datatype (section 8.2, object to RDF conversion)."""
    if datatype is not None and not IRI.match(datatype):
        raise at.loss(f"{datatype[:80]!r} is not the IRI of a datatype")
    if isinstance(value, bool):
        return literal("true" if value else "false", datatype or f"{_XSD}boolean")
    if isinstance(value, int | float):
        return _number(value, datatype, at)
    if not isinstance(value, str):
        raise at.loss(f"a {type(value).__name__} is not a JSON value")
    return literal(value, datatype or "")


def _number(value: float, datatype: str | None, at: Place) -> str:
    """Write a number, refusing those that JSON-LD libraries write differently."""
    if isinstance(value, int) and value.bit_length() > 1024:
        raise at.loss("a number of so many digits does not survive canonicalization")
    if not math.isfinite(value):
        raise at.loss(f"{value} is not a JSON number")
    fraction = value != int(value) or abs(value) >= _DOUBLE_FROM
    digits = f"{value:.15E}" if fraction or datatype == f"{_XSD}double" else ""
    survives = float(digits) == value if digits else abs(value) < _EXACT
    if not survives:
        raise at.loss(
            f"the number {value!r} does not survive canonicalization", "write it as a string"
        )
    if not digits:
        return literal(str(int(value)), datatype or f"{_XSD}integer")
    mantissa, _, exponent = digits.partition("E")
    mantissa = mantissa.rstrip("0")
    mantissa += "0" if mantissa.endswith(".") else ""
    return literal(f"{mantissa}E{int(exponent)}", datatype or f"{_XSD}double")
