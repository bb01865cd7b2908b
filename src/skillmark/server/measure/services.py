"""Use cases of measuring that no room has: describe the ledger, and try the method."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

from skillmark.measure.effects import nsw
from skillmark.measure.report.summary import Group, protected, summarise
from skillmark.nouns.errors import SkillmarkError
from skillmark.server.measure.ledger.services import Stamp, ledger_of, stamp
from skillmark.server.people.models import OrganisationRecord


@dataclass(frozen=True, slots=True)
class Described:
    """What the ledger shows, by group: described, never explained."""

    outcomes: int
    simulated: int
    currency: str
    groups: tuple[Group, ...]
    """Those with and those without a credential at hiring, then everybody."""


def described(organisation: OrganisationRecord, *, today: date) -> Described:
    """Describe the ledger as of today; once a process as long as it does not change."""
    return _described(organisation.pk, stamp(organisation), today)


@lru_cache(maxsize=32)
def _described(pk: int, _stamp: Stamp, today: date) -> Described:
    ledger = ledger_of(OrganisationRecord.objects.get(pk=pk))
    holders, others = ledger.where(ledger.held_at_hiring), ledger.where(~ledger.held_at_hiring)
    return Described(
        outcomes=len(ledger),
        simulated=int(ledger.flag("simulated").sum()),
        currency=ledger.currency or "",
        groups=protected(
            summarise("with", holders, today=today),
            summarise("without", others, today=today),
            summarise("all", ledger, today=today),
        ),
    )


@cache
def method_check() -> nsw.KnownAnswer | None:
    """Return the study whose answer is known; `None` where its data are not installed.

    The data never change, so it is computed once a process.
    """
    try:
        return nsw.study()
    except SkillmarkError:
        return None
