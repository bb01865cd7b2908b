"""What one check says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How something stands: in order, worth a look, or to be mended before people rely on it."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the doctor's report."""

    name: str
    state: State
    detail: str
    remedy: str = ""


def ok(name: str, detail: str) -> Check:
    """Return a check that is in order."""
    return Check(name, State.OK, detail)


def warn(name: str, detail: str, remedy: str) -> Check:
    """Return a check that is worth a look."""
    return Check(name, State.WARN, detail, remedy)


def fail(name: str, detail: str, remedy: str) -> Check:
    """Return a check that must be mended."""
    return Check(name, State.FAIL, detail, remedy)


def worst(checks: Iterable[Check]) -> State:
    """Return the worst state of all."""
    states = {check.state for check in checks}
    return next((state for state in (State.FAIL, State.WARN) if state in states), State.OK)
