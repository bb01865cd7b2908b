"""A tornado: how far each assumption moves a result when it alone goes through its range."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from skillmark.render.inks import FILLS, LINES, lines, picture, text, width_of
from skillmark.render.svg import described

_ROW, _ROW_NARROW, _MARGIN, _BAR = 40.0, 56.0, 12.0, 20.0


@dataclass(frozen=True, slots=True)
class Row:
    """One assumption: the result at its low end and at its high end."""

    label: str
    at_low: float
    at_high: float
    low: str
    """The assumption's low end as the reader writes it."""
    high: str
    note: str = ""
    """What stands at the end of the row, such as its share of the variance."""


def svg(
    rows: Sequence[Row],
    *,
    middle: float,
    ends: tuple[str, str],
    axis: tuple[str, str, str],
    title: str,
    description: str,
    narrow: bool = False,
    standalone: bool = False,
) -> str:
    """Draw the rows in the order given, around the result `middle` of all means.

    `ends` name the low and the high end of an assumption; `axis` has the words for the lowest
    result in the picture, for 0, and for the highest. A dashed line stands at 0 where it is in
    reach: left of it, it does not pay.
    """
    if not rows:
        raise ValueError("a tornado needs a row")
    width = 300.0 if narrow else 780.0
    left, right = (_MARGIN, width - _MARGIN) if narrow else (_MARGIN + 222, width - _MARGIN - 90)
    edges = [middle, *(v for row in rows for v in (row.at_low, row.at_high))]
    low, high = min(edges), max(edges)
    span = (high - low) or 1.0
    pad = 8.0 if narrow else 54.0

    def x(value: float) -> float:
        return left + pad + (right - left - 2 * pad) * (value - low) / span

    pace = _ROW_NARROW if narrow else _ROW
    head = 30.0
    bottom = head + pace * len(rows)
    drawn = [_legend(ends, left)]
    crosses = low < 0 < high
    # On phones the words stand above the bars: lines stay away from them.
    bands = (
        [(head + pace * k + 22, head + pace * k + 50) for k in range(len(rows))]
        if narrow
        else [(head, bottom + 4)]
    )
    for start, end in bands:
        drawn.append(f'<path {LINES["axis"]} d="M{x(middle):.1f} {start:.1f}V{end:.1f}"/>')
        if crosses:
            drawn.append(
                f'<path {LINES["whisker"]} stroke-dasharray="5 4" d="M{x(0):.1f} {start:.1f}'
                f'V{end:.1f}"/>'
            )
    foot = bottom + 19
    if crosses:
        half = width_of(axis[1], 12) / 2
        at = min(max(x(0), _MARGIN + half), width - _MARGIN - half)
        drawn.append(text(axis[1], at, foot, size=12, anchor="middle"))
    zero = width_of(axis[1], 12) / 2 + 12
    if not crosses or x(0) - left > width_of(axis[0], 12) + zero:
        drawn.append(text(axis[0], left, foot, ink="note", size=12))
    if not crosses or right - x(0) > width_of(axis[2], 12) + zero:
        drawn.append(text(axis[2], right, foot, ink="note", size=12, anchor="end"))
    for number, row in enumerate(rows):
        drawn.append(_row(row, head + pace * number, x, middle, width, narrow=narrow))
    made = picture("".join(drawn), width=width, height=bottom + 30, standalone=standalone)
    return described(made, title=title, description=description)


def _legend(ends: tuple[str, str], left: float) -> str:
    first = 18 + len(ends[0]) * 6.6 + 22
    return (
        f'<rect {FILLS["soft"]} x="{left + 2:.1f}" y="8" width="12" height="12" rx="2"/>'
        + text(ends[0], left + 20, 18.5, ink="note", size=12)
        + f'<rect {FILLS["solid"]} x="{left + first:.1f}" y="8" width="12" height="12" rx="2"/>'
        + text(ends[1], left + first + 18, 18.5, ink="note", size=12)
    )


def _row(
    row: Row,
    y: float,
    x: Callable[[float], float],
    middle: float,
    width: float,
    *,
    narrow: bool,
) -> str:
    top = y + (26 if narrow else (_ROW - _BAR) / 2)
    centre = top + _BAR / 2
    parts = []
    if narrow:
        label = lines(row.label, width - 2 * _MARGIN - len(row.note) * 7 - 8, size=12.5, most=1)
        parts.append(text(label[0] if label else "", _MARGIN, y + 18, size=12.5))
        parts.append(text(row.note, width - _MARGIN, y + 18, ink="note", size=12, anchor="end"))
    else:
        label = lines(row.label, 214, size=13, most=2)
        first = centre + 4.5 - 7.5 * (len(label) - 1)
        parts += [text(line, _MARGIN, first + 15 * k) for k, line in enumerate(label)]
        parts.append(text(row.note, width - _MARGIN, centre + 4.5, ink="note", anchor="end"))
    for value, ink, words in (
        (row.at_low, "soft", row.low), (row.at_high, "solid", row.high),
    ):  # fmt: skip
        a, b = sorted((x(middle), x(value)))
        parts.append(
            f'<rect {FILLS[ink]} x="{a:.1f}" y="{top:.1f}" width="{max(b - a, 1.0):.1f}"'
            f' height="{_BAR:g}" rx="2"/>'
        )
        if not narrow:
            right = value >= middle
            place = x(value) + (6 if right else -6)
            anchor = "start" if right else "end"
            # The line at 0 may run behind the words, never through them.
            broad = width_of(words, 11.5)
            parts.append(
                f'<rect {FILLS["ground"]} x="{place - (0 if right else broad):.1f}"'
                f' y="{centre - 8:.1f}" width="{broad:.1f}" height="16"/>'
            )
            parts.append(text(words, place, centre + 4, ink="note", size=11.5, anchor=anchor))
    return "".join(parts)
