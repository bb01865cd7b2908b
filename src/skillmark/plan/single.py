"""One person's best bundle at given prices as an integer program: where branching has too much."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix

from skillmark.plan.bundles import Person, Vector

_HALF = 0.5
SECONDS = 2.0
"""What one of these programs may take; its bound is valid however early it ends."""


@dataclass(frozen=True, slots=True)
class Single:
    """A set of local offers as bits (`None` where none was found), and a bound of all profits."""

    taken: int | None
    bound: float


def single(person: Person, worth: Vector, price: Vector, *, every_gap: bool) -> Single:
    """Return the bundle of greatest profit: `worth` of gaps closed less `price` of offers."""
    one = person.one
    offers, gaps = len(one.offers), len(one.gaps)
    rows: list[int] = []
    columns: list[int] = []
    values: list[float] = []
    high: list[float] = []

    def add(terms: list[tuple[int, float]], limit: float) -> None:
        for column, value in terms:
            rows.append(len(high))
            columns.append(column)
            values.append(value)
        high.append(limit)

    for g, able in enumerate(one.closers):
        add([(offers + g, 1.0), *((c, -1.0) for c in able)], 0.0)
    for c, before in enumerate(one.before):
        for required in before:
            add([(c, 1.0), (required, -1.0)], 0.0)
    if one.hours < float("inf"):
        add(list(enumerate(person.hours)), one.hours)
    answer = milp(
        np.concatenate([price, -worth]),
        integrality=np.repeat([1, 0], [offers, gaps]),
        bounds=Bounds(
            np.concatenate([np.zeros(offers), np.full(gaps, float(every_gap))]),
            np.ones(offers + gaps),
        ),
        constraints=LinearConstraint(
            csr_matrix((values, (rows, columns)), shape=(len(high), offers + gaps)),
            -np.inf,
            np.array(high),
        ),
        options={"time_limit": SECONDS, "mip_rel_gap": 1e-6},
    )
    bound = np.inf if answer.mip_dual_bound is None else -float(answer.mip_dual_bound)
    if answer.x is None:
        return Single(None, bound)
    chosen = np.flatnonzero(answer.x[:offers] > _HALF).tolist()
    spent = sum(person.hours[c] for c in chosen)
    # within the solver's tolerance is not within somebody's hours
    if spent > one.hours + 1e-9:
        return Single(None, bound)
    return Single(sum(1 << c for c in chosen), bound)
