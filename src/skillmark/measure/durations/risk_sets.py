"""Who was waiting at each event: sums over them, for a million people without a loop.

With distinct event times t_1 < t_2 < ... , a sum over those at risk at t_k is a sum over all who
last until t_k, less those who come under observation only later. Both are cumulative sums of
pieces between neighbouring times. Sums over all events of sums over those at risk are turned
around: each person counts with the total of what is added up while the person is at risk.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from skillmark.measure.durations.curves import Flags, from_start
from skillmark.measure.table import Floats

Indices = NDArray[np.intp]


class Ties(StrEnum):
    """How events at the same time are taken: Efron's (1977) is the better approximation."""

    EFRON = "efron"
    BRESLOW = "breslow"


@dataclass(frozen=True, slots=True)
class RiskSets:
    """The order of events. Events are numbered by time; `tie` gives each the number of its time."""

    times: Floats
    """Distinct times at which an event happened, ascending."""
    leaves: Indices
    """For each person: how many of `times` are up to the own duration."""
    enters: Indices | None
    """For each person: how many of `times` are up to the own entry."""
    cases: Indices
    """The people whose event happened, by time."""
    tie: Indices
    """For each of `cases`: the index of its time."""
    starts: Indices
    """The first of `cases` at each time."""
    share: Floats
    """For each case the share of its ties taken out of the risk set before it (Efron), else 0."""

    @classmethod
    def of(
        cls, durations: Floats, happened: Flags, *, entry: Floats | None, ties: Ties
    ) -> RiskSets:
        """Arrange people by their durations (see `curves.check` for what is allowed)."""
        cases = np.flatnonzero(happened)
        cases = cases[np.argsort(durations[cases], kind="stable")]
        times, starts, tie, many = np.unique(
            durations[cases], return_index=True, return_inverse=True, return_counts=True
        )
        rank = np.arange(len(cases)) - starts[tie]
        share = rank / many[tie] if ties is Ties.EFRON else np.zeros(len(cases))
        return cls(
            times=times,
            leaves=np.searchsorted(times, durations, side="right"),
            enters=None
            if entry is None
            else np.searchsorted(times, from_start(entry), side="right"),
            cases=cases,
            tie=tie,
            starts=starts,
            share=share,
        )

    def at_risk(self, values: Floats) -> Floats:
        """Sum `values` (people, or people by columns) over those at risk at each of `times`."""
        total = self._from_on(values, self.leaves)
        return total if self.enters is None else total - self._from_on(values, self.enters)

    def _from_on(self, values: Floats, place: Indices) -> Floats:
        m = len(self.times)
        columns = values[:, None] if values.ndim == 1 else values
        pieces = np.column_stack(
            [np.bincount(place, columns[:, k], m + 1) for k in range(columns.shape[1])]
        )
        sums = np.cumsum(pieces[::-1], axis=0)[::-1][1:]
        return np.asarray(sums[:, 0] if values.ndim == 1 else sums, dtype=np.float64)

    def of_ties(self, values: Floats) -> Floats:
        """Sum `values` (cases, or cases by columns) over the events at each of `times`."""
        return np.asarray(np.add.reduceat(values, self.starts, axis=0), dtype=np.float64)

    def while_at_risk(self, values: Floats) -> Floats:
        """Return for each person the sum of `values` (times, or by columns) while at risk."""
        so_far = np.concatenate([np.zeros((1, *values.shape[1:])), np.cumsum(values, axis=0)])
        total = so_far[self.leaves]
        return total if self.enters is None else total - so_far[self.enters]
