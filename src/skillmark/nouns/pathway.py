"""Stackable pathways: what is asked for, in which order, and how long the whole then holds.

A pathway asks with steps. A step asks for some of its options, for a sum of credits among them, or
for both. An option is an achievement (by its id), a skill at a level by whatever achievement, or
another step. Everything here is monotone: holding more never takes anything away.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeAlias

from skillmark.nouns.errors import InputError
from skillmark.nouns.held import CreditUnit, Held
from skillmark.nouns.proficiency import SkillLevel
from skillmark.nouns.text import Text


@dataclass(frozen=True, slots=True)
class Credits:
    """A sum of credits that is asked for."""

    amount: float
    unit: CreditUnit = CreditUnit.ECTS

    def __post_init__(self) -> None:
        if not 0 < self.amount < math.inf:
            raise InputError(f"a sum of {self.amount} credits", remedy="ask for more than 0")


Option: TypeAlias = "str | SkillLevel | Step"
"""An achievement's id, a skill at a level by whatever achievement, or a step."""


@dataclass(frozen=True, slots=True)
class Step:
    """`need` of `options` must be held, and `credits` among them where it asks for a sum."""

    options: tuple[Option, ...]
    need: int
    """How many options; 0 only where credits are asked for."""
    name: Text | None = None
    """What a person calls it: a stage such as "Foundation"."""
    id: str = ""
    """By which the order names it; empty where nothing does."""
    credits: Credits | None = None
    """A sum of what is held below this step, each achievement once."""

    def __post_init__(self) -> None:
        least = 0 if self.credits else 1
        if not least <= self.need <= len(self.options) or not self.options:
            raise InputError(
                f"a step needs {self.need} of {len(self.options)} options",
                remedy="ask for at least one and at most all of them",
            )

    @classmethod
    def all_of(cls, *options: Option) -> Step:
        """Every option is needed."""
        return cls(options, len(options))

    @classmethod
    def any_of(cls, *options: Option) -> Step:
        """One option is enough."""
        return cls(options, 1)

    def met_by(self, held: Collection[str] | Held) -> bool:
        """Say whether what is held is enough. Monotone: more never hurts.

        Plain ids of achievements confirm no skill and count no credits; `Held` does both.
        """
        return self._met(Held.of(held))

    def _met(self, held: Held) -> bool:
        if self.credits is not None and not reaches(self.earned(held), self.credits.amount):
            return False
        return sum(met(option, held) for option in self.options) >= self.need

    def earned(self, held: Held, unit: CreditUnit | None = None) -> float:
        """Return the credits held below this step: in `unit`, the one it asks for, or ECTS."""
        unit = unit or (self.credits.unit if self.credits else CreditUnit.ECTS)
        return math.fsum(held.credits(one, unit) for one in self.achievements())

    def steps(self) -> Iterator[Step]:
        """Yield this step and every step below, each before those inside it."""
        yield self
        for option in self.options:
            if isinstance(option, Step):
                yield from option.steps()

    def leaves(self) -> Iterator[str | SkillLevel]:
        """Yield the options that are no steps, in order, as often as they stand there."""
        for option in self.options:
            if isinstance(option, Step):
                yield from option.leaves()
            else:
                yield option

    def achievements(self) -> tuple[str, ...]:
        """All achievement ids in the step, in order, each once."""
        return tuple(dict.fromkeys(one for one in self.leaves() if isinstance(one, str)))

    def skills(self) -> tuple[SkillLevel, ...]:
        """All skills that may be confirmed by whatever achievement, in order, each once."""
        return tuple(dict.fromkeys(one for one in self.leaves() if isinstance(one, SkillLevel)))

    def remaining(self, held: Collection[str] | Held) -> Step | None:
        """Return what is still open, `None` when met.

        Whoever comes to hold what is open has met the step. A step of which both options and
        credits are open becomes two, both of them needed; a sum to which nothing that is open can
        add stays as it is.
        """
        mine = Held.of(held)
        if self._met(mine):
            return None
        count = sum(met(option, mine) for option in self.options)
        chosen: Step | None = None
        if count < self.need:
            options = tuple(
                (option.remaining(mine) or option) if isinstance(option, Step) else option
                for option in self.options
                if not met(option, mine)
            )
            chosen = replace(self, options=options, need=self.need - count, credits=None)
        earned = self.earned(mine)
        if self.credits is None or reaches(earned, self.credits.amount):
            return chosen
        rest = tuple(one for one in self.achievements() if one not in mine)
        left = Credits(self.credits.amount - earned, self.credits.unit)
        summed = replace(self, options=rest, need=0, credits=left) if rest else self
        if chosen is None:
            return summed
        parts = (replace(one, id="", name=None) for one in (chosen, summed))
        return Step(tuple(parts), 2, self.name, self.id)


