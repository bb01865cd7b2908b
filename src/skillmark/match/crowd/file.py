"""A crowd in one file that every process maps and nobody reads as a whole."""

from __future__ import annotations

import hashlib
import mmap
import os
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from skillmark.match.crowd.columns import Columns
from skillmark.match.crowd.words import Words
from skillmark.nouns.errors import UnreadableError

FORMAT = "skillmark-crowd-1"
_ALIGN = 64


def write(columns: Columns, path: Path) -> str:
    """Write the columns; who opens the file meanwhile sees all of it or nothing.

    Returns the digest of the content (SHA-256), by which the file is known.
    """
    table: list[tuple[str, str, list[int], int]] = []
    at = 0
    digest = hashlib.sha256()
    for name, values in _arrays(columns):
        at = -(-at // _ALIGN) * _ALIGN
        table.append((name, values.dtype.str, list(values.shape), at))
        at += values.nbytes
        digest.update(name.encode() + str(values.shape).encode())
        digest.update(np.ascontiguousarray(values).data)
    head = orjson.dumps({"format": FORMAT, "digest": digest.hexdigest(), "arrays": table})
    start = -(-(len(head) + 8) // _ALIGN) * _ALIGN
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with fresh.open("wb") as stream:
            stream.write(len(head).to_bytes(8, "little") + head)
            for (_name, values), row in zip(_arrays(columns), table, strict=True):
                stream.seek(start + row[3])
                stream.write(np.ascontiguousarray(values).data)
            stream.truncate(start + at)
            stream.flush()
            os.fsync(stream.fileno())
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
    return digest.hexdigest()


def read(path: Path) -> tuple[Columns, str]:
    """Map the columns of a file and return them with their digest.

    Raises `UnreadableError` where the file is damaged or something else.
    """
    try:
        with path.open("rb") as stream:
            block = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
        size = int.from_bytes(block[:8], "little")
        head = orjson.loads(block[8 : 8 + size])
        if head["format"] != FORMAT:
            raise UnreadableError("it is of another version", where=str(path))
        start = -(-(size + 8) // _ALIGN) * _ALIGN
        arrays: dict[str, NDArray[Any]] = {
            name: np.frombuffer(block, dtype, int(np.prod(shape)), start + at).reshape(shape)
            for name, dtype, shape, at in head["arrays"]
        }
        return _checked(_columns(arrays)), str(head["digest"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UnreadableError(
            f"it is no crowd that can be read: {error}",
            where=str(path),
            remedy="make it again from the people",
        ) from error


def _checked(columns: Columns) -> Columns:
    """Return columns of which every number names something that is there."""
    starts = columns.starts
    fit = (
        len(starts) == 4 * len(columns.skills) + 1
        and starts[0] == 0
        and starts[-1] == len(columns.person)
        and bool((np.diff(starts) >= 0).all())
        and columns.beliefs.shape == (len(columns.beliefs), 5)
        and all(
            len(numbers) == len(columns.person) and (not len(numbers) or numbers.max() < among)
            for numbers, among in (
                (columns.person, len(columns.ids)),
                (columns.said, len(columns.beliefs)),
                (columns.told, len(columns.tellings)),
                (columns.source, len(columns.sources)),
            )
        )
    )
    if not fit:
        raise ValueError("its columns do not fit together")
    return columns


def _arrays(columns: Columns) -> Iterator[tuple[str, NDArray[Any]]]:
    for one in fields(columns):
        column = getattr(columns, one.name)
        if isinstance(column, Words):
            yield f"{one.name}.block", column.block
            yield f"{one.name}.ends", column.ends
        else:
            yield one.name, column


def _columns(arrays: dict[str, NDArray[Any]]) -> Columns:
    columns: dict[str, Any] = {
        one.name: arrays[one.name]
        if one.name in arrays
        else Words(arrays[f"{one.name}.block"], arrays[f"{one.name}.ends"])
        for one in fields(Columns)
    }
    return Columns(**columns)
