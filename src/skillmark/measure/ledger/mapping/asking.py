"""What only a person can know of an export, as far as its first rows show."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from skillmark.measure.ledger.columns import Kind
from skillmark.measure.ledger.mapping.rules import Mapping, Rule, kind_of
from skillmark.measure.ledger.mapping.values import RefusedError, day, money, number

_MONTHLY: Final = re.compile(r"\b(?:monat|monthly|per month|pro monat)", re.IGNORECASE)
_HOURLY: Final = re.compile(r"\b(?:stundenlohn|hourly|per hour|pro stunde)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody has to say: about which column, and what kind of answer."""

    column: str
    source: str
    code: str
    """As in `Mapping.needs`; or `day`, `decimal`, `pay_period`, `does_not_fit`."""
    example: str = ""


def pay_period(name: str) -> str:
    """Return whether a column's name speaks of a month or an hour: `month`, `hour` or empty."""
    if _MONTHLY.search(name):
        return "month"
    return "hour" if _HOURLY.search(name) else ""


def questions_of(
    mapping: Mapping, header: Sequence[str], sample: Sequence[Sequence[str]]
) -> list[Question]:
    """Return what nobody has said yet and what a sample of the cells cannot tell either."""
    asked = [Question(name, _source(mapping, name), code) for name, code in mapping.needs()]
    for name, rule in mapping.columns.items():
        if kind_of(name) is Kind.MONEY and pay_period(rule.source[0]) and rule.times == 1:
            asked.append(Question(name, rule.source[0], "pay_period"))
        for source in rule.sources:
            if source in header:
                place = list(header).index(source)
                texts = (row[place].strip() for row in sample)
                asked += _two_readings(name, source, rule, texts)
    return asked


def _source(mapping: Mapping, name: str) -> str:
    rule = mapping.columns.get(name)
    return rule.source[0] if rule and rule.source else ""


def _two_readings(name: str, source: str, rule: Rule, texts: Iterable[str]) -> Iterable[Question]:
    kind = kind_of(name)
    for text in texts:
        if not text:
            continue
        try:
            if kind is Kind.DAY or rule.since:
                day(text, rule.day)
            elif kind is Kind.MONEY:
                money(text, rule.decimal)
            elif kind in {Kind.NUMBER, Kind.RATING}:
                number(text, rule.decimal)
        except RefusedError as error:
            if error.code == "two_days":
                yield Question(name, source, "day", text[:40])
                return
            if error.code == "two_numbers":
                yield Question(name, source, "decimal", text[:40])
                return
