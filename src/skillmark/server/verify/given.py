"""From what a visitor gives (files, archives, lists, pasted text) to one credential at a time."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from itertools import islice

from django.utils.translation import gettext as _

from skillmark.badges import bundle
from skillmark.nouns.errors import InputError, SkillmarkError, UnreadableError
from skillmark.verify.sources import Source, is_url

MOST = 100
"""Credentials in one request."""
BYTES = 12 * 2**20
"""Of one request, packed."""
UNPACKED = 64 * 2**20
"""Of one archive."""


def too_large() -> InputError:
    """What is said of a request that is too large."""
    return InputError(
        _("That is more than %(size)s MB at once.") % {"size": BYTES // 2**20},
        remedy=_("give fewer files at a time, or use the command skillmark verify"),
        code="too_large",
    )


def too_many() -> InputError:
    """What is said of a request with too many credentials."""
    return InputError(
        _("That is more than %(count)s credentials at once.") % {"count": MOST},
        remedy=_("give fewer at a time, or use the command skillmark verify"),
        code="too_many",
    )


def collect(files: Iterable[tuple[str, bytes]], text: str) -> list[Source]:
    """Return every credential in the files (name and bytes) and in the pasted text.

    Raises `InputError` where it is nothing, or more than the limits allow.
    """
    found: list[Source] = []
    size = 0
    for name, data in files:
        size += len(data)
        if size > BYTES:
            raise too_large()
        for source in _file(name, data):
            found.append(source)
            if len(found) > MOST:
                raise too_many()
    for source in _pasted(text):
        found.append(source)
        if len(found) > MOST:
            raise too_many()
    if not found:
        raise InputError(
            _("There is nothing to check yet."),
            remedy=_("drop a file, or paste a link or a credential"),
            code="empty",
        )
    return found


def _file(name: str, data: bytes) -> Iterator[Source]:
    if data.startswith(b"PK\x03\x04"):
        yield from _archive(name, data)
        return
    ending = name.lower().rpartition(".")[2]
    if ending in {"csv", "tsv", "txt", "jsonl", "ndjson"} or _looks_like_links(data):
        text = data.decode("utf-8-sig", "replace")
        sources = list(_table(name, text) if ending in {"csv", "tsv"} else _pasted(text, name))
        if sources:
            yield from sources
            return
    yield Source(name, data)


def _looks_like_links(data: bytes) -> bool:
    return data.lstrip(b"\xef\xbb\xbf \t\r\n")[:8].lower().startswith((b"https://", b"http://"))


def _archive(name: str, data: bytes) -> Iterator[Source]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            declared = sum(member.file_size for member in archive.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        unfit = UnreadableError(
            _("this is not an archive that can be read: %(reason)s") % {"reason": error}, where=name
        )
        yield Source(name, error=unfit)
        return
    if declared > UNPACKED:
        raise too_large()
    try:
        found = bundle.read(data)
    except SkillmarkError as error:
        yield Source(name, error=error.at(name))
        return
    for inner, body in found.credentials:
        if found.documents:
            yield Source(f"{name}: {inner}", body, found.documents)
        else:
            yield from (
                _file(f"{name}: {inner}", body)
                if body[:4] != b"PK\x03\x04"
                else (
                    Source(
                        f"{name}: {inner}",
                        error=UnreadableError(_("an archive inside an archive is not opened")),
                    ),
                )
            )


def _table(name: str, text: str) -> Iterator[Source]:
    """Yield the links in a table, from whichever column they stand in."""
    head = text.partition("\n")[0]
    marks = max(";,\t", key=head.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=marks)
    try:
        for row in rows:
            for cell in row:
                if is_url(cell.strip()):
                    yield Source(cell.strip())
    except csv.Error as error:
        place = f"{name}:{rows.line_num}"
        yield Source(place, error=UnreadableError(f"CSV: {error}", where=place))


def _pasted(text: str, name: str = "") -> Iterator[Source]:
    """Yield what stands in a text: JSON objects over any lines, else one thing a line."""
    name = name or _("pasted text")
    # more than may be checked need not be taken apart
    pieces = list(islice(pieces_of(text), MOST + 1))
    for number, piece in enumerate(pieces, 1):
        if is_url(piece):
            yield Source(piece)
        else:
            place = name if len(pieces) == 1 else f"{name} {number}"
            # a token may stand as a JSON string
            bare = piece[1:-1] if piece[:1] == piece[-1:] == '"' else piece
            yield Source(place, bare.encode())


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
