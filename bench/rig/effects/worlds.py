"""Made-up people whose truth is known: who is treated, what comes of it, and why.

Two covariates decide both treatment and outcome, so that a naive comparison is far off. `size`
is the effect on the treated that is to be found; 0 where there is nothing to find.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from skillmark.measure.effects.study import Study

Floats = NDArray[np.float64]
Draw = Callable[[np.random.Generator, float], Study]


@dataclass(frozen=True)
class World:
    """A way to draw a study, and the effect that it is planned to find."""

    name: str
    draw: Draw
    size: float
    """True average effect on the treated, where there is one."""


def _study(d: Floats, y: Floats, x: Floats, clusters: NDArray[np.int64] | None = None) -> Study:
    names = tuple(f"x{k + 1}" for k in range(x.shape[1]))
    return Study(d, y, x, names, clusters=clusters)


def people(
    n: int,
    *,
    columns: int = 2,
    curved: str = "",
    varied: bool = False,
    tails: str = "normal",
) -> Draw:
    """Draw independent people.

    `curved` names a model that is wrong because it knows no squares; `varied`: the effect differs
    from person to person, more for those likely to be treated, on the treated `size` on average.
    """

    def draw(rng: np.random.Generator, size: float) -> Study:
        x = rng.standard_normal((n, columns))
        square = x[:, 0] ** 2 - 1
        lean = 0.6 * x[:, 0] - 0.4 * x[:, 1] - 0.7 + (0.3 * square if "treatment" in curved else 0)
        d = (rng.random(n) < expit(lean)).astype(np.float64)
        mean = x[:, 0] - 0.7 * x[:, 1] + (0.4 * square if "outcome" in curved else 0)
        noise = rng.standard_normal(n)
        if tails == "pay":
            noise = (np.exp(0.8 * noise) - np.exp(0.32)) / 1.3
        elif tails == "unequal":
            noise = noise * np.exp(0.3 * x[:, 1] + 0.3 * d)
        effect = size + (0.5 * (x[:, 0] - _mean_of_treated()) if varied else 0.0)
        return _study(d, mean + effect * d + noise, x)

    return draw


def _mean_of_treated() -> float:
    """The mean of the first covariate among the treated of `people`, by integration."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(40)
    a, b = np.meshgrid(nodes, nodes)
    mass = np.outer(weights, weights) * expit(0.6 * a - 0.4 * b - 0.7)
    return float((mass * a).sum() / mass.sum())


def answers(n: int) -> Draw:
    """Draw a yes or no; `size` is the difference in shares."""

    def draw(rng: np.random.Generator, size: float) -> Study:
        x = rng.standard_normal((n, 2))
        d = (rng.random(n) < expit(0.6 * x[:, 0] - 0.4 * x[:, 1] - 0.7)).astype(np.float64)
        share = np.clip(0.35 + 0.08 * x[:, 0] - 0.05 * x[:, 1], 0.05, 0.75) + size * d
        return _study(d, (rng.random(n) < share).astype(np.float64), x)

    return draw


def teams(groups: int, *, whole: bool, uneven: bool = False, treated: int | None = None) -> Draw:
    """Draw teams of about 15 whose members share a fate (intraclass correlation 0.1).

    `whole`: teams are treated or not; else their people are. `treated` fixes how many teams are.
    """

    def draw(rng: np.random.Generator, size: float) -> Study:
        sizes = rng.integers(4, 40, groups) if uneven else rng.integers(12, 19, groups)
        team = np.repeat(np.arange(groups), sizes)
        of_team = rng.standard_normal(groups)
        x = rng.standard_normal((len(team), 2))
        x[:, 0] = 0.8 * x[:, 0] + 0.6 * of_team[team]
        if whole:
            chance = expit(0.5 * of_team)
            if treated is None:
                chosen = rng.random(groups) < chance
            else:
                chosen = np.zeros(groups, dtype=np.bool)
                odds = chance / chance.sum()
                chosen[rng.choice(groups, treated, replace=False, p=odds)] = True
            d = chosen[team].astype(np.float64)
        else:
            d = (rng.random(len(team)) < expit(0.6 * x[:, 0] - 0.4)).astype(np.float64)
        fate = rng.standard_normal(groups)[team] * np.sqrt(0.1)
        noise = fate + rng.standard_normal(len(team)) * np.sqrt(0.9)
        y = x[:, 0] - 0.7 * x[:, 1] + size * d + noise
        return _study(d, y, x, team)

    return draw


WORLDS = (
    World("300 people", people(300), 0.4),
    World("effects that differ", people(300, varied=True), 0.45),
    World("wrong treatment model", people(300, curved="treatment"), 0.45),
    World("wrong outcome model", people(300, curved="outcome"), 0.45),
    World("80 people", people(80), 0.8),
    World("200 people, 10 covariates", people(200, columns=10), 0.55),
    World("pay: long tails", people(300, tails="pay"), 0.4),
    World("unequal scatter", people(300, tails="unequal"), 0.5),
    World("yes or no", answers(500), 0.15),
    World("30 whole teams", teams(30, whole=True), 0.5),
    World("30 uneven teams", teams(30, whole=True, uneven=True), 0.55),
    World("12 whole teams, 5 treated", teams(12, whole=True, treated=5), 0.9),
    World("30 teams, people treated", teams(30, whole=False), 0.35),
)
