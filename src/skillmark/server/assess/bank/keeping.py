"""Questions and their versions: kept, found again as items. A version's words never change."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from skillmark.assess.items import Item, Stimulus
from skillmark.assess.reading import item_document, read_item, read_stimulus
from skillmark.assess.tables import pairs
from skillmark.nouns.errors import ConflictError
from skillmark.server.assess import pictures
from skillmark.server.assess.bank.models import (
    BankFileRecord,
    QuestionRecord,
    QuestionVersionRecord,
    State,
)
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord, OrganisationRecord


@transaction.atomic
def add(
    organisation: OrganisationRecord,
    item: Item,
    *,
    now: datetime,
    actor: AccountRecord | None,
    files: Mapping[str, bytes] | None = None,
    material: Stimulus | None = None,
) -> QuestionRecord:
    """Keep a new question as a draft; `files` are the pictures that it shows, by name.

    Raises `ConflictError` where its id is taken, `InputError` for what is no picture.
    """
    if QuestionRecord.objects.of(organisation).filter(slug=item.id).exists():
        raise ConflictError(
            _("there is a question of this name already"),
            where=item.id,
            remedy=_("give it another name, or change the one that is there"),
            code="taken",
        )
    question = QuestionRecord.objects.create(
        organisation=organisation, slug=item.id, newest=0, created=now, **_found_by(item, now)
    )
    revise(question, item, now=now, actor=actor, files=files, material=material)
    audit.record("question_added", question, actor=actor, organisation=organisation)
    return question


@transaction.atomic
def revise(
    question: QuestionRecord,
    item: Item,
    *,
    now: datetime,
    actor: AccountRecord | None,
    files: Mapping[str, bytes] | None = None,
    material: Stimulus | None = None,
    remark: str = "",
) -> QuestionVersionRecord:
    """Keep the next version of a question, a draft; what says the same as the newest is that one.

    `files` has every picture that it shows. Raises `ConflictError` where the item has another id.
    """
    row = QuestionRecord.objects.select_for_update().get(pk=question.pk)
    if item.id != row.slug:
        raise ConflictError(_("a question keeps its name"), where=row.slug)
    kept = {
        name: keep_file(row.organisation, name, content) for name, content in (files or {}).items()
    }
    about = material and {
        "id": material.id,
        "title": pairs(material.title),
        "text": pairs(material.text),
    }
    document = item_document(item)
    digest = _digest([document, about, kept])
    newest = row.versions.filter(number=row.newest).first()
    if newest is not None and newest.digest == digest:
        return newest
    version = QuestionVersionRecord.objects.create(
        organisation=row.organisation,
        question=row,
        number=row.newest + 1,
        document=document,
        material=about,
        files=kept,
        digest=digest,
        author=actor,
        remark=remark,
        created=now,
    )
    for member, value in _found_by(item, now).items():
        setattr(row, member, value)
    row.newest, row.state = version.number, State.DRAFT
    row.save()
    question.refresh_from_db()
    audit.record(
        "question_revised", row, actor=actor, organisation=row.organisation, version=version.number
    )
    return version


def version_of(question: QuestionRecord, number: int | None = None) -> QuestionVersionRecord:
    """Return a version of a question, the newest unless numbered."""
    return question.versions.get(number=question.newest if number is None else number)


def item_of(version: QuestionVersionRecord) -> Item:
    """Return the item that a version keeps."""
    return read_item(version.document, "en")


def material_of(version: QuestionVersionRecord) -> Stimulus | None:
    """Return the stimulus that a version asks about."""
    return read_stimulus(version.material, "") if version.material else None


def files_of(version: QuestionVersionRecord) -> dict[str, bytes]:
    """Return the pictures of a version, by name."""
    rows = BankFileRecord.objects.of(version.organisation).filter(digest__in=version.files.values())
    contents = {row.digest: bytes(row.content) for row in rows}
    return {name: contents[digest] for name, digest in version.files.items()}


def _found_by(item: Item, now: datetime) -> dict[str, object]:
    return {
        "skill": item.skill,
        "level": item.level,
        "type": item.type.value,
        "prompt": item.prompt.as_mapping(),
        "changed": now,
    }


def keep_file(organisation: OrganisationRecord, name: str, content: bytes) -> str:
    """Keep a picture, once however often it comes, and return its digest (SHA-256, hex).

    Raises `InputError` for what is no picture that can be shown.
    """
    digest = hashlib.sha256(content).hexdigest()
    BankFileRecord.objects.get_or_create(
        organisation=organisation,
        digest=digest,
        defaults={"media_type": pictures.media_type(name, content), "content": content},
    )
    return digest


def _digest(whole: object) -> str:
    written = json.dumps(whole, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()
