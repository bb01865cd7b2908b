"""Reading the files that commands are given; what cannot be read is one clear line."""

from __future__ import annotations

from pathlib import Path

from skillmark.nouns.errors import InputError


def read_bytes(path: Path) -> bytes:
    """Return the bytes of a file, or raise `InputError` that names it."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise InputError("there is no such file", where=str(path)) from None
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", where=str(path)) from None


def read_text(path: Path) -> str:
    """Return the text of a UTF-8 file (with or without BOM)."""
    try:
        return read_bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            f"not UTF-8 (byte {error.start})", where=str(path), remedy="save the file as UTF-8"
        ) from None
