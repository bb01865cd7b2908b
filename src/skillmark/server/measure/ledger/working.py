"""What jobs do for the ledger: look at large files, store, keep no longer than stated."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

import numpy as np
from django.db.models import Q
from django.utils import timezone

from skillmark.measure.ledger.store import Ledger
from skillmark.nouns.errors import InputError
from skillmark.server.jobs.services import Running
from skillmark.server.measure.ledger import linking, services, storing, taking
from skillmark.server.measure.ledger.models import LedgerFileRecord, LinkRecord, OutcomeRecord
from skillmark.server.people import audit
from skillmark.server.people.models import OrganisationRecord

KEEP = "measure.ledger_keep"
CHUNK = 40_000
TELL = 20_000
"""Rows read between two words of progress: each is a write."""
LINKS = 100


def _beat(running: Running) -> Callable[[int], None]:
    """Say how many rows are read: it renews the lease, and a cancelled job stops here."""

    told = 0

    def read(rows: int) -> None:
        nonlocal told
        if rows - told < TELL:
            return
        told = rows
        with running.chunk(done=rows, total=max(rows, running.job.total)):
            pass

    return read


def _file(running: Running) -> LedgerFileRecord:
    rows = LedgerFileRecord.objects.select_related("organisation")
    found = rows.filter(pk=running.payload["file"]).first()
    if found is None:
        raise InputError("this file's day is over", remedy="bring it in again")
    return found


def forget(running: Running) -> dict[str, int]:
    """Delete a file whose day is over; not while a job stores it."""
    with running.chunk():
        files = LedgerFileRecord.objects.filter(pk=running.payload["file"])
        gone, _kinds = files.delete()
    return {"deleted": gone}


def look(running: Running) -> dict[str, int]:
    """Look at a large file for somebody."""
    row = _file(running)
    looked = taking.look_at(row, progress=_beat(running))
    with running.chunk(done=looked["rows"], total=looked["rows"]):
        LedgerFileRecord.objects.filter(pk=row.pk).update(looked=looked)
    return {"rows": looked["rows"], "mistakes": looked["mistakes"]}


def store(running: Running) -> dict[str, Any]:
    """Store a file, page by page; run again, it does the same again.

    A job that stopped between two pages has stored the first ones: the page says so, and going on
    stores the rest.
    """
    row = _file(running)
    place = row.organisation
    made = taking.applied(row, progress=_beat(running))
    ledger = made.read.sound if row.options["sound"] else made.read.ledger
    if ledger is None:
        raise InputError("there are mistakes in this file", where=row.name)
    columns, total, now = storing.given(ledger), len(ledger), timezone.now()
    for start in range(0, total, CHUNK):
        part = ledger.where(np.arange(start, min(start + CHUNK, total)))

        def write(part: Ledger = part) -> None:
            services.agree_on_currency(place, part.currency)
            storing.write(place.pk, part, columns, now)
            services.changed(place)

        running.repeat(write, done=start, total=total)
    linked = _link(running, place, made.links, total)
    left_out = len(set(made.read.everybody.tolist())) - total
    with running.chunk(done=total, total=total):
        gone = _gone(place, made.read.everybody.tolist(), running) if row.options["whole"] else 0
        LedgerFileRecord.objects.filter(pk=row.pk).update(data=b"", sample=[])
        audit.record(
            "ledger_stored",
            row,
            actor=running.job.created_by,
            organisation=place,
            people=total,
            left_out=left_out,
            gone=gone,
        )
    services.overview_of(place)  # the page need not wait for it
    return {
        "people": total,
        "left_out": left_out,
        "gone": gone,
        "linked": linking.about(linked),
        "addresses": len(made.links),
    }


def _link(running: Running, place: OrganisationRecord, links: dict[str, str], total: int) -> int:
    """Link those who agreed, some at a time: each one's credentials are verified."""
    found = linking.agreed(place, links)
    linked = 0
    for start in range(0, len(found), LINKS):
        some = dict(list(found.items())[start : start + LINKS])

        def make(some: dict[str, int] = some) -> int:
            return linking.link_accounts(place, some)

        linked += running.repeat(make, done=total, total=total)
    return linked


def _gone(place: OrganisationRecord, everybody: Iterable[str], running: Running) -> int:
    """Delete who is not in the file."""
    there = set(OutcomeRecord.objects.of(place).values_list("person", flat=True))
    gone = sorted(there - set(everybody))
    for start in range(0, len(gone), 500):
        services.remove(
            place, Q(person__in=gone[start : start + 500]), actor=running.job.created_by
        )
    return len(gone)


def keep(running: Running) -> dict[str, int]:
    """Delete rows that were kept as long as stated, and renew what links fill in."""
    place = running.job.organisation
    today = timezone.localdate()
    with running.chunk():
        gone = services.remove(place, services.over(place, today=today), actor=None)
    people = list(
        LinkRecord.objects.of(place).order_by("pk").values_list("account_id", flat=True).distinct()
    )
    for start in range(0, len(people), LINKS):
        some = people[start : start + LINKS]

        def renew(some: list[int] = some) -> int:
            return linking.renew(place, LinkRecord.objects.of(place).filter(account__in=some))

        running.repeat(renew, done=start, total=len(people))
    return {"deleted": gone, "links": len(people)}


def due(_now: datetime) -> Iterable[OrganisationRecord]:
    """Return the organisations that have a ledger."""
    with_rows = OutcomeRecord.objects.order_by().values("organisation").distinct()
    return OrganisationRecord.objects.filter(pk__in=with_rows)
