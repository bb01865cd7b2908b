"""Trying out: the estimator runs on a sample of some size, with noise in place of the outcome.

Who a sample is made of is drawn from the people who have a counterpart, whole teams at a time; who
of them has the credential is drawn anew, by everybody's own chance to have it. The credentials of
the ledger would not do: where the likeliest people of a small ledger all have one, no number of
copies of it holds a counterpart of theirs, while among many such people somebody has none.

Of the estimate everything is known but the outcome: it is a sum of the outcomes, so that its
error under errors that correlate within teams follows from each person's weight in it, and
whether the groups are comparable follows from the rule of the design.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import inf, pi, sin, sqrt
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from skillmark.measure.designs.design import Design
from skillmark.measure.designs.finding import Balance
from skillmark.measure.designs.objections import of_groups
from skillmark.measure.designs.planning.formula import Ints, intraclass
from skillmark.measure.effects.aipw import att
from skillmark.measure.effects.balance import balance
from skillmark.measure.effects.fit import Fit
from skillmark.measure.effects.overlap import Rule
from skillmark.measure.table import Floats
from skillmark.nouns.errors import InputError


@dataclass(frozen=True, slots=True)
class Trial:
    """What one sample came to."""

    size: int
    """People, or teams of a programme."""
    error: float | None
    """Standard error of the estimate for an outcome that scatters by 1 around what the covariates
    explain; None where the groups are not comparable by the design's rule."""
    freedom: float = inf
    """Degrees of freedom of the interval."""


class Population(Protocol):
    """From whom samples are drawn."""

    def tried(self, design: Design, size: int, rng: np.random.Generator) -> Trial:
        """Draw a sample of `size` and return what the design's estimator makes of it."""


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """Who is in it, who of them has the credential, and what stands in place of the outcome."""

    rows: NDArray[np.intp]
    treated: NDArray[np.bool]
    noise: Floats
    team: Ints | None


@dataclass(frozen=True, eq=False)
class People:
    """What is known of everybody before: chances, covariates and teams, but no outcomes."""

    chance: Floats
    """Of having the credential, above 0 and below 1."""
    columns: Floats
    """People by covariates."""
    names: tuple[str, ...]
    team: Ints | None = None
    """Codes from 0 on."""
    together: float = 0.0
    """Intraclass correlation of the outcome in a team, 0 to 1."""
    alike: float = 0.0
    """The same of who has the credential, beyond what the covariates say; 1: whole teams."""

    @cached_property
    def _limit(self) -> Floats:
        """Who has a normal number below this has the credential."""
        if self.team is None or self.alike < 1:
            return np.asarray(ndtri(self.chance))
        return np.asarray(ndtri((np.bincount(self.team, self.chance) / self._sizes)[self.team]))

    @cached_property
    def _sizes(self) -> NDArray[np.intp]:
        return np.bincount(self.team) if self.team is not None else np.ones(0, np.intp)

    @cached_property
    def _members(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """People in the order of their teams, and where each team begins."""
        order = np.argsort(self.team, kind="stable") if self.team is not None else np.arange(0)
        return order, np.concatenate([[0], np.cumsum(self._sizes)])

    def sample(self, size: int, rng: np.random.Generator) -> Sample:
        """Draw `size` people as whole teams, who of them has the credential, and noise.

        A sample of a few people more begins with the same ones.
        """
        who, shared, own = rng.spawn(3)
        numbers = own.standard_normal((size, 2))
        if self.team is None:
            rows = (who.random(size) * len(self.chance)).astype(np.intp)
            return Sample(rows, numbers[:, 0] < self._limit[rows], numbers[:, 1], None)
        order, first = self._members
        chosen = np.empty(0, dtype=np.intp)
        while self._sizes[chosen].sum() < size:
            more = who.random(int(size / self._sizes.mean()) + 8) * len(self._sizes)
            chosen = np.concatenate([chosen, more.astype(np.intp)])
        until = np.cumsum(self._sizes[chosen])
        chosen = chosen[: int(np.searchsorted(until, size)) + 1]
        count = self._sizes[chosen]
        place = np.arange(int(count.sum())) - np.repeat(np.cumsum(count) - count, count)
        rows = order[np.repeat(first[chosen], count) + place][:size]
        team = np.repeat(np.arange(len(chosen), dtype=np.int64), count)[:size]
        common = shared.standard_normal((len(chosen), 2))[team]
        # Normal numbers that correlate by sin(r pi / 2) are on the same side of their middle as
        # often as a yes and no that correlate by r (Sheppard 1899).
        number = _mixed(common[:, 0], numbers[:, 0], sin(self.alike * pi / 2))
        noise = _mixed(common[:, 1], numbers[:, 1], self.together)
        return Sample(rows, number < self._limit[rows], noise, team)

    def tried(self, design: Design, size: int, rng: np.random.Generator) -> Trial:
        """Draw a sample of `size` people and return what the estimator makes of it."""
        drawn = self.sample(size, rng)
        treated, columns = drawn.treated.astype(np.float64), self.columns[drawn.rows]
        varies = np.ptp(columns, axis=0) > 0
        columns = columns[:, varies]
        names = tuple(name for name, there in zip(self.names, varies, strict=True) if there)
        rule = Rule.parse(design.overlap.rule)
        try:
            fit = att(treated, drawn.noise, columns, names, clusters=drawn.team, rule=rule)
        except InputError:
            return Trial(size, None)
        against = of_groups(
            design,
            treated=fit.overlap.treated,
            effective_untreated=fit.effective_untreated,
            freedom=fit.freedom if fit.clusters else None,
            share_left_out=fit.overlap.share_treated_left_out,
            balance=tuple(
                Balance(row.covariate, row.before, row.after)
                for row in balance(treated, columns, names, fit)
            ),
        )
        if next(against, None) is not None:
            return Trial(size, None)
        return Trial(size, self._error(fit, drawn.team), fit.freedom)

    def _error(self, fit: Fit, team: Ints | None) -> float:
        alone = float(fit.pull @ fit.pull)
        if team is None:
            return sqrt(alone)
        shared = np.bincount(team[fit.kept == 1], fit.pull)
        return sqrt((1 - self.together) * alone + self.together * float(shared @ shared))


def _mixed(common: Floats, own: Floats, share: float) -> Floats:
    return np.asarray(share**0.5 * common + (1 - share) ** 0.5 * own)


def correlation(team: Ints, treatment: Floats, chance: Floats) -> float:
    """Return how alike people of a team are in having the credential, beyond the covariates."""
    share = np.bincount(team, treatment) / np.bincount(team)
    if np.isin(share, (0.0, 1.0)).all():
        return 1.0
    return intraclass(team, treatment - chance)
