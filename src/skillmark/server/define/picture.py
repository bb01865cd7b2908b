"""The picture of a pathway: what is needed at the left, what it awards at the right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape

from skillmark.nouns.pathway import Pathway, Step

WIDTH, HEIGHT, GAP_X, GAP_Y, EDGE = 232, 56, 64, 18, 16
STYLE = """
.box{fill:#fff;stroke:#8b9092}.award{fill:#0d5b74;stroke:#0d5b74}.held{fill:#def1e4;stroke:#17663c}
.step{fill:#e0eef2;stroke:#0d5b74}text{font:14px system-ui,sans-serif;fill:#1c2326}
.award+text{fill:#fff;font-weight:600}path{fill:none;stroke:#8b9092;stroke-width:1.5}
@media(prefers-color-scheme:dark){.box{fill:#1a2226;stroke:#74838a}.step{fill:#17333d;stroke:#6fc6dd}
.award{fill:#6fc6dd;stroke:#6fc6dd}.held{fill:#143322;stroke:#7fd6a0}text{fill:#e9ecec}
.award+text{fill:#06222b}path{stroke:#74838a}}
"""


@dataclass(slots=True)
class _Node:
    words: str
    kind: str
    children: list[_Node] = field(default_factory=list)
    row: float = 0.0

    @property
    def depth(self) -> int:
        return 1 + max((child.depth for child in self.children), default=0)


def svg(
    pathway: Pathway,
    names: Mapping[str, str],
    *,
    title: str,
    all_of: str,
    some_of: str,
    held: frozenset[str] = frozenset(),
) -> str:
    """Return the picture as SVG. `some_of` has places for `{need}` and `{of}`."""
    root = _Node(names.get(pathway.awards, pathway.awards), "award")
    root.children = [_step(pathway.root, names, all_of, some_of, held)]
    rows = _place(root, 0)
    columns = root.depth
    width = columns * WIDTH + (columns - 1) * GAP_X + 2 * EDGE
    height = rows * (HEIGHT + GAP_Y) - GAP_Y + 2 * EDGE
    parts: list[str] = []
    _draw(root, columns - 1, parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height:.0f}" '
        f'width="{width}" height="{height:.0f}" role="img"><title>{escape(title)}</title>'
        f"<style>{STYLE}</style>{''.join(parts)}</svg>"
    )


def _step(
    step: Step, names: Mapping[str, str], all_of: str, some_of: str, held: frozenset[str]
) -> _Node:
    every = step.need == len(step.options)
    words = all_of if every else some_of.format(need=step.need, of=len(step.options))
    node = _Node(words, "step")
    for option in step.options:
        if isinstance(option, Step):
            node.children.append(_step(option, names, all_of, some_of, held))
        else:
            kind = "held" if option in held else "box"
            node.children.append(_Node(names.get(option, option), kind))
    return node


def _place(node: _Node, row: int) -> int:
    """Give every node its row; return the first row that is free below it."""
    if not node.children:
        node.row = row
        return row + 1
    below = row
    for child in node.children:
        below = _place(child, below)
    node.row = (node.children[0].row + node.children[-1].row) / 2
    return below


def _draw(node: _Node, column: int, parts: list[str]) -> None:
    x, y = EDGE + column * (WIDTH + GAP_X), EDGE + node.row * (HEIGHT + GAP_Y)
    for child in node.children:
        x0 = EDGE + (column - 1) * (WIDTH + GAP_X) + WIDTH
        y0 = EDGE + child.row * (HEIGHT + GAP_Y) + HEIGHT / 2
        middle, y1 = (x0 + x) / 2, y + HEIGHT / 2
        parts.append(f'<path d="M{x0} {y0:.1f}C{middle} {y0:.1f} {middle} {y1:.1f} {x} {y1:.1f}"/>')
        _draw(child, column - 1, parts)
    lines = _lines(node.words)
    top = y + HEIGHT / 2 + 5 - (len(lines) - 1) * 9
    spans = "".join(
        f'<tspan x="{x + WIDTH / 2}" y="{top + 18 * number:.1f}">{escape(line)}</tspan>'
        for number, line in enumerate(lines)
    )
    parts.append(
        f'<rect class="{node.kind}" x="{x}" y="{y:.1f}" width="{WIDTH}" height="{HEIGHT}" rx="10"/>'
        f'<text text-anchor="middle">{spans}</text>'
    )


def _lines(words: str, most: int = 28) -> list[str]:
    """Break words into at most two lines."""
    first, rest = "", words.split()
    while rest and len(first) + len(rest[0]) < most:
        first = f"{first} {rest.pop(0)}".strip()
    if not first:
        first = rest.pop(0)[: most - 1] + "…" if rest else words[:most]
    second = " ".join(rest)
    if not second:
        return [first]
    return [first, second if len(second) <= most else second[: most - 1].rstrip() + "…"]
