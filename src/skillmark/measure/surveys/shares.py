"""What people say: shares and means with honest intervals. A belief, never an effect."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, isfinite, sqrt
from typing import Any

from scipy.special import ndtr

from skillmark.measure.cells import LEAST_CELL
from skillmark.measure.estimate import Z95, Estimate
from skillmark.measure.surveys import variance
from skillmark.measure.surveys.answers import Answers, Mask
from skillmark.measure.surveys.reading import read_answers
from skillmark.nouns.errors import InputError, UnavailableError

__all__ = ["Answers", "Compared", "Share", "average", "newcombe", "read_answers", "share", "wilson"]


@dataclass(frozen=True, slots=True)
class Compared:
    """A share against a published figure."""

    published: float
    published_n: int | None
    difference: float
    low: float
    high: float
    z: float
    p: float

    @property
    def one_sided_doubt(self) -> bool:
        """Whether the published figure's own uncertainty is unknown: the interval lacks it."""
        return self.published_n is None

    def as_json(self) -> dict[str, Any]:
        """Return the comparison as the command line prints it."""
        return {
            "published": self.published,
            "published_n": self.published_n,
            "difference": self.difference,
            "ci": [self.low, self.high],
            "z": self.z if isfinite(self.z) else None,
            "p": self.p,
            "published_uncertainty": "unknown" if self.one_sided_doubt else "counted",
        }


@dataclass(frozen=True, slots=True)
class Share:
    """A share (0 to 1) with its 95% Wilson interval on the effective number of answers."""

    question: str
    share: float
    low: float
    high: float
    n: int
    effective_n: float
    """Infinite where everybody of a finite population answered."""
    missing: int
    comparison: Compared | None = None
    df: float = inf
    """Clusters less strata; infinite without clusters."""

    @property
    def design_effect(self) -> float:
        """Answers over effective answers: how much the design costs (above 1) or gains."""
        return self.n / self.effective_n

    def as_json(self) -> dict[str, Any]:
        """Return the share as the command line prints it; keys are stable."""
        return {
            "question": self.question,
            "type": "belief",
            "share": self.share,
            "ci": [self.low, self.high],
            "n": self.n,
            "effective_n": self.effective_n if isfinite(self.effective_n) else None,
            "design_effect": self.design_effect,
            "missing": self.missing,
            "comparison": self.comparison.as_json() if self.comparison else None,
        }


def share(
    answers: Answers,
    *,
    published: float | None = None,
    published_n: int | None = None,
    domain: Mask | None = None,
) -> Share:
    """Return the weighted share that agrees, with its interval, and a comparison if asked.

    The variance is design-based by linearisation (`variance.mean`); the interval is Wilson's with
    the number of answers replaced by the effective number, which keeps its coverage for weighted
    data (Dean and Pagano 2015), with Student's quantile where clusters were chosen (Korn and
    Graubard 1998). `domain` picks a part of the respondents and keeps the design. Fewer than 5
    answers raise `UnavailableError`: nothing may be printed about them.
    """
    _enough(len(answers) if domain is None else int(domain.sum()), answers)
    found = variance.mean(answers, domain)
    p, effective = found.value, _effective(found)
    low, high = wilson(p, effective)
    comparison = None
    if published is not None:
        comparison = _compare(p, effective, published, published_n)
    return Share(
        answers.question, p, low, high, found.n, effective, answers.missing, comparison, found.df
    )


def average(answers: Answers, *, domain: Mask | None = None) -> Estimate:
    """Return the weighted mean of scores with its design-based interval (Student's quantile).

    Fewer than 5 answers raise `UnavailableError`.
    """
    _enough(len(answers) if domain is None else int(domain.sum()), answers)
    found = variance.mean(answers, domain)
    se = sqrt(found.variance)
    # Without clusters n - 1 degrees of freedom: a mean of few scores is no normal quantity.
    quantile = variance.student(found.n - 1) if found.df == inf else found.quantile
    return Estimate(found.value, se, found.value - quantile * se, found.value + quantile * se)


def _enough(n: int, answers: Answers) -> None:
    if n < LEAST_CELL:
        raise UnavailableError(
            f"{n} answers: fewer than {LEAST_CELL} are not reported, to protect people",
            where=answers.question,
            remedy="ask more people",
            code="suppressed",
        )


def wilson(p: float, n: float) -> tuple[float, float]:
    """Return Wilson's 95% interval for a share `p` of `n` answers (Wilson 1927)."""
    if n == inf:
        return p, p
    z2 = Z95 * Z95
    middle = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = Z95 * sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return max(0.0, middle - half), min(1.0, middle + half)


def newcombe(
    first: tuple[float, float, float], second: tuple[float, float, float], phi: float = 0.0
) -> tuple[float, float]:
    """Return the interval of `second` less `first`, each a share with its Wilson limits.

    Newcombe's hybrid of two Wilson intervals (1998a, method 10); for paired shares with their
    correlation `phi` (1998b, method 10).
    """
    (p1, l1, u1), (p2, l2, u2) = first, second
    difference = p2 - p1
    below = (p2 - l2) ** 2 - 2 * phi * (p2 - l2) * (u1 - p1) + (u1 - p1) ** 2
    above = (u2 - p2) ** 2 - 2 * phi * (u2 - p2) * (p1 - l1) + (p1 - l1) ** 2
    return (
        max(-1.0, difference - sqrt(max(0.0, below))),
        min(1.0, difference + sqrt(max(0.0, above))),
    )


def _effective(found: variance.Mean) -> float:
    p = found.value
    if found.variance == 0:
        # All agree, or every stratum agrees with itself: no variance to learn from. Clusters that
        # each speak with one voice may be no more than that: so many answers.
        return min(found.kish, found.units) / found.left if found.left > 0 else inf
    # n over the design effect: what a simple random sample of n would have, over what this has.
    simple = found.n * p * (1 - p) / (found.n - 1) / found.variance
    return simple * (Z95 / found.quantile) ** 2


def _compare(p: float, n: float, published: float, published_n: int | None) -> Compared:
    if not 0 < published < 1:
        raise InputError(f"{published} is not a share", remedy="give a number between 0 and 1")
    difference = p - published
    if published_n is None:
        # One sample: the published figure is taken as exact (score test).
        test_se = sqrt(published * (1 - published) / n)
        low, high = (limit - published for limit in wilson(p, n))
    else:
        test_se = pooled_error(published, published_n, p, n)
        low, high = newcombe((published, *wilson(published, published_n)), (p, *wilson(p, n)))
    z, chance = score(difference, test_se)
    return Compared(published, published_n, difference, low, high, z, chance)


def pooled_error(p1: float, n1: float, p2: float, n2: float) -> float:
    """Return the standard error of a difference of shares were both the same."""
    if inf in (n1, n2):
        return sqrt((p1 * (1 - p1) / n1) + (p2 * (1 - p2) / n2))
    pooled = (p1 * n1 + p2 * n2) / (n1 + n2)
    return sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2))


def score(difference: float, se: float) -> tuple[float, float]:
    """Return z and its two-sided p; a difference without any error is no chance."""
    if se == 0:
        return (0.0, 1.0) if difference == 0 else (inf if difference > 0 else -inf, 0.0)
    z = difference / se
    return z, float(2 * ndtr(-abs(z)))
