"""Cells of tables that people open in a spreadsheet, written safely and read back the same.

A cell that begins with `=`, `+`, `-`, `@` or a tab is a formula to a spreadsheet. It gets an
apostrophe in front, which spreadsheets take as "this is text"; reading takes one away again.
Several values in one cell are divided by ` | `, or by line breaks where a value has such a bar.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")


def guarded(cell: str) -> str:
    """Return the cell so that no spreadsheet runs it."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def plain(cell: str) -> str:
    """Return what `guarded` was given."""
    return cell[1:] if cell[:1] == "'" and _GUARDED.match(cell) else cell


def joined(values: Iterable[str]) -> str:
    """Return several values as one cell. Values hold no line breaks."""
    found = list(values)
    if any("|" in one for one in found):
        return "\n".join([*found, ""])
    return " | ".join(found)


def split(cell: str) -> list[str]:
    """Return the values of a cell, without those that are empty."""
    return [one.strip() for one in lines(cell) if one.strip()]


def lines(cell: str) -> list[str]:
    """Divide a cell of several values: one a line, or by `|`."""
    return cell.split("\n") if "\n" in cell else cell.split("|")


def escaped(words: str) -> str:
    """Return words of several lines as one."""
    return words.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")


def unescaped(words: str) -> str:
    """Return what `escaped` was given."""
    return re.sub(r"\\(.)", lambda found: {"n": "\n", "r": "\r"}.get(found[1], found[1]), words)


def written(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return a CSV file (RFC 4180, UTF-8 with the mark by which spreadsheets know it)."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")
