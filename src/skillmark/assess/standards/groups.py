"""Cuts from people whom judges know: borderline group and contrasting groups.

Judges who know the people's work, and not their scores, say who is just on the border, or who
is clearly competent and who clearly not (Livingston and Zieky 1982, Passing Scores).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy.special import ndtr

from skillmark.assess.standards.logistic_cut import crossings
from skillmark.assess.standards.ratings import Floats
from skillmark.nouns.credibility import Interval
from skillmark.nouns.errors import InputError

FEWEST_PEOPLE = 10
RESAMPLES = 1000
LARGEST_P = 0.05
"""Groups whose difference could be chance with more than this do not separate."""
FAILED_RESAMPLES = 0.05
"""With a larger share of resamples that give no cut, there is none to rely on."""
GRID = 257


Cutting = Callable[[Floats, Floats, Floats, Floats, Floats], Floats]


class Middle(StrEnum):
    """What stands for the borderline group."""

    MEDIAN = "median"
    MEAN = "mean"


class Separation(StrEnum):
    """How contrasting groups are separated."""

    LOGISTIC = "logistic"
    """Where competence becomes as likely as the costs ask for (logistic regression)."""
    SMOOTHED = "smoothed"
    """Where the smoothed distributions, weighed by costs, intersect."""


@dataclass(frozen=True, slots=True)
class GroupCut:
    """A cut in points, with its bootstrap standard error and percentile interval."""

    score: float
    standard_error: float
    interval: Interval
    people: int
    method: str
    cautions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Costs:
    """What the two errors cost, relative to each other, and how many are competent.

    `competent` is the share of competent people among those who will sit the test; as in the
    groups, unless given.
    """

    false_pass: float = 1.0
    false_fail: float = 1.0
    competent: float | None = None

    def __post_init__(self) -> None:
        if not (0 < self.false_pass < np.inf and 0 < self.false_fail < np.inf):
            raise InputError("both errors need a cost above 0")
        if self.competent is not None and not 0 < self.competent < 1:
            raise InputError(f"{self.competent:g} is no share of competent people (0 to 1)")


def borderline_group(
    scores: Sequence[float],
    *,
    middle: Middle = Middle.MEDIAN,
    rng: np.random.Generator,
    resamples: int = RESAMPLES,
) -> GroupCut:
    """Return the median (or mean) score of borderline people.

    Raises `InputError` for fewer than ten people (code `too_few`) and for scores that are no
    numbers.
    """
    values = _scores(scores, "borderline")
    function = np.median if middle is Middle.MEDIAN else np.mean
    draws = np.sort(values)[rng.integers(0, len(values), (resamples, len(values)))]
    found = _cut(
        float(function(values)),
        np.asarray(function(draws, axis=1)),
        len(values),
        f"borderline group, {middle}",
    )
    if np.ptp(values) == 0:
        raise InputError(
            "all borderline people have the same score: how sure that is cannot be told",
            code="constant",
        )
    return found


def contrasting_groups(
    masters: Sequence[float],
    others: Sequence[float],
    *,
    separation: Separation = Separation.LOGISTIC,
    costs: Costs | None = None,
    rng: np.random.Generator,
    resamples: int = RESAMPLES,
) -> GroupCut:
    """Return the score that separates known masters from known non-masters at least cost.

    Raises `InputError` for fewer than ten people in a group (code `too_few`), and where the
    groups do not separate (code `no_separation`): masters do not score higher beyond chance
    (Mann and Whitney, one-sided), the cut lies outside all scores, or more than one resample
    in twenty gives none.
    """
    weighed = costs or Costs()
    above, below = _scores(masters, "masters"), _scores(others, "others")
    _check_separation(above, below)
    seen = np.unique(np.concatenate([above, below]))
    counts = [
        np.bincount(np.searchsorted(seen, group), minlength=len(seen)).astype(float)
        for group in (above, below)
    ]
    cutting: Cutting = crossings if separation is Separation.LOGISTIC else intersections
    best = float(_cuts(cutting, seen, [one[None] for one in counts], weighed)[0])
    if not seen[0] <= best <= seen[-1]:
        raise _inseparable("the cut lies outside all scores")
    drawn = [
        rng.multinomial(len(group), one / len(group), size=resamples).astype(float)
        for group, one in zip((above, below), counts, strict=True)
    ]
    cuts = _cuts(cutting, seen, drawn, weighed)
    valid = np.isfinite(cuts) & (cuts >= seen[0]) & (cuts <= seen[-1])
    if 1 - valid.mean() > FAILED_RESAMPLES:
        raise _inseparable(f"{1 - valid.mean():.0%} of resamples give no cut")
    found = _cut(best, cuts[valid], len(above) + len(below), f"contrasting groups, {separation}")
    cautions = []
    if below.max() < above.min():
        cautions.append("the groups do not overlap: every cut between them separates them")
    if weighed.competent is None:
        cautions.append(
            f"as many competent people as in the groups are assumed:"
            f" {len(above) / (len(above) + len(below)):.0%}"
        )
    return GroupCut(
        found.score,
        found.standard_error,
        found.interval,
        found.people,
        found.method,
        tuple(cautions),
    )


def _scores(scores: Sequence[float], name: str) -> Floats:
    values = np.asarray(scores, dtype=float)
    if len(values) < FEWEST_PEOPLE:
        raise InputError(
            f"{len(values)} people are too few ({name})",
            remedy=f"find at least {FEWEST_PEOPLE}",
            code="too_few",
        )
    if not np.isfinite(values).all():
        raise InputError(f"a score is missing or no number ({name})", code="missing_score")
    return values


def _check_separation(above: Floats, below: Floats) -> None:
    if above.mean() <= below.mean():
        raise _inseparable("masters do not score higher than the others")
    from scipy import stats  # half a second that only this needs

    p = float(stats.mannwhitneyu(above, below, alternative="greater").pvalue)
    if p > LARGEST_P:
        raise _inseparable(f"that masters score higher could be chance (p = {p:.2f})")


def _inseparable(cause: str) -> InputError:
    return InputError(
        cause,
        remedy="check the groups: this test does not separate them",
        code="no_separation",
    )


def _cuts(cutting: Cutting, seen: Floats, counts: Sequence[Floats], costs: Costs) -> Floats:
    """Return the cut of every row of counts; groups are reweighed where their share is given."""
    above, below = counts
    total_above, total_below = above.sum(axis=1, keepdims=True), below.sum(axis=1, keepdims=True)
    share = (
        total_above / (total_above + total_below) if costs.competent is None else costs.competent
    )
    # log of (cost x share) of the two errors: 0 where both weigh the same.
    weight = np.log(costs.false_pass / costs.false_fail) + np.zeros(len(above))
    prior = np.broadcast_to(np.log(share / (1 - share)), (len(above), 1))[:, 0]
    return cutting(seen, above, below, prior, weight)


def intersections(
    seen: Floats, above: Floats, below: Floats, prior: Floats, weight: Floats
) -> Floats:
    """Return, for every row of counts, where the smoothed distributions intersect.

    Gaussian kernels with Silverman's bandwidth, one for each group and row. Of several
    intersections the one of least expected cost is taken: cost x share of masters who fail,
    plus that of others who pass.
    """
    grid = np.linspace(seen[0], seen[-1], GRID)
    failing = _failing(grid, seen, above)
    passing = 1 - _failing(grid, seen, below)
    lost = np.exp(prior - weight)[:, None] * failing + passing
    place = np.argmin(lost, axis=1)
    ties = np.isclose(lost, lost.min(axis=1, keepdims=True), rtol=0, atol=1e-12)
    # The middle of a flat valley.
    last = GRID - 1 - np.argmax(ties[:, ::-1], axis=1)
    first = np.where(ties.any(axis=1), np.argmax(ties, axis=1), place)
    return np.asarray((grid[first] + grid[last]) / 2)


def _failing(grid: Floats, seen: Floats, counts: Floats) -> Floats:
    """Return the smoothed share of a group below each point of the grid, rows x grid."""
    total = counts.sum(axis=1)
    mean = counts @ seen / total
    spread = np.sqrt(np.maximum(counts @ seen**2 / total - mean**2, 0))
    bandwidth = np.maximum(1.06 * spread * total**-0.2, 1e-6 * max(1.0, float(np.ptp(seen))))
    found = np.empty((len(counts), len(grid)))
    for row, (count, width) in enumerate(zip(counts, bandwidth, strict=True)):
        here = count > 0
        found[row] = ndtr((grid[:, None] - seen[here]) / width) @ count[here] / total[row]
    return found


def _cut(score: float, draws: Floats, people: int, method: str) -> GroupCut:
    low, high = np.quantile(draws, [0.025, 0.975])
    return GroupCut(
        score,
        float(draws.std(ddof=1)),
        Interval(score, float(low), float(high)),
        people,
        method,
    )
