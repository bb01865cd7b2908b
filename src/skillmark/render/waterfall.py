"""A waterfall: costs first, then what is saved, step by step, down to what is left.

Steps that do not count stand below the sum, outlined and not filled: they are seen and not added,
and one that is too long for the picture is cut at its edge. A bound ends in an arrowhead that
points back: it is at most this.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from skillmark.render.inks import FILLS, LINES, lines, picture, text
from skillmark.render.svg import described

_ROW, _ROW_NARROW, _HEAD, _MARGIN = 31.0, 52.0, 12.0, 12.0
_BAR, _RULE = 18.0, 28.0


class Look(StrEnum):
    """What a step is; each differs in more than colour."""

    COST = "warm"
    DIRECT = "solid"
    INDIRECT = "soft"
    SUM = "sum"
    OPEN = "open"
    """Has a value and does not count."""
    BOUND = "empty"
    """At most this."""


APART = frozenset({Look.OPEN, Look.BOUND})


@dataclass(frozen=True, slots=True)
class Step:
    """One row. Costs are negative. Sums begin at 0 and show where the steps before have come to."""

    label: str
    amount: float
    shown: str
    """The amount as the reader writes it."""
    look: Look
    low: float | None = None
    high: float | None = None
    """Ends of the interval of the amount."""


@dataclass(frozen=True, slots=True)
class _Placed:
    step: Step
    start: float
    end: float
    low: float
    high: float


def svg(
    steps: Sequence[Step],
    *,
    title: str,
    description: str,
    apart: str = "",
    narrow: bool = False,
    standalone: bool = False,
) -> str:
    """Draw the steps from top to bottom; `narrow` is for phones.

    `apart` is a line of words above the first step that does not count.
    """
    if not steps:
        raise ValueError("a waterfall needs a step")
    placed = _placed(steps)
    width = 300.0 if narrow else 780.0
    left, right = (_MARGIN, width - _MARGIN) if narrow else (_MARGIN + 232, width - _MARGIN - 150)
    low, high = _ends(placed)
    span = (high - low) or 1.0
    inner = right - left - 8

    def x(value: float) -> float:
        return left + 4 + inner * (min(max(value, low), high) - low) / span

    row = _ROW_NARROW if narrow else _ROW
    drawn: list[str] = []
    before: _Placed | None = None
    y = _HEAD
    for one in placed:
        if apart and one.step.look in APART and (before is None or before.step.look not in APART):
            drawn.append(_rule(apart, y, width))
            y += _RULE
        top = y + _bar_top(narrow)
        # On phones the words stand above the bars: lines stay away from them.
        over, under = (4.0, 4.0) if narrow else ((row - _BAR) / 2, (row - _BAR) / 2)
        drawn.append(
            f'<path {LINES["axis"]} d="M{x(0):.1f} {top - over:.1f}V{top + _BAR + under:.1f}"/>'
        )
        if before is not None and not narrow and not {before.step.look, one.step.look} & APART:
            drawn.append(
                f'<path {LINES["axis"]} stroke-width=".8" d="M{x(before.end):.1f}'
                f' {top - row + _BAR:.1f}V{top:.1f}"/>'
            )
        drawn.append(_row(one, y, x, width, narrow=narrow))
        before = one
        y += row
    made = picture("".join(drawn), width=width, height=y + 8, standalone=standalone)
    return described(made, title=title, description=description)


def _ends(placed: Sequence[_Placed]) -> tuple[float, float]:
    """Return the ends of the axis: what does not count stretches it by half, and is cut there."""
    counted = [one for one in placed if one.step.look not in APART]
    apart = [one for one in placed if one.step.look in APART]
    edges = [0.0, *(x for one in counted for x in (one.start, one.end, one.low, one.high))]
    low, high = min(edges), max(edges)
    beside = [x for one in apart for x in (one.start, one.end, one.low, one.high)]
    room = 0.5 * (high - low) if counted else float("inf")
    return (
        max(min([low, *beside]), low - room),
        min(max([high, *beside]), high + room),
    )


def _rule(words: str, y: float, width: float) -> str:
    line = lines(words, width - 2 * _MARGIN, size=12, most=1)[0]
    return f'<path {LINES["grid"]} d="M{_MARGIN:g} {y + 4:.1f}H{width - _MARGIN:g}"/>' + text(
        line, _MARGIN, y + 21, ink="note", size=12
    )


def _bar_top(narrow: bool) -> float:
    return 24.0 if narrow else (_ROW - _BAR) / 2


def _placed(steps: Sequence[Step]) -> list[_Placed]:
    found, reached = [], 0.0
    for step in steps:
        free = step.look is Look.SUM or step.look in APART
        start = 0.0 if free else reached
        end = step.amount if free else reached + step.amount
        shift = end - step.amount
        low = end if step.low is None else step.low + shift
        high = end if step.high is None else step.high + shift
        found.append(_Placed(step, start, end, low, high))
        if not free:
            reached = end
    return found


def _row(one: _Placed, y: float, x: Callable[[float], float], width: float, *, narrow: bool) -> str:
    step = one.step
    strong = step.look is Look.SUM
    top = y + _bar_top(narrow)
    middle = top + _BAR / 2
    a, b = sorted((x(one.start), x(one.end)))
    parts = []
    if narrow:
        room = width - 2 * _MARGIN - len(step.shown) * 7.2 - 8
        label = lines(step.label, room, size=12.5, most=1)
        parts.append(text(label[0] if label else "", _MARGIN, y + 17, size=12.5, bold=strong))
        parts.append(
            text(step.shown, width - _MARGIN, y + 17, size=12.5, anchor="end", bold=strong)
        )
    else:
        label = lines(step.label, 224, size=13, most=2)
        first = middle + 4.5 - 7.5 * (len(label) - 1)
        parts += [
            text(line, _MARGIN, first + 15 * number, bold=strong)
            for number, line in enumerate(label)
        ]
        parts.append(text(step.shown, width - _MARGIN, middle + 4.5, anchor="end", bold=strong))
    parts.append(
        f'<rect {FILLS[step.look.value]} x="{a:.1f}" y="{top:.1f}" width="{max(b - a, 1.5):.1f}"'
        f' height="{_BAR:g}" rx="2"/>'
    )
    if step.look is Look.BOUND:
        end = x(one.end)
        parts.append(f'<path {FILLS["words"]} d="M{end:.1f} {middle - 6:.1f}v12l-9 -6z"/>')
    if one.high > one.low:
        low, high = x(one.low), x(one.high)
        shape = (
            f'd="M{low:.1f} {middle - 5:.1f}v10M{low:.1f} {middle:.1f}H{high:.1f}'
            f'M{high:.1f} {middle - 5:.1f}v10"'
        )
        parts.append(f"<path {LINES['halo']} {shape}/><path {LINES['whisker']} {shape}/>")
    return "".join(parts)
