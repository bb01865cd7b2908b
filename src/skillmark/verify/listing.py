"""Lists that name credentials: tables with a column of links, lists of links, pasted text.

A table is what people export from a spreadsheet: comma, semicolon or tab; UTF-8 or UTF-16 with or
without a byte order mark; with a header or without. Columns are recognised by their names (`LINK`,
`HOLDER`, `PERSON`). Without a link column every web link in a row counts; without a header, the one
e-mail address in a row is that of the expected holder.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from skillmark.nouns.errors import UnreadableError
from skillmark.verify.source import Expected, Source, is_url

LINK = frozenset(
    (
        "url", "urls", "link", "links", "badge", "badges", "badge url", "badge link", "credential",
        "credentials", "credential url", "credential link", "share link", "nachweis", "nachweise",
    )
)  # fmt: skip
"""Names of columns with links."""
HOLDER = frozenset(
    (
        "holder", "holder id", "holder email", "email", "e-mail", "mail", "email address",
        "e-mail address", "did", "recipient", "recipient email", "inhaber", "inhaberin",
        "e-mail-adresse", "emailadresse", "mailadresse",
    )
)  # fmt: skip
"""Names of columns with e-mail addresses or DIDs of whom the credential should belong to."""
PERSON = frozenset(
    (
        "name", "full name", "person", "candidate", "first name", "given name", "last name",
        "family name", "surname", "vorname", "nachname", "vollständiger name",
    )
)  # fmt: skip
"""Names of columns with people's names, put together in their order."""
_LOOKED_AT = 20
"""Rows that show how a table is separated."""


def decode(data: bytes) -> str:
    """Read text as spreadsheets write it: UTF-8, UTF-16 with its mark, else Windows-1252."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def table(text: str, where: str) -> Iterator[Source]:
    """Yield what the rows of a table name, in order, each with whom it should belong to.

    A row under recognised columns that holds no link is a `Source` with its `error`.
    """
    columns: _Columns | None = None
    begun = False
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text))
    while True:
        line = reader.line_num + 1
        try:
            row = [cell.strip() for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error as error:
            place = f"{where}:{line}"
            yield Source(place, error=UnreadableError(f"no table: {error}", where=place))
            return
        if not any(row):
            continue
        if not begun and (found := _Columns.of(row)) is not None:
            columns, begun = found, True
            continue
        for source in _row(row, columns, where, line):
            begun = True
            yield source


def pasted(text: str, where: str) -> Iterator[Source]:
    """Yield what stands in a text: a table, JSON objects over any lines, else one thing a line."""
    if _is_table(text):
        yield from table(text, where)
        return
    # lazily: whoever takes only so many need not wait for the rest to be taken apart
    pieces = (piece for piece in pieces_of(text) if not piece.startswith("#"))
    first = list(islice(pieces, 2))
    for number, piece in enumerate(chain(first, pieces), 1):
        if is_url(piece):
            yield Source(piece)
        else:
            place = where if len(first) == 1 else f"{where} {number}"
            yield Source(place, bare(piece).encode())


def names_credentials(text: str) -> bool:
    """Say whether a text file is a list: it begins with a link, a token or an object."""
    first = next((piece for piece in pieces_of(text) if not piece.startswith("#")), "")
    return is_url(first) or _is_credential(bare(first))


def bare(piece: str) -> str:
    """Return a token without the quotes of a JSON string."""
    return piece[1:-1] if piece[:1] == piece[-1:] == '"' else piece


def pieces_of(text: str) -> Iterator[str]:
    """Split a text into JSON objects (by their braces) and the lines between them.

    No parser: what is between the braces may be as deep or as broken as it likes.
    """
    position, end = 0, len(text)
    while position < end:
        if text[position].isspace() or text[position] == "\ufeff":
            position += 1
        elif text[position] == "{":
            stop = _closing(text, position)
            yield text[position:stop]
            position = stop
        else:
            stop = text.find("\n", position)
            stop = end if stop < 0 else stop
            yield text[position:stop].strip().rstrip(",;")
            position = stop


def _closing(text: str, start: int) -> int:
    """Return the position after the brace that closes the one at `start`, or the text's end."""
    depth, quoted, position = 0, False, start
    while position < len(text):
        character = text[position]
        if quoted:
            if character == "\\":
                position += 1
            elif character == '"':
                quoted = False
        elif character == '"':
            quoted = True
        elif character == "{":
            depth += 1
        elif character == "}":
            depth -= 1
            if not depth:
                return position + 1
        position += 1
    return len(text)