def met(option: Option, held: Held) -> bool:
    """Say whether one option is met."""
    if isinstance(option, Step):
        return option.met_by(held)
    return held.confirms(option) if isinstance(option, SkillLevel) else option in held


def reaches(sum_of: float, asked: float) -> bool:
    """Say whether a sum of credits is enough; tenths of hours do not add up exactly."""
    return sum_of >= asked - 1e-9


def name_of(option: Option) -> str:
    """Return by which name the order knows an option: an id, or a skill's URI."""
    if isinstance(option, Step):
        return option.id
    return option.skill if isinstance(option, SkillLevel) else option


@dataclass(frozen=True, slots=True)
class Before:
    """`first` must be met before `then` is worked for (by name: achievement, step, skill).

    What waits is every achievement of `then` that is not part of `first` too. Whoever holds it
    already holds it: the order says what may come next, and never takes away what is held.
    """

    first: str
    then: str


class Lasts(StrEnum):
    """How long the award of a completed pathway holds."""

    OWN = "own"
    """As its achievement says, from the day on which it is awarded."""
    PIECES = "pieces"
    """As long as its pieces that hold make it whole."""


class WholeRenewal(StrEnum):
    """What it takes to renew the award of a completed pathway."""

    PIECES = "pieces"
    """The pieces in force make it whole again."""
    SHARE = "share"
    """A share of the pieces that it was awarded for is in force."""
    REFRESHER = "refresher"
    """A shorter step, met by what was awarded after the whole was."""
    CONFIRMED = "confirmed"
    """Its issuer confirms it, whatever became of the pieces."""


@dataclass(frozen=True, slots=True)
class Validity:
    """How long a whole holds, and what renews it."""

    lasts: Lasts = Lasts.OWN
    renewal: WholeRenewal = WholeRenewal.PIECES
    share: float | None = None
    """More than 0 and at most 1; with `SHARE` alone."""
    refresher: Step | None = None
    """With `REFRESHER` alone."""

    def __post_init__(self) -> None:
        if (self.renewal is WholeRenewal.SHARE) != (self.share is not None):
            raise InputError("a share renews a whole only where it is named, and named only there")
        if self.share is not None and not 0 < self.share <= 1:
            raise InputError(f"a share of {self.share}", remedy="more than 0, at most 1")
        if (self.renewal is WholeRenewal.REFRESHER) != (self.refresher is not None):
            raise InputError(
                "a refresher renews a whole only where its step is named, and named only there"
            )


@dataclass(frozen=True, slots=True)
class Pathway:
    """A stack: who holds what `root` asks for is awarded the achievement `awards`."""

    id: str
    name: Text
    description: Text
    root: Step
    awards: str
    order: tuple[Before, ...] = ()
    validity: Validity = Validity()

    def __post_init__(self) -> None:
        named = [step.id for step in self.root.steps() if step.id]
        known = {*named, *map(name_of, self.root.leaves())}
        if len(set(named)) != len(named) or set(named) & set(map(name_of, self.root.leaves())):
            raise InputError(
                "two parts of the pathway have the same name", remedy="give each step its own id"
            )
        for one in self.order:
            if missing := [name for name in (one.first, one.then) if name not in known]:
                raise InputError(
                    f"the order names {missing[0]!r}, which is no part of the pathway",
                    where="order",
                    remedy="name an achievement, a step by its id, or a skill by its URI",
                )
            if one.first == one.then:
                raise InputError(f"{one.first!r} before itself", where="order")

    def part(self, name: str) -> Option:
        """Return the option with this name; of a skill at several levels the first."""
        for step in self.root.steps():
            if step.id and step.id == name:
                return step
        return next(one for one in self.root.leaves() if name_of(one) == name)

    def waiting(self, achievement: str, held: Held) -> tuple[str, ...]:
        """Return what must be met before an achievement may be worked for, and is not yet."""
        return tuple(
            first
            for first in dict.fromkeys(one.first for one in self.order)
            if achievement in self.after(first) and not met(self.part(first), held)
        )

    def after(self, first: str) -> frozenset[str]:
        """Return the achievements that wait for this part of the pathway."""
        mine = _inside(self.part(first))
        late = {
            name
            for one in self.order
            if one.first == first
            for name in _inside(self.part(one.then))
        }
        return frozenset(late - mine)


def _inside(part: Option) -> set[str]:
    if isinstance(part, Step):
        return set(part.achievements())
    return {part} if isinstance(part, str) else set()
