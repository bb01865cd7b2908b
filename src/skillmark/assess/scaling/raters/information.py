"""The information about tasks, raters and steps in the ratings that were observed.

Louis (1982): the complete-data information, which in this family does not depend on the scores,
less the posterior covariance of every person's gradient. A person meets few tasks and raters, so
that it is laid out person by person, before severities and steps are made to sum to zero.
"""

from __future__ import annotations

import numpy as np
from scipy import linalg

from skillmark.assess.scaling.marginal import Quadrature
from skillmark.assess.scaling.raters.design import FacetDesign
from skillmark.assess.scaling.response_model import Floats
from skillmark.assess.scaling.rubrics import partial_credit


def observed_information(design: FacetDesign, free: Floats, rule: Quadrature) -> Floats:
    """Return the observed information over the free vector."""
    _, _, found = design.objective(free, rule)
    scores = partial_credit.scores(design.parameters(free), rule.nodes)
    cells, categories, _, nodes = scores.shape
    slope = scores[:, :, 0].reshape(-1, nodes)
    rising = scores[:, :, 1:].reshape(cells * categories, categories - 1, nodes)
    # a step plays a part in its own category and all above it; a task or a rater in each step
    steps = -np.cumsum(rising[:, ::-1], axis=1)[:, ::-1]
    shift = steps.sum(axis=1)
    lost = _lost(design, found.posterior, slope, shift, steps)
    contrast = linalg.block_diag(np.ones((1, 1)), design.whole)
    total = design.complete_information(free, found, rule)
    return np.asarray(total - contrast.T @ lost @ contrast)


def _lost(
    design: FacetDesign, posterior: Floats, slope: Floats, shift: Floats, steps: Floats
) -> Floats:
    """Return the sum of everybody's posterior covariance over spread, tasks, raters, steps."""
    ratings, most = design.ratings, steps.shape[1]
    tasks, raters = design.tasks, design.raters
    size = 1 + tasks + raters + tasks * most
    total = np.zeros((size, size))
    order = np.argsort(ratings.person, kind="stable")
    ends = np.cumsum(np.bincount(ratings.person, minlength=len(ratings.persons)))
    for person, rows in enumerate(np.split(order, ends[:-1])):
        place = design.place[rows]
        task, own_task = np.unique(ratings.task[rows], return_inverse=True)
        rater, own_rater = np.unique(ratings.rater[rows], return_inverse=True)
        gradient = np.zeros((1 + len(task) + len(rater) + len(task) * most, steps.shape[2]))
        gradient[0] = slope[place].sum(axis=0)
        np.add.at(gradient, 1 + own_task, shift[place])
        np.add.at(gradient, 1 + len(task) + own_rater, shift[place])
        first = 1 + len(task) + len(rater)
        for step in range(most):
            np.add.at(gradient, first + own_task * most + step, steps[place, step])
        weight = posterior[person]
        mean = gradient @ weight
        columns = np.concatenate(
            [
                [0],
                1 + task,
                1 + tasks + rater,
                (1 + tasks + raters + task[:, None] * most + np.arange(most)).ravel(),
            ]
        )
        total[np.ix_(columns, columns)] += (gradient * weight) @ gradient.T - np.outer(mean, mean)
    return total
