"""Tests as they are kept: storing one, and setting its cut score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from random import Random

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from skillmark.assess.assembling.shortfall import require
from skillmark.assess.forms import draw
from skillmark.assess.items import Test
from skillmark.assess.reading import read_test
from skillmark.assess.standards.starting import starter_cut
from skillmark.assess.starter import starter_test
from skillmark.nouns.credibility import CutScore
from skillmark.nouns.errors import ConflictError, InputError
from skillmark.server.assess import documents, pictures
from skillmark.server.assess.bank.models import QuestionVersionRecord
from skillmark.server.assess.models import (
    CutScoreRecord,
    ItemRecord,
    TestRecord,
)
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord, OrganisationRecord
from skillmark.skills.starter import uri


@transaction.atomic
def import_test(
    organisation: OrganisationRecord,
    source: Test | str,
    *,
    files: Mapping[str, bytes] | None = None,
    versions: Mapping[str, QuestionVersionRecord] | None = None,
    actor: AccountRecord | None = None,
) -> TestRecord:
    """Store a test: a `Test`, the id of a starter test, or a TOML document.

    `files` are the pictures that its questions show, by name; `versions` those of the bank that
    its items are copies of, by id.

    The same test again returns the row that is there; a changed one becomes the next version.
    Raises `InputError` for what cannot be read, and where no form can be as it has to be.
    """
    if isinstance(source, Test):
        test = source
    elif "\n" in source:
        test = read_test(source, where="test", skill_uri=uri)
    else:
        test = starter_test(source)
    pictures.check(test, files or {})
    if test.demands or any(item.family for item in test.items):
        require(test)
    rows = TestRecord.objects.of(organisation).filter(slug=test.id)
    digest = documents.digest(test, files)
    known = rows.filter(digest=digest).first()
    if known is not None:
        return known
    row = TestRecord.objects.create(
        organisation=organisation,
        slug=test.id,
        version=(rows.aggregate(last=Max("version"))["last"] or 0) + 1,
        digest=digest,
        title=test.title.as_mapping(),
        head=documents.head_document(test),
    )
    ItemRecord.objects.bulk_create(
        ItemRecord(
            organisation=organisation,
            test=row,
            item=item.id,
            skill=item.skill,
            level=item.level,
            type=item.type.value,
            position=position,
            document=documents.item_document(item),
            version=(versions or {}).get(item.id),
        )
        for position, item in enumerate(test.items)
    )
    pictures.store(row, files or {})
    if test.cut is not None:
        _store_cut(row, starter_cut(test, _example(test)), by_form=True)
    audit.record(
        "test_imported", row, actor=actor, organisation=organisation, items=len(test.items)
    )
    return row


def _example(test: Test) -> tuple[str, ...]:
    # Any form will do; this one is the same for everybody who imports the test.
    try:
        asked = delivered(test, include_short=False)
    except InputError:  # the blueprint needs what a person scores
        asked = test
    return draw(asked, rng=Random(test.id)).item_ids  # noqa: S311


def noun(row: TestRecord) -> Test:
    """Return the test that a row keeps."""
    return _noun(str(row.pk), row.digest)


@lru_cache(maxsize=64)
def _noun(pk: str, digest: str) -> Test:
    # A stored version never changes, so what was read once stays right; the digest is part of
    # the key for databases that come and go with their ids.
    row = TestRecord.objects.get(pk=pk)
    items = row.items.order_by("position").values_list("document", flat=True)
    return documents.test_from(row.slug, row.head, list(items))


@transaction.atomic
def set_cut(
    test: TestRecord, cut: CutScore, *, actor: AccountRecord | None = None
) -> CutScoreRecord:
    """Record the act of setting a cut score. Attempts that have begun keep the one they began with.

    `cut.score` of `cut.maximum` is a share: every form applies it to its own maximum.
    """
    if not 0 < cut.score <= cut.maximum:
        raise InputError(
            _("this cut score decides nothing"),
            where=f"{cut.score:g} / {cut.maximum:g}",
            remedy=_("give a number above 0 and not above the maximum"),
        )
    row = _store_cut(test, cut, by_form=False)
    audit.record(
        "cut_score_set",
        test,
        actor=actor,
        organisation=test.organisation,
        score=cut.score,
        maximum=cut.maximum,
    )
    return row


def _store_cut(test: TestRecord, cut: CutScore, *, by_form: bool) -> CutScoreRecord:
    return CutScoreRecord.objects.create(
        organisation=test.organisation,
        test=test,
        score=cut.score,
        maximum=cut.maximum,
        method=cut.method,
        reason=cut.reason,
        decided_by=cut.decided_by,
        decided_on=cut.decided_on,
        by_form=by_form,
    )


def cut_in_force(test: TestRecord) -> CutScoreRecord | None:
    """Return the newest act of setting a cut score, `None` where nobody has set one."""
    return test.cuts.order_by("-recorded", "-pk").first()


def cut_of(test: TestRecord) -> CutScore | None:
    """Return the cut score in force, `None` where nobody has set one."""
    row = cut_in_force(test)
    if row is None:
        return None
    return CutScore(row.score, row.maximum, row.method, row.reason, row.decided_by, row.decided_on)


def cut_for_form(test: TestRecord, item_ids: Sequence[str]) -> float:
    """Return the cut score in points of one form: by the test's rule, or the same share of each.

    Raises `ConflictError` where nobody has set one.
    """
    row = cut_in_force(test)
    if row is None:
        raise ConflictError(
            _("this test has no cut score"),
            where=test.slug,
            remedy=_("set the cut score with its method and reason first"),
        )
    own = noun(test)
    if row.by_form:
        return starter_cut(own, item_ids).score
    return round(row.score / row.maximum * own.points(item_ids), 9)


def delivered(test: Test, *, include_short: bool) -> Test:
    """Return the test with the items that this way of delivering may ask.

    Raises `InputError` where too few are left for the blueprint.
    """
    if include_short:
        return test
    items = tuple(item for item in test.items if not item.needs_rater)
    return replace(test, items=items, pilots=min(test.pilots, sum(item.pilot for item in items)))
