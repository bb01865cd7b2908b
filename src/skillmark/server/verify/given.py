"""From what a visitor gives (files, archives, lists, pasted text) to one credential at a time."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from skillmark.nouns.errors import InputError, UnreadableError
from skillmark.verify import listing
from skillmark.verify.sources import Source, opened

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
    for source in listing.pasted(text, _("pasted text")):
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
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                declared = sum(member.file_size for member in archive.infolist())
        except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
            unfit = UnreadableError(f"not an archive that can be read: {error}", where=name)
            yield Source(name, error=unfit)
            return
        if declared > UNPACKED:
            raise too_large()
    yield from opened(name, data)
