"""Many tests at once: p-values that say how surprising one is among all that were made."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def benjamini_hochberg(p: ArrayLike, *, tests: int | None = None) -> Floats:
    """Return adjusted p-values; those below q hold at most a share q of false findings.

    Benjamini and Hochberg (1995, Journal of the Royal Statistical Society B 57, 289-300). `p`
    has any order; `nan` (no test was possible) stays `nan` and is not counted. `tests` is how
    many were made, where only the smallest of them are given.
    """
    given, order, ranks, count = _sorted(p, tests)
    sizes = given[order] * count / ranks
    return _back(given, order, np.minimum.accumulate(sizes[::-1])[::-1])


def holm(p: ArrayLike, *, tests: int | None = None) -> Floats:
    """Return adjusted p-values; those below a keep the chance of any false finding below a.

    Holm (1979, Scandinavian Journal of Statistics 6, 65-70). Arguments as above.
    """
    given, order, ranks, count = _sorted(p, tests)
    return _back(given, order, np.maximum.accumulate(given[order] * (count - ranks + 1)))


def _sorted(p: ArrayLike, tests: int | None) -> tuple[Floats, NDArray[np.intp], Floats, int]:
    given = np.asarray(p, dtype=float)
    known = np.flatnonzero(~np.isnan(given))
    order = known[np.argsort(given[known], kind="stable")]
    count = len(known) if tests is None else max(tests, len(known))
    return given, order, np.arange(1.0, len(known) + 1), count


def _back(given: Floats, order: NDArray[np.intp], sizes: Floats) -> Floats:
    adjusted = np.full_like(given, np.nan)
    adjusted[order] = np.minimum(1.0, sizes)
    return adjusted
