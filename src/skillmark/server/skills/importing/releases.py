"""Bring releases in: what is handed in becomes a job, whose chunks can be resumed."""

from __future__ import annotations

import shutil
import uuid
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from skillmark.nouns.errors import InputError
from skillmark.nouns.skill import Framework
from skillmark.server.jobs.keeping import kept
from skillmark.server.jobs.models import State
from skillmark.server.jobs.services import Running, enqueue
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord, OrganisationRecord
from skillmark.server.skills import indexes, linkers, services
from skillmark.server.skills.importing import storing
from skillmark.server.skills.models import FrameworkRecord, ImportRecord
from skillmark.skills.exchange import opening
from skillmark.skills.exchange.imported import Imported

IMPORT = "skills.import"
FOLDER = "imports"
"""Inside the data folder; what is in it is gone when its import is over."""
LARGEST = 2 * 2**30
"""Bytes of one import. ESCO in all languages has 300 MB."""
AT_ONCE = 2**20
"""Bytes that are read while somebody waits; anything larger, and every archive, is a job."""
KEPT = 5000
"""Rejected rows that are kept for reading; all are counted."""
KEPT_FOR = timedelta(days=7)
"""How long the files of an import that stopped wait for somebody to let it go on."""
FORMATS = {
    "esco": (gettext_lazy("ESCO (ZIP files, any languages)"), (".zip", ".csv")),
    "onet": (gettext_lazy("O*NET (ZIP, or its Excel files)"), (".zip", ".xlsx", ".txt")),
    "case": (gettext_lazy("CASE 1.0 or 1.1 (JSON)"), (".json",)),
    "ctdl": (gettext_lazy("CTDL-ASN (JSON-LD)"), (".json", ".jsonld")),
    "osmt": (gettext_lazy("OSMT skill collection (CSV)"), (".csv",)),
    "csv": (gettext_lazy("Table of your own (CSV)"), (".csv",)),
}
"""What each format is called, and how its files end."""


class Upload(Protocol):
    """A file as Django hands it over."""

    name: str | None
    size: int

    def chunks(self) -> Iterable[bytes]: ...


def hand_in(
    form: str,
    files: Sequence[Upload],
    *,
    version: str = "",
    shared: bool = False,
    organisation: OrganisationRecord,
    actor: AccountRecord,
) -> ImportRecord:
    """Take files in. A small one is imported at once, the others by a job.

    Raises `InputError` for what cannot be a release, also for a small file that cannot be read.
    """
    if form not in FORMATS:
        raise InputError(
            _("there is no format %(name)s") % {"name": form},
            remedy=_("choose one of these: %(names)s") % {"names": ", ".join(FORMATS)},
        )
    size = sum(one.size for one in files)
    if size > LARGEST:
        raise InputError(
            _("this is too large"),
            remedy=_("use the command skillmark skills import, which takes it"),
        )
    tidy(timezone.now())
    names = [_plain(one.name or "file", form) for one in files]
    if not names or len(set(names)) < len(names):
        raise InputError(_("give at least one file, and each only once"))
    number = uuid.uuid4()
    folder = _folder(number)
    folder.mkdir(mode=0o700, parents=True)
    try:
        for name, one in zip(names, files, strict=True):
            _take(one, folder / name)
        with transaction.atomic():
            row = ImportRecord.objects.create(
                id=number,
                organisation=organisation,
                names=names,
                form=form,
                version=version.strip(),
                shared=shared,
                size=size,
            )
            audit.record("framework_handed_in", row, actor=actor, organisation=organisation)
            if size > AT_ONCE or any(name.endswith(".zip") for name in names):
                row.job = enqueue(
                    IMPORT, {"import": str(row.pk)}, organisation=organisation, account=actor
                )
                row.save(update_fields=["job"])
                return row
        return _at_once(row, actor)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _take(upload: Upload, file: Path) -> None:
    with file.open("xb") as stream:
        for piece in upload.chunks():
            stream.write(piece)
    if file.suffix == ".zip" and not zipfile.is_zipfile(file):
        raise InputError(
            _("%(name)s is not a ZIP archive") % {"name": file.name},
            remedy=_("download it again"),
        )


def _at_once(row: ImportRecord, actor: AccountRecord) -> ImportRecord:
    imported = _read(row)
    with transaction.atomic():
        place = None if row.shared else row.organisation
        stored = services.import_framework(imported.framework, organisation=place, actor=actor)
        _finish(row, stored, imported)
    shutil.rmtree(_folder(row.pk), ignore_errors=True)
    return row


