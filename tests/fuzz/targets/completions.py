"""Completions: every row is somebody, rejected by its line, unfinished or asked about.

No day is guessed: where two readings fit, saying the order leaves nothing to ask.
"""

from __future__ import annotations

from datetime import date

from skillmark.define.completions import (
    Columns,
    Completions,
    Table,
    propose,
    read_completions,
    read_table,
)
from skillmark.define.dates import DateOrder
from skillmark.nouns.errors import SkillmarkError

from ..bench import refused

KNOWN = {"course": "course", "Grundkurs": "course"}
TODAY = date(2026, 6, 1)


def check(data: bytes) -> None:
    for header in (b"", b"email,course,completed\n", b"E-Mail;Kurs;Abgeschlossen;Ergebnis\n"):
        try:
            table = read_table(header + data)
        except SkillmarkError as error:
            refused(error)
            continue
        columns = propose(table.header)
        assert Columns.of(columns.to_json()) == columns
        if columns.open:
            continue
        found = read(table, columns)
        rows = len(found.rows) + len(found.rejected) + len(found.ambiguous) + found.unfinished
        assert rows == len(table.rows)
        lines = [line for line, _cells in table.rows]
        assert lines == sorted(set(lines))
        assert {one.line for one in (*found.rows, *found.rejected)} <= set(lines)
        keys = [(one.completion.opportunity, one.completion.email) for one in found.rows]
        assert len(set(keys)) == len(keys)
        assert all(one.completion.completed <= TODAY for one in found.rows)
        for order in DateOrder:
            said = Columns(**{**columns.to_json(), "order": order.value})
            assert not read(table, said).ambiguous


def read(table: Table, columns: Columns) -> Completions:
    return read_completions(table, columns, known=KNOWN, today=TODAY)
