"""Items and tests: what is asked, what counts as right, and what a candidate may see of it.

A response to an item is plain data, so that it can be stored and sent:

==============  =====================================  =============================
type            response                               scored by
==============  =====================================  =============================
`choice`        id of an option                        key
`multiple`      list of option ids                     key, wrong choices count against
`numeric`       a number, or a string that holds one   value within tolerance
`order`         list of all option ids in order        pairs of neighbours
`short`         text                                   a human rater, by rubric
`best-worst`    `{"best": id, "worst": id}`            effectiveness of the options
==============  =====================================  =============================

`None` stands for an item that was not answered.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TypeAlias

from skillmark.nouns.errors import InputError
from skillmark.nouns.proficiency import level as check_level
from skillmark.nouns.text import Text

Response: TypeAlias = str | float | Sequence[str] | Mapping[str, str] | None
"""One answer, as the table above says; `None` where there is none."""


class ItemType(StrEnum):
    """How an item is answered."""

    CHOICE = "choice"
    MULTIPLE = "multiple"
    NUMERIC = "numeric"
    ORDER = "order"
    SHORT = "short"
    BEST_WORST = "best-worst"


OPTION_TYPES = frozenset({ItemType.CHOICE, ItemType.MULTIPLE, ItemType.ORDER, ItemType.BEST_WORST})


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to choose from. `why` says after the test why it is right or wrong."""

    id: str
    text: Text
    why: Text | None = None
    effectiveness: float | None = None
    """For `best-worst` items: how good a reaction it is, on any one scale."""


@dataclass(frozen=True, slots=True)
class NumericKey:
    """The right number, how far an answer may be off, and the unit that is shown."""

    value: float
    tolerance: float = 0.0
    unit: str = ""

    def __post_init__(self) -> None:
        if not (abs(self.value) < float("inf") and 0 <= self.tolerance < float("inf")):
            raise InputError(
                f"the key {self.value} with tolerance {self.tolerance} is no range of numbers"
            )


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
class Item:
    """One question. Raises `InputError` when its key does not fit its type."""

    id: str
    skill: str
    level: int
    type: ItemType
    prompt: Text
    options: tuple[Option, ...] = ()
    key: tuple[str, ...] = ()
    """Ids of the right options; for `order`, all of them in the right order."""
    numeric: NumericKey | None = None
    points: float = 1.0
    rationale: Text | None = None
    max_words: int | None = None
    rubric: tuple[Criterion, ...] = ()
    sample: Text | None = None
    """For `short`: an answer that earns full points."""
    checked: str = ""
    """What a second solution of the item, without sight of its key, led to; empty if none."""

    def __post_init__(self) -> None:
        flaw = _flaw(self)
        if flaw:
            raise InputError(flaw, where=f"item {self.id}", code="item")
        check_level(self.level, where=f"item {self.id}, level")

    def option(self, option_id: str) -> Option:
        """Return the option, or raise `InputError` naming it."""
        found = next((option for option in self.options if option.id == option_id), None)
        if found is None:
            raise InputError(
                f"there is no option {option_id!r}",
                where=f"item {self.id}",
                remedy="one of: " + ", ".join(option.id for option in self.options),
                code="unknown_option",
            )
        return found

    @property
    def needs_rater(self) -> bool:
        """Whether a human has to score it."""
        return self.type is ItemType.SHORT


def _flaw(item: Item) -> str:  # noqa: PLR0911 (one line a law)
    """Say what is wrong with an item, or return an empty string."""
    ids = [option.id for option in item.options]
    if not 0 < item.points < float("inf"):
        return f"{item.points} points cannot be earned"
    if len(set(ids)) < len(ids):
        return "two options have the same id"
    if item.type in OPTION_TYPES and len(ids) < 2:
        return "it needs at least two options"
    if item.type not in OPTION_TYPES and ids:
        return f"an item of type {item.type} has no options"
    if set(item.key) - set(ids):
        return f"the key names {', '.join(sorted(set(item.key) - set(ids)))}, which is no option"
    if len(set(item.key)) < len(item.key):
        return "the key names an option twice"
    if (item.numeric is None) == (item.type is ItemType.NUMERIC):
        return "a numeric key belongs to a numeric item, and only there"
    return _KEY_FLAW[item.type](item, ids)


def _choice_flaw(item: Item, _: list[str]) -> str:
    return "" if len(item.key) == 1 else "a choice has exactly one right option"


def _multiple_flaw(item: Item, ids: list[str]) -> str:
    if not item.key or len(item.key) == len(ids):
        return "some options must be right and some wrong"
    return ""


def _order_flaw(item: Item, ids: list[str]) -> str:
    if set(item.key) != set(ids):
        return "the key must name every option once, in the right order"
    # Options and their ids are shown: listed in the right order they would give it away.
    if list(item.key) in (ids, sorted(ids)):
        return "the options stand in the right order already: list them or name them otherwise"
    return ""


def _short_flaw(item: Item, _: list[str]) -> str:
    if not item.rubric:
        return "a short answer needs a rubric"
    if len({criterion.id for criterion in item.rubric}) < len(item.rubric):
        return "two criteria have the same id"
    total = sum(criterion.points for criterion in item.rubric)
    if any(criterion.points <= 0 for criterion in item.rubric) or abs(total - item.points) > 1e-9:
        return f"the criteria are worth {total:g} points, the item {item.points:g}"
    return "" if item.max_words is None or item.max_words > 0 else "max_words must be positive"


def _best_worst_flaw(item: Item, _: list[str]) -> str:
    rated = [o.effectiveness for o in item.options if o.effectiveness is not None]
    if len(rated) < len(item.options):
        return "every option needs its effectiveness"
    if rated.count(max(rated)) > 1 or rated.count(min(rated)) > 1:
        return "one option must be the most and one the least effective"
    return ""


_KEY_FLAW = {
    ItemType.CHOICE: _choice_flaw,
    ItemType.MULTIPLE: _multiple_flaw,
    ItemType.NUMERIC: lambda item, ids: "",  # noqa: ARG005
    ItemType.ORDER: _order_flaw,
    ItemType.SHORT: _short_flaw,
    ItemType.BEST_WORST: _best_worst_flaw,
}


@dataclass(frozen=True, slots=True)
class CutRule:
    """How the cut score comes about, and who the minimally competent candidate is."""

    method: str
    description: Text
    level: int = 3
    """Level of proficiency that passing confirms."""


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
    """Pairs of skill URI and number of items in a form."""
    items: tuple[Item, ...]
    cut: CutRule | None = None
    scoring: tuple[tuple[str, Text], ...] = ()
    """What candidates are told about scoring: pairs of topic and words."""

    def __post_init__(self) -> None:
        where = f"test {self.id}"
        twice = [name for name, n in Counter(item.id for item in self.items).items() if n > 1]
        if twice:
            raise InputError(f"two items are called {twice[0]}", where=where)
        if self.minutes is not None and self.minutes <= 0:
            raise InputError("a test needs more than 0 minutes", where=where)
        if not self.blueprint:
            raise InputError("a test needs a blueprint", where=where)
        pool = Counter(item.skill for item in self.items)
        for skill, count in self.blueprint:
            if not 0 < count <= pool[skill]:
                raise InputError(
                    f"the blueprint asks for {count} items on {skill}; there are {pool[skill]}",
                    where=where,
                    remedy="write more items, or ask for fewer",
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
