"""Several questions at once: p values that keep their promise when many are looked at."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from skillmark.measure.table import Floats


def holm(p: Sequence[float]) -> Floats:
    """Return p values adjusted by Holm (1979), in the same order.

    Below 0.05 in each, the chance of even one false alarm is at most 5%, however they depend on
    each other.
    """
    values = np.asarray(p, dtype=float)
    order = np.argsort(values, kind="stable")
    stepped = np.maximum.accumulate(values[order] * np.arange(len(values), 0, -1))
    return _back(np.minimum(stepped, 1.0), order)


def benjamini_hochberg(p: Sequence[float]) -> Floats:
    """Return p values adjusted by Benjamini and Hochberg (1995), in the same order.

    Of those below 0.05, at most 5% are false alarms in the long run, if the questions are
    independent or positively dependent.
    """
    values = np.asarray(p, dtype=float)
    order = np.argsort(values, kind="stable")
    scaled = values[order] * len(values) / np.arange(1, len(values) + 1)
    stepped = np.minimum.accumulate(scaled[::-1])[::-1]
    return _back(np.minimum(stepped, 1.0), order)


def _back(values: Floats, order: np.ndarray) -> Floats:
    found = np.empty(len(values))
    found[order] = values
    return found
