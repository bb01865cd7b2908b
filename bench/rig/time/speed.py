"""The same estimates by skillmark and by packages of the field, with what each costs."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import version
from typing import Any

import numpy as np

from rig import cost
from rig.table import Figures
from rig.time import peers
from rig.time.panels import drawn
from skillmark.measure.durations.competing import aalen_johansen, pseudo_incidence
from skillmark.measure.durations.cox import cox
from skillmark.measure.durations.cox_checks import concordance, proportionality
from skillmark.measure.durations.curves import kaplan_meier, pseudo_observations, pseudo_survival
from skillmark.measure.durations.logrank import log_rank
from skillmark.measure.durations.restricted import restricted_difference
from skillmark.measure.panels.did import Aggregate, group_time

Answer = list[float]
Ways = list[tuple[str, Callable[[], Answer]]]


def crowd(people: int) -> dict[str, np.ndarray]:
    """Draw people with seven covariates, days to an event, and what competes with it."""
    rng = np.random.default_rng(11)
    x = rng.normal(size=(people, 7))
    x[:, 0] = rng.random(people) < 0.4
    days = rng.exponential(200 * np.exp(-0.2 * x[:, 0] + 0.3 * x[:, 1]))
    watched = rng.uniform(30, 700, people)
    happened = days <= watched
    return {
        "durations": np.ceil(np.minimum(days, watched)),
        "happened": happened,
        "x": x,
        "group": x[:, 0].astype(np.intp),
        "cause": np.where(happened, 1 + (rng.random(people) < 0.3), 0),
    }


def rows(figures: Figures, *, quick: bool) -> list[dict[str, Any]]:
    """Return rows: skillmark alone on a million people, then beside peers where they can follow."""
    found = _alone(crowd(2_000 if quick else 1_000_000))
    given = crowd(2_000 if quick else 100_000)
    t, e, x, group = given["durations"], given["happened"], given["x"], given["group"]
    names = tuple(f"x{k}" for k in range(7))

    def model() -> Answer:
        fitted = cox(t, e, x, names)
        return [*(b.value for b in fitted.coefficients), *(b.se for b in fitted.coefficients)]

    found += _beside(
        f"Cox, {len(t):,} people",
        model,
        [
            ("statsmodels", lambda: _phreg(t, e, x)),
            ("lifelines", lambda: peers.ask("cox", **given)),
        ],
        figures,
        compared=slice(0, 7),
    )
    found += _beside(
        f"log-rank, {len(t):,} people",
        lambda: [log_rank(t, e, group).statistic],
        [
            ("statsmodels", lambda: [_survfunc().survdiff(t, e.astype(int), group)[0]]),
            ("lifelines", lambda: peers.ask("log_rank", **given)),
        ],
        figures,
    )
    found += _beside(
        f"curve, {len(t):,} people",
        lambda: [kaplan_meier(t, e).at(90.0)[0]],
        [
            ("statsmodels", lambda: [_at(_survfunc().SurvfuncRight(t, e.astype(int)), 90.0)]),
            ("lifelines", lambda: peers.ask("curve", **given)),
        ],
        figures,
    )
    units = 120 if quick else 5_000
    panel = drawn(1, units, 1.0, covariate=True)

    def staggered() -> Answer:
        it = group_time(panel, aggregate=Aggregate.DYNAMIC).overall
        return [it.value, it.se * np.sqrt((units - 1) / units)]  # csdid divides by n

    asked = {
        "outcome": panel.outcome,
        "first": panel.first_treated,
        "x": panel.covariates[:, 0, 0],
    }
    found += _beside(
        f"staggered start, {units:,} teams",
        staggered,
        [("csdid", lambda: peers.ask("did", **asked))],
        figures,
    )
    return found


def _alone(given: dict[str, np.ndarray]) -> list[dict[str, Any]]:
    t, e, x, cause = (given[name] for name in ("durations", "happened", "x", "cause"))
    names = tuple(f"x{k}" for k in range(7))
    fitted = cox(t, e, x, names)
    beta = np.array([b.value for b in fitted.coefficients])
    done: list[tuple[str, Callable[[], object]]] = [
        ("curve", lambda: kaplan_meier(t, e)),
        ("log-rank", lambda: log_rank(t, e, given["group"])),
        (
            "difference of restricted means",
            lambda: restricted_difference(t, e, x[:, 0] == 1, horizon=365.0),
        ),
        ("pseudo-observations, mean", lambda: pseudo_observations(t, e, 365.0)),
        ("pseudo-observations, share", lambda: pseudo_survival(t, e, 365.0)),
        ("incidence", lambda: aalen_johansen(t, cause, 1)),
        ("pseudo-observations, incidence", lambda: pseudo_incidence(t, cause, 1, 365.0)),
        ("Cox, 7 covariates, robust", lambda: cox(t, e, x, names)),
        ("proportional hazards", lambda: proportionality(fitted, t, e, x)),
        ("concordance", lambda: concordance(t, e, x @ beta)),
    ]
    return [
        {"what": f"skillmark: {what}", "size": f"{len(t):,} people", "CPU_s": cost.timed(work).cpu}
        for what, work in done
    ]


def _beside(
    what: str,
    ours: Callable[[], Answer],
    others: list[tuple[str, Callable[[], Any]]],
    figures: Figures,
    *,
    compared: slice = slice(None),
) -> list[dict[str, Any]]:
    mine = cost.timed(ours)
    name, _, size = what.partition(", ")
    found: list[dict[str, Any]] = [
        {"what": f"skillmark: {name}", "size": size, "CPU_s": mine.cpu, "CPU_times": 1.0}
    ]
    for who, way in others:
        if who != "statsmodels" and peers.python() is None:
            figures.missing(f"{who}: {name}", peers.REMEDY, required=False)
            continue
        spent = cost.timed(way)
        answer = spent.answer if who == "statsmodels" else spent.answer["value"]
        cpu = spent.cpu if who == "statsmodels" else spent.answer["cpu"]
        label = f"{who} {version(who)}" if who == "statsmodels" else spent.answer["who"]
        off = np.abs(np.array(answer)[compared] - np.array(mine.answer)[compared]).max()
        found.append(
            {
                "what": f"{label}: {name}",
                "size": size,
                "CPU_s": cpu,
                "CPU_times": cpu / mine.cpu,
                "off_by": float(off),
            }
        )
    return found


def _survfunc() -> Any:
    from statsmodels.duration import survfunc

    return survfunc


def _at(curve: Any, time: float) -> float:
    return float(curve.surv_prob[np.searchsorted(curve.surv_times, time, side="right") - 1])


def _phreg(t: np.ndarray, e: np.ndarray, x: np.ndarray) -> Answer:
    from statsmodels.duration.hazard_regression import PHReg

    found = PHReg(t, x, status=e.astype(int), ties="efron").fit()
    return [*found.params, *found.bse]
