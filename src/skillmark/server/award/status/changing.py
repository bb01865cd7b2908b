"""Change the status of many awards: choose them, see what would happen, confirm, carry it out.

What was chosen is kept as it was seen. A job goes through it a chunk at a time, each in one
transaction with how far it has come, so that it may be stopped and resumed anywhere.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from skillmark.nouns.errors import ConflictError, InputError
from skillmark.server.award.models import (
    AwardRecord,
    Standing,
    StatusActionRecord,
    StatusChangeRecord,
)
from skillmark.server.award.status import standing
from skillmark.server.jobs.models import JobRecord, State
from skillmark.server.jobs.services import Running, enqueue
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord, OrganisationRecord

CHANGE = "award.change"
CHUNK = 2_000
ASKED = 500
"""Awards that one query names."""
AT_ONCE = 100
"""Awards that are changed while somebody waits."""
MOST = 1_000_000
_FEW = 5_000
_MOST_UNKNOWN = 1_000
"""Names without an award that are kept, to be shown."""
BACK = {"revoke": "take_back", "suspend": "reinstate"}
"""What takes a change back."""


@transaction.atomic
def choose(
    organisation: OrganisationRecord,
    named: Iterable[tuple[str | uuid.UUID, str]],
    *,
    actor: AccountRecord | None,
    into: StatusActionRecord | None = None,
    known: bool = False,
) -> StatusActionRecord:
    """Keep which awards a change is to be for: ids or addresses, each with a reason of its own.

    `known` where all of them were read from the organisation's own rows. `into` are those that were
    chosen before and are not confirmed yet. Raises `InputError` where none is named, or more than a
    million.
    """
    ids: dict[uuid.UUID, str] = {}
    unknown: list[str] = []
    for name, reason in named:
        found = _id(name)
        if found is None:
            unknown.append(str(name)[:200])
        else:
            ids[found] = reason or ids.get(found, "")
    mine = set(ids) if known else set(_mine(organisation, list(ids)))
    unknown += [str(one) for one in ids if one not in mine]
    if into is not None and into.confirmed is None:
        before = StatusActionRecord.objects.select_for_update().get(pk=into.pk)
        ids = {**dict.fromkeys(before.ids(), ""), **ids}
        mine |= set(before.ids())
        unknown = [*before.unknown, *unknown]
        action = before
    else:
        action = StatusActionRecord(organisation=organisation, created_by=actor)
    chosen = sorted(one for one in ids if one in mine)
    if not chosen and not unknown:
        raise InputError(_("no award is chosen"), remedy=_("choose some first"))
    if len(chosen) > MOST:
        raise InputError(
            _("more than %(most)s awards are chosen") % {"most": f"{MOST:,}"},
            remedy=_("change them in parts"),
        )
    action.chosen = b"".join(one.bytes for one in chosen)
    action.reasons |= {str(one): ids[one][:500] for one in chosen if ids[one]}
    action.unknown = list(dict.fromkeys(unknown))[:_MOST_UNKNOWN]
    action.save()
    return action


def _id(name: str | uuid.UUID) -> uuid.UUID | None:
    if isinstance(name, uuid.UUID):
        return name
    base, slash, last = name.rpartition("/c/")
    if slash and base != settings.BASE_URL:
        return None
    try:
        return uuid.UUID(last)
    except ValueError:
        return None


def _mine(organisation: OrganisationRecord, ids: Sequence[uuid.UUID]) -> Iterator[uuid.UUID]:
    return (pk for pk, _how in _stand(organisation, ids))


def _stand(
    organisation: OrganisationRecord, ids: Sequence[uuid.UUID]
) -> Iterator[tuple[uuid.UUID, str]]:
    """Yield those of the ids that are the organisation's awards, and how they stand.

    Where they are a good part of all awards, reading all in their order is quicker than to look
    each one up.
    """
    rows = AwardRecord.objects.of(organisation).values_list("pk", "standing")
    if len(ids) > _FEW and 8 * len(ids) > AwardRecord.objects.of(organisation).count():
        wanted = set(ids)
        yield from (row for row in rows.iterator() if row[0] in wanted)
        return
    for first in range(0, len(ids), ASKED):
        yield from rows.filter(pk__in=ids[first : first + ASKED])


def outlook(action: StatusActionRecord) -> dict[str, Counter[str]]:
    """Return what each change would do now: how many `changes`, `already`, `final`, `unsigned`.

    Among very many, whoever was awarded the same again after a revocation is found only when it is
    taken back.
    """
    stand: Counter[str] = Counter()
    revoked = []
    for pk, how in _stand(action.organisation, action.ids()):
        stand[how] += 1
        if how == Standing.REVOKED:
            revoked.append(pk)
    found: dict[str, Counter[str]] = {what: Counter() for what in standing.CHANGES}
    for how, count in stand.items():
        for what, counts in found.items():
            counts[standing.verdict(how, what)] += count
    gone = len(revoked) - _open(action.organisation, revoked)
    if gone:
        found["take_back"].update({"changes": -gone, "final": gone})
    return {what: +counts for what, counts in found.items()}


def _open(organisation: OrganisationRecord, revoked: list[uuid.UUID]) -> int:
    if len(revoked) > _FEW:
        return len(set(revoked) & set(standing.recent(organisation)))
    rows = AwardRecord.objects.filter(pk__in=revoked).only("achievement_id", "email")
    return len(standing.still_open(organisation, list(rows)))


def confirm(
    action: StatusActionRecord,
    what: str,
    reason: str,
    *,
    notify: bool,
    actor: AccountRecord | None,
) -> JobRecord | None:
    """Carry the change out: at once where few are chosen, else by a job, which is returned.

    The same again returns the same; another change of what is confirmed is a `ConflictError`.
    """
    reason = standing.check(what, reason)
    with transaction.atomic():
        row = StatusActionRecord.objects.select_for_update().get(pk=action.pk)
        if row.confirmed is not None and (row.what, row.reason) != (what, reason):
            raise ConflictError(
                _("this was confirmed already, as another change"),
                remedy=_("choose the awards again"),
                code="confirmed",
            )
        fresh = row.confirmed is None
        if fresh:
            row.what, row.reason, row.notify = what, reason, notify
            row.confirmed, row.created_by = timezone.now(), actor
            row.save()
            audit.record(
                f"awards_{what}", row, actor=actor, organisation=row.organisation, chosen=row.total
            )
        job = None
        if row.total > AT_ONCE:
            job = _job(row, actor) if fresh else job_of(row)
    if job is None and fresh:
        _carry_out(row, _alone)
    return job


def _job(action: StatusActionRecord, actor: AccountRecord | None) -> JobRecord:
    return enqueue(
        CHANGE,
        {"action": str(action.pk)},
        organisation=action.organisation,
        account=actor,
        total=action.total,
        key=f"{action.pk}:{action.done}",
    )


def job_of(action: StatusActionRecord) -> JobRecord | None:
    """Return the job that carries a change out, the last one where it was resumed."""
    jobs = JobRecord.objects.of(action.organisation).filter(
        kind=CHANGE, key__startswith=f"{action.organisation_id}:{CHANGE}:{action.pk}:"
    )
    return jobs.order_by("-created").first()  # type: ignore[no-any-return]


def resumable(action: StatusActionRecord) -> bool:
    """Say whether a change was stopped before its end and nothing goes on with it."""
    job = job_of(action)
    stopped = job is None or job.state in {State.CANCELLED, State.FAILED}
    return action.confirmed is not None and action.done < action.total and stopped


def resume(action: StatusActionRecord, *, actor: AccountRecord | None) -> JobRecord | None:
    """Go on where a change stopped; `None` where there is nothing to go on with."""
    with transaction.atomic():
        row = StatusActionRecord.objects.select_for_update().get(pk=action.pk)
        if not resumable(row):
            return None
        old = job_of(row)
        if old is not None:
            # its key is the new one's where not a chunk was finished
            JobRecord.objects.filter(pk=old.pk).update(key=f"{old.key}:{old.pk}")
        return _job(row, actor)


def _alone(done: int, total: int) -> AbstractContextManager[None]:
    return transaction.atomic()


def _carry_out(
    action: StatusActionRecord, chunk: Callable[[int, int], AbstractContextManager[None]]
) -> StatusActionRecord:
    while action.done < action.total:
        ids = action.ids(action.done, CHUNK)
        with chunk(action.done + len(ids), action.total):
            made = standing.change_many(
                action.organisation,
                ids,
                action.what,
                action.reason,
                actor=action.created_by,
                reasons=action.reasons,
                notify=action.notify,
                action=action,
            )
            action.done += len(ids)
            action.changed += len(made.changed)
            action.already += made.already
            action.final += made.final
            action.unsigned += made.unsigned
            action.save(update_fields=["done", "changed", "already", "final", "unsigned"])
    return action


def run(running: Running) -> dict[str, Any]:
    """Go on with a confirmed change where it stopped."""
    rows = StatusActionRecord.objects.select_related("organisation", "created_by")
    action = _carry_out(rows.get(pk=running.payload["action"]), running.chunk)
    return counts(action)


def counts(action: StatusActionRecord) -> dict[str, int]:
    """Return what has become of the chosen so far."""
    names = ("changed", "already", "final", "unsigned")
    return {name: getattr(action, name) for name in names} | {"unknown": len(action.unknown)}


def undo(action: StatusActionRecord, *, actor: AccountRecord | None) -> StatusActionRecord:
    """Choose exactly what a change has changed, so that this can be taken back."""
    rows = StatusChangeRecord.objects.filter(action=action, award__isnull=False)
    chosen = ((one, "") for one in rows.values_list("award_id", flat=True).iterator())
    return choose(action.organisation, chosen, actor=actor, known=True)
