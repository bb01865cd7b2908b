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
    rail = rows.indent / 2
    joint = rows.nodes[root.id]
    points = ((rail, joint.y + joint.height / 2), (rail, y - HEIGHT / 2))
    rows.nodes["award"] = award
    rows.edges.append(Edge(root.id, "award", points))
    for first, then in arrows:
        for late in begins(then):
            one, other = rows.nodes[first.id], rows.nodes[late.id]
            x = NARROW - RAIL / 3
            ends = ((one.x + one.width / 2, one.y), (other.x + other.width / 2, other.y))
            around = (ends[0], (x, one.y), (x, other.y), ends[1])
            rows.edges.append(Edge(one.id, other.id, around, order=True))
    nodes = tuple(rows.nodes.values())
    return Picture(NARROW, y + HEIGHT / 2, nodes, tuple(rows.edges), tuple(rows.bands), narrow=True)


class _Rows:
    """One part a row; the lines of a step come down on a rail at its left."""

    def __init__(self, indent: float) -> None:
        self.indent, self.low = indent, 0.0
        self.nodes: dict[str, Node] = {}
        self.edges: list[Edge] = []
        self.bands: list[Band] = []

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
        joint = self._row(part, NodeKind.JOINT, left, JOINT_WIDTH, JOINT_HEIGHT)
        rail = left + self.indent / 2
        for one in part.parts:
            node = self.nodes[one.id]
            corner = node.x - node.width / 2
            points = ((corner, node.y), (rail, node.y), (rail, joint.y - joint.height / 2))
            self.edges.append(Edge(node.id, joint.id, points))
        if part.banded:
            edge = self.indent / 4
            right = NARROW - RAIL * (0.6 if depth < 2 else 0.8)
            self.bands.append(Band(option, left - edge, top, right - left + edge, self.low - top))
            self.low += GAP_NARROW

    def _row(self, part: Part, kind: NodeKind, left: float, width: float, height: float) -> Node:
        x, y = left + width / 2, self.low + height / 2
        node = Node(part.id, kind, x, y, width, height, part.option, part.place)
        self.nodes[part.id] = node
        self.low += height + GAP_NARROW
        return node
