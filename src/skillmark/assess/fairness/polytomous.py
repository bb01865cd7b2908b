"""Differential functioning of items that give more than one point.

Mantel's (1963) extension of the Mantel-Haenszel test compares mean points within each matching
score, one degree of freedom, no continuity correction. The size is the standardised mean
difference (Dorans and Schmitt 1991; Zwick and Thayer 1996): mean points of the focal group less
those of the reference group at the same score, weighted by where the focal group is. Divided by
the standard deviation of the item it gives the classes of Zwick, Thayer and Mazzeo (1997).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc, ndtri

from skillmark.assess.fairness.groups import pick
from skillmark.assess.fairness.matching import matched, names_left_out
from skillmark.assess.multiplicity import benjamini_hochberg
from skillmark.nouns.credibility import Interval
from skillmark.nouns.errors import InputError

Floats = NDArray[np.float64]

FLAGGED = 0.05
MODERATE, LARGE = 0.17, 0.25


@dataclass(frozen=True, slots=True)
class PointsDif:
    """One item's test. All `None` where no score lets the groups be compared."""

    item: str
    chi2: float | None
    p: float | None
    smd: Interval | None
    """In points of the item; negative: the focal group earns less at the same score. The
    interval is under Mantel's hypergeometric model."""
    effect: float | None
    """`smd` in standard deviations of the item."""
    p_adjusted: float | None = None

    @property
    def size(self) -> str | None:
        """A negligible, B moderate (|effect| of 0.17), C large (beyond 0.25)."""
        if self.p is None or self.effect is None:
            return None
        if self.p >= FLAGGED or abs(self.effect) < MODERATE:
            return "A"
        return "C" if abs(self.effect) > LARGE else "B"


@dataclass(frozen=True, slots=True)
class PointsReport:
    """The tests of all items, and which group was compared with which."""

    reference: str
    focal: str
    counts: tuple[int, int]
    items: tuple[PointsDif, ...]
    left_out: int = 0
    purified: bool = False
    unmatched: tuple[str, ...] = ()
    rounds: int = 0
    settled: bool = True


def mantel(
    points: Floats,
    items: Sequence[str],
    groups: Sequence[str],
    *,
    reference: str = "",
    focal: str = "",
    purify: bool = False,
) -> PointsReport:
    """Test every item; `points` is persons x items with `nan` where there is no response.

    Scores are matched exactly, so points should be whole, halves or the like. A missing
    response does not enter its item's test and earns nothing in the score. Groups as in
    `skillmark.assess.fairness.groups.pick`. Raises `InputError` for shapes that do not agree,
    points that are infinite, and groups that cannot be compared.
    """
    if points.ndim != 2 or points.shape != (len(groups), len(items)):
        raise InputError(
            f"points are {points.shape}, with {len(groups)} groups and {len(items)} items",
            remedy="one row a person, one column an item",
        )
    if np.isinf(points).any():
        raise InputError("some points are infinite")
    named = np.array(groups)
    keep = ~np.isnan(points).all(axis=1) & (named != "")
    first, second = pick(named[keep].tolist(), reference, focal)
    keep &= (named == first) | (named == second)
    kept, in_reference = points[keep], named[keep] == first

    def study(item: int, score: Floats) -> PointsDif:
        seen = ~np.isnan(kept[:, item])
        return _study(items[item], kept[seen, item], score[seen], in_reference[seen])

    found = matched(np.nan_to_num(kept), study, _flagged, purify=purify)
    p = [np.nan if one.p is None else one.p for one in found.tests]
    tests = tuple(
        replace(one, p_adjusted=None if one.p is None else q)
        for one, q in zip(found.tests, benjamini_hochberg(p).tolist(), strict=True)
    )
    counts = (int(in_reference.sum()), int((~in_reference).sum()))
    return PointsReport(
        first,
        second,
        counts,
        tests,
        int((~keep).sum()),
        purify,
        names_left_out(items, found.anchors),
        found.rounds,
        found.settled,
    )


def _flagged(item: PointsDif) -> float | None:
    return item.p if item.size in {"B", "C"} else None


def _study(name: str, own: Floats, score: Floats, in_reference: NDArray[np.bool_]) -> PointsDif:
    # Sums of points with fractions differ in their last digits: 0.1 + 0.2 is the score 0.3.
    _, level = np.unique(np.round(score, 6), return_inverse=True)
    levels = int(level.max()) + 1 if len(level) else 0

    def sums(weights: Floats) -> Floats:
        return np.asarray(np.bincount(level, weights, minlength=levels), dtype=float)

    focal = (~in_reference).astype(float)
    people, there = sums(np.ones_like(own)), sums(focal)
    use = (there > 0) & (there < people)
    people, there = people[use], there[use]
    total, squares, earned = (sums(w)[use] for w in (own, own**2, own * focal))
    here = people - there
    spread = np.maximum(people * squares - total**2, 0)
    variance = here * there * spread / (people**2 * np.maximum(people - 1, 1))
    deviation = float(own.std(ddof=1)) if len(own) > 1 else 0.0
    if variance.sum() <= 1e-12 or deviation == 0:
        return PointsDif(name, None, None, None, None)
    excess = earned - there * total / people
    chi2 = float(excess.sum() ** 2 / variance.sum())
    weights = there / there.sum()
    smd = float((weights * (earned / there - (total - earned) / here)).sum())
    error = float(np.sqrt((weights**2 * variance * (1 / there + 1 / here) ** 2).sum()))
    reach = float(ndtri(0.975)) * error
    return PointsDif(
        name,
        chi2,
        float(chdtrc(1, chi2)),
        Interval(smd, smd - reach, smd + reach),
        smd / deviation,
    )
