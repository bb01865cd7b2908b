"""Use cases of measuring: say what the ledger shows and what it cannot show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

import numpy as np

from skillmark.measure.designs.credential_effect import credential_effect
from skillmark.measure.effects import nsw
from skillmark.measure.effects.effect import Effect
from skillmark.measure.report.summary import Group, summarise
from skillmark.nouns.errors import SkillmarkError
from skillmark.server.measure.ledger.services import Stamp, ledger_of, stamp
from skillmark.server.people.models import OrganisationRecord

SEED = 1
"""The placebo shuffles with this seed, so that a page shows the same numbers twice."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What the ledger shows: described by group, then estimated against a comparison group."""

    outcomes: int
    simulated: int
    currency: str
    groups: tuple[Group, ...]
    """Everybody, then those with and those without a credential at hiring."""
    effect: Effect | None
    refused: str
    """Why there is no estimate, in plain words."""


def findings(organisation: OrganisationRecord, *, today: date) -> Findings:
    """Return what can be said today.

    An unchanged ledger is estimated once a process: a page and its pictures ask several times.
    """
    return _findings(organisation.pk, stamp(organisation), today)


@lru_cache(maxsize=32)
def _findings(pk: int, _stamp: Stamp, today: date) -> Findings:
    ledger = ledger_of(OrganisationRecord.objects.get(pk=pk))
    holders, others = ledger.where(ledger.held_at_hiring), ledger.where(~ledger.held_at_hiring)
    estimated, refused = None, ""
    try:
        estimated = credential_effect(ledger, rng=np.random.default_rng(SEED))
    except SkillmarkError as error:
        refused = str(error)
    return Findings(
        outcomes=len(ledger),
        simulated=int(ledger.flag("simulated").sum()),
        currency=ledger.currency or "",
        groups=tuple(
            summarise(name, group, today=today)
            for name, group in (("all", ledger), ("with", holders), ("without", others))
        ),
        effect=estimated,
        refused=refused,
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
