"""The data dictionary: every column of the ledger, its kind, its unit and what it means."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """What a cell of a column holds."""

    PERSON = "person"
    """An id that the organisation chose; each once."""
    DAY = "day"
    """YYYY-MM-DD."""
    WORDS = "words"
    """A category in the organisation's words."""
    MONEY = "money"
    """An amount of 0 or more in the ledger's one currency."""
    CURRENCY = "currency"
    """ISO 4217 code; the same in every row with an amount."""
    NUMBER = "number"
    """A number of 0 or more."""
    RATING = "rating"
    """A number from 0 to 1."""
    FLAG = "flag"
    """1 or 0; empty is 0."""


class Known(StrEnum):
    """When a column's value is fixed, which decides what it may serve as."""

    BEFORE = "before"
    """Before the work begins: an effect may be adjusted for it."""
    TREATMENT = "treatment"
    """Part of what is asked about."""
    AFTER = "after"
    """It can be a consequence: an outcome, never a covariate."""
    NEITHER = "neither"
    """Bookkeeping."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name in files, what is in it and since when it is known."""

    name: str
    kind: Kind
    known: Known
    meaning: str


COLUMNS: Final[tuple[Column, ...]] = (
    Column("person", Kind.PERSON, Known.NEITHER, "who, by any id; each once (required)"),
    Column("applied", Kind.DAY, Known.BEFORE, "day of the application"),
    Column("hired", Kind.DAY, Known.BEFORE, "day of hiring; empty for who only applied"),
    Column("function", Kind.WORDS, Known.BEFORE, "what the person was hired for"),
    Column("team", Kind.WORDS, Known.BEFORE, "who works together; errors are clustered by it"),
    Column("experience_years", Kind.NUMBER, Known.BEFORE, "years in the field when hired"),
    Column(
        "credential",
        Kind.WORDS,
        Known.TREATMENT,
        "id of the credential linked to the person, by consent; empty for none",
    ),
    Column("credential_date", Kind.DAY, Known.TREATMENT, "day it was awarded"),
    Column("achievement", Kind.WORDS, Known.TREATMENT, "what the credential is for"),
    Column("provider", Kind.WORDS, Known.TREATMENT, "who awarded it"),
    Column("result", Kind.RATING, Known.TREATMENT, "result of its assessment, rescaled to 0-1"),
    Column("starting_pay", Kind.MONEY, Known.AFTER, "a year's pay at the start"),
    Column(
        "days_to_productivity",
        Kind.NUMBER,
        Known.AFTER,
        "days from hiring to working unaided, or so far (see the next)",
    ),
    Column(
        "productivity_censored",
        Kind.FLAG,
        Known.AFTER,
        "1 where the person is not there yet and the days are only so far",
    ),
    Column("training_hours", Kind.NUMBER, Known.AFTER, "the person's training hours since hiring"),
    Column(
        "manager_hours", Kind.NUMBER, Known.AFTER, "managers' hours spent on the person's start"
    ),
    Column("peer_hours", Kind.NUMBER, Known.AFTER, "colleagues' hours spent on the person's start"),
    Column("training_cost", Kind.MONEY, Known.AFTER, "paid for courses, material and fees"),
    Column("currency", Kind.CURRENCY, Known.NEITHER, "ISO 4217 code of all amounts"),
    Column("performance", Kind.RATING, Known.AFTER, "rating of the work, rescaled to 0-1"),
    Column("influence", Kind.RATING, Known.AFTER, "rating of influence on others, 0-1"),
    Column("collaboration", Kind.RATING, Known.AFTER, "rating of working with others, 0-1"),
    Column("promoted", Kind.DAY, Known.AFTER, "day of the first promotion; empty for none"),
    Column("further_study", Kind.DAY, Known.AFTER, "day on which further study began"),
    Column("left", Kind.DAY, Known.AFTER, "day of leaving; empty while employed"),
    Column("simulated", Kind.FLAG, Known.NEITHER, "1 where the row comes from a simulation"),
)
BY_NAME: Final = {column.name: column for column in COLUMNS}
GROUP: Final = "group:"
"""Prefix of columns such as `group:age band`. They serve the comparison of outcomes between
groups and nothing else: no effect is adjusted for them and nobody is ranked by them."""


def of_kind(*kinds: Kind) -> tuple[str, ...]:
    """Return the names of all columns of these kinds, in the dictionary's order."""
    return tuple(column.name for column in COLUMNS if column.kind in kinds)
