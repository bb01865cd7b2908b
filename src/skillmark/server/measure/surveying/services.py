"""Use cases of who runs surveys: draft, reword, send, remind, close, ask again, delete."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from skillmark.measure.cells import LEAST_CELL
from skillmark.measure.surveys.instruments import Instrument
from skillmark.measure.surveys.ready import READY
from skillmark.measure.surveys.scales import groups_of
from skillmark.nouns.errors import ConflictError, InputError
from skillmark.server import rows
from skillmark.server.jobs.mail import send_each
from skillmark.server.measure.surveying import audience, links, mixing
from skillmark.server.measure.surveying.models import (
    Mode,
    State,
    SurveyInvitationRecord,
    SurveyRecord,
    Whom,
)
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord, OrganisationRecord

CHUNK = 500


@transaction.atomic
def draft(
    organisation: OrganisationRecord, name: str, *, actor: AccountRecord | None
) -> SurveyRecord:
    """Make a draft of a ready-made instrument; "function" asks for the organisation's own ones."""
    if name not in READY:
        raise InputError(_("there is no such questionnaire"), where=name)
    instrument = READY[name]
    functions = audience.functions(organisation)
    if len(functions) >= 2:
        own = groups_of([(one, one) for one in functions] + [("Something else", "Etwas anderes")])
        instrument = replace(
            instrument,
            questions=tuple(
                replace(one, scale=own) if one.id == "function" else one
                for one in instrument.questions
            ),
        )
    row: SurveyRecord = SurveyRecord.objects.create(
        organisation=organisation, instrument=instrument.as_json(), created_by=actor
    )
    audit.record("survey_drafted", row, actor=actor, organisation=organisation)
    return row


@transaction.atomic
def reword(row: SurveyRecord, instrument: Instrument, *, actor: AccountRecord) -> None:
    """Store edited questions of a draft."""
    locked(row, State.DRAFT)
    SurveyRecord.objects.filter(pk=row.pk).update(instrument=instrument.as_json())
    row.instrument = instrument.as_json()
    audit.record("survey_reworded", row, actor=actor, organisation=row.organisation)


@transaction.atomic
def delete(row: SurveyRecord, *, actor: AccountRecord) -> None:
    """Delete a draft, or a closed survey with all its answers."""
    if locked(row).state == State.OPEN:
        raise ConflictError(_("this survey is open"), remedy=_("close it first"))
    rows.erase_for_good()
    audit.record("survey_deleted", row, actor=actor, organisation=row.organisation)
    row.delete()


@transaction.atomic
def send(
    row: SurveyRecord,
    *,
    whom: str,
    chosen: Sequence[str] = (),
    mode: str,
    why: str,
    contact: str = "",
    until: date | None = None,
    actor: AccountRecord | None,
    mail: bool = True,
) -> SurveyRecord:
    """Open a draft and invite its people by mail; an open link invites nobody.

    Raises `InputError` for fewer than 5 people, of whom no figure could be told, and for a linked
    survey that anybody may answer.
    """
    row = locked(row, State.DRAFT)
    if not why.strip():
        raise InputError(_("people are told what their answers are used for"), where="why")
    if whom == Whom.LINK and mode == Mode.LINKED:
        raise InputError(
            _("who has an open link is not known, so answers cannot be linked"),
            remedy=_("choose anonymous"),
        )
    row.whom, row.chosen, row.mode = whom, list(chosen), mode
    row.why, row.contact, row.until = why.strip(), contact.strip(), until
    accounts = list(audience.people(row).order_by("?"))
    if whom != Whom.LINK and len(accounts) < LEAST_CELL:
        raise InputError(
            _("%(count)s people are asked: of fewer than %(least)s nothing may be told")
            % {"count": len(accounts), "least": LEAST_CELL},
            remedy=_("ask more people"),
        )
    row.state, row.opened, row.asked = State.OPEN, timezone.now(), len(accounts)
    row.save()
    invitations = SurveyInvitationRecord.objects.bulk_create(
        (SurveyInvitationRecord(survey=row, account=account) for account in accounts),
        batch_size=CHUNK,
    )
    if mail:
        _mail(row, invitations, again=False)
    audit.record(
        "survey_opened", row, actor=actor, organisation=row.organisation, count=len(accounts)
    )
    return row


