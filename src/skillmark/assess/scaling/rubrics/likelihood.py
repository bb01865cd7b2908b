"""The marginal likelihood of a matrix of categories.

Ability is integrated out over the nodes of a `Quadrature` (Bock and Aitkin 1981). Nothing here
depends on the model: it takes a table of log-probabilities, items x categories x nodes, and
gives back how many people each cell of that table stands for. A missing response is not there.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from skillmark.assess.responses import MISSING
from skillmark.assess.scaling.marginal import Quadrature
from skillmark.assess.scaling.response_model import Floats


@dataclass(frozen=True, eq=False)
class CategoryPatterns:
    """The distinct rows of a matrix of categories, and how many people gave each."""

    chosen: sparse.csr_array
    """1 where the pattern has the category; patterns x (items * most categories)."""
    counts: Floats
    row_of: NDArray[np.int64]
    """Which pattern a person gave."""

    @classmethod
    def of(cls, values: NDArray[np.int8], categories: int) -> CategoryPatterns:
        """Collapse `values` (persons x items; 0, 1, ... or `MISSING`)."""
        rows = np.ascontiguousarray(values)
        keys = rows.view(np.dtype((np.void, rows.shape[1]))).ravel()
        _, first, back, counts = np.unique(
            keys, return_index=True, return_inverse=True, return_counts=True
        )
        distinct = rows[first]
        pattern, item = np.nonzero(distinct != MISSING)
        columns = item * categories + distinct[pattern, item]
        chosen = sparse.csr_array(
            (np.ones(len(pattern)), (pattern, columns)),
            shape=(len(distinct), rows.shape[1] * categories),
        )
        return cls(chosen, counts.astype(float), back.astype(np.int64))


@dataclass(frozen=True, eq=False)
class CategoryEvaluation:
    """What the data say at one point."""

    log_likelihood: float
    posterior: Floats
    """Patterns x nodes; each row sums to 1."""
    expected: Floats
    """Expected number of responses, items x categories x nodes (Bock and Aitkin's r)."""


def evaluate(
    patterns: CategoryPatterns, logarithms: Floats, rule: Quadrature
) -> CategoryEvaluation:
    """Return the marginal log-likelihood and the expected counts (the E step)."""
    items, categories, nodes = logarithms.shape
    # Cells that do not exist hold -inf, which no response refers to.
    table = np.where(np.isfinite(logarithms), logarithms, -1e300).reshape(-1, nodes)
    joint = np.asarray(patterns.chosen @ table)
    joint += np.log(rule.weights)
    top = joint.max(axis=1, keepdims=True)
    joint -= top
    posterior = np.exp(joint, out=joint)
    mass = posterior.sum(axis=1, keepdims=True)
    posterior /= mass
    weighted = posterior * patterns.counts[:, None]
    return CategoryEvaluation(
        log_likelihood=float(patterns.counts @ (np.log(mass) + top)[:, 0]),
        posterior=posterior,
        expected=np.asarray(patterns.chosen.T @ weighted).reshape(items, categories, nodes),
    )
