"""Use cases of the impact report: order, make and sign, keep, compare, share."""

from __future__ import annotations

import secrets
import tempfile
import uuid
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from skillmark.award import credential as signing
from skillmark.measure.report.attestation import unsigned
from skillmark.measure.report.changes import Change, changes
from skillmark.measure.report.folder import read_folder
from skillmark.measure.report.publish import Published, published
from skillmark.nouns.errors import ConflictError
from skillmark.render.words import base
from skillmark.server.award import claims
from skillmark.server.award.keyring import keys
from skillmark.server.jobs.keeping import kept as kept_lease
from skillmark.server.jobs.models import JobRecord, State
from skillmark.server.jobs.services import Running, enqueue
from skillmark.server.measure.models import OutcomeRecord
from skillmark.server.measure.reporting import folder
from skillmark.server.measure.reporting.models import ImpactReportRecord
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord, OrganisationRecord

MAKE = "measure.report"
"""Job: make, sign and keep an impact report."""
STEPS = 3


@transaction.atomic
def order(organisation: OrganisationRecord, *, language: str, actor: AccountRecord) -> JobRecord:
    """Have a job make the report of what is recorded now, as of today.

    Raises `ConflictError` for an empty ledger, or while another report is being made.
    """
    if not OutcomeRecord.objects.of(organisation).exists():
        raise ConflictError(
            _("the outcome ledger is empty"), remedy=_("upload a ledger first"), code="empty"
        )
    if making(organisation) is not None:
        raise ConflictError(_("a report is being made already"), code="already")
    said = {
        "report": str(uuid.uuid4()),
        "language": base(language),
        "as_of": timezone.localdate().isoformat(),
    }
    return enqueue(MAKE, said, organisation=organisation, account=actor, total=STEPS)


def making(organisation: OrganisationRecord) -> JobRecord | None:
    """Return the job that makes a report now, or will."""
    rows = JobRecord.objects.of(organisation).filter(kind=MAKE)
    found: JobRecord | None = rows.filter(state__in=[State.QUEUED, State.RUNNING]).first()
    return found


def failed(organisation: OrganisationRecord) -> JobRecord | None:
    """Return the last job where it failed, so that its reason can be told."""
    last: JobRecord | None = (
        JobRecord.objects.of(organisation).filter(kind=MAKE).order_by("-created").first()
    )
    return last if last is not None and last.state == State.FAILED else None


def run(running: Running) -> dict[str, Any]:
    """Make the report that a job was ordered for; a second run finds it there."""
    said, organisation = running.payload, running.job.organisation
    pk = uuid.UUID(said["report"])
    if not ImpactReportRecord.objects.filter(pk=pk).exists():
        with kept_lease(running):
            made = _made(running, organisation, said)
        with running.chunk(done=STEPS, total=STEPS):
            keep(organisation, made, pk=pk, actor=running.job.created_by)
    return {"report": str(pk)}


def _made(running: Running, organisation: OrganisationRecord, said: dict[str, Any]) -> Published:
    with tempfile.TemporaryDirectory() as place:
        folder.write(
            organisation,
            Path(place),
            language=said["language"],
            as_of=date.fromisoformat(said["as_of"]),
        )
        with running.chunk(done=1, total=STEPS):
            pass
        material = read_folder(Path(place)).settled()
    with running.chunk(done=2, total=STEPS):
        pass
    return published(material)


@transaction.atomic
def keep(
    organisation: OrganisationRecord,
    made: Published,
    *,
    pk: uuid.UUID,
    actor: AccountRecord | None,
) -> ImpactReportRecord:
    """Sign a report with the organisation's key and keep it."""
    signer = keys.signer(keys.current(organisation))
    now = timezone.now().replace(microsecond=0)
    document = unsigned(
        made, id=f"urn:uuid:{pk}", issuer=claims.plain_profile(organisation), now=now
    )
    signed = signing.sign(document, signer, form=signing.natural_format(signer), now=now)
    shown, settings = made.report.document, made.material.settings
    row = ImpactReportRecord.objects.create(
        id=pk,
        organisation=organisation,
        account=actor,
        made=now,
        title=shown.title[:200],
        language=settings.language,
        as_of=settings.as_of,
        people=len(made.material.ledger),
        simulated=shown.simulated,
        report=made.id,
        manifest=made.manifest,
        credential=signed.data,
        **made.outputs,
    )
    audit.record("report_made", row, actor=actor, organisation=organisation, report=made.id)
    return row


def kept(organisation: OrganisationRecord) -> Any:
    """Return the reports of an organisation, the newest first, without their bytes."""
    rows = ImpactReportRecord.objects.of(organisation).order_by("-made", "-pk")
    return rows.defer("html", "pdf", "csv", "credential")


def newest(organisation: OrganisationRecord) -> ImpactReportRecord | None:
    """Return the newest report, `None` where there is none."""
    found: ImpactReportRecord | None = kept(organisation).first()
    return found


def changed(row: ImpactReportRecord) -> tuple[Change, ...] | None:
    """Say what is different from the report before; `None` for the first one."""
    before = kept(row.organisation).filter(made__lt=row.made).first()
    return None if before is None else changes(before.data, row.data)


def rebuilt(row: ImpactReportRecord) -> bytes:
    """Return the folder of a report, from what is recorded now, as a ZIP file.

    Whether it is still what the report was made of is for the command to say: that is what its
    digests are for.
    """
    with tempfile.TemporaryDirectory() as place:
        folder.write(row.organisation, Path(place), language=row.language, as_of=row.as_of)
        return folder.packed(Path(place))


@transaction.atomic
def share(row: ImpactReportRecord, *, actor: AccountRecord) -> None:
    """Give a report an address that nobody can guess, for whoever is given it."""
    if row.token is not None:
        raise ConflictError(_("this report has a public link already"), code="already")
    row.token, row.shared = secrets.token_urlsafe(24), timezone.now()
    row.save(update_fields=["token", "shared"])
    audit.record("report_shared", row, actor=actor, organisation=row.organisation)


@transaction.atomic
def unshare(row: ImpactReportRecord, *, actor: AccountRecord) -> None:
    """End the public link, at once and for good: another one will have another address."""
    if row.token is None:
        raise ConflictError(_("this report has no public link"), code="already")
    row.token = row.shared = None
    row.save(update_fields=["token", "shared"])
    audit.record("report_unshared", row, actor=actor, organisation=row.organisation)


def shared(token: str) -> ImpactReportRecord | None:
    """Return the report behind a link that works now."""
    found: ImpactReportRecord | None = (
        ImpactReportRecord.objects.select_related("organisation").filter(token=token).first()
    )
    return found
