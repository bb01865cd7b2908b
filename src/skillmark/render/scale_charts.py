"""Answers on a scale: a bar of 100 % a question, from little to much."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from skillmark.render.drawing import WRAPPED, Spec, draw, wrapped
from skillmark.render.theme import INK, QUIET


@dataclass(frozen=True, slots=True)
class Parts:
    """One row of a stacked chart: shares that add up to 1, in the order of the legend."""

    label: str
    shares: tuple[float, ...]


MOST_LETTERS: Final = 84
"""Letters of a legend that fit in one line."""
RAMP: Final = ("#E9E2D3", "#CBDDE3", "#8DB8C7", "#3F86A0", "#0A4A5F")
"""From little to much: each step darker than the one before, told apart without any hue."""


def stacked(
    rows: Sequence[Parts],
    legend: Sequence[str],
    *,
    title: str,
    axis: str,
    description: str,
    darkest_first: bool = False,
    language: str = "en",
) -> str:
    """Draw answers on a scale as bars of 100%, with the shares written in where they fit."""
    names = list(legend)
    ramp = list(RAMP[-len(names) :] if len(names) < len(RAMP) else RAMP[: len(names)])
    if len(names) == 2:
        ramp = [RAMP[1], RAMP[4]]
    if darkest_first:
        ramp.reverse()
    values = []
    for row in rows:
        start = 0.0
        for place, part in enumerate(row.shares):
            values.append(
                {
                    "row": wrapped(row.label),
                    "answer": names[place],
                    "from": start,
                    "to": start + part,
                    "middle": start + part / 2,
                    "shown": f"{100 * part:.0f}\u202f%" if part >= 0.055 else "",
                    "dark": RAMP.index(ramp[place]) >= 3,
                }
            )
            start += part
    y = {
        "field": "row",
        "type": "nominal",
        "sort": [wrapped(r.label) for r in rows],
        "title": None,
        "axis": WRAPPED,
    }
    x: Spec = {
        "field": "from",
        "type": "quantitative",
        "title": axis or None,
        "scale": {"domain": [0, 1]},
        "axis": {"grid": False, "format": ".0%", "tickCount": 5},
    }
    colour = {
        "field": "answer",
        "type": "nominal",
        "scale": {"domain": names, "range": ramp},
        "legend": {
            "title": None,
            "symbolType": "square",
            "symbolSize": 160,
            "symbolStrokeWidth": 0.6,
            "symbolStrokeColor": QUIET,
            "columns": _columns(names),
        },
    }
    written = {
        "mark": {"type": "text", "fontSize": 11.5},
        "encoding": {
            "y": y,
            "x": x | {"field": "middle"},
            "text": {"field": "shown"},
            "color": {
                "condition": {"test": "datum.dark", "value": "#FFFFFF"},
                "value": INK,
            },
        },
    }
    spec = {
        "data": {"values": values},
        "width": 520,
        "height": {"step": 44},
        "layer": [
            {
                "mark": {"type": "bar", "height": 26, "stroke": "#FFFFFF", "strokeWidth": 1},
                "encoding": {"y": y, "x": x, "x2": {"field": "to"}, "color": colour},
            },
            written,
        ],
    }
    return draw(spec, title=title, description=description, language=language)


def _columns(names: Sequence[str]) -> int:
    """Return how many names of answers stand side by side above the bars."""
    if sum(map(len, names)) <= MOST_LETTERS:
        return len(names)
    return 3 if max(map(len, names)) <= MOST_LETTERS // 3 else 1
