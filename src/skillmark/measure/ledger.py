"""The outcome ledger: one row a person, read strictly, summed up without exposing anybody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Final

from skillmark.measure.table import Row, need, number, read_rows
from skillmark.nouns.errors import InputError
from skillmark.nouns.money import Money
from skillmark.nouns.outcome import Outcome

DICTIONARY: Final[dict[str, str]] = {
    "person": "who, by any id; each once (required)",
    "hired": "day of hiring, YYYY-MM-DD",
    "credential": "id of the credential linked to the person, by consent; empty for none",
    "credential_date": "day it was awarded, YYYY-MM-DD",
    "function": "what the person was hired for, in the organisation's words",
    "starting_pay": "a year's pay at the start",
    "training_cost": "what training this person cost so far",
    "currency": "ISO 4217 code of both amounts; the same in every row",
    "days_to_productivity": "days from hiring to working unaided, or so far (see the next)",
    "productivity_censored": "1 where the person is not there yet and the days are only so far",
    "training_hours": "hours of training since hiring",
    "performance": "rating, rescaled to 0-1",
    "left": "day of leaving, YYYY-MM-DD; empty while employed",
    "experience_years": "years of experience in the field when hired",
    "simulated": "1 where the row comes from a simulation",
}
"""The data dictionary: columns of `ledger.csv` and what they mean."""

_YES: Final = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}


def read_ledger(path: Path) -> tuple[Outcome, ...]:
    """Read `ledger.csv`; see `DICTIONARY`. Every error names its line and column.

    Refused are unknown columns, a person in two rows, dates out of order, negative durations and
    amounts, ratings outside 0 to 1, and more than one currency.
    """
    columns, rows = read_rows(path)
    name = path.name
    need(columns, ["person"], name=name)
    unknown = [column for column in columns if column not in DICTIONARY]
    if unknown:
        raise InputError(
            f"unknown column {unknown[0]!r}",
            where=f"{name}, line 1",
            remedy=f"known are {', '.join(DICTIONARY)}",
        )
    seen: dict[str, int] = {}
    outcomes = []
    for row in rows:
        outcome = _Cells(row, name).outcome()
        earlier = seen.setdefault(outcome.person, row.line)
        if earlier != row.line:
            raise InputError(
                f"{outcome.person!r} is also in line {earlier}",
                where=f"{name}, line {row.line}, column person",
                remedy="one row a person",
                code="duplicate_person",
            )
        outcomes.append(outcome)
    one_currency(outcomes)
    return tuple(outcomes)


def one_currency(outcomes: Sequence[Outcome]) -> str | None:
    """Return the currency of all amounts, `None` without amounts; refuse two."""
    used = {
        money.currency
        for outcome in outcomes
        for money in (outcome.starting_pay, outcome.training_cost)
        if money is not None
    }
    if len(used) > 1:
        raise InputError(
            f"amounts in {' and '.join(sorted(used))}",
            where="column currency",
            remedy="convert to one currency first",
            code="currencies_mixed",
        )
    return next(iter(used), None)


@dataclass(frozen=True, slots=True)
class _Cells:
    """One row on its way to an outcome."""

    row: Row
    name: str

    def place(self, column: str) -> str:
        return f"{self.name}, line {self.row.line}, column {column}"

    def text(self, column: str) -> str:
        return self.row.cells.get(column, "")

    def day(self, column: str) -> date | None:
        cell = self.text(column)
        if not cell:
            return None
        try:
            return date.fromisoformat(cell)
        except ValueError:
            raise InputError(
                f"{cell[:40]!r} is not a day", where=self.place(column), remedy="use YYYY-MM-DD"
            ) from None

    def amount(self, column: str, *, highest: float | None = None) -> float | None:
        cell = self.text(column)
        if not cell:
            return None
        value = number(cell, where=self.place(column))
        if value < 0 or (highest is not None and value > highest):
            limit = f"from 0 to {highest:g}" if highest is not None else "of 0 or more"
            raise InputError(
                f"{cell} is out of range", where=self.place(column), remedy=f"give a number {limit}"
            )
        return value

    def money(self, column: str) -> Money | None:
        cell = self.text(column)
        if not cell:
            return None
        if not self.text("currency"):
            raise InputError(
                f"{column} without a currency",
                where=self.place("currency"),
                remedy="give an ISO 4217 code such as EUR",
            )
        self.amount(column)
        try:
            return Money(Decimal(cell.replace(",", ".")), self.text("currency"))
        except InvalidOperation:
            raise InputError(f"{cell!r} is not an amount", where=self.place(column)) from None
        except InputError as error:
            raise error.at(self.place("currency")) from None

    def flag(self, column: str) -> bool:
        cell = self.text(column).lower()
        if cell and cell not in _YES:
            raise InputError(f"{cell!r} is neither 1 nor 0", where=self.place(column))
        return _YES.get(cell, False)

    def outcome(self) -> Outcome:
        hired, left = self.day("hired"), self.day("left")
        if not self.text("person"):
            raise InputError("a row without a person", where=self.place("person"))
        if hired and left and left < hired:
            raise InputError(
                f"left on {left}, before being hired on {hired}",
                where=self.place("left"),
                remedy="swap or correct the days",
                code="dates_reversed",
            )
        if self.text("credential_date") and not self.text("credential"):
            raise InputError(
                "a credential's day without a credential", where=self.place("credential_date")
            )
        censored = self.flag("productivity_censored")
        if censored and not self.text("days_to_productivity"):
            raise InputError(
                "not yet productive, but no days so far",
                where=self.place("days_to_productivity"),
                remedy="give the days since hiring",
            )
        return Outcome(
            person=self.text("person"),
            hired=hired,
            credential=self.text("credential") or None,
            credential_date=self.day("credential_date"),
            function=self.text("function"),
            starting_pay=self.money("starting_pay"),
            days_to_productivity=self.amount("days_to_productivity"),
            productivity_censored=censored,
            training_hours=self.amount("training_hours"),
            training_cost=self.money("training_cost"),
            performance=self.amount("performance", highest=1.0),
            left=left,
            experience_years=self.amount("experience_years"),
            simulated=self.flag("simulated"),
        )


def write_ledger(outcomes: Sequence[Outcome]) -> str:
    """Return outcomes as the text of a `ledger.csv` that `read_ledger` reads back."""
    import csv
    import io

    currency = one_currency(outcomes) or ""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(DICTIONARY)
    for outcome in outcomes:
        cells = {
            "person": outcome.person,
            "hired": outcome.hired,
            "credential": outcome.credential,
            "credential_date": outcome.credential_date,
            "function": outcome.function,
            "starting_pay": outcome.starting_pay and outcome.starting_pay.amount,
            "training_cost": outcome.training_cost and outcome.training_cost.amount,
            "currency": currency if outcome.starting_pay or outcome.training_cost else "",
            "days_to_productivity": outcome.days_to_productivity,
            "productivity_censored": int(outcome.productivity_censored),
            "training_hours": outcome.training_hours,
            "performance": outcome.performance,
            "left": outcome.left,
            "experience_years": outcome.experience_years,
            "simulated": int(outcome.simulated),
        }
        writer.writerow(_safe(cells[column]) for column in DICTIONARY)
    return out.getvalue()


def _safe(value: object) -> str:
    """Neutralise what a spreadsheet would run as a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if isinstance(value, str) and text[:1] in ("=", "+", "-", "@", "\t") else text
