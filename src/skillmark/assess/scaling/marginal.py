"""The marginal likelihood of a response matrix, and its gradient.

Ability is integrated out over equally spaced nodes under a standard normal density (Bock and
Aitkin 1981, Psychometrika 46, 443-459). A missing response is simply not there: it is
ignorable.

With logit P for right against wrong, the log-likelihood of a person's responses at ability
theta is the sum of logit P over the items answered right, plus the sum of log(1 - P) over all
items seen. Two things make this cheap:

- Without guessing, logit P = a theta + d. What was answered right then enters through two sums
  a person, that of a and that of d, and never meets the nodes.
- The second sum is the same for all who saw the same items (the same booklet).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import TypeVar

import numpy as np

from skillmark.assess.scaling.patterns import Block, Patterns
from skillmark.assess.scaling.response_model import Floats, ItemParameters, slopes_of_logit

T = TypeVar("T")
SHARES = 4
"""Shares of the people that an executor's workers take in turn."""


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
class Evaluation:
    """What the data say at one point: likelihood, and expected counts at the nodes."""

    log_likelihood: float
    right: Floats
    """Expected number of right responses (Bock and Aitkin's r), items x nodes; without guessing
    its sums over the nodes, times theta and times 1, items x 2."""
    asked: Floats
    """Expected number of responses, items x nodes or 1 x nodes (their n)."""
    mass: Floats
    """Expected number of people at each node."""

    def __add__(self, other: Evaluation) -> Evaluation:
        """Return what both say together."""
        return Evaluation(
            self.log_likelihood + other.log_likelihood,
            self.right + other.right,
            self.asked + other.asked,
            self.mass + other.mass,
        )


@dataclass(frozen=True, eq=False)
class Curves:
    """What the items look like at the nodes of a rule."""

    rule: Quadrature
    logits: Floats
    """logit P, items x nodes; without guessing its two coefficients (a, d), items x 2."""
    basis: Floats | None
    """(theta, 1), nodes x 2, without guessing; else `None`."""
    log_wrong: Floats
    """log(1 - P), items x nodes."""

    @classmethod
    def of(cls, parameters: ItemParameters, rule: Quadrature) -> Curves:
        """Return the curves of items with `parameters`."""
        log_right, log_wrong = parameters.logarithms(rule.nodes)
        if (parameters.c > 0).any():
            return cls(rule, log_right - log_wrong, None, log_wrong)
        basis = np.stack([rule.nodes, np.ones_like(rule.nodes)], axis=1)
        return cls(rule, np.stack([parameters.a, parameters.d], axis=1), basis, log_wrong)

    def posterior(self, block: Block) -> tuple[Floats, Floats, Floats]:
        """Return a block's posterior (rows sum to 1), log-likelihoods, and its right responses."""
        right = block.right.astype(float)
        joint = right @ self.logits
        if self.basis is not None:
            joint = joint @ self.basis.T
        missed = block.seen.astype(float) @ self.log_wrong + np.log(self.rule.weights)
        joint += missed if len(missed) == 1 else missed[block.booklet]
        top = joint.max(axis=1, keepdims=True)
        joint -= top
        posterior = np.exp(joint, out=joint)
        mass = posterior.sum(axis=1, keepdims=True)
        posterior /= mass
        return posterior, (np.log(mass) + top)[:, 0], right

    def evaluate(self, block: Block) -> Evaluation:
        """Return what a block of people says."""
        posterior, log_likelihoods, right = self.posterior(block)
        counts = block.counts
        weighted = posterior if counts is None else posterior * counts[:, None]
        told = weighted if self.basis is None else weighted @ self.basis
        mass = weighted.sum(axis=0)
        if len(block.seen) == 1:
            asked = mass[None, :] if block.seen.all() else np.outer(block.seen[0], mass)
        else:
            asked = block.seen.T.astype(float) @ np.add.reduceat(weighted, block.starts, axis=0)
        total = log_likelihoods.sum() if counts is None else counts @ log_likelihoods
        return Evaluation(float(total), right.T @ told, asked, mass)


def summed(
    work: Callable[[Block], T], blocks: tuple[Block, ...], executor: Executor | None = None
) -> T:
    """Return the sum of `work` over the blocks, shared among the executor's workers if any."""

    def share(which: Iterable[Block]) -> T:
        return reduce(add, map(work, which))

    if executor is None or len(blocks) == 1:
        return share(blocks)
    shares = [blocks[k::SHARES] for k in range(min(SHARES, len(blocks)))]
    return reduce(add, executor.map(share, shares))


def evaluate(
    patterns: Patterns,
    parameters: ItemParameters,
    rule: Quadrature,
    executor: Executor | None = None,
) -> Evaluation:
    """Return the marginal log-likelihood and the expected counts (the E step)."""
    return summed(Curves.of(parameters, rule).evaluate, patterns.blocks, executor)


def gradient(found: Evaluation, parameters: ItemParameters, rule: Quadrature) -> Floats:
    """Return the gradient by (a, d, logit c), items x 3 (Fisher's identity)."""
    slopes = slopes_of_logit(parameters, rule.nodes)
    expected = found.asked * parameters.probability(rule.nodes)
    if (parameters.c > 0).any():
        return np.asarray(np.einsum("jq,jpq->jp", found.right - expected, slopes))
    total = -np.einsum("jq,jpq->jp", expected, slopes)
    total[:, :2] += found.right
    return np.asarray(total)


def information(found: Evaluation, parameters: ItemParameters, rule: Quadrature) -> Floats:
    """Return the complete-data information of every item, items x 3 x 3."""
    probability = parameters.probability(rule.nodes)
    slopes = slopes_of_logit(parameters, rule.nodes)
    weight = found.asked * probability * (1 - parameters.c[:, None])
    weight = weight * (1 - parameters.logistic(rule.nodes))
    return np.asarray((slopes * weight[:, None, :]) @ slopes.transpose(0, 2, 1))


def bend(found: Evaluation, parameters: ItemParameters, rule: Quadrature) -> Floats:
    """Return what the complete-data information lacks of minus the second derivative.

    With guessing, logit P is not linear in (a, d, logit c), and what was observed at a node
    differs from what was expected there. Items x 3 x 3; zero without guessing.
    """
    total = np.zeros((len(parameters.a), 3, 3))
    if not (parameters.c > 0).any():
        return total
    s, c = parameters.logistic(rule.nodes), parameters.c[:, None]
    p = parameters.probability(rule.nodes)
    weight = (found.asked * p - found.right) * c * s / p**2
    straight = (weight * (1 - s)) @ (rule.nodes[:, None] ** np.arange(3))
    total[:, 1, 1], total[:, 0, 1], total[:, 0, 0] = straight.T
    total[:, 1, 2], total[:, 0, 2] = -((1 - c) * straight)[:, :2].T
    total[:, 2, 2] = ((1 - c) * weight).sum(axis=1)
    for low, high in ((0, 1), (0, 2), (1, 2)):
        total[:, high, low] = total[:, low, high]
    return total
