"""Questions that become easier over time, by more than the people who answer them explain.

Two looks. With a date on which a question may have become known: a logistic curve of right
answers by ability, and whether the time since adds to it. Without one: a cumulative sum (Veerkamp
and Glas 2000, Journal of Educational and Behavioral Statistics 25, 373-389) over windows in the
order of time. Each window is compared with the curve that all before it give, so that the
differences are independent where nothing changes (as with recursive residuals); the chance that
their cumulative sum climbs as high is exact, by the Markov chain of Brook and Evans (1972).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, ndtr

from skillmark.assess.fairness.logistic import fit
from skillmark.assess.integrity.chances import Chances
from skillmark.assess.integrity.flags import LIMIT, Flag, Kind, Strength
from skillmark.assess.multiplicity import holm
from skillmark.nouns.errors import InputError

Floats = NDArray[np.float64]

FIRST = 100
"""Answers that the first curve needs."""
WINDOW = 50
"""Answers in a window."""
SLACK = 0.5
"""What a window may be off, in standard errors, before it adds to the sum."""
FEWEST = 30
"""Answers needed on either side of a date."""
STATES = 300


@dataclass(frozen=True, slots=True)
class Change:
    """What one question did after a date."""

    item: str
    log_odds: float
    """Of a right answer at equal ability, since against before."""
    p: float
    """One-sided: that it became this much easier by chance."""
    faster: float | None
    """Share of the time saved since, at equal speed of people; `None` without times."""
    answers: tuple[int, int]
    """Before and since."""


def since(
    chances: Chances,
    items: Sequence[str],
    after: NDArray[np.bool_],
    residual_logs: Floats | None = None,
) -> tuple[Change, ...]:
    """Return the change of every question with thirty answers before and since.

    `after` says of each person whether they sat since the date; `residual_logs` are log seconds
    less what person and item explain. Raises `InputError` (code `too_few`) where no question
    has enough answers on both sides.
    """
    found = []
    for place, item in enumerate(items):
        who = chances.seen[:, place]
        later = after[who]
        counts = (int((~later).sum()), int(later.sum()))
        if min(counts) < FEWEST:
            continue
        right = chances.right[who, place].astype(float)
        ability = chances.ability[who]
        design = np.column_stack([np.ones_like(ability), ability, later])
        design, right = _finite(design, right, later)
        without, with_date = fit(design[:, :2], right), fit(design, right)
        if without is None or with_date is None:
            continue
        ratio = max(0.0, 2 * (with_date.log_likelihood - without.log_likelihood))
        z = float(np.copysign(np.sqrt(ratio), with_date.weights[2]))
        saved = None if residual_logs is None else _saved(residual_logs[who, place], later)
        found.append(Change(item, float(with_date.weights[2]), float(ndtr(-z)), saved, counts))
    if not found:
        raise InputError(
            f"no question has {FEWEST} answers before and {FEWEST} since the date",
            remedy="choose another date, or wait",
            code="too_few",
        )
    return tuple(found)


def _finite(design: Floats, right: Floats, later: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Add the answer of one more average person where all of one side answered alike.

    Without it the odds would be infinite and the question not looked at, of all questions. It
    makes the two sides more alike, never less.
    """
    for side in (True, False):
        which = later == side
        if right[: len(later)][which].min() == right[: len(later)][which].max():
            average = np.array([[1.0, design[: len(later), 1][which].mean(), float(side)]])
            design = np.vstack([design, average])
            right = np.append(right, 1 - right[: len(later)][which][0])
    return design, right


def _saved(logs: Floats, later: NDArray[np.bool_]) -> float | None:
    known = ~np.isnan(logs)
    if min((known & later).sum(), (known & ~later).sum()) < FEWEST:
        return None
    return float(1 - np.exp(np.median(logs[known & later]) - np.median(logs[known & ~later])))


def easier_since(
    chances: Chances,
    items: Sequence[str],
    after: NDArray[np.bool_],
    residual_logs: Floats | None = None,
) -> tuple[tuple[Flag, ...], int]:
    """Return a flag a question that became easier, and the number of questions looked at."""
    changes = since(chances, items, after, residual_logs)
    adjusted = holm([change.p for change in changes])
    flags = []
    for change, q in zip(changes, adjusted.tolist(), strict=True):
        if q >= LIMIT:
            continue
        faster = (
            f", and is answered {100 * change.faster:.0f} % faster"
            if change.faster is not None and change.faster > 0
            else ""
        )
        flags.append(
            Flag(
                Kind.EASIER,
                (),
                (change.item,),
                Strength(change.p, q, len(changes)),
                f"at equal ability the odds of a right answer are {np.exp(change.log_odds):.1f} "
                f"times those before the date{faster}",
                {
                    "odds": float(np.exp(change.log_odds)),
                    "before": change.answers[0],
                    "since": change.answers[1],
                }
                | ({"faster": change.faster} if change.faster is not None else {}),
            )
        )
    return tuple(sorted(flags, key=lambda flag: flag.strength.p or 0)), len(changes)


