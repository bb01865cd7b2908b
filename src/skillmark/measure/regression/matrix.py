"""The design matrix, and sums over it that never need a second copy of it.

A million people by a dozen covariates are 100 MB. What is computed of them (cross products,
leverages, the triangle of a QR decomposition) is computed in blocks of rows that stay in the
processor's cache.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy.linalg import qr, solve_triangular

from skillmark.measure.table import Floats
from skillmark.nouns.errors import InputError

BLOCK = 8192
"""Rows handled at a time."""
_NOTHING_NEW = 1e-9
"""Part of a column's length that the others leave unexplained, below which it is one of them."""


def design(covariates: Floats, names: tuple[str, ...]) -> Floats:
    """Return the design matrix: an intercept and standardised covariates.

    Constant and linearly dependent covariates raise `InputError` by name. Standardising changes
    no prediction; it keeps polynomials of age and earnings in one matrix solvable.
    """
    middle, spread = covariates.mean(axis=0), covariates.std(axis=0)
    for name, deviation, mean in zip(names, spread, middle, strict=True):
        if deviation <= 1e-12 * max(1.0, abs(mean)):
            raise InputError(
                f"covariate {name!r} is the same for everybody",
                remedy="leave it out",
                code="no_variation",
            )
    people, columns = covariates.shape
    if people <= columns + 1:
        raise InputError(
            f"{people} people cannot carry {len(names)} covariates",
            remedy="use fewer covariates or more people",
            code="too_few_people",
        )
    matrix = np.empty((people, columns + 1))
    matrix[:, 0] = 1.0
    np.subtract(covariates, middle, out=matrix[:, 1:])
    matrix[:, 1:] /= spread
    found = redundant(matrix)
    if found is not None:
        column, others = found
        which = " and ".join(repr(names[other - 1]) for other in others if other)
        raise InputError(
            f"covariate {names[max(column - 1, 0)]!r} says nothing that the others do not",
            remedy=f"leave it out: it follows from {which}" if which else "leave it out",
            code="collinear",
        )
    return matrix


def blocks(people: int) -> Iterator[slice]:
    """Yield slices that cover `people` rows."""
    for start in range(0, people, BLOCK):
        yield slice(start, min(start + BLOCK, people))


def gram(matrix: Floats, weights: Floats) -> Floats:
    """Return the cross product of the columns, people weighted."""
    total = np.zeros((matrix.shape[1], matrix.shape[1]))
    for part in blocks(len(matrix)):
        rows = matrix[part]
        total += (rows * weights[part, None]).T @ rows
    return total


def leverage(matrix: Floats, inverse: Floats) -> Floats:
    """Return each row's x' `inverse` x."""
    out = np.empty(len(matrix))
    for part in blocks(len(matrix)):
        rows = matrix[part]
        out[part] = ((rows @ inverse) * rows).sum(axis=1)
    return out


def triangle(matrix: Floats, *more: Floats) -> Floats:
    """Return R of the QR decomposition of `matrix` with the columns `more` to its right.

    Block by block (the tall and skinny QR of Demmel, Grigori, Hoemmen and Langou 2012): as
    accurate as of the whole, where cross products would square what is nearly dependent.
    """
    found = np.empty((0, matrix.shape[1] + len(more)))
    for part in blocks(len(matrix)):
        rows = np.column_stack([matrix[part], *(column[part] for column in more)])
        found = np.asarray(np.linalg.qr(np.vstack([found, rows]), mode="r"))
    return found


def redundant(matrix: Floats) -> tuple[int, tuple[int, ...]] | None:
    """Return a column that is a combination of others and these; `None` where each is new."""
    upper, order = qr(triangle(matrix), mode="r", pivoting=True)
    pivots = np.abs(np.diag(upper))
    small = np.flatnonzero(pivots < _NOTHING_NEW * pivots[0])
    if not small.size:
        return None
    at = int(small[0])
    made_of = solve_triangular(upper[:at, :at], upper[:at, at])
    others = np.flatnonzero(np.abs(made_of) > 1e-6 * np.abs(made_of).max(initial=0.0))
    return int(order[at]), tuple(sorted(int(order[other]) for other in others))
