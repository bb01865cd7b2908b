"""Read a definition member by member: every error names its place, nothing unknown slips by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, TypeVar

from skillmark.nouns.errors import InputError, SkillmarkError
from skillmark.nouns.money import Money
from skillmark.nouns.text import Text

E = TypeVar("E", bound=StrEnum)


@contextmanager
def placed(where: str) -> Iterator[None]:
    """Give errors that do not know their place yet the place `where`."""
    try:
        yield
    except SkillmarkError as error:
        raise (error if error.where.startswith(where) else error.at(where)) from error


class Members:
    """The members of one object, taken one at a time; `close` refuses what nobody took."""

    def __init__(self, content: object, *, where: str) -> None:
        if not isinstance(content, Mapping):
            raise InputError("an object with named members is expected here", where=where)
        self._content: Mapping[str, Any] = content
        self._taken: set[str] = set()
        self.where = where

    def close(self) -> None:
        """Refuse members that were never asked for: a typo must not be ignored."""
        unknown = sorted(set(self._content) - self._taken)
        if unknown:
            raise InputError(
                f"unknown member {', '.join(unknown)}",
                where=self.where,
                remedy=f"known here: {', '.join(sorted(self._taken))}",
                code="unknown_member",
            )

    def has(self, member: str) -> bool:
        """Say whether the member is there and not null."""
        self._taken.add(member)
        return self._content.get(member) is not None

    def take(self, member: str) -> Any:
        """Return the member as it is; raises where it is missing."""
        if not self.has(member):
            raise InputError("it is missing", where=self.place(member))
        return self._content[member]

    def place(self, member: str) -> str:
        """Return where the member is, for errors."""
        return f"{self.where}: {member}"

    def words(self, member: str, default: str | None = None) -> str:
        """Return a string that is not blank; `default` where the member is absent."""
        if default is not None and not self.has(member):
            return default
        found = self.take(member)
        if not isinstance(found, str) or (default is None and not found.strip()):
            raise InputError(f"{found!r} is not a text", where=self.place(member))
        return found

    def optional_words(self, member: str) -> str | None:
        """Return a string, `None` where the member is absent."""
        return self.words(member) if self.has(member) else None

    def text(self, member: str) -> Text:
        """Return words in several languages, of a string or a language map."""
        return as_text(self.take(member), where=self.place(member))

    def texts(self, member: str) -> tuple[Text, ...]:
        """Return a list of texts."""
        return tuple(
            as_text(words, where=f"{self.place(member)}[{place}]")
            for place, words in enumerate(self.rows(member))
        )

    def rows(self, member: str) -> list[Any]:
        """Return a list; empty where the member is absent."""
        found = self.take(member) if self.has(member) else []
        if not isinstance(found, list):
            raise InputError("a list is expected here", where=self.place(member))
        return found

    def number(self, member: str) -> float:
        """Return a finite number."""
        found = self.take(member)
        if isinstance(found, bool) or not isinstance(found, int | float):
            raise InputError(f"{found!r} is not a number", where=self.place(member))
        if not abs(found) < float("inf"):
            raise InputError(f"{found!r} is not a finite number", where=self.place(member))
        return float(found)

    def optional_number(self, member: str) -> float | None:
        """Return a finite number, `None` where the member is absent."""
        return self.number(member) if self.has(member) else None

    def whole(self, member: str) -> int | None:
        """Return a whole number, `None` where the member is absent."""
        found = self.optional_number(member)
        if found is not None and found != int(found):
            raise InputError(f"{found} is not a whole number", where=self.place(member))
        return None if found is None else int(found)

    def one_of(self, member: str, kind: type[E]) -> E:
        """Return one of the words that `kind` lists."""
        found = self.words(member)
        try:
            return kind(found)
        except ValueError:
            raise InputError(
                f"{found!r} is not known",
                where=self.place(member),
                remedy=f"one of: {listed(kind)}",
            ) from None

    def day(self, member: str) -> date | None:
        """Return a date (TOML's own or `YYYY-MM-DD`), `None` where the member is absent."""
        if not self.has(member):
            return None
        found = self.take(member)
        if type(found) is date:
            return found
        try:
            return date.fromisoformat(found)
        except (TypeError, ValueError):
            raise InputError(
                f"{found!r} is not a date", where=self.place(member), remedy="write YYYY-MM-DD"
            ) from None

    def money(self, member: str) -> Money:
        """Return an amount written as `180.00 EUR`."""
        return as_money(self.words(member), where=self.place(member))


def as_text(content: object, *, where: str) -> Text:
    """Return words in several languages, of a string or a language map."""
    if isinstance(content, str) and content.strip():
        return Text.of(content.strip())
    if (
        isinstance(content, Mapping)
        and content
        and all(_spoken(words) for words in content.values())
    ):
        return Text.of({str(tag): words.strip() for tag, words in content.items()})
    raise InputError(
        "words are expected here", where=where, remedy='give a text or {"en": ..., "de": ...}'
    )


def _spoken(words: object) -> bool:
    return isinstance(words, str) and bool(words.strip())


def as_money(words: str, *, where: str) -> Money:
    """Return an amount written as `180.00 EUR`."""
    amount, _, currency = words.strip().partition(" ")
    with placed(where):
        try:
            return Money(Decimal(amount), currency.strip())
        except InvalidOperation:
            raise InputError(
                f"{words!r} is not an amount", remedy="write it as 180.00 EUR"
            ) from None


def listed(kind: type[StrEnum]) -> str:
    """Return the words of an enumeration, for people."""
    return ", ".join(member.value for member in kind)
