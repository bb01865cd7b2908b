"""The parts of a pathway's picture, and what the order says of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from skillmark.nouns.pathway import Option, Pathway, Step, name_of


@dataclass(slots=True)
class Part:
    """One option at its place, with what it consists of."""

    option: Option
    place: tuple[int, ...]
    parts: list[Part]
    after: set[int] = field(default_factory=set)
    """Places of its siblings of which some part comes before some part of it."""
    follows: set[int] = field(default_factory=set)
    """Places of its siblings that come before all of it."""
    column: int = 0
    width: float = 0.0
    height: float = 0.0
    x: float = 0.0
    y: float = 0.0
    """Left and top within its step."""
    lanes: dict[int, float] = field(default_factory=dict)
    """Height within its step of its line's lane, by the column that it passes."""

    @property
    def id(self) -> str:
        """What its node in the picture is called."""
        kind = "step" if isinstance(self.option, Step) else "option"
        return "-".join(map(str, (kind, *self.place)))

    @property
    def banded(self) -> bool:
        """Whether it is a stage: a step with a name."""
        return isinstance(self.option, Step) and bool(self.option.name) and bool(self.place)

    @property
    def plain(self) -> bool:
        """Whether it is a step with one option and no sum: it needs no joint."""
        return isinstance(self.option, Step) and len(self.parts) == 1 and not self.option.credits

    @property
    def exit(self) -> str:
        """Id of the node from which its line leaves."""
        return self.parts[0].exit if self.plain else self.id

    def all(self) -> Iterator[Part]:
        """Yield it and everything in it."""
        yield self
        for one in self.parts:
            yield from one.all()


def part_of(option: Option, place: tuple[int, ...]) -> Part:
    """Return an option with its parts; `place` is where it stands."""
    inner = option.options if isinstance(option, Step) else ()
    return Part(option, place, [part_of(one, (*place, n)) for n, one in enumerate(inner)])


def arrows_of(pathway: Pathway, root: Part) -> list[tuple[Part, Part]]:
    """The arrows of the order, each between two parts of which neither is inside the other.

    Each also orders the two siblings above them; one that would close a circle is left out.
    """
    at: dict[str, list[Part]] = {}
    for part in root.all():
        if part.place and name_of(part.option):
            at.setdefault(name_of(part.option), []).append(part)
    found: list[tuple[Part, Part]] = []
    for pair in pathway.order:
        for first in at.get(pair.first, ()):
            for then in at.get(pair.then, ()):
                if ordered(root, first, then):
                    found.append((first, then))
    return found


def ordered(root: Part, first: Part, then: Part) -> bool:
    shared, step = 0, root
    while first.place[: shared + 1] == then.place[: shared + 1]:
        shared += 1
        if shared in (len(first.place), len(then.place)):
            return False  # one is inside the other
        step = step.parts[first.place[shared - 1]]
    one, other = first.place[shared], then.place[shared]
    reached, todo = {one}, [one]
    while todo:
        for before in step.parts[todo.pop()].after - reached:
            reached.add(before)
            todo.append(before)
    if other in reached:
        return False
    step.parts[other].after.add(one)
    if len(first.place) == len(then.place) == shared + 1:
        step.parts[other].follows.add(one)
    return True


def implied(step: Step, part: Part, siblings: list[Part]) -> bool:
    """Whether "counts for" is said by an arrow to a sibling already: all are needed anyway."""
    return step.need == len(step.options) and any(part.place[-1] in one.follows for one in siblings)


def column_of(step: Part, part: Part) -> int:
    """Return how many parts of the step come one after another before this one."""
    return max((1 + column_of(step, step.parts[n]) for n in part.after), default=0)


def columns_of(step: Part) -> list[int]:
    """Return the column of each part: what is in no order stands in the last."""
    found = [column_of(step, one) for one in step.parts]
    last = max(found)
    ordered = {n for one in step.parts for n in one.after}
    return [
        column if one.after or one.place[-1] in ordered else last
        for one, column in zip(step.parts, found, strict=True)
    ]


def begins(part: Part) -> list[Part]:
    """What a part begins with: itself, or the options of a step that nothing in it precedes."""
    if not isinstance(part.option, Step):
        return [part]
    return [two for one in part.parts if not one.after for two in begins(one)]
