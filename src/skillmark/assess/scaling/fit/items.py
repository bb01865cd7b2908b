"""Fit of single items.

S-X2 (Orlando and Thissen 2000, Applied Psychological Measurement 24, 50-64) compares, among
people of equal number-right score, how many got the item right with how many the model expects.

Infit and outfit are the mean squares of Wright and Masters (1982, Rating Scale Analysis,
chapter 5). Their residuals are taken from what a person's *other* responses predict: with the
person's own ability estimate, which the item has helped to make, they would be too small, in
short tests by a quarter.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc

from skillmark.assess.multiplicity import benjamini_hochberg
from skillmark.assess.responses import MISSING, Responses
from skillmark.assess.scaling.calibration import Calibration
from skillmark.assess.scaling.fit.scores import leaving_one_out, with_item
from skillmark.assess.scaling.marginal import Curves, Quadrature
from skillmark.assess.scaling.patterns import Patterns
from skillmark.assess.scaling.response_model import Floats, ItemParameters
from skillmark.compute.blas import one_thread

LEAST_EXPECTED = 1.0
"""Score groups are joined until this many are expected right, and wrong."""
MOST_ITEMS = 600
"""Of S-X2; the work grows with the square."""
FEWEST_PERSONS = 50
"""With fewer, the tests do not have their distributions."""
SIGNIFICANT = 0.05


@dataclass(frozen=True, slots=True)
class ItemFit:
    """How one item fits; `None` where it cannot be told."""

    item: str
    s_x2: float | None
    df: int | None
    p: float | None
    adjusted: float | None
    """p adjusted over all items (Benjamini and Hochberg 1995)."""
    rmsea: float | None
    """Misfit per degree of freedom, which does not grow with the sample."""
    infit: float
    """Mean square weighted by information; 1 is expected."""
    infit_t: float
    """As a standard normal deviate (Wilson and Hilferty's cube root)."""
    outfit: float
    outfit_t: float

    @property
    def flagged(self) -> bool:
        """Whether S-X2 is significant at 5 % when all items are looked at."""
        return self.adjusted is not None and self.adjusted < SIGNIFICANT


@dataclass(frozen=True, slots=True)
class ItemFits:
    """The fit of all items, and why there is no S-X2 if there is none."""

    items: tuple[ItemFit, ...]
    reason: str = ""


@one_thread()
def item_fit(responses: Responses, found: Calibration) -> ItemFits:
    """Return the fit of every item to the people it was calibrated on.

    S-X2 needs people with a number-right score: with missing responses there is none, and
    `reason` says so. Mean squares are there in any case.
    """
    present = responses.answered()
    reason = _why_not(present)
    rule = Quadrature.normal(found.nodes)
    squares = predicted_squares(present.values, found.parameters, rule)
    tests: list[tuple[float, int] | None] = [None] * len(present.items)
    if not reason:
        for item, test in score_tests(present.values, found, rule):
            tests[item] = test
    p = np.array([chdtrc(test[1], test[0]) if test else np.nan for test in tests])
    adjusted = benjamini_hochberg(p)
    persons = len(present.values)
    return ItemFits(
        tuple(
            ItemFit(
                name,
                test[0] if test else None,
                test[1] if test else None,
                float(p[k]) if test else None,
                float(adjusted[k]) if test else None,
                float(np.sqrt(max(test[0] / test[1] - 1, 0) / (persons - 1))) if test else None,
                *(float(column[k]) for column in squares),
            )
            for k, (name, test) in enumerate(zip(present.items, tests, strict=True))
        ),
        reason,
    )


def _why_not(responses: Responses) -> str:
    if (responses.values == MISSING).any():
        return (
            "S-X2 compares people of equal number-right score; where responses are missing,"
            " scores are not on one scale"
        )
    if len(responses.values) < FEWEST_PERSONS:
        return f"S-X2 needs {FEWEST_PERSONS} people or more"
    if len(responses.items) > MOST_ITEMS:
        return f"S-X2 is computed for up to {MOST_ITEMS} items"
    return ""


def score_tests(
    values: NDArray[np.int8], found: Calibration, rule: Quadrature
) -> Iterator[tuple[int, tuple[float, int] | None]]:
    """Yield every item with its S-X2 and degrees of freedom; `None` where none are left."""
    probability = found.parameters.probability(rule.nodes)
    scores = (values == 1).sum(axis=1)
    items = values.shape[1]
    people = np.bincount(scores, minlength=items + 1)[1:items].astype(float)
    free = {"1pl": 1, "2pl": 2, "3pl": 3}[found.model]
    for item, others in leaving_one_out(probability):
        joint = (others * (rule.weights * probability[item])).sum(axis=1)
        whole = with_item(others, probability[item]) @ rule.weights
        expected = people * joint[: items - 1] / whole[1:items]
        right = np.bincount(scores[values[:, item] == 1], minlength=items + 1)[1:items]
        cells = joined(right.astype(float), expected, people)
        df = len(cells) - free
        if df < 1:
            yield item, None
            continue
        observed, expected, count = cells.T
        squares = (observed - expected) ** 2 * count / (expected * (count - expected))
        yield item, (float(squares.sum()), df)


def joined(right: Floats, expected: Floats, people: Floats) -> Floats:
    """Return (right, expected, people) of score groups, sparse ones joined; groups x 3.

    From either end towards the middle, a group in which fewer than `LEAST_EXPECTED` are expected
    right, or wrong, joins its neighbour.
    """
    cells = np.stack([right, expected, people], axis=1)
    middle = len(cells) // 2
    low, rest = _filled(cells[:middle])
    high, more = _filled(cells[middle:][::-1])
    rest = rest + more
    if _is_full(rest):
        low.append(rest)
    elif low:
        low[-1] = low[-1] + rest
    elif high:
        high[-1] = high[-1] + rest
    return np.array([*low, *reversed(high)]).reshape(-1, 3)


def _filled(cells: Floats) -> tuple[list[Floats], Floats]:
    """Return full groups, the first cells first, and what is left over."""
    groups, open_ = [], np.zeros(3)
    for cell in cells:
        open_ = open_ + cell
        if _is_full(open_):
            groups.append(open_)
            open_ = np.zeros(3)
    return groups, open_


def _is_full(cell: Floats) -> bool:
    _, expected, people = cell
    return bool(min(expected, people - expected) >= LEAST_EXPECTED)


def predicted_squares(
    values: NDArray[np.int8], parameters: ItemParameters, rule: Quadrature
) -> tuple[Floats, Floats, Floats, Floats]:
    """Return infit, its t, outfit and its t, from what the other responses predict.

    The chance of a right response given the others is 1 / E(1/P) over the posterior of someone
    who got it right, and of a wrong one 1 / E(1/(1 - P)) of someone who did not.
    """
    curves = Curves.of(parameters, rule)
    right, wrong = (np.exp(-part).T for part in parameters.logarithms(rule.nodes))
    sums = MeanSquares(values.shape[1])
    for block in Patterns.of(values).blocks:
        posterior, _, answered = curves.posterior(block)
        is_right = answered == 1
        chance = np.where(is_right, 1 / (posterior @ right), 1 - 1 / (posterior @ wrong))
        weight = block.weights[:, None] * block.seen[block.booklet]
        sums.add(answered, np.clip(chance, 1e-9, 1 - 1e-9), weight)
    return (*sums.infit(), *sums.outfit())


class MeanSquares:
    """Infit and outfit of items, summed over people."""

    def __init__(self, items: int) -> None:
        self.people, self.square, self.spread = np.zeros((3, items))
        self.raw, self.information, self.raw_spread = np.zeros((3, items))

    def add(self, right: Floats, chance: Floats, weight: Floats) -> None:
        """Add people: their responses (0, 1), chances of a right one, and weights (0 unseen)."""
        variance = chance * (1 - chance)
        residual = (right - chance) ** 2
        fourth = variance * (1 - 3 * variance)
        self.people += weight.sum(axis=0)
        self.square += (weight * residual / variance).sum(axis=0)
        self.spread += (weight * (fourth / variance**2 - 1)).sum(axis=0)
        self.raw += (weight * residual).sum(axis=0)
        self.information += (weight * variance).sum(axis=0)
        self.raw_spread += (weight * (fourth - variance**2)).sum(axis=0)

    def outfit(self) -> tuple[Floats, Floats]:
        """Return the mean squares, and them as normal deviates."""
        return _standardised(self.square / self.people, np.sqrt(self.spread) / self.people)

    def infit(self) -> tuple[Floats, Floats]:
        """Return the information-weighted mean squares, and them as normal deviates."""
        return _standardised(
            self.raw / self.information, np.sqrt(self.raw_spread) / self.information
        )


def _standardised(mean_square: Floats, deviation: Floats) -> tuple[Floats, Floats]:
    deviation = np.maximum(deviation, 1e-12)
    return mean_square, (np.cbrt(mean_square) - 1) * 3 / deviation + deviation / 3
