"""Numpy's matrix products on one thread, for work that is shared out among threads already.

OpenBLAS starts a thread a core for every product beyond a small size and lets them spin while
they wait for each other. Where products come by the thousand and other programs want the cores
too, that takes twenty times as long as one thread does.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

SYMBOLS = (
    "scipy_openblas_{}_num_threads64_",
    "scipy_openblas_{}_num_threads",
    "openblas_{}_num_threads",
)
"""In numpy's wheels, in those for 32 bits, and in a distribution's own build."""


@contextmanager
def one_thread() -> Iterator[None]:
    """Keep numpy's OpenBLAS to one thread inside; does nothing for another library."""
    library = _library()
    if library is None:
        yield
        return
    read, write = library
    before = read()
    write(1)
    try:
        yield
    finally:
        write(before)


@cache
def _library() -> tuple[ctypes._FuncPointer, ctypes._FuncPointer] | None:
    """Return what reads and sets the number of threads."""
    from numpy.linalg import _umath_linalg

    try:
        # a symbol is looked up in what the extension is linked with, too
        linked = ctypes.CDLL(_umath_linalg.__file__)
    except OSError:
        return None
    for name in SYMBOLS:
        read = getattr(linked, name.format("get"), None)
        write = getattr(linked, name.format("set"), None)
        if read is not None and write is not None:
            return read, write
    return None
