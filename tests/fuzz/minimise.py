"""Make an input that breaks a promise as short as it gets while it breaks the same one."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable


def symptom(check: Callable[[bytes], None], data: bytes) -> str:
    """Return what an input does: the kind of exception and the line it comes from, else empty."""
    try:
        check(data)
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        last = traceback.extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__} at {last.filename}:{last.lineno}"
    return ""


def minimise(check: Callable[[bytes], None], data: bytes, *, seconds: float = 10) -> bytes:
    """Leave pieces out, large ones first, for as long as the symptom stays and there is time."""
    wanted, ends = symptom(check, data), time.monotonic() + seconds
    size = max(1, len(data) // 2)
    while size and wanted:
        position, before = 0, len(data)
        while position < len(data):
            if time.monotonic() > ends:
                return data
            shorter = data[:position] + data[position + size :]
            if symptom(check, shorter) == wanted:
                data = shorter
            else:
                position += size
        if len(data) == before:
            size //= 2
    return data
