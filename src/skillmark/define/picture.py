"""A pathway as a picture: boxes in layers from left to right, and lines between them.

Plain numbers for whoever draws it (a page as SVG, a certificate); nothing here knows colours.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from skillmark.nouns.achievement import Pathway, Step

WIDTH, HEIGHT = 180.0, 56.0
"""Size of a box."""
GAP_X, GAP_Y = 72.0, 20.0
JOINT = 36.0
"""Size of a joint, where several options meet."""


class NodeKind(StrEnum):
    """What a box stands for."""

    ACHIEVEMENT = "achievement"
    JOINT = "joint"
    """Where `need` of several lines are enough."""
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
    achievement: str = ""
    """Id of the achievement it stands for."""
    need: int = 0
    options: int = 0
    """For joints: `need` of `options` lines are enough."""


@dataclass(frozen=True, slots=True)
class Edge:
    """A line from one box to another, both by id."""

    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything to draw, inside a frame of `width` times `height` from (0, 0)."""

    width: float
    height: float
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


def picture(pathway: Pathway) -> Picture:
    """Lay out a pathway: achievements on the left, joints, and the award on the right.

    Each layer is as far left as the steps below it allow, boxes never overlap, and every line
    runs from left to right. The same pathway always gives the same picture.
    """
    drawing = _Drawing()
    top = drawing.step(pathway.root, "0")
    x = drawing.left(_depth(pathway.root) + 1) + WIDTH / 2
    award = Node("award", NodeKind.AWARD, x, top.y, WIDTH, HEIGHT, achievement=pathway.awards)
    drawing.nodes.append(award)
    drawing.edges.append(Edge(top.id, award.id))
    return Picture(
        width=x + WIDTH / 2,
        height=max(drawing.next_y - GAP_Y, HEIGHT),
        nodes=tuple(drawing.nodes),
        edges=tuple(drawing.edges),
    )


def _depth(step: Step) -> int:
    return 1 + max(
        (_depth(option) for option in step.options if isinstance(option, Step)), default=0
    )


class _Drawing:
    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.edges: list[Edge] = []
        self.next_y = 0.0

    def left(self, layer: int) -> float:
        """Left side of a layer of joints: 1 comes right after the achievements."""
        return WIDTH + GAP_X + (layer - 1) * (JOINT + GAP_X)

    def step(self, step: Step, name: str) -> Node:
        sources = [
            self.step(option, f"{name}.{place}")
            if isinstance(option, Step)
            else self._achievement(option, f"{name}.{place}")
            for place, option in enumerate(step.options)
        ]
        x = self.left(_depth(step)) + JOINT / 2
        y = (sources[0].y + sources[-1].y) / 2
        joint = Node(
            f"step-{name}", NodeKind.JOINT, x, y, JOINT, JOINT, "", step.need, len(step.options)
        )
        self.nodes.append(joint)
        self.edges += [Edge(source.id, joint.id) for source in sources]
        return joint

    def _achievement(self, achievement: str, name: str) -> Node:
        y = self.next_y + HEIGHT / 2
        self.next_y += HEIGHT + GAP_Y
        node = Node(
            f"option-{name}", NodeKind.ACHIEVEMENT, WIDTH / 2, y, WIDTH, HEIGHT, achievement
        )
        self.nodes.append(node)
        return node
