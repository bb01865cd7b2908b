"""Everything that can be looked at in the responses to one test, and what could not be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from skillmark.assess.integrity.chances import Chances, estimate
from skillmark.assess.integrity.drift import drifting, easier_since, exposure
from skillmark.assess.integrity.exposed import gains
from skillmark.assess.integrity.flags import Flag, Kind
from skillmark.assess.integrity.similarity import similar
from skillmark.assess.integrity.times import fast_and_right, fit_speeds, hasty
from skillmark.assess.responses import MISSING, Responses
from skillmark.nouns.errors import InputError

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Sittings:
    """What is known of everybody's sitting; rows are people, in one order throughout."""

    responses: Responses
    options: NDArray[np.int16] | None = None
    """Persons x items: number of the chosen option, `MISSING` where none; `None` not known."""
    seconds: Floats | None = None
    """Persons x items: time from first sight to last answer, `nan` where not known."""
    days: Floats | None = None
    """When everybody sat, in days from any origin."""
    since: float | None = None
    """Day from which on questions may have been known."""
    exposed: tuple[str, ...] = ()
    """Questions that may have been known."""

    @property
    def persons(self) -> tuple[str, ...]:
        """Ids of the rows; numbers from 1 where the responses have none."""
        return self.responses.persons or tuple(
            str(row) for row in range(1, len(self.responses.values) + 1)
        )


@dataclass(frozen=True, slots=True)
class Look:
    """One kind of pattern: how much was looked at, or why nothing could be."""

    kind: Kind
    tests: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Findings:
    """Flags for people to look at, and what else was looked for."""

    flags: tuple[Flag, ...]
    looks: tuple[Look, ...]
    persons: int
    items: int
    exposure: dict[str, int]
    """How many people have answered each question."""
    agreement: tuple[int, ...] = ()
    """Pairs by standardised agreement, in the classes of `similarity.EDGES`."""


def look(sittings: Sittings) -> Findings:
    """Look for everything that `sittings` has data for.

    Raises `InputError` (code `too_few`) with fewer than 50 people or 10 questions, and for
    exposed questions that are not there; what else has too little data is said in the `Look`
    of its kind.
    """
    given = sittings.responses
    strange = sorted(set(sittings.exposed) - set(given.items))
    if strange:
        raise InputError(f"there is no question {strange[0]!r}", where="exposed questions")
    keep = (given.values != MISSING).any(axis=1)
    chances = estimate(given, sittings.options)
    persons, items = sittings.persons, given.items
    seconds = sittings.seconds
    found: list[Flag] = []
    looks: list[Look] = []

    def add(kind: Kind, work: Callable[[], tuple[tuple[Flag, ...], int]]) -> None:
        try:
            flags, tests = work()
        except InputError as error:
            looks.append(Look(kind, 0, str(error)))
            return
        found.extend(flags)
        looks.append(Look(kind, tests))

    histogram: tuple[int, ...] = ()

    def likeness() -> tuple[tuple[Flag, ...], int]:
        nonlocal histogram
        flags, pairs = similar(chances, persons)
        histogram = pairs.histogram
        return flags, pairs.compared

    add(Kind.SIMILAR, likeness)
    if seconds is not None:
        times = np.where(chances.seen, seconds, np.nan)
        enough = int(((~np.isnan(times)).sum(axis=1) >= 10).sum())
        add(Kind.HASTE, lambda: (hasty(times, persons), enough))
        add(Kind.FAST_AND_RIGHT, lambda: fast_and_right(chances, times, persons))
    else:
        looks += [Look(kind, 0, NO_TIMES) for kind in (Kind.HASTE, Kind.FAST_AND_RIGHT)]
    if sittings.days is None:
        looks += [Look(kind, 0, NO_DATES) for kind in (Kind.DRIFT, Kind.EASIER)]
    else:
        days = sittings.days
        order = np.argsort(np.where(keep, days, np.inf), kind="stable")
        add(Kind.DRIFT, lambda: drifting(chances, items, order))
        if sittings.since is None:
            looks.append(Look(Kind.EASIER, 0, NO_DATE))
        else:
            after = days >= sittings.since
            logs = _residual_logs(chances, seconds)
            add(Kind.EASIER, lambda: easier_since(chances, items, after, logs))
    if sittings.exposed:
        add(Kind.GAIN, lambda: gains(given, sittings.exposed, persons))
    else:
        looks.append(Look(Kind.GAIN, 0, NO_EXPOSED))
    return Findings(
        tuple(found),
        tuple(looks),
        int(keep.sum()),
        len(items),
        exposure(chances, items),
        histogram,
    )


NO_TIMES = "no response times are known"
NO_DATES = "no dates are known"
NO_DATE = "no date is given from which on questions may have been known"
NO_EXPOSED = "no questions are named that may have been known"


def _residual_logs(chances: Chances, seconds: Floats | None) -> Floats | None:
    """Return log seconds less what person and item explain; `None` without enough times."""
    if seconds is None:
        return None
    try:
        speeds = fit_speeds(np.where(chances.seen, seconds, np.nan))
    except InputError:
        return None
    return speeds.residuals / speeds.precision
