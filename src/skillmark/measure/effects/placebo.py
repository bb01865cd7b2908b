"""The same procedure where the truth is zero: what it finds there, it finds anywhere.

Best is an outcome that the treatment cannot have changed but that shares its causes with the real
one (a negative control: Lipsitch, Tchetgen Tchetgen and Cohen 2010). Where there is none, the
treatment is drawn anew for everybody by their own propensity (the conditional randomisation test
of Candès, Fan, Janson and Lv 2018): nobody's outcome owes anything to that draw, while who is
likely to be treated, how well the groups overlap and how the outcome is distributed stay as they
are. A plain shuffle would make every comparison an easy one.

How strict the rule is: where the interval is right, 5% of the draws are false alarms, and more
than 15% of 99 happen once in 8,000 studies, so that the rule costs no power. Where false alarms
are really 8%, it objects in 1% of studies; where 10%, in 7%; where 15%, in half; where 20%, in 91%.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from skillmark.measure.effects.method import Method
from skillmark.measure.effects.study import Study
from skillmark.measure.estimate import Estimate
from skillmark.measure.regression import logistic, matrix
from skillmark.measure.table import Floats
from skillmark.nouns.errors import InputError

PERMUTED = "permuted treatment"
MOST_ALARMS = 0.15
MOST_DRAWN = 2_000
"""People of each group in the draws; of more, a random sample of so many is drawn anew."""
HARDLY_RELATED = 0.01
"""Share of the outcome's unexplained variation below which a placebo outcome tells little."""


@dataclass(frozen=True, slots=True)
class Placebo:
    """The same procedure where the truth is zero."""

    kind: str
    """`placebo outcome`, `placebo group`, or `permuted treatment` where neither was given."""
    estimate: Estimate
    passed: bool
    note: str
    false_alarms: float | None = None
    """Permuted treatment only: share of draws whose 95% interval leaves out zero."""
    p: float | None = None
    """Permuted treatment only: share of draws (the real one among them) that are as far from zero
    in their standard errors as the estimate; `None` where they were made of a sample."""
    related: float | None = None
    """Placebo outcome only: share of what the covariates leave of the outcome that it shares."""

    def as_json(self) -> dict[str, Any]:
        """Return the placebo."""
        return {
            "kind": self.kind,
            "estimate": self.estimate.value,
            "se": self.estimate.se,
            "ci": [self.estimate.low, self.estimate.high],
            "passed": self.passed,
            "false_alarms": self.false_alarms,
            "p": self.p,
            "related": self.related,
            "note": self.note,
        }


def placebo_of(
    study: Study,
    method: Method,
    estimate: Estimate,
    *,
    rng: np.random.Generator,
    shuffles: int,
) -> Placebo:
    """Run the placebo that the study has, or draw its treatment anew `shuffles` times."""
    if study.placebo is not None:
        return _outcome(study, study.placebo, method)
    return _redrawn(study, method, estimate, rng=rng, shuffles=shuffles)


def _outcome(study: Study, control: Floats, method: Method) -> Placebo:
    found = method.fit(study.treatment, control, study.covariates, study.names, study.clusters).att
    related = _related(study, control)
    little = (
        "; it hardly moves with the outcome, so that finding nothing says little"
        if related < HARDLY_RELATED
        else f"; it shares {related:.0%} of what the covariates leave of the outcome"
    )
    return Placebo(
        "placebo outcome",
        found,
        found.covers_zero,
        f"an effect on {study.placebo_name} of {found.value:,.4g} "
        f"({found.low:,.4g} to {found.high:,.4g}), which the treatment cannot have changed{little}",
        related=related,
    )


def _related(study: Study, control: Floats) -> float:
    """Return the squared correlation of both outcomes among the untreated, given covariates."""
    others = study.treatment == 0
    try:
        x = matrix.design(study.covariates[others], study.names)
    except InputError:
        # A covariate that does not vary among the untreated, or too many: not adjusted for.
        x = np.ones((int(others.sum()), 1))
    upper = matrix.triangle(x, control[others], study.outcome[others])
    shared, left = float(upper[-2, -1]) ** 2, float(upper[-1, -1]) ** 2
    return shared / (shared + left) if shared + left > 0 else 0.0