@dataclass(frozen=True, slots=True)
class _Columns:
    """Which columns of a table hold what; at least one of them was recognised."""

    links: Sequence[int]
    holders: Sequence[int]
    people: Sequence[int]

    @classmethod
    def of(cls, row: Sequence[str]) -> _Columns | None:
        """Read a header, or return `None` for a row that is none."""
        if any(is_url(cell) or _is_holder(cell) for cell in row):
            return None
        names = [cell.casefold().replace("_", " ") for cell in row]
        found = [
            [number for number, name in enumerate(names) if name in known]
            for known in (LINK, HOLDER, PERSON)
        ]
        return cls(*found) if any(found) else None


def _row(row: Sequence[str], columns: _Columns | None, where: str, line: int) -> Iterator[Source]:
    place = f"{where}:{line}"
    cells = _at(row, columns.links) if columns and columns.links else row
    holder, person = _whose(row, columns)
    expected = Expected(line, holder, person) if holder or person else None
    found = False
    for cell in cells:
        if links := [part for part in cell.split() if is_url(part)]:
            found = True
            yield from (Source(link, expected=expected) for link in links)
        elif cell and columns is not None and columns.links:
            found = True
            if _is_credential(cell):
                yield Source(place, cell.encode(), expected=expected)
            else:
                error = UnreadableError(
                    f"{cell[:80]!r} is no web link", where=place, remedy="write it with https://"
                )
                yield Source(place, error=error, expected=expected)
    if not found and columns is not None:
        missing = UnreadableError("this line names no link", where=place, remedy="ask for it")
        yield Source(place, error=missing, expected=expected)


def _whose(row: Sequence[str], columns: _Columns | None) -> tuple[str, str]:
    """Return the expected holder's address or DID, and name."""
    if columns is None:
        addresses = {cell for cell in row if _is_holder(cell) and not is_url(cell)}
        return (addresses.pop() if len(addresses) == 1 else ""), ""
    said = [cell for cell in _at(row, columns.holders) if cell]
    holder = next((cell for cell in said if _is_holder(cell) or is_url(cell)), "")
    names = [cell for cell in (*_at(row, columns.people), *said) if cell and not _is_holder(cell)]
    return holder, " ".join(dict.fromkeys(name for name in names if not is_url(name)))


def _at(row: Sequence[str], numbers: Iterable[int]) -> list[str]:
    return [row[number] for number in numbers if number < len(row)]


def _is_holder(cell: str) -> bool:
    local, at, domain = cell.removeprefix("mailto:").rpartition("@")
    if at and local and "." in domain and not any(c.isspace() or c in "<>,;/" for c in cell):
        return True
    return cell.startswith("did:") and not any(c.isspace() for c in cell)


def _is_credential(cell: str) -> bool:
    return cell.startswith("{") or (cell.startswith("ey") and cell.count(".") >= 2)


def _separator(text: str) -> str:
    """Return what splits the first rows best: into links, holders, and then into most cells.

    A tab where nothing splits them.
    """
    return max("\t;,", key=lambda mark: _split(text, mark))


def _split(text: str, mark: str) -> tuple[int, int, int]:
    """Return in how many of the first rows a cell is a link or a holder, and how many cells."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    widths: list[int] = []
    linked = held = 0
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            if any(cells):
                widths.append(len(cells))
                linked += any(map(is_url, cells))
                held += any(map(_is_holder, cells))
            if len(widths) == _LOOKED_AT:
                break
    except csv.Error:
        pass
    # a title above the table has one cell: the usual row counts, not the narrowest
    return linked, held, sorted(widths)[(len(widths) - 1) // 2] if widths else 0


def _is_table(text: str) -> bool:
    """Say whether pasted text came out of a spreadsheet: cells in a line, links among them."""
    head = text.lstrip("\ufeff \r\n").partition("\n")[0]
    if head.lstrip().startswith(("{", '"', "ey")):
        return False
    if "\t" in head.strip():
        return True
    try:
        first = next(iter(csv.reader([head.strip()], delimiter=_separator(text))), [])
    except csv.Error:
        return False
    return len(first) > 1 and _Columns.of([cell.strip() for cell in first]) is not None
