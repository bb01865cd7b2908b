"""What the ledger says of a programme: counted, not assumed."""

from __future__ import annotations

from datetime import date

import numpy as np

from skillmark.measure.cells import LEAST_CELL
from skillmark.measure.costs.assumption import Assumption, Shape, Standing
from skillmark.measure.ledger.store import Ledger

YEAR = 365


def last_day(ledger: Ledger) -> date | None:
    """Return the last day of hiring that a ledger knows of; the same file has the same one."""
    days = ledger.day("hired")
    known = days[~np.isnat(days)]
    return known.max().astype(date) if known.size else None


def hires(ledger: Ledger, *, today: date) -> Assumption | None:
    """Return who was hired in the 365 days before `today` and held a credential already.

    `None` below the smallest group that may be shown, also where those without a credential are so
    few that they would follow by subtraction.
    """
    day = ledger.day("hired")
    since = np.datetime64(today, "D") - np.timedelta64(YEAR, "D")
    recent = ~np.isnat(day) & (day > since) & (day <= np.datetime64(today, "D"))
    held = int((recent & ledger.held_at_hiring).sum())
    others = int(recent.sum()) - held
    if held < LEAST_CELL or 0 < others < LEAST_CELL:
        return None
    return Assumption(
        "hires", float(held), float(held), float(held), shape=Shape.FIXED,
        standing=Standing.MEASURED, source="ledger", simulated=ledger.simulated,
    )  # fmt: skip
