"""A pathway from left to right: each step a block of its own, with its joint at the right.

The options of a step stand in columns by the order among them, so blocks never overlap and a stage
is one band. Within a column the blocks stand by the barycentre of what they are connected to,
which leaves few crossings (Sugiyama, Tagawa and Toda 1981); a line that passes a column has a lane
in it.
"""

from __future__ import annotations

from skillmark.define.picture_parts import Part, arrows_of, begins, columns_of, implied, part_of
from skillmark.define.picture_shapes import (
    GAP_X,
    GAP_Y,
    HEIGHT,
    JOINT_HEIGHT,
    JOINT_WIDTH,
    LANE,
    PAD,
    TITLE,
    WIDTH,
    Band,
    Edge,
    Node,
    NodeKind,
    Picture,
)
from skillmark.nouns.pathway import Pathway, Step
from skillmark.nouns.proficiency import SkillLevel

SWEEPS = 4
"""How often the columns are put in order, to and fro."""


def wide(pathway: Pathway) -> Picture:
    """Lay a pathway out from left to right."""
    root = part_of(pathway.root, ())
    arrows = arrows_of(pathway, root)
    _arrange(root)
    drawing = _Drawing()
    drawing.put(root, 0.0, 0.0)
    top = drawing.nodes[root.exit]
    x = root.width + GAP_X
    award = Node("award", NodeKind.AWARD, x + WIDTH / 2, top.y, WIDTH, HEIGHT)
    drawing.nodes["award"] = award
    drawing.join(root.exit, "award", ())
    for first, then in arrows:
        drawing.arrow(root, first, then)
    height = max(root.height, top.y + HEIGHT / 2)
    over = max(0.0, HEIGHT / 2 - top.y)
    return drawing.picture(x + WIDTH, height, down=over)


def _arrange(part: Part) -> None:
    """Give the parts of a step their columns and places, and the step its size."""
    if not isinstance(part.option, Step):
        part.width, part.height = WIDTH, HEIGHT
        return
    for one, column in zip(part.parts, columns_of(part), strict=True):
        _arrange(one)
        one.column = column
    columns = _columns(part, part.option)
    _untangle(part, columns)
    pad, title = (PAD, TITLE) if part.banded else (0.0, 0.0)
    heights = [
        sum((one.height if one.column == n else LANE) + GAP_Y for one in column) - GAP_Y
        for n, column in enumerate(columns)
    ]
    tallest = max(*heights, JOINT_HEIGHT)
    x = pad
    for n, inside in enumerate(columns):
        top = pad + title + (tallest - heights[n]) / 2
        x += _stand(inside, n, x, top) + GAP_X
    part.width = (x - GAP_X if part.plain else x + JOINT_WIDTH) + pad
    part.height = pad + title + tallest + pad


def _columns(part: Part, step: Step) -> list[list[Part]]:
    """The parts of each column, and those whose line passes it."""
    last = max(one.column for one in part.parts)
    columns: list[list[Part]] = [[] for _ in range(last + 1)]
    for one in part.parts:
        until = [two.column for two in part.parts if one.place[-1] in two.after]
        if not implied(step, one, part.parts):
            until.append(last + 1)
        for passed in range(one.column, max(until, default=last + 1)):
            columns[passed].append(one)
    return columns


def _stand(column: list[Part], number: int, x: float, y: float) -> float:
    """Place the parts of a column one below the other, from (x, y); return its width."""
    width = max((one.width for one in column if one.column == number), default=0.0)
    for one in column:
        if one.column == number:
            one.x, one.y = x + width - one.width, y
            y += one.height + GAP_Y
        else:
            one.lanes[number] = y + LANE / 2
            y += LANE + GAP_Y
    return width


def _untangle(step: Part, columns: list[list[Part]]) -> None:
    """Order each column by the mean place of what its parts are connected to, to and fro."""
    before = {one.place[-1]: one.after for one in step.parts}
    behind = {own: {other for other, first in before.items() if own in first} for own in before}
    for sweep in range(SWEEPS):
        forward = sweep % 2 == 0
        joined = before if forward else behind
        inner = range(1, len(columns)) if forward else range(len(columns) - 2, -1, -1)
        for n in inner:
            fixed = columns[n - 1 if forward else n + 1]
            there = {one.place[-1]: row for row, one in enumerate(fixed)}
            means: dict[int, float] = {}
            for row, one in enumerate(columns[n]):
                own = one.place[-1]
                seen = [there[other] for other in (*joined[own], own) if other in there]
                means[own] = sum(seen) / len(seen) if seen else row
            columns[n].sort(key=lambda one, means=means: means[one.place[-1]])  # type: ignore[misc]


