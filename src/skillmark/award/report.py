"""What a run tells of its rows: rejections, and a report as CSV for a spreadsheet.

A roster of a million lines may be wrong in all of them, so rejections wait in a file once they are
many.
"""

from __future__ import annotations

import csv
import heapq
import json
import tempfile
import weakref
from collections.abc import Iterable, Iterator
from typing import IO, NamedTuple

_MOST = 2_000
"""Rejections that are kept in memory."""
COLUMNS = ("line", "name", "outcome", "id", "reason")


class Rejection(NamedTuple):
    """A row that nothing was awarded for."""

    line: int
    reason: str
    name: str = ""


class Rejections:
    """Rejections of one step of a run, added in the order of their lines."""

    def __init__(self) -> None:
        self._few: list[Rejection] = []
        self._many: IO[str] | None = None
        self._count = 0

    def add(self, line: int, reason: str, name: str = "") -> None:
        """Keep one."""
        one = Rejection(line, reason, name)
        self._count += 1
        if len(self._few) < _MOST:
            self._few.append(one)
            return
        if self._many is None:
            self._many = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 (ends with us)
            weakref.finalize(self, self._many.close)
        self._many.write(json.dumps(one) + "\n")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Rejections) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Rejection]:
        yield from self._few
        if self._many is not None:
            self._many.flush()
            self._many.seek(0)
            for line in self._many:
                yield Rejection(*json.loads(line))


def together(steps: Iterable[Rejections]) -> Rejections:
    """Return the rejections of all steps in the order of their lines."""
    found = Rejections()
    for one in heapq.merge(*steps):
        found.add(*one)
    return found


def write(
    file: IO[str], awarded: Iterable[tuple[int, str, str, str]], rejected: Iterable[Rejection]
) -> None:
    """Write the report: a line a row, in their order; what a spreadsheet would compute is text."""
    table = csv.writer(file)
    table.writerow(COLUMNS)
    told = ((one.line, one.name, "rejected", "", one.reason) for one in rejected)
    fine = ((*row, "") for row in awarded)
    for line, *cells in heapq.merge(fine, told, key=lambda row: row[0]):
        table.writerow([line, *(_harmless(str(cell)) for cell in cells)])


def _harmless(text: str) -> str:
    """Keep a spreadsheet from taking a cell for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
