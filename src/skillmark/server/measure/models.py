"""Rows of measuring; each room has its own."""

from skillmark.server.measure.costing.models import (
    AssumptionRecord,
    CostChangeRecord,
    CostingRecord,
    CostItemRecord,
)
from skillmark.server.measure.dashboards.models import PeopleCountRecord
from skillmark.server.measure.designing.models import DesignReadingRecord, DesignRecord
from skillmark.server.measure.ledger.models import (
    LedgerFileRecord,
    LedgerRecord,
    LinkRecord,
    MappingRecord,
    OutcomeRecord,
)
from skillmark.server.measure.reporting.models import ImpactReportRecord
from skillmark.server.measure.surveying.models import (
    SurveyAnswerRecord,
    SurveyInvitationRecord,
    SurveyRecord,
)

__all__ = [
    "AssumptionRecord",
    "CostChangeRecord",
    "CostItemRecord",
    "CostingRecord",
    "DesignReadingRecord",
    "DesignRecord",
    "ImpactReportRecord",
    "LedgerFileRecord",
    "LedgerRecord",
    "LinkRecord",
    "MappingRecord",
    "OutcomeRecord",
    "PeopleCountRecord",
    "SurveyAnswerRecord",
    "SurveyInvitationRecord",
    "SurveyRecord",
]
