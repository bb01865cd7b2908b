"""What speaks against an effect, weightiest first, by the rules that the design wrote down."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from math import isfinite

from skillmark.measure.designs.design import Design
from skillmark.measure.designs.finding import Balance, Objection, Placebo, Timing
from skillmark.measure.designs.ready import is_ready
from skillmark.measure.designs.registry import Registration
from skillmark.measure.effects.clusters import LEAST_FREEDOM
from skillmark.measure.estimate import Estimate

MOST_MISSING_APART = 0.1
"""Largest difference between the groups in the share whose outcome is recorded."""
MOST_KNOWN = 0.1
"""Share of the outcomes that may have been there when a design of one's own was written down."""


@dataclass(frozen=True, slots=True)
class Case:
    """What the data say, as far as it can speak against an effect."""

    deciding: Estimate
    treated: int
    effective_untreated: float
    share_left_out: float
    balance: tuple[Balance, ...]
    placebo: Placebo
    known: tuple[float, float] = (1.0, 1.0)
    freedom: float | None = None
    """Degrees of freedom that clusters leave; None without clusters."""
    further: tuple[str, ...] = ()
    """Codes that the estimator itself raised."""


def of_data(design: Design, case: Case) -> Iterator[Objection]:
    """Yield what the data say against it."""
    yield from of_groups(
        design,
        treated=case.treated,
        effective_untreated=case.effective_untreated,
        freedom=case.freedom,
        share_left_out=case.share_left_out,
        balance=case.balance,
    )
    one, other = case.known
    if abs(one - other) > MOST_MISSING_APART:
        yield Objection("missing_apart", {"treated": one, "untreated": other})
    if not case.placebo.passed:
        it = case.placebo.estimate
        # Too few people to shuffle leave no interval; then the kind is all there is to say.
        figures = {"value": it.value, "low": it.low, "high": it.high} if isfinite(it.low) else {}
        yield Objection("placebo", {"kind": case.placebo.kind, **figures})
    for code in case.further:
        yield Objection(code)
    if case.deciding.covers_zero:
        yield Objection("covers_zero")


def of_groups(
    design: Design,
    *,
    treated: int,
    effective_untreated: float,
    freedom: float | None,
    share_left_out: float,
    balance: tuple[Balance, ...],
) -> Iterator[Objection]:
    """Yield why the groups cannot be compared, whatever their outcomes; see `Case`."""
    rule = design.overlap
    if not balance and design.covariates:
        yield Objection("unadjusted")
    if min(treated, effective_untreated) < rule.least_people:
        figures = {
            "treated": treated,
            "weight": effective_untreated,
            "least": rule.least_people,
        }
        yield Objection("few_people", figures)
    if freedom is not None and freedom < LEAST_FREEDOM:
        yield Objection("few_clusters", {"freedom": freedom, "least": LEAST_FREEDOM})
    if share_left_out > rule.most_left_out:
        yield Objection("no_counterpart", {"share": share_left_out})
    worst = max(balance, key=lambda row: abs(row.after), default=None)
    if worst and abs(worst.after) > rule.most_difference:
        yield Objection("imbalance", {"difference": abs(worst.after), "covariate": worst.covariate})


def of_registration(
    design: Design, registration: Registration | None, timing: Timing | None, today: date
) -> Iterator[Objection]:
    """Yield what the way it was written down says against it, whatever the data say."""
    if registration is None:
        yield Objection("unregistered")
        return
    if design.readings[0] > today:
        yield Objection("preliminary", {"day": design.readings[0].isoformat()})
    before = registration.read_before
    fresh = before + timedelta(days=1) if before else None
    if fresh and not (design.hired_from and design.hired_from >= fresh):
        yield Objection("read_before", {"day": before.isoformat() if before else ""})
    chosen = not is_ready(design) or (
        design.hired_from is not None
        and design.hired_from < registration.at.date()
        and design.hired_from != fresh
    )
    if chosen and timing is not None and timing.share > MOST_KNOWN:
        yield Objection("after_data", {"known": timing.known, "of": timing.of})
