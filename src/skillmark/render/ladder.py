"""A ladder of five steps, each on the one below, with the step that isolates between two of them.

What kind of claim a step makes shows in its outline and fill as well as in words, so that a belief
never looks like an effect.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from skillmark.render.inks import FILLS, LINES, lines, picture, text, width_of
from skillmark.render.svg import described

_MARGIN, _GAP = 12.0, 8.0


class Look(StrEnum):
    """The kind of claim, as it is drawn."""

    EFFECT = "solid"
    NOT_ESTABLISHED = "plain"
    TREND = "tended"
    BOUND = "soft"
    BELIEF = "wash"
    RECORD = "record"
    NOTHING = "empty"


@dataclass(frozen=True, slots=True)
class Step:
    """One step, the lowest first."""

    number: int
    name: str
    claim: str
    """What kind of claim it makes, in words."""
    look: Look
    reading: str
    """Its figure, or what is missing."""


def svg(
    steps: Sequence[Step],
    *,
    between: tuple[int, str],
    title: str,
    description: str,
    narrow: bool = False,
    standalone: bool = False,
) -> str:
    """Draw the steps, the lowest at the bottom; `between` has words above the step of a number."""
    width = 300.0 if narrow else 780.0
    indent = 9.0 if narrow else 34.0
    drawn, y = [], _MARGIN
    for step in sorted(steps, key=lambda one: -one.number):
        if step.number == between[0]:
            made, high = _between(between[1], y, width)
            drawn.append(made)
            y += high
        left = _MARGIN + indent * (step.number - 1)
        made, high = _step(step, left, y, width - _MARGIN - left, narrow=narrow)
        drawn.append(made)
        y += high + _GAP
    height = y - _GAP + _MARGIN
    made = picture("".join(drawn), width=width, height=height, standalone=standalone)
    return described(made, title=title, description=description)


def _step(step: Step, left: float, top: float, width: float, *, narrow: bool) -> tuple[str, float]:
    over = "over" if step.look is Look.EFFECT else "words"
    quiet = "over" if step.look is Look.EFFECT else "note"
    inner = width - 56
    if narrow:
        name = lines(step.name, inner, size=13, most=2)
        claim = lines(step.claim, inner, size=12, most=2)
        reading = lines(step.reading, inner, size=12, most=4)
        high = 16.0 + 16 * len(name) + 15 * (len(claim) + len(reading))
    else:
        side = min(width_of(step.claim, 12.5) + 18, width * 0.42)
        name = lines(step.name, inner - side, size=14, most=1)
        claim = lines(step.claim, side, size=12.5, most=2)
        reading = lines(step.reading, inner - side, size=12.5, most=2)
        high = max(38.0 + 16 * len(reading), 58.0)
    box = (
        f'<rect {FILLS[step.look.value]} x="{left:.1f}" y="{top:.1f}" width="{width:.1f}"'
        f' height="{high:.1f}" rx="8"/>'
    )
    parts = [
        box,
        text(str(step.number), left + 24, top + 30, ink=over, size=20, anchor="middle", bold=True),
    ]
    if step.look is Look.RECORD:
        parts.append(
            f'<rect {FILLS["sum"]} x="{left:.1f}" y="{top + 8:.1f}" width="4"'
            f' height="{high - 16:.1f}" rx="2"/>'
        )
    x, y = left + 46, top + 8
    if narrow:
        for words, ink, size in ((name, over, 13), (claim, over, 12), (reading, quiet, 12)):
            for line in words:
                y += size + 3
                parts.append(text(line, x, y, ink=ink, size=size, bold=words is name))
        return "".join(parts), high
    parts.append(text(name[0] if name else "", x, top + 23, ink=over, size=14, bold=True))
    parts += [
        text(line, x, top + 42 + 16 * number, ink=quiet, size=12.5)
        for number, line in enumerate(reading)
    ]
    parts += [
        text(line, left + width - 14, top + 23 + 16 * number, ink=over, size=12.5, anchor="end")
        for number, line in enumerate(claim)
    ]
    return "".join(parts), high


def _between(words: str, y: float, width: float) -> tuple[str, float]:
    shown = lines(words, width - 2 * _MARGIN - 40, size=12.5, most=2)
    half = max(width_of(line, 12.5) for line in shown) / 2 + 8
    middle, rule = width / 2, y + 5 + 8 * len(shown)
    path = (
        f'<path {LINES["axis"]} stroke-dasharray="3 3" d="M{_MARGIN:g} {rule:.1f}'
        f"H{max(middle - half, _MARGIN):.1f}M{min(middle + half, width - _MARGIN):.1f}"
        f' {rule:.1f}H{width - _MARGIN:g}"/>'
    )
    words_of = [
        text(line, middle, y + 17.5 + 16 * number, size=12.5, anchor="middle")
        for number, line in enumerate(shown)
    ]
    return path + "".join(words_of), 18 + 16.0 * len(shown)
