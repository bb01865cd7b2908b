"""How an effect is estimated: chosen beforehand, written into every result."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from skillmark.measure.effects import aipw, matching
from skillmark.measure.effects.fit import Fit
from skillmark.measure.effects.matching import CALIPER, Metric
from skillmark.measure.effects.overlap import COMMON_SUPPORT, Kind, Rule
from skillmark.measure.effects.study import Ints
from skillmark.measure.table import Floats


class Way(StrEnum):
    """The two ways to compare the treated with people like them."""

    AIPW = "aipw"
    MATCHING = "matching"


@dataclass(frozen=True, slots=True)
class Method:
    """An estimator with its settings.

    `rule` decides for whom there is a counterpart; matching without one (`none`) leaves it to the
    caliper. `caliper` (standard deviations of the logit of the propensity; `None` for no limit),
    `ratio` and `metric` are matching's.
    """

    way: Way = Way.AIPW
    rule: Rule = COMMON_SUPPORT
    caliper: float | None = CALIPER
    ratio: int = 1
    metric: Metric = Metric.PROPENSITY

    def fit(
        self,
        treatment: Floats,
        outcome: Floats,
        covariates: Floats,
        names: tuple[str, ...],
        clusters: Ints | None = None,
    ) -> Fit:
        """Estimate. Raises `InputError` as `aipw.att` does."""
        if self.way is Way.AIPW:
            return aipw.att(
                treatment, outcome, covariates, names, clusters=clusters, rule=self.rule
            )
        return matching.match(
            treatment,
            outcome,
            covariates,
            names,
            clusters=clusters,
            rule=self.rule if self.rule.kind is not Kind.NONE else None,
            caliper=self.caliper,
            ratio=self.ratio,
            metric=self.metric,
        ).fit

    def __str__(self) -> str:
        if self.way is Way.AIPW:
            return "doubly robust (augmented inverse probability weighting)"
        partners = "1 partner" if self.ratio == 1 else f"{self.ratio} partners"
        near = "no caliper" if self.caliper is None else f"caliper {self.caliper:g}"
        return f"matching on the {self.metric}, {partners} with replacement, {near}"


DOUBLY_ROBUST = Method()
