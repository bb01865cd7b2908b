"""Links to answer under: signed, not stored, so that no table holds one."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.core import signing

from skillmark.server.measure.surveying.models import SurveyInvitationRecord, SurveyRecord
from skillmark.server.people.services import address

_SALT = "skillmark.measure.survey"


@dataclass(frozen=True, slots=True)
class Opened:
    """What a link leads to."""

    survey: SurveyRecord
    invitation: SurveyInvitationRecord | None
    """`None` for a link that anybody may use."""


def personal(invitation: SurveyInvitationRecord) -> str:
    """Return the token of one invitation; the same each time, and good for one answer."""
    return signing.Signer(salt=_SALT).sign_object(["i", invitation.pk.hex])


def open_to_all(survey: SurveyRecord) -> str:
    """Return the token that anybody may answer under."""
    return signing.Signer(salt=_SALT).sign_object(["s", survey.pk])


def link(token: str) -> str:
    """Return the full address of a token."""
    return address("survey_answer", token)


def opened(token: str) -> Opened | None:
    """Return what a token leads to, or `None` for one that is not ours or whose survey is gone."""
    try:
        kind, name = signing.Signer(salt=_SALT).unsign_object(token)
        if kind == "i":
            row = (
                SurveyInvitationRecord.objects.select_related("survey__organisation", "account")
                .filter(pk=UUID(hex=name))
                .first()
            )
            return Opened(row.survey, row) if row else None
        survey = SurveyRecord.objects.select_related("organisation").filter(pk=name).first()
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Opened(survey, None) if survey else None
