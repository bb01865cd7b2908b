"""Writing a ledger as the CSV that `reading` reads back."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from math import isnan
from typing import Any, TextIO

import numpy as np

from skillmark.measure.ledger.columns import COLUMNS, GROUP, Column, Kind
from skillmark.measure.ledger.store import Ledger
from skillmark.nouns.outcome import Outcome

CHUNK = 50_000


def write_ledger(ledger: Ledger | Sequence[Outcome]) -> str:
    """Return a ledger as the text of a `ledger.csv` that `read_ledger` reads back."""
    out = io.StringIO()
    write_to(out, ledger if isinstance(ledger, Ledger) else Ledger.of(ledger))
    return out.getvalue()


def write_to(stream: TextIO, ledger: Ledger) -> None:
    """Write a ledger to an open text file: every column of the dictionary, then the groups."""
    writer = csv.writer(stream, lineterminator="\n")
    names = [f"{GROUP}{name}" for name in ledger.groups]
    writer.writerow([*(column.name for column in COLUMNS), *names])
    for start in range(0, len(ledger), CHUNK):
        part = ledger.where(np.arange(start, min(start + CHUNK, len(ledger))))
        cells = [_cells(part, column) for column in COLUMNS]
        cells += [_safe(words.at(i) for i in range(len(part))) for words in part.groups.values()]
        writer.writerows(zip(*cells, strict=True))


def _cells(ledger: Ledger, column: Column) -> list[str]:
    name = column.name
    if column.kind is Kind.PERSON:
        return _safe(ledger.people)
    if column.kind is Kind.DAY:
        days = ledger.day(name)
        written: list[str] = np.where(np.isnat(days), "", days.astype(str)).tolist()
        return written
    if column.kind is Kind.WORDS:
        words = ledger.word(name)
        levels = [*_safe(words.levels), ""]
        return [levels[code] for code in words.codes]
    if column.kind is Kind.FLAG:
        return ["1" if there else "0" for there in ledger.flag(name)]
    if column.kind is Kind.CURRENCY:
        paid = ~np.isnan(ledger.number("starting_pay")) | ~np.isnan(ledger.number("training_cost"))
        return [ledger.currency or "" if there else "" for there in paid]
    shape = "{:.2f}" if column.kind is Kind.MONEY else "{!r}"
    return ["" if isnan(value) else shape.format(value) for value in ledger.number(name).tolist()]


def _safe(values: Iterator[Any] | Any) -> list[str]:
    """Neutralise what a spreadsheet would run as a formula."""
    return [f"'{v}" if v[:1] in ("=", "+", "-", "@", "\t") else v for v in values]
