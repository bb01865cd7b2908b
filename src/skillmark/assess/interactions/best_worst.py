"""Situational judgement: one scenario, several reactions, pick the best and the worst.

Scored after Motowidlo, Dunnette and Carter (1990, Journal of Applied Psychology 75, 640-647):
+1 for naming the most effective reaction as best, +1 for naming the least effective one as
worst, -1 for each of the two named the other way round. A scenario earns -2 to +2 halves of
its points.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, ClassVar, Self

from skillmark.assess.interactions.base import Interaction, ItemType, Response, one_of
from skillmark.assess.interactions.options import flaw_of, shown_options, words_of
from skillmark.assess.tables import Table, filled, known, name, number, pairs, place, rows, words
from skillmark.nouns.errors import InputError
from skillmark.nouns.text import Text


@dataclass(frozen=True, slots=True)
class Reaction:
    """One way to react, and how good it is on any one scale."""

    id: str
    text: Text
    effectiveness: float
    why: Text | None = None


@dataclass(frozen=True, slots=True)
class BestWorst(Interaction):
    """Response: `{"best": id, "worst": id}`."""

    type: ClassVar[ItemType] = ItemType.BEST_WORST
    takes: ClassVar[str] = 'a choice of "best" and "worst"'
    members: ClassVar[frozenset[str]] = frozenset({"options"})
    lowest: ClassVar[float] = -1.0

    reactions: tuple[Reaction, ...]

    def flaw(self) -> str:
        """Say what is wrong with it, or return an empty string."""
        if flaw := flaw_of(self.reactions, ()):
            return flaw
        rated = [one.effectiveness for one in self.reactions]
        if rated.count(max(rated)) > 1 or rated.count(min(rated)) > 1:
            return "one option must be the most and one the least effective"
        return ""

    def share(self, response: Response) -> float:
        """-1 to 1: half for each of the two, less half for each that is the other way round."""
        if not isinstance(response, Mapping) or set(response) != {"best", "worst"}:
            raise self.unfit()
        best, worst = (one_of(response[place], self.parts()) for place in ("best", "worst"))
        if best == worst:
            raise InputError("best and worst are the same option", code="response")
        keyed_best, keyed_worst = self.extremes()
        right = (best == keyed_best) + (worst == keyed_worst)
        swapped = (best == keyed_worst) + (worst == keyed_best)
        return (right - swapped) / 2

    def extremes(self) -> tuple[str, str]:
        """Return the ids of the most and the least effective reaction."""
        ranked = sorted(self.reactions, key=lambda one: one.effectiveness)
        return ranked[-1].id, ranked[0].id

    def parts(self) -> tuple[str, ...]:
        """Ids of the reactions."""
        return tuple(one.id for one in self.reactions)

    def shown(self, language: str, order: Sequence[str]) -> dict[str, Any]:
        """Members: options."""
        return {"options": shown_options(self.reactions, language, order)}

    def right(self) -> Response:
        """The most and the least effective one."""
        best, worst = self.extremes()
        return {"best": best, "worst": worst}

    def solution(self, language: str) -> list[str]:
        """The most effective reaction, then the least."""
        return words_of(self.reactions, self.extremes(), language)

    def guess(self, rng: Random) -> Response:
        """Any two."""
        best, worst = rng.sample(self.parts(), 2)
        return {"best": best, "worst": worst}

    def guessed(self) -> float:
        """Right and swapped guesses cancel."""
        return 0.0

    def document(self) -> dict[str, Any]:
        """Members: options with their effectiveness."""
        return {
            "options": [
                filled(
                    id=one.id,
                    text=pairs(one.text),
                    why=pairs(one.why),
                    effectiveness=one.effectiveness,
                )
                for one in self.reactions
            ]
        }

    @classmethod
    def read(cls, table: Table, language: str, where: str) -> Self:
        """Read options, each with its effectiveness."""
        return cls(
            tuple(
                _reaction(row, language, f"{where}, option")
                for row in rows(table.get("options", ()), f"{where}, options")
            )
        )


def _reaction(row: Table, language: str, where: str) -> Reaction:
    at = place(row, where)
    known(row, {"id", "text", "why", "effectiveness"}, {"id", "text"}, at)
    id_ = name(row["id"], at)
    if row.get("effectiveness") is None:
        raise InputError("every option needs its effectiveness", where=at, code="item")
    return Reaction(
        id_,
        words(row["text"], language, at),
        number(row["effectiveness"], f"{at}, effectiveness"),
        words(row["why"], language, at) if row.get("why") else None,
    )
