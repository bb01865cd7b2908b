"""The best fixed form: most information at the cut, the same blueprint, no enemies together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, sparse

from skillmark.assess.adaptive.rules import InfeasibleError
from skillmark.assess.scaling.response_model import Floats

Places = NDArray[np.intp]


def best(
    worth: Floats,
    plan: tuple[int, ...],
    areas: Sequence[Places],
    hostile: NDArray[np.bool_] | None,
) -> Places:
    """Return the form as places in `worth` (sorted, the best first), one for each of `plan`.

    Without enemies the best items of each area are the best form; with enemies it is a mixed
    integer program (van der Linden 2005, Linear Models for Optimal Test Design).
    """
    counts = [plan.count(area) for area in range(len(areas))]
    if hostile is None:
        chosen = np.concatenate(
            [members[:count] for members, count in zip(areas, counts, strict=True)]
        )
    else:
        chosen = _program(worth, counts, areas, hostile)
    queue = [list(members[np.isin(members, chosen)]) for members in areas]
    return np.array([queue[area].pop(0) for area in plan], dtype=np.intp)


def _program(
    worth: Floats, counts: Sequence[int], areas: Sequence[Places], hostile: NDArray[np.bool_]
) -> Places:
    size = len(worth)
    contents = np.zeros((len(areas), size))
    for area, members in enumerate(areas):
        contents[area, members] = 1
    left, right = np.nonzero(np.triu(hostile))
    pairs = sparse.coo_array(
        (np.ones(2 * len(left)), (np.tile(np.arange(len(left)), 2), np.append(left, right))),
        shape=(len(left), size),
    )
    solved = optimize.milp(
        -worth,
        constraints=[
            optimize.LinearConstraint(contents, counts, counts),
            optimize.LinearConstraint(pairs.tocsr(), -np.inf, 1),
        ],
        integrality=np.ones(size, dtype=np.int64),
        bounds=optimize.Bounds(0, 1),
    )
    if solved.x is None:
        raise InfeasibleError(
            f"no form of {sum(counts)} items keeps blueprint and enemies",
            where="blueprint",
            remedy="add items, take enemies apart, or make the test shorter",
        )
    return np.flatnonzero(solved.x > 0.5)
