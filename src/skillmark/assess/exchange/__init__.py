"""Tests in the formats that people have: QTI, Moodle XML, GIFT, CSV, and our TOML.

`read` recognises a format by its content; `write` writes one. Nothing is dropped silently: what
could not be read or said is a `Remark` with the item, the reason and, where there is one, the line.
Nothing is ever fetched; archives, XML and pictures from strangers are held to limits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from skillmark.assess.exchange.formats import (
    BYTES,
    Format,
    format_of_name,
    read_as,
    recognise,
    write_as,
)
from skillmark.assess.exchange.remarks import Defaults, Fate, Imported, Notes, Remark
from skillmark.assess.items import Test
from skillmark.nouns.errors import InputError

__all__ = [
    "Defaults",
    "Fate",
    "Format",
    "Imported",
    "Remark",
    "format_of_name",
    "read",
    "recognise",
    "write",
]


def read(data: bytes, *, name: str, defaults: Defaults | None = None) -> Imported:
    """Return the test in a file; `name` is what people call it.

    Raises `InputError` where it is in no known format, beyond the limits, or where no question of
    it could be read; single questions that cannot be read are in the remarks.
    """
    if len(data) > BYTES:
        raise InputError(f"more than {BYTES:,} bytes", where=name, code="too_large")
    known = defaults or Defaults()
    return read_as(recognise(data, name=name), data, name=name, defaults=known)


def write(
    test: Test,
    files: Mapping[str, bytes],
    format: Format | str,  # noqa: A002 (the word for it)
    *,
    language: str = "",
    remark: Callable[[Remark], None] | None = None,
) -> bytes:
    """Return a test with its files in a format, in one language where it knows only one.

    `remark` is told what the format cannot say. Without it, an item that would be missing is an
    `InputError`.
    """
    notes = Notes()
    written = write_as(Format(format), test, files, notes, language=language)
    for one in notes.all():
        if remark is not None:
            remark(one)
        elif one.fate is Fate.LEFT_OUT:
            raise InputError(one.words, where=one.where, code="unsupported")
    return written
