"""The background job: asks for one opinion after the other and stores what came of it.

Done twice it asks for what is still missing and changes nothing else. An endpoint that is down
leaves the opinion waiting; one that is another than before leaves it held, with its version; a
reply that does not fit leaves no opinion, and why. None of them is ever made up, and nobody's
result waits for one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from skillmark.assess.interactions.rated import ShortAnswer
from skillmark.assess.items import Item
from skillmark.assess.machine import asking, replying
from skillmark.assess.machine.opinion import Opinion
from skillmark.nouns.errors import InputError, SkillmarkError, UnavailableError
from skillmark.server.assess import library
from skillmark.server.assess.models import TestRecord
from skillmark.server.assess.rating.machine.endpoint import Ask
from skillmark.server.assess.rating.machine.models import (
    MachineOpinionRecord,
    MachineVersionRecord,
)
from skillmark.server.assess.rating.machine.ordering import ASK
from skillmark.server.jobs.services import Running, enqueue
from skillmark.server.people import audit
from skillmark.server.people.models import OrganisationRecord

AGAIN = "assess.machine_again"
"""Kind of the daily job that asks again for what an outage left waiting."""
PATIENCE = timedelta(days=14)
"""For how long an opinion is asked for; a rating that is older needs none any more."""
SILENT = frozenset({"unreachable", "deadline", "tls", "address_refused", "insecure"})
"""Codes after which there is no use in asking for the next answer at once."""
State = MachineOpinionRecord.State


@dataclass(frozen=True, slots=True)
class Found:
    """What came back for one answer."""

    request: str
    reply: replying.Reply | None = None
    opinion: Opinion | None = None
    why: str = ""
    outage: UnavailableError | None = None


def work(running: Running, *, ask: Ask, model: str) -> dict[str, int]:
    """Ask for every opinion of an attempt that is missing.

    Raises `UnavailableError` where the endpoint did not answer, so that the job is tried again,
    each time later; what did come is stored by then.
    """
    rows = list(
        MachineOpinionRecord.objects.of(running.job.organisation)
        .filter(response__attempt=running.payload["attempt"], state=State.WAITING)
        .order_by("pk")
    )
    outage: UnavailableError | None = None
    for done, row in enumerate(rows, start=1):
        found = inquire(row, ask=ask, model=model)

        def keep(row: MachineOpinionRecord = row, found: Found = found) -> None:
            store(row, found, now=timezone.now())

        running.repeat(keep, done=done, total=len(rows))
        outage = found.outage or outage
        if found.outage is not None and found.outage.code in SILENT:
            break
    if outage is not None:
        raise outage
    return {"opinions": len(rows)}


def inquire(row: MachineOpinionRecord, *, ask: Ask, model: str) -> Found:
    """Ask for one opinion and read what comes back. Nothing is stored, no transaction is open."""
    response = row.response
    attempt = response.attempt
    test = library.noun(attempt.delivery.test)
    item = test.item(response.item)
    rubric = _rubric(item)
    stimulus = next((one for one in test.stimuli if one.id == item.stimulus), None)
    try:
        asked = asking.request(
            item,
            rubric,
            response.value,
            model=model,
            language=attempt.language,
            stimulus=stimulus,
        )
    except InputError as error:
        return Found("", why=error.cause)
    try:
        reply = replying.envelope(ask(asked.body))
    except UnavailableError as error:
        return Found(asked.digest, why=error.cause, outage=error)
    except InputError as error:
        outage = UnavailableError(f"no reply that can be read: {error.cause}", code=error.code)
        return Found(asked.digest, why=outage.cause, outage=outage)
    try:
        opinion = replying.opinion(reply, rubric, response.value, canary=asked.canary)
    except InputError as error:
        return Found(asked.digest, reply, why=_placed(error))
    return Found(asked.digest, reply, opinion)


def _placed(error: SkillmarkError) -> str:
    return f"{error.where}: {error.cause}" if error.where else error.cause


def _rubric(item: Item) -> tuple[asking.Criterion, ...]:
    way = item.interaction
    if not isinstance(way, ShortAnswer):
        raise TypeError(f"item {item.id} is not answered in words")
    return way.rubric


@transaction.atomic
def store(row: MachineOpinionRecord, found: Found, *, now: datetime) -> None:
    """Store what came back for an opinion that still waits; one that is there stays as it is."""
    mine = (
        MachineOpinionRecord.objects.select_for_update(of=("self",))
        .select_related("response__attempt__delivery__test", "organisation")
        .filter(pk=row.pk, state=State.WAITING)
        .first()
    )
    if mine is None:  # taken back, or stored by another worker
        return
    mine.tries += 1
    mine.request, mine.why = found.request, found.why[:500]
    if found.outage is None:
        mine.at = now
        mine.state = State.REFUSED
    if found.reply is not None:
        mine.fingerprint = found.reply.fingerprint
        mine.version = _version(mine.response.attempt.delivery.test, found.reply.model, now=now)
    if found.opinion is not None and mine.version is not None:
        mine.marks = [asdict(mark) for mark in found.opinion.marks]
        mine.total = found.opinion.total
        mine.state = State.GIVEN if mine.version.accepted else State.HELD
    mine.save()
    audit.record(
        "machine_asked",
        mine.response,
        actor=None,
        organisation=mine.organisation,
        state=mine.state,
        version=mine.version_id,
    )


def _version(test: TestRecord, model: str, *, now: datetime) -> MachineVersionRecord:
    """Return the row of a version. A test's first one is accepted, since no other was before."""
    TestRecord.objects.select_for_update().get(pk=test.pk)
    first = not test.machine_versions.exists()
    row, _new = MachineVersionRecord.objects.get_or_create(
        test=test,
        model=model,
        prompt=asking.prompt_digest(),
        defaults={
            "organisation": test.organisation,
            "prompt_version": asking.PROMPT_VERSION,
            "first_seen": now,
            "accepted": now if first else None,
        },
    )
    return row


def left(now: datetime) -> Iterable[OrganisationRecord]:
    """Return the organisations that have opinions waiting which are worth asking for again."""
    rows = MachineOpinionRecord.objects.filter(state=State.WAITING, ordered__gt=now - PATIENCE)
    return OrganisationRecord.objects.filter(pk__in=rows.values("organisation"))


@transaction.atomic
def order_again(organisation: OrganisationRecord, *, day: str, now: datetime) -> int:
    """Enqueue a job for every attempt of which an opinion still waits, and return how many."""
    rows = MachineOpinionRecord.objects.of(organisation).filter(
        state=State.WAITING, ordered__gt=now - PATIENCE
    )
    attempts = sorted({str(one) for one in rows.values_list("response__attempt", flat=True)})
    for attempt in attempts:
        enqueue(
            ASK,
            {"attempt": attempt},
            organisation=organisation,
            account=None,
            key=f"{attempt}:{day}",
        )
    return len(attempts)
