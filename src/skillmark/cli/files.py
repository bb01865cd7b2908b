"""Reading and writing files of commands; what cannot be read or written is one clear line."""

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


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file, with the folders above it, or raise `InputError` that names it."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror}", where=str(path)) from None
