"""Which assumptions move the result most: the tornado and the shares of the variance."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from skillmark.measure.costs.drawing import Draws, draw, factors
from skillmark.measure.costs.model import Model
from skillmark.measure.costs.savings import Line
from skillmark.measure.table import Floats

SAMPLE = 8_192
ENDS = (0.05, 0.95)
"""Quantiles of a quantity between which the tornado moves it."""
NOISE = 0.005
"""Shares of the variance below this are not told from 0 at this sample."""


@dataclass(frozen=True, slots=True)
class Share:
    """Part of the result's variance that is due to a factor (Sobol 1993)."""

    first: float
    """By itself."""
    total: float
    """Together with what it does jointly with others."""


@dataclass(frozen=True, slots=True)
class Mover:
    """What one quantity does to the net benefit."""

    name: str
    ends: tuple[float, float]
    """Its 5 % and 95 % quantiles."""
    net: tuple[float, float]
    """Net benefit at these, everything else at its mean."""
    share: Share

    @property
    def swing(self) -> float:
        """Distance between the two."""
        return abs(self.net[1] - self.net[0])


def movers(model: Model, lines: Sequence[Line], draws: Draws, *, seed: int) -> tuple[Mover, ...]:
    """Return every uncertain quantity that the net benefit of `lines` depends on, widest first."""
    means = model.means
    shares = variance_shares(model, lines, seed=seed)
    found = []
    for factor, names in factors(model).items():
        for name in names:
            ends = tuple(float(q) for q in np.quantile(draws[name], ENDS))
            net = tuple(float(model.net({**means, name: end}, lines)) for end in ends)
            if net[0] != net[1]:
                found.append(Mover(name, (ends[0], ends[1]), (net[0], net[1]), shares[factor]))
    return tuple(sorted(found, key=lambda one: (-one.swing, one.name)))


def variance_shares(model: Model, lines: Sequence[Line], *, seed: int) -> dict[str, Share]:
    """Return the shares of the variance of the net benefit, by factor."""
    first, second = (draw(model, seed=seed, size=SAMPLE, copy=copy) for copy in (1, 2))

    def net(values: Draws) -> Floats:
        return np.broadcast_to(np.asarray(model.net(values, lines), np.float64), (SAMPLE,))

    return sobol(net, first, second, factors(model))


def sobol(
    of: Callable[[Draws], Floats],
    first: Draws,
    second: Draws,
    groups: Mapping[str, tuple[str, ...]],
) -> dict[str, Share]:
    """Return first-order and total shares for groups of inputs from two independent sets of draws.

    First order by Saltelli et al. (2010), total by Jansen (1999).
    """
    a, b = of(first), of(second)
    middle = float(np.mean([a.mean(), b.mean()]))
    variance = float(np.var(np.concatenate([a, b])))
    found = {}
    for group, names in groups.items():
        mixed = of({**first, **{name: second[name] for name in names}})
        if variance == 0:
            found[group] = Share(0.0, 0.0)
            continue
        alone = float(np.mean((b - middle) * (mixed - a))) / variance
        total = float(np.mean((a - mixed) ** 2)) / (2 * variance)
        found[group] = Share(_told(alone), _told(total))
    return found


def _told(share: float) -> float:
    return 0.0 if share < NOISE else min(share, 1.0)
