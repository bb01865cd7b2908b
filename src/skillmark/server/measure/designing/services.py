"""Use cases of designs: write one down, read it from the ledger, say what it needs."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from typing import Any

import numpy as np
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from skillmark.measure.designs.design import Design
from skillmark.measure.designs.finding import Finding, together
from skillmark.measure.designs.planning.planned import plan
from skillmark.measure.designs.planning.terms import Plan
from skillmark.measure.designs.registry import Registration, Registry
from skillmark.measure.designs.running import run
from skillmark.nouns.errors import ConflictError, SkillmarkError
from skillmark.server.jobs.services import Running, enqueue
from skillmark.server.measure.designing.models import DesignReadingRecord, DesignRecord
from skillmark.server.measure.ledger import services as ledgers
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord, OrganisationRecord

READ = "measure.read_design"
"""Job: read a design from a ledger that is too large for a page."""
AT_ONCE = 20_000
"""People of a ledger up to which a page reads it itself."""
SEED = 1
"""The placebo draws with this seed, so that a page shows the same numbers twice."""


def registry(organisation: OrganisationRecord) -> Registry:
    """Return everything registered; `InputError` where rows were altered behind our back."""
    rows = DesignRecord.objects.of(organisation).select_related("by").order_by("pk")
    return Registry.of_rows(
        (Design.of(row.design), row.at, str(row.by) if row.by else "", row.digest) for row in rows
    )


@transaction.atomic
def register(
    organisation: OrganisationRecord,
    design: Design,
    *,
    actor: AccountRecord | None,
    now: datetime,
) -> DesignRecord:
    """Write a design down. Raises what `Registry.register` raises, and `ConflictError` where
    somebody else wrote one down at the same moment."""
    made = registry(organisation).register(design, now=now, by="").registrations[-1]
    try:
        with transaction.atomic():
            row = DesignRecord.objects.create(
                organisation=organisation,
                name=design.id,
                design=design.as_json(),
                at=made.at,
                by=actor,
                previous=made.previous,
                digest=made.digest,
            )
    except IntegrityError:
        raise ConflictError(
            _("somebody registered another design at the same moment"), remedy=_("try again")
        ) from None
    audit.record(
        "design_registered", row, actor=actor, organisation=organisation,
        digest=made.digest, changes=[change.name for change in made.changes],
    )  # fmt: skip
    return row


def looked_at(design: Design, today: date) -> date:
    """Return the day of which a reading is: the last reading day that is over, or today."""
    return max((day for day in design.readings if day <= today), default=today)


def reading(row: DesignRecord, registered: Registration, *, today: date) -> Finding | None:
    """Return what a registration finds today; `None` while a job works it out.

    A reading is kept as long as neither the ledger nor the day that it is of changes.
    """
    kept = DesignReadingRecord.objects.filter(registration=row).first()
    stamp = ledgers.stamp(row.organisation)
    day = looked_at(registered.design, today)
    if kept and kept.stamp == _written(stamp) and kept.as_of == day:
        return Finding.of(kept.found)
    if stamp[1] > AT_ONCE:
        with transaction.atomic():
            enqueue(
                READ,
                {"registration": row.pk, "today": today.isoformat()},
                organisation=row.organisation,
                account=None,
                key=f"{row.pk}:{_written(stamp)}:{day}",
            )
        return None
    return _read(row, registered, today=today)


def _read(row: DesignRecord, registered: Registration, *, today: date) -> Finding:
    stamp = ledgers.stamp(row.organisation)
    found = run(
        registered.design,
        ledgers.ledger_of(row.organisation),
        today=today,
        rng=np.random.default_rng(SEED),
        registration=registered,
    )
    DesignReadingRecord.objects.update_or_create(
        registration=row,
        defaults={
            "organisation": row.organisation,
            "stamp": _written(stamp),
            "as_of": looked_at(registered.design, today),
            "found": found.as_json(),
            "made": timezone.now(),
        },
    )
    return Finding.of(found.as_json())


def _written(stamp: tuple[Any, ...]) -> str:
    return ":".join(str(part) for part in stamp)


def work(running: Running) -> dict[str, Any]:
    """Read one registration as a job."""
    row = DesignRecord.objects.select_related("organisation").get(
        pk=running.payload["registration"]
    )
    registered = registry(row.organisation).find(row.digest)
    with running.chunk(done=0, total=1):
        pass
    if registered is None:
        return {}
    found = _read(row, registered, today=date.fromisoformat(running.payload["today"]))
    with running.chunk(done=1, total=1):
        pass
    return {"verdict": "established" if found.established else "not established"}


def current(
    organisation: OrganisationRecord, *, today: date
) -> tuple[tuple[Registration, Finding | None], ...]:
    """Return the last registration of every design with what it finds, read together."""
    there = registry(organisation).current
    rows = {row.digest: row for row in DesignRecord.objects.of(organisation)}
    found = [reading(rows[one.digest], one, today=today) for one in there]
    ready = iter(together(tuple(one for one in found if one is not None)))
    return tuple(
        (one, next(ready) if answer is not None else None)
        for one, answer in zip(there, found, strict=True)
    )


def findings(organisation: OrganisationRecord, *, today: date) -> tuple[Finding, ...]:
    """Return what all registered designs find, those that a job still reads left out."""
    return tuple(found for _one, found in current(organisation, today=today) if found is not None)


def planned(
    organisation: OrganisationRecord, design: Design, *, today: date
) -> tuple[Plan | None, str]:
    """Return what a design needs by the ledger, or why that cannot be said, as an error's code."""
    stamp = ledgers.stamp(organisation)
    if stamp[1] > AT_ONCE:
        return None, "large"
    try:
        return _planned(organisation.pk, _written(stamp), design.digest, design, today), ""
    except SkillmarkError as error:
        return None, error.code


@lru_cache(maxsize=64)
def _planned(pk: int, _stamp: str, _digest: str, design: Design, today: date) -> Plan:
    ledger = ledgers.ledger_of(OrganisationRecord.objects.get(pk=pk))
    return plan(design, ledger, today=today)
