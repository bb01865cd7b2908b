"""Items and tests: what is asked, and how forms are drawn from it.

How an item is answered, and what counts as right, is its interaction
(`skillmark.assess.interactions`).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from skillmark.assess.demands import Demand
from skillmark.assess.interactions.base import Interaction, ItemType
from skillmark.nouns.errors import InputError
from skillmark.nouns.proficiency import level as check_level
from skillmark.nouns.text import Text


@dataclass(frozen=True, slots=True)
class Item:
    """One question. Raises `InputError` when something of it does not fit together."""

    id: str
    skill: str
    level: int
    prompt: Text
    """In Markdown."""
    interaction: Interaction
    points: float = 1.0
    rationale: Text | None = None
    """Why the right answer is right; shown after the test, if at all."""
    stimulus: str = ""
    """Id of the material that it asks about, shown above it; empty for none."""
    checked: str = ""
    """What a second solution of the item, without sight of its key, led to; empty if none."""
    family: str = ""
    """Items so alike that a form holds one of them at the most; empty for none."""
    exposure: float | None = None
    """Share of candidates who may see it at the most; `None` for no limit."""
    pilot: bool = False
    """Asked but not scored: its figures are wanted first."""
    difficulty: float | None = None
    """Share of its points that people earned, from 0 (hard) to 1 (easy), as far as it was known
    from real responses when the item came into its test; `None` where it was not."""

    def __post_init__(self) -> None:
        flaw = self._flaw()
        if flaw:
            raise InputError(flaw, where=f"item {self.id}", code="item")
        check_level(self.level, where=f"item {self.id}, level")

    @property
    def type(self) -> ItemType:
        """How it is answered."""
        return self.interaction.type

    @property
    def needs_rater(self) -> bool:
        """Whether a person has to score it."""
        return self.interaction.needs_rater

    def _flaw(self) -> str:
        if not 0 < self.points < float("inf"):
            return f"{self.points} points cannot be earned"
        worth = self.interaction.worth
        if worth is not None and abs(worth - self.points) > 1e-9:
            return f"the criteria are worth {worth:g} points, the item {self.points:g}"
        if self.exposure is not None and not 0 < self.exposure <= 1:
            return f"a limit of exposure lies above 0 and not above 1, not at {self.exposure:g}"
        if self.difficulty is not None and not 0 <= self.difficulty <= 1:
            return f"a difficulty lies between 0 and 1, not at {self.difficulty:g}"
        return self.interaction.flaw()


@dataclass(frozen=True, slots=True)
class CutRule:
    """How the cut score comes about, and who the minimally competent candidate is."""

    method: str
    description: Text
    level: int = 3
    """Level of proficiency that passing confirms."""


@dataclass(frozen=True, slots=True)
class Stimulus:
    """Material that several questions may ask about: a passage, a table, a picture."""

    id: str
    title: Text
    text: Text
    """In Markdown."""


@dataclass(frozen=True)
class Test:
    """A pool of items with the blueprint that every form of it follows."""

    __test__ = False  # not a test case, whatever pytest thinks of the name

    id: str
    title: Text
    description: Text
    language: str
    minutes: float | None
    """Time for one attempt; `None` for as long as it takes."""
    blueprint: tuple[tuple[str, int], ...]
    """Pairs of skill URI and number of scored items in a form."""
    items: tuple[Item, ...]
    cut: CutRule | None = None
    scoring: tuple[tuple[str, Text], ...] = ()
    """What candidates are told about scoring: pairs of topic and words."""
    stimuli: tuple[Stimulus, ...] = ()
    demands: tuple[Demand, ...] = ()
    """What else is true of the scored items of every form (`skillmark.assess.assembling`)."""
    pilots: int = 0
    """Items in every form that are asked to learn about them, beside those that are scored."""

    def __post_init__(self) -> None:
        where = f"test {self.id}"
        twice = [name for name, n in Counter(item.id for item in self.items).items() if n > 1]
        if twice:
            raise InputError(f"two items are called {twice[0]}", where=where)
        known = [one.id for one in self.stimuli]
        if len(set(known)) < len(known):
            raise InputError("two stimuli have the same id", where=where)
        for item in self.items:
            if item.stimulus and item.stimulus not in known:
                raise InputError(
                    f"there is no stimulus {item.stimulus!r}", where=f"{where}: item {item.id}"
                )
        if self.minutes is not None and self.minutes <= 0:
            raise InputError("a test needs more than 0 minutes", where=where)
        if not self.blueprint:
            raise InputError("a test needs a blueprint", where=where)
        pool = Counter(item.skill for item in self.items if not item.pilot)
        for skill, count in self.blueprint:
            if not 0 < count <= pool[skill]:
                raise InputError(
                    f"the blueprint asks for {count} items on {skill}; there are {pool[skill]}",
                    where=where,
                    remedy="write more items, or ask for fewer",
                )
        waiting = sum(item.pilot for item in self.items)
        if not 0 <= self.pilots <= waiting:
            raise InputError(
                f"a form is to have {self.pilots} pilot items; there are {waiting}",
                where=where,
                remedy="add pilot items, or ask for fewer",
            )

    @cached_property
    def by_id(self) -> Mapping[str, Item]:
        """Items by id."""
        return {item.id: item for item in self.items}

    def item(self, item_id: str) -> Item:
        """Return the item, or raise `InputError` naming it."""
        if item_id not in self.by_id:
            raise InputError(
                f"there is no item {item_id!r}", where=f"test {self.id}", code="unknown_item"
            )
        return self.by_id[item_id]

    def scored(self, item_ids: Iterable[str]) -> list[Item]:
        """Return those of a form's items that count; pilots earn nothing and cost nothing."""
        return [item for item in map(self.item, item_ids) if not item.pilot]

    def points(self, item_ids: Iterable[str]) -> float:
        """Return the most that a form can earn."""
        return math.fsum(item.points for item in self.scored(item_ids))
