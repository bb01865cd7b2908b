"""Whether curves differ at all: the log-rank test, in strata where people are unlike.

Mantel (1966), Peto and Peto (1972): at every event, as many events are expected of each group as
its share of those still waiting. Most powerful where one group is faster by the same factor all
along; blind to curves that cross.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc, fdtrc

from skillmark.measure.durations.curves import Codes, Flags, check, numbers_at_risk
from skillmark.measure.durations.partial_likelihood import moments, score_residuals
from skillmark.measure.durations.risk_sets import RiskSets, Ties
from skillmark.measure.table import Floats
from skillmark.nouns.errors import InputError


@dataclass(frozen=True, slots=True)
class LogRank:
    """The test, and how many events each group had and was expected to have."""

    statistic: float
    degrees: int
    p: float
    observed: tuple[float, ...]
    expected: tuple[float, ...]


def log_rank(
    durations: Floats,
    happened: Flags,
    group: Codes,
    *,
    strata: Codes | None = None,
    entry: Floats | None = None,
    clusters: Codes | None = None,
) -> LogRank:
    """Compare groups (codes from 0) by their hazards; chi-squared with groups - 1 degrees.

    `strata` (codes) are compared within. With `clusters` (codes of what people share) the variance
    is that of clusters (Lin and Wei 1989), and p is Hotelling's, by their number.
    Raises `InputError` for one group, no event, or where no event happened while people of more
    than one group were waiting.
    """
    check(durations, happened, entry)
    groups = int(group.max()) + 1
    if groups < 2 or np.unique(group).size < 2:
        raise InputError(
            "only one group", remedy="a comparison needs people of two groups", code="one_group"
        )
    if not happened.any():
        raise InputError(
            "nobody's event has happened yet",
            remedy="wait, or watch people for longer",
            code="no_events",
        )
    observed, expected = np.zeros(groups), np.zeros(groups)
    covariance = np.zeros((groups, groups))
    for rows in _strata(strata, len(durations)):
        o, e, v = _one(durations[rows], happened[rows], group[rows], groups, _of(entry, rows))
        observed, expected, covariance = observed + o, expected + e, covariance + v
    if clusters is not None:
        moves = np.zeros((len(durations), groups))
        for rows in _strata(strata, len(durations)):
            moves[rows] = _moves(durations[rows], happened[rows], group[rows], groups,
                                 _of(entry, rows))  # fmt: skip
        covariance = _by_cluster(moves, clusters, groups)
    statistic, rank = _quadratic(observed - expected, covariance)
    if not rank:
        raise InputError(
            "no event happened while people of two groups were waiting",
            remedy="compare groups that were watched over the same durations",
            code="no_overlap",
        )
    if clusters is None:
        p = float(chdtrc(rank, statistic))
    else:
        number = np.unique(clusters).size
        left = number - rank
        p = float(fdtrc(rank, left, statistic * left / (rank * (number - 1))))
    return LogRank(statistic, rank, p, tuple(observed.tolist()), tuple(expected.tolist()))


def _of(entry: Floats | None, rows: NDArray[np.intp]) -> Floats | None:
    return None if entry is None else entry[rows]


def _strata(strata: Codes | None, n: int) -> list[NDArray[np.intp]]:
    if strata is None:
        return [np.arange(n)]
    order = np.argsort(strata, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(strata[order])) + 1)


def _one(
    durations: Floats, happened: Flags, group: Codes, groups: int, entry: Floats | None
) -> tuple[Floats, Floats, Floats]:
    times, counts = np.unique(durations[happened], return_counts=True)
    at_risk = np.zeros((groups, len(times)))
    for k in range(groups):
        who = group == k
        at_risk[k] = numbers_at_risk(durations[who], times, None if entry is None else entry[who])
    everybody = at_risk.sum(axis=0)
    events = counts.astype(np.float64)
    share = at_risk / everybody
    # Hypergeometric: with one person waiting there is nothing to distribute.
    spread = events * (everybody - events) / np.maximum(everybody - 1, 1)
    covariance = np.diag((share * spread).sum(axis=1)) - (share * spread) @ share.T
    observed = np.bincount(group[happened], minlength=groups).astype(np.float64)
    return observed, share @ events, covariance


def _moves(
    durations: Floats, happened: Flags, group: Codes, groups: int, entry: Floats | None
) -> Floats:
    """Return what each person adds to the groups' excess of events: people by groups."""
    if not happened.any():
        return np.zeros((len(durations), groups))
    x = np.asarray(group[:, None] == np.arange(groups), dtype=np.float64)
    sets = RiskSets.of(durations, happened, entry=entry, ties=Ties.BRESLOW)
    return score_residuals(x, sets, moments(x, sets, np.zeros(groups)))


def _by_cluster(moves: Floats, clusters: Codes, groups: int) -> Floats:
    codes = np.unique(clusters, return_inverse=True)[1]
    number = int(codes.max()) + 1
    if number <= groups:
        raise InputError(
            f"{number} cluster{'' if number == 1 else 's'} cannot tell {groups} groups apart",
            remedy="observe several clusters, or cluster by something smaller",
            code="one_cluster",
        )
    sums = np.column_stack([np.bincount(codes, moves[:, k], number) for k in range(groups)])
    return np.asarray(sums.T @ sums * number / (number - 1), dtype=np.float64)


def _quadratic(excess: Floats, covariance: Floats) -> tuple[float, int]:
    """Return the statistic and its degrees: the excesses add up to zero, so one is redundant."""
    values, vectors = np.linalg.eigh(covariance)
    kept = values > 1e-10 * max(float(values[-1]), 1e-300)
    along = vectors[:, kept].T @ excess
    return float((along**2 / values[kept]).sum()), int(kept.sum())
