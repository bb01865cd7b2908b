"""A funnel: how many reach each stage, one bar a stage, and what share goes on to the next.

Bars start at one line, so that lengths can be compared (the areas of trapezia mean nothing).
Colours stand as attributes; inside a page its style has the same classes (`fn-...`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from skillmark.render.svg import described
from skillmark.render.theme import ACCENT, FAINT, INK, PAPER, QUIET, SANS

_LABEL, _CHART, _NOTE, _BAR, _STEP, _MARGIN = 176.0, 250.0, 132.0, 30.0, 26.0, 12.0


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage: its name, its size (`None` where it may not be told) and the words beside it."""

    label: str
    size: float | None
    shown: str
    """The count as it is written."""
    onward: str = ""
    """What share came here from the stage before, in words; stands between the two bars."""
    note: str = ""
    """Small words at the end of the bar."""


def svg(stages: Sequence[Stage], *, title: str, description: str) -> str:
    """Draw the stages from above; the first is the longest. A stage that is not told is hatched."""
    longest = max([stage.size or 0.0 for stage in stages] + [1.0])
    left = _MARGIN + _LABEL
    width = left + _CHART + _NOTE + _MARGIN
    height = 2 * _MARGIN + len(stages) * _BAR + (len(stages) - 1) * _STEP
    hatch = (
        '<defs><pattern id="fn-hatch" width="7" height="7" patternUnits="userSpaceOnUse"'
        f' patternTransform="rotate(45)"><path class="fn-grid" d="M0 0V7" stroke="{FAINT}"'
        ' stroke-width="4"/></pattern></defs>'
    )
    drawn = [hatch]
    for number, stage in enumerate(stages):
        top = _MARGIN + number * (_BAR + _STEP)
        middle = top + _BAR / 2 + 4.5
        drawn.append(
            f'<text class="fn-words" x="{left - 12:g}" y="{middle:g}" text-anchor="end"'
            f' font-size="13.5" fill="{INK}">{escape(stage.label)}</text>'
        )
        if stage.onward and number:
            drawn.append(
                f'<path class="fn-grid" d="M{left + 10:g} {top - _STEP + 4:g}V{top - 5:g}"'
                f' stroke="{QUIET}" stroke-width="1.2"/>'
                f'<path class="fn-arrow" d="M{left + 6:g} {top - 9:g}l4 5 4-5" fill="none"'
                f' stroke="{QUIET}" stroke-width="1.2"/>'
                f'<text class="fn-note" x="{left + 22:g}" y="{top - _STEP / 2 + 4:g}"'
                f' font-size="12" fill="{QUIET}">{escape(stage.onward)}</text>'
            )
        drawn.append(_bar(stage, left, top, _CHART * (stage.size or 0.0) / longest))
    picture = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}"'
        f' width="{width:g}" height="{height:g}" font-family="{SANS}" class="funnel">'
        f'<rect class="fn-ground" width="100%" height="100%" rx="10" fill="{PAPER}"/>'
        f"{''.join(drawn)}</svg>"
    )
    return described(picture, title=title, description=description)


def _bar(stage: Stage, left: float, top: float, length: float) -> str:
    middle = top + _BAR / 2 + 4.5
    if stage.size is None:
        bar = f'<rect x="{left:g}" y="{top:g}" width="26" height="{_BAR:g}" fill="url(#fn-hatch)"/>'
        length = 26.0
    else:
        bar = (
            f'<rect class="fn-bar" x="{left:g}" y="{top:g}" width="{max(length, 2.0):.1f}"'
            f' height="{_BAR:g}" rx="3" fill="{ACCENT}"/>'
        )
    note = (
        f'<tspan class="fn-note" font-weight="400" font-size="12" fill="{QUIET}" dx="8">'
        f"{escape(stage.note)}</tspan>"
        if stage.note
        else ""
    )
    return (
        f'{bar}<text class="fn-words" x="{left + length + 9:.1f}" y="{middle:g}" font-size="14"'
        f' font-weight="600" fill="{INK}">{escape(stage.shown)}{note}</text>'
    )
