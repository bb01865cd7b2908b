"""Exports of HR systems: every row is read, refused by its line, or asked about; none is guessed.

What is left out is not in the ledger, and what is read comes back from the file that is written.
"""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np

from skillmark.measure.ledger.mapping import (
    DayForm,
    Decimal,
    Mapping,
    Rows,
    Rule,
    apply,
    look,
    propose,
    read_mapping,
)
from skillmark.measure.ledger.mapping.rules import kind_of
from skillmark.measure.ledger.reading import read_ledger
from skillmark.measure.ledger.writing import write_ledger
from skillmark.nouns.errors import SkillmarkError

from ..bench import refused

CALLS = 200_000
CALLS_PER_BYTE = 2_000
"""Every cell of a proposal may be tried in several forms."""
AS_OF = date(2026, 6, 1)
HEADERS = (
    b"",
    b"person,hired,left,starting_pay,currency,performance\n",
    b"Personalnummer;Nachname;Eintritt;Austritt;Einstiegsgehalt;Produktiv seit;Note\n",
)


def check(data: bytes) -> None:
    _mapping(data)
    with tempfile.TemporaryDirectory() as folder:
        for header in HEADERS:
            path = Path(folder) / "export.csv"
            path.write_bytes(header + data)
            try:
                sheet = look(path)
                found = propose(sheet.header, sheet.sample())
                said = answered(found.mapping)
                once = apply(said, sheet)
                several = apply(replace(said, rows=Rows.LAST), sheet)
            except SkillmarkError as error:
                refused(error)
                continue
            assert read_mapping_of(said) == said
            assert set(said.sources).isdisjoint(name for name, _why in found.left_out)
            for made in (once, several):
                read = made.read
                assert read.mistakes == sum(read.counted.values()) >= len(read.problems)
                assert (read.ledger is None) == bool(read.mistakes)
                assert all(problem.line > sheet.starts for problem in read.problems)
                assert made.links == {}
                if read.sound is not None:
                    people = read.sound.people.tolist()
                    assert len(set(people)) == len(people) == len(read.lines) <= read.rows
                    again(read.sound, Path(folder) / "ledger.csv")
            # saying how days and numbers are written leaves nothing to ask
            settled = {p.code for p in apply(settle(said), sheet).read.problems}
            assert not settled & {"two_days", "two_numbers"}


def _mapping(data: bytes) -> None:
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return
    try:
        said = read_mapping(text)
    except SkillmarkError as error:
        refused(error)
        return
    assert read_mapping_of(said) == said


def read_mapping_of(said: Mapping) -> Mapping:
    import json

    return read_mapping(json.dumps(said.as_json()))


def answered(mapping: Mapping) -> Mapping:
    """Answer what is open, so that the file itself is what is tried."""
    columns = {
        name: replace(rule, scale=(1.0, 5.0))
        if kind_of(name) == "rating" and rule.scale is None
        else rule
        for name, rule in mapping.columns.items()
    }
    if {"starting_pay", "training_cost"} & columns.keys():
        columns.setdefault("currency", Rule(fixed="EUR"))
    return replace(mapping, columns=columns, as_of=AS_OF)


def settle(mapping: Mapping) -> Mapping:
    columns = {}
    for name, rule in mapping.columns.items():
        kind = kind_of(name)
        if kind == "day" or rule.since:
            rule = replace(rule, day=rule.day or DayForm.DAY_FIRST)
        elif kind in {"money", "number", "rating"}:
            rule = replace(rule, decimal=rule.decimal or Decimal.COMMA)
        columns[name] = rule
    return replace(mapping, columns=columns)


def again(ledger, path: Path) -> None:
    """What is written is read back; ids that a spreadsheet would run are written with a quote."""
    if any(str(one)[:1] in "=+-@\t'" or str(one) != str(one).strip() for one in ledger.people):
        return
    with path.open("w", encoding="utf-8", newline="") as stream:
        stream.write(write_ledger(ledger))
    there = read_ledger(path)
    assert there.people.tolist() == ledger.people.tolist()
    for name, days in ledger.days.items():
        assert np.array_equal(there.day(name).astype(int), days.astype(int))
    for name, numbers in ledger.numbers.items():
        digits = 2 if kind_of(name) == "money" else 12
        assert np.allclose(there.number(name), np.round(numbers, digits), equal_nan=True)
