"""Files of many texts: every row is a text or is named by its line; none is lost or invented."""

from __future__ import annotations

import csv
import io

from skillmark.nouns.errors import SkillmarkError
from skillmark.skills import dated_texts
from skillmark.skills.dated_texts import LONGEST, Dated

from ..bench import refused


def check(data: bytes) -> None:
    for header in (b"", b"title;text;date;source\n", b'{"text": "'):
        whole = header + data
        try:
            rows = list(dated_texts.read(whole, where="texts"))
        except SkillmarkError as error:
            refused(error)
            continue
        text = whole.decode("utf-8-sig")
        assert [one.line for one in rows] == sorted(one.line for one in rows)
        if text.lstrip().startswith("{"):
            filled = [n for n, line in enumerate(text.split("\n"), start=1) if line.strip()]
            assert [one.line for one in rows] == filled
        else:
            first = text.partition("\n")[0]
            mark = ";" if first.count(";") > first.count(",") else ","
            table = list(csv.reader(io.StringIO(text, newline=""), delimiter=mark))
            assert len(rows) == sum(1 for row in table[1:] if any(cell.strip() for cell in row))
        for row in rows:
            if isinstance(row, Dated):
                assert row.text.strip()
                assert len(row.text) <= LONGEST
                assert "\x00" not in row.text
