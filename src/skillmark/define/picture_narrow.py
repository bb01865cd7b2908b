"""A pathway from top to bottom, one part a row: it fits a phone."""

from __future__ import annotations

from skillmark.define.picture_parts import Part, arrows_of, begins, column_of, part_of
from skillmark.define.picture_shapes import (
    GAP_NARROW,
    HEIGHT,
    INDENT,
    JOINT_HEIGHT,
    JOINT_WIDTH,
    NARROW,
    RAIL,
    TITLE,
    Band,
    Edge,
    Node,
    NodeKind,
    Picture,
)
from skillmark.nouns.pathway import Pathway, Step
from skillmark.nouns.proficiency import SkillLevel


def tall(pathway: Pathway) -> Picture:
    """Lay a pathway out from top to bottom."""
    root = part_of(pathway.root, ())
    arrows = arrows_of(pathway, root)
    deep = max(len(part.place) for part in root.all())
    rows = _Rows(min(INDENT, NARROW / 3 / (deep + 1)))
    rows.put(root, 0)
    y = rows.low + HEIGHT / 2
    award = Node("award", NodeKind.AWARD, NARROW / 2, y, NARROW, HEIGHT)
    joint = rows.nodes[root.exit]
    rail = joint.x - joint.width / 2 + rows.indent / 2
    points = ((rail, joint.y + joint.height / 2), (rail, y - HEIGHT / 2))
    rows.nodes["award"] = award
    rows.edges.append(Edge(root.exit, "award", points))
    for first, then in arrows:
        rows.arrow(first, then)
    nodes = tuple(rows.nodes.values())
    return Picture(
        NARROW, y + HEIGHT / 2, nodes, tuple(rows.edges), tuple(rows.stages.values()), narrow=True
    )


class _Rows:
    """One part a row; the lines of a step come down on a rail at its left."""

    def __init__(self, indent: float) -> None:
        self.indent, self.low = indent, 0.0
        self.nodes: dict[str, Node] = {}
        self.edges: list[Edge] = []
        self.stages: dict[str, Band] = {}

    def put(self, part: Part, depth: int) -> None:
        left, option = depth * self.indent, part.option
        if not isinstance(option, Step):
            kind = NodeKind.SKILL if isinstance(option, SkillLevel) else NodeKind.ACHIEVEMENT
            self._row(part, kind, left, NARROW - RAIL - left, HEIGHT)
            return
        top = self.low
        if part.banded:
            self.low += TITLE
        for one in sorted(part.parts, key=lambda one: column_of(part, one)):
            self.put(one, depth + 1)
        if not part.plain:
            self._joint(part, left)
        if part.banded:
            edge = self.indent / 4
            right = NARROW - RAIL * (0.6 if depth < 2 else 0.8)
            band = Band(option, left - edge, top, right - left + edge, self.low - top)
            self.stages[part.id] = band
            self.low += GAP_NARROW

    def arrow(self, first: Part, then: Part) -> None:
        """Draw "before" at the right: to the name of a stage, else to what a part begins with."""
        one = self.nodes[first.exit]
        goals = [(self.nodes[late.id], late.id) for late in begins(then)]
        ends = [(node.x + node.width / 2, node.y, name) for node, name in goals]
        if then.banded:
            band = self.stages[then.id]
            ends = [(band.x + band.width, band.y + TITLE / 2, then.exit)]
        x = NARROW - RAIL / 4
        for right, y, name in ends:
            around = ((one.x + one.width / 2, one.y), (x, one.y), (x, y), (right, y))
            self.edges.append(Edge(one.id, name, around, order=True))

    def _joint(self, part: Part, left: float) -> None:
        """The joint of a step, and the rail on which its options come down to it."""
        joint = self._row(part, NodeKind.JOINT, left, JOINT_WIDTH, JOINT_HEIGHT)
        rail = left + self.indent / 2
        for one in part.parts:
            node = self.nodes[one.exit]
            corner = node.x - node.width / 2
            points = ((corner, node.y), (rail, node.y), (rail, joint.y - joint.height / 2))
            self.edges.append(Edge(node.id, joint.id, points))

    def _row(self, part: Part, kind: NodeKind, left: float, width: float, height: float) -> Node:
        x, y = left + width / 2, self.low + height / 2
        node = Node(part.id, kind, x, y, width, height, part.option, part.place)
        self.nodes[part.id] = node
        self.low += height + GAP_NARROW
        return node
