"""The outcome that a question asks for, as one number a person that means can be taken of.

Durations that go on are not left out and not taken for over: each is replaced by its
pseudo-observation within its group (Andersen, Klein and Rosthoj 2003; Andersen, Hansen and Klein
2004). Where leaving ends the way to a promotion it is a competing event, not a censoring: the
share promoted is Aalen and Johansen's, and so are its pseudo-observations.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from skillmark.measure.designs.cohort import Cohort, watched_on
from skillmark.measure.designs.design import Design, Question
from skillmark.measure.durations.competing import pseudo_incidence
from skillmark.measure.durations.curves import pseudo_observations, pseudo_survival
from skillmark.measure.ledger.store import Days, Flags, Ledger
from skillmark.measure.table import Floats
from skillmark.nouns.errors import InputError

HOURS_A_YEAR = 1_650
"""Hours of work behind a year's pay where the design names no price of an hour."""
MOSTLY = 0.8
"""A kind of hours is part of the cost where at least this share of people have it recorded."""
Causes = NDArray[np.intp]
HOURS: Final = ("training_hours", "manager_hours", "peer_hours")
_AT_RISK = 20
"""People of each group who must have been watched up to the horizon."""


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """A cohort whose outcomes are known, and what was found on the way."""

    cohort: Cohort
    outcome: Floats
    known_on: Days
    """Day on which each outcome was decided; NaT where it is not yet."""
    durations: tuple[Floats, Causes] | None = None
    """Days and what ended them (1 the event asked about, 2 leaving before it, 0 nothing yet),
    where the outcome is a duration."""
    known: tuple[float, float] = (1.0, 1.0)
    """Share of the treated and of the others whose outcome is recorded."""
    notes: Mapping[str, Any] = field(default_factory=dict)


class NotWatchedError(InputError):
    """Nobody, or too few, were watched up to the horizon."""

    code = "not_watched"

    def __init__(self, horizon: float, until: date | None) -> None:
        super().__init__(
            f"fewer than {_AT_RISK} people of a group were watched for {horizon:g} days",
            remedy=f"read it on {until}" if until else "wait for more people",
        )
        self.horizon, self.until = horizon, until


def measured(design: Design, found: Cohort) -> Measured:
    """Return the outcomes of a cohort. Raises `InputError` where nothing can be said."""
    return _BY_QUESTION[design.question](design, found)


def _recorded(found: Cohort, known: Flags, code: str) -> tuple[Cohort, tuple[float, float]]:
    treated = found.treated
    shares = (
        float(known[treated].mean()) if treated.any() else 0.0,
        float(known[~treated].mean()) if not treated.all() else 0.0,
    )
    return found.where(known, code), shares


def _pay(_design: Design, found: Cohort) -> Measured:
    # Nobody works for nothing: a zero is an empty cell, or an internship of another kind.
    found = found.where(~(found.people.number("starting_pay") == 0), "zero_pay")
    found, shares = _recorded(
        found, ~np.isnan(found.people.number("starting_pay")), "outcome_unknown"
    )
    pay = found.people.number("starting_pay")
    return Measured(found, pay, found.people.day("hired"), known=shares)


def _cost(design: Design, found: Cohort) -> Measured:
    horizon = float(design.horizon_days or 0)
    over = found.watched >= horizon
    if found.treated.any() and not over.any():
        raise NotWatchedError(horizon, watched_on(found.people.day("hired"), horizon, _AT_RISK))
    found = found.where(over, "too_recent")
    people = found.people
    parts = tuple(
        name for name in HOURS if len(people) and np.mean(~np.isnan(people.number(name))) >= MOSTLY
    )
    price = hour_price(design, people, found.treated)
    parts = parts if price is not None else ()
    known = ~np.isnan(people.number("training_cost"))
    for name in parts:
        known &= ~np.isnan(people.number(name))
    found, shares = _recorded(found, known, "outcome_unknown")
    cost = found.people.number("training_cost").copy()
    for name in parts:
        cost += (price or 0.0) * found.people.number(name)
    hired = found.people.day("hired")
    return Measured(
        found,
        cost,
        hired + np.timedelta64(round(horizon), "D"),
        known=shares,
        notes={"hour_price": price, "hours": list(parts)},
    )


