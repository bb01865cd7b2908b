"""What comes of reading somebody else's framework: the framework, and what had to be left out."""

from __future__ import annotations

from dataclasses import dataclass

from skillmark.nouns.skill import Framework


@dataclass(frozen=True, slots=True)
class Rejected:
    """One row that could not be used. `line` is 1 for the first line, 0 where there are none."""

    file: str
    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Imported:
    """A framework as its release says it, less the rows in `rejected`."""

    framework: Framework
    relations: int
    """Relations between concepts that were kept."""
    rejected: tuple[Rejected, ...] = ()
