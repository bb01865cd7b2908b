"""Plain CSV and OSMT's: every row is a skill or named, and no cell written is a formula."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

from skillmark.nouns.errors import SkillmarkError
from skillmark.skills.exchange import osmt, table
from skillmark.skills.exchange.writing import export

from ..bench import refused
from .framework_json import holds

CALLS = 300_000
CALLS_PER_BYTE = 3000


def check(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "f.csv"
        path.write_bytes(data)
        for read in (table.read, osmt.read):
            try:
                imported = read(path)
            except SkillmarkError as error:
                refused(error)
                continue
            holds(imported.framework)
            for form in ("csv", "osmt"):
                written = export(form, imported.framework).content.decode("utf-8-sig")
                for row in csv.reader(io.StringIO(written, newline="")):
                    assert not any(cell.startswith(tuple("=+-@\t\r")) for cell in row)
            path.write_bytes(export("csv", imported.framework).content)
            assert table.read(path).framework.by_uri.keys() == imported.framework.by_uri.keys()
            path.write_bytes(data)
