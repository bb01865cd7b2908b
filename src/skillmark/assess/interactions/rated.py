"""What a person scores by a rubric: words, and evidence."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, ClassVar, Self

from skillmark.assess.interactions import evidence
from skillmark.assess.interactions.base import Interaction, ItemType, Response, twice
from skillmark.assess.tables import (
    Table,
    filled,
    known,
    name,
    number,
    pairs,
    rows,
    whole,
    words,
)
from skillmark.nouns.text import Text

GUESSED = 0.15
"""Share that a rater gives on average to somebody who knows nothing: half of a criterion's
points with probability 0.3 (`skillmark.assess.expected`)."""
SIMULATED = "[simulated answer]"
LEVELS = ("criterion", "full", "partial", "zero")
MOST = 20
"""Files or links of one answer."""
_ENDING = re.compile(r"[a-z0-9]{1,10}")


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion of an analytic rubric, worth up to `points`."""

    id: str
    points: float
    criterion: Text
    full: Text
    partial: Text
    zero: Text


@dataclass(frozen=True, slots=True)
class Rated(Interaction):
    """An answer without a key: its points are what raters give, criterion by criterion."""

    needs_rater: ClassVar[bool] = True

    rubric: tuple[Criterion, ...]
    sample: Text | None = None
    """An answer that earns full points, for raters."""

    @property
    def worth(self) -> float:
        """The points of all criteria."""
        return sum(criterion.points for criterion in self.rubric)

    def flaw(self) -> str:
        """Say what is wrong with it, or return an empty string."""
        if not self.rubric:
            return "a short answer needs a rubric"
        if twice([criterion.id for criterion in self.rubric]):
            return "two criteria have the same id"
        wrong = [one.id for one in self.rubric if not 0 < one.points < float("inf")]
        return f"criterion {wrong[0]} is worth nothing" if wrong else ""

    def right(self) -> Response:
        """There is no key."""
        return None

    def solution(self, language: str) -> list[str]:
        """The sample answer."""
        return [self.sample.in_language(language)] if self.sample else []

    def guessed(self) -> float:
        """What raters give to somebody who knows nothing."""
        return GUESSED

    def _rubric_document(self) -> dict[str, Any]:
        return filled(
            rubric=[
                {
                    "id": one.id,
                    "points": one.points,
                    **{level: pairs(getattr(one, level)) for level in LEVELS},
                }
                for one in self.rubric
            ],
            sample=pairs(self.sample),
        )


@dataclass(frozen=True, slots=True)
class ShortAnswer(Rated):
    """Response: words."""

    type: ClassVar[ItemType] = ItemType.SHORT
    takes: ClassVar[str] = "a text"
    members: ClassVar[frozenset[str]] = frozenset({"rubric", "sample", "max_words"})

    max_words: int | None = None
    """About how many words are wanted at the most; never enforced."""

    def flaw(self) -> str:
        """Say what is wrong with it, or return an empty string."""
        if flaw := Rated.flaw(self):
            return flaw
        return "" if self.max_words is None or self.max_words > 0 else "max_words must be positive"

    def share(self, response: Response) -> float:
        """Nothing until it is rated; raises `InputError` for what is no text."""
        if not isinstance(response, str):
            raise self.unfit()
        return 0.0

    def shown(self, language: str, order: Sequence[str]) -> dict[str, Any]:
        """Members: max_words."""
        return {"max_words": self.max_words}

    def guess(self, rng: Random) -> Response:
        """Words that say that nobody wrote them."""
        return SIMULATED

    def document(self) -> dict[str, Any]:
        """Members: rubric, sample, max_words."""
        return self._rubric_document() | filled(max_words=self.max_words)

    @classmethod
    def read(cls, table: Table, language: str, where: str) -> Self:
        """Read rubric, sample and max_words."""
        most = table.get("max_words")
        return cls(
            read_rubric(table, language, where),
            words(table["sample"], language, where) if table.get("sample") else None,
            None if most is None else whole(most, f"{where}, max_words"),
        )


@dataclass(frozen=True, slots=True)
class Upload(Rated):
    """Response: a list of files, links and a note of what they show (`evidence`)."""

    type: ClassVar[ItemType] = ItemType.UPLOAD
    takes: ClassVar[str] = "a list of files, links and a note"
    members: ClassVar[frozenset[str]] = frozenset({"rubric", "sample", "files", "endings", "links"})

    files: int = 1
    """How many at the most."""
    endings: tuple[str, ...] = ()
    """Endings of names that are accepted, without dot; empty for any."""
    links: int = 0
    """How many at the most: to a repository, a document, a recording."""

    def flaw(self) -> str:
        """Say what is wrong with it, or return an empty string."""
        if flaw := Rated.flaw(self):
            return flaw
        if not (0 <= self.files <= MOST and 0 <= self.links <= MOST):
            return f"at most {MOST} files and {MOST} links can be asked for"
        if not self.files and not self.links:
            return "a file or a link must be asked for"
        wrong = [one for one in self.endings if not _ENDING.fullmatch(one)]
        return f"{wrong[0]!r} is no ending of a name, such as pdf" if wrong else ""

    def share(self, response: Response) -> float:
        """Nothing until it is rated; raises `InputError` for what is no evidence."""
        if isinstance(response, str | Mapping) or not isinstance(response, Sequence):
            raise self.unfit()
        files, links = evidence.files(response), evidence.links(response)
        notes = evidence.pieces(response, {"note"})
        if len(files) + len(links) + len(notes) < len(response) or len(notes) > 1:
            raise self.unfit()
        if len(files) > self.files:
            raise self.unfit(f"give at most {self.files} files")
        if len(links) > self.links:
            raise self.unfit(f"give at most {self.links} links")
        for file in files:
            evidence.check_file(file, self.endings)
        for link in links:
            evidence.check_link(link)
        for one in notes:
            evidence.check_note(one)
        return 0.0

    def shown(self, language: str, order: Sequence[str]) -> dict[str, Any]:
        """Members: files, endings, links."""
        return {"files": self.files, "endings": list(self.endings), "links": self.links}

    def guess(self, rng: Random) -> Response:
        """An empty file, or a link that leads nowhere, which says that nobody made it."""
        if not self.files:
            return [{"title": SIMULATED, "url": "https://simulated.invalid/"}]
        ending = self.endings[0] if self.endings else "txt"
        return [{"name": f"{SIMULATED}.{ending}", "digest": "0" * 64, "size": 0}]

    def document(self) -> dict[str, Any]:
        """Members: rubric, sample, files, endings, links."""
        own = filled(files=self.files, endings=list(self.endings), links=self.links or None)
        return self._rubric_document() | own

    @classmethod
    def read(cls, table: Table, language: str, where: str) -> Self:
        """Read rubric, sample, files, endings and links."""
        return cls(
            read_rubric(table, language, where),
            words(table["sample"], language, where) if table.get("sample") else None,
            whole(table.get("files", 1), f"{where}, files"),
            tuple(name(one, where) for one in rows(table.get("endings", ()), where)),
            whole(table.get("links", 0), f"{where}, links"),
        )


def read_rubric(table: Table, language: str, where: str) -> tuple[Criterion, ...]:
    """Return the criteria that a table lists."""
    place = f"{where}, rubric"
    found = []
    for row in rows(table.get("rubric", ()), place):
        known(row, {"id", "points", *LEVELS}, {"id", "points", *LEVELS}, place)
        said = {level: words(row[level], language, place) for level in LEVELS}
        found.append(Criterion(name(row["id"], place), number(row["points"], place), **said))
    return tuple(found)
