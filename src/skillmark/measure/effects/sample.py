"""How many people it takes, decided before anybody is counted.

Power of the two-sided comparison of two means by the noncentral t distribution (Cohen 1988), of
two shares by the normal one (Fleiss 1981, without continuity correction), with what the data at
hand do to it: groups of unequal size, covariates that explain part of the outcome (`r2`) and part
of who is treated (`r2_treatment`: what adjusting for them costs), and people who share clusters
(design effect of Donner and Klar 2000, of clusters of uneven size by Eldridge, Ashby and Kerry
2006; degrees of freedom are then those of the clusters).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, sqrt

from scipy.special import nctdtr, ndtr, ndtri, stdtrit

from skillmark.nouns.errors import InputError

FARTHEST = 10**9
"""More people than this is no plan."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a plan assumes beside the effect.

    `share_treated`, `r2`, `r2_treatment` and `icc` are between 0 and 1; `cluster_size` is the mean
    number of people in a cluster and `size_cv` its coefficient of variation; `whole`: clusters are
    treated as a whole (else their people are, which clusters make cheaper rather than dearer).
    `placebo_outcome`: the verdict also asks a placebo outcome, which one sound study in twenty
    fails by chance; the plan makes up for it.
    """

    share_treated: float = 0.5
    r2: float = 0.0
    r2_treatment: float = 0.0
    power: float = 0.8
    alpha: float = 0.05
    cluster_size: float = 1.0
    icc: float = 0.0
    size_cv: float = 0.0
    whole: bool = True
    placebo_outcome: bool = False

    def __post_init__(self) -> None:
        """Refuse terms that mean nothing."""
        inside = {
            "share_treated": (self.share_treated, 0.0, 1.0),
            "power": (self.power, self.alpha, 1.0),
            "alpha": (self.alpha, 0.0, 0.5),
        }
        for name, (value, low, high) in inside.items():
            if not low < value < high:
                raise InputError(f"{value:g} is not between {low:g} and {high:g}", where=name)
        for name in ("r2", "r2_treatment", "icc"):
            if not 0 <= getattr(self, name) < 1:
                raise InputError(f"{getattr(self, name):g} is not between 0 and 1", where=name)
        if self.cluster_size < 1 or self.size_cv < 0:
            raise InputError("a cluster has at least one person", where="cluster_size")

    @property
    def design_effect(self) -> float:
        """How many times the variance of as many independent people."""
        if not self.whole:
            return 1 - self.icc
        size = (1 + self.size_cv**2) * self.cluster_size
        return 1 + (size - 1) * self.icc

    @property
    def wanted(self) -> float:
        """The power that the estimate itself needs."""
        return self.power / 0.95 if self.placebo_outcome else self.power

    def se(self, sd: float, people: float) -> float:
        """Return the standard error of the effect on this many people."""
        s = self.share_treated
        variance = sd**2 * (1 - self.r2) / (1 - self.r2_treatment) * self.design_effect
        return sqrt(variance / (people * s * (1 - s)))

    def freedom(self, people: float) -> float:
        """Return degrees of freedom: of people, or of clusters where they are treated whole."""
        clustered = self.whole and self.cluster_size > 1 and self.icc > 0
        return max((people / self.cluster_size if clustered else people) - 2, 1.0)


def power_of(effect: float, sd: float, people: float, terms: Terms) -> float:
    """Return the chance that an interval leaves out zero where the truth is `effect`."""
    freedom = terms.freedom(people)
    away = abs(effect) / terms.se(sd, people)
    limit = float(stdtrit(freedom, 1 - terms.alpha / 2))
    if away > 30:
        return 1.0
    return float(1 - nctdtr(freedom, away, limit) + nctdtr(freedom, away, -limit))


def people_needed(
    effect: float,
    sd: float,
    share_treated: float = 0.5,
    *,
    r2: float = 0.0,
    r2_treatment: float = 0.0,
    power: float = 0.8,
    alpha: float = 0.05,
    cluster_size: float = 1.0,
    icc: float = 0.0,
    size_cv: float = 0.0,
    whole: bool = True,
    placebo_outcome: bool = False,
) -> int:
    """Return how many people, both groups together, find a difference in means of `effect`.

    `sd` is the outcome's standard deviation within groups; for the rest see `Terms`. Raises
    `InputError` where no number of people that exist would do.
    """
    if effect == 0 or sd <= 0:
        raise InputError("an effect of 0 takes infinitely many people" if sd > 0 else "no scatter")
    terms = Terms(
        share_treated, r2, r2_treatment, power, alpha, cluster_size, icc, size_cv, whole,
        placebo_outcome,
    )  # fmt: skip
    return _least(lambda people: power_of(effect, sd, people, terms) >= terms.wanted)


def clusters_needed(effect: float, sd: float, cluster_size: float, icc: float, terms: Terms) -> int:
    """Return how many clusters of this size, treated as a whole, find `effect`."""
    given = Terms(
        terms.share_treated, terms.r2, terms.r2_treatment, terms.power, terms.alpha, cluster_size,
        icc, terms.size_cv, True, terms.placebo_outcome,
    )  # fmt: skip
    return _least(lambda k: power_of(effect, sd, k * cluster_size, given) >= given.wanted)


def detectable(sd: float, people: float, terms: Terms) -> float:
    """Return the smallest effect that so many people find with the power wanted."""
    low, high = 0.0, 100.0 * terms.se(sd, people)
    for _ in range(100):
        middle = (low + high) / 2
        if power_of(middle, sd, people, terms) < terms.wanted:
            low = middle
        else:
            high = middle
    return high


def people_needed_for_shares(
    share: float, change: float, share_treated: float = 0.5, *, terms: Terms | None = None
) -> int:
    """Return how many people find that `share` of the untreated becomes `share + change`."""
    terms = terms or Terms(share_treated)
    with_it = share + change
    if not (0 < share < 1 and 0 < with_it < 1) or change == 0:
        raise InputError(f"a share cannot go from {share:g} to {with_it:g}", where="share")
    s = terms.share_treated
    together = s * with_it + (1 - s) * share
    none = sqrt(together * (1 - together) * (1 / s + 1 / (1 - s)))
    some = sqrt(with_it * (1 - with_it) / s + share * (1 - share) / (1 - s))
    size = float(ndtri(1 - terms.alpha / 2)) * none + float(ndtri(terms.wanted)) * some
    factor = (1 - terms.r2) / (1 - terms.r2_treatment) * terms.design_effect
    return ceil((size / change) ** 2 * factor)


def power_of_shares(share: float, change: float, people: float, terms: Terms) -> float:
    """Return the chance to find that `share` of the untreated becomes `share + change`."""
    s, with_it = terms.share_treated, share + change
    together = s * with_it + (1 - s) * share
    factor = (1 - terms.r2) / (1 - terms.r2_treatment) * terms.design_effect / people
    none = sqrt(together * (1 - together) * (1 / s + 1 / (1 - s)) * factor)
    some = sqrt((with_it * (1 - with_it) / s + share * (1 - share) / (1 - s)) * factor)
    return float(ndtr((abs(change) - float(ndtri(1 - terms.alpha / 2)) * none) / some))


def _least(enough: Callable[[float], bool]) -> int:
    """Return the least whole number that is enough, where more is never worse."""
    high = 4
    while not enough(high):
        high *= 2
        if high > FARTHEST:
            raise InputError(
                "no number of people finds so small an effect",
                remedy="ask for a larger effect, or for an outcome that scatters less",
                code="too_few_people",
            )
    low = high // 2 if high > 4 else 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high
