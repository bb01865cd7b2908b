"""Options are put in the right order."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from random import Random
from typing import Any, ClassVar, Self

from skillmark.assess.interactions.base import FULL, Interaction, ItemType, Response, set_of
from skillmark.assess.interactions.options import (
    Option,
    flaw_of,
    option_documents,
    read_key,
    read_options,
    shown_options,
    words_of,
)
from skillmark.assess.tables import Table, filled, yes_or_no


@dataclass(frozen=True, slots=True)
class Order(Interaction):
    """Response: a list of all option ids in order."""

    type: ClassVar[ItemType] = ItemType.ORDER
    takes: ClassVar[str] = "every option in an order"
    members: ClassVar[frozenset[str]] = frozenset({"options", "key", "exact"})

    options: tuple[Option, ...]
    key: tuple[str, ...]
    exact: bool = False
    """Whether only the whole order earns anything."""

    def flaw(self) -> str:
        """Say what is wrong with it, or return an empty string."""
        ids = [option.id for option in self.options]
        if flaw := flaw_of(self.options, self.key):
            return flaw
        if set(self.key) != set(ids):
            return "the key must name every option once, in the right order"
        # Options and their ids are shown: listed in the right order they would give it away.
        if list(self.key) in (ids, sorted(ids)):
            return "the options stand in the right order already: list them or name them otherwise"
        return ""

    def share(self, response: Response) -> float:
        """Share of the key's neighbouring pairs that stand side by side in the same order."""
        if len(set_of(self, response, self.parts())) < len(self.options):
            raise self.unfit()
        given = [str(one) for one in response]  # type: ignore[union-attr]  # set_of saw a list
        right = set(pairwise(self.key))
        earned = sum(pair in right for pair in pairwise(given)) / len(right)
        return earned if not self.exact or earned >= FULL else 0.0

    def parts(self) -> tuple[str, ...]:
        """Ids of the options."""
        return tuple(option.id for option in self.options)

    def arrange(self, rng: Random) -> tuple[str, ...]:
        """Any order but the right one."""
        order = self.key
        while order == self.key:
            order = tuple(rng.sample(self.parts(), len(self.options)))
        return order

    def shown(self, language: str, order: Sequence[str]) -> dict[str, Any]:
        """Members: options."""
        return {"options": shown_options(self.options, language, order)}

    def right(self) -> Response:
        """The key."""
        return list(self.key)

    def solution(self, language: str) -> list[str]:
        """The words of the key."""
        return words_of(self.options, self.key, language)

    def guess(self, rng: Random) -> Response:
        """Any order."""
        return rng.sample(self.parts(), len(self.options))

    def guessed(self) -> float:
        """Each of the n - 1 pairs of the key is side by side in 1 of n shufflings."""
        count = len(self.options)
        return 1 / math.factorial(count) if self.exact else 1 / count

    def document(self) -> dict[str, Any]:
        """Members: options, key, exact."""
        said = filled(options=option_documents(self.options), key=list(self.key))
        return said | ({"exact": True} if self.exact else {})

    @classmethod
    def read(cls, table: Table, language: str, where: str) -> Self:
        """Read options, key and exact."""
        return cls(
            read_options(table, language, where),
            read_key(table, where),
            yes_or_no(table.get("exact", False), f"{where}, exact"),
        )