def residuals_by_window(right: Floats, ability: Floats) -> Floats:
    """Return how far each window is above the curve of all before it, in standard errors.

    `right` and `ability` are of one question, in the order of time. The error of the curve is
    part of the standard error.
    """
    found = []
    designs = np.column_stack([np.ones(len(right)), ability])
    near: Floats | None = None
    for start in range(FIRST, len(right) - WINDOW + 1, WINDOW):
        before = fit(designs[:start], right[:start], start=near)
        if before is None:
            found.append(0.0)
            continue
        near = before.weights
        now = slice(start, start + WINDOW)
        design = designs[now]
        chance = expit(design @ near)
        spread = chance * (1 - chance)
        pull = spread @ design
        variance = float(spread.sum() + pull @ before.covariance @ pull)
        found.append(float((right[now] - chance).sum() / np.sqrt(max(variance, 1e-9))))
    return np.array(found)


def highest_sum(residuals: Floats) -> float:
    """Return the highest value of the one-sided cumulative sum with a slack of 0.5."""
    best = current = 0.0
    for value in residuals:
        current = max(0.0, current + float(value) - SLACK)
        best = max(best, current)
    return best


def chance_of_sum(height: float, windows: int) -> float:
    """Return P(the sum reaches `height` within `windows`) where nothing changes.

    Brook and Evans (1972, Biometrika 59, 539-549): the sum as a Markov chain over cells.
    """
    if height <= 0:
        return 1.0
    width = height / (STATES - 0.5)
    # Cell 0 stands for zero, cell k for its middle at k * width; the last is past the height.
    middles = np.arange(STATES) * width
    edges = middles + width / 2
    below = ndtr(edges[None, :] - middles[:, None] + SLACK)
    steps = np.diff(below, axis=1, prepend=0.0)
    state = np.zeros(STATES)
    state[0] = 1.0
    reached = 0.0
    for _ in range(windows):
        # The upper tail itself, so that a tiny chance keeps its digits.
        reached += float(state @ ndtr(-(height - middles + SLACK)))
        state = state @ steps
    return min(1.0, reached)


def drifting(
    chances: Chances, items: Sequence[str], order: NDArray[np.int64]
) -> tuple[tuple[Flag, ...], int]:
    """Return a flag a question whose sum climbs too high, and how many were looked at.

    `order` lists people in the order of time. A question needs 150 answers to be looked at.
    Raises `InputError` (code `too_few`) where none has as many.
    """
    heights: list[float] = []
    counts: list[int] = []
    places: list[int] = []
    for place in range(len(items)):
        who = order[chances.seen[order, place]]
        residuals = residuals_by_window(
            chances.right[who, place].astype(float), chances.ability[who]
        )
        if len(residuals):
            places.append(place)
            heights.append(highest_sum(residuals))
            counts.append(len(residuals))
    if not places:
        raise InputError(
            f"no question has {FIRST + WINDOW} answers: too few to see a change over time",
            code="too_few",
        )
    p = [chance_of_sum(height, count) for height, count in zip(heights, counts, strict=True)]
    adjusted = holm(p).tolist()
    flags = [
        Flag(
            Kind.DRIFT,
            (),
            (items[place],),
            Strength(p[k], adjusted[k], len(places)),
            f"right answers at equal ability have become more frequent over {counts[k]} windows "
            f"of {WINDOW} people: cumulative sum {heights[k]:.1f}",
            {"sum": heights[k], "windows": counts[k]},
        )
        for k, place in enumerate(places)
        if adjusted[k] < LIMIT
    ]
    return tuple(sorted(flags, key=lambda flag: flag.strength.p or 0)), len(places)


def exposure(chances: Chances, items: Sequence[str]) -> dict[str, int]:
    """Return how many people have answered each question."""
    return dict(zip(items, chances.seen.sum(axis=0).tolist(), strict=True))
