"""The marginal likelihood of a response matrix, and its gradient.

Ability is integrated out over equally spaced nodes under a standard normal density (Bock and
Aitkin 1981, Psychometrika 46, 443-459). People with the same responses are counted, not
repeated. A missing response is simply not there: it is ignorable.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from skillmark.assess.responses import MISSING
from skillmark.assess.scaling.response_model import Floats, ItemParameters, slopes_of_probability


@dataclass(frozen=True, eq=False)
class Quadrature:
    """Abilities and the probability each stands for."""

    nodes: Floats
    weights: Floats

    @classmethod
    def normal(cls, count: int, *, reach: float = 6.0) -> Quadrature:
        """Return `count` equally spaced nodes from -`reach` to `reach`, standard normal.

        For smooth integrands this rule converges faster than any power of the spacing.
        """
        nodes = np.linspace(-reach, reach, count)
        density = np.exp(-(nodes**2) / 2)
        return cls(nodes, density / density.sum())


@dataclass(frozen=True, eq=False)
class Patterns:
    """The distinct rows of a response matrix and how many people gave each."""

    right: Floats
    """1 where the response is right; patterns x items."""
    seen: Floats | None
    """1 where there is a response; `None` where there is one everywhere."""
    counts: Floats

    @classmethod
    def of(cls, values: NDArray[np.int8]) -> Patterns:
        """Collapse `values` (persons x items; 0, 1, `MISSING`)."""
        rows = np.ascontiguousarray(values)
        keys = rows.view(np.dtype((np.void, rows.shape[1]))).ravel()
        _, first, counts = np.unique(keys, return_index=True, return_counts=True)
        distinct = rows[first]
        seen = distinct != MISSING
        return cls(
            (distinct == 1).astype(float),
            None if seen.all() else seen.astype(float),
            counts.astype(float),
        )


@dataclass(frozen=True, eq=False)
class Evaluation:
    """What the data say at one point: likelihood, posterior, and expected counts at the nodes."""

    log_likelihood: float
    posterior: Floats
    """Patterns x nodes; each row sums to 1."""
    right: Floats
    """Expected number of right responses, items x nodes (Bock and Aitkin's r)."""
    asked: Floats
    """Expected number of responses, items x nodes or 1 x nodes (their n)."""


def evaluate(patterns: Patterns, parameters: ItemParameters, rule: Quadrature) -> Evaluation:
    """Return the marginal log-likelihood and the expected counts (the E step)."""
    log_right, log_wrong = parameters.logarithms(rule.nodes)
    joint = patterns.right @ (log_right - log_wrong)
    if patterns.seen is None:
        joint += log_wrong.sum(axis=0)
    else:
        joint += patterns.seen @ log_wrong
    joint += np.log(rule.weights)
    top = joint.max(axis=1, keepdims=True)
    joint -= top
    posterior = np.exp(joint, out=joint)
    mass = posterior.sum(axis=1, keepdims=True)
    posterior /= mass
    weighted = posterior * patterns.counts[:, None]
    return Evaluation(
        log_likelihood=float(patterns.counts @ (np.log(mass) + top)[:, 0]),
        posterior=posterior,
        right=patterns.right.T @ weighted,
        asked=weighted.sum(axis=0)[None, :]
        if patterns.seen is None
        else patterns.seen.T @ weighted,
    )


def gradient(found: Evaluation, parameters: ItemParameters, rule: Quadrature) -> Floats:
    """Return the gradient by (a, d, logit c), items x 3 (Fisher's identity)."""
    probability = parameters.probability(rule.nodes)
    variance = np.maximum(probability * (1 - probability), 1e-300)
    residual = (found.right - found.asked * probability) / variance
    return np.asarray(
        np.einsum("jq,jpq->jp", residual, slopes_of_probability(parameters, rule.nodes))
    )


def information(found: Evaluation, parameters: ItemParameters, rule: Quadrature) -> Floats:
    """Return the complete-data information of every item, items x 3 x 3."""
    probability = parameters.probability(rule.nodes)
    variance = np.maximum(probability * (1 - probability), 1e-300)
    slopes = slopes_of_probability(parameters, rule.nodes)
    weight = np.broadcast_to(found.asked, probability.shape) / variance
    return np.asarray((slopes * weight[:, None, :]) @ slopes.transpose(0, 2, 1))


def person_scores(
    patterns: Patterns, found: Evaluation, parameters: ItemParameters, rule: Quadrature
) -> Floats:
    """Return every pattern's own gradient (unweighted), patterns x items x 3."""
    probability = parameters.probability(rule.nodes)
    variance = np.maximum(probability * (1 - probability), 1e-300)
    slopes = slopes_of_probability(parameters, rule.nodes) / variance[:, None, :]
    items = len(parameters.a)
    when_right = found.posterior @ slopes.reshape(items * 3, -1).T
    expected = found.posterior @ (slopes * probability[:, None, :]).reshape(items * 3, -1).T
    shape = (len(patterns.counts), items, 3)
    seen = 1.0 if patterns.seen is None else patterns.seen[:, :, None]
    return np.asarray(
        patterns.right[:, :, None] * when_right.reshape(shape) - seen * expected.reshape(shape)
    )