def _redrawn(
    study: Study, method: Method, estimate: Estimate, *, rng: np.random.Generator, shuffles: int
) -> Placebo:
    """Draw the treatment anew by everybody's propensity: the procedure must find about nothing.

    It shows that estimate and interval behave on these data. It cannot show that nothing
    unmeasured biases the estimate; only a placebo outcome or an experiment speaks to that.
    """
    rows = _sample(study, rng)
    sampled = len(rows) < len(study.treatment)
    d, y, x = study.treatment[rows], study.outcome[rows], study.covariates[rows]
    clusters = None if study.clusters is None else study.clusters[rows]
    found: list[Estimate] = []
    try:
        chance = logistic.fit(matrix.design(x, study.names), d, study.names).probabilities
    except InputError:
        shuffles, chance = 0, d
    whole = None if clusters is None else _together(d, clusters)
    for _ in range(shuffles):
        drawn = _draw(chance, whole, rng)
        try:
            found.append(method.fit(drawn, y, x, study.names, clusters).att)
        except InputError:
            continue
    if len(found) < max(shuffles // 2, 2):
        nothing = Estimate(0.0, float("nan"), float("nan"), float("nan"))
        return Placebo(PERMUTED, nothing, False, "too few people to shuffle")
    values = np.array([each.value for each in found])
    alarms = float(np.mean([not each.covers_zero for each in found]))
    low, high = (float(q) for q in np.quantile(values, [0.025, 0.975]))
    t = np.array([abs(each.value) / each.se if each.se else 0.0 for each in found])
    mine = abs(estimate.value) / estimate.se if estimate.se else np.inf
    among = f", each of a sample of {len(rows):,} people" if sampled else ""
    return Placebo(
        PERMUTED,
        Estimate(float(values.mean()), float(values.std(ddof=1)), low, high),
        passed=alarms <= MOST_ALARMS and low <= 0 <= high,
        note=f"of {len(found)} shuffles of the treatment by everybody's chance to have it{among}, "
        f"{alarms:.0%} gave an interval without zero (5% expected); this says nothing about "
        "causes that were not measured",
        false_alarms=alarms,
        p=None if sampled else (1 + int((t >= mine).sum())) / (1 + len(found)),
    )


def _sample(study: Study, rng: np.random.Generator) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    """Return everybody, or a random sample of each group that is too large (whole clusters)."""
    d = study.treatment
    if len(d) <= 2 * MOST_DRAWN:
        return np.arange(len(d))
    if study.clusters is not None:
        names, codes, sizes = np.unique(study.clusters, return_inverse=True, return_counts=True)
        order = rng.permutation(len(names))
        enough = int(np.searchsorted(np.cumsum(sizes[order]), 2 * MOST_DRAWN)) + 1
        chosen = np.zeros(len(names), dtype=np.bool)
        chosen[order[: max(enough, 40)]] = True
        return np.flatnonzero(chosen[codes])
    groups = [np.flatnonzero(d == arm) for arm in (0, 1)]
    return np.sort(
        np.concatenate(
            [
                group if len(group) <= MOST_DRAWN else rng.choice(group, MOST_DRAWN, replace=False)
                for group in groups
            ]
        )
    )


def _together(
    d: Floats, clusters: np.ndarray[tuple[int], np.dtype[np.int64]]
) -> np.ndarray[tuple[int], np.dtype[np.intp]] | None:
    """Return each person's cluster where clusters are treated as a whole, else `None`."""
    codes = np.unique(clusters, return_inverse=True)[1]
    share = np.bincount(codes, d) / np.bincount(codes)
    return codes if np.isin(share, (0.0, 1.0)).all() else None


def _draw(
    chance: Floats,
    whole: np.ndarray[tuple[int], np.dtype[np.intp]] | None,
    rng: np.random.Generator,
) -> Floats:
    """Draw who is treated; a cluster treated as a whole stays whole, by its mean chance."""
    if whole is None:
        return (rng.random(len(chance)) < chance).astype(np.float64)
    mean = np.bincount(whole, chance) / np.bincount(whole)
    return (rng.random(len(mean)) < mean).astype(np.float64)[whole]
