"""Rosters: every row of the table is somebody or is rejected by its line; none is lost."""

from __future__ import annotations

import csv
import io

from skillmark.award import roster
from skillmark.award.roster import Rejected
from skillmark.nouns.errors import SkillmarkError
from skillmark.trust.dids import timestamp

from ..bench import refused


def check(data: bytes) -> None:
    for header in (b"", b"name,email\n", b"name;email;id;level;valid_from;valid_until\n"):
        whole = header + data
        try:
            rows = list(roster.read(whole))
        except SkillmarkError as error:
            refused(error)
            continue
        text = whole.decode("utf-8-sig")
        first = text.partition("\n")[0]
        mark = ";" if first.count(";") > first.count(",") else ","
        table = list(csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True))
        assert len(rows) == sum(1 for row in table[1:] if any(cell.strip() for cell in row))
        for row in rows:
            assert 2 <= row.line <= text.count("\n") + text.count("\r") + 1
            if isinstance(row, Rejected):
                assert row.reason
                continue
            assert row.person
            assert row.recipient.name in {cell.strip() for cells in table for cell in cells}
            for moment in (row.valid_from, row.valid_until):
                assert moment is None or timestamp(moment)
    try:
        ids = [one.id for one in roster.read_ids(data, where="ids.csv")]
    except SkillmarkError as error:
        refused(error)
    else:
        assert all(ids)
