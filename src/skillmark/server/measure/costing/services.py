"""Use cases of costing: change a figure, keep what it was, work out what follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import numpy as np
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from skillmark.measure.costs.assumption import Assumption, Isolation, Shape, Standing
from skillmark.measure.costs.catalogue import BY_NAME
from skillmark.measure.costs.isolation import Isolated
from skillmark.measure.costs.measured import hires
from skillmark.measure.costs.model import Model, checked
from skillmark.measure.costs.programme import ITEM, CostKind, Item
from skillmark.measure.costs.reading import Given, assumptions_of, items_of, read_text
from skillmark.measure.costs.simulating import Outcome, simulate
from skillmark.measure.designs.design import Question
from skillmark.measure.designs.ready import READY
from skillmark.measure.designs.running import run
from skillmark.measure.report.costing import SEED, Costing, of_findings, work_out
from skillmark.nouns.errors import InputError
from skillmark.render.words import base
from skillmark.server.measure.costing import known
from skillmark.server.measure.costing.models import (
    AssumptionRecord,
    CostChangeRecord,
    CostingRecord,
    CostItemRecord,
)
from skillmark.server.measure.costing.said import said as answered
from skillmark.server.measure.designing import services as designing
from skillmark.server.measure.ledger import services as ledgers
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord, OrganisationRecord

Actor = AccountRecord | None
FIGURES = ("low", "likely", "high", "ceiling", "shape", "source", "said_by", "simulated")
ITEM_FIGURES = (
    "kind", "amount", "low", "high", "year", "recurring", "share", "source", "simulated",
)  # fmt: skip


def currency_of(organisation: OrganisationRecord) -> str:
    """Return the currency of costs: the ledger's until somebody says otherwise, or euros."""
    row = CostingRecord.objects.of(organisation).first()
    return row.currency if row else ledgers.ledger_of(organisation).currency or "EUR"


@transaction.atomic
def set_currency(organisation: OrganisationRecord, currency: str, *, actor: Actor) -> None:
    """Say which currency all figures are in. Figures are not converted."""
    _same_currency(organisation, currency)
    row, _made = CostingRecord.objects.update_or_create(
        organisation=organisation, defaults={"currency": currency}
    )
    audit.record("costing_currency", row, actor=actor, organisation=organisation)


def _same_currency(organisation: OrganisationRecord, currency: str) -> None:
    ledger = ledgers.ledger_of(organisation).currency
    if ledger not in {None, currency}:
        raise InputError(
            _("the outcome ledger is in %(currency)s") % {"currency": ledger},
            remedy=_("give costs in the same currency"),
            code="currencies_mixed",
        )


def given_of(organisation: OrganisationRecord) -> Given:
    """Return what was entered."""
    return Given(
        currency_of(organisation),
        tuple(as_item(row) for row in CostItemRecord.objects.of(organisation)),
        tuple(as_assumption(row) for row in AssumptionRecord.objects.of(organisation)),
    )


def as_item(row: CostItemRecord) -> Item:
    """Return a row as the model knows it."""
    return Item(
        row.name, row.amount, CostKind(row.kind), row.year, row.recurring, row.share, row.low,
        row.high, row.source,
    )  # fmt: skip


def as_assumption(row: AssumptionRecord) -> Assumption:
    """Return a row as the model knows it."""
    standing = Standing.CEILING if row.likely is None else Standing.ESTIMATED
    return checked(
        Assumption(
            row.name, row.likely, row.low, row.high, row.ceiling, Shape(row.shape), standing,
            row.source, row.said_by, simulated=row.simulated,
        )
    )  # fmt: skip


