"""Whom a design is about: the ledger as of its day, who counts as treated, who is left out and why.

What is not known on the day of reading is not used, even where the ledger has it by now: whoever
reads a growing ledger again gets the same answer, and no second chance of a false alarm.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from skillmark.measure.designs.design import HIRED, Design
from skillmark.measure.ledger.columns import BY_NAME, Kind
from skillmark.measure.ledger.store import Days, Flags, Ledger
from skillmark.measure.table import Floats
from skillmark.nouns.errors import InputError

OTHER, NOT_KNOWN = "other", "not known"
FEW = 10
"""Words that fewer people have are taken together."""
NEVER = np.datetime64("NaT", "D")
_HAPPENS = ("left", "promoted", "further_study")


@dataclass(frozen=True, slots=True, eq=False)
class Cohort:
    """The people a design is about, before their outcomes are looked at."""

    people: Ledger
    """Everybody who may be compared, as of `day`."""
    treated: Flags
    day: date
    """Until when anything is known."""
    left_out: tuple[tuple[str, int], ...]
    """Why people are not in it, as codes with their numbers; in order of asking."""

    @property
    def watched(self) -> Floats:
        """Days from hiring until the ledger's day."""
        return (np.datetime64(self.day, "D") - self.people.day("hired")).astype(np.float64)

    def where(self, keep: Flags, code: str) -> Cohort:
        """Leave people out and say why."""
        gone = int((~keep).sum())
        if not gone:
            return self
        return replace(
            self,
            people=self.people.where(keep),
            treated=self.treated[keep],
            left_out=(*self.left_out, (code, gone)),
        )


def as_of(ledger: Ledger, day: date) -> Ledger:
    """Return what was known at the end of a day: later hires are gone, later events have not
    happened, and who was not productive by then is still on the way."""
    end = np.datetime64(day, "D")
    hired = ledger.day("hired")
    keep = ~(hired > end) & ~(ledger.day("applied") > end)
    people = ledger if keep.all() else ledger.where(keep)
    hired = people.day("hired")
    so_far = (end - hired).astype(np.float64)
    waits = people.number("days_to_productivity")
    too_long = waits > np.where(np.isnat(hired), np.inf, so_far)
    return replace(
        people,
        days={
            name: np.where(column > end, NEVER, column) if name in _HAPPENS else column
            for name, column in people.days.items()
        },
        numbers={**people.numbers, "days_to_productivity": np.where(too_long, so_far, waits)},
        flags={
            **people.flags,
            "productivity_censored": people.flag("productivity_censored") | too_long,
        },
    )


def last_day(ledger: Ledger, until: date) -> date:
    """Return the last day of which the ledger knows anything, at most `until`.

    An empty `left` means "still here" up to the day on which the file was written, not up to
    today. That day is in no column; the last day that any row mentions is never later.
    """
    end = np.datetime64(until, "D")
    hired, days = ledger.day("hired"), ledger.number("days_to_productivity")
    known = ~np.isnat(hired) & ~np.isnan(days)
    reached = hired[known] + days[known].astype("timedelta64[D]")
    seen = [ledger.day(name) for name in ("applied", "hired", *_HAPPENS)] + [reached]
    found = [column[~np.isnat(column) & (column <= end)] for column in seen]
    latest = [column.max() for column in found if len(column)]
    return max(latest).astype(date) if latest else until


def cohort(design: Design, ledger: Ledger, *, day: date) -> Cohort:
    """Return the people that a design is about, from the ledger as of `day`."""
    people = as_of(ledger, day)
    hired = people.day("hired")
    found = Cohort(people, np.zeros(len(people), bool), last_day(people, day), ())
    applied_only = np.isnat(hired) & ~np.isnat(people.day("applied"))
    found = found.where(~applied_only, "not_hired")
    found = found.where(~np.isnat(found.people.day("hired")), "no_hiring_day")
    hired = found.people.day("hired")
    inside = np.ones(len(hired), bool)
    if design.hired_from:
        inside &= hired >= np.datetime64(design.hired_from, "D")
    if design.hired_until:
        inside &= hired <= np.datetime64(design.hired_until, "D")
    found = found.where(inside, "outside_window")
    # Whoever has a credential without its day cannot be told from one who earned it afterwards.
    undated = found.people.word("credential").known & np.isnat(found.people.day("credential_date"))
    found = found.where(~undated, "credential_undated")
    held = found.people.held_at_hiring
    found = replace(found, treated=held)
    if not design.achievement:
        return found
    about = found.people.word("achievement")
    code = about.levels.index(design.achievement) if design.achievement in about.levels else -2
    return found.where(~held | (about.codes == code), "other_credential")


