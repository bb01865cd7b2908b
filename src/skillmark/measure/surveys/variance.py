"""The variance of a weighted mean by linearisation: strata, clusters, everybody asked.

Taylor linearisation with the ultimate clusters of each stratum (Cochran 1977, ch. 5 and 11; Wolter
2007, ch. 6): a weighted mean is a ratio, each respondent's part in its error is
`z = w d (y - mean) / sum(w d)`, and the parts vary between clusters within strata. Where all of a
finite population were asked, each stratum's part shrinks by what is left unknown, 1 - n/N: the
interval then speaks of these people, if those who did not answer are like those who did.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

import numpy as np
from scipy.special import stdtrit

from skillmark.measure.estimate import Z95
from skillmark.measure.surveys.answers import Answers, Mask
from skillmark.measure.table import Floats
from skillmark.nouns.errors import InputError


@dataclass(frozen=True, slots=True)
class Mean:
    """A weighted mean with its design-based variance."""

    value: float
    variance: float
    n: int
    kish: float
    """Answers that would do as well if all counted alike: (sum w)^2 / sum w^2 (Kish 1965)."""
    df: float
    """Clusters less strata; infinite where everybody was chosen alone."""
    units: int
    """Respondents or, where clusters were chosen, clusters."""
    left: float
    """Share of the population whose answer is unknown: 1 - n/N, and 1 where N is unknown."""

    @property
    def quantile(self) -> float:
        """Student's quantile of a two-sided 95% interval."""
        return Z95 if self.df == inf else student(self.df)


def student(df: float) -> float:
    """Return Student's quantile of a two-sided 95% interval."""
    return float(stdtrit(max(df, 1.0), 0.975))


def mean(answers: Answers, domain: Mask | None = None) -> Mean:
    """Return the weighted mean of `agreed`, of a part of the respondents if `domain` says so.

    A part keeps the whole design (Lumley 2010, 2.5): the others' parts in the error are 0. Raises
    `InputError` for a stratum with one cluster, and where a population is given with clusters or
    is smaller than its answers.
    """
    if domain is not None and answers.plain:
        return mean(answers.where(domain))
    inside = np.ones(len(answers)) if domain is None else domain.astype(float)
    w, y = answers.weights * inside, answers.agreed
    total = float(w.sum())
    value = float(w @ y / total)
    variance, df = spread(w * (y - value) / total, answers)
    n = int(inside.sum())
    chosen = {c for c, use in zip(answers.clusters, inside, strict=False) if use}
    return Mean(value, variance, n, total**2 / float(w @ w), df, len(chosen) or n, _left(answers))


def spread(z: Floats, answers: Answers) -> tuple[float, float]:
    """Return the variance of the sum of `z` under the design of the answers, and its df."""
    names, strata = np.unique(np.array(answers.strata, dtype=object), return_inverse=True)
    if answers.clusters and answers.population:
        raise InputError(
            "a population and clusters together: were all asked, or some clusters chosen?",
            where=answers.question,
            remedy="give the population where everybody was asked, the clusters where some were",
        )
    variance, units = 0.0, 0
    for index, name in enumerate(names):
        here = strata == index
        parts = _parts(z[here], [c for c, use in zip(answers.clusters, here, strict=False) if use])
        units += len(parts)
        left = _left_of(answers, str(name), int(here.sum()))
        if left == 0:
            continue
        if len(parts) < 2:
            what = "cluster" if answers.clusters else "answer"
            raise InputError(
                f"stratum {str(name)!r} has one {what}: its variance is unknown",
                where=answers.question,
                remedy="merge it with a similar stratum",
            )
        centred = parts - parts.mean()
        variance += left * float(centred @ centred) * len(parts) / (len(parts) - 1)
    return variance, float(units - len(names)) if answers.clusters else inf


def _parts(z: Floats, clusters: list[str]) -> Floats:
    if not clusters:
        return z
    codes = np.unique(np.array(clusters, dtype=object), return_inverse=True)[1]
    return np.bincount(codes, weights=z).astype(np.float64)


def _left_of(answers: Answers, stratum: str, n: int) -> float:
    if not answers.population:
        return 1.0
    if stratum not in answers.population:
        raise InputError(
            f"no number of people for stratum {stratum!r}",
            where=answers.question,
            remedy="say how many people each stratum has",
        )
    of = answers.population[stratum]
    if of < n:
        raise InputError(
            f"{n} answers of {of} people",
            where=answers.question,
            remedy="give the number of people who were asked, at least as many as answered",
        )
    return 1.0 - n / of


def _left(answers: Answers) -> float:
    if not answers.population:
        return 1.0
    everybody = sum(answers.population[name] for name in set(answers.strata))
    return 1.0 - len(answers) / everybody
