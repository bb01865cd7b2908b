"""Reading tables (TOML, JSON) strictly: what does not belong is refused by name."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from skillmark.nouns.errors import InputError, UnreadableError
from skillmark.nouns.text import Text

Table = Mapping[str, Any]


def parse(words: str, *, where: str) -> Table:
    """Return `words` as TOML, or raise `UnreadableError` with the line."""
    try:
        return tomllib.loads(words)
    except tomllib.TOMLDecodeError as error:
        raise UnreadableError(f"this is not TOML: {error}", where=where) from error


def known(table: Table, allowed: Collection[str], needed: Collection[str], where: str = "") -> None:
    """Raise `InputError` for a member that is not `allowed` or one that is `needed` and absent."""
    if not isinstance(table, Mapping):
        raise InputError("a table belongs here", where=where)
    unknown = sorted(set(table) - set(allowed))
    if unknown:
        raise InputError(
            f"there is no member {unknown[0]!r}", where=where, remedy=f"known: {sorted(allowed)}"
        )
    missing = sorted(set(needed) - set(table))
    if missing:
        raise InputError(f"{missing[0]} is missing", where=where)


def number(value: object, where: str) -> float:
    """Return `value` as a finite number, or raise `InputError`."""
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) == float("inf"):
        raise InputError(f"{value!r} is not a number", where=where)
    if value != value:  # noqa: PLR0124 (NaN is the one number that differs from itself)
        raise InputError("nan is not a number", where=where)
    return value


def whole(value: object, where: str) -> int:
    """Return `value` as a whole number, or raise `InputError`."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise InputError(f"{value!r} is no whole number", where=where)
    return value


def yes_or_no(value: object, where: str) -> bool:
    """Return `value` if it is true or false, or raise `InputError`."""
    if not isinstance(value, bool):
        raise InputError(f"{value!r} is neither true nor false", where=where)
    return value


def name(value: object, where: str) -> str:
    """Return `value` as an id or name, or raise `InputError`."""
    if not isinstance(value, str) or not value.strip():
        raise InputError(f"{value!r} is no name", where=where)
    return value


def place(row: object, where: str) -> str:
    """Return `where` with the id that a row goes by, as far as it has one."""
    return f"{where} {row.get('id', '?') if isinstance(row, Mapping) else '?'}"


def rows(value: object, where: str) -> Sequence[Any]:
    """Return `value` as a list, or raise `InputError`."""
    if isinstance(value, str | Mapping) or not isinstance(value, Sequence):
        raise InputError("a list belongs here", where=where)
    return value


def words(value: object, language: str, where: str = "") -> Text:
    """Return words: a string in `language`, a table of languages, or pairs of language and words.

    Pairs keep the order of languages, of which the first is shown where the reader's is missing.
    """
    match value:
        case str():
            return Text.of(value.strip(), language)
        case Mapping():
            pairs = tuple(value.items())
        case _:
            pairs = tuple(tuple(pair) for pair in rows(value, where))
    if not all(len(pair) == 2 and all(isinstance(one, str) for one in pair) for pair in pairs):
        raise InputError("words belong here: a string, or a table of languages", where=where)
    return Text(pairs)


def pairs(text: Text | None) -> list[list[str]] | None:
    """Return words as pairs, the form in which `words` reads them back equal."""
    return [list(pair) for pair in text.translations] if text else None


def filled(**members: Any) -> dict[str, Any]:
    """Return the members that hold something."""
    return {key: value for key, value in members.items() if value not in (None, "", [], (), {})}
