"""The many-facet Rasch model: people, tasks, raters (Linacre 1989, Many-facet Rasch measurement).

P(score in category k) is proportional to exp(k (theta - task - rater) - step_1 - ... - step_k)

in logits. People are drawn from a normal distribution of mean 0 whose spread is estimated; tasks
and raters are fixed (marginal maximum likelihood, as in Wu, Adams and Wilson 1997). Severities
sum to zero, and so do the steps, which all tasks share or each task has for itself.

A person who is rated by two raters counts as two observations that are independent given
ability. Where raters look at one and the same piece of work they are less than that, and the
standard errors of people are somewhat too small.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import linalg, sparse

from skillmark.assess.scaling import partial_credit
from skillmark.assess.scaling.category_likelihood import (
    CategoryEvaluation,
    CategoryPatterns,
    evaluate,
)
from skillmark.assess.scaling.category_parameters import CategoryParameters
from skillmark.assess.scaling.marginal import Quadrature
from skillmark.assess.scaling.ratings import Ratings, check_connected
from skillmark.assess.scaling.response_model import Floats
from skillmark.nouns.errors import InputError

FEWEST_PERSONS = 10
FEWEST_RATINGS = 10
"""A rater with fewer ratings is hardly known."""
RARE = 5
MOST_CATEGORIES = 30
NODES = 121
MOST_NODES = 1921
EM_STEPS = 500
EM_CLOSE = 1e-3
NEWTON_STEPS = 20
NEGLIGIBLE = 1e-3


@dataclass(frozen=True, eq=False)
class FacetDesign:
    """Which parameter plays a part where.

    A cell is a task and a rater that met. The free vector holds the spread of the people, the
    difficulty of every task, the severity of every rater but the last, and the steps but the
    last.
    """

    ratings: Ratings
    levels: tuple[tuple[int, ...], ...]
    """The scores that the categories of every task stand for."""
    own_steps: bool
    cell_task: NDArray[np.int64]
    cell_rater: NDArray[np.int64]
    patterns: CategoryPatterns

    @classmethod
    def of(cls, ratings: Ratings, own_steps: bool) -> FacetDesign:
        """Lay out the ratings; `own_steps` gives every task steps of its own."""
        levels = _levels(ratings, own_steps)
        raters = len(ratings.raters)
        keys, cell = np.unique(ratings.task * raters + ratings.rater, return_inverse=True)
        most = max(len(own) for own in levels)
        category = np.zeros(len(ratings.score), dtype=np.int64)
        for task, own in enumerate(levels):
            here = ratings.task == task
            category[here] = np.searchsorted(own, ratings.score[here])
        chosen = sparse.csr_array(
            (np.ones(len(category)), (ratings.person, cell * most + category)),
            shape=(len(ratings.persons), len(keys) * most),
        )
        persons = len(ratings.persons)
        patterns = CategoryPatterns(chosen, np.ones(persons), np.arange(persons))
        return cls(ratings, levels, own_steps, keys // raters, keys % raters, patterns)

    @property
    def tasks(self) -> int:
        """How many tasks."""
        return len(self.ratings.tasks)

    @property
    def raters(self) -> int:
        """How many raters."""
        return len(self.ratings.raters)

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        """How many categories every cell has."""
        own = np.array([len(levels) for levels in self.levels], dtype=np.int64)
        return own[self.cell_task]

    @cached_property
    def steps(self) -> Floats:
        """Steps of every task as sums of the free ones, tasks x most steps x free steps."""
        sizes = [len(levels) - 1 for levels in self.levels]
        groups = self.tasks if self.own_steps else 1
        free = sum(size - 1 for size in sizes[:groups])
        found = np.zeros((self.tasks, max(sizes), free))
        start = 0
        for task, size in enumerate(sizes):
            own = np.vstack([np.eye(size - 1), -np.ones((1, size - 1))])
            found[task, :size, start : start + size - 1] = own
            if self.own_steps:
                start += size - 1
        return found

    @cached_property
    def whole(self) -> Floats:
        """Tasks, severities and steps as sums of the free vector without its first entry."""
        severity = np.vstack([np.eye(self.raters - 1), -np.ones((1, self.raters - 1))])
        steps = self.steps.reshape(-1, self.steps.shape[2])
        return np.asarray(linalg.block_diag(np.eye(self.tasks), severity, steps))

    @property
    def size(self) -> int:
        """How many free parameters."""
        return 1 + int(self.whole.shape[1])

    @cached_property
    def weights(self) -> sparse.csr_array:
        """Slope and intercepts of every cell as sums of the free vector."""
        cells, most = len(self.counts), int(self.counts.max()) - 1
        rows, columns, values = [], [], []
        first_step = self.tasks + self.raters
        for k in range(1, most + 1):
            row = np.flatnonzero(self.counts > k)
            at = row * (most + 1) + k
            for column in (self.cell_task[row], self.tasks + self.cell_rater[row]):
                rows.append(at)
                columns.append(column)
                values.append(np.full(len(row), -float(k)))
            for step in range(k):
                rows.append(at)
                columns.append(first_step + self.cell_task[row] * most + step)
                values.append(np.full(len(row), -1.0))
        shape = (cells * (most + 1), self.whole.shape[0])
        by_whole = sparse.csr_array(
            (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns))), shape=shape
        )
        places = np.arange(cells) * (most + 1)
        slope = sparse.csr_array(
            (np.ones(cells), (places, np.zeros(cells, dtype=np.int64))), shape=(shape[0], 1)
        )
        rest = sparse.csr_array(by_whole @ sparse.csr_array(self.whole))
        return sparse.csr_array(sparse.hstack([slope, rest]))

    def parameters(self, free: Floats) -> CategoryParameters:
        """Return every cell as a partial credit item of slope `free[0]`."""
        table = np.asarray(self.weights @ free).reshape(len(self.counts), -1)
        return CategoryParameters(table[:, 0], table[:, 1:], self.counts)

    def objective(self, free: Floats, rule: Quadrature) -> tuple[float, Floats, CategoryEvaluation]:
        """Return the log-likelihood, its gradient, and the expected counts."""
        parameters = self.parameters(free)
        found = evaluate(self.patterns, partial_credit.logarithms(parameters, rule.nodes), rule)
        scores = partial_credit.scores(parameters, rule.nodes)
        slopes = np.einsum("jkq,jkpq->jp", found.expected, scores, optimize=True)
        return found.log_likelihood, np.asarray(self.weights.T @ slopes.ravel()), found

    def complete_information(
        self, free: Floats, found: CategoryEvaluation, rule: Quadrature
    ) -> Floats:
        """Return the information that known abilities would give."""
        parameters = self.parameters(free)
        chance = np.exp(partial_credit.logarithms(parameters, rule.nodes))
        scores = partial_credit.scores(parameters, rule.nodes)
        weight = found.expected.sum(axis=1, keepdims=True) * chance
        cells, _, width, _ = scores.shape
        by_cell = scores.transpose(0, 2, 1, 3).reshape(cells, width, -1)
        blocks = (by_cell * weight.reshape(cells, 1, -1)) @ by_cell.transpose(0, 2, 1)
        whole = sparse.bsr_array((blocks, np.arange(cells), np.arange(cells + 1)))
        return np.asarray((self.weights.T @ (whole @ self.weights)).toarray(), dtype=float)

    def information(self, free: Floats, rule: Quadrature) -> Floats:
        """Return the observed information, by central differences of the exact gradient."""
        found = self.objective(free, rule)[2]
        widths = 0.01 / np.sqrt(np.diag(self.complete_information(free, found, rule)))
        rows = []
        for place, width in enumerate(widths):
            step = np.zeros(self.size)
            step[place] = width
            ahead = self.objective(free + step, rule)[1]
            behind = self.objective(free - step, rule)[1]
            rows.append((behind - ahead) / (2 * width))
        total = np.array(rows)
        return np.asarray((total + total.T) / 2)


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
    nodes = NODES
    free = np.zeros(design.size)
    free[0] = 1.0
    steps = 0
    while True:
        rule = Quadrature.normal(nodes)
        free, more = _climb(design, free, rule)
        free, covariance, left = _polish(design, free, rule)
        value, _, found = design.objective(free, rule)
        steps += more
        if nodes >= MOST_NODES or _fine(found, rule):
            break
        nodes = 2 * nodes - 1
    if free[0] < 0:
        free = free.copy()
        free[0] = -free[0]
        covariance = covariance.copy()
        covariance[0, 1:] *= -1
        covariance[1:, 0] *= -1
    converged = bool(left < NEGLIGIBLE)
    cautions = _cautions(design, converged, covariance)
    return FacetFit(design, free, rule, covariance, value, converged, steps, cautions)


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
        if moved < EM_CLOSE:
            return free, step
    return free, EM_STEPS


def _polish(design: FacetDesign, free: Floats, rule: Quadrature) -> tuple[Floats, Floats, float]:
    """Return the maximum by Newton's steps, the covariance, and the last step in errors."""
    left = np.inf
    unknown = np.full((design.size, design.size), np.nan)
    for _ in range(2):
        try:
            factor = linalg.cho_factor(design.information(free, rule), lower=True)
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


def _levels(ratings: Ratings, own_steps: bool) -> tuple[tuple[int, ...], ...]:
    def of(scores: NDArray[np.int64], where: str) -> tuple[int, ...]:
        used = tuple(int(level) for level in np.unique(scores))
        if not 2 <= len(used) <= MOST_CATEGORIES:
            raise InputError(
                f"{len(used)} different scores",
                where=where,
                remedy=f"a rubric has 2 to {MOST_CATEGORIES} levels",
                code="constant" if len(used) < 2 else "response",
            )
        return used

    if own_steps:
        return tuple(
            of(ratings.score[ratings.task == place], f"task {name}")
            for place, name in enumerate(ratings.tasks)
        )
    return (of(ratings.score, "column score"),) * len(ratings.tasks)


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
