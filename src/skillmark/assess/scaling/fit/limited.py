"""Fit of the whole model to the margins of single items and of pairs.

M2 (Maydeu-Olivares and Joe 2006, Psychometrika 71, 713-732): full tables of responses are too
sparse to be tested, the shares of right responses to items and to pairs of items are not.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import linalg, optimize, special

from skillmark.assess.responses import MISSING, Responses
from skillmark.assess.scaling.calibration import Calibration
from skillmark.assess.scaling.marginal import Quadrature
from skillmark.assess.scaling.response_model import Floats, Model, slopes_of_probability
from skillmark.nouns.errors import InputError

MOST_ITEMS = 100
"""The covariance of the margins has items^4 / 4 entries: 200 MB for 100."""
FEWEST_PERSONS = 50
"""With fewer, M2 is far from its distribution."""
CONFIDENCE = 0.90


@dataclass(frozen=True, slots=True)
class LimitedInformation:
    """Overall fit: test, misfit per degree of freedom, and average residual correlation."""

    m2: float
    df: int
    p: float
    rmsea: float
    """Root mean square error of approximation; its interval covers 90 %."""
    rmsea_low: float
    rmsea_high: float
    srmsr: float
    """Standardised root mean square residual: the typical error in a correlation of two items."""


def limited_information(responses: Responses, found: Calibration) -> LimitedInformation:
    """Return the fit to all items and pairs of items.

    Raises `InputError`: `gaps` where responses are missing, `too_many` items for it, `too_few`
    people, or items to leave a degree of freedom, `undetermined` where items repeat each other.
    """
    present = responses.answered()
    items, persons = len(present.items), len(present.values)
    if (present.values == MISSING).any():
        raise InputError("M2 needs a response of everybody to every item", code="gaps")
    if items > MOST_ITEMS:
        raise InputError(f"M2 is computed for up to {MOST_ITEMS} items", code="too_many")
    if persons < FEWEST_PERSONS:
        raise InputError(f"M2 needs {FEWEST_PERSONS} people or more", code="too_few")
    df = items * (items + 1) // 2 - found.free_parameters
    if df < 1:
        raise InputError(
            f"{items} items leave no degree of freedom to test the model with", code="too_few"
        )
    rule = Quadrature.normal(found.nodes)
    first, second = np.triu_indices(items, 1)
    probability = found.parameters.probability(rule.nodes)
    curves = np.concatenate([probability, probability[first] * probability[second]])
    expected = curves @ rule.weights
    right = (present.values == 1).astype(float)
    pairs = right.T @ right / persons
    observed = np.concatenate([np.diag(pairs), pairs[first, second]])
    residual = observed - expected
    try:
        factor = linalg.cholesky(_covariance(curves, probability, rule), lower=True)
    except linalg.LinAlgError:
        raise InputError(
            "M2 cannot be determined: some items say the same", code="undetermined"
        ) from None
    whitened = linalg.solve_triangular(factor, residual, lower=True)
    slopes = linalg.solve_triangular(factor, _slopes(found, probability, rule), lower=True)
    explained = linalg.lstsq(slopes, whitened)[0]
    m2 = float(persons * np.sum((whitened - slopes @ explained) ** 2))
    low, high = (
        _rmsea(_noncentrality(m2, df, (1 + sign * CONFIDENCE) / 2), df, persons) for sign in (1, -1)
    )
    return LimitedInformation(
        m2,
        df,
        float(special.chdtrc(df, m2)),
        _rmsea(m2 - df, df, persons),
        low,
        high,
        _residual_correlation(observed, expected, items),
    )


def _covariance(curves: Floats, probability: Floats, rule: Quadrature) -> Floats:
    """Return the covariance of one person's margins, (items + pairs) squared."""
    expected = curves @ rule.weights
    product = (curves * rule.weights) @ curves.T
    items = len(probability)
    place = np.zeros((items, items), dtype=np.intp)
    first, second = np.triu_indices(items, 1)
    place[first, second] = place[second, first] = items + np.arange(len(first))
    # An item that two margins share counts once: it is 0 or 1, and so is its square.
    for item in range(items):
        others = np.delete(np.arange(items), item)
        margins = np.concatenate([[item], place[item, others]])
        rest = np.concatenate([np.ones((1, len(rule.nodes))), probability[others]])
        product[np.ix_(margins, margins)] = (rest * (rule.weights * probability[item])) @ rest.T
    np.fill_diagonal(product, expected)
    return np.asarray(product - np.outer(expected, expected))


def _slopes(found: Calibration, probability: Floats, rule: Quadrature) -> Floats:
    """Return the derivative of the margins by the free parameters, margins x free."""
    items = len(probability)
    first, second = np.triu_indices(items, 1)
    columns = []
    by_item = slopes_of_probability(found.parameters, rule.nodes) * rule.weights
    for kind in range(3 if found.model is Model.THREE else 2):
        part = by_item[:, kind]
        single, pair = part.sum(axis=1), part @ probability.T
        total = np.zeros((items + len(first), items))
        total[:items] = np.diag(single)
        rows = np.arange(items, len(total))
        total[rows, first], total[rows, second] = pair[first, second], pair[second, first]
        if found.model is Model.ONE and kind == 0:
            total = total.sum(axis=1, keepdims=True)
        columns.append(total)
    return np.concatenate(columns, axis=1)


def _noncentrality(statistic: float, df: int, quantile: float) -> float:
    """Return the noncentrality for which `statistic` is that quantile, 0 if there is none."""

    def excess(noncentrality: float) -> float:
        return float(special.chndtr(statistic, df, noncentrality)) - quantile

    if special.chdtr(df, statistic) <= quantile:
        return 0.0
    top = statistic + 10 * np.sqrt(statistic) + 10
    return float(optimize.brentq(excess, 1e-12, top))


def _rmsea(noncentrality: float, df: int, persons: int) -> float:
    return float(np.sqrt(max(noncentrality, 0) / (df * (persons - 1))))


def _residual_correlation(observed: Floats, expected: Floats, items: int) -> float:
    first, second = np.triu_indices(items, 1)

    def correlations(margins: Floats) -> Floats:
        share, together = margins[:items], margins[items:]
        deviation = np.sqrt(share * (1 - share))
        return np.asarray(
            (together - share[first] * share[second]) / (deviation[first] * deviation[second])
        )

    return float(np.sqrt(np.mean((correlations(observed) - correlations(expected)) ** 2)))
