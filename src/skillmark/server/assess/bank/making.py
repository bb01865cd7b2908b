"""Making a test of a plan: copies of live versions (and pilots) that never change again."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from skillmark.assess.items import Test
from skillmark.nouns.errors import InputError
from skillmark.nouns.text import Text
from skillmark.server.assess import library
from skillmark.server.assess.bank import figures
from skillmark.server.assess.bank.copies import copies
from skillmark.server.assess.bank.models import QuestionVersionRecord, TestPlanRecord
from skillmark.server.assess.bank.plans import Plan, read_plan
from skillmark.server.assess.bank.standing import pool
from skillmark.server.assess.models import TestRecord
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord

MOST = 2000
"""Questions of one test."""


@transaction.atomic
def make(row: TestPlanRecord, *, actor: AccountRecord | None) -> TestRecord:
    """Make the next version of a test of a plan; the same again is the version that is there.

    Raises `InputError` where the bank cannot make its forms, saying what is missing.
    """
    plan = read_plan(row.plan)
    _complete(row, plan)
    there = pool(row.organisation, plan)
    if len(there) > MOST:
        raise InputError(
            _("a test has at most %(most)s questions, this one would have %(count)s")
            % {"most": MOST, "count": len(there)},
            where=row.slug,
            remedy=_("narrow its pools down"),
            code="too_many",
        )
    keys = [one.version for one in there]
    known = figures.difficulties(row.organisation, keys)
    versions = (
        QuestionVersionRecord.objects.of(row.organisation)
        .filter(pk__in=keys)
        .select_related("question")
        .order_by("question__slug")
    )
    made = copies(versions, known)
    test = Test(
        id=row.slug,
        title=Text.of(plan.title, plan.language),
        description=Text.of(plan.description, plan.language),
        language=plan.language,
        minutes=plan.minutes,
        blueprint=plan.blueprint,
        items=tuple(made.items),
        stimuli=tuple(made.stimuli),
        demands=plan.demands,
        pilots=plan.pilots,
    )
    record = library.import_test(
        row.organisation, test, files=made.files, versions=made.versions, actor=actor
    )
    audit.record(
        "test_made",
        row,
        actor=actor,
        organisation=row.organisation,
        version=record.version,
        items=len(test.items),
    )
    return record


def _complete(row: TestPlanRecord, plan: Plan) -> None:
    for value, words in (
        (plan.title.strip(), _("the test has no title")),
        (plan.description.strip(), _("the test has no description")),
        (plan.blueprint, _("the test has no blueprint")),
    ):
        if not value:
            raise InputError(
                words, where=row.slug, remedy=_("fill it in and save the plan"), code="incomplete"
            )
