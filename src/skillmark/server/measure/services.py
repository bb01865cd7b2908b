"""Use cases of measuring: keep the ledger, say what it shows and what it cannot show."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
from django.db import transaction
from django.db.models import Count, Max

from skillmark.measure.designs.credential_effect import credential_effect
from skillmark.measure.effects import nsw
from skillmark.measure.effects.effect import Effect
from skillmark.measure.ledger.reading import read_ledger
from skillmark.measure.ledger.store import Ledger, one_currency
from skillmark.measure.report.build import build
from skillmark.measure.report.folder import Material, Settings
from skillmark.measure.report.summary import Group, summarise
from skillmark.nouns.errors import SkillmarkError
from skillmark.nouns.money import Money
from skillmark.nouns.outcome import Outcome
from skillmark.render import report_html, report_pdf
from skillmark.render.words import base
from skillmark.server.measure.models import OutcomeRecord
from skillmark.server.measure.surveying import reported
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord, OrganisationRecord

CHUNK = 2_000
SEED = 1
"""The placebo shuffles with this seed, so that a page shows the same numbers twice."""


@transaction.atomic
def record_outcomes(
    organisation: OrganisationRecord,
    ledger: Ledger,
    *,
    actor: AccountRecord | None,
) -> int:
    """Store outcomes; a person who is there already is replaced. Currencies must agree."""
    there = OutcomeRecord.objects.of(organisation).exclude(currency="")
    one_currency([ledger.currency or "", *there.values_list("currency", flat=True).distinct()])
    rows = [_row(organisation, ledger.outcome(i)) for i in range(len(ledger))]
    columns = [f.name for f in OutcomeRecord._meta.fields if f.name not in {"id", "organisation"}]
    OutcomeRecord.objects.bulk_create(
        rows,
        batch_size=CHUNK,
        update_conflicts=True,
        update_fields=[name for name in columns if name != "person"],
        unique_fields=["organisation", "person"],
    )
    audit.record(
        "outcomes_recorded", organisation, actor=actor, organisation=organisation, count=len(rows)
    )
    return len(rows)


def import_ledger(
    organisation: OrganisationRecord, content: bytes, name: str, *, actor: AccountRecord
) -> int:
    """Read an uploaded `ledger.csv` and store it whole, or raise and store nothing."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / (Path(name).name or "ledger.csv")
        path.write_bytes(content)
        ledger = read_ledger(path)
    return record_outcomes(organisation, ledger, actor=actor)


def _row(organisation: OrganisationRecord, outcome: Outcome) -> OutcomeRecord:
    money = outcome.starting_pay or outcome.training_cost
    return OutcomeRecord(
        organisation=organisation,
        starting_pay=outcome.starting_pay.amount if outcome.starting_pay else None,
        training_cost=outcome.training_cost.amount if outcome.training_cost else None,
        currency=money.currency if money else "",
        **{column: getattr(outcome, column) for column in OutcomeRecord.PLAIN},
    )


def ledger_of(organisation: OrganisationRecord) -> Ledger:
    """Return the organisation's ledger."""
    return Ledger.of(
        [
            Outcome(
                starting_pay=_money(row.starting_pay, row.currency),
                training_cost=_money(row.training_cost, row.currency),
                **{column: getattr(row, column) for column in OutcomeRecord.PLAIN},
            )
            for row in OutcomeRecord.objects.of(organisation).iterator(chunk_size=CHUNK)
        ]
    )


def _money(amount: object, currency: str) -> Money | None:
    return None if amount is None else Money(amount, currency)  # type: ignore[arg-type]


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
    rows = OutcomeRecord.objects.of(organisation)
    stamp = rows.aggregate(last=Max("recorded"), people=Count("pk"))
    return _findings(organisation.pk, (stamp["last"], stamp["people"]), today)


@lru_cache(maxsize=32)
def _findings(pk: int, stamp: tuple[datetime | None, int], today: date) -> Findings:
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


@dataclass(frozen=True, slots=True)
class ImpactReport:
    """The organisation's own impact report, ready to hand out."""

    html: str
    pdf: bytes


def report(
    organisation: OrganisationRecord, *, now: datetime, language: str = "en"
) -> ImpactReport:
    """Make the impact report of the ledger as of `now`."""
    material = Material(
        ledger_of(organisation),
        surveys=reported.for_report(organisation, language=base(language)),
        settings=Settings(organisation=organisation.name, language=language),
    )
    made = build(material, today=now.date(), rng=np.random.default_rng(SEED))
    return ImpactReport(report_html.html(made.document), report_pdf.pdf(made.document))
