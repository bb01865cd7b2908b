"""How unequal the chances of treatment must have been to lose a finding in matched pairs.

Two people who look alike may differ in something unmeasured, so that one was up to Gamma times as
likely (by the odds) to be the treated one. For each Gamma there is a largest p-value; the Gamma at
which it passes 0.05 says how large such a hidden difference must be to explain the finding
(Rosenbaum 1987, Biometrika 74; Rosenbaum 2002, Observational Studies, chapter 4).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import inf, sqrt

import numpy as np
from scipy.special import betainc, ndtr

from skillmark.measure.effects.study import Ints
from skillmark.measure.table import Floats

LOST = 0.05
_FARTHEST = 1000.0
_EXACT = 40
"""Up to so many untied differences the distribution of the signed ranks is counted out."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """Bounds on the p-value of a comparison of pairs."""

    pairs: int
    """Pairs that differ at all."""
    gammas: tuple[float, ...]
    worst: tuple[float, ...]
    """Largest one-sided p-value, in the direction that the pairs lean to, at each of `gammas`."""
    gamma: float
    """Gamma at which the finding is lost (one-sided 0.025, as in a two-sided test at 0.05);
    1 where there is none to lose, infinite where none that makes sense loses it."""


def rosenbaum(
    differences: Floats,
    *,
    gammas: Sequence[float] = (1, 1.5, 2, 3, 4, 5),
    lost: float = LOST / 2,
    exact: bool = True,
) -> Bounds:
    """Bound Wilcoxon's signed rank test of the pairs' `differences` (treated minus untreated).

    Where all differences are -1, 0 or 1 (a yes or no), the signed ranks are McNemar's count and
    the bound is the binomial one, exactly. Pairs without a difference take part in the ranking
    and then count for neither side (Pratt 1959). With `exact`, the distribution for few pairs is
    counted out; without, the normal approximation of the books is used.
    """
    there = differences[differences != 0]
    if not there.size:
        return Bounds(0, tuple(gammas), tuple(1.0 for _ in gammas), 1.0)
    ranks = _ranks(np.abs(differences))[differences != 0]
    up = float(ranks[there > 0].sum())
    statistic = max(up, float(ranks.sum()) - up)

    def worst(gamma: float) -> float:
        return _p(statistic, ranks, gamma, most=_EXACT if exact else 0)

    return Bounds(
        len(there), tuple(gammas), tuple(worst(gamma) for gamma in gammas), _where(worst, lost)
    )


def _ranks(values: Floats) -> Floats:
    """Return ranks from 1 on; equal values share the mean of theirs."""
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    return np.asarray((np.cumsum(counts) - (counts - 1) / 2)[place], dtype=np.float64)


def _p(statistic: float, ranks: Floats, gamma: float, *, most: int) -> float:
    """Return the chance of so large a sum of ranks, each there with gamma / (1 + gamma)."""
    chance = gamma / (1 + gamma)
    if float(np.ptp(ranks)) == 0:
        count = round(statistic / float(ranks[0]))
        return float(betainc(count, len(ranks) - count + 1, chance)) if count else 1.0
    if len(ranks) <= most:
        return _counted(statistic, ranks, chance)
    mean = chance * float(ranks.sum())
    variance = chance * (1 - chance) * float((ranks**2).sum())
    return float(ndtr(-(statistic - mean) / sqrt(variance)))


def _counted(statistic: float, ranks: Floats, chance: float) -> float:
    """The distribution of the sum, rank by rank; doubled, for ties make half ranks."""
    doubled = np.rint(2 * ranks).astype(int)
    mass = np.zeros(int(doubled.sum()) + 1)
    mass[0] = 1.0
    for rank in doubled:
        mass[rank:] = (1 - chance) * mass[rank:] + chance * mass[: len(mass) - rank]
        mass[:rank] *= 1 - chance
    return float(mass[round(2 * statistic) :].sum())


def _where(worst: Callable[[float], float], lost: float) -> float:
    """Return where an increasing p-value passes `lost`, to 0.001."""
    if worst(1.0) > lost:
        return 1.0
    if worst(_FARTHEST) <= lost:
        return inf
    low, high = 1.0, _FARTHEST
    while high - low > 1e-3:
        middle = (low + high) / 2
        low, high = (low, middle) if worst(middle) > lost else (middle, high)
    return (low + high) / 2


def paired(score: Floats, treatment: Floats, *, within: float) -> tuple[Ints, Ints]:
    """Return rows of treated people and of their partners, each used once.

    The treated with the highest `score` (the logit of the propensity) choose first, for they find
    it hardest; each takes the nearest who is still there, nobody farther away than `within`.
    """
    treated = np.flatnonzero(treatment == 1)
    others = np.flatnonzero(treatment == 0)
    others = others[np.argsort(score[others], kind="stable")]
    line = score[others]
    treated = treated[np.argsort(-score[treated], kind="stable")]
    # Each place leads to the nearest one on its left (right) that is still free.
    left, right = np.arange(len(line) + 1) - 1, np.arange(len(line) + 1)
    lefts, rights = left.tolist(), right.tolist()
    places = np.searchsorted(line, score[treated]).tolist()
    free = [True] * len(line)
    pairs: list[tuple[int, int]] = []
    for person, place in zip(treated.tolist(), places, strict=True):
        below = _free(lefts, free, place, -1)
        above = _free(rights, free, place, 1)
        candidates = [
            (abs(line[k] - score[person]), k) for k in (below, above) if 0 <= k < len(line)
        ]
        if not candidates:
            break
        distance, chosen = min(candidates)
        if distance <= within:
            free[chosen] = False
            pairs.append((person, int(others[chosen])))
    found = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return found[:, 0], found[:, 1]


def _free(links: list[int], free: list[bool], place: int, step: int) -> int:
    """Follow the links of one side to a free place, and shorten them for who comes later."""
    seen = []
    at = place
    while True:
        k = links[at] if at < len(links) else len(free)
        if k < 0 or k >= len(free) or free[k]:
            break
        seen.append(at)
        at = k if step < 0 else k + 1
    for old in seen:
        links[old] = k
    return k
