"""One of several options is right; others may be worth something."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, ClassVar, Self

from skillmark.assess.interactions.base import Interaction, ItemType, Response, one_of
from skillmark.assess.interactions.options import (
    Option,
    flaw_of,
    option_documents,
    read_key,
    read_options,
    shown_options,
    words_of,
)
from skillmark.assess.tables import Table, filled, number
from skillmark.nouns.errors import InputError


@dataclass(frozen=True, slots=True)
class Choice(Interaction):
    """Response: the id of one option."""

    type: ClassVar[ItemType] = ItemType.CHOICE
    takes: ClassVar[str] = "the id of one option"
    members: ClassVar[frozenset[str]] = frozenset({"options", "key", "partial"})

    options: tuple[Option, ...]
    key: str
    partial: tuple[tuple[str, float], ...] = ()
    """Pairs of a wrong option and the share of the points that it still earns, above 0."""

    def flaw(self) -> str:
        """Say what is wrong with it, or return an empty string."""
        ids = [option for option, _ in self.partial]
        if flaw := flaw_of(self.options, [self.key, *ids]):
            return flaw
        wrong = [share for _, share in self.partial if not 0 < share < 1]
        return f"a partly right option earns a share of 0 to 1, not {wrong[0]:g}" if wrong else ""

    def share(self, response: Response) -> float:
        """1 for the key, the share of an option that is partly right, else 0."""
        if not isinstance(response, str):
            raise self.unfit()
        chosen = one_of(response, self.parts())
        return 1.0 if chosen == self.key else dict(self.partial).get(chosen, 0.0)

    def parts(self) -> tuple[str, ...]:
        """Ids of the options."""
        return tuple(option.id for option in self.options)

    def shown(self, language: str, order: Sequence[str]) -> dict[str, Any]:
        """Members: options."""
        return {"options": shown_options(self.options, language, order)}

    def right(self) -> Response:
        """The key."""
        return self.key

    def solution(self, language: str) -> list[str]:
        """The words of the key."""
        return words_of(self.options, [self.key], language)

    def guess(self, rng: Random) -> Response:
        """Any option."""
        return rng.choice(self.parts())

    def guessed(self) -> float:
        """The mean over the options."""
        return (1 + sum(share for _, share in self.partial)) / len(self.options)

    def document(self) -> dict[str, Any]:
        """Members: options, key (a list of one), partial."""
        return filled(
            options=option_documents(self.options), key=[self.key], partial=dict(self.partial)
        )

    @classmethod
    def read(cls, table: Table, language: str, where: str) -> Self:
        """Read options, key and partial."""
        key = read_key(table, where)
        if len(key) != 1:
            raise InputError("a choice has exactly one right option", where=where, code="item")
        partial = tuple(
            (option, number(share, f"{where}, partial"))
            for option, share in dict(table.get("partial", {})).items()
        )
        return cls(read_options(table, language, where), key[0], partial)
