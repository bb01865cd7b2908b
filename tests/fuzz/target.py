"""What a target is, and how one input is run: within a budget of work, and never without end."""

from __future__ import annotations

import importlib
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from types import FrameType

from .work import at_most

HERE = Path(__file__).parent
CORPUS = HERE / "corpus"
HANGS = 20
"""Seconds of processor time after which an input counts as one that hangs."""

Otherwise = Callable[[bytes, int], bytes]
Mutate = Callable[[bytes, int, Random, Otherwise], bytes]
"""From an input, the most bytes, a source of randomness and the plain mutator to a new input."""


class Hang(BaseException):
    """An input took longer than anything may take, outside of Python functions that are counted."""


@dataclass(frozen=True)
class Target:
    """One parser under attack."""

    name: str
    check: Callable[[bytes], None]
    mutate: Mutate | None
    longest: int
    """Bytes of one input."""
    calls: int
    """Python functions that an input may enter, whatever its size."""
    calls_per_byte: int


def names() -> list[str]:
    """Return the names of all targets."""
    return sorted(f.stem for f in (HERE / "targets").glob("*.py") if f.stem != "__init__")


def load(name: str) -> Target:
    """Import a target; imports what it tests, so a fuzzer can instrument it."""
    module = importlib.import_module(f"{__package__}.targets.{name}")
    return Target(
        name,
        module.check,
        getattr(module, "mutate", None),
        getattr(module, "LONGEST", 4096),
        getattr(module, "CALLS", 50_000),
        getattr(module, "CALLS_PER_BYTE", 200),
    )


def run(target: Target, data: bytes) -> None:
    """Give one input to a target; raises whatever shows that a promise was broken."""
    with at_most(target.calls + target.calls_per_byte * len(data)), _ending():
        target.check(data)


@contextmanager
def _ending() -> Iterator[None]:
    """End an input that hangs where no functions are counted, as in a regular expression."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise Hang(f"more than {HANGS} seconds")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, HANGS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
