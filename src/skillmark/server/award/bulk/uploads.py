"""A list of people between its preview and its order.

The file is kept as it came, so that what is ordered is what was shown; nothing of it is an award
yet. It is deleted once it is ordered, or after a day.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from skillmark.award import roster
from skillmark.award.triage import Sorted, Verdict
from skillmark.nouns.errors import ConflictError, InputError
from skillmark.server.award.bulk import judging, ordering
from skillmark.server.award.models import BatchRecord, UploadRecord
from skillmark.server.define.models import AchievementRecord
from skillmark.server.jobs.services import Running, enqueue
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord

LARGEST = 32 * 2**20
"""Bytes of a file: half a million people. It is read into memory, a few times over."""
KEPT = timedelta(days=1)
FORGET = "award.forget_upload"
_SHOWN, _FIRST = 200, 5
"""Lines that the preview shows: those left out, and the first good ones."""


@dataclass(slots=True)
class Preview:
    """What would become of a list if it were ordered now."""

    total: int = 0
    fresh: int = 0
    already: int = 0
    rejected: int = 0
    left_out: list[tuple[int, str, str]] = field(default_factory=list)
    """Line, name (or how the line begins) and reason of the first ones."""
    first: list[dict[str, Any]] = field(default_factory=list)
    """Particulars of the first who are new."""

    def take(self, one: Sorted) -> None:
        """Count a row."""
        self.total += 1
        if one.verdict is Verdict.ALREADY:
            self.already += 1
        elif one.verdict is Verdict.REJECTED:
            self.rejected += 1
            if len(self.left_out) < _SHOWN:
                self.left_out.append((one.line, _name(one), one.reason))
        else:
            self.fresh += 1
            if one.row is not None and len(self.first) < _FIRST:
                self.first.append(_shown(one.row))


def _name(one: Sorted) -> str:
    return one.row.recipient.name if one.row else ""


def _quote(found: Preview, data: bytes) -> None:
    """Name lines that could not be read by how they begin, so that people find them."""
    if any(not name for _line, name, _reason in found.left_out):
        lines = data.decode("utf-8-sig", "replace").splitlines()
        found.left_out = [
            (line, name or lines[line - 1].strip()[:60] if line <= len(lines) else name, reason)
            for line, name, reason in found.left_out
        ]


def _shown(row: roster.Row) -> dict[str, Any]:
    return {
        "line": row.line,
        "name": row.recipient.name,
        "email": row.recipient.email,
        "level": row.level,
        "result": row.result,
        "evidence_url": row.evidence_url,
        "valid_until": row.valid_until.date().isoformat() if row.valid_until else "",
    }


def keep(
    achievement: AchievementRecord,
    data: bytes,
    *,
    name: str,
    actor: AccountRecord,
    notify: bool,
) -> UploadRecord:
    """Read a list, say what would become of it, and keep both for a day.

    Raises `InputError` for a file that cannot be read as a whole, or is too large.
    """
    if len(data) > LARGEST:
        raise too_large()
    # before the transaction: a long list must not hold up everybody who writes
    found = Preview()
    for one in sorted_lines(achievement, data):
        found.take(one)
    _quote(found, data)
    now = timezone.now()
    with transaction.atomic():
        UploadRecord.objects.filter(expires__lte=now).delete()
        kept = UploadRecord.objects.create(
            organisation=achievement.organisation,
            achievement=achievement,
            created_by=actor,
            expires=now + KEPT,
            name=name[:200],
            data=data,
            digest=hashlib.sha256(data).hexdigest(),
            notify=notify,
            found=asdict(found),
        )
        enqueue(
            FORGET,
            {"upload": str(kept.pk)},
            organisation=achievement.organisation,
            account=actor,
            run_after=kept.expires,
        )
        audit.record(
            "roster_uploaded",
            kept,
            actor=actor,
            organisation=achievement.organisation,
            rows=found.total,
        )
    return kept


def too_large() -> InputError:
    """Return the refusal of a file that is too large to be read at once."""
    return InputError(
        _("this file is larger than %(size)s MB") % {"size": LARGEST // 2**20},
        remedy=_("split it"),
    )


def sorted_lines(achievement: AchievementRecord, data: bytes) -> Iterator[Sorted]:
    """Say of every line of a file what would become of it."""
    people = roster.read(data, where=_("the file"))
    return judging.preview(achievement, people)


@transaction.atomic
def order(upload: UploadRecord, *, actor: AccountRecord) -> BatchRecord:
    """Order what was shown, once: pressed twice, it gives the same batch."""
    upload = UploadRecord.objects.select_for_update().get(pk=upload.pk)
    if upload.batch is not None:
        return upload.batch
    if not upload.data:
        raise ConflictError(_("this list was deleted"), remedy=_("upload it again"))
    made, _job = ordering.order_many(
        upload.achievement,
        roster.read(bytes(upload.data), where=_("the file")),
        actor=actor,
        notify=upload.notify,
        idempotency=f"upload:{upload.pk}",
    )
    upload.batch, upload.data, upload.found = made.batch, b"", {}
    upload.save(update_fields=["batch", "data", "found"])
    return made.batch


def forget(running: Running) -> dict[str, Any]:
    """Delete a list whose day is over."""
    with running.chunk():
        gone, _kinds = UploadRecord.objects.filter(pk=running.payload["upload"]).delete()
    return {"deleted": gone}
