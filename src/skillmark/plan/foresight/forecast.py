"""What may be asked for next: a forecast with its intervals, beside the naive one, never without.

Every forecast is tried on its own series first: from each period after the first `WARM`, with
nothing that came later, it predicts the next ones, and its quantile loss is compared with that of
the naive forecast (as last time) and, where there is a year to look back on, of the seasonal naive
one (as at this time last year). Only where it is better beyond chance (Diebold and Mariano 1995,
with the correction of Harvey, Leybourne and Newbold 1997, one-sided at `CHANCE`) is it shown as the
forecast; elsewhere the naive one is. A series of fewer than `LEAST` periods is too short to say.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import erfc, sqrt

import numpy as np
from scipy.special import digamma, polygamma

from skillmark.nouns.share import Share
from skillmark.plan.foresight import periods
from skillmark.plan.foresight.lead import chance
from skillmark.plan.foresight.model import Betas, Filter, Floats
from skillmark.plan.foresight.naive import Naive
from skillmark.plan.foresight.outlook import Ahead, Backtest, Forecast, Method, Outlook, Tried
from skillmark.plan.foresight.panel import Counts, Panel
from skillmark.plan.foresight.periods import Every
from skillmark.plan.foresight.quantiles import (
    HIGH80,
    HIGH95,
    LOW80,
    LOW95,
    counted,
    pinball,
)

LEAST = 12
"""Periods with sources from which on anything is said."""
LEAST_ASKED = 5
"""Sources that ask for a skill from which on its movement is more than an anecdote."""
WARM = 6
"""Periods that are seen before the first forecast is tried."""
CHANCE = 0.1
AHEAD = {Every.MONTH: 6, Every.QUARTER: 3}
"""How many periods are looked ahead where nobody says otherwise."""
SURE = 0.95
"""Probability from which on a skill is called rising or falling."""


def forecast(panel: Panel, *, horizons: int) -> tuple[Forecast, ...]:
    """Forecast every series `horizons` periods ahead, in the order of `panel.skills`."""
    found = [_counted(panel, s) for s in range(len(panel.skills))]
    # the long tail of skills that hardly anybody asks for is not worth a filter each
    told = [s for s, one in enumerate(found) if _enough(one)]
    if told:
        skills = tuple(panel.skills[s] for s in told)
        part = replace(panel, skills=skills, asked=panel.asked[told], of=panel.of[told])
        run = _Run(part, np.array([found[s].usual for s in told]), horizons)
        for place, s in enumerate(told):
            found[s] = run.series(place, found[s])
    return tuple(found)


def _counted(panel: Panel, s: int) -> Forecast:
    """Return what was counted of one skill, with nothing said of what may come."""
    asked, of = panel.asked[s], panel.of[s]
    year = of[-panel.every.year :]
    return Forecast(
        panel.skills[s],
        panel.every,
        panel.starts,
        tuple(map(int, asked)),
        tuple(map(int, of)),
        Outlook.TOO_FEW,
        None,
        int(np.median(year[year > 0])) if (year > 0).any() else 0,
        Share(int(asked[-panel.every.year :].sum()), int(year.sum())),
    )


def _enough(one: Forecast) -> bool:
    periods_known = sum(1 for count in one.of if count)
    return periods_known >= LEAST and sum(one.asked) >= LEAST_ASKED and one.lately.of > 0


@dataclass
class _Scores:
    """Of one method: arrays of series by origin, and by origin and horizon."""

    loss: Floats
    error: Floats
    in80: Floats
    in95: Floats


class _Run:
    """All series at once, period by period, each method predicting before it sees."""

    def __init__(self, panel: Panel, usual: Counts, horizons: int) -> None:
        self.panel, self.horizons = panel, horizons
        count, length = panel.asked.shape
        self.model = Filter(count)
        self.naive = {
            Method.NAIVE: Naive(count),
            Method.SEASONAL: Naive(count, panel.every.year),
        }
        shape = (count, length, horizons)
        self.scores = {
            one: _Scores(*(np.full(shape, np.nan) for _part in range(4))) for one in Method
        }
        for t in range(length):
            if t >= WARM:
                self._try(t)
            self.model.see(panel.asked[:, t], panel.of[:, t])
            for one in self.naive.values():
                one.see(panel.asked[:, t], panel.of[:, t])
        self.betas = self.model.ahead(horizons)
        self.coming = self._predict(usual, horizons)

    def _predict(
        self, of: Counts, horizons: int
    ) -> dict[Method, list[tuple[Floats, Floats, Floats]]]:
        """Return by method and horizon share, quantiles and whether there is a forecast."""
        found: dict[Method, list[tuple[Floats, Floats, Floats]]] = {one: [] for one in Method}
        for step, shares in enumerate(self.model.ahead(horizons), start=1):
            ones = np.ones(len(shares.a))
            size = of if of.ndim == 1 else of[:, step - 1]
            found[Method.MODEL].append((shares.mean, counted(shares, size), ones))
            for name, naive in self.naive.items():
                share, quantiles, there = naive.ahead(step)
                found[name].append((share, quantiles, there.astype(float)))
        return found

    def _try(self, t: int) -> None:
        """Predict period t and those after it from what was before, and keep the scores."""
        asked, of = (
            self.panel.asked[:, t : t + self.horizons],
            self.panel.of[:, t : t + self.horizons],
        )
        for method, steps in self._predict(of, of.shape[1]).items():
            scores = self.scores[method]
            for h, (share, quantiles, there) in enumerate(steps):
                use = (there > 0) & (of[:, h] > 0)
                seen = asked[:, h] / np.maximum(of[:, h], 1)
                for kept, value in (
                    (scores.loss, pinball(quantiles, seen)),
                    (scores.error, np.abs(seen - share)),
                    (scores.in80, _inside(seen, quantiles, LOW80, HIGH80)),
                    (scores.in95, _inside(seen, quantiles, LOW95, HIGH95)),
                ):
                    kept[use, t, h] = value[use]

    def series(self, s: int, base: Forecast) -> Forecast:
        """Return `base` with what may come, as far as anything may be said."""
        tried = self._backtest(s)
        if tried is None:
            return base
        ahead = {
            method: tuple(self._ahead(method, s, h) for h in range(self.horizons))
            for method in Method
            if all(there[s] > 0 for _share, _quantiles, there in self.coming[method])
        }
        usual = [
            one for one in tried.methods if one.method is not Method.MODEL and one.method in ahead
        ]
        if not usual:
            return base
        best = min(usual, key=lambda one: one.loss)
        beats = tried.chance is not None and tried.chance <= CHANCE
        rises = _above(self.betas[-1], s, base.lately)
        movement = (
            Outlook.RISING if rises >= SURE else Outlook.FALLING if rises <= 1 - SURE
            else Outlook.STEADY
        )  # fmt: skip
        return replace(
            base,
            outlook=movement if beats else Outlook.UNCLEAR,
            shown=Method.MODEL if beats else best.method,
            rises=rises,
            ahead=tuple(ahead.items()),
            backtest=tried,
        )

    def _ahead(self, method: Method, s: int, h: int) -> Ahead:
        share, quantiles, _there = self.coming[method][h]
        q = quantiles[s]
        start = periods.later(self.panel.starts[-1], self.panel.every, h + 1)
        return Ahead(
            start, float(share[s]), float(q[LOW95]), float(q[LOW80]), float(q[HIGH80]),
            float(q[HIGH95]),
        )  # fmt: skip

    def _backtest(self, s: int) -> Backtest | None:
        """Compare the methods where all of them predicted; seasonal naive where it often did."""
        there = {one: ~np.isnan(self.scores[one].loss[s]) for one in Method}
        usable = there[Method.MODEL] & there[Method.NAIVE]
        both = usable & there[Method.SEASONAL]
        names = [Method.MODEL, Method.NAIVE]
        if both.any(axis=1).sum() >= WARM:
            usable, names = both, [*names, Method.SEASONAL]
        origins = usable.any(axis=1)
        if origins.sum() < WARM:
            return None
        tried = tuple(self._tried(one, s, usable) for one in names)
        ours = _by_origin(self.scores[Method.MODEL].loss[s], usable)
        leads = [
            chance(_by_origin(self.scores[one].loss[s], usable) - ours, self.horizons)
            for one in names[1:]
        ]
        found = [one for one in leads if one is not None]
        worst = max(found) if len(found) == len(leads) else None
        return Backtest(int(origins.sum()), tried, worst)

    def _tried(self, method: Method, s: int, usable: Floats) -> Tried:
        scores = self.scores[method]
        count = int(usable.sum())
        return Tried(
            method,
            float(scores.loss[s][usable].mean()),
            float(scores.error[s][usable].mean()),
            Share(int(scores.in80[s][usable].sum()), count),
            Share(int(scores.in95[s][usable].sum()), count),
        )


def _inside(seen: Floats, quantiles: Floats, low: int, high: int) -> Floats:
    within: Floats = (
        (seen >= quantiles[:, low] - 1e-12) & (seen <= quantiles[:, high] + 1e-12)
    ).astype(float)
    return within


def _by_origin(loss: Floats, usable: Floats) -> Floats:
    rows = usable.any(axis=1)
    kept = np.where(usable, loss, 0.0)[rows].sum(axis=1)
    found: Floats = kept / usable[rows].sum(axis=1)
    return found


def _above(shares: Betas, s: int, lately: Share) -> float:
    """Return the probability that the share at the horizon is above that of the last year.

    On the logit scale, both normal and taken as independent: they share data, so that the
    difference is surer than this says.
    """
    a, b = shares.a[s], shares.b[s]
    c, d = lately.hits + 0.5, lately.of - lately.hits + 0.5
    difference = (digamma(a) - digamma(b)) - (digamma(c) - digamma(d))
    variance = sum(float(polygamma(1, one)) for one in (a, b, c, d))
    return 0.5 * erfc(-float(difference) / sqrt(2 * variance))
