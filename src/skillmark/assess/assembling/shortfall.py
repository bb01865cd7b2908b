"""Whether a pool of items can make the forms that are wanted, and what is missing where not.

Where there is no form, the smallest set of new items that would make one possible is found by
integer programming, as forms are; where no new item would help, a smallest set of wishes that
contradict each other (Chinneck 2008, Feasibility and Infeasibility in Optimization, Springer,
chapter 6: the deletion filter).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, product

import numpy as np

from skillmark.assess.assembling.constraints import (
    Candidate,
    Floats,
    Problem,
    Specification,
    Wish,
    cheapest,
    needed,
    wishes,
)
from skillmark.assess.demands import Like
from skillmark.assess.interactions.base import ItemType
from skillmark.assess.items import Test
from skillmark.nouns.errors import InputError
from skillmark.nouns.proficiency import HIGHEST, LOWEST

RARER = 1e-3
"""Extra cost of a new item for each wish that it meets: among equally few, the plainest."""


@dataclass(frozen=True, slots=True)
class Need:
    """So many new items of a kind are missing."""

    count: int
    like: Like
    pilot: bool = False

    def __str__(self) -> str:
        kind = "pilot item" if self.pilot else "item"
        plural = "" if self.count == 1 else "s"
        told = "" if self.pilot and self.like == Like() else f" {self.like}"
        return f"{self.count} more {kind}{plural}{told}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a pool can do."""

    needs: tuple[Need, ...] = ()
    """The fewest new items with which a form is possible."""
    conflict: tuple[Wish, ...] = ()
    """Wishes of which each can go, but not all stay, whatever items there are."""

    @property
    def possible(self) -> bool:
        """Whether there is a form that is as it has to be."""
        return not self.needs and not self.conflict

    def __str__(self) -> str:
        if self.conflict:
            if len(self.conflict) == 1:
                return f"no items could ever meet this: {self.conflict[0]}"
            return "these contradict each other: " + "; ".join(map(str, self.conflict))
        return "missing: " + ", ".join(map(str, self.needs)) if self.needs else "there is enough"


@dataclass(frozen=True, slots=True)
class _New:
    """An item that is not there: everything that wishes ask of one."""

    skill: str
    level: int
    type: ItemType
    difficulty: float | None
    family: str
    pilot: bool = False
    id: str = ""
    exposure: float | None = None


def check(items: Sequence[Candidate], spec: Specification) -> Verdict:
    """Return whether forms as specified can be made of a pool, and what is missing where not."""
    items = [items[place] for place in needed(items, spec)]
    if _solved(Problem(items, spec)) is not None:
        return Verdict()
    kinds = _kinds(spec, items)
    pool: list[Candidate] = [*items, *kinds]
    limits = np.array([1.0] * len(items) + [float(_most(spec))] * len(kinds))
    limits[[bool(one.family) for one in pool]] = 1.0
    problem = Problem(pool, spec)
    costs = np.array([0.0] * len(items) + [_cost(kind, problem) for kind in kinds])
    found = _solved(problem, costs=costs, limits=limits)
    if found is None:
        return Verdict(conflict=_conflict(problem, limits))
    return Verdict(needs=tuple(_needs(kinds, found[len(items) :], problem)))


def require(test: Test) -> None:
    """Raise `InputError` saying what is missing unless forms of a test can be drawn."""
    raise_unless(check(test.items, Specification.of(test)), where=f"test {test.id}")


def raise_unless(verdict: Verdict, *, where: str) -> None:
    """Raise `InputError` unless a pool can make a form."""
    if not verdict.possible:
        raise InputError(
            f"no form can be made as it has to be: {verdict}",
            where=where,
            remedy="drop one of them" if verdict.conflict else "add items, or demand less",
            code="infeasible",
        )


def _solved(
    problem: Problem,
    *,
    costs: Floats | None = None,
    limits: Floats | None = None,
    chosen: Sequence[Wish] | None = None,
) -> Floats | None:
    """Return how often each item is taken, `None` where there is no form."""
    size = len(problem.items)
    found = cheapest(
        np.zeros(size) if costs is None else costs,
        np.ones(size, dtype=bool),
        problem.usable() * (np.ones(size) if limits is None else limits),
        problem.constraints(chosen),
    )
    return None if found is None else np.round(found)


