"""Questions and their versions: kept, found again as items. A version's words never change.

Family and limit of exposure belong to the question, not to what it says: they change without a
new version. Whether it is a pilot is the state of the version.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from skillmark.assess.items import Item, Stimulus
from skillmark.assess.reading import item_document, read_item, read_stimulus
from skillmark.assess.tables import pairs
from skillmark.nouns.errors import ConflictError, InputError
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
    try:
        with transaction.atomic():
            question = QuestionRecord.objects.create(
                organisation=organisation,
                slug=item.id,
                family=item.family,
                exposure=item.exposure,
                newest=0,
                created=now,
                **_found_by(item, now),
            )
    except IntegrityError:
        raise ConflictError(
            _("there is a question of this name already"),
            where=item.id,
            remedy=_("give it another name, or change the one that is there"),
            code="taken",
        ) from None
    revise(question, item, now=now, actor=actor, files=files, material=material)
    audit.record("question_added", question, actor=actor, organisation=organisation)
    return question


def plain(item: Item) -> Item:
    """Return what an item says, without what the bank knows of it."""
    return replace(item, family="", exposure=None, pilot=False, difficulty=None)


def digest_of(item: Item, material: Stimulus | None, files: Mapping[str, bytes] | None) -> str:
    """Return a SHA-256 that is the same for questions that say the same, whatever their names."""
    document = item_document(plain(item))
    del document["id"]
    shown = {name: hashlib.sha256(one).hexdigest() for name, one in (files or {}).items()}
    return _digest([document, _about(material), shown])


@transaction.atomic
def sort(
    question: QuestionRecord, *, family: str, exposure: float | None, actor: AccountRecord | None
) -> None:
    """Say which family a question is of, and how many candidates may see it.

    Tests that were made of it keep what they were made with. Raises `InputError` for a share
    that is none.
    """
    if exposure is not None and not 0 < exposure <= 1:
        raise InputError(
            _("a limit lies above 0 % and not above 100 %"), where=question.slug, code="exposure"
        )
    question.family, question.exposure = family.strip(), exposure
    question.save(update_fields=["family", "exposure"])
    audit.record("question_sorted", question, actor=actor, organisation=question.organisation)


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
    about, document = _about(material), item_document(plain(item))
    digest = digest_of(item, material, files)
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
        "words": searchable(item),
        "changed": now,
    }


def _about(material: Stimulus | None) -> dict[str, object] | None:
    return material and {
        "id": material.id,
        "title": pairs(material.title),
        "text": pairs(material.text),
    }


def searchable(item: Item) -> str:
    """Return the words by which a question is found: its name, and all that it shows."""
    said: list[str] = [item.id, *item.prompt]
    for tag, _said in item.prompt.translations:
        said += _shown(item.interaction.shown(tag, item.interaction.parts()))
    return " ".join(dict.fromkeys(" ".join(said).casefold().split()))


def _shown(value: object) -> Iterable[str]:
    """Yield the words in what candidates see of an interaction."""
    if isinstance(value, Mapping):
        for name, one in value.items():
            if isinstance(one, str) and name in {"text", "alt", "unit"}:
                yield one
            elif not isinstance(one, str):
                yield from _shown(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _shown(one)


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
