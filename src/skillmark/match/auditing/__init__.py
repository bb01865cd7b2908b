"""Bias audit: selection and scoring rates, impact ratios, and what the numbers can carry.

The tables are those of New York City's Local Law 144 (6 RCNY 5-300 to 5-304) and of the
four-fifths rule (29 CFR 1607.4 D). Nothing here is read by the scorer.
"""

from skillmark.match.auditing.audit import Audit, audit
from skillmark.match.auditing.reading import read_decisions
from skillmark.match.auditing.sample import Entry, Sample
from skillmark.match.auditing.tables import Category, Finding, Measure, Table

__all__ = [
    "Audit",
    "Category",
    "Entry",
    "Finding",
    "Measure",
    "Sample",
    "Table",
    "audit",
    "read_decisions",
]
