"""Use cases of those who are asked: answer, see what waits, take back; and be erased."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from skillmark.measure.surveys.instruments import Instrument
from skillmark.nouns.errors import ConflictError, InputError
from skillmark.server import rows
from skillmark.server.measure.surveying import links, mixing
from skillmark.server.measure.surveying.models import (
    State,
    SurveyAnswerRecord,
    SurveyInvitationRecord,
    SurveyRecord,
)
from skillmark.server.measure.surveying.services import locked
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord, OrganisationRecord, Purpose
from skillmark.server.people.permitting import permitted


def accepting(row: SurveyRecord, *, today: date) -> bool:
    """Say whether answers are taken."""
    return row.state == State.OPEN and (row.until is None or today <= row.until)


def codes_of(instrument: Instrument, given: Mapping[str, str]) -> dict[str, int]:
    """Return the codes of what a form sent; what is no code of its question is refused."""
    found = {}
    for question in instrument.questions:
        said = given.get(question.id, "")
        if not said:
            continue
        try:
            code = int(said)
        except ValueError:
            code = 0
        if code not in question.scale.codes:
            raise InputError(_("this is no answer to the question"), where=question.id)
        found[question.id] = code
    return found


@transaction.atomic
def answer(opened: links.Opened, codes: Mapping[str, int], *, linked: bool, now: datetime) -> None:
    """Store what somebody answered, and that their link is used; nothing that ties the two.

    `linked` counts in a linked survey, from who agreed to that (`Purpose.OUTCOMES`), alone. No
    entry of the audit log says that somebody answered: its moment would tell who. Raises
    `ConflictError` for a used link and a survey that takes no answers, `InputError` for none.
    """
    survey = locked(opened.survey)
    if not accepting(survey, today=timezone.localdate(now)):
        raise ConflictError(_("this survey is closed"), code="survey_closed")
    if not any(code > 0 for code in codes.values()):
        raise InputError(_("nothing was answered"), remedy=_("answer at least one question"))
    mine = opened.invitation
    if mine is not None:
        unused = SurveyInvitationRecord.objects.filter(pk=mine.pk, answered=False)
        if not unused.update(answered=True):
            raise ConflictError(_("this link was used already"), code="link_used")
    if mine is not None and linked and may_link(opened):
        SurveyAnswerRecord.objects.create(
            survey=survey,
            codes=dict(codes),
            account=mine.account,
            late=survey.reminded is not None,
        )
    else:
        mixing.add(survey, codes)


def may_link(opened: links.Opened) -> bool:
    """Say whether this person's answers may be linked: a linked survey, and their own consent."""
    mine = opened.invitation
    return (
        mine is not None
        and not opened.survey.anonymous
        and permitted(opened.survey.organisation, Purpose.OUTCOMES)
        .filter(pk=mine.account_id)
        .exists()
    )


def waiting(account: AccountRecord, *, today: date) -> list[tuple[SurveyRecord, str]]:
    """Return the open surveys that wait for somebody, with the link to answer each."""
    mine = SurveyInvitationRecord.objects.filter(
        account=account, answered=False, survey__state=State.OPEN
    ).select_related("survey__organisation")
    return [
        (one.survey, links.link(links.personal(one)))
        for one in mine.order_by("-survey__opened")
        if accepting(one.survey, today=today)
    ]


def linked(account: AccountRecord) -> Any:
    """Return somebody's linked answers (a query set)."""
    mine = SurveyAnswerRecord.objects.filter(account=account)
    return mine.select_related("survey__organisation").order_by("-survey__opened")


@transaction.atomic
def take_back(row: SurveyAnswerRecord, *, actor: AccountRecord) -> None:
    """Delete linked answers for the person whose they are."""
    rows.erase_for_good()
    audit.record(
        "survey_answers_deleted", row.survey, actor=actor, organisation=row.survey.organisation
    )
    row.delete()


@transaction.atomic
def erase(
    account: AccountRecord, organisation: OrganisationRecord, *, actor: AccountRecord | None
) -> None:
    """Erase a person from an organisation's surveys: invitations and linked answers.

    Anonymous answers stay: nobody knows whose they are. Deleting the account does the same
    everywhere, by the foreign keys.
    """
    rows.erase_for_good()
    SurveyAnswerRecord.objects.filter(account=account, survey__organisation=organisation).delete()
    SurveyInvitationRecord.objects.filter(
        account=account, survey__organisation=organisation
    ).delete()
    audit.record("survey_person_erased", account, actor=actor, organisation=organisation)
