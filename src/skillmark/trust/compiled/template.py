"""JSON texts that differ only inside some of their strings: match one, or write one.

Matching compares the constant parts byte for byte, so whatever was established of the text that
a template was made from (it is JSON with one meaning, its keys, its order, its numbers) holds of
every text that matches. What stands in a hole is the inside of a JSON string and is judged anew.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from skillmark.trust.strictjson import JsonError, check_strings

Pointer = tuple[str | int, ...]
"""Where a value stands: keys and positions from the root."""

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"|[\[\]{},:]|[^\s\[\]{},:"]+', re.DOTALL)
_STRING = rb'[^"\\]*+(?:\\.[^"\\]*+)*+'
_NUMBER = rb"(?:0|[1-9][0-9]{0,14}+)"
_INSIDE = re.compile(_STRING, re.DOTALL)
_DIGITS = re.compile(_NUMBER)
_SPARSE = 300
"""Constant bytes a hole from which on comparing them is quicker than a regular expression."""


@dataclass(frozen=True, slots=True)
class Spans:
    """Where the strings and the whole numbers of a JSON text stand, by pointer."""

    strings: Mapping[Pointer, tuple[int, int]]
    """Positions of the first letter inside the quotes, and of the closing quote."""
    integers: Mapping[Pointer, tuple[int, int]]


def spans(text: str) -> Spans:
    """Find the values of a text that is known to be JSON in which no key stands twice."""
    strings: dict[Pointer, tuple[int, int]] = {}
    integers: dict[Pointer, tuple[int, int]] = {}
    tokens = _TOKEN.finditer(text)

    def value(token: re.Match[str], at: Pointer) -> None:
        first = token[0][0]
        if first == "{":
            members(at)
        elif first == "[":
            elements(at)
        elif first == '"':
            strings[at] = (token.start() + 1, token.end() - 1)
        elif token[0].isdigit():
            integers[at] = token.span()

    def members(at: Pointer) -> None:
        for token in tokens:
            if token[0] == "}":
                return
            if token[0] != ",":
                next(tokens)  # the colon
                value(next(tokens), (*at, json.loads(token[0])))

    def elements(at: Pointer) -> None:
        place = 0
        for token in tokens:
            if token[0] == "]":
                return
            if token[0] != ",":
                value(token, (*at, place))
                place += 1

    value(next(tokens), ())
    return Spans(strings, integers)


class Template:
    """A JSON text with holes, in the order in which they stand."""

    __slots__ = ("_first", "_pattern", "_rest", "digits", "holes")

    def __init__(self, text: str, holes: Sequence[Pointer], digits: Sequence[Pointer] = ()) -> None:
        """Cut holes into strings and, for `digits`, whole numbers of a JSON text."""
        found = spans(text)
        places = {at: found.strings[at] for at in holes} | {at: found.integers[at] for at in digits}
        self.holes = tuple(sorted(places, key=lambda at: places[at]))
        self.digits = frozenset(digits)
        cuts = [0, *(edge for at in self.holes for edge in places[at]), len(text)]
        segments = [text[a:b].encode() for a, b in zip(cuts[::2], cuts[1::2], strict=True)]
        self._first = segments[0]
        self._rest = tuple(
            (segment, at in self.digits)
            for at, segment in zip(self.holes, segments[1:], strict=True)
        )
        constant = sum(len(segment) for segment in segments)
        self._pattern = self._expression() if constant < _SPARSE * len(self.holes) else None

    def _expression(self) -> re.Pattern[bytes]:
        """Return the template as a regular expression, which is quicker where holes are many."""
        parts = [re.escape(self._first)]
        for segment, is_number in self._rest:
            inside = _NUMBER if is_number else _STRING
            parts.append(b"(%s)%s" % (inside, re.escape(segment)))
        return re.compile(b"".join(parts), re.DOTALL)

    @property
    def segments(self) -> tuple[bytes, ...]:
        """What stands before, between and behind the holes."""
        return (self._first, *(segment for segment, _ in self._rest))

    def match(self, data: bytes) -> list[bytes] | None:
        """Return what stands in the holes, as it is written, or `None`."""
        if not data.startswith(self._first):
            return None
        if self._pattern is not None:
            whole = self._pattern.fullmatch(data)
            return None if whole is None else list(whole.groups())
        at, found = len(self._first), []
        for segment, is_number in self._rest:
            if is_number:
                number = _DIGITS.match(data, at)
                end = number.end() if number else -1
            else:
                end = data.find(b'"', at)
            if end < 0:
                return None
            inside = data[at:end]
            if b"\\" in inside:
                # the quote that was found may be an escaped one
                end = _INSIDE.match(data, at).end()  # type: ignore[union-attr]
                inside = data[at:end]
            if not data.startswith(segment, end):
                return None
            found.append(inside)
            at = end + len(segment)
        return found if at == len(data) else None

    def fill(self, insides: Sequence[bytes]) -> bytes:
        """Return the text with these insides of strings, each escaped already."""
        parts = [self._first]
        for inside, (segment, _) in zip(insides, self._rest, strict=True):
            parts.append(inside)
            parts.append(segment)
        return b"".join(parts)


def plain(insides: Sequence[bytes]) -> bool:
    """Say whether all insides of strings stand for themselves: no escapes, nothing invisible.

    Then JSON, JCS and N-Quads all write them alike.
    """
    together = b" ".join(insides)
    if b"\\" in together or b'"' in together:
        return False
    try:
        # not printable: control characters, noncharacters, surrogates, and more that is harmless
        return together.decode().isprintable()
    except UnicodeDecodeError:
        return False


def read(insides: Sequence[bytes]) -> list[str] | None:
    """Return the strings whose insides these are; `None` if one has no single meaning."""
    try:
        # decoded here: the parser would guess an encoding from the first bytes
        found = [json.loads(f'"{inside.decode()}"') for inside in insides]
        check_strings(found)
    except (ValueError, JsonError):
        return None
    return found


def strings_of(value: object, at: Pointer = ()) -> Iterator[tuple[Pointer, str]]:
    """Yield every string value in a JSON value, with its pointer, in order."""
    if isinstance(value, str):
        yield at, value
    elif isinstance(value, dict):
        for key, member in value.items():
            yield from strings_of(member, (*at, key))
    elif isinstance(value, list):
        for place, item in enumerate(value):
            yield from strings_of(item, (*at, place))


def replaced(value: object, new: Mapping[Pointer, str], at: Pointer = ()) -> object:
    """Return a copy of a JSON value with other strings at some pointers."""
    if isinstance(value, dict):
        return {key: replaced(member, new, (*at, key)) for key, member in value.items()}
    if isinstance(value, list):
        return [replaced(item, new, (*at, place)) for place, item in enumerate(value)]
    return new.get(at, value) if isinstance(value, str) else value
