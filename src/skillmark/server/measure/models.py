"""Rows of measuring; each room has its own."""

from skillmark.server.measure.designing.models import DesignReadingRecord, DesignRecord
from skillmark.server.measure.ledger.models import (
    LedgerFileRecord,
    LedgerRecord,
    LinkRecord,
    MappingRecord,
    OutcomeRecord,
)

__all__ = [
    "DesignReadingRecord",
    "DesignRecord",
    "LedgerFileRecord",
    "LedgerRecord",
    "LinkRecord",
    "MappingRecord",
    "OutcomeRecord",
]
