"""One column of the ledger from cells of the source, a chunk at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from skillmark.measure.ledger.cells import Remembering
from skillmark.measure.ledger.columns import Kind
from skillmark.measure.ledger.mapping.rules import Mapping, Rule, kind_of
from skillmark.measure.ledger.mapping.values import NO, YES, RefusedError, day, money, number
from skillmark.measure.ledger.problems import Problem, Problems

REMEMBERED: Final = 200_000
"""Texts of a column that are remembered; amounts differ, days and words do not."""
WORDS: Final = {
    "not_a_day": ("{0!r} is not a day", "write it as 31.12.2025, 12/31/2025 or 2025-12-31"),
    "two_days": ("{0!r} can be {1} or {2}", "say whether the day or the month comes first"),
    "not_a_number": ("{0!r} is not a number", "give a number or nothing"),
    "two_numbers": ("{0!r} can be {1} or {2}", "say whether a comma or a point is the decimal"),
    "which_currency": ("{0!r} does not say which {1}", "say which currency it is"),
    "two_currencies": ("{0!r} is in {1}, not in {2}", "convert to one currency first"),
    "not_a_flag": ("{0!r} is neither yes nor no", "say what means yes"),
    "off_scale": ("{0!r} is not from {1} to {2}", "mend the value, or say another scale"),
    "off_words": ("{0!r} is no number, and nobody said what it stands for", "say what it means"),
}
"""What is wrong with a cell, and what to do about it, by code."""


class Turned:
    """Turns a column's cells into those of a ledger and remembers what it has seen."""

    def __init__(self, called: str, read: Callable[[str], str], problems: Problems) -> None:
        self.called, self.read, self.problems = called, read, problems
        self.known = Remembering(self._once)
        self.refused: dict[str, RefusedError] = {}

    def __call__(self, cells: Sequence[str], lines: Sequence[int]) -> list[str]:
        if len(self.known) > REMEMBERED:
            self.known.clear()
            self.refused.clear()
        turned = list(map(self.known.__getitem__, cells))
        if self.refused:
            for cell, line in zip(cells, lines, strict=True):
                if cell in self.refused:
                    self._wrong(self.refused[cell], line)
        return turned

    def _once(self, cell: str) -> str:
        try:
            return self.read(cell.strip())
        except RefusedError as error:
            self.refused[cell] = error
            return ""

    def _wrong(self, error: RefusedError, line: int) -> None:
        said = tuple(one[:40] for one in error.said)
        cause, remedy = WORDS[error.code]
        problem = Problem(line, self.called, cause.format(*said), remedy, error.code, said)
        self.problems.add(problem)


def turn(name: str, mapping: Mapping, problems: Problems, amounts: set[str]) -> Turned:
    """Return what turns the source's cells of one column into the ledger's.

    `amounts` gathers the currencies that amounts name; only one may come of a file.
    """
    rule, empty = mapping.columns[name], frozenset(mapping.empty)
    called = rule.source[0] if rule.source else name
    kind = kind_of(name)
    plain: Callable[[str], str]
    if kind is Kind.DAY or rule.since:
        plain = lambda text: day(text, rule.day).isoformat()  # noqa: E731
    elif kind is Kind.NUMBER:
        plain = lambda text: _times(number(text, rule.decimal), rule.times)  # noqa: E731
    elif kind is Kind.MONEY:
        plain = _money(rule, mapping, amounts)
    elif kind is Kind.RATING:
        plain = lambda text: _rating(text, rule)  # noqa: E731
    elif kind is Kind.FLAG:
        plain = lambda text: _flag(text, rule)  # noqa: E731
    else:
        plain = lambda text: rule.values.get(text, text)  # noqa: E731

    def read(text: str) -> str:
        return "" if not text or text in empty else plain(text)

    return Turned(called, read, problems)


def _times(text: str, factor: float) -> str:
    return text if factor == 1 else repr(round(float(text) * factor, 6))


def _money(rule: Rule, mapping: Mapping, amounts: set[str]) -> Callable[[str], str]:
    currency = mapping.columns.get("currency")
    fixed = currency.fixed if currency else ""
    gather = currency is not None and currency.from_amount

    def read(text: str) -> str:
        amount, named = money(text, rule.decimal, fixed)
        if gather:
            if not named:
                raise RefusedError("which_currency", text, "–")
            if amounts and named not in amounts:
                raise RefusedError("two_currencies", text, named, next(iter(amounts)))
            amounts.add(named)
        return _times(amount, rule.times)

    return read


def _rating(text: str, rule: Rule) -> str:
    if rule.scale is None:
        raise RefusedError("off_scale", text, "?", "?")
    worst, best = rule.scale
    stands = rule.values.get(text, text)
    if not stands:
        return ""
    try:
        value = float(number(stands, rule.decimal))
    except RefusedError as error:
        if error.code == "not_a_number":
            raise RefusedError("off_words", text) from None
        raise
    share = (value - worst) / (best - worst)
    if not 0 <= share <= 1:
        raise RefusedError("off_scale", text, f"{worst:g}", f"{best:g}")
    return repr(share)


def _flag(text: str, rule: Rule) -> str:
    if rule.yes:
        return "1" if text in rule.yes else "0"
    word = text.lower()
    if word in YES:
        return "1"
    if word in NO:
        return "0"
    raise RefusedError("not_a_flag", text)
