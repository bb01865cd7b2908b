"""What work costs: seconds of processor time, and the memory of this process.

Processor time rather than the time on the wall: other programs on the machine make the wall clock
longer, and a peer that keeps two cores busy is charged for both.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Timed(Generic[T]):
    """An answer, and what it cost in seconds."""

    answer: T
    cpu: float
    wall: float


_spared = [0.0]
"""Seconds of processor time that no measure counts."""


@contextmanager
def not_counted() -> Iterator[None]:
    """Leave out of the measure what is done inside."""
    before = time.process_time()
    yield
    _spared[0] += time.process_time() - before


def timed(work: Callable[[], T]) -> Timed[T]:
    """Do the work once."""
    spared, wall, cpu = _spared[0], time.perf_counter(), time.process_time()
    answer = work()
    spent = time.process_time() - cpu - (_spared[0] - spared)
    return Timed(answer, spent, time.perf_counter() - wall)


def rate(work: Callable[[int], T], *, seconds: float) -> tuple[float, T]:
    """Return how many a second of processor time `work(count)` does, and its last answer.

    Does one first, so that what is loaded once is not counted, then batches of growing size until
    one takes `seconds`; that one is the measure.
    """
    work(1)
    count = 1
    while True:
        one = timed(lambda count=count: work(count))  # type: ignore[misc]
        if one.cpu >= seconds:
            return count / one.cpu, one.answer
        # straight to the size that should do, in steps that a first, slow batch cannot mislead
        count = max(count + 1, min(count * 10, int(count * 1.2 * seconds / max(one.cpu, 1e-6))))


def megabytes() -> float:
    """Return the most memory that this process has held (resident, 10^6 bytes)."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        # elsewhere than on Linux; there it would count what the parent held before `exec`, too
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) * 1024 / 1e6
