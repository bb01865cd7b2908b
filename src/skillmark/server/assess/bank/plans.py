"""Tests that are built of the bank: planned, checked against what is there, and made.

A plan is no test. It says what forms have to be and which questions may stand in them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from skillmark.assess.assembling.constraints import Specification
from skillmark.assess.demands import (
    Demand,
    Like,
    demand_document,
    like_document,
    read_demand,
    read_like,
)
from skillmark.assess.tables import filled
from skillmark.nouns.errors import ConflictError
from skillmark.server.assess.bank.models import (
    TestPlanRecord,
)
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord, OrganisationRecord


@dataclass(frozen=True, slots=True)
class Plan:
    """What a test is to be."""

    title: str = ""
    description: str = ""
    language: str = "en"
    minutes: float | None = None
    blueprint: tuple[tuple[str, int], ...] = ()
    demands: tuple[Demand, ...] = ()
    pilots: int = 0
    pools: tuple[Like, ...] = ()
    """Any live question like one of these may be asked."""
    picked: tuple[str, ...] = ()
    """Names of questions that may be asked beside those."""

    @property
    def spec(self) -> Specification:
        """What every form has to be."""
        return Specification(self.blueprint, self.demands, self.pilots)


def plan_document(plan: Plan) -> dict[str, Any]:
    """Return a plan as JSON that `read_plan` reads back equal."""
    return filled(
        title=plan.title,
        description=plan.description,
        language=plan.language,
        minutes=plan.minutes,
        blueprint=[list(pair) for pair in plan.blueprint],
        demands=[demand_document(one) for one in plan.demands],
        pilots=plan.pilots or None,
        pools=[like_document(one) for one in plan.pools],
        picked=list(plan.picked),
    )


def read_plan(document: Mapping[str, Any]) -> Plan:
    """Return the plan that a row keeps."""
    return Plan(
        title=document.get("title", ""),
        description=document.get("description", ""),
        language=document.get("language", "en"),
        minutes=document.get("minutes"),
        blueprint=tuple((skill, count) for skill, count in document.get("blueprint", ())),
        demands=tuple(read_demand(one, "demand") for one in document.get("demands", ())),
        pilots=document.get("pilots", 0),
        pools=tuple(read_like(one, "pool") for one in document.get("pools", ())),
        picked=tuple(document.get("picked", ())),
    )


@transaction.atomic
def begin(
    organisation: OrganisationRecord,
    slug: str,
    plan: Plan,
    *,
    now: datetime,
    actor: AccountRecord | None,
) -> TestPlanRecord:
    """Begin to build a test. Raises `ConflictError` where one of this name is being built."""
    try:
        with transaction.atomic():
            row: TestPlanRecord = TestPlanRecord.objects.create(
                organisation=organisation, slug=slug, plan=plan_document(plan), changed=now
            )
    except IntegrityError:
        raise ConflictError(
            _("a test of this name is being built already"),
            where=slug,
            remedy=_("open that plan, or take another name"),
            code="taken",
        ) from None
    audit.record("test_plan_begun", row, actor=actor, organisation=organisation)
    return row


@transaction.atomic
def save(row: TestPlanRecord, plan: Plan, *, now: datetime, actor: AccountRecord | None) -> None:
    """Keep what a test is to be."""
    row.plan, row.changed = plan_document(plan), now
    row.save(update_fields=["plan", "changed"])
    audit.record("test_plan_saved", row, actor=actor, organisation=row.organisation)
