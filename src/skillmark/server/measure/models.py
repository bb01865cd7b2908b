"""Rows of measuring; each room has its own."""

from skillmark.server.measure.ledger.models import (
    LedgerFileRecord,
    LedgerRecord,
    LinkRecord,
    MappingRecord,
    OutcomeRecord,
)

__all__ = ["LedgerFileRecord", "LedgerRecord", "LinkRecord", "MappingRecord", "OutcomeRecord"]
