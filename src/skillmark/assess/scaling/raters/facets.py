"""The many-facet Rasch model: people, tasks, raters (Linacre 1989, Many-facet Rasch measurement).

P(score in category k) is proportional to exp(k (theta - task - rater) - step_1 - ... - step_k)

in logits. People are drawn from a normal distribution of mean 0 whose spread is estimated; tasks
and raters are fixed (marginal maximum likelihood, as in Adams, Wilson and Wang 1997). Severities
sum to zero, and so do the steps, which all tasks share or each task has for itself.

A person who is rated by two raters counts as two observations that are independent given
ability. Where raters look at one and the same piece of work they are less than that, and the
standard errors of people are somewhat too small.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import linalg

from skillmark.assess.scaling.marginal import Quadrature
from skillmark.assess.scaling.raters.design import FacetDesign
from skillmark.assess.scaling.raters.information import observed_information
from skillmark.assess.scaling.raters.ratings import Ratings, check_connected
from skillmark.assess.scaling.response_model import Floats
from skillmark.assess.scaling.rubrics.likelihood import CategoryEvaluation
from skillmark.nouns.errors import InputError

FEWEST_PERSONS = 10
FEWEST_RATINGS = 10
"""A rater with fewer ratings is hardly known."""
RARE = 5
COARSE_NODES = 61
NODES = 121
MOST_NODES = 1921
EM_STEPS = 500
EM_CLOSE = 1e-3
NEWTON_STEPS = 20
NEGLIGIBLE = 1e-3
WIDEST = 15.0
"""People who differ by more logits than this are sorted without any error."""


@dataclass(frozen=True, eq=False)
class FacetFit:
    """The model at its maximum, in logits; standard errors are `nan` where not determined."""

    design: FacetDesign
    free: Floats
    rule: Quadrature
    covariance: Floats
    """Of the free vector."""
    log_likelihood: float
    converged: bool
    steps_taken: int
    cautions: tuple[str, ...]

    @property
    def spread(self) -> float:
        """Standard deviation of people's abilities."""
        return float(self.free[0])

    @cached_property
    def _whole(self) -> tuple[Floats, Floats]:
        values = self.design.whole @ self.free[1:]
        variance = np.einsum(
            "pr,rs,ps->p", self.design.whole, self.covariance[1:, 1:], self.design.whole
        )
        with np.errstate(invalid="ignore"):
            return values, np.sqrt(variance)

    def _part(self, place: int) -> slice:
        tasks, raters = self.design.tasks, self.design.raters
        return (slice(tasks), slice(tasks, tasks + raters), slice(tasks + raters, None))[place]

    @property
    def difficulties(self) -> tuple[Floats, Floats]:
        """Difficulty of every task, and its standard error."""
        return self._whole[0][self._part(0)], self._whole[1][self._part(0)]

    @property
    def severities(self) -> tuple[Floats, Floats]:
        """Severity of every rater, and its standard error; severities sum to 0."""
        return self._whole[0][self._part(1)], self._whole[1][self._part(1)]

    @property
    def steps(self) -> tuple[Floats, Floats]:
        """Steps, tasks x most steps, and their standard errors; 0 beyond a task's own."""
        shape = (self.design.tasks, -1)
        return self._whole[0][self._part(2)].reshape(shape), self._whole[1][self._part(2)].reshape(
            shape
        )

    @property
    def aic(self) -> float:
        """Akaike's information criterion."""
        return 2 * self.design.size - 2 * self.log_likelihood

    @property
    def bic(self) -> float:
        """Schwarz's information criterion."""
        persons = len(self.design.ratings.persons)
        return float(self.design.size * np.log(persons) - 2 * self.log_likelihood)


def fit_facets(ratings: Ratings, *, own_steps: bool = False) -> FacetFit:
    """Fit the model. `own_steps` gives every task steps of its own (partial credit).

    Raises `InputError` for fewer than two raters or `FEWEST_PERSONS` people, for raters or
    tasks that cannot be compared, and for those at one end of the scale throughout.
    """
    _check(ratings)
    check_connected(ratings)
    design = FacetDesign.of(ratings, own_steps)
    free = np.zeros(design.size)
    free[0] = 1.0
    free, steps = _climb(design, free, Quadrature.normal(COARSE_NODES))
    nodes = NODES
    while True:
        _check_spread(float(free[0]))
        rule = Quadrature.normal(nodes)
        better, covariance, left = _polish(design, free, rule)
        if left < NEGLIGIBLE:
            free = better
        else:  # too far off for Newton's steps
            free, more = _climb(design, free, rule)
            free, covariance, left = _polish(design, free, rule)
            steps += more
        value, _, found = design.objective(free, rule)
        if nodes >= MOST_NODES or _fine(found, rule):
            break
        nodes = 2 * nodes - 1
    _check_spread(float(free[0]))
    if free[0] < 0:
        free = free.copy()
        free[0] = -free[0]
        covariance = covariance.copy()
        covariance[0, 1:] *= -1
        covariance[1:, 0] *= -1
    converged = bool(left < NEGLIGIBLE)
    cautions = _cautions(design, converged, covariance)
    return FacetFit(design, free, rule, covariance, value, converged, steps, cautions)


