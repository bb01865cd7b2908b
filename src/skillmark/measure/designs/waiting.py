"""Pseudo-observations of the share still waiting at a day."""

from __future__ import annotations

import numpy as np

from skillmark.measure.ledger.store import Flags
from skillmark.measure.table import Floats


def pseudo_survival(durations: Floats, happened: Flags, at: float) -> Floats:
    """Return each person's pseudo-observation of the share still waiting at `at` (Andersen, Klein
    and Rosthoj 2003): n times the share of all minus n-1 times that of all others."""
    n = len(durations)
    times, place = np.unique(durations, return_inverse=True)
    events = np.bincount(place, happened, len(times)).astype(np.float64)
    at_risk = n - np.searchsorted(np.sort(durations), times).astype(np.float64)
    inside = times <= at
    whole = np.where(inside, 1 - events / at_risk, 1.0)
    fewer = np.where(inside, 1 - events / np.maximum(at_risk - 1, 1), 1.0)
    before = np.concatenate([[1.0], np.cumprod(fewer)])
    after = np.concatenate([np.cumprod(whole[::-1])[::-1], [1.0]])
    left = at_risk[place] - 1
    own = np.where(left > 0, 1 - (events[place] - happened) / np.maximum(left, 1), 1.0)
    own = np.where(inside[place], own, 1.0)
    others = before[place] * own * after[place + 1]
    return np.asarray(n * after[0] - (n - 1) * others, dtype=np.float64)
