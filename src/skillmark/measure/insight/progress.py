"""How far people are along pathways, and how gaps of skills closed over time: counts, of nobody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from skillmark.measure.cells import LEAST_CELL
from skillmark.measure.estimate import Z95, Estimate
from skillmark.measure.insight.hiding import part, rounded
from skillmark.measure.surveys.shares import wilson

QUARTERS = ("begun", "under half", "half", "nearly", "done")
"""How far: nothing yet, less than half, half or more, one piece missing, all."""


@dataclass(frozen=True, slots=True)
class Along:
    """Who is how far on one pathway: counts as they may be shown, by `QUARTERS`."""

    name: str
    begun: int
    """Rounded to 5."""
    counts: tuple[int | None, ...]
    done: float | None
    """Share that is through; `None` where too few to carry one."""


def along(name: str, walked: Iterable[tuple[int, int]]) -> Along | None:
    """Return how far people are, from pairs of pieces done and pieces needed; `None` below 5."""
    pairs = list(walked)
    if len(pairs) < LEAST_CELL:
        return None
    counts = [0] * len(QUARTERS)
    for done, needed in pairs:
        counts[_how_far(done, needed)] += 1
    shown = tuple(rounded(count) if count else 0 for count in counts)
    return Along(name, rounded(len(pairs)) or 0, shown, part(counts[-1], len(pairs)))


def _how_far(done: int, needed: int) -> int:
    if needed <= done:
        return 4
    if done == 0:
        return 0
    if needed - done == 1:
        return 3
    return 2 if 2 * done >= needed else 1


@dataclass(frozen=True, slots=True)
class GapCount:
    """How many lack what their role asks for, on one day, in one group (of nobody by name)."""

    day: date
    group: str
    people: int
    """People with a role."""
    needed: int
    """Skills that their roles ask for, summed over people."""
    lacking: int
    """Those of them that were not proven at the level asked for."""

    @property
    def met(self) -> Estimate | None:
        """Share of what roles ask for that is proven, `None` for fewer than 5 people.

        Its interval takes a person's skills as one answer: it is Wilson's on the people.
        """
        if self.people < LEAST_CELL or not self.needed:
            return None
        share = 1 - self.lacking / self.needed
        low, high = wilson(share, self.people)
        return Estimate(share, (high - low) / (2 * Z95), low, high)


@dataclass(frozen=True, slots=True)
class Closed:
    """Gaps of a group on its first and its last day on record."""

    group: str
    first: GapCount
    last: GapCount

    @property
    def closed(self) -> int:
        """Gaps fewer than then; below 0 there are more: roles ask for more, or people came."""
        return self.first.lacking - self.last.lacking

    @property
    def comparable(self) -> bool:
        """Whether about the same is asked of about as many: else the difference means little."""
        return abs(self.last.people - self.first.people) <= max(1, 0.1 * self.first.people)


def closed(counts: Sequence[GapCount]) -> tuple[Closed, ...]:
    """Return for each group with at least 5 people on both its days how its gaps changed."""
    by_group: dict[str, list[GapCount]] = {}
    for one in sorted(counts, key=lambda one: one.day):
        if one.people >= LEAST_CELL:
            by_group.setdefault(one.group, []).append(one)
    return tuple(
        Closed(group, rows[0], rows[-1])
        for group, rows in sorted(by_group.items())
        if len(rows) >= 2
    )


def together(counts: Iterable[GapCount]) -> tuple[GapCount, ...]:
    """Return the sums over groups, a day each; groups of fewer than 5 are not in them.

    What is not told is not in the sum either: it could be had back by subtraction.
    """
    days: dict[date, list[GapCount]] = {}
    for one in counts:
        if one.people >= LEAST_CELL:
            days.setdefault(one.day, []).append(one)
    return tuple(
        GapCount(
            day,
            "",
            sum(one.people for one in rows),
            sum(one.needed for one in rows),
            sum(one.lacking for one in rows),
        )
        for day, rows in sorted(days.items())
    )


def spread_over(counts: Mapping[str, int]) -> dict[str, int | None]:
    """Return counts by name as they may be shown."""
    return {name: rounded(count) for name, count in counts.items()}
