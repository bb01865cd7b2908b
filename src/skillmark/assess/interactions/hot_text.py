"""Words in a text are marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, ClassVar, Self

from skillmark.assess.interactions.base import (
    FULL,
    Interaction,
    ItemType,
    Response,
    right_less_wrong,
    set_of,
    twice,
)
from skillmark.assess.interactions.marked_text import flaw_of_places, pieces, places
from skillmark.assess.interactions.multiple import coin_tosses
from skillmark.assess.interactions.options import read_key
from skillmark.assess.tables import Table, filled, pairs, words, yes_or_no
from skillmark.nouns.text import Text


@dataclass(frozen=True, slots=True)
class HotText(Interaction):
    """Response: a list of the ids of marked words. Wrong marks count against right ones."""

    type: ClassVar[ItemType] = ItemType.HOT_TEXT
    takes: ClassVar[str] = "a list of ids of marked words"
    members: ClassVar[frozenset[str]] = frozenset({"text", "key", "exact"})

    text: Text
    """With `[[id|words]]` where something can be marked, the same ids in every language."""
    key: tuple[str, ...]
    exact: bool = False
    """Whether only the right words, all of them, earn anything."""

    def flaw(self) -> str:
        """Say what is wrong with it, or return an empty string."""
        ids = places(self.text, marked=True)
        if len(ids) < 2:
            return "at least two places must be such that they can be marked"
        if not self.key or twice(self.key) or len(self.key) >= len(ids):
            return "some words must be right and some wrong, each named once"
        strange = sorted(set(self.key) - set(ids))
        if strange:
            return f"the key names {strange[0]}, which is no place of the text"
        return flaw_of_places(self.text, ids, marked=True)

    def share(self, response: Response) -> float:
        """+1/k for a right, -1/k for a wrong mark, not below 0, where k are right."""
        chosen = set_of(self, response, places(self.text, marked=True), "place")
        earned = right_less_wrong(chosen, self.key)
        return earned if not self.exact or earned >= FULL else 0.0

    def shown(self, language: str, order: Sequence[str]) -> dict[str, Any]:
        """Members: pieces."""
        return {"pieces": pieces(self.text.in_language(language))}

    def right(self) -> Response:
        """The key."""
        return list(self.key)

    def solution(self, language: str) -> list[str]:
        """The words to be marked."""
        found = pieces(self.text.in_language(language))
        return [piece["text"] for piece in found if piece.get("id") in self.key]

    def guess(self, rng: Random) -> Response:
        """A coin is tossed for every place."""
        return [one for one in places(self.text, marked=True) if rng.random() < 0.5]

    def guessed(self) -> float:
        """The mean over all ways in which the coins can fall."""
        count = len(places(self.text, marked=True))
        if self.exact:
            return 0.5**count
        return coin_tosses(len(self.key), count - len(self.key))

    def document(self) -> dict[str, Any]:
        """Members: text, key, exact."""
        said = filled(text=pairs(self.text), key=list(self.key))
        return said | ({"exact": True} if self.exact else {})

    @classmethod
    def read(cls, table: Table, language: str, where: str) -> Self:
        """Read text, key and exact."""
        return cls(
            words(table.get("text", ""), language, f"{where}, text"),
            read_key(table, where),
            yes_or_no(table.get("exact", False), f"{where}, exact"),
        )
