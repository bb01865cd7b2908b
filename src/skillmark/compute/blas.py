"""Numpy's matrix products on one thread, for work that is shared out among threads already.

A BLAS starts a thread a core for every product beyond a small size and lets them spin while
they wait for each other. Where products come by the thousand and other programs want the cores
too, that takes twenty times as long as one thread does.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from threadpoolctl import ThreadpoolController


@contextmanager
def one_thread() -> Iterator[None]:
    """Keep the BLAS libraries that are loaded to one thread inside."""
    with _libraries().limit(limits=1, user_api="blas"):
        yield


@cache
def _libraries() -> ThreadpoolController:
    """Return what finds the libraries: once, for it looks through all that is loaded."""
    import numpy as np  # noqa: F401 (so that its BLAS is loaded)
    import scipy.linalg  # noqa: F401 (it brings one of its own)

    return ThreadpoolController()
