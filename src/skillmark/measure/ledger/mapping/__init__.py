"""From the export of an HR system to the ledger: what each column is, said once and kept."""

from skillmark.measure.ledger.mapping.applying import Applied, apply
from skillmark.measure.ledger.mapping.asking import Question, questions_of
from skillmark.measure.ledger.mapping.names import Private
from skillmark.measure.ledger.mapping.parsing import mapping_of, read_mapping
from skillmark.measure.ledger.mapping.proposing import (
    Confidence,
    Guess,
    Proposal,
    is_own,
    propose,
)
from skillmark.measure.ledger.mapping.rules import Mapping, Rows, Rule
from skillmark.measure.ledger.mapping.sheet import Sheet, look
from skillmark.measure.ledger.mapping.values import DayForm, Decimal

__all__ = [
    "Applied", "Confidence", "DayForm", "Decimal", "Guess", "Mapping", "Private", "Proposal",
    "Question", "Rows", "Rule", "Sheet", "apply", "is_own", "look", "mapping_of", "propose",
    "questions_of", "read_mapping",
]  # fmt: skip