class _Drawing:
    def __init__(self) -> None:
        self.nodes: dict[str, Node] = {}
        self.edges: list[Edge] = []
        self.bands: list[Band] = []
        self.corners: dict[str, tuple[float, float]] = {}

    def put(self, part: Part, left: float, top: float) -> None:
        """Place a part whose left upper corner is there, and everything in it."""
        self.corners[part.id] = (left, top)
        option = part.option
        if not isinstance(option, Step):
            kind = NodeKind.SKILL if isinstance(option, SkillLevel) else NodeKind.ACHIEVEMENT
            x, y = left + WIDTH / 2, top + HEIGHT / 2
            self.nodes[part.id] = Node(part.id, kind, x, y, WIDTH, HEIGHT, option, part.place)
            return
        pad = PAD if part.banded else 0.0
        if part.banded:
            self.bands.append(Band(option, left, top, part.width, part.height))
        for one in part.parts:
            self.put(one, left + one.x, top + one.y)
        if part.plain:
            return
        direct = [one for one in part.parts if not implied(option, one, part.parts)]
        ends = [self.nodes[one.exit].y for one in direct]
        inner = top + pad + (TITLE if part.banded else 0.0) + JOINT_HEIGHT / 2
        y = min(max((min(ends) + max(ends)) / 2, inner), top + part.height - pad - JOINT_HEIGHT / 2)
        x = left + part.width - pad - JOINT_WIDTH / 2
        joint = Node(part.id, NodeKind.JOINT, x, y, JOINT_WIDTH, JOINT_HEIGHT, option, part.place)
        self.nodes[part.id] = joint
        for one in direct:
            lanes = self._lanes(part, one, max(two.column for two in part.parts) + 1)
            self.join(one.exit, part.id, lanes)

    def _lanes(self, step: Part, part: Part, until: int) -> tuple[tuple[float, float], ...]:
        """Points on a line's way through the columns before `until`, two for each lane."""
        left, top = self.corners[step.id]
        points: list[tuple[float, float]] = []
        for column in range(part.column + 1, until):
            if column in part.lanes:
                inside = [one for one in step.parts if one.column == column]
                start = min(one.x for one in inside)
                end = max(one.x + one.width for one in inside)
                y = top + part.lanes[column]
                points += [(left + start, y), (left + end, y)]
        return tuple(points)

    def join(
        self,
        source: str,
        target: str,
        through: tuple[tuple[float, float], ...],
        *,
        order: bool = False,
        end: tuple[float, float] | None = None,
    ) -> None:
        one, other = self.nodes[source], self.nodes[target]
        start = (one.x + one.width / 2, one.y)
        end = end or (other.x - other.width / 2, other.y)
        self.edges.append(Edge(source, target, (start, *through, end), order))

    def arrow(self, root: Part, first: Part, then: Part) -> None:
        """Draw "before": to the band of a stage, else to what the later part begins with."""
        shared, step = 0, root
        while first.place[shared] == then.place[shared]:
            step = step.parts[first.place[shared]]
            shared += 1
        one, other = step.parts[first.place[shared]], step.parts[then.place[shared]]
        lanes = self._lanes(step, one, other.column)
        if then.banded:
            left, top = self.corners[then.id]
            self.join(first.exit, then.exit, lanes, order=True, end=(left, top + then.height / 2))
            return
        for late in begins(then):
            self.join(first.exit, late.id, lanes, order=True)

    def picture(self, width: float, height: float, *, down: float) -> Picture:
        moved = [
            Node(n.id, n.kind, n.x, n.y + down, n.width, n.height, n.option, n.place)
            for n in self.nodes.values()
        ]
        edges = [
            Edge(e.source, e.target, tuple((x, y + down) for x, y in e.points), e.order)
            for e in self.edges
        ]
        bands = [Band(b.step, b.x, b.y + down, b.width, b.height) for b in self.bands]
        return Picture(width, height + down, tuple(moved), tuple(edges), tuple(bands))
