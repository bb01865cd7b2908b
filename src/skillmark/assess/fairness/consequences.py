"""What items that work differently do to the test as a whole, for people of equal ability.

Had the flagged items worked for the focal group as they do for the reference group, how many
points more would it have earned, and how many more would pass? A person's chance of each flagged
item, given group and the rest of the score, is moved by the item's common odds ratio
(Mantel-Haenszel); the response is then exchanged with just the probability that takes the old
chance to the new one, and scores and passes are counted over all people of the focal group.
Exchanges are independent given the score, so that their sums are exact and nothing is drawn at
random but the bootstrap. Chances are smoothed over a score that has errors, which makes the
differences some five per cent too large (simulated: `tests/assess/fairness/test_consequences`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from skillmark.assess.fairness.groups import compared
from skillmark.assess.fairness.logistic import fit
from skillmark.assess.fairness.mantel_haenszel import DifReport, mantel_haenszel
from skillmark.assess.responses import MISSING, Responses
from skillmark.nouns.credibility import Interval
from skillmark.nouns.errors import InputError

Floats = NDArray[np.float64]

REPEATS = 200


@dataclass(frozen=True, slots=True)
class Consequences:
    """Differences between people of equal ability that come of the flagged items."""

    reference: str
    focal: str
    items: tuple[str, ...]
    """The items of class B and C, on which this rests."""
    score: Interval
    """Points that the focal group has less (negative) or more for them, on average."""
    cut: float
    passing: float
    """Share of the focal group that passes."""
    pass_rate: Interval
    """How much of that share is owed to them: negative where they cost passes."""

    @property
    def words(self) -> str:
        """The same in plain words."""
        if not self.items:
            return (
                "No item is of class B or C: between people of equal ability, nothing that was "
                "found moves the score or the pass rate."
            )
        points, rate = self.score, self.pass_rate
        return (
            f"At equal ability, people of group {self.focal!r} score "
            f"{abs(points.estimate):.2f} points {_way(points.estimate)} than those of "
            f"{self.reference!r} because of {len(self.items)} flagged item"
            f"{'' if len(self.items) == 1 else 's'} (95 % interval {points.low:+.2f} to "
            f"{points.high:+.2f}). At the cut of {self.cut:g}, that is "
            f"{100 * abs(rate.estimate):.1f} in 100 {_way(rate.estimate, count=True)} passing "
            f"({100 * rate.low:+.1f} to {100 * rate.high:+.1f}); {100 * self.passing:.1f} in 100 "
            "of the group pass."
        )


def _way(value: float, *, count: bool = False) -> str:
    return "more" if value > 0 else ("fewer" if count else "less")


def consequences(
    responses: Responses,
    report: DifReport,
    *,
    cut: float,
    rng: np.random.Generator,
    repeats: int = REPEATS,
    confidence: float = 0.95,
) -> Consequences:
    """Return what the flagged items (class B or C) of `report` do to score and pass rate.

    `cut` is the lowest score that passes, in points. The interval is the percentile bootstrap
    over people of both groups, with the flagged items as they are. Raises `InputError` for a
    cut outside the scores that can be reached.
    """
    most = len(responses.items)
    if not 0 < cut <= most:
        raise InputError(f"a cut of {cut:g} points", remedy=f"give one from 1 to {most}")
    values, in_reference, *_ = compared(responses, report.reference, report.focal)
    passing = float(((values[~in_reference] == 1).sum(axis=1) >= cut).mean())
    chosen = [
        place
        for place, item in enumerate(report.items)
        if item.ets_class in {"B", "C"} and item.delta is not None
    ]
    none = Interval(0.0, 0.0, 0.0, confidence)
    names = tuple(responses.items[place] for place in chosen)
    shell = Consequences(report.reference, report.focal, names, none, cut, passing, none)
    if not chosen:
        return shell
    deltas = [report.items[place].delta or 0.0 for place in chosen]
    score, rate = _moved(values[~in_reference], chosen, deltas, cut)
    outside = np.array([name in set(report.unmatched) for name in responses.items])
    again = np.array(
        [_again(values, in_reference, chosen, outside, cut=cut, rng=rng) for _ in range(repeats)]
    )
    tail = 100 * (1 - confidence) / 2
    low, high = np.nanpercentile(again, [tail, 100 - tail], axis=0)
    return replace(
        shell,
        score=Interval(score, float(low[0]), float(high[0]), confidence),
        pass_rate=Interval(rate, float(low[1]), float(high[1]), confidence),
    )


def _again(
    values: NDArray[np.int8],
    in_reference: NDArray[np.bool_],
    chosen: Sequence[int],
    outside: NDArray[np.bool_],
    *,
    cut: float,
    rng: np.random.Generator,
) -> tuple[float, float]:
    """Return both figures for people drawn with replacement, within their groups."""
    rows = np.concatenate(
        [
            rng.choice(where, len(where))
            for where in (np.flatnonzero(in_reference), np.flatnonzero(~in_reference))
        ]
    )
    drawn, first = values[rows], in_reference[rows]
    anchor = (drawn[:, ~outside] == 1).sum(axis=1)
    deltas = [
        # The studied item counts towards its own matching score, whether it is outside or not.
        _delta(drawn[:, place], anchor + (drawn[:, place] == 1) * outside[place], first)
        for place in chosen
    ]
    if not np.isfinite(deltas).all():
        return np.nan, np.nan
    return _moved(drawn[~first], chosen, deltas, cut)


def _delta(item: NDArray[np.int8], total: NDArray[np.int64], first: NDArray[np.bool_]) -> float:
    cells = [
        np.bincount(total[(item == right) & (first == side)], minlength=int(total.max()) + 1)
        for side in (True, False)
        for right in (1, 0)
    ]
    a, b, c, d = (cell.astype(float) for cell in cells)
    people = np.maximum(a + b + c + d, 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return float(-2.35 * np.log((a * d / people).sum() / (b * c / people).sum()))


def _moved(
    values: NDArray[np.int8], chosen: Sequence[int], deltas: Sequence[float], cut: float
) -> tuple[float, float]:
    """Return mean score and pass rate of the focal group, each less what it would be."""
    right = values == 1
    total = right.sum(axis=1)
    # For everyone the distribution of the change in score, from -k to k.
    reach = len(chosen)
    change = np.zeros((len(values), 2 * reach + 1))
    change[:, reach] = 1.0
    for place, delta in zip(chosen, deltas, strict=True):
        seen = values[:, place] != MISSING
        chance = _chance(right[:, place], total - right[:, place], seen)
        # In the reference group the odds are exp(-delta / 2.35) times those of the focal group.
        odds = np.exp(-delta / 2.35)
        wanted = odds * chance / (1 - chance + odds * chance)
        up = np.where(seen & ~right[:, place], np.clip((wanted - chance) / (1 - chance), 0, 1), 0.0)
        down = np.where(seen & right[:, place], np.clip((chance - wanted) / chance, 0, 1), 0.0)
        change = (
            change * (1 - up - down)[:, None]
            + np.roll(change, 1, axis=1) * up[:, None]
            + np.roll(change, -1, axis=1) * down[:, None]
        )
    steps = np.arange(-reach, reach + 1)
    fair = float((change @ steps).mean())
    passes = float((change * (total[:, None] + steps >= cut)).sum(axis=1).mean())
    return -fair, float((total >= cut).mean()) - passes


def _chance(right: NDArray[np.bool_], rest: NDArray[np.int64], seen: NDArray[np.bool_]) -> Floats:
    """Return everyone's chance of the item given the rest of the score, on a logistic curve."""
    score = (rest - rest.mean()) / max(float(rest.std()), 1e-9)
    design = np.column_stack([np.ones(len(score)), score])
    found = fit(design[seen], right[seen].astype(float))
    if found is None:
        return np.full(len(score), np.clip(right[seen].mean(), 0.01, 0.99))
    return np.asarray(np.clip(1 / (1 + np.exp(-design @ found.weights)), 1e-6, 1 - 1e-6))


def total_effect(
    responses: Responses,
    *,
    cut: float,
    rng: np.random.Generator,
    reference: str = "",
    focal: str = "",
) -> Consequences:
    """Return the consequences of what a purified Mantel-Haenszel analysis flags."""
    report = mantel_haenszel(responses, reference=reference, focal=focal, purify=True)
    return consequences(responses, report, cut=cut, rng=rng)
