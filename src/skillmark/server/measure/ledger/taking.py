"""Take an export in: keep the file, say what its columns are, look at what it would change.

Nothing is stored before somebody has looked. The file is kept for a day at most, or until it is
stored.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from skillmark.measure.ledger.mapping import (
    Applied,
    Mapping,
    Proposal,
    Question,
    apply,
    is_own,
    look,
    mapping_of,
    propose,
    questions_of,
)
from skillmark.nouns.errors import ConflictError, InputError
from skillmark.server.jobs.models import JobRecord
from skillmark.server.jobs.services import enqueue
from skillmark.server.measure.ledger import services
from skillmark.server.measure.ledger.comparing import compare
from skillmark.server.measure.ledger.models import (
    LedgerFileRecord,
    MappingRecord,
    OutcomeRecord,
)
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord, OrganisationRecord

LARGEST = 256 * 2**20
"""Bytes of a file that is taken: a million people need about 130 million."""
AT_ONCE = 2 * 2**20
"""Bytes up to which a file is looked at while somebody waits; a job looks at larger ones."""
SAMPLE = 400
KEPT = timedelta(days=1)
FORGET = "measure.ledger_forget"
LOOK = "measure.ledger_look"
STORE = "measure.ledger_store"


def keep(
    blocks: Iterable[bytes],
    *,
    name: str,
    organisation: OrganisationRecord,
    actor: AccountRecord,
) -> LedgerFileRecord:
    """Keep a file for a day, its columns read as they were the last time, else as proposed.

    Raises `UnreadableError` for what is no table and `InputError` for what is too large.
    """
    packer = zlib.compressobj(1)
    packed: list[bytes] = []
    size = 0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.csv"
        with path.open("wb") as file:
            for block in blocks:
                size += len(block)
                if size > LARGEST:
                    raise InputError(
                        _("this file is larger than %(size)s MB") % {"size": LARGEST // 2**20},
                        remedy=_("split it"),
                    )
                file.write(block)
                packed.append(packer.compress(block))
        sheet = look(path, name=name)
        sample = sheet.sample(SAMPLE)
    known = MappingRecord.objects.of(organisation).filter(header=header_digest(sheet.header))
    remembered = known.first()
    mapping = (
        replace(mapping_of(remembered.mapping), as_of=None)
        if remembered
        else propose(sheet.header, sample).mapping
    )
    with transaction.atomic():
        row = LedgerFileRecord.objects.create(
            organisation=organisation,
            created_by=actor,
            name=name[:200],
            size=size,
            data=b"".join([*packed, packer.flush()]),
            encoding=sheet.encoding,
            header=list(sheet.header),
            sample=[list(cells) for cells in sample],
            mapping=mapping.as_json(),
            open=(remembered is None and not is_own(sheet.header)) or any(mapping.needs()),
        )
        enqueue(
            FORGET,
            {"file": str(row.pk)},
            organisation=organisation,
            account=actor,
            run_after=row.created + KEPT,
        )
    return row


def header_digest(header: Sequence[str]) -> str:
    """Return what tells one header from another."""
    return hashlib.sha256("\x1f".join(header).encode(errors="surrogatepass")).hexdigest()


@contextmanager
def unpacked(row: LedgerFileRecord) -> Iterator[Path]:
    """Lend the file as it was uploaded; it is gone when the block ends."""
    if not row.data:
        raise ConflictError(_("this file was stored already and is gone"))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.csv"
        unpacker = zlib.decompressobj()
        data = memoryview(row.data)
        with path.open("wb") as file:
            for start in range(0, len(data), 2**20):
                file.write(unpacker.decompress(data[start : start + 2**20]))
            file.write(unpacker.flush())
        yield path


def mapping(row: LedgerFileRecord) -> Mapping:
    """Return how a file is read."""
    return mapping_of(row.mapping)


def proposal(row: LedgerFileRecord) -> Proposal:
    """Return what the columns of a file probably are."""
    return propose(row.header, row.sample)


def questions(row: LedgerFileRecord, said: Mapping) -> list[Question]:
    """Return what is still to be said of a mapping, as far as the first rows show."""
    return questions_of(said, row.header, row.sample)


@transaction.atomic
def say(row: LedgerFileRecord, said: Mapping) -> None:
    """Say how a file is read, and remember it for the next one with this header.

    The day of the export is of this file alone and is not remembered.
    """
    row.mapping, row.open, row.looked = said.as_json(), False, None
    row.save(update_fields=["mapping", "open", "looked"])
    kept = replace(said, as_of=None)
    MappingRecord.objects.update_or_create(
        organisation=row.organisation,
        header=header_digest(row.header),
        defaults={"mapping": kept.as_json(), "digest": kept.digest},
    )


def applied(row: LedgerFileRecord, *, progress: Callable[[int], None] | None = None) -> Applied:
    """Read a file by its mapping."""
    with unpacked(row) as path:
        return apply(mapping(row), look(path, name=row.name), progress=progress)


def look_at(
    row: LedgerFileRecord, *, progress: Callable[[int], None] | None = None
) -> dict[str, Any]:
    """Return what a file says and would change, as JSON; nothing of it has happened."""
    made = applied(row, progress=progress)
    read = made.read
    currencies = sorted(
        set(
            OutcomeRecord.objects.of(row.organisation)
            .exclude(currency="")
            .order_by()
            .values_list("currency", flat=True)
            .distinct()
        )
    )
    looked: dict[str, Any] = {
        "rows": read.rows,
        "people": len(read.everybody),
        "sound": 0 if read.sound is None else len(read.sound),
        "mistakes": read.mistakes,
        "counted": [[*key, count] for key, count in read.counted.items()],
        "problems": [asdict(problem) for problem in read.problems],
        "currency": "",
        "stored_currency": "",
        "addresses": len(made.links),
        "stamp": list(services.stamp(row.organisation)),
    }
    if read.sound is not None:
        looked["currency"] = read.sound.currency or ""
        if looked["currency"] and currencies and currencies != [looked["currency"]]:
            looked["stored_currency"] = currencies[0]
        stored = services.ledger_of(row.organisation)
        looked |= asdict(compare(stored, read.sound, read.everybody))
    return looked


def fresh(row: LedgerFileRecord) -> bool:
    """Whether somebody has looked since the ledger last changed."""
    return row.looked is not None and row.looked["stamp"] == list(services.stamp(row.organisation))


@transaction.atomic
def have_looked_at(row: LedgerFileRecord, *, actor: AccountRecord) -> None:
    """Have a job look at a large file, once."""
    if row.checking is None or not row.checking.open:
        row.checking = enqueue(
            LOOK, {"file": str(row.pk)}, organisation=row.organisation, account=actor, total=1
        )
        row.save(update_fields=["checking"])


@transaction.atomic
def order(row: LedgerFileRecord, *, whole: bool, sound: bool, actor: AccountRecord) -> JobRecord:
    """Have a job store what a file says, once.

    `whole`: who is not in it is deleted. `sound`: people about whom something is wrong are left
    out; without it a file with mistakes is refused.
    """
    kept = LedgerFileRecord.objects.select_for_update().filter(pk=row.pk).first()
    if kept is None or kept.job_id is not None:
        raise ConflictError(_("this file was stored already"))
    looked = kept.looked
    if looked is None:
        raise ConflictError(_("nobody has looked at this file yet"))
    if looked["stored_currency"]:
        raise InputError(
            _("amounts are stored in %(stored)s, and these are in %(here)s")
            % {"stored": looked["stored_currency"], "here": looked["currency"]},
            remedy=_("convert to one currency first"),
            code="currencies_mixed",
        )
    if looked["mistakes"] and not sound:
        raise InputError(
            _("%(count)s mistakes are in this file") % {"count": looked["mistakes"]},
            remedy=_("mend them, or store it without these people"),
        )
    if not looked["sound"]:
        raise InputError(_("there is nobody in this file who could be stored"))
    kept.options = {"whole": whole, "sound": sound}
    kept.job = enqueue(
        STORE,
        {"file": str(kept.pk)},
        organisation=kept.organisation,
        account=actor,
        total=looked["sound"],
    )
    kept.save(update_fields=["options", "job"])
    audit.record(
        "ledger_ordered",
        kept,
        actor=actor,
        organisation=kept.organisation,
        mapping=mapping(kept).digest,
        **kept.options,
    )
    row.job = kept.job
    return kept.job


def drop(organisation: OrganisationRecord, named_in: Callable[[str], bool]) -> int:
    """Delete exports that speak of somebody who is erased; return how many."""
    gone = 0
    for row in LedgerFileRecord.objects.of(organisation).iterator(chunk_size=1):
        looked = json.dumps(row.looked, ensure_ascii=False)
        if named_in(looked) or (row.data and _names(row, named_in)):
            row.delete()
            gone += 1
    return gone


def _names(row: LedgerFileRecord, named_in: Callable[[str], bool]) -> bool:
    with unpacked(row) as path:
        return named_in(path.read_text(encoding=row.encoding, errors="replace"))
