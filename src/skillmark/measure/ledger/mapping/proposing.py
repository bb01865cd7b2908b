"""What an export's columns probably are: by their names, and only where their cells agree.

A proposal is for a person to look at. What is not sure is left open, what is private is left out
by name, and a day or a number that two readings fit is asked about.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from skillmark.measure.ledger.columns import BY_NAME, GROUP, Kind
from skillmark.measure.ledger.mapping import names
from skillmark.measure.ledger.mapping.asking import Question, questions_of
from skillmark.measure.ledger.mapping.names import Private
from skillmark.measure.ledger.mapping.rules import DAYS_COLUMN, Mapping, Rule, kind_of
from skillmark.measure.ledger.mapping.values import (
    EMPTY,
    DayForm,
    Decimal,
    RefusedError,
    day,
    decimal_shown,
    form_shown,
    money,
    number,
)

ENOUGH: Final = 0.9
"""Share of a column's cells that must be readable as what its name says."""
_IN_NAME: Final = re.compile(r"\b(EUR|USD|GBP|CHF|SEK|NOK|DKK|PLN|CZK)\b|(€)|(£)")


class Confidence(StrEnum):
    """How sure a guess is."""

    SURE = "sure"
    """The name says it and the cells agree."""
    LIKELY = "likely"
    """The name says it in part, or the cells say no more than that it can be."""


@dataclass(frozen=True, slots=True)
class Guess:
    """What one column of the ledger probably comes from, and why."""

    column: str
    source: str
    confidence: Confidence
    reason: str
    """`name`, `part_of_name`, `two_days` (it follows from two days) or `cells`."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A mapping to start from, with what it rests on and what is still open."""

    mapping: Mapping
    guesses: tuple[Guess, ...]
    questions: tuple[Question, ...]
    address: str
    """The column with addresses, empty where there is none: for linking accounts of those who
    agreed, if somebody chooses it. It is not read unless somebody does."""
    left_out: tuple[tuple[str, Private | None], ...]
    """Columns of the source that are not read, and why where that is known."""


def propose(header: Sequence[str], sample: Sequence[Sequence[str]]) -> Proposal:
    """Propose what columns are. `sample` holds rows with a cell for each name of `header`."""
    cells = {
        name: [text for row in sample if (text := row[place].strip()) and text not in EMPTY]
        for place, name in enumerate(header)
    }
    guesses: list[Guess] = []
    questions: list[Question] = []
    rules: dict[str, Rule] = {}
    for column, source, confidence, reason in _named(header):
        rule = _rule(column, source, cells[source])
        if rule is None:
            example = next(iter(cells[source]), "")
            questions.append(Question(column, source, "does_not_fit", example[:40]))
            continue
        rules[column] = rule
        guesses.append(Guess(column, source, confidence, reason))
    _days(header, cells, rules, guesses)
    _currency(cells, rules, guesses)
    address = next((name for name in header if names.is_address(names.plain(name))), "")
    # who calls a column so has chosen it
    chosen = {name: Rule(source=(name,)) for name in header if is_group(name)}
    mapping = Mapping(columns=_ordered(rules) | chosen)
    questions += questions_of(mapping, header, sample)
    read = {*mapping.sources, address}
    left_out = tuple((name, why(name)) for name in header if name not in read)
    return Proposal(mapping, tuple(guesses), tuple(questions), address, left_out)


def is_own(header: Sequence[str]) -> bool:
    """Whether a header is that of a ledger: there is nothing to propose."""
    return all(name in BY_NAME or is_group(name) for name in header)


def is_group(name: str) -> bool:
    """Whether a column is one of groups, by the name that a ledger gives it."""
    return name.startswith(GROUP) and bool(name[len(GROUP) :].strip())


def why(name: str) -> Private | None:
    """Return why a column of the source is left out by default."""
    return names.private(names.plain(name)) or names.private(names.bare(name))


def _named(header: Sequence[str]) -> Iterable[tuple[str, str, Confidence, str]]:
    """Yield a column of the ledger with what it is called here, each at most once."""
    fits: dict[str, list[tuple[int, int, str]]] = {}
    for name in header:
        if name in BY_NAME:
            fits.setdefault(name, []).append((0, 0, name))
            continue
        for doubt, form in enumerate((names.plain(name), names.bare(name)), start=1):
            column = names.column_of(form)
            if column is not None:
                fits.setdefault(column, []).append((doubt, names.rank(form), name))
                break
    for column in BY_NAME:
        if column in fits:
            doubt, _rank, name = min(fits[column])
            sure = doubt < 2
            yield (
                column,
                name,
                Confidence.SURE if sure else Confidence.LIKELY,
                "name" if sure else "part_of_name",
            )


