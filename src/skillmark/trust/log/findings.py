"""What can be wrong with a log, and how a check tells it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

MOST = 100
"""Problems that are listed; a log that was written anew has as many as it has tiles."""


class Kind(StrEnum):
    """What can be wrong with a log."""

    SIGNATURE = "signature"
    """The checkpoint is not signed by the log's key."""
    MISSING = "missing"
    """A file is not there, or does not have the length it should have."""
    EDITED = "edited"
    """An entry is another than the one that was logged."""
    DELETED = "deleted"
    """An entry was taken out and those behind it moved up."""
    TILE = "tile"
    """A tile was changed; the entries below it were not."""
    ROOT = "root"
    """The entries do not give the checkpoint's root: they were changed together with all tiles."""
    ROLLBACK = "rollback"
    """The log is shorter than it was seen before."""
    FORK = "fork"
    """The log begins otherwise than it was seen before."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, and where."""

    kind: Kind
    where: str
    """Path of a file in the log, or name of the checkpoint it was compared with."""
    detail: str
    entry: int | None = None
    """Index of the entry, where it can be told."""

    def to_json(self) -> dict[str, object]:
        """Return it as `skillmark log check --json` promises it."""
        return {
            "problem": self.kind.value,
            "where": self.where,
            "entry": self.entry,
            "detail": self.detail,
        }


@dataclass(slots=True)
class Checked:
    """What a check found."""

    size: int
    root: bytes
    """Over the entries as they are."""
    problems: list[Problem] = field(default_factory=list)
    more: int = 0
    """Problems beyond those that are listed."""
    unread: list[str] = field(default_factory=list)
    """What could not be read, and why: nothing is known about it."""

    @property
    def consistent(self) -> bool | None:
        """Whether all is well; `None` where it could not be told."""
        if self.problems:
            return False
        return None if self.unread else True

    def add(self, problems: Iterable[Problem]) -> None:
        """Keep problems, or count them."""
        for problem in problems:
            if len(self.problems) < MOST:
                self.problems.append(problem)
            else:
                self.more += 1