@transaction.atomic
def assume(
    organisation: OrganisationRecord, assumption: Assumption, *, actor: Actor
) -> AssumptionRecord:
    """Store a quantity in the place of what it was. Refuses what contradicts the rest."""
    checked(assumption)
    row = AssumptionRecord.objects.of(organisation).filter(name=assumption.name).first()
    before = _plain(row, FIGURES)
    row = row or AssumptionRecord(organisation=organisation, name=assumption.name)
    row.low, row.likely, row.high = assumption.low, assumption.likely, assumption.high
    row.ceiling, row.shape = assumption.ceiling, assumption.shape.value
    row.source, row.said_by = assumption.source, assumption.said_by
    row.simulated = assumption.simulated
    _keep(row, assumption.name, before, FIGURES, actor)
    return row


@transaction.atomic
def forget(row: AssumptionRecord, *, actor: Actor) -> None:
    """Take a quantity away: it is not known any more. What it was stays in the history."""
    _gone(row, row.name, FIGURES, actor)


@transaction.atomic
def spend(
    organisation: OrganisationRecord,
    item: Item,
    *,
    actor: Actor,
    row: CostItemRecord | None = None,
    simulated: bool = False,
) -> CostItemRecord:
    """Store a cost, in the place of `row` or as a new one."""
    same = CostItemRecord.objects.of(organisation).filter(name=item.name)
    if same.exclude(pk=row.pk if row else None).exists():
        raise InputError(
            _("there is a cost of this name already"),
            where="name",
            remedy=_("name them apart, or add them up"),
        )
    before = _plain(row, ITEM_FIGURES)
    row = row or CostItemRecord(organisation=organisation)
    row.name, row.kind, row.amount = item.name, item.kind.value, item.amount
    row.low, row.high, row.year = item.low, item.high, item.year
    row.recurring, row.share, row.source = item.recurring, item.share, item.source
    row.simulated = simulated
    _keep(row, item.key, before, ITEM_FIGURES, actor)
    return row


@transaction.atomic
def unspend(row: CostItemRecord, *, actor: Actor) -> None:
    """Take a cost away. What it was stays in the history."""
    _gone(row, f"{ITEM}{row.name}", ITEM_FIGURES, actor)


@transaction.atomic
def take_file(
    organisation: OrganisationRecord, text: str, name: str, *, kind: str, actor: Actor
) -> int:
    """Store a whole `costs.csv` or `assumptions.csv`, or raise with the line and store nothing."""
    reader = items_of if kind == "costs" else assumptions_of
    found, currencies = read_text(text, reader, name=name)
    for currency in currencies:
        if currency != currency_of(organisation):
            set_currency(organisation, currency, actor=actor)
    for one in found:
        if isinstance(one, Item):
            row = CostItemRecord.objects.of(organisation).filter(name=one.name).first()
            spend(organisation, one, actor=actor, row=row)
        else:
            assume(organisation, one, actor=actor)
    return len(found)


def history(organisation: OrganisationRecord) -> dict[str, list[CostChangeRecord]]:
    """Return the changes of every figure, the newest first."""
    found: dict[str, list[CostChangeRecord]] = {}
    for row in CostChangeRecord.objects.of(organisation).select_related("by"):
        found.setdefault(row.thing, []).append(row)
    return found


def _keep(row: Any, thing: str, before: Any, names: tuple[str, ...], actor: Actor) -> None:
    row.changed, row.changed_by = timezone.now(), actor
    after = _plain(row, names)
    row.save()
    # What contradicts the rest is refused before it is there.
    given_of(row.organisation).model()
    if before != after:
        _write(row.organisation, thing, before, after, actor)
        audit.record("cost_figure_changed", row, actor=actor, organisation=row.organisation)


def _gone(row: Any, thing: str, names: tuple[str, ...], actor: Actor) -> None:
    organisation = row.organisation
    _write(organisation, thing, _plain(row, names), None, actor)
    audit.record("cost_figure_removed", row, actor=actor, organisation=organisation)
    row.delete()
    given_of(organisation).model()


def _write(
    organisation: OrganisationRecord, thing: str, before: Any, after: Any, actor: Actor
) -> None:
    CostChangeRecord.objects.create(
        organisation=organisation, thing=thing, before=before, after=after, by=actor
    )


