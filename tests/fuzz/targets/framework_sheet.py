"""A worksheet of an Excel workbook: rows of text, whatever its XML says."""

from __future__ import annotations

import io
import zipfile

from skillmark.nouns.errors import SkillmarkError
from skillmark.skills.exchange import sheets

from ..bench import refused

STRINGS = (
    '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>a</t></si></sst>'
)


def check(data: bytes) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("xl/worksheets/sheet1.xml", data)
        archive.writestr("xl/sharedStrings.xml", STRINGS)
    for workbook in (stream.getvalue(), data):
        try:
            rows = list(sheets.rows(workbook, where="w.xlsx"))
        except SkillmarkError as error:
            refused(error)
            continue
        assert all(isinstance(cell, str) for row in rows for cell in row)
