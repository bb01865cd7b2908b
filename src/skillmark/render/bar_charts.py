"""Plain bars with their values written at the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from skillmark.render.drawing import Spec, draw
from skillmark.render.theme import ACCENT


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar. `ours` is drawn in the accent, the others in grey."""

    label: str
    value: float
    shown: str
    """The value as it is written at the bar's end."""
    ours: bool = True


def bars(
    rows: Sequence[Bar],
    *,
    title: str,
    axis: str,
    description: str,
    logarithmic: bool = False,
    language: str = "en",
) -> str:
    """Draw plain bars with their values written at the end (benchmarks beside peers)."""
    values = [
        {
            "label": row.label,
            "value": row.value,
            "shown": row.shown,
            "kind": "ours" if row.ours else "other",
        }
        for row in rows
    ]
    y = {"field": "label", "type": "nominal", "sort": [row.label for row in rows], "title": None}
    x: Spec = {"field": "value", "type": "quantitative", "title": axis}
    start: Spec = {"datum": 0}
    if logarithmic:
        # A bar on a logarithmic scale has no zero to start from: it starts a decade below.
        smallest = min((row.value for row in rows if row.value > 0), default=1.0)
        x["scale"] = {"type": "log", "domainMin": smallest / 10}
        start = {"datum": smallest / 10}
    x["axis"] = {"labels": False, "grid": False}
    colour = {
        "field": "kind",
        "type": "nominal",
        "scale": {"domain": ["ours", "other"], "range": [ACCENT, "#A9AFB2"]},
        "legend": None,
    }
    spec = {
        "data": {"values": values},
        "width": 420,
        "height": {"step": 34},
        "layer": [
            {
                "mark": {"type": "bar", "height": 20, "cornerRadiusEnd": 3},
                "encoding": {"y": y, "x": x, "x2": start, "color": colour},
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 7, "fontWeight": "bold"},
                "encoding": {"y": y, "x": x, "text": {"field": "shown"}},
            },
        ],
    }
    return draw(spec, title=title, description=description, language=language)
