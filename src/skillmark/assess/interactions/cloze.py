"""A text with gaps, each a menu, a word or a number."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, ClassVar, Self

from skillmark.assess.interactions.base import (
    FULL,
    Interaction,
    ItemType,
    Response,
    one_of,
    twice,
)
from skillmark.assess.interactions.marked_text import fill, flaw_of_places, pieces
from skillmark.assess.interactions.numerals import read_number
from skillmark.assess.interactions.numeric import near, quantity
from skillmark.assess.interactions.options import (
    Option,
    flaw_of,
    option_documents,
    read_options,
    shown_options,
    words_of,
)
from skillmark.assess.tables import (
    Table,
    filled,
    known,
    name,
    number,
    pairs,
    rows,
    words,
    yes_or_no,
)
from skillmark.nouns.errors import InputError
from skillmark.nouns.text import Text


@dataclass(frozen=True, slots=True)
class Menu:
    """A gap with options, of which one is right."""

    id: str
    options: tuple[Option, ...]
    key: str

    def flaw(self) -> str:
        """Say what is wrong with it."""
        return flaw_of(self.options, [self.key])

    def share(self, given: str) -> float:
        """1 for the key."""
        return float(one_of(given, [option.id for option in self.options]) == self.key)


@dataclass(frozen=True, slots=True)
class Entry:
    """A gap for words: answers that count, each with its share of the gap's points."""

    id: str
    answers: tuple[tuple[str, float], ...]
    case: bool = False
    """Whether capital letters matter."""

    def flaw(self) -> str:
        """Say what is wrong with it."""
        if not any(share >= FULL for _, share in self.answers):
            return f"gap {self.id} has no answer that earns everything"
        if not all(0 < share <= 1 and self.plain(answer) for answer, share in self.answers):
            return f"an answer of gap {self.id} earns a share above 0 and up to 1"
        return ""

    def share(self, given: str) -> float:
        """The share of the answer it equals, but for spaces and (unless it matters) case."""
        return max(
            (share for answer, share in self.answers if self.plain(answer) == self.plain(given)),
            default=0.0,
        )

    def plain(self, given: str) -> str:
        """Return an answer as it is compared."""
        spaced = " ".join(unicodedata.normalize("NFKC", given).split())
        return spaced if self.case else spaced.casefold()


@dataclass(frozen=True, slots=True)
class Number:
    """A gap for a number."""

    id: str
    value: float
    tolerance: float = 0.0

    def flaw(self) -> str:
        """Say what is wrong with it."""
        fine = math.isfinite(self.value) and 0 <= self.tolerance < math.inf
        return "" if fine else f"gap {self.id} has no range of numbers for a key"

    def share(self, given: str) -> float:
        """1 within the tolerance."""
        return float(near(read_number(given, where=f"gap {self.id}"), self.value, self.tolerance))


Gap = Menu | Entry | Number


