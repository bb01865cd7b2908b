"""The forecasts that anybody can make: as last time, and as at this time last year.

Both get intervals from their own past errors, on the arcsine scale, where the error of a share
does not depend on the share (Anscombe 1948, Biometrika 35, 246-254). The naive forecast's standard
deviation grows with the root of the horizon, as that of a random walk does.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from skillmark.plan.foresight.model import Floats
from skillmark.plan.foresight.panel import Counts
from skillmark.plan.foresight.quantiles import LEVELS

Flags = NDArray[np.bool_]


class Naive:
    """Remembers what was last seen of many series, and how far that was off so far."""

    def __init__(self, series: int, season: int | None = None) -> None:
        self.lag = season or 1
        self.seasonal = season is not None
        self.seen: list[tuple[Floats, Flags, Floats, Floats]] = []
        """By period: arcsine, whether there were sources, the share, and the error of counting."""
        self.squares = np.zeros(series)
        self.errors = np.zeros(series)
        self.last = np.full(series, -1)

    def see(self, asked: Counts, of: Counts) -> None:
        """Take in one period."""
        known = of > 0
        z = np.arcsin(np.sqrt((asked + 0.375) / (of + 0.75)))
        share = asked / np.maximum(of, 1)
        now = len(self.seen)
        if self.seasonal:
            if now >= self.lag:
                before, had, _share, _error = self.seen[now - self.lag]
                both = known & had
                self.squares += np.where(both, (z - before) ** 2, 0.0)
                self.errors += both
        elif now:
            before = self._at(self.last)[0]
            both = known & (self.last >= 0)
            self.squares += np.where(both, (z - before) ** 2 / np.maximum(now - self.last, 1), 0.0)
            self.errors += both
        self.last = np.where(known, now, self.last)
        self.seen.append((z, known, share, 1 / (4 * of + 2)))

    def _at(self, place: NDArray[np.int64]) -> tuple[Floats, Floats, Floats]:
        rows = np.arange(len(place))
        column = np.maximum(place, 0)
        z, share, error = (
            np.asarray(np.stack(part, axis=1)[rows, column], dtype=np.float64)
            for part in zip(*((one[0], one[2], one[3]) for one in self.seen), strict=True)
        )
        return z, share, error

    def ahead(self, horizon: int) -> tuple[Floats, Floats, Flags]:
        """Return the share forecast, its quantiles `LEVELS`, and for which series there is one."""
        now = len(self.seen)
        if self.seasonal:
            steps = -(-horizon // self.lag)
            place = np.full(len(self.squares), now - 1 + horizon - steps * self.lag)
            if place[0] < 0:
                nothing = np.zeros(len(self.squares))
                return nothing, np.zeros((len(nothing), len(LEVELS))), nothing > 0
            there = self.seen[place[0]][1] & (self.errors >= 2)
        else:
            steps, place = horizon, self.last
            there = (self.last >= 0) & (self.errors >= 2)
        z, share, counting = self._at(place)
        spread = np.maximum(self.squares / np.maximum(self.errors, 1), counting)
        wide = np.sqrt(spread * steps)[:, None] * ndtri(np.array(LEVELS))[None, :]
        quantiles = np.sin(np.clip(z[:, None] + wide, 0.0, np.pi / 2)) ** 2
        return share, quantiles, there
