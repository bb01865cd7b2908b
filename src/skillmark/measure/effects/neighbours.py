"""Who is nearest to whom, all who are equally near included."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from skillmark.measure.effects.study import Ints
from skillmark.measure.table import Floats


@dataclass(frozen=True, slots=True)
class Found:
    """For each of `treated` its partners: `partners[first[k]:last[k]]`.

    On a line partners stand side by side, so a group of ties is stored once and sums over it are
    differences of running sums, however many there are.
    """

    treated: Ints
    partners: Ints
    first: Ints
    last: Ints

    def mean(self, values: Floats) -> Floats:
        """Return the partners' mean of `values` (of all people) for each of the treated."""
        middle = float(values.mean())
        running = np.concatenate([[0.0], np.cumsum(values[self.partners] - middle)])
        return np.asarray(
            (running[self.last] - running[self.first]) / (self.last - self.first) + middle
        )

    def uses(self, people: int, power: int = 1) -> Floats:
        """Return how often each person is a partner, a share of one counting as that share.

        With `power` 2, the sum of the squared shares.
        """
        share = 1.0 / (self.last - self.first) ** power
        steps = np.zeros(len(self.partners) + 1)
        np.add.at(steps, self.first, share)
        np.add.at(steps, self.last, -share)
        out = np.zeros(people)
        counted = np.cumsum(steps[:-1])
        starts = np.zeros(len(self.partners) + 1, dtype=np.int64)
        np.add.at(starts, self.first, 1)
        np.add.at(starts, self.last, -1)
        # Whoever is in nobody's group counts exactly nothing, not what rounding leaves.
        counted = np.where(np.cumsum(starts[:-1]) > 0, counted, 0.0)
        np.add.at(out, self.partners, counted)
        return out

    def pairs(self) -> tuple[Ints, Ints, Floats]:
        """Return treated, partners and shares, a row for each pair."""
        sizes = self.last - self.first
        start = np.repeat(self.first - np.concatenate([[0], np.cumsum(sizes)[:-1]]), sizes)
        at = np.arange(int(sizes.sum())) + start
        return (
            np.repeat(self.treated, sizes),
            self.partners[at],
            np.repeat(1.0 / sizes, sizes),
        )


def on_a_line(
    score: Floats, wanted: Ints, pool: Ints, *, ratio: int, within: float, tie: float
) -> Found:
    """Find for each of `wanted` the `ratio` nearest of `pool` by `score`, and ties.

    Who has nobody `within` this distance is left out; who has fewer than `ratio` takes these.
    """
    partners = pool[np.argsort(score[pool], kind="stable")]
    line, own = score[partners], score[wanted]
    place = np.searchsorted(line, own)
    window = place[:, None] + np.arange(-ratio, ratio)
    there = (window >= 0) & (window < len(line))
    distance = np.where(
        there, np.abs(line[np.clip(window, 0, max(len(line) - 1, 0))] - own[:, None]), np.inf
    )
    distance.sort(axis=1)
    inside = np.where(distance[:, :ratio] <= within, distance[:, :ratio], -1.0)
    reach = inside.max(axis=1)
    has = reach >= 0
    first = np.searchsorted(line, own[has] - reach[has] - tie)
    last = np.searchsorted(line, own[has] + reach[has] + tie, side="right")
    return Found(wanted[has], partners, first, last)


def within_a_window(
    points: Floats,
    score: Floats,
    wanted: Ints,
    pool: Ints,
    *,
    ratio: int,
    within: float,
    tie: float,
) -> Found:
    """Find the nearest by Mahalanobis distance of `points` among those near enough by `score`."""
    scatter = np.atleast_2d(np.cov(points, rowvar=False))
    white = points @ np.linalg.cholesky(np.linalg.inv(scatter))
    if np.isinf(within):
        return _anywhere(white, wanted, pool, ratio=ratio, tie=tie)
    order = pool[np.argsort(score[pool], kind="stable")]
    line = score[order]
    starts = np.searchsorted(line, score[wanted] - within)
    ends = np.searchsorted(line, score[wanted] + within, side="right")
    treated, groups = [], []
    for person, start, end in zip(wanted, starts, ends, strict=True):
        if start == end:
            continue
        away = np.sqrt(((white[order[start:end]] - white[person]) ** 2).sum(axis=1))
        reach = np.partition(away, min(ratio, len(away)) - 1)[min(ratio, len(away)) - 1]
        treated.append(person)
        groups.append(order[start:end][away <= reach + tie])
    return _side_by_side(np.array(treated, dtype=np.int64), groups)


def _anywhere(white: Floats, wanted: Ints, pool: Ints, *, ratio: int, tie: float) -> Found:
    """Find the nearest without any limit, by a tree."""
    tree = cKDTree(white[pool])
    most = min(ratio, len(pool))
    away = np.asarray(tree.query(white[wanted], k=[most])[0])[:, 0]
    inside = tree.query_ball_point(white[wanted], away + tie, return_sorted=True)
    return _side_by_side(wanted, [pool[np.array(rows, dtype=np.int64)] for rows in inside])


def _side_by_side(treated: Ints, groups: list[Ints]) -> Found:
    last = np.cumsum(np.array([len(group) for group in groups], dtype=np.int64))
    first = np.concatenate([[0], last[:-1]]).astype(np.int64)
    partners = np.concatenate(groups) if groups else np.empty(0, dtype=np.int64)
    return Found(treated, partners, first[: len(last)], last)
