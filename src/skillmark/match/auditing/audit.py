"""The whole audit of a sample: every kind of group by itself, and crossed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations

from skillmark.match.auditing.sample import Entry, Sample
from skillmark.match.auditing.tables import Category, Finding, Measure, Table, tabulate
from skillmark.nouns.errors import InputError


@dataclass(frozen=True, slots=True)
class Audit:
    """Every table of a sample, with what they rest on."""

    people: int
    tables: tuple[Table, ...]
    median: float | None
    """Median score of the full sample; `None` without scores."""
    justification: str
    """Why categories under 2 % are left out of the ratios; empty where none is."""
    mid_p: bool

    def found(self, finding: Finding) -> list[tuple[Table, Category]]:
        """Return the categories with this finding, and where they stand."""
        return [
            (table, one) for table in self.tables for one in table.categories
            if one.finding is finding
        ]  # fmt: skip

    @property
    def adverse(self) -> bool:
        """Whether somewhere a rate lies below four fifths by more than chance."""
        return bool(self.found(Finding.ADVERSE))

    @property
    def open(self) -> bool:
        """Whether somewhere a question is left that the numbers alone do not answer.

        Too few, below four fifths with chance not ruled out, above four fifths and yet more
        than chance (29 CFR 1607.4 D: smaller differences may matter too), or nothing to compare.
        """
        left = (Finding.TOO_FEW, Finding.BELOW, Finding.DIFFERENT)
        return (
            any(self.found(one) for one in left)
            or not self.tables
            or any(len(table.categories) < 2 or table.reference is None for table in self.tables)
        )


def audit(
    sample: Sample,
    *,
    cross: Sequence[tuple[str, ...]] | None = None,
    justification: str = "",
    mid_p: bool = False,
) -> Audit:
    """Return selection and scoring tables of every kind of group, and of those crossed.

    `cross` names which kinds to cross; all pairs by default. With a `justification`, categories
    under 2 % of a table's people are left out of its ratios and named (6 RCNY 5-301 d). `mid_p`
    judges by mid-p instead of the exact p. Raises `InputError` for a kind that is not there.
    """
    crossed = list(combinations(sample.kinds, 2)) if cross is None else list(cross)
    for kinds in crossed:
        missing = [kind for kind in kinds if kind not in sample.kinds]
        if missing or len(set(kinds)) < 2:
            raise InputError(
                f"cannot cross {', '.join(kinds)}",
                where=", ".join(missing),
                remedy=f"name two or more of {', '.join(sample.kinds) or 'the groups'}",
            )
    middle = sample.median
    measures: list[tuple[Measure, Callable[[Entry], bool]]] = []
    if sample.has_selections:
        measures.append((Measure.SELECTION, _selected))
    if middle is not None:
        measures.append((Measure.SCORING, _above(middle)))
    return Audit(
        people=len(sample.entries),
        tables=tuple(
            tabulate(
                sample.entries,
                kinds,
                measure,
                counts=counts,
                exclude_small=bool(justification.strip()),
                mid_p=mid_p,
            )
            for measure, counts in measures
            for kinds in (*((kind,) for kind in sample.kinds), *crossed)
        ),
        median=middle,
        justification=justification.strip(),
        mid_p=mid_p,
    )


def _selected(entry: Entry) -> bool:
    return bool(entry.selected)


def _above(middle: float) -> Callable[[Entry], bool]:
    """Say whether a score lies above the median, not on it (6 RCNY 5-300, scoring rate)."""

    def counts(entry: Entry) -> bool:
        return entry.score is not None and entry.score > middle

    return counts
