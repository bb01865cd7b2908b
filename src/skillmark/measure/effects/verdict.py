"""Whether an estimate establishes an effect: the first thing that speaks against it, or nothing.

The verdict is the point: "established" only where the interval leaves out zero, the people
compared are comparable, and a placebo finds nothing where there is nothing. Otherwise "not
established" with the reason and with what would settle it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil, isfinite

from scipy.special import stdtrit

from skillmark.measure.effects.balance import TOO_MUCH, Balance
from skillmark.measure.effects.clusters import LEAST_FREEDOM
from skillmark.measure.effects.fit import Fit
from skillmark.measure.effects.overlap import COMMON_SUPPORT
from skillmark.measure.effects.placebo import PERMUTED, Placebo
from skillmark.measure.estimate import Estimate

LEAST_PEOPLE = 20
"""Fewer treated, or fewer effective untreated people, and a normal interval is a guess."""
MOST_LEFT_OUT = 0.1
POWER = 1.959963984540054 + 0.8416212335729143
"""Standard errors that an effect must measure to be found four times in five."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the data establish an effect, why, and what data would settle it."""

    established: bool
    code: str
    """`established`, or the first objection: `unadjusted`, `few_people`, `few_clusters`,
    `no_counterpart`, `imbalance`, `placebo`, `covers_zero`."""
    reason: str
    remedy: str = ""
    detectable: float = 0.0
    """Smallest effect that data like these find four times in five."""
    people_needed: int | None = None
    """People in the estimate needed to find `wanted`."""
    wanted: float = 0.0
    """The effect asked for, or else the one estimated."""

    def __str__(self) -> str:
        return "established" if self.established else "not established"


def judge(
    estimate: Estimate,
    fitted: Fit,
    compared: tuple[Balance, ...],
    placebo: Placebo,
    *,
    worth_knowing: float | None = None,
) -> Verdict:
    """Say whether the estimate establishes an effect: the first thing that speaks against it."""
    overlap = fitted.overlap
    detectable = float(stdtrit(fitted.freedom, [0.975, 0.8]).sum()) * estimate.se
    wanted = abs(worth_knowing) if worth_knowing else abs(estimate.value)
    people = overlap.treated + overlap.untreated
    size = people * (POWER * estimate.se / wanted) ** 2 if wanted else float("inf")
    needed = ceil(size) if isfinite(size) and size < 1e12 else None
    objections = list(_objections(estimate, fitted, compared, placebo))
    if objections:
        code, reason, remedy = objections[0]
    else:
        code, reason, remedy = "established", _in_favour(placebo), ""
    if needed and estimate.covers_zero and not remedy:
        remedy = f"about {needed:,} people of this mix would show an effect of {wanted:,.4g}"
    return Verdict(not objections, code, reason, remedy, detectable, needed, wanted)


def _in_favour(placebo: Placebo) -> str:
    shown = (
        "shuffling the treatment shows nothing; what was not measured can still bias it"
        if placebo.kind == PERMUTED
        else f"the {placebo.kind} shows nothing"
    )
    return f"the interval leaves out zero, the groups are comparable, and {shown}"


def _objections(
    estimate: Estimate, fitted: Fit, compared: tuple[Balance, ...], placebo: Placebo
) -> Iterator[tuple[str, str, str]]:
    """Yield what speaks against an effect, weightiest first: code, reason, remedy."""
    overlap = fitted.overlap
    if not compared:
        reason = "nothing was adjusted for: this is the naive difference"
        yield (
            "unadjusted",
            reason,
            "measure what decides who gets the treatment, before they get it",
        )
    if min(overlap.treated, fitted.effective_untreated) < LEAST_PEOPLE:
        reason = (
            f"{overlap.treated} treated and the weight of {fitted.effective_untreated:.0f} "
            "untreated people are too few for an interval to be trusted"
        )
        yield (
            "few_people",
            reason,
            f"observe at least {LEAST_PEOPLE} comparable people in each group",
        )
    if fitted.clusters and fitted.freedom < LEAST_FREEDOM:
        few = fitted.clusters
        reason = (
            f"{few.treated} clusters with treated and {few.untreated} with untreated people are "
            f"worth {few.effective_treated:.1f} and {few.effective_untreated:.1f} of one size: too "
            "few for an interval to be trusted"
        )
        yield (
            "few_clusters",
            reason,
            "observe more clusters; at least eight of about one size, half of them treated",
        )
    if overlap.share_treated_left_out > MOST_LEFT_OUT:
        reason = f"{overlap.share_treated_left_out:.0%} of the treated have no counterpart"
        if overlap.rule != str(COMMON_SUPPORT):
            reason += f" by the rule that was set ({overlap.rule})"
        yield "no_counterpart", reason, "find comparison people like them"
    worst = max(compared, key=lambda row: abs(row.after), default=None)
    if worst and abs(worst.after) > TOO_MUCH:
        reason = (
            f"the groups still differ by {abs(worst.after):.2f} standard deviations in "
            f"{worst.covariate}"
        )
        yield "imbalance", reason, "find comparison people who are alike in it"
    if not placebo.passed:
        reason = f"the placebo does not hold: {placebo.note}"
        yield "placebo", reason, "measure what else tells the groups apart"
    if estimate.covers_zero:
        yield "covers_zero", "the interval covers zero: an effect and none fit these data alike", ""
