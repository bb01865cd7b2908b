"""Words are put into the gaps of a text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, ClassVar, Self

from skillmark.assess.interactions.base import Interaction, ItemType, Response
from skillmark.assess.interactions.marked_text import fill, flaw_of_places, pieces, places
from skillmark.assess.interactions.match import guess_pairs, guessed_pairs
from skillmark.assess.interactions.options import (
    Option,
    flaw_of,
    option_documents,
    read_options,
    shown_options,
    words_of,
)
from skillmark.assess.interactions.pairing import (
    Pairs,
    flaw_of_pairs,
    read_pairs,
    share_of_pairs,
)
from skillmark.assess.tables import Table, filled, pairs, words, yes_or_no
from skillmark.nouns.text import Text


@dataclass(frozen=True, slots=True)
class GapMatch(Interaction):
    """Response: a table from gap to option id; gaps may be left empty."""

    type: ClassVar[ItemType] = ItemType.GAP_MATCH
    takes: ClassVar[str] = "a table from gap to option"
    members: ClassVar[frozenset[str]] = frozenset({"text", "options", "key", "reuse", "exact"})

    text: Text
    """With `[[gap]]` where a word belongs, the same gaps in every language."""
    options: tuple[Option, ...]
    key: Pairs
    reuse: bool = False
    """Whether a word may stand in several gaps."""
    exact: bool = False
    """Whether only the whole text earns anything."""

    def flaw(self) -> str:
        """Say what is wrong with it, or return an empty string."""
        gaps = [gap for gap, _ in self.key]
        return (
            flaw_of(self.options, ())
            or ("" if gaps else "it needs at least one gap")
            or flaw_of_places(self.text, gaps, marked=False)
            or flaw_of_pairs(
                self.key, places(self.text, marked=False), self.parts(), once=not self.reuse
            )
        )

    def share(self, response: Response) -> float:
        """Share of the gaps that hold what belongs there."""
        return share_of_pairs(
            self, response, self.key, self.parts(), once=not self.reuse, exact=self.exact
        )

    def parts(self) -> tuple[str, ...]:
        """Ids of the words."""
        return tuple(option.id for option in self.options)

    def shown(self, language: str, order: Sequence[str]) -> dict[str, Any]:
        """Members: pieces, options, reuse."""
        return {
            "pieces": pieces(self.text.in_language(language)),
            "options": shown_options(self.options, language, order),
            "reuse": self.reuse,
        }

    def right(self) -> Response:
        """The key."""
        return dict(self.key)

    def solution(self, language: str) -> list[str]:
        """The text with its gaps filled."""
        filling = words_of(self.options, [option for _, option in self.key], language)
        gaps = dict(zip([gap for gap, _ in self.key], filling, strict=True))
        return [fill(self.text.in_language(language), gaps)]

    def guess(self, rng: Random) -> Response:
        """Any words."""
        gaps = [gap for gap, _ in self.key]
        return guess_pairs(gaps, self.parts(), rng, once=not self.reuse)

    def guessed(self) -> float:
        """Each gap is right with one in as many as there are words."""
        return guessed_pairs(
            len(self.key), len(self.options), once=not self.reuse, exact=self.exact
        )

    def document(self) -> dict[str, Any]:
        """Members: text, options, key, reuse, exact."""
        said = filled(
            text=pairs(self.text), options=option_documents(self.options), key=dict(self.key)
        )
        return said | {flag: True for flag in ("reuse", "exact") if getattr(self, flag)}

    @classmethod
    def read(cls, table: Table, language: str, where: str) -> Self:
        """Read text, options, key, reuse and exact."""
        return cls(
            words(table.get("text", ""), language, f"{where}, text"),
            read_options(table, language, where),
            read_pairs(table, where),
            yes_or_no(table.get("reuse", False), f"{where}, reuse"),
            yes_or_no(table.get("exact", False), f"{where}, exact"),
        )
