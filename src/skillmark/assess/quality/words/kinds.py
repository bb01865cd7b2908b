"""Which words a language needs. Braces stand for the figure's value, interval and facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FigureWords:
    """The words about one figure."""

    name: str
    meaning: str
    """What it says, for a head of quality."""
    bar: str = ""
    """What a good value is; empty where there is no bar."""
    source: str = ""
    """Where the bar comes from."""


@dataclass(frozen=True, slots=True)
class GridWords:
    """The words of a table."""

    caption: str
    columns: Mapping[str, str]
    note: str = ""


@dataclass(frozen=True, slots=True)
class PictureWords:
    """The words of a picture; the same numbers stand in a table beside it."""

    caption: str
    across: str
    upward: str
    mark: str = ""
    """What is written at a marked place."""


@dataclass(frozen=True, slots=True)
class Words:
    """All words of one language."""

    label: Mapping[str, str]
    """Fixed words around the report's own."""
    state: Mapping[str, str]
    part: Mapping[str, tuple[str, str]]
    """Title of each section and the question it answers."""
    figure: Mapping[str, FigureWords]
    said: Mapping[str, str]
    """Words of values that are codes, as `figure:code`."""
    why: Mapping[str, str]
    """Reasons why a figure is not known."""
    note: Mapping[str, str]
    grid: Mapping[str, GridWords]
    look: Mapping[str, str]
    """Why somebody should look at an item."""
    picture: Mapping[str, PictureWords]
