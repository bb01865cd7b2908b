"""Times until something happens, drawn with a known difference: is it found, and covered?"""

from __future__ import annotations

import numpy as np

from skillmark.measure.durations.cox import cox
from skillmark.measure.durations.logrank import log_rank
from skillmark.measure.durations.restricted import restricted_difference
from skillmark.nouns.errors import InputError

HORIZON = 180.0
SHAPE = 1.6
SCALE = 150.0

Trial = dict[str, bool]


def _means(factor: float) -> float:
    """Return the truth: the mean of the times cut at the horizon, by its integral."""
    t = np.linspace(0, HORIZON, 20_001)
    survival = np.exp(-factor * (t / SCALE) ** SHAPE)
    return float(np.trapezoid(survival, t))


def _drawn(
    rng: np.random.Generator, people: int, log_factor: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Draw Weibull times in whole days, a third to a half of them censored by being new."""
    t = SCALE * (rng.exponential(size=people) / np.exp(log_factor)) ** (1 / SHAPE)
    watched = rng.uniform(30, 400, people)
    happened = t <= watched
    return np.minimum(t, watched), happened


def restricted(seed: int, people: int, share: float, effect: float) -> Trial:
    """Two groups, unlike in size, the second faster by a factor of e^effect."""
    rng = np.random.default_rng([1, seed])
    group = np.arange(people) < round(share * people)
    durations, happened = _drawn(rng, people, effect * group)
    truth = _means(np.exp(effect)) - _means(1.0)
    try:
        found = restricted_difference(durations, happened, group, horizon=HORIZON).difference
    except InputError:
        return {}  # nobody of a group was watched that long: refused, as it should be
    return {
        "covered": bool(found.low <= truth <= found.high),
        "found": not found.covers_zero,
        "log_rank": log_rank(durations, happened, group.astype(np.intp)).p < 0.05,
    }


def shared(seed: int, people: int, teams: int) -> Trial:
    """No difference between treated teams and others, but each team has a pace of its own."""
    rng = np.random.default_rng([6, seed])
    durations, happened, x, team = _crowd(rng, people, teams, 0.0)
    group = x[:, 0] == 1
    try:
        found = restricted_difference(
            durations, happened, group, horizon=HORIZON, clusters=team
        ).difference
    except InputError:
        return {}
    return {"covered": found.covers_zero, "found": not found.covers_zero}


def regression(seed: int, people: int, teams: int, effect: float) -> Trial:
    """A factor of e^effect for some, two covariates, and what members of a team share.

    Without teams people are independent. With teams the treatment is given to whole teams, and
    each team has a pace of its own: the truth is then the marginal factor, found once by drawing
    very many (see `marginal`).
    """
    rng = np.random.default_rng([2, seed])
    durations, happened, x, team = _crowd(rng, people, teams, effect)
    found = cox(durations, happened, x, ("treated", "age", "site"), clusters=team)
    b = found.coefficients[0]
    truth = effect if team is None else marginal(effect)
    model = abs(b.value - truth) <= 1.96 * found.model_se[0]
    return {
        "covered": bool(b.low <= truth <= b.high),
        "found": not b.covers_zero,
        "model": bool(model),
    }


def _crowd(
    rng: np.random.Generator, people: int, teams: int, effect: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray | None]:
    age, site = rng.normal(size=people), rng.random(people) < 0.4
    team, pace = None, np.zeros(people)
    treated = (rng.random(people) < 0.4).astype(float)
    if teams:
        team = rng.integers(0, teams, people)
        pace = 0.4 * rng.normal(size=teams)[team]
        treated = (rng.permutation(teams) < 0.4 * teams)[team].astype(float)
    log_factor = effect * treated + 0.3 * age - 0.2 * site + pace
    durations, happened = _drawn(rng, people, log_factor)
    return durations, happened, np.column_stack([treated, age, site.astype(float)]), team


_MARGINAL: dict[float, float] = {0.0: 0.0}


def marginal(effect: float) -> float:
    """Return the factor's logarithm in the crowd as a whole, where teams have their own pace."""
    if effect not in _MARGINAL:
        rng = np.random.default_rng([3, 3])
        durations, happened, x, _ = _crowd(rng, 400_000, 40_000, effect)
        found = cox(durations, happened, x, ("treated", "age", "site"))
        _MARGINAL[effect] = found.coefficients[0].value
    return _MARGINAL[effect]
