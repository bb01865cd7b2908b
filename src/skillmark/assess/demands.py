"""What a form has to have beside its number of items: kinds of items, and how many of each.

A `Like` says which items are meant, by what is known of them; a `Demand` how many of them a form
has at least and at most. Written as tables of `least`, `most`, `skill`, `levels`, `types`,
`difficulty`, `family` and `items`, each of which may be absent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from skillmark.assess.interactions.base import ItemType
from skillmark.assess.tables import Table, filled, known, name, number, rows, whole
from skillmark.nouns.errors import InputError
from skillmark.nouns.proficiency import level as check_level

MEMBERS = {"skill", "levels", "types", "difficulty", "family", "items"}


class Asked(Protocol):
    """What of an item decides whether it is of a kind."""

    @property
    def id(self) -> str: ...
    @property
    def skill(self) -> str: ...
    @property
    def level(self) -> int: ...
    @property
    def type(self) -> ItemType: ...
    @property
    def difficulty(self) -> float | None: ...
    @property
    def family(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Like:
    """A kind of items: those for which everything that is said here is true.

    Raises `InputError` for levels and difficulties that there are not.
    """

    skill: str = ""
    """URI; empty for any."""
    levels: tuple[int, ...] = ()
    types: tuple[ItemType, ...] = ()
    difficulty: tuple[float, float] | None = None
    """Lowest and highest share of the points that people earn, from 0 (hard) to 1 (easy). An item
    of which that is not known is not of this kind: unknown is neither easy nor hard."""
    family: str = ""
    items: tuple[str, ...] = ()
    """Ids, where single items are meant."""

    def __post_init__(self) -> None:
        for one in self.levels:
            check_level(one, where="demand, levels")
        if self.difficulty is not None and not 0 <= self.difficulty[0] <= self.difficulty[1] <= 1:
            raise InputError(
                "difficulties lie between 0 and 1, the lower one first",
                where="demand, difficulty",
                remedy="such as [0.3, 0.7]",
            )

    def fits(self, item: Asked) -> bool:
        """Whether an item is of this kind."""
        return (
            (not self.skill or item.skill == self.skill)
            and (not self.levels or item.level in self.levels)
            and (not self.types or item.type in self.types)
            and (not self.family or item.family == self.family)
            and (not self.items or item.id in self.items)
            and (self.difficulty is None or self._as_hard(item.difficulty))
        )

    def _as_hard(self, share: float | None) -> bool:
        low, high = self.difficulty or (0.0, 1.0)
        return share is not None and low <= share <= high

    def __str__(self) -> str:
        said = [f"on {self.skill}"] if self.skill else []
        if self.levels:
            levels = " or ".join(map(str, sorted(set(self.levels))))
            said.append(f"at level {levels}")
        if self.types:
            said.append(f"of type {' or '.join(self.types)}")
        if self.difficulty is not None:
            low, high = self.difficulty
            said.append(f"known to be solved by {low:.0%} to {high:.0%}")
        if self.family:
            said.append(f"of the family {self.family}")
        if self.items:
            said.append(f"out of {', '.join(self.items)}")
        return " ".join(said) or "of any kind"


@dataclass(frozen=True, slots=True)
class Demand:
    """Of the scored items of a form that are like this, so many at least and at most."""

    like: Like = Like()
    least: int = 0
    most: int | None = None
    """`None` for no limit."""

    def __post_init__(self) -> None:
        if self.least < 0 or (self.most is not None and self.most < self.least):
            raise InputError(
                f"at least {self.least} and at most {self.most} items contradict each other",
                where="demand",
                code="demand",
            )

    def __str__(self) -> str:
        bounds = [f"at least {self.least}"] if self.least else []
        bounds += [f"at most {self.most}"] if self.most is not None else []
        return f"{' and '.join(bounds) or 'any number of'} items {self.like}"


def like_document(like: Like) -> dict[str, Any]:
    """Return a kind of items as JSON that `read_like` reads back equal."""
    return filled(
        skill=like.skill,
        levels=list(like.levels),
        types=[one.value for one in like.types],
        difficulty=list(like.difficulty) if like.difficulty else None,
        family=like.family,
        items=list(like.items),
    )


def demand_document(demand: Demand) -> dict[str, Any]:
    """Return a demand as JSON that `read_demand` reads back equal."""
    return like_document(demand.like) | filled(least=demand.least or None, most=demand.most)


def read_like(row: Table, where: str, skill_uri: Callable[[str], str] = str) -> Like:
    """Return the kind of items that a table tells of; raises `InputError` naming `where`."""
    known(row, MEMBERS, (), where)
    return _like(row, where, skill_uri)


def read_demand(row: Table, where: str, skill_uri: Callable[[str], str] = str) -> Demand:
    """Return the demand that a table tells of; raises `InputError` naming `where`."""
    known(row, MEMBERS | {"least", "most"}, (), where)
    most = row.get("most")
    return Demand(
        _like(row, where, skill_uri),
        whole(row.get("least", 0), f"{where}, least"),
        None if most is None else whole(most, f"{where}, most"),
    )


def _like(row: Mapping[str, Any], where: str, skill_uri: Callable[[str], str]) -> Like:
    return Like(
        skill=skill_uri(name(row["skill"], where)) if row.get("skill") else "",
        levels=tuple(whole(one, f"{where}, levels") for one in _list(row, "levels", where)),
        types=tuple(_type(one, where) for one in _list(row, "types", where)),
        difficulty=_range(row.get("difficulty"), f"{where}, difficulty"),
        family=str(row.get("family", "")),
        items=tuple(name(one, f"{where}, items") for one in _list(row, "items", where)),
    )


def _list(row: Mapping[str, Any], member: str, where: str) -> tuple[Any, ...]:
    return tuple(rows(row.get(member, ()), f"{where}, {member}"))


def _type(value: object, where: str) -> ItemType:
    try:
        return ItemType(str(value))
    except ValueError:
        raise InputError(
            f"there is no type {value!r}", where=where, remedy=f"one of: {[*ItemType]}"
        ) from None


def _range(value: object, where: str) -> tuple[float, float] | None:
    if value is None:
        return None
    ends = rows(value, where)
    if len(ends) != 2:
        raise InputError("a range has two ends", where=where, remedy="such as [0.3, 0.7]")
    return (float(number(ends[0], where)), float(number(ends[1], where)))
