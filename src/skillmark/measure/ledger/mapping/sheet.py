"""A table as it was exported: its encoding, what separates its cells, its header, its lines."""

from __future__ import annotations

import codecs
import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Final, TextIO

from skillmark.measure.table import check_header
from skillmark.nouns.errors import UnreadableError

CHUNK: Final = 2_000
"""Rows at a time: their cells lie in the processor's caches, those of 50,000 do not."""
LEADING: Final = 10
"""Lines before the header, such as a title, that are read over at most."""
LONGEST_LINE: Final = 1_000_000
_BLOCK: Final = 1 << 20
_SEPARATORS: Final = ",;\t"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A CSV file that was looked at; its rows are read when they are asked for."""

    path: Path
    name: str
    encoding: str
    """`utf-8-sig`, `utf-16` or `cp1252`."""
    separator: str
    header: tuple[str, ...]
    starts: int
    """Line of the header; those before it were read over."""
    width: int
    """Cells of a row: exports may end every line with one that has no name."""
    wrong: list[tuple[int, int]] = field(default_factory=list, compare=False)
    """Lines with more or fewer cells than the header, and how many they have; filled by
    `chunks`."""

    @property
    def recoded(self) -> bool:
        """Whether it was no UTF-8."""
        return self.encoding != "utf-8-sig"

    def chunks(self, size: int = CHUNK) -> Iterator[tuple[list[int], list[list[str]]]]:
        """Yield the numbers of lines and their cells; empty lines are skipped.

        A row's line is the one that it begins in. Raises `UnreadableError` for what is no CSV.
        """
        self.wrong.clear()
        width = len(self.header)
        try:
            with self.path.open(encoding=self.encoding, newline="") as stream:
                _skip(stream, self.starts - 1)
                rows = csv.reader(stream, delimiter=self.separator, strict=True)
                next(rows)
                while True:
                    lines: list[int] = []
                    cells: list[list[str]] = []
                    before = self.starts - 1 + rows.line_num
                    ended = True
                    for row in islice(rows, size):
                        ended = False
                        line, before = before + 1, self.starts - 1 + rows.line_num
                        if len(row) == self.width:
                            lines.append(line)
                            cells.append(row if width == self.width else row[:width])
                        elif any(cell.strip() for cell in row):
                            self.wrong.append((line, len(row)))
                    if lines:
                        yield lines, cells
                    if ended:
                        return
        except csv.Error as error:
            where = f"{self.name}, line {self.starts + rows.line_num}"
            raise UnreadableError(f"not CSV: {error}", where=where) from None
        except UnicodeDecodeError as error:
            raise UnreadableError(f"not text: {error.reason}", where=self.name) from None
        except OSError as error:
            raise UnreadableError(error.strerror or str(error), where=self.name) from None

    def sample(self, rows: int = 2_000) -> list[tuple[str, ...]]:
        """Return the first rows, for a proposal."""
        found: list[tuple[str, ...]] = []
        for _lines, cells in self.chunks(size=rows):
            found += [tuple(row) for row in cells]
            if len(found) >= rows:
                break
        return found[:rows]


def look(path: Path, *, name: str = "") -> Sheet:
    """Look at a file: encoding, separator and header. Raises `UnreadableError` for no table."""
    name = name or path.name
    try:
        encoding = _encoding(path, name)
        with path.open(encoding=encoding, newline="") as stream:
            return _headed(path, name, encoding, stream)
    except OSError as error:
        raise UnreadableError(error.strerror or str(error), where=name) from None


def _encoding(path: Path, name: str) -> str:
    decode = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as stream:
        start = stream.read(_BLOCK)
        if start.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
            raise UnreadableError(
                "this is a workbook, not CSV", where=name, remedy='save it as "CSV UTF-8"'
            )
        if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        if b"\0" in start:
            raise UnreadableError("this is no text", where=name, remedy='save it as "CSV UTF-8"')
        block = start
        try:
            while block:
                decode.decode(block)
                block = stream.read(_BLOCK)
            decode.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8-sig"


def _skip(stream: TextIO, lines: int) -> None:
    for _line in range(lines):
        stream.readline(LONGEST_LINE)


def _headed(path: Path, name: str, encoding: str, stream: TextIO) -> Sheet:
    """Find the header: the first line of two cells or more that the next line agrees with.

    Where none does it is the first of two cells or more, else the first that is not empty.
    """
    lines: list[tuple[int, str]] = []
    said = ""
    number = 0
    try:
        for number in range(1, LEADING + 2):
            line = stream.readline(LONGEST_LINE)
            if number == 1 and line.lower().startswith("sep=") and len(line.strip("\r\n")) == 5:
                said = line[4]
            elif line.strip():
                lines.append((number, line))
        if not lines:
            return _sheet(path, name, (encoding, ","), (), 1)
        wide = [
            (at, here, cells)
            for at, (_number, line) in enumerate(lines)
            if sum(map(bool, cells := _cells(line, here := said or _separator(line)))) >= 2
        ]
        for at, here, cells in wide:
            if at + 1 < len(lines) and _agrees(lines[at + 1][1], here, len(cells)):
                return _sheet(path, name, (encoding, here), cells, lines[at][0])
        at, here, cells = wide[0] if wide else (0, said or ",", _cells(lines[0][1], said or ","))
    except UnicodeDecodeError as error:
        raise UnreadableError(f"not text: {error.reason}", where=name) from None
    except csv.Error as error:
        raise UnreadableError(f"not CSV: {error}", where=f"{name}, line {number}") from None
    return _sheet(path, name, (encoding, here), cells, lines[at][0])


def _agrees(line: str, separator: str, width: int) -> bool:
    return len(_cells(line, separator)) == width


def _sheet(
    path: Path, name: str, written: tuple[str, str], cells: tuple[str, ...], starts: int
) -> Sheet:
    """Name the columns: nameless ones at the end are none, a second of a name says so."""
    named = list(cells)
    while named and not named[-1]:
        named.pop()
    seen: Counter[str] = Counter()
    for place, one in enumerate(named):
        seen[one] += 1
        if one and seen[one] > 1:
            named[place] = f"{one} ({seen[one]})"
    check_header(tuple(named), name)
    return Sheet(path, name, *written, tuple(named), starts, len(cells))


def _cells(line: str, separator: str) -> tuple[str, ...]:
    """Return the cells of one line; one that goes on in the next line counts as it stands."""
    try:
        cells = next(csv.reader([line], delimiter=separator, strict=True), [])
    except csv.Error:
        cells = next(csv.reader([line], delimiter=separator), [])
    return tuple(cell.strip() for cell in cells)


def _separator(line: str) -> str:
    """Return what separates the cells of a header: what it has most of, outside quotes."""
    bare = "".join(line.split('"')[::2])
    counted = Counter({one: bare.count(one) for one in _SEPARATORS})
    found, times = counted.most_common(1)[0]
    return found if times else ","
