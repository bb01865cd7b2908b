"""Questions that come into the bank: of files, and of tests that are in the library."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from skillmark.assess.exchange.remarks import Fate, Remark
from skillmark.assess.items import Item, Stimulus, Test
from skillmark.assess.reading import item_document
from skillmark.server.assess import library
from skillmark.server.assess.bank import keeping
from skillmark.server.assess.bank.models import QuestionRecord, QuestionVersionRecord
from skillmark.server.assess.models import TestRecord
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord, OrganisationRecord

AT_ONCE = 500
"""Digests that are asked for in one query."""


@dataclass(frozen=True, slots=True)
class Brought:
    """What became of the questions of a file or test, by the id that they have there."""

    added: Mapping[str, QuestionVersionRecord]
    revised: Mapping[str, QuestionVersionRecord]
    known: Mapping[str, QuestionVersionRecord]
    """Those that the bank has already, word for word."""
    remarks: tuple[Remark, ...]

    @property
    def versions(self) -> dict[str, QuestionVersionRecord]:
        """The version of each question."""
        return {**self.added, **self.revised, **self.known}


@transaction.atomic
def bring(
    organisation: OrganisationRecord,
    test: Test,
    files: Mapping[str, bytes],
    *,
    now: datetime,
    actor: AccountRecord | None,
    revise: bool = False,
) -> Brought:
    """Take every question of a test into the bank, as drafts.

    What the bank has already, word for word, is recognised and not doubled. A question of a name
    that is taken gets another name, or is the next version with `revise`; both is said.
    """
    coming = [
        _Coming(item, _material(test, item), _shown(item, test, files)) for item in test.items
    ]
    there = _recognised(organisation, [one.digest for one in coming])
    taken = dict(QuestionRecord.objects.of(organisation).values_list("slug", "pk"))
    added: dict[str, QuestionVersionRecord] = {}
    revised: dict[str, QuestionVersionRecord] = {}
    known: dict[str, QuestionVersionRecord] = {}
    remarks: list[Remark] = []
    for one in coming:
        name = one.item.id
        same = there.get(one.digest)
        if same is not None:
            known[name] = same
            words = _("the bank has this question already, as %(name)s")
            remarks.append(_remark(name, words % {"name": same.question.slug}))
            continue
        if name in taken and revise:
            question = QuestionRecord.objects.of(organisation).get(pk=taken[name])
            version = revised[name] = keeping.revise(
                question, one.item, now=now, actor=actor, files=one.files, material=one.material
            )
            words = _("version %(number)s, a draft: a question of this name was there")
            remarks.append(_remark(name, words % {"number": version.number}))
        else:
            free = _free(name, taken)
            question = keeping.add(
                organisation,
                replace(one.item, id=free),
                now=now,
                actor=actor,
                files=one.files,
                material=one.material,
            )
            taken[free] = question.pk
            version = added[name] = keeping.version_of(question)
            if free != name:
                words = _("called %(name)s: a question of its own name says something else")
                remarks.append(_remark(name, words % {"name": free}))
        there[one.digest] = version
    audit.record(
        "questions_brought",
        organisation,
        actor=actor,
        organisation=organisation,
        added=len(added),
        revised=len(revised),
        known=len(known),
    )
    return Brought(added, revised, known, tuple(remarks))


@transaction.atomic
def take(row: TestRecord, *, now: datetime, actor: AccountRecord | None) -> Brought:
    """Take the questions of a test of the library into the bank; its copies say whose they are."""
    files = {one.name: bytes(one.content) for one in row.files.all()}
    brought = bring(row.organisation, library.noun(row), files, now=now, actor=actor)
    versions = brought.versions
    for copy in row.items.filter(version=None):
        copy.version = versions[copy.item]
        copy.save(update_fields=["version"])
    return brought


@dataclass(frozen=True)
class _Coming:
    item: Item
    material: Stimulus | None
    files: Mapping[str, bytes]

    @property
    def digest(self) -> str:
        bare = replace(self.item, stimulus=self.material.id if self.material else "")
        return keeping.digest_of(bare, self.material, self.files)


def _material(test: Test, item: Item) -> Stimulus | None:
    return next((one for one in test.stimuli if one.id == item.stimulus), None)


def _shown(item: Item, test: Test, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the pictures that a question or its material names."""
    material = _material(test, item)
    said = [*_strings(item_document(item)), *(material.text if material else ())]
    return {
        name: content
        for name, content in files.items()
        if any(words == name or f"]({name}" in words for words in said)
    }


def _strings(value: object) -> Iterator[str]:
    """Yield every string in a document."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _strings(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _strings(one)


def _recognised(
    organisation: OrganisationRecord, digests: Sequence[str]
) -> dict[str, QuestionVersionRecord]:
    found: dict[str, QuestionVersionRecord] = {}
    rows = QuestionVersionRecord.objects.of(organisation).select_related("question")
    for start in range(0, len(digests), AT_ONCE):
        for row in rows.filter(digest__in=digests[start : start + AT_ONCE]).order_by("-pk"):
            found[row.digest] = row
    return found


def _free(name: str, taken: Mapping[str, object]) -> str:
    found, number = name, 2
    while found in taken:
        found, number = f"{name}-{number}", number + 1
    return found


def _remark(name: str, words: str) -> Remark:
    return Remark(Fate.CHANGED, name, words)
