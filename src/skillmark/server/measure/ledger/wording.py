"""The ledger's columns, and what is wrong with a line, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from skillmark.measure.ledger.columns import COLUMNS, GROUP, Kind, Known
from skillmark.measure.ledger.mapping import Private, Question


def columns() -> list[tuple[str, str]]:
    """Return the columns of the ledger with what they mean, in their order."""
    said = {
        "person": _("who, by any id; each once (required)"),
        "applied": _("day of the application"),
        "hired": _("day of hiring; empty for who only applied"),
        "function": _("what the person was hired for"),
        "team": _("who works together; errors are clustered by it"),
        "experience_years": _("years in the field when hired"),
        "credential": _("id of the credential linked to the person, by consent; empty for none"),
        "credential_date": _("day it was awarded"),
        "achievement": _("what the credential is for"),
        "provider": _("who awarded it"),
        "result": _("result of its assessment, rescaled to 0-1"),
        "starting_pay": _("a year's pay at the start"),
        "days_to_productivity": _("days from hiring to working unaided, or so far (see the next)"),
        "productivity_censored": _(
            "1 where the person is not there yet and the days are only so far"
        ),
        "training_hours": _("the person's training hours since hiring"),
        "manager_hours": _("managers' hours spent on the person's start"),
        "peer_hours": _("colleagues' hours spent on the person's start"),
        "training_cost": _("paid for courses, material and fees"),
        "currency": _("ISO 4217 code of all amounts"),
        "performance": _("rating of the work, rescaled to 0-1"),
        "influence": _("rating of influence on others, 0-1"),
        "collaboration": _("rating of working with others, 0-1"),
        "promoted": _("day of the first promotion; empty for none"),
        "further_study": _("day on which further study began"),
        "left": _("day of leaving; empty while employed"),
        "simulated": _("1 where the row comes from a simulation"),
    }
    return [(column.name, said.get(column.name, column.meaning)) for column in COLUMNS]


def titles() -> dict[str, str]:
    """Return what pages call the columns of the ledger."""
    return {
        "person": _("Person"),
        "applied": _("Applied"),
        "hired": _("Hired"),
        "function": _("Function"),
        "team": _("Team"),
        "experience_years": _("Years of experience"),
        "credential": _("Credential"),
        "credential_date": _("Credential awarded"),
        "achievement": _("What the credential is for"),
        "provider": _("Provider"),
        "result": _("Result of the assessment"),
        "starting_pay": _("Starting pay"),
        "days_to_productivity": _("Days to productivity"),
        "productivity_censored": _("Not productive yet"),
        "training_hours": _("Training hours"),
        "manager_hours": _("Hours of managers"),
        "peer_hours": _("Hours of colleagues"),
        "training_cost": _("Training cost"),
        "currency": _("Currency"),
        "performance": _("Performance at work"),
        "influence": _("Influence"),
        "collaboration": _("Collaboration"),
        "promoted": _("Promoted"),
        "further_study": _("Further study"),
        "left": _("Left"),
        "simulated": _("Simulated"),
    }


def title(column: str) -> str:
    """Return what pages call a column, also one of groups."""
    if column.startswith(GROUP):
        return _("Group: %(name)s") % {"name": column[len(GROUP) :]}
    return titles().get(column, column)


def kinds() -> dict[Kind, str]:
    """Return what a cell of each kind holds."""
    return {
        Kind.PERSON: _("an id"),
        Kind.DAY: _("a day, YYYY-MM-DD"),
        Kind.WORDS: _("words"),
        Kind.MONEY: _("an amount of 0 or more"),
        Kind.CURRENCY: _("three letters, such as EUR; one for the whole ledger"),
        Kind.NUMBER: _("a number of 0 or more"),
        Kind.RATING: _("a number from 0 to 1"),
        Kind.FLAG: _("1 or 0; empty is 0"),
    }


def known() -> dict[Known, str]:
    """Return what a column may serve as, by when it is known."""
    return {
        Known.BEFORE: _("known before the work begins: an effect may be adjusted for it"),
        Known.TREATMENT: _("what is asked about"),
        Known.AFTER: _("may be a consequence: an outcome, never adjusted for"),
        Known.NEITHER: _("bookkeeping"),
    }


def problem(code: str, said: Sequence[str], cause: str) -> str:
    """Return what is wrong with a line. `cause` stands in for a code that has no words here."""
    words = {
        "no_person": _("a row without a person"),
        "duplicate_person": _("“%(a)s” is also in line %(b)s"),
        "not_a_day": _("“%(a)s” is not a day"),
        "two_days": _("“%(a)s” can be %(b)s or %(c)s: say with the columns which is meant"),
        "not_a_number": _("“%(a)s” is not a number"),
        "two_numbers": _("“%(a)s” can be %(b)s or %(c)s: say with the columns which is meant"),
        "out_of_range": _("%(a)s is out of range"),
        "which_currency": _("“%(a)s” does not say in which currency it is"),
        "two_currencies": _("“%(a)s” is in %(b)s, not in %(c)s"),
        "not_a_currency": _("“%(a)s” is not a currency"),
        "no_currency": _("an amount without a currency"),
        "currencies_mixed": _("amounts in %(a)s and in %(b)s"),
        "not_a_flag": _("“%(a)s” is neither yes nor no"),
        "off_scale": _("“%(a)s” is not from %(b)s to %(c)s"),
        "off_words": _("nobody has said what “%(a)s” stands for"),
        "dates_reversed": _("%(a)s is before %(b)s (%(c)s)"),
        "day_alone": _("a day of a credential without the credential"),
        "no_days_so_far": _("not productive yet, but no days so far"),
        "wrong_width": _("%(a)s cells where the header has %(b)s"),
        "too_long": _("longer than %(a)s characters"),
    }
    if code not in words:
        return cause
    parts = dict(zip("abc", said, strict=False))
    if code == "dates_reversed" and "c" in parts:
        parts["c"] = title(parts["c"])
    return words[code] % {"a": "", "b": "", "c": "", **parts}


def kind_of_problem(code: str) -> str:
    """Return what kind of mistake a code is, for counts of them."""
    words = {
        "no_person": _("no person"),
        "duplicate_person": _("the same person twice"),
        "not_a_day": _("not a day"),
        "two_days": _("two days fit"),
        "not_a_number": _("not a number"),
        "two_numbers": _("two numbers fit"),
        "out_of_range": _("out of range"),
        "which_currency": _("no currency, or one of several"),
        "two_currencies": _("another currency"),
        "not_a_currency": _("not a currency"),
        "no_currency": _("no currency"),
        "currencies_mixed": _("currencies mixed"),
        "not_a_flag": _("neither yes nor no"),
        "off_scale": _("outside the scale"),
        "off_words": _("a text without a meaning"),
        "dates_reversed": _("days in the wrong order"),
        "day_alone": _("a day without a credential"),
        "no_days_so_far": _("no days so far"),
        "wrong_width": _("too many or too few cells"),
        "too_long": _("too long"),
    }
    return words.get(code, code)


def question(asked: Question) -> str:
    """Return what somebody has to say."""
    words = {
        "person": _("Which column has the person's id?"),
        "currency": _("Which currency are these amounts in?"),
        "scale": _("Which value is the worst, and which the best?"),
        "as_of": _("Of which day is the export? Until then it is known who is not productive yet."),
        "day": _("“%(example)s”: does the day or the month come first?"),
        "decimal": _("“%(example)s”: is the sign in it the decimal, or between thousands?"),
        "pay_period": _("This looks like pay by month or hour: how many make a year?"),
        "does_not_fit": _("“%(source)s” has this name, but “%(example)s” does not fit."),
    }
    return words[asked.code] % {"example": asked.example, "source": asked.source}


def reason(code: str) -> str:
    """Return what a guess rests on."""
    words = {
        "name": _("by its name"),
        "part_of_name": _("by a part of its name"),
        "two_days": _("from two days"),
        "cells": _("as the cells say"),
    }
    return words[code]


def private() -> Mapping[Private | None, str]:
    """Return why a column is left out."""
    return {
        Private.NAME: _("names"),
        Private.BIRTH: _("birth and age"),
        Private.CONTACT: _("addresses and contact"),
        Private.PROTECTED: _("protected characteristics and health"),
        Private.MONEY: _("bank, tax and insurance"),
        Private.PAY: _("pay of today: the ledger has what was paid at the start"),
        None: _("no column of the ledger"),
    }


def cell(value: Any) -> str:
    """Return a cell as a page shows it."""
    return "–" if value in ("", None) else str(value)
