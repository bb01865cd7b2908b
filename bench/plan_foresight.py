"""How good forecasts of demand are beside the naive one and a library's, and how long they take.

Series are drawn at random with a fixed seed, of six kinds: a share that only counting moves, one
that wanders, one that scatters, a trend, a season, and a random walk. The peer is statsmodels'
exponential smoothing with a damped trend on the arcsine scale (with intervals by its state space
form), which knows nothing of how many sources were counted. Every method predicts from the same
origins.
"""

from __future__ import annotations

import rig.one_core  # isort: skip  # noqa: F401  (before numpy)

import warnings
from collections import defaultdict
from collections.abc import Iterator
from datetime import date

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from rig import cost
from rig.table import Figures, options
from skillmark.plan.foresight.forecast import forecast
from skillmark.plan.foresight.outlook import Method
from skillmark.plan.foresight.panel import Panel
from skillmark.plan.foresight.periods import Every, later
from skillmark.plan.foresight.quantiles import HIGH80, LEVELS, LOW80, pinball

SEED = 20261128
COLUMNS = (
    "method", "sources", "loss_x", "error_x", "in_80_%", "in_95_%", "CPU_ms_series", "times",
)  # fmt: skip
NOTES = (
    """loss_x: mean quantile loss over the naive forecast's, error_x: mean absolute error over the
    naive forecast's, both below 1 where better; in 80/95 %: how many of the shares that came lay
    in the interval; times: CPU time over ours""",
    """simulated series of 36 months, horizons of 1 to 3 months, origins after the fourteenth month;
    where few sources make shares coarse, intervals hold more than they promise""",
)
LENGTH, HORIZONS = 36, 3
FIRST = 14
"""The first origin from which every method predicts: the seasonal naive forecast needs a year."""
Floats = NDArray[np.float64]


def draw(series: int, sources: int, rng: np.random.Generator) -> Panel:
    """Draw a sixth of the series of each kind."""
    start = rng.normal(-1.5, 0.7, (series, 1))
    steps, t = np.zeros((series, LENGTH)), np.arange(LENGTH)
    kind = np.arange(series) % 6
    steps[kind == 1] = np.cumsum(rng.normal(0, 0.1, ((kind == 1).sum(), LENGTH)), axis=1)
    steps[kind == 2] = rng.normal(0, 0.35, ((kind == 2).sum(), LENGTH))
    steps[kind == 3] = 0.05 * (t - LENGTH / 2)
    steps[kind == 4] = 0.7 * np.sin(2 * np.pi * t / 12)
    steps[kind == 5] = np.cumsum(rng.normal(0, 0.3, ((kind == 5).sum(), LENGTH)), axis=1)
    of = np.broadcast_to(rng.poisson(sources, LENGTH) + 1, (series, LENGTH))
    asked = rng.binomial(of, 1 / (1 + np.exp(-(start + steps))))
    starts = tuple(later(date(2023, 1, 1), Every.MONTH, step) for step in range(LENGTH))
    return Panel(Every.MONTH, starts, tuple(f"s{n}" for n in range(series)), asked, of)


def smoothing(panel: Panel) -> Iterator[tuple[int, float, Floats, float]]:
    """Yield series, error, quantiles and the share that came, for every origin and horizon."""
    from statsmodels.tsa.statespace.exponential_smoothing import ExponentialSmoothing

    z = np.arcsin(np.sqrt((panel.asked + 0.375) / (panel.of + 0.75)))
    shares = panel.asked / panel.of
    normal = ndtri(np.array(LEVELS))
    for s in range(len(panel.skills)):
        for t in range(FIRST, LENGTH):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                model = ExponentialSmoothing(z[s, :t], trend=True, damped_trend=True)
                fitted = model.fit(disp=False, maxiter=50)
                steps = min(HORIZONS, LENGTH - t)
                ahead = fitted.get_forecast(steps)
            mean, sd = np.asarray(ahead.predicted_mean), np.sqrt(np.asarray(ahead.var_pred_mean))
            for h in range(steps):
                wide = np.clip(mean[h] + normal * sd[h], 0, np.pi / 2)
                middle = float(np.sin(np.clip(mean[h], 0, np.pi / 2)) ** 2)
                yield s, middle, np.sin(wide) ** 2, float(shares[s, t + h])