def _mail(row: SurveyRecord, invitations: Sequence[SurveyInvitationRecord], *, again: bool) -> None:
    subject = " / ".join(dict.fromkeys([row.title["en"], row.title["de"]]))
    text = _letter(row, again=again)
    send_each(
        subject,
        (
            (one.account.email, text.replace(_LINK, links.link(links.personal(one))))
            for one in invitations
        ),
    )


_LINK = "\0link\0"


def _letter(row: SurveyRecord, *, again: bool) -> str:
    """Return the letter in both languages, for nobody's own is known here, without its link."""
    parts = []
    minutes = row.questionnaire.minutes
    for language in ("en", "de"):
        with override(language):
            lines = [
                _("%(place)s asks you: %(title)s")
                % {"place": row.organisation.name, "title": row.title[language]},
                row.instrument["about"][language],
                _("What for: %(why)s") % {"why": row.why},
                _("Anonymous: your answers cannot be led back to you.")
                if row.anonymous
                else _("Your answers are linked to you only if you agreed to that."),
                _("About %(minutes)s minutes. The link is yours and works once:")
                % {"minutes": minutes},
                _LINK,
            ]
            if again:
                lines.insert(0, _("A reminder, sent once, to those who have not answered yet."))
            parts.append("\n\n".join(lines))
    return "\n\n---\n\n".join(parts) + "\n"


@transaction.atomic
def remind(row: SurveyRecord, *, actor: AccountRecord | None, mail: bool = True) -> None:
    """Write once to those who have not answered; who that is, is shown and counted nowhere."""
    row = locked(row, State.OPEN)
    if row.whom == Whom.LINK:
        raise ConflictError(_("an open link was sent to nobody"))
    if row.reminded:
        raise ConflictError(_("a reminder was sent already"), remedy=_("one is enough"))
    waiting = row.invitations.filter(answered=False).select_related("account").order_by("?")
    if mail:
        _mail(row, list(waiting), again=True)
    SurveyRecord.objects.filter(pk=row.pk).update(reminded=timezone.now())
    # No count: with the times of two looks at it, it would say when somebody answered.
    audit.record("survey_reminded", row, actor=actor, organisation=row.organisation)


@transaction.atomic
def close(row: SurveyRecord, *, actor: AccountRecord | None) -> None:
    """End the answering: from now on there are results, and no answer can change them."""
    row = locked(row, State.OPEN)
    mixing.shuffle(row)
    SurveyRecord.objects.filter(pk=row.pk).update(state=State.CLOSED, closed=timezone.now())
    audit.record("survey_closed", row, actor=actor, organisation=row.organisation)


@transaction.atomic
def again(row: SurveyRecord, *, actor: AccountRecord) -> SurveyRecord:
    """Make a draft of the next wave, with the same words: only the same words compare."""
    row = locked(row, State.CLOSED)
    found: SurveyRecord = SurveyRecord.objects.create(
        organisation=row.organisation,
        instrument=row.instrument,
        mode=row.mode,
        whom=row.whom,
        chosen=row.chosen,
        why=row.why,
        contact=row.contact,
        before=row,
        wave=row.wave + 1,
        created_by=actor,
    )
    audit.record("survey_drafted", found, actor=actor, organisation=row.organisation)
    return found


def locked(row: SurveyRecord, state: State | None = None) -> SurveyRecord:
    """Return the survey, held by this transaction, or refuse one that is in another state."""
    found: SurveyRecord = SurveyRecord.objects.select_for_update().get(pk=row.pk)
    if state is not None and found.state != state:
        raise ConflictError(
            _("this survey is not in the state “%(state)s”") % {"state": state.label},
            remedy=_("look at its page"),
        )
    return found
