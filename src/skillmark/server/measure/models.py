"""Rows of measuring; each room has its own."""

from skillmark.server.measure.ledger.models import (
    LedgerFileRecord,
    LedgerRecord,
    LinkRecord,
    MappingRecord,
    OutcomeRecord,
)
from skillmark.server.measure.surveying.models import (
    SurveyAnswerRecord,
    SurveyInvitationRecord,
    SurveyRecord,
)

__all__ = [
    "LedgerFileRecord",
    "LedgerRecord",
    "LinkRecord",
    "MappingRecord",
    "OutcomeRecord",
    "SurveyAnswerRecord",
    "SurveyInvitationRecord",
    "SurveyRecord",
]
