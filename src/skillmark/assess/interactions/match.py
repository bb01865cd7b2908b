"""Every row of a table is matched with a column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, ClassVar, Self

from skillmark.assess.interactions.base import Interaction, ItemType, Response
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
from skillmark.assess.tables import Table, filled, yes_or_no


@dataclass(frozen=True, slots=True)
class Match(Interaction):
    """Response: a table from row id to column id; rows may be left out."""

    type: ClassVar[ItemType] = ItemType.MATCH
    takes: ClassVar[str] = "a table from row to column"
    members: ClassVar[frozenset[str]] = frozenset({"rows", "options", "key", "once", "exact"})

    rows: tuple[Option, ...]
    options: tuple[Option, ...]
    """The columns; some may belong to no row."""
    key: Pairs
    once: bool = False
    """Whether a column may be used once only."""
    exact: bool = False
    """Whether only the whole table earns anything."""

    def flaw(self) -> str:
        """Say what is wrong with it, or return an empty string."""
        if flaw := flaw_of(self.rows, (), least=1) or flaw_of(self.options, ()):
            return flaw
        places = [row.id for row in self.rows]
        return flaw_of_pairs(self.key, places, self.parts(), once=self.once)

    def share(self, response: Response) -> float:
        """Share of the rows that are matched with what belongs to them."""
        return share_of_pairs(
            self, response, self.key, self.parts(), once=self.once, exact=self.exact
        )

    def parts(self) -> tuple[str, ...]:
        """Ids of the columns."""
        return tuple(option.id for option in self.options)

    def shown(self, language: str, order: Sequence[str]) -> dict[str, Any]:
        """Members: rows, options, once."""
        return {
            "rows": shown_options(self.rows, language, [row.id for row in self.rows]),
            "options": shown_options(self.options, language, order),
            "once": self.once,
        }

    def right(self) -> Response:
        """The key."""
        return dict(self.key)

    def solution(self, language: str) -> list[str]:
        """Each row with its column."""
        rows = words_of(self.rows, [row for row, _ in self.key], language)
        columns = words_of(self.options, [column for _, column in self.key], language)
        return [f"{row} → {column}" for row, column in zip(rows, columns, strict=True)]

    def guess(self, rng: Random) -> Response:
        """Any column for every row; if each may be used once, as many rows as there are columns."""
        return guess_pairs([row.id for row in self.rows], self.parts(), rng, once=self.once)

    def guessed(self) -> float:
        """Each row is right with one in as many as there are columns."""
        return guessed_pairs(len(self.rows), len(self.options), once=self.once, exact=self.exact)

    def document(self) -> dict[str, Any]:
        """Members: rows, options, key, once, exact."""
        said = filled(
            rows=option_documents(self.rows),
            options=option_documents(self.options),
            key=dict(self.key),
        )
        return said | {flag: True for flag in ("once", "exact") if getattr(self, flag)}

    @classmethod
    def read(cls, table: Table, language: str, where: str) -> Self:
        """Read rows, options, key, once and exact."""
        return cls(
            read_options({"options": table.get("rows", ())}, language, where),
            read_options(table, language, where),
            read_pairs(table, where),
            yes_or_no(table.get("once", False), f"{where}, once"),
            yes_or_no(table.get("exact", False), f"{where}, exact"),
        )


def guess_pairs(
    places: Sequence[str], options: Sequence[str], rng: Random, *, once: bool
) -> dict[str, str]:
    """Return any option for every place."""
    if not once:
        return {place: rng.choice(options) for place in places}
    count = min(len(places), len(options))
    chosen = rng.sample(places, count)
    return dict(zip(chosen, rng.sample(options, count), strict=True))


def guessed_pairs(places: int, options: int, *, once: bool, exact: bool) -> float:
    """Return the expected share of `guess_pairs`."""
    if not exact:
        return min(places, options) / places / options if once else 1 / options
    ways = 1.0
    for place in range(places):
        ways *= max(options - place, 0) if once else options
    return 1 / ways if ways else 0.0