def _rule(column: str, source: str, cells: Sequence[str]) -> Rule | None:
    """Return how a column is read, `None` where its cells are something else."""
    kind = kind_of(column)
    own = source in BY_NAME
    rule = Rule(source=(source,))
    if kind is Kind.DAY:
        return _day_rule(rule, cells)
    if kind in {Kind.NUMBER, Kind.MONEY}:
        decimal = _decimal(cells, own=own)
        rule = replace(rule, decimal=decimal)
        read = money if kind is Kind.MONEY else number
        return rule if _fits(cells, lambda text: read(text, decimal)) else None
    if kind is Kind.RATING:
        decimal = _decimal(cells, own=own)
        scale = (0.0, 1.0) if own else None
        if cells and _fits(cells, lambda text: number(text, decimal)):
            values = [float(number(c, decimal)) for c in cells if _readable(c, decimal)]
            if values and max(values) <= 1 and any(0 < value < 1 for value in values):
                scale = (0.0, 1.0)
            elif all("%" in cell for cell in cells):
                scale = (0.0, 100.0)
        return replace(rule, decimal=decimal, scale=scale)
    return rule


def _day_rule(rule: Rule, cells: Sequence[str]) -> Rule | None:
    shown = {form for text in cells if (form := form_shown(text)) is not None}
    form = shown.pop() if len(shown) == 1 else None
    if cells and all(re.fullmatch(r"[2-6]\d{4}", text) for text in cells):
        form = DayForm.EXCEL
    return replace(rule, day=form) if _fits(cells, lambda text: day(text, form)) else None


def _fits(cells: Sequence[str], read: Callable[[str], object]) -> bool:
    """Whether nearly all cells can be read; a question counts as readable."""
    if not cells:
        return True
    fit = 0
    for text in cells:
        try:
            read(text)
        except RefusedError as error:
            fit += error.code in {"two_days", "two_numbers", "which_currency"}
        else:
            fit += 1
    return fit >= ENOUGH * len(cells)


def _readable(text: str, decimal: Decimal | None) -> bool:
    try:
        number(text, decimal)
    except RefusedError:
        return False
    return True


def _decimal(cells: Sequence[str], *, own: bool) -> Decimal | None:
    if own:
        return Decimal.POINT
    shown = {found for text in cells if (found := decimal_shown(text)) is not None}
    return shown.pop() if len(shown) == 1 else None


def _days(
    header: Sequence[str],
    cells: dict[str, list[str]],
    rules: dict[str, Rule],
    guesses: list[Guess],
) -> None:
    """Days to productivity of two days, where the export has no number for it."""
    reached = next((name for name in header if names.is_reached(names.plain(name))), None)
    hired = rules.get("hired")
    if reached is None or hired is None or DAYS_COLUMN in rules:
        return
    rule = _day_rule(Rule(source=(reached,)), cells[reached])
    if rule is not None:
        form = rule.day or hired.day
        rules[DAYS_COLUMN] = replace(rule, since=hired.source[0], day=form)
        guesses.append(Guess(DAYS_COLUMN, reached, Confidence.SURE, "two_days"))


def _currency(cells: dict[str, list[str]], rules: dict[str, Rule], guesses: list[Guess]) -> None:
    """Pay by month or hour, and the currency: of a column, of the amounts, or of their names."""
    amounts = [(name, rule) for name, rule in rules.items() if kind_of(name) is Kind.MONEY]
    if "currency" in rules or not amounts:
        return
    in_cells = all(
        cells[rule.source[0]] and all(_named_in(text) for text in cells[rule.source[0]])
        for _name, rule in amounts
    )
    source = amounts[0][1].source[0]
    if in_cells:
        rules["currency"] = Rule(from_amount=True)
        guesses.append(Guess("currency", source, Confidence.SURE, "cells"))
        return
    said = {code for _name, rule in amounts if (code := _in_name(rule.source[0]))}
    if len(said) == 1:
        rules["currency"] = Rule(fixed=said.pop())
        guesses.append(Guess("currency", source, Confidence.LIKELY, "part_of_name"))


def _named_in(text: str) -> bool:
    try:
        return bool(money(text)[1])
    except RefusedError as error:
        if error.code != "two_numbers":
            return False
    try:
        return bool(money(text, Decimal.COMMA)[1])
    except RefusedError:
        return False


def _in_name(name: str) -> str:
    found = _IN_NAME.search(name)
    return "" if found is None else found[1] or ("EUR" if found[2] else "GBP")


def _ordered(rules: dict[str, Rule]) -> dict[str, Rule]:
    return {name: rules[name] for name in BY_NAME if name in rules}
