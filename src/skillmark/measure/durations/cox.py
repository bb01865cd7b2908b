"""Proportional hazards: what makes people faster, by which factor, at any time.

Cox's (1972) partial likelihood with Efron's ties, by Newton's method. Standard errors are Lin and
Wei's (1989) sandwich: right also where hazards are not quite proportional, and by cluster where
people share a team. A covariate that separates those whose event happens from those who wait has
no finite coefficient (Bryson and Johnson 1981): it is refused by its name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc, stdtrit

from skillmark.measure.durations.curves import Flags, check
from skillmark.measure.durations.partial_likelihood import maximise, score_residuals
from skillmark.measure.durations.risk_sets import Indices, RiskSets, Ties
from skillmark.measure.estimate import Estimate
from skillmark.measure.table import Floats
from skillmark.nouns.errors import InputError

FEW_CLUSTERS = 10
"""Fewer, and errors by cluster rest on very little."""


@dataclass(frozen=True, slots=True)
class Cox:
    """A fitted model. Coefficients are logarithms of hazard ratios for one unit."""

    names: tuple[str, ...]
    coefficients: tuple[Estimate, ...]
    """With robust errors (clustered where clusters were given)."""
    model_se: tuple[float, ...]
    """The errors that hold only under proportional hazards and independent people."""
    covariance: Floats
    """Robust covariance of the coefficients."""
    model_covariance: Floats
    log_likelihood: float
    log_likelihood_null: float
    wald: float
    """Robust Wald statistic that all coefficients are zero."""
    wald_p: float
    n: int
    events: int
    clusters: int | None
    ties: Ties
    means: Floats
    """Of the covariates: where the baseline is."""
    times: Floats
    cumulative_hazard: Floats
    """Of somebody with mean covariates, at `times`."""

    @property
    def ratios(self) -> tuple[Estimate, ...]:
        """Return hazard ratios for one unit with their intervals; the error is the delta method's.

        Where a unit is very many times what people differ by, a ratio may be infinite.
        """
        found = []
        with np.errstate(over="ignore"):
            for b in self.coefficients:
                value, low, high = (float(x) for x in np.exp([b.value, b.low, b.high]))
                found.append(Estimate(value, value * b.se, low, high))
        return tuple(found)

    def survival(self, covariates: Floats) -> Floats:
        """Return the curve at `times` of somebody with these covariates."""
        beta = np.array([b.value for b in self.coefficients])
        return np.asarray(
            np.exp(-self.cumulative_hazard * np.exp((covariates - self.means) @ beta)),
            dtype=np.float64,
        )

    def as_json(self) -> dict[str, Any]:
        """Return the model as the command line prints it; keys are stable."""
        rows = zip(self.names, self.coefficients, self.ratios, self.model_se, strict=True)
        return {
            "people": self.n,
            "events": self.events,
            "clusters": self.clusters,
            "ties": self.ties.value,
            "covariates": [
                {
                    "covariate": name,
                    "coefficient": b.value,
                    "se": b.se,
                    "model_se": se,
                    "hazard_ratio": ratio.value,
                    "ci": [ratio.low, ratio.high],
                }
                for name, b, ratio, se in rows
            ],
            "wald": {"statistic": self.wald, "degrees": len(self.names), "p": self.wald_p},
            "log_likelihood": self.log_likelihood,
            "log_likelihood_null": self.log_likelihood_null,
        }


def cox(
    durations: Floats,
    happened: Flags,
    covariates: Floats,
    names: tuple[str, ...],
    *,
    entry: Floats | None = None,
    clusters: NDArray[np.intp] | None = None,
    ties: Ties = Ties.EFRON,
) -> Cox:
    """Fit the model to people by columns of covariates.

    `entry` is when each person came under observation (left truncation), `clusters` codes of what
    people share. Raises `InputError` for durations that cannot be, no event, fewer events or
    clusters than covariates, and a covariate that is constant, redundant or separating.
    """
    check(durations, happened, entry)
    middle, spread = covariates.mean(axis=0), covariates.std(axis=0)
    _check(happened, spread, middle, names)
    x = (covariates - middle) / spread
    _refuse_redundant(x, names)
    sets = RiskSets.of(durations, happened, entry=entry, ties=ties)
    _refuse_separating(x, sets, entry is not None, names)
    beta, found, null = maximise(x, sets, names)
    bread = np.linalg.inv(found.information)
    moves = score_residuals(x, sets, found)
    number = None
    if clusters is not None:
        moves, number = _by_cluster(moves, clusters)
    # Without the factor the sandwich is too narrow where people or clusters are few.
    independent = len(durations) if number is None else number
    factor = independent / (independent - 1)
    robust = factor * bread @ (moves.T @ moves) @ bread
    se = np.sqrt(np.diag(robust)) / spread
    # With clusters, their number is what the error itself is estimated from.
    quantile = float(stdtrit(_degrees(happened, number, len(names)), 0.975))
    wald = float(beta @ np.linalg.solve(robust, beta))
    scale = np.outer(spread, spread)
    return Cox(
        names=names,
        coefficients=tuple(
            Estimate(float(b), float(s), float(b - quantile * s), float(b + quantile * s))
            for b, s in zip(beta / spread, se, strict=True)
        ),
        model_se=tuple((np.sqrt(np.diag(bread)) / spread).tolist()),
        covariance=robust / scale,
        model_covariance=bread / scale,
        log_likelihood=found.log_likelihood,
        log_likelihood_null=null,
        wald=wald,
        wald_p=float(chdtrc(len(names), wald)),
        n=len(durations),
        events=int(happened.sum()),
        clusters=number,
        ties=ties,
        means=middle,
        times=sets.times,
        cumulative_hazard=np.cumsum(sets.of_ties(found.step)) * np.exp(-found.top),
    )


def _degrees(happened: Flags, clusters: int | None, columns: int) -> float:
    events = int(happened.sum())
    return float(max(1, events - columns if clusters is None else min(clusters - columns, events)))


def _check(happened: Flags, spread: Floats, middle: Floats, names: tuple[str, ...]) -> None:
    events = int(happened.sum())
    if not names:
        raise InputError("no covariate", remedy="name at least one", code="no_covariates")
    if not events:
        raise InputError(
            "nobody's event has happened yet",
            remedy="wait, or watch people for longer",
            code="no_events",
        )
    if events <= len(names):
        raise InputError(
            f"{events} events cannot carry {len(names)} covariates",
            remedy="use fewer covariates; ten events for each is a common rule",
            code="too_few_events",
        )
    for name, deviation, centre in zip(names, spread, middle, strict=True):
        if not deviation > 1e-12 * max(1.0, abs(centre)):
            raise InputError(
                f"covariate {name!r} is the same for everybody",
                remedy="leave it out",
                code="no_variation",
            )


def _refuse_redundant(x: Floats, names: tuple[str, ...]) -> None:
    """Name the first covariate that is a combination of those before it."""
    gram = x.T @ x / len(x)
    for k in range(1, len(names)):
        fitted = np.linalg.lstsq(gram[:k, :k], gram[:k, k], rcond=None)[0]
        if gram[k, k] - gram[:k, k] @ fitted < 1e-9 * gram[k, k]:
            raise InputError(
                f"covariate {names[k]!r} says nothing that the others do not",
                remedy="leave it out",
                code="collinear",
            )


def _refuse_separating(x: Floats, sets: RiskSets, delayed: bool, names: tuple[str, ...]) -> None:
    """Name a covariate that is highest (or lowest) of all who wait at every single event."""
    if delayed:
        return  # who is at risk no longer nests; Newton's steps find it then
    order = np.argsort(-sets.leaves, kind="stable")
    at = np.searchsorted(-sets.leaves[order], -np.arange(1, len(sets.times) + 1), side="right") - 1
    for k, name in enumerate(names):
        for sign in (1.0, -1.0):
            highest = np.maximum.accumulate(sign * x[order, k])[at]
            if np.all(sign * x[sets.cases, k] >= highest[sets.tie] - 1e-12):
                raise InputError(
                    f"covariate {name!r} tells apart perfectly whose event happens first: no "
                    "finite factor describes it",
                    remedy="leave it out; if it is a group to whom nothing happened yet, compare "
                    "curves instead, or wait",
                    code="separation",
                )


def _by_cluster(moves: Floats, clusters: Indices) -> tuple[Floats, int]:
    _, codes = np.unique(clusters, return_inverse=True)
    number = int(codes.max()) + 1
    if number < 2:
        raise InputError(
            "all people are in one cluster",
            remedy="clustered errors need several clusters; leave the cluster out",
            code="one_cluster",
        )
    if number <= moves.shape[1]:
        raise InputError(
            f"{number} clusters cannot carry the errors of {moves.shape[1]} covariates",
            remedy="use fewer covariates, or cluster by something smaller",
            code="few_clusters",
        )
    sums = [np.bincount(codes, moves[:, k], number) for k in range(moves.shape[1])]
    return np.column_stack(sums), number
