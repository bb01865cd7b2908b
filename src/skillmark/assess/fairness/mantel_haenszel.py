"""Differential item functioning: is an item harder for one group among equally able people?

Mantel and Haenszel's test as Holland and Thayer (1988) apply it to items: people are matched
on their total score (the studied item included), and the odds of a right response compared
within each score. Classes A, B, C as the Educational Testing Service uses them (Zieky 1993).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc, ndtri

from skillmark.assess.fairness.groups import compared, focal_groups
from skillmark.assess.fairness.matching import matched, names_left_out
from skillmark.assess.multiplicity import benjamini_hochberg
from skillmark.assess.responses import Responses
from skillmark.nouns.credibility import Interval


@dataclass(frozen=True, slots=True)
class ItemDif:
    """One item's test. All `None` where no score level lets the groups be compared."""

    item: str
    chi2: float | None
    """Mantel-Haenszel chi-square, continuity corrected, one degree of freedom."""
    p: float | None
    delta: float | None
    """-2.35 times the log of the common odds ratio; negative: harder for the focal group."""
    standard_error: float | None
    """Of delta (Robins, Breslow and Greenland 1986)."""
    ets_class: str | None
    """A negligible, B slight to moderate, C moderate to large."""
    p_adjusted: float | None = None
    """By Benjamini and Hochberg over all items, and all groups where there are several."""

    def interval(self, confidence: float = 0.95) -> Interval | None:
        """Return delta with its normal interval; `None` where delta is not known."""
        if self.delta is None or self.standard_error is None:
            return None
        reach = float(ndtri((1 + confidence) / 2)) * self.standard_error
        return Interval(self.delta, self.delta - reach, self.delta + reach, confidence)


@dataclass(frozen=True, slots=True)
class DifReport:
    """The tests of all items, and which group was compared with which."""

    reference: str
    focal: str
    counts: tuple[int, int]
    """People in the reference and in the focal group."""
    items: tuple[ItemDif, ...]
    left_out: int = 0
    """People of neither group, without a group or without a response."""
    purified: bool = False
    unmatched: tuple[str, ...] = ()
    """Items that purification took out of the matching score."""
    rounds: int = 0
    settled: bool = True
    """False where purification reached its limit before the same items were flagged twice."""


def mantel_haenszel(
    responses: Responses, *, reference: str = "", focal: str = "", purify: bool = False
) -> DifReport:
    """Test every item for differential functioning between two groups of `responses`.

    The groups are as `skillmark.assess.fairness.groups.pick` chooses them. A missing response
    does not enter the tests of its item; in the matching score it earns nothing. With `purify`
    items of class B and C leave the matching score of the others (see `matching`).
    Raises `InputError` unless there are two groups of at least ten people each.
    """
    values, in_reference, first, second, left_out = compared(responses, reference, focal)

    def study(item: int, score: NDArray[np.float64]) -> ItemDif:
        total = score.astype(np.int64)
        return _test(responses.items[item], values[:, item], total, in_reference)

    found = matched((values == 1).astype(float), study, _flagged, purify=purify)
    counts = (int(in_reference.sum()), int((~in_reference).sum()))
    report = DifReport(
        first,
        second,
        counts,
        found.tests,
        left_out,
        purify,
        names_left_out(responses.items, found.anchors),
        found.rounds,
        found.settled,
    )
    return _adjusted([report])[0]


def against_each(
    responses: Responses, *, reference: str = "", purify: bool = False
) -> tuple[DifReport, ...]:
    """Compare every other group with the reference group, each on its own.

    The reference group is `reference`, else one that calls itself so, else the largest. The
    adjusted p-values are over all items and all groups. Raises `InputError` with one group
    only, or a group of fewer than ten people.
    """
    first, others = focal_groups(responses.groups, reference)
    return _adjusted(
        [
            mantel_haenszel(responses, reference=first, focal=other, purify=purify)
            for other in others
        ]
    )


def _adjusted(reports: Sequence[DifReport]) -> tuple[DifReport, ...]:
    p = [np.nan if item.p is None else item.p for report in reports for item in report.items]
    adjusted = iter(benjamini_hochberg(p).tolist())
    return tuple(
        replace(
            report,
            items=tuple(
                replace(item, p_adjusted=None if np.isnan(one := next(adjusted)) else one)
                for item in report.items
            ),
        )
        for report in reports
    )


def _flagged(item: ItemDif) -> float | None:
    return item.p if item.ets_class in {"B", "C"} else None


def _test(
    name: str,
    item: NDArray[np.int8],
    total: NDArray[np.int64],
    in_reference: NDArray[np.bool_],
) -> ItemDif:
    levels = int(total.max()) + 1

    def count(right: int, *, reference: bool) -> NDArray[np.float64]:
        chosen = (item == right) & (in_reference == reference)
        return np.bincount(total[chosen], minlength=levels).astype(float)

    a, b = count(1, reference=True), count(0, reference=True)
    c, d = count(1, reference=False), count(0, reference=False)
    people = a + b + c + d
    # A level says something only if both groups are there and responses differ.
    use = (a + b > 0) & (c + d > 0) & (a + c > 0) & (b + d > 0)
    a, b, c, d, people = a[use], b[use], c[use], d[use], people[use]
    variance = (
        (a + b) * (c + d) * (a + c) * (b + d) / (people**2 * np.maximum(people - 1, 1))
    ).sum()
    if variance == 0:
        return ItemDif(name, None, None, None, None, None)
    excess = abs(float(a.sum() - ((a + b) * (a + c) / people).sum()))
    chi2 = max(0.0, excess - 0.5) ** 2 / float(variance)
    p = float(chdtrc(1, chi2))
    agree, differ = a * d / people, b * c / people
    if agree.sum() == 0 or differ.sum() == 0:
        # One group is always ahead: the odds ratio is infinite, and so is delta.
        return ItemDif(name, chi2, p, None, None, "C" if p < 0.05 else "A")
    delta = -2.35 * float(np.log(agree.sum() / differ.sum()))
    error = 2.35 * float(np.sqrt(_log_variance(a, b, c, d, people)))
    return ItemDif(name, chi2, p, delta, error, _ets_class(delta, error, p))


def _log_variance(
    a: NDArray[np.float64],
    b: NDArray[np.float64],
    c: NDArray[np.float64],
    d: NDArray[np.float64],
    people: NDArray[np.float64],
) -> float:
    """Return the variance of the log odds ratio (Robins, Breslow and Greenland 1986)."""
    agree, differ = a * d / people, b * c / people
    share_agree, share_differ = (a + d) / people, (b + c) / people
    r, s = agree.sum(), differ.sum()
    return float(
        (share_agree * agree).sum() / (2 * r**2)
        + (share_agree * differ + share_differ * agree).sum() / (2 * r * s)
        + (share_differ * differ).sum() / (2 * s**2)
    )


def _ets_class(delta: float, error: float, p: float) -> str:
    """A: below 1 or not significant; C: at least 1.5 and significantly above 1; else B."""
    if abs(delta) < 1 or p >= 0.05:
        return "A"
    return "C" if abs(delta) >= 1.5 and (abs(delta) - 1) / error > 1.645 else "B"