def work(running: Running) -> dict[str, object]:
    """Import what was handed in. Done again, it goes on behind the last chunk."""
    row = ImportRecord.objects.get(
        pk=running.payload["import"], organisation=running.job.organisation
    )
    if row.finished is None:
        with kept(running):
            imported = _read(row)
        stored = _store(running, row, imported)
        with running.chunk():
            actor = running.job.created_by
            services.complete(stored, actor=actor)
            linkers.prepare(stored, organisation=running.job.organisation, actor=actor)
            _finish(row, stored, imported)
        shutil.rmtree(_folder(row.pk), ignore_errors=True)
    if row.framework is not None:
        with kept(running):
            indexes.make(row.framework)
    return {"framework": row.framework_id, "rejected": row.rejections}


def _store(running: Running, row: ImportRecord, imported: Imported) -> FrameworkRecord:
    framework = imported.framework
    organisation = None if row.shared else row.organisation
    total = len(framework.skills) + len(framework.occupations)
    with running.chunk(done=0, total=total):
        if row.framework is None:
            _clear(framework, organisation)
            row.framework = services.begin(framework, organisation=organisation)
            row.save(update_fields=["framework"])
    stored = row.framework
    if stored.digest != storing.digest(framework):
        raise InputError(_("the files are not those that this import began with"))
    there = stored.skill_rows.count(), stored.occupation_rows.count()
    done = 0
    for first, chunk in storing.chunks(framework):
        done += len(chunk)
        skills = done <= len(framework.skills)
        if first < there[0 if skills else 1]:
            continue  # an earlier attempt has stored it
        with running.chunk(done=done):
            storing.write(stored, first, chunk, organisation)
    return stored


def _finish(row: ImportRecord, stored: FrameworkRecord, imported: Imported) -> None:
    row.framework = stored
    row.relations = imported.relations
    row.rejections = len(imported.rejected)
    row.rejected = [[one.file, one.line, one.reason[:500]] for one in imported.rejected[:KEPT]]
    row.finished = timezone.now()
    row.save()


def _read(row: ImportRecord) -> Imported:
    folder = _folder(row.pk)
    inside = sorted(folder.iterdir()) if folder.is_dir() else []
    if not inside:
        raise InputError(_("the files are gone"), remedy=_("hand them in again"))
    try:
        path = inside[0] if len(inside) == 1 else folder
        imported = opening.import_framework(row.form, path, version=row.version)
    except InputError as error:
        # where the upload was put for a moment tells nobody anything
        place = error.where.replace(f"{folder}/", "").replace(str(folder), _("the files"))
        raise InputError(error.cause, where=place, remedy=error.remedy) from error
    return imported


def _clear(framework: Framework, organisation: OrganisationRecord | None) -> None:
    """Forget the half of this version that an import left whose job was cancelled or failed."""
    halves = FrameworkRecord.objects.filter(
        organisation=organisation,
        framework=framework.id,
        version=framework.version,
        ready=False,
    )
    for half in halves:
        rows = ImportRecord.objects.filter(framework=half).select_related("job")
        if not any(row.job and row.job.open for row in rows):
            half.delete()


def tidy(now: datetime) -> None:
    """Remove the files of imports that stopped long ago and that nobody let go on."""
    stopped = ImportRecord.objects.filter(
        finished=None, created__lt=now - KEPT_FOR, job__state__in=[State.CANCELLED, State.FAILED]
    )
    for pk in stopped.values_list("pk", flat=True):
        shutil.rmtree(_folder(pk), ignore_errors=True)


def _folder(number: uuid.UUID) -> Path:
    return Path(settings.DATA) / FOLDER / str(number)


def _plain(name: str, form: str) -> str:
    """A name for the disk: letters, digits, dots and dashes, with an ending of the format."""
    stem, _dot, ending = name.replace("\\", "/").rpartition("/")[2].rpartition(".")
    ending = f".{ending.lower()}"
    known = FORMATS[form][1]
    if ending not in known:
        raise InputError(
            _("%(name)s is not a file of this format") % {"name": name[:100]},
            remedy=_("give a file that ends in: %(endings)s") % {"endings": ", ".join(known)},
        )
    kept = "".join(one if one.isalnum() or one in " ._-()" else "_" for one in stem)
    return f"{kept.strip(' .')[:80] or 'file'}{ending}"
