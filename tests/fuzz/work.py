"""Work that is counted, not timed: slow machines fail no test, fast ones hide no bomb."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any


class TooMuchWork(BaseException):
    """More Python functions were entered than the input's size explains.

    No `Exception`, so that nobody on the way takes it for an error of the input.
    """


@contextmanager
def at_most(calls: int) -> Iterator[None]:
    """Let the block enter so many Python functions (generators count at each step), and no more."""
    left = calls

    def count(_frame: FrameType, _event: str, _argument: Any) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise TooMuchWork(f"more than {calls:,} calls")

    before = sys.gettrace()
    sys.settrace(count)
    try:
        yield
    finally:
        sys.settrace(before)