def hour_price(design: Design, people: Ledger, treated: Flags) -> float | None:
    """Return what an hour costs: as registered, or from the pay of those without a credential,
    which the credential cannot have changed. One price for everybody."""
    if design.hour_price is not None:
        return design.hour_price
    pay = people.number("starting_pay")[~treated]
    pay = pay[pay > 0]
    return float(pay.mean()) / HOURS_A_YEAR if len(pay) else None


def _productivity(design: Design, found: Cohort) -> Measured:
    days = found.people.number("days_to_productivity")
    found, shares = _recorded(found, ~np.isnan(days), "outcome_unknown")
    horizon = float(design.horizon_days or 0)
    days = found.people.number("days_to_productivity")
    there = ~found.people.flag("productivity_censored")
    left = found.people.day("left")
    gone = int((~there & ~np.isnat(left)).sum())
    outcome = _by_group(found, days, there, horizon, pseudo_observations)
    decided = there | (days >= horizon)
    steps = np.minimum(days, horizon).astype("timedelta64[D]")
    known_on = np.where(decided, found.people.day("hired") + steps, np.datetime64("NaT", "D"))
    notes = {"left_before": gone}
    return Measured(found, outcome, known_on, (days, there.astype(np.intp)), shares, notes)


def _retention(design: Design, found: Cohort) -> Measured:
    hired, left = found.people.day("hired"), found.people.day("left")
    found = found.where(~(left < hired), "dates_reversed")
    hired, left = found.people.day("hired"), found.people.day("left")
    went = ~np.isnat(left)
    days = np.where(went, (left - hired).astype(np.float64), found.watched)
    horizon = float(design.horizon_days or 0)
    outcome = _by_group(found, days, went, horizon, pseudo_survival)
    decided = went | (days >= horizon)
    steps = np.minimum(days, horizon).astype("timedelta64[D]")
    known_on = np.where(decided, hired + steps, np.datetime64("NaT", "D"))
    return Measured(found, outcome, known_on, (days, went.astype(np.intp)))


def _promotion(design: Design, found: Cohort) -> Measured:
    for name in ("left", "promoted"):
        there = found.people.day(name)
        found = found.where(~(there < found.people.day("hired")), "dates_reversed")
    hired, left = found.people.day("hired"), found.people.day("left")
    promoted = found.people.day("promoted")
    rose = ~np.isnat(promoted)
    if len(rose) and not rose.any():
        raise InputError(
            "nobody is recorded as promoted",
            remedy="record days of promotion",
            code="no_variation",
        )
    went = ~rose & ~np.isnat(left)
    until = np.where(rose, promoted, left)
    days = np.where(rose | went, (until - hired).astype(np.float64), found.watched)
    cause = rose + 2 * went.astype(np.intp)
    horizon = float(design.horizon_days or 0)
    outcome = _by_group(found, days, cause, horizon, _incidence)
    decided = np.where(rose, promoted, left)
    end = hired + np.timedelta64(round(horizon), "D")
    seen = np.datetime64(found.day, "D") >= end
    known_on = np.where(np.isnat(decided) & seen, end, decided)
    known_on = np.where(known_on > end, end, known_on)
    return Measured(found, outcome, known_on, (days, cause))


def _incidence(days: Floats, cause: Causes, horizon: float) -> Floats:
    return pseudo_incidence(days, cause, 1, horizon)


def _by_group(
    found: Cohort,
    days: Floats,
    happened: Any,
    horizon: float,
    pseudo: Callable[[Floats, Any, float], Floats],
) -> Floats:
    """Return pseudo-observations within each group, if both were watched up to the horizon."""
    outcome = np.empty(len(days))
    groups = (found.treated, ~found.treated)
    watched = found.watched
    short = [group for group in groups if (watched[group] >= horizon).sum() < _AT_RISK]
    if short and all(group.sum() >= _AT_RISK for group in groups):
        days_of = [watched_on(found.people.day("hired")[g], horizon, _AT_RISK) for g in short]
        raise NotWatchedError(horizon, max(day for day in days_of if day))
    for group in groups:
        if group.any():
            outcome[group] = pseudo(days[group], happened[group], horizon)
    return outcome


_BY_QUESTION: Final[Mapping[Question, Callable[[Design, Cohort], Measured]]] = {
    Question.STARTING_PAY: _pay,
    Question.DAYS_TO_PRODUCTIVITY: _productivity,
    Question.TRAINING_COST: _cost,
    Question.RETENTION: _retention,
    Question.PROMOTION: _promotion,
}
