"""A draft becomes a version of its question in the bank."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from skillmark.assess.exchange.building import free_id
from skillmark.assess.items import Item, Stimulus
from skillmark.nouns.errors import InputError
from skillmark.server.assess.bank import keeping
from skillmark.server.assess.bank.editor import files
from skillmark.server.assess.bank.editor.collecting import Collector, per_cent
from skillmark.server.assess.bank.editor.drafts import Draft, given_of
from skillmark.server.assess.bank.editor.given import Given
from skillmark.server.assess.bank.models import QuestionRecord
from skillmark.server.people.models import AccountRecord, OrganisationRecord


def opened(question: QuestionRecord) -> Given:
    """Return the fields of the newest version of a question."""
    version = keeping.version_of(question)
    found = given_of(keeping.item_of(version), keeping.material_of(version), version.files)
    limit = "" if question.exposure is None else per_cent(question.exposure)
    return found.having(family=question.family, exposure=limit)


@transaction.atomic
def save(
    draft: Draft,
    question: QuestionRecord | None,
    *,
    organisation: OrganisationRecord,
    now: datetime,
    actor: AccountRecord,
) -> tuple[QuestionRecord, bool]:
    """Keep a draft: a new question, or the next version of one. Say whether its words are new.

    Raises `InputError` where the draft is not finished, `ConflictError` where its name is taken.
    """
    if draft.item is None:
        raise InputError(_("this question is not finished"), remedy=_("see what is missing"))
    item, material = draft.item, draft.material
    new = True
    if question is None:
        if not draft.given("slug"):
            item, material = _named(item, material, organisation)
        shown = files.contents(organisation, draft.used)
        question = keeping.add(
            organisation, item, now=now, actor=actor, files=shown, material=material
        )
    elif new := _differs(draft, question):
        keeping.revise(
            question,
            item,
            now=now,
            actor=actor,
            files=files.contents(organisation, draft.used),
            material=material,
            remark=draft.given("remark")[:500],
        )
    _place(question, draft)
    return question, new


def _differs(draft: Draft, question: QuestionRecord) -> bool:
    """Say whether a draft says anything else than the newest version; 1 and 1.0 are the same."""
    version = keeping.version_of(question)
    before = (keeping.item_of(version), keeping.material_of(version), version.files)
    return before != (draft.item, draft.material, draft.used)


def _named(
    item: Item, material: Stimulus | None, organisation: OrganisationRecord
) -> tuple[Item, Stimulus | None]:
    """Return an item whose name is taken under one that is not."""
    alike = QuestionRecord.objects.of(organisation).filter(slug__startswith=item.id)
    name = free_id(item.id, set(alike.values_list("slug", flat=True)), "question")
    if material is None or material.id != f"about-{item.id}":
        return replace(item, id=name), material
    about = replace(material, id=f"about-{name}")
    return replace(item, id=name, stimulus=about.id), about


def _place(question: QuestionRecord, draft: Draft) -> None:
    """Keep the family of a question and how many may see it."""
    question.family = draft.given("family")[:100]
    question.exposure = Collector(draft.given, draft.languages).share("exposure")
    question.save(update_fields=["family", "exposure"])
