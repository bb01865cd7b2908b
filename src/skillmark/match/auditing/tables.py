"""One table of an audit: a rate for each category, compared with the best and with the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from skillmark.match.auditing.exact import Fisher, fisher, holm, ratio_interval
from skillmark.match.auditing.sample import Entry

FOUR_FIFTHS = 0.8
"""29 CFR 1607.4 D."""
SMALL_SHARE = 0.02
"""A category below this share of the data may be left out of impact ratios (6 RCNY 5-301 d)."""
ALPHA = 0.05


class Measure(StrEnum):
    """What is counted in a category."""

    SELECTION = "selection"
    """Who was selected (6 RCNY 5-300, selection rate)."""
    SCORING = "scoring"
    """Who scored above the median of the full sample (6 RCNY 5-300, scoring rate)."""


class Finding(StrEnum):
    """What the data carry about one category, and no more than that."""

    REFERENCE = "reference"
    """The category with the highest rate: the others are compared with it."""
    ADVERSE = "adverse"
    """Below four fifths, and more than chance."""
    BELOW = "below"
    """Below four fifths; chance is not ruled out."""
    DIFFERENT = "different"
    """At or above four fifths, but the difference is more than chance."""
    NONE = "none"
    """At or above four fifths, and nothing beyond chance."""
    TOO_FEW = "too_few"
    """With so few, no outcome against the category could be told from chance."""
    EXCLUDED = "excluded"
    """Under 2 % of the data and left out of the ratios, with a justification."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One category beside others: the ratio of the rates, its interval, and the test."""

    rate: float
    """The rate of those that it is compared with, 0-1."""
    ratio: float | None
    """Rate of the category over that rate; `None` where nobody there counts."""
    low: float
    high: float
    """Koopman's 95 % interval of the ratio."""
    test: Fisher
    adjusted: float
    """`p` (or mid-p) after Holm's adjustment over the categories of the table."""


@dataclass(frozen=True, slots=True)
class Category:
    """One row: who is in it, how many count, and how that compares."""

    names: tuple[str, ...]
    """One name for each kind of group of the table."""
    people: int
    counted: int
    """How many were selected, or scored above the median."""
    share: float
    """Share of the people of the table, 0-1."""
    finding: Finding
    impact_ratio: float | None = None
    best: Comparison | None = None
    """Beside the reference; `None` for the reference itself and what is excluded."""
    rest: Comparison | None = None
    """Beside everybody else; `None` where that is the same as the reference, or excluded."""

    @property
    def rate(self) -> float:
        """Share of its people that count, 0-1."""
        return self.counted / self.people


@dataclass(frozen=True, slots=True)
class Table:
    """All categories of one kind of group, or of several crossed."""

    measure: Measure
    kinds: tuple[str, ...]
    categories: tuple[Category, ...]
    """In the order of their names."""
    unknown: int
    """How many are in no category, because a group of theirs is unknown (6 RCNY 5-301 b 5)."""

    @property
    def people(self) -> int:
        """How many are in a category."""
        return sum(one.people for one in self.categories)

    @property
    def reference(self) -> Category | None:
        """The category that the others are compared with; `None` where nobody counts."""
        return next((c for c in self.categories if c.finding is Finding.REFERENCE), None)


@dataclass(frozen=True, slots=True)
class _Count:
    """People of a category, and those who count."""

    names: tuple[str, ...]
    people: int
    counted: int

    @property
    def rate(self) -> float:
        return self.counted / self.people


def tabulate(
    entries: Iterable[Entry],
    kinds: tuple[str, ...],
    measure: Measure,
    *,
    counts: Callable[[Entry], bool],
    exclude_small: bool = False,
    mid_p: bool = False,
) -> Table:
    """Return the table of `kinds`. `counts` says who is selected, or above the median."""
    found: dict[tuple[str, ...], list[int]] = {}
    unknown = 0
    for entry in entries:
        names = tuple(entry.groups.get(kind, "") for kind in kinds)
        if not all(names):
            unknown += 1
            continue
        cell = found.setdefault(names, [0, 0])
        cell[0] += 1
        cell[1] += counts(entry)
    cells = [_Count(names, *found[names]) for names in sorted(found)]
    total = sum(cell.people for cell in cells)
    small = {c.names for c in cells if exclude_small and c.people / total < SMALL_SHARE}
    judged = [cell for cell in cells if cell.names not in small]
    best = _best(judged)
    beside_best = _compare([(c, best) for c in judged if best and c is not best], mid_p)
    # With two categories the rest is the reference: the same comparison is not made twice.
    whole = _Count((), sum(c.people for c in judged), sum(c.counted for c in judged))
    rest = [(c, _rest(c, whole)) for c in judged] if len(judged) > 2 else []
    beside_rest = _compare(rest, mid_p)
    return Table(
        measure,
        kinds,
        tuple(
            _category(
                cell,
                cell.people / total,
                beside_best.get(cell.names),
                beside_rest.get(cell.names),
                is_best=cell is best,
                excluded=cell.names in small,
            )
            for cell in cells
        ),
        unknown,
    )


def _best(cells: Sequence[_Count]) -> _Count | None:
    """Return the category with the highest rate: of equal ones the largest, then by name."""
    counting = [cell for cell in cells if cell.counted]
    return min(counting, key=lambda c: (-c.rate, -c.people, c.names), default=None)


def _rest(cell: _Count, whole: _Count) -> _Count:
    return _Count((), whole.people - cell.people, whole.counted - cell.counted)


def _compare(
    pairs: Sequence[tuple[_Count, _Count]], mid_p: bool
) -> dict[tuple[str, ...], Comparison]:
    tests = [fisher(a.counted, a.people, b.counted, b.people) for a, b in pairs]
    adjusted = holm([test.mid_p if mid_p else test.p for test in tests])
    return {
        a.names: Comparison(
            b.rate,
            a.rate / b.rate if b.counted else None,
            *ratio_interval(a.counted, a.people, b.counted, b.people),
            test,
            p,
        )
        for (a, b), test, p in zip(pairs, tests, adjusted, strict=True)
    }


def _category(
    cell: _Count,
    share: float,
    best: Comparison | None,
    rest: Comparison | None,
    *,
    is_best: bool,
    excluded: bool,
) -> Category:
    if excluded:
        finding, ratio = Finding.EXCLUDED, None
    elif is_best:
        finding, ratio = Finding.REFERENCE, 1.0
    else:
        finding = _finding([one for one in (best, rest) if one is not None])
        ratio = best.ratio if best else None
    return Category(
        cell.names,
        cell.people,
        cell.counted,
        share,
        finding,
        ratio,
        None if is_best else best,
        rest,
    )


def _finding(comparisons: Sequence[Comparison]) -> Finding:
    """Say what the comparisons with the reference and with everybody else carry together.

    A tiny category may have the highest rate by luck, and nothing can be told beside it; beside
    all others it often can.
    """
    # Only what speaks against the category: a rate above the others' is no finding about it.
    against = [one for one in comparisons if one.ratio is not None and one.ratio < 1]
    below = [one for one in against if one.ratio is not None and one.ratio < FOUR_FIFTHS]
    if any(one.adjusted < ALPHA for one in below):
        return Finding.ADVERSE
    if any(one.adjusted < ALPHA for one in against):
        return Finding.DIFFERENT
    if not any(one.test.can_tell(ALPHA) for one in comparisons):
        return Finding.TOO_FEW
    beside_best = comparisons[0].ratio
    return Finding.BELOW if beside_best is None or beside_best < FOUR_FIFTHS else Finding.NONE