def adjustable(design: Design, found: Cohort) -> Cohort:
    """Return those whose numbers to adjust for are known.

    Raises `InputError` (`covariate_missing`) for a column that nobody has recorded: it was written
    down that it would be adjusted for.
    """
    keep = np.ones(len(found.people), bool)
    for name in design.covariates:
        there = _known(name, found.people)
        if len(there) and not there.any():
            raise InputError(
                f"{name} is not recorded",
                where="covariates",
                remedy="record it, or register a design without it",
                code="covariate_missing",
            )
        if BY_NAME[name].kind is not Kind.WORDS:
            keep &= there
    return found.where(keep, "covariate_unknown")


def covariates(design: Design, people: Ledger) -> tuple[tuple[str, ...], Floats]:
    """Return the covariates as columns with their names.

    Numbers enter with their square, words as one column a level (rare ones together, unknown ones
    as a level of their own), the day of hiring in years. A column that says the same of everybody
    says nothing and is not there.
    """
    names: list[str] = []
    columns: list[Floats] = []
    for name in design.covariates:
        for label, column in _columns(name, people):
            if len(column) and np.ptp(column) > 0:
                names.append(label)
                columns.append(column)
    return tuple(names), np.column_stack(columns) if columns else np.empty((len(people), 0))


def clusters(design: Design, people: Ledger) -> np.ndarray[tuple[int], np.dtype[np.int64]] | None:
    """Return who shares a fate, as numbers; who has no team stands alone. `None` for nobody."""
    if not design.cluster:
        return None
    words = people.word(design.cluster)
    if not words.known.any():
        return None
    alone = ~words.known
    codes = words.codes.astype(np.int64)
    codes[alone] = len(words.levels) + np.arange(int(alone.sum()))
    return np.unique(codes, return_inverse=True)[1].astype(np.int64)


def watched_on(hired: Days, horizon: float, people: int) -> date | None:
    """Return the day on which the first `people` of a group will have been watched for
    `horizon` days; `None` for fewer people."""
    if len(hired) < people:
        return None
    first: date = np.sort(hired)[people - 1].astype(date)
    return first + timedelta(days=int(np.ceil(horizon)))


def _known(name: str, people: Ledger) -> Flags:
    kind = BY_NAME[name].kind
    if kind is Kind.WORDS:
        return people.word(name).known
    if kind is Kind.DAY:
        return np.asarray(~np.isnat(people.day(name)))
    return np.asarray(~np.isnan(people.number(name)))


def _columns(name: str, people: Ledger) -> list[tuple[str, Floats]]:
    if name == HIRED:
        days = people.day(HIRED)
        years = days.astype(np.float64) / 365.25
        return [(name, years - years.min() if len(years) else years)]
    if BY_NAME[name].kind is not Kind.WORDS:
        values = people.number(name)
        return [(name, values), (f"{name}^2", values**2)]
    words = people.word(name)
    codes = np.where(words.known, words.codes, len(words.levels))
    levels = (*words.levels, NOT_KNOWN)
    counts = np.bincount(codes, minlength=len(levels))
    often = [int(code) for code in np.argsort(-counts, kind="stable") if counts[code] >= FEW]
    groups = [(levels[code], codes == code) for code in often]
    rare = ~np.isin(codes, often)
    if rare.any():
        groups.append((OTHER, rare))
    # The most frequent level is what the others are compared with.
    return [(f"{name}: {level}", members.astype(np.float64)) for level, members in groups[1:]]
