"""Any number of options may be right."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from random import Random
from typing import Any, ClassVar, Self

from skillmark.assess.interactions.base import (
    FULL,
    Interaction,
    ItemType,
    Response,
    right_less_wrong,
    set_of,
)
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
class Multiple(Interaction):
    """Response: a list of option ids. Wrong choices count against right ones."""

    type: ClassVar[ItemType] = ItemType.MULTIPLE
    takes: ClassVar[str] = "a list of option ids"
    members: ClassVar[frozenset[str]] = frozenset({"options", "key", "exact"})

    options: tuple[Option, ...]
    key: tuple[str, ...]
    exact: bool = False
    """Whether only the right options, all of them, earn anything."""

    def flaw(self) -> str:
        """Say what is wrong with it, or return an empty string."""
        if flaw := flaw_of(self.options, self.key):
            return flaw
        if not self.key or len(self.key) == len(self.options):
            return "some options must be right and some wrong"
        return ""

    def share(self, response: Response) -> float:
        """+1/k for a right, -1/k for a wrong choice, not below 0, where k are right."""
        earned = right_less_wrong(set_of(self, response, self.parts()), self.key)
        return earned if not self.exact or earned >= FULL else 0.0

    def parts(self) -> tuple[str, ...]:
        """Ids of the options."""
        return tuple(option.id for option in self.options)

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
        """A coin is tossed for every option."""
        return [one for one in self.parts() if rng.random() < 0.5]

    def guessed(self) -> float:
        """The mean over all ways in which the coins can fall."""
        if self.exact:
            return 0.5 ** len(self.options)
        return coin_tosses(len(self.key), len(self.options) - len(self.key))

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


def coin_tosses(right: int, wrong: int) -> float:
    """Return the expected share when each of `right` + `wrong` options is chosen by a coin."""
    total = sum(
        math.comb(right, r) * math.comb(wrong, w) * max(0, r - w)
        for r, w in product(range(right + 1), range(wrong + 1))
    )
    return float(total / right / 2 ** (right + wrong))
