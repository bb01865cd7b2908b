"""Texts to link, as JSON lines `{"id", "text"}`."""

from __future__ import annotations

from dataclasses import dataclass

import orjson

from skillmark.nouns.errors import InputError, UnreadableError

_MEMBERS = {"id", "text"}


@dataclass(frozen=True, slots=True)
class Question:
    """A text and what its sender calls it: a string or a number."""

    id: str | int
    text: str


def read_texts(content: bytes, *, where: str) -> list[Question]:
    """Read JSON lines (UTF-8, empty lines ignored); every mistake names its line."""
    found: list[Question] = []
    for number, line in enumerate(content.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        if not line.strip():
            continue
        place = f"{where}, line {number}"
        try:
            row = orjson.loads(line)
        except orjson.JSONDecodeError as error:
            raise UnreadableError(f"it is not JSON: {error}", where=place) from error
        if not isinstance(row, dict):
            raise InputError("an object is expected", where=place)
        unknown = sorted(set(row) - _MEMBERS)
        if unknown:
            raise InputError(
                f"unknown member {', '.join(unknown)}", where=place, remedy="known: id, text"
            )
        name, text = row.get("id"), row.get("text")
        if isinstance(name, bool) or not isinstance(name, str | int):
            raise InputError("id must be a string or a number", where=place)
        if not isinstance(text, str):
            raise InputError("text must be a string", where=place)
        found.append(Question(name, text))
    return found
