"""Weights that bring those who answered to the known make-up of those who were asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from skillmark.measure.table import Floats
from skillmark.nouns.errors import InputError

Margins = Mapping[str, Mapping[str, float]]
"""Factor (a column) to its levels with their totals, or their shares."""
ROUNDS = 1_000
CLOSE = 1e-9
TRIM = 5.0
"""No weight above so many times the median: beyond, one person speaks for many."""


@dataclass(frozen=True, slots=True)
class Weighted:
    """Weights (mean 1) and what they cost."""

    weights: Floats
    rounds: int
    trimmed: int
    """Respondents whose weight was cut; 0 where none was."""
    off: float
    """Largest distance of a margin's share from what it should be, after trimming."""

    @property
    def design_effect(self) -> float:
        """Kish's (1965) factor by which unequal weights multiply the variance: 1 + CV^2."""
        w = self.weights
        return float(len(w) * (w @ w) / w.sum() ** 2)

    @property
    def largest(self) -> float:
        """The largest weight over the mean."""
        return float(self.weights.max() / self.weights.mean())

    def as_json(self) -> dict[str, Any]:
        """Return what the weights cost."""
        return {
            "design_effect": self.design_effect,
            "largest": self.largest,
            "trimmed": self.trimmed,
            "margins_off": self.off,
            "rounds": self.rounds,
        }


def post_stratify(
    strata: Sequence[str], population: Mapping[str, float], *, trim: float | None = TRIM
) -> Weighted:
    """Return weights that give each stratum its share of the population (Holt and Smith 1979)."""
    return rake({"stratum": strata}, {"stratum": population}, trim=trim)


def rake(
    factors: Mapping[str, Sequence[str]],
    margins: Margins,
    *,
    base: Floats | None = None,
    trim: float | None = TRIM,
) -> Weighted:
    """Return weights whose margins are those given, by iterative proportional fitting.

    `factors` holds a level for each respondent. Each factor in turn is scaled to its margin until
    nothing moves (Deming and Stephan 1940); the weights stay as close to `base` (1 for all) as the
    margins let them, in Kullback-Leibler distance. Weights above `trim` times the median are cut
    and the rest raked again; how many, and how far the margins are then off, is in the result.
    Raises `InputError` for a level that nobody has or that has no total, and where the margins
    cannot hold together.
    """
    codes, targets = _prepare(factors, margins)
    n = len(codes[0])
    start = np.ones(n) if base is None else np.asarray(base, dtype=float)
    weights, rounds = _fit(start, codes, targets)
    cut = np.zeros(n, dtype=bool)
    if trim is not None:
        # Trimming moves weight to others, who may then be too heavy in turn.
        for _ in range(20):
            cap = trim * float(np.median(weights))
            over = weights > cap * (1 + 1e-6)
            if not over.any():
                break
            cut |= over
            weights = np.minimum(weights, cap)
            weights, more = _fit(weights, codes, targets, rounds=3)
            rounds += more
        if cut.any():
            weights = np.minimum(weights, trim * float(np.median(weights)))
    weights = weights * (n / weights.sum())
    return Weighted(weights, rounds, int(cut.sum()), _off(weights, codes, targets))


def _prepare(
    factors: Mapping[str, Sequence[str]], margins: Margins
) -> tuple[list[np.ndarray], list[Floats]]:
    if not margins:
        raise InputError("no margins to weight to", remedy="give the totals of at least one factor")
    codes, targets = [], []
    for factor, totals in margins.items():
        if factor not in factors:
            raise InputError(f"no column {factor!r}", where="margins", code="unknown_column")
        levels = list(totals)
        if any(total <= 0 for total in totals.values()):
            raise InputError(
                "a total must be above 0",
                where=f"margins, {factor}",
                remedy="leave out levels that nobody has",
            )
        there = set(factors[factor])
        for level in sorted(there - set(levels)):
            raise InputError(
                f"no total for {level!r}", where=f"margins, {factor}", remedy="give one for each"
            )
        for level in levels:
            if level not in there:
                raise InputError(
                    f"nobody who answered is {level!r}",
                    where=f"margins, {factor}",
                    remedy="merge the level with a similar one",
                )
        place = {level: index for index, level in enumerate(levels)}
        codes.append(np.array([place[level] for level in factors[factor]]))
        sizes = np.array([float(totals[level]) for level in levels])
        targets.append(sizes / sizes.sum())
    return codes, targets


def _fit(
    weights: Floats, codes: list[np.ndarray], targets: list[Floats], *, rounds: int = ROUNDS
) -> tuple[Floats, int]:
    w = weights / weights.sum()
    for done in range(1, rounds + 1):
        for code, target in zip(codes, targets, strict=True):
            w = w * (target / np.bincount(code, weights=w, minlength=len(target)))[code]
        if _off(w, codes, targets) < CLOSE:
            return w, done
    if rounds == ROUNDS:
        raise InputError(
            f"the margins cannot hold together: still off by {_off(w, codes, targets):.2%} after "
            f"{ROUNDS} rounds",
            where="margins",
            remedy="merge small levels, or leave out a margin",
            code="no_convergence",
        )
    return w, rounds


def _off(w: Floats, codes: list[np.ndarray], targets: list[Floats]) -> float:
    whole = w.sum()
    return max(
        float(np.abs(np.bincount(code, weights=w, minlength=len(target)) / whole - target).max())
        for code, target in zip(codes, targets, strict=True)
    )