def _most(spec: Specification) -> int:
    return sum(count for _, count in spec.blueprint) + spec.pilots


def _kinds(spec: Specification, items: Sequence[Candidate]) -> list[_New]:
    """Return every new item that makes a difference to the wishes: one a set of wishes it meets."""
    asked = list(wishes(spec))
    taken = {item.family for item in items}
    found: dict[tuple[object, ...], _New] = {(True,): _pilot()}
    for new in _cells(spec, list(dict.fromkeys(skill for skill, _ in spec.blueprint))):
        # a new item of a family that is there already only helps where a demand names it
        signature = (new.family in taken, *_signature(new, asked), new.family)
        found.setdefault(signature, new)
    return list(found.values())


def _pilot() -> _New:
    return _New("", LOWEST, ItemType.CHOICE, None, "", pilot=True)


def _values(
    spec: Specification,
) -> tuple[list[int], list[ItemType], list[float | None], list[str]]:
    """Return the levels, types, difficulties and families between which demands tell."""
    levels = {one for demand in spec.demands for one in demand.like.levels}
    types = {one for demand in spec.demands for one in demand.like.types}
    ends = {one for demand in spec.demands for one in demand.like.difficulty or ()}
    named = {demand.like.family for demand in spec.demands if demand.like.family}
    points = sorted(ends | {0.0, 1.0}) if ends else []
    between = [(a + b) / 2 for a, b in pairwise(points)]
    return (
        list(range(LOWEST, HIGHEST + 1)) if levels else [LOWEST],
        list(ItemType) if types else [ItemType.CHOICE],
        [None, *sorted({*points, *between})],
        ["", *sorted(named)],
    )


def _cells(spec: Specification, skills: Sequence[str]) -> Iterator[_New]:
    for skill, level, kind, share, family in product(skills, *_values(spec)):
        yield _New(skill, level, kind, share, family)


def _signature(new: _New, asked: Sequence[Wish]) -> tuple[bool, ...]:
    return tuple(wish.fits(new) for wish in asked)


def _cost(new: _New, problem: Problem) -> float:
    met = sum(_signature(new, problem.wishes))
    return 1.0 + RARER * (met + (new.difficulty is not None) + 2 * bool(new.family))


def _needs(kinds: Sequence[_New], counts: Floats, problem: Problem) -> Iterator[Need]:
    for new, count in zip(kinds, counts, strict=True):
        if count > 0:
            like = Like() if new.pilot else _described(new, problem)
            yield Need(int(count), like, new.pilot)


def _described(new: _New, problem: Problem) -> Like:
    """Return the widest kind around a new item that meets exactly the same wishes."""
    asked = list(wishes(problem.spec))
    same = _signature(new, asked)
    levels, types, shares, _families = _values(problem.spec)

    def alike(a: list[int], b: list[ItemType], c: list[float | None]) -> bool:
        cells = (
            _New(new.skill, level, kind, share, new.family)
            for level, kind, share in product(a, b, c)
        )
        return all(_signature(cell, asked) == same for cell in cells)

    own_level, own_type, own_share = [new.level], [new.type], [new.difficulty]
    own_level = [one for one in levels if alike([one], own_type, own_share)]
    own_type = [one for one in types if alike(own_level, [one], own_share)]
    own_share = [one for one in shares if alike(own_level, own_type, [one])]
    known = [one for one in own_share if one is not None]
    return Like(
        skill=new.skill,
        levels=() if own_level == levels else tuple(own_level),
        types=() if own_type == types else tuple(own_type),
        difficulty=None if None in own_share or not known else (min(known), max(known)),
        family=new.family,
    )


def _conflict(problem: Problem, limits: Floats) -> tuple[Wish, ...]:
    """Return wishes that contradict each other, none of them in vain."""
    kept = list(problem.wishes)
    for wish in list(kept):
        fewer = [one for one in kept if one is not wish]
        if _solved(problem, limits=limits, chosen=fewer) is None:
            kept = fewer
    return tuple(kept)