def _plain(row: Any, names: tuple[str, ...]) -> dict[str, Any] | None:
    return None if row is None else {name: getattr(row, name) for name in names}


@dataclass(frozen=True, slots=True)
class Known:
    """Everything that a result is made of."""

    given: Given
    counted: tuple[Assumption, ...]
    """From awards, the decided plan and the ledger. A figure that was entered stands before it."""
    isolated: tuple[Isolated, ...]
    simulated: bool

    @property
    def whole(self) -> Given:
        """What was entered, and what is counted where nothing was."""
        entered = {one.name for one in self.given.assumptions if one.known}
        more = (one for one in self.counted if one.name not in entered)
        return replace(self.given, assumptions=(*self.given.assumptions, *more))

    @property
    def model(self) -> Model:
        """The model, before it is worked out."""
        return self.whole.model(self.isolated, simulated=self.simulated)


def known_of(organisation: OrganisationRecord, *, now: datetime) -> Known:
    """Gather what was entered, what is counted and what was isolated."""
    ledger = ledgers.ledger_of(organisation)
    found = designing.findings(organisation, today=now.date())
    hired = hires(ledger, today=now.date())
    given = given_of(organisation)
    rows = (*CostItemRecord.objects.of(organisation), *AssumptionRecord.objects.of(organisation))
    return Known(
        given,
        (*known.counted(organisation, now=now), *([hired] if hired else [])),
        of_findings(found) or _unregistered(organisation, today=now.date()),
        ledger.simulated or any(row.simulated for row in rows),
    )


def entered_and_counted(organisation: OrganisationRecord) -> Given:
    """Return what a report's folder holds: what was entered, and what awards and plans count.

    Hires are left out: the report counts them from its ledger.
    """
    here = known_of(organisation, now=timezone.now())
    entered = {one.name for one in here.given.assumptions}
    kept = (one for one in here.whole.assumptions if one.name != "hires" or one.name in entered)
    return replace(here.given, assumptions=tuple(kept))


def _unregistered(organisation: OrganisationRecord, *, today: date) -> tuple[Isolated, ...]:
    stamp = ledgers.stamp(organisation)
    return () if stamp[1] > designing.AT_ONCE else _as_it_is(organisation.pk, stamp, today)


@lru_cache(maxsize=32)
def _as_it_is(pk: int, _stamp: ledgers.Stamp, today: date) -> tuple[Isolated, ...]:
    """Read the question for days that nobody registered: shown, and therefore not established."""
    ledger = ledgers.ledger_of(OrganisationRecord.objects.get(pk=pk))
    design, rng = READY[Question.DAYS_TO_PRODUCTIVITY], np.random.default_rng(SEED)
    # What is not established anyway needs no placebo worth the name.
    return of_findings((run(design, ledger, today=today, rng=rng, shuffles=2),))


def costing(organisation: OrganisationRecord, *, now: datetime) -> Costing:
    """Work out what the programme costs and is worth today; refuses a ledger in other money."""
    _same_currency(organisation, currency_of(organisation))
    here = known_of(organisation, now=now)
    said, made_up = answered(organisation, language=base(get_language() or "en"))
    return work_out(
        here.whole,
        None,
        here.isolated,
        today=now.date(),
        said=said,
        learning=known.learning(organisation, now=now),
        simulated_surveys=made_up,
        simulated=here.simulated,
    )


def what_if(outcome: Outcome, values: Mapping[str, float]) -> Outcome:
    """Work out what would follow if quantities were these; nothing is stored.

    A change that is supposed here counts as if it were so: the answer is to "what if", and nothing
    in it is established.
    """
    model = outcome.model
    supposed = dict(model.assumed)
    for name, value in values.items():
        one = Assumption(name, value, value, value, shape=Shape.FIXED, source=_("supposed"))
        checked(one)
        if BY_NAME[name].effect:
            one = replace(one, isolation=Isolation.COMPARISON, established=True)
        supposed[name] = one
    return simulate(
        Model(model.currency, model.items, supposed, model.simulated, model.together), seed=SEED
    )
