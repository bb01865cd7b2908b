"""What every way of answering an item has in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum
from random import Random
from typing import Any, ClassVar, Self, TypeAlias

from skillmark.assess.tables import Table
from skillmark.nouns.errors import InputError

Response: TypeAlias = str | float | Sequence[Any] | Mapping[str, Any] | None
"""One answer as plain data, so that it can be stored and sent; `None` where there is none."""

FULL = 1 - 1e-9
"""A share from here on is the whole."""


class ItemType(StrEnum):
    """How an item is answered."""

    CHOICE = "choice"
    MULTIPLE = "multiple"
    NUMERIC = "numeric"
    SLIDER = "slider"
    CLOZE = "cloze"
    ORDER = "order"
    MATCH = "match"
    GAP_MATCH = "gap-match"
    HOT_TEXT = "hot-text"
    HOT_SPOT = "hot-spot"
    BEST_WORST = "best-worst"
    SHORT = "short"
    UPLOAD = "upload"


class Interaction(ABC):
    """How an item is answered, what is right, and what part of the points an answer earns.

    Subclasses are frozen dataclasses, one module each. What of them may be shown is `shown` and
    nothing else: it is built member by member, so that nothing of the key can slip in.
    """

    type: ClassVar[ItemType]
    takes: ClassVar[str]
    """What a response has to be, in words."""
    members: ClassVar[frozenset[str]]
    """The members of an item's table that belong to the interaction."""
    needs_rater: ClassVar[bool] = False
    """Whether a person has to score it."""
    lowest: ClassVar[float] = 0.0
    """The least share of the points that an answer can earn."""

    @abstractmethod
    def flaw(self) -> str:
        """Say what is wrong with it, or return an empty string."""

    @abstractmethod
    def share(self, response: Response) -> float:
        """Return what part of the points a response that is not blank earns.

        Raises `InputError` with code `response` where it does not fit.
        """

    @abstractmethod
    def shown(self, language: str, order: Sequence[str]) -> dict[str, Any]:
        """Return what a candidate sees, as JSON; the parts that may be shuffled in `order`."""

    @abstractmethod
    def right(self) -> Response:
        """Return a response that earns everything; `None` where there is no key."""

    @abstractmethod
    def solution(self, language: str) -> list[str]:
        """Return what is right, in words, a line each; for those who may know it."""

    @abstractmethod
    def guess(self, rng: Random) -> Response:
        """Return the response of somebody who knows nothing."""

    @abstractmethod
    def guessed(self) -> float:
        """Return the share that blind guessing earns on average."""

    @abstractmethod
    def document(self) -> dict[str, Any]:
        """Return its members as JSON, the key included."""

    @classmethod
    @abstractmethod
    def read(cls, table: Table, language: str, where: str) -> Self:
        """Return what `document` wrote, or an author's table; raises `InputError` naming `where`.

        `language` is that of words without one.
        """

    def parts(self) -> tuple[str, ...]:
        """Return the ids of the parts whose order may change from person to person."""
        return ()

    def arrange(self, rng: Random) -> tuple[str, ...]:
        """Return the parts in the order in which one person sees them."""
        own = self.parts()
        return tuple(rng.sample(own, len(own)))

    @property
    def worth(self) -> float | None:
        """The points that its parts add up to, where it says so (a rubric's)."""
        return None

    def unfit(self, remedy: str = "") -> InputError:
        """Return the error for a response that does not fit."""
        return InputError(
            "the response does not fit the item",
            remedy=remedy or f"an item of type {self.type} takes {self.takes}",
            code="response",
        )


def one_of(given: object, ids: Collection[str], what: str = "option") -> str:
    """Return `given` if it is one of `ids`, or raise `InputError` naming them."""
    if not isinstance(given, str) or given not in ids:
        raise InputError(
            f"there is no {what} {given!r}",
            remedy="one of: " + ", ".join(ids),
            code=f"unknown_{what}",
        )
    return given


def set_of(
    interaction: Interaction, given: Response, ids: Collection[str], what: str = "option"
) -> set[str]:
    """Return the ids that a list names, each once."""
    if isinstance(given, str | Mapping) or not isinstance(given, Collection):
        raise interaction.unfit()
    chosen = {one_of(one, ids, what) for one in given}
    if len(chosen) < len(given):
        raise InputError(f"the same {what} is chosen twice", code="response")
    return chosen


def right_less_wrong(chosen: Collection[str], key: Collection[str]) -> float:
    """Return +1/k for a right and -1/k for a wrong choice, not below 0; k are right."""
    right = len(set(chosen) & set(key))
    return max(0.0, (2 * right - len(chosen)) / len(key))


def twice(ids: Collection[str]) -> str:
    """Return an id that stands there twice, or an empty string."""
    seen: set[str] = set()
    for one in ids:
        if one in seen:
            return one
        seen.add(one)
    return ""
