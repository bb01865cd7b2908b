"""What came of a check: passed, failed, or could not be told."""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    """Result of one check. `UNKNOWN` means "could not check" and is never shown as green."""

    PASS = "pass"  # noqa: S105 - not a password
    FAIL = "fail"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"


def worst(statuses: list[Status]) -> Status:
    """Return `FAIL` if any failed, else `UNKNOWN` if any is, else `PASS`; nothing is `FAIL`."""
    if not statuses or Status.FAIL in statuses:
        return Status.FAIL
    return Status.UNKNOWN if Status.UNKNOWN in statuses else Status.PASS