def compare(figures: Figures, series: int, sources: int, peers: int) -> None:
    """Forecast and add one row a method; the peer takes the first `peers` series only."""
    panel = draw(series, sources, np.random.default_rng(SEED))
    timed = cost.timed(lambda: forecast(panel, horizons=HORIZONS))
    found, ours = timed.answer, 1e3 * timed.cpu / series
    tried = [one.backtest for one in found if one.backtest]
    loss, error = defaultdict(list), defaultdict(list)
    inside: dict[Method, list[int]] = {one: [0, 0, 0] for one in Method}
    for one in tried:
        for how in one.methods:
            loss[how.method].append(how.loss)
            error[how.method].append(how.error)
            for place, value in enumerate((how.within80.hits, how.within95.hits, how.within80.of)):
                inside[how.method][place] += value
    for method in (Method.NAIVE, Method.MODEL):
        in80, in95, of = inside[method]
        figures.add(
            method="naive" if method is Method.NAIVE else "skillmark",
            sources=sources,
            loss_x=float(np.mean(loss[method]) / np.mean(loss[Method.NAIVE])),
            error_x=float(np.mean(error[method]) / np.mean(error[Method.NAIVE])),
            **{"in_80_%": 100 * in80 / of, "in_95_%": 100 * in95 / of},
            **({"CPU_ms_series": ours, "times": 1.0} if method is Method.MODEL else {}),
        )
    chosen = [
        how for one in found if one.backtest and one.shown and (how := one.backtest.of(one.shown))
    ]
    figures.add(
        method="skillmark, as shown",
        sources=sources,
        loss_x=float(np.mean([how.loss for how in chosen]) / np.mean(loss[Method.NAIVE])),
        error_x=float(np.mean([how.error for how in chosen]) / np.mean(error[Method.NAIVE])),
    )
    _peer(figures, panel, peers, ours, sources)


def _peer(figures: Figures, panel: Panel, peers: int, ours: float, sources: int) -> None:
    part = Panel(panel.every, panel.starts, panel.skills[:peers], panel.asked[:peers],
                 panel.of[:peers])  # fmt: skip
    timed = cost.timed(lambda: list(smoothing(part)))
    theirs = timed.answer
    base = [one.backtest.of(Method.NAIVE) for one in forecast(part, horizons=HORIZONS)
            if one.backtest]  # fmt: skip
    quantiles = np.stack([q for _s, _m, q, _seen in theirs])
    seen = np.array([value for _s, _m, _q, value in theirs])
    error = np.mean([abs(middle - value) for _s, middle, _q, value in theirs])
    in80 = (seen >= quantiles[:, LOW80]) & (seen <= quantiles[:, HIGH80])
    in95 = (seen >= quantiles[:, 0]) & (seen <= quantiles[:, -1])
    figures.add(
        method="statsmodels: damped trend",
        sources=sources,
        loss_x=float(pinball(quantiles, seen).mean() / np.mean([one.loss for one in base])),
        error_x=float(error / np.mean([one.error for one in base])),
        **{"in_80_%": 100 * float(in80.mean()), "in_95_%": 100 * float(in95.mean())},
        CPU_ms_series=1e3 * timed.cpu / peers,
        times=1e3 * timed.cpu / peers / ours,
    )


def main() -> None:
    """Compare at few and at many sources."""
    asked = options(__doc__).parse_args()
    figures = Figures("plan_foresight", "Forecasts of demand (simulated series)", COLUMNS)
    for sources in (15,) if asked.quick else (15, 150):
        compare(figures, 12 if asked.quick else 240, sources, 2 if asked.quick else 24)
    figures.notes += NOTES
    figures.show(as_json=asked.json)


if __name__ == "__main__":
    main()
