"""Cox's (1972) partial likelihood, its derivatives, its maximum, and what each person moves.

Nothing here loops over people or times: sums over those at risk are cumulative sums over distinct
times (`risk_sets`), and the information is one product of matrices, in which each person's x x'
counts with the baseline hazard that the person lived through.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from skillmark.measure.durations.risk_sets import RiskSets
from skillmark.measure.table import Floats
from skillmark.nouns.errors import InputError

_STEPS = 40
_FAR = 15.0
"""A factor of e^15 for one standard deviation: no finite data set supports it."""


@dataclass(frozen=True, slots=True)
class Moments:
    """What the likelihood and its derivatives are made of, at one set of coefficients."""

    log_likelihood: float
    score: Floats
    information: Floats
    top: float
    """The largest linear predictor; `risk` and `step` are relative to it, so nothing overflows."""
    risk: Floats
    """The relative hazard of each person."""
    mean: Floats
    """For each case: the weighted mean of the covariates of those at risk (cases by columns)."""
    step: Floats
    """For each case: what it adds to the baseline's cumulative hazard."""


def moments(x: Floats, sets: RiskSets, beta: Floats, weights: Floats | None = None) -> Moments:
    """Return likelihood, score and information at `beta`; `weights` (by case) weigh the latter."""
    eta = x @ beta
    top = float(eta.max())
    risk = np.exp(eta - top)
    tied = x[sets.cases] * risk[sets.cases, None]
    s0, s1 = sets.at_risk(risk)[sets.tie], sets.at_risk(x * risk[:, None])[sets.tie]
    d0 = sets.of_ties(risk[sets.cases])[sets.tie]
    d1 = sets.of_ties(tied)[sets.tie]
    below = s0 - sets.share * d0
    if not (below > 0).all():
        # Relative hazards so far apart that those at risk vanish beside others: no step to take.
        nothing = np.full(x.shape[1], np.nan)
        return Moments(-np.inf, nothing, nothing, top, risk, x[:0], below[:0])
    mean = (s1 - sets.share[:, None] * d1) / below[:, None]
    step = 1 / below
    likelihood = float(eta[sets.cases].sum() - (np.log(below) + top).sum())
    score = (x[sets.cases] - mean).sum(axis=0)
    w = np.ones(len(step)) if weights is None else weights
    # Each person's x x' counts while at risk; cases less the share taken out at their own time.
    count = risk * sets.while_at_risk(sets.of_ties(w * step))
    count[sets.cases] -= risk[sets.cases] * sets.of_ties(w * step * sets.share)[sets.tie]
    information = (x * count[:, None]).T @ x - (mean * w[:, None]).T @ mean
    return Moments(likelihood, score, information, top, risk, mean, step)


def score_residuals(x: Floats, sets: RiskSets, at: Moments) -> Floats:
    """Return how much each person moves the score: people by columns; they add up to it."""
    risk, step = at.risk, at.step
    hazard = sets.of_ties(step)
    first = sets.of_ties(at.mean * step[:, None])
    moves = -risk[:, None] * (x * sets.while_at_risk(hazard)[:, None] - sets.while_at_risk(first))
    own = sets.cases
    part = sets.of_ties(step * sets.share)[sets.tie]
    part_mean = sets.of_ties(at.mean * (step * sets.share)[:, None])[sets.tie]
    many = np.diff(np.append(sets.starts, len(own)))
    average = sets.of_ties(at.mean)[sets.tie] / many[sets.tie][:, None]
    moves[own] += x[own] - average + risk[own, None] * (x[own] * part[:, None] - part_mean)
    return moves


def maximise(x: Floats, sets: RiskSets, names: tuple[str, ...]) -> tuple[Floats, Moments, float]:
    """Return the coefficients, what holds there, and the log-likelihood with all at zero.

    Newton's method with halved steps. Raises `InputError` where there is no finite maximum.
    """
    beta = np.zeros(x.shape[1])
    found = moments(x, sets, beta)
    null = found.log_likelihood
    for _ in range(_STEPS):
        try:
            step = np.linalg.solve(found.information, found.score)
        except np.linalg.LinAlgError:
            raise _monotone(names, beta) from None
        # Newton's decrement is twice the likelihood still to be gained.
        if float(found.score @ step) < 1e-14:
            if np.linalg.eigvalsh(found.information)[0] < 1e-9 * len(sets.cases):
                raise _monotone(names, beta)
            return beta, found, null
        factor = 1.0
        while factor > 1e-8:
            tried = moments(x, sets, beta + factor * step)
            if tried.log_likelihood >= found.log_likelihood - 1e-12 * abs(null):
                break
            factor /= 2
        beta, found = beta + factor * step, tried
        if np.isinf(found.log_likelihood) or np.abs(beta).max() > _FAR:
            raise _monotone(names, beta)
    raise _monotone(names, beta)


def _monotone(names: tuple[str, ...], beta: Floats) -> InputError:
    return InputError(
        f"a combination of the covariates with {names[int(np.abs(beta).argmax())]!r} tells apart "
        "perfectly whose event happens first: no finite factor describes it",
        remedy="leave a covariate out, or put rare categories together",
        code="separation",
    )
