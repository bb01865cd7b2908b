"""Who has a counterpart: the rule, settable and recorded, and whom it left out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from skillmark.measure.table import Floats
from skillmark.nouns.errors import InputError

Flags = NDArray[np.bool]
Five = tuple[float, float, float, float, float]


class Kind(StrEnum):
    """How it is decided who has a counterpart."""

    COMMON_SUPPORT = "common_support"
    OPTIMAL = "optimal"
    AT_MOST = "at_most"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule for overlap, decided before the outcome is looked at.

    `common_support`: untreated people less likely to be treated than any treated one are left
    out, and treated people more likely than any untreated one (Dehejia and Wahba 1999). `optimal`:
    people so likely to be treated that leaving them out makes the estimate most precise (Crump,
    Hotz, Imbens and Mitnik 2009, for the effect on the treated under equal variances). `at_most`:
    people with a propensity above `limit` are left out, 0.9 by custom. `none`: everybody stays.
    """

    kind: Kind = Kind.COMMON_SUPPORT
    limit: float | None = None

    @classmethod
    def parse(cls, text: str) -> Rule:
        """Return the rule of `common_support`, `optimal`, `none`, or of a limit such as `0.9`."""
        word = text.strip().replace("-", "_").removeprefix("at_most").strip()
        if word in {Kind.COMMON_SUPPORT, Kind.OPTIMAL, Kind.NONE}:
            return cls(Kind(word))
        try:
            limit = float(word)
        except ValueError:
            limit = 0.0
        if not 0 < limit < 1:
            raise InputError(
                f"{text!r} is no rule for overlap",
                remedy="common_support, optimal, none, or a limit between 0 and 1 such as 0.9",
            )
        return cls(Kind.AT_MOST, limit)

    def __str__(self) -> str:
        return self.kind if self.limit is None else f"{self.kind} {self.limit:g}"

    def keep(self, treatment: Floats, propensity: Floats) -> Flags:
        """Return who stays."""
        if self.kind is Kind.COMMON_SUPPORT:
            low = propensity[treatment == 1].min()
            high = propensity[treatment == 0].max()
            return np.asarray(
                np.where(treatment == 1, propensity <= high, propensity >= low), dtype=np.bool
            )
        if self.kind is Kind.NONE:
            return np.ones(len(treatment), dtype=np.bool)
        limit = optimal_limit(propensity) if self.limit is None else self.limit
        return np.asarray(propensity <= limit, dtype=np.bool)


COMMON_SUPPORT = Rule()


def optimal_limit(propensity: Floats) -> float:
    """Return the largest propensity to keep for the most precise effect on the treated.

    With e the propensity, the variance of the best estimate among people in a set A is, under
    equal variances, E[e / (1 - e) in A] / E[e in A]^2, and the set where it is least holds
    everybody up to some e. Here it is least among the people at hand.
    """
    e, counts = np.unique(propensity, return_counts=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        scatter = np.cumsum(counts * e / (1 - e)) / np.cumsum(counts * e) ** 2
    return float(e[np.nanargmin(scatter)])


@dataclass(frozen=True, slots=True)
class Overlap:
    """Whom the estimate is about after people without counterpart were left out.

    Leaving out untreated people does not change whom the effect is about; leaving out treated
    ones does, and their share decides.
    """

    treated: int
    untreated: int
    treated_left_out: int
    untreated_left_out: int
    propensity_treated: Five
    """Minimum, quartiles and maximum of the propensity score."""
    propensity_untreated: Five
    rule: str = str(COMMON_SUPPORT)

    @classmethod
    def of(cls, treatment: Floats, kept: Flags, propensity: Floats, rule: str) -> Overlap:
        """Count; `propensity` is of those kept."""
        treated = treatment == 1
        among = treated[kept]
        return cls(
            treated=int(among.sum()),
            untreated=int((~among).sum()),
            treated_left_out=int((treated & ~kept).sum()),
            untreated_left_out=int((~treated & ~kept).sum()),
            propensity_treated=_five(propensity[among]),
            propensity_untreated=_five(propensity[~among]),
            rule=rule,
        )

    @property
    def share_treated_left_out(self) -> float:
        """Share of the treated about whom the estimate says nothing."""
        return self.treated_left_out / (self.treated + self.treated_left_out)


def _five(p: Floats) -> Five:
    a, b, c, d, e = (float(q) for q in np.quantile(p, [0, 0.25, 0.5, 0.75, 1]))
    return a, b, c, d, e
