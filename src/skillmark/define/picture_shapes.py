"""What a pathway's picture consists of, and how large its parts are."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from skillmark.nouns.pathway import Option, Step

WIDTH, HEIGHT = 176.0, 66.0
"""Size of a box."""
JOINT_WIDTH, JOINT_HEIGHT = 92.0, 44.0
"""Size of a joint, where several options meet."""
GAP_X, GAP_Y = 34.0, 20.0
LANE = 12.0
"""Height of the lane that an arrow has where it passes a column."""
PAD, TITLE = 14.0, 24.0
"""Room inside a band at each side, and for its name."""
NARROW = 262.0
"""Width of the narrow layout: a phone of 320 pixels shows all of it."""
INDENT, RAIL, GAP_NARROW = 18.0, 18.0, 14.0
"""Indent of a step's options, room at the right for the arrows of the order, room between rows."""


class NodeKind(StrEnum):
    """What a box stands for."""

    ACHIEVEMENT = "achievement"
    SKILL = "skill"
    JOINT = "joint"
    """Where `need` of several lines are enough, or a sum of credits is."""
    AWARD = "award"


@dataclass(frozen=True, slots=True)
class Node:
    """One box: its middle is at (x, y); y grows downwards."""

    id: str
    kind: NodeKind
    x: float
    y: float
    width: float
    height: float
    option: Option | None = None
    """The achievement, skill or step that it stands for; `None` for the award."""
    place: tuple[int, ...] = ()
    """Where the option stands: its place in the root, in that step, and so on."""


@dataclass(frozen=True, slots=True)
class Edge:
    """A line through `points`, from one box to another (both by id)."""

    source: str
    target: str
    points: tuple[tuple[float, float], ...]
    order: bool = False
    """Whether it says "before"; else it says "counts for"."""


@dataclass(frozen=True, slots=True)
class Band:
    """A named step, behind everything that belongs to it: left, top, width and height."""

    step: Step
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything to draw, inside a frame of `width` times `height` from (0, 0)."""

    width: float
    height: float
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    bands: tuple[Band, ...]
    narrow: bool = False