def _check_spread(spread: float) -> None:
    if not abs(spread) <= WIDEST:
        raise InputError(
            "these ratings sort people without any error: their spread has no finite estimate",
            remedy="collect more ratings; were scores copied from rater to rater?",
            code="diverged",
        )


def _climb(design: FacetDesign, free: Floats, rule: Quadrature) -> tuple[Floats, int]:
    """Run EM, one scoring step each time, until no parameter moves more than `EM_CLOSE`."""
    value, slope, found = design.objective(free, rule)
    for step in range(1, EM_STEPS + 1):
        total = design.complete_information(free, found, rule)
        total[np.diag_indices(design.size)] += 1e-8 * (1 + np.trace(total) / design.size)
        move = linalg.solve(total, slope, assume_a="pos")
        # EM creeps: twice the step is usually better (Lange 1995), and tried first
        for length in (1.8, 1.0, 0.5, 0.25, 0.125):
            candidate = free + length * move
            better = design.objective(candidate, rule)
            if better[0] >= value - 1e-9:
                break
        else:
            return free, step
        moved = float(np.abs(candidate - free).max())
        free, (value, slope, found) = candidate, better
        if moved < EM_CLOSE or abs(free[0]) > WIDEST:
            return free, step
    return free, EM_STEPS


def _polish(design: FacetDesign, free: Floats, rule: Quadrature) -> tuple[Floats, Floats, float]:
    """Return the maximum by Newton's steps, the covariance, and the last step in errors."""
    left = np.inf
    unknown = np.full((design.size, design.size), np.nan)
    for _ in range(2):
        try:
            factor = linalg.cho_factor(observed_information(design, free, rule), lower=True)
        except linalg.LinAlgError:
            return free, unknown, left
        covariance = np.asarray(linalg.cho_solve(factor, np.eye(design.size)))
        errors = np.sqrt(np.diag(covariance))
        for _ in range(NEWTON_STEPS):
            move = linalg.cho_solve(factor, design.objective(free, rule)[1])
            left = float(np.abs(move / errors).max())
            if left < NEGLIGIBLE / 100:
                return free, covariance, left
            free = free + move * min(1.0, 1.0 / float(np.abs(move).max()))
    return free, covariance, left


def _fine(found: CategoryEvaluation, rule: Quadrature) -> bool:
    """Whether the nodes lie closer together than posteriors are wide (nearly all of them)."""
    mean = found.posterior @ rule.nodes
    variance = ((rule.nodes - mean[:, None]) ** 2 * found.posterior).sum(axis=1)
    return bool(np.sqrt(np.quantile(variance, 0.01)) > rule.nodes[1] - rule.nodes[0])


def _check(ratings: Ratings) -> None:
    if len(ratings.raters) < 2:
        raise InputError(
            "one rater alone has no severity: there is nobody to compare with",
            remedy="let a second rater score some of the same people",
            code="too_few",
        )
    if len(ratings.persons) < FEWEST_PERSONS:
        raise InputError(
            f"{len(ratings.persons)} people are too few to compare raters",
            remedy=f"{FEWEST_PERSONS} at least, 30 or more are advised",
            code="too_few",
        )
    low, high = ratings.score.min(), ratings.score.max()
    if low == high:
        raise InputError(f"every score is {low}: there is nothing to estimate", code="constant")
    for kind, names, place in (
        ("rater", ratings.raters, ratings.rater),
        ("task", ratings.tasks, ratings.task),
    ):
        for index, name in enumerate(names):
            own = ratings.score[place == index]
            if own.min() == own.max() and own[0] in {low, high}:
                said = "gave" if kind == "rater" else "has"
                raise InputError(
                    f"{name} {said} nothing but {own[0]}: there is no finite estimate",
                    where=f"{kind} {name}",
                    remedy="leave these ratings out, and ask why",
                    code="constant",
                )


def _cautions(design: FacetDesign, converged: bool, covariance: Floats) -> tuple[str, ...]:
    ratings, said = design.ratings, []
    if ratings.unrated:
        said.append(f"{ratings.unrated} rows without a score are left out")
    for names, levels in (
        zip(ratings.tasks, design.levels, strict=True)
        if design.own_steps
        else [("the rubric", design.levels[0])]
    ):
        gaps = sorted(set(range(levels[0], levels[-1])) - set(levels))
        if gaps:
            listed = ", ".join(str(level) for level in gaps[:8])
            said.append(f"no score of {listed} at {names}: its neighbours are treated as adjacent")
    used, counts = np.unique(ratings.score, return_counts=True)
    rare = [str(level) for level, count in zip(used, counts, strict=True) if count < RARE]
    if rare:
        said.append(f"fewer than {RARE} ratings with a score of {', '.join(rare)}")
    each = np.bincount(ratings.rater, minlength=design.raters)
    few = [ratings.raters[k] for k in np.flatnonzero(each < FEWEST_RATINGS)]
    if few:
        more = f" and {len(few) - 5} more" if few[5:] else ""
        said.append(f"fewer than {FEWEST_RATINGS} ratings by {', '.join(few[:5])}{more}")
    if not converged:
        said.append("the search stopped before it converged: do not use these figures")
    if np.isnan(covariance).any():
        said.append("the standard errors cannot be determined from these ratings")
    return tuple(said)