@dataclass(frozen=True, slots=True)
class Cloze(Interaction):
    """Response: a table from gap to what was chosen or typed; gaps may be left empty."""

    type: ClassVar[ItemType] = ItemType.CLOZE
    takes: ClassVar[str] = "a table from gap to answer"
    members: ClassVar[frozenset[str]] = frozenset({"text", "gaps", "exact"})

    text: Text
    """With `[[gap]]` where something belongs, the same gaps in every language."""
    gaps: tuple[Gap, ...]
    exact: bool = False
    """Whether only the whole text earns anything."""

    def flaw(self) -> str:
        """Say what is wrong with it, or return an empty string."""
        ids = [gap.id for gap in self.gaps]
        if not ids or twice(ids):
            return "it needs gaps, each with an id of its own"
        flaws = (gap.flaw() for gap in self.gaps)
        return next((flaw for flaw in flaws if flaw), "") or flaw_of_places(
            self.text, ids, marked=False
        )

    def share(self, response: Response) -> float:
        """The mean over the gaps; empty ones earn nothing."""
        if not isinstance(response, Mapping):
            raise self.unfit()
        by_id = {gap.id: gap for gap in self.gaps}
        earned = 0.0
        for place, given in response.items():
            gap = by_id[one_of(place, by_id, "place")]
            if not isinstance(given, str):
                raise self.unfit()
            earned += gap.share(given) if given.strip() else 0.0
        earned /= len(self.gaps)
        return earned if not self.exact or earned >= FULL else 0.0

    def shown(self, language: str, order: Sequence[str]) -> dict[str, Any]:
        """Members: pieces, gaps (id, kind, and the options of menus)."""
        return {
            "pieces": pieces(self.text.in_language(language)),
            "gaps": {gap.id: _shown(gap, language) for gap in self.gaps},
        }

    def right(self) -> Response:
        """What earns everything in every gap."""
        return {gap.id: _right(gap) for gap in self.gaps}

    def solution(self, language: str) -> list[str]:
        """The text with its gaps filled."""
        gaps = {gap.id: _solution(gap, language) for gap in self.gaps}
        return [fill(self.text.in_language(language), gaps)]

    def guess(self, rng: Random) -> Response:
        """Any option of a menu; words and numbers are not guessed."""
        return {
            gap.id: rng.choice([one.id for one in gap.options])
            for gap in self.gaps
            if isinstance(gap, Menu)
        }

    def guessed(self) -> float:
        """The mean over the gaps."""
        chances = [1 / len(gap.options) if isinstance(gap, Menu) else 0.0 for gap in self.gaps]
        return math.prod(chances) if self.exact else math.fsum(chances) / len(chances)

    def document(self) -> dict[str, Any]:
        """Members: text, gaps, exact."""
        said = filled(text=pairs(self.text), gaps=[_document(gap) for gap in self.gaps])
        return said | ({"exact": True} if self.exact else {})

    @classmethod
    def read(cls, table: Table, language: str, where: str) -> Self:
        """Read text, gaps and exact."""
        return cls(
            words(table.get("text", ""), language, f"{where}, text"),
            tuple(
                _gap(row, language, f"{where}, gap")
                for row in rows(table.get("gaps", ()), f"{where}, gaps")
            ),
            yes_or_no(table.get("exact", False), f"{where}, exact"),
        )


def _shown(gap: Gap, language: str) -> dict[str, Any]:
    if isinstance(gap, Menu):
        order = [option.id for option in gap.options]
        return {"kind": "menu", "options": shown_options(gap.options, language, order)}
    return {"kind": "words" if isinstance(gap, Entry) else "number"}


def _right(gap: Gap) -> str:
    match gap:
        case Menu():
            return gap.key
        case Entry():
            return max(gap.answers, key=lambda pair: pair[1])[0]
        case Number():
            return repr(gap.value)


def _solution(gap: Gap, language: str) -> str:
    match gap:
        case Menu():
            return words_of(gap.options, [gap.key], language)[0]
        case Entry():
            return " / ".join(answer for answer, share in gap.answers if share >= FULL)
        case Number():
            return quantity(gap.value, gap.tolerance, "")


def _document(gap: Gap) -> dict[str, Any]:
    match gap:
        case Menu():
            return {"id": gap.id, "options": option_documents(gap.options), "key": gap.key}
        case Entry():
            answers = [[answer, share] for answer, share in gap.answers]
            return {"id": gap.id, "answers": answers} | ({"case": True} if gap.case else {})
        case Number():
            return {"id": gap.id, "value": gap.value, "tolerance": gap.tolerance}


def _gap(row: Table, language: str, where: str) -> Gap:
    known(row, {"id", "options", "key", "answers", "case", "value", "tolerance"}, {"id"}, where)
    id_ = name(row["id"], where)
    place = f"{where} {id_}"
    if "options" in row:
        known(row, {"id", "options", "key"}, {"key"}, place)
        return Menu(id_, read_options(row, language, place), name(row["key"], place))
    if "answers" in row:
        known(row, {"id", "answers", "case"}, (), place)
        answers = tuple(_answer(one, place) for one in rows(row["answers"], place))
        return Entry(id_, answers, yes_or_no(row.get("case", False), place))
    known(row, {"id", "value", "tolerance"}, {"value"}, place)
    return Number(id_, number(row["value"], place), number(row.get("tolerance", 0.0), place))


def _answer(one: object, where: str) -> tuple[str, float]:
    """Read an answer: words, or a pair of words and the share they earn."""
    if isinstance(one, str):
        return one, 1.0
    pair = rows(one, where)
    if len(pair) != 2 or not isinstance(pair[0], str):
        raise InputError("an answer is words, or words and the share they earn", where=where)
    return pair[0], number(pair[1], where)
