"""Points with intervals against the diagonal on which two scales agree."""

from __future__ import annotations

from collections.abc import Sequence

from skillmark.render.charts import IntervalRow, Spec, draw
from skillmark.render.theme import ACCENT, QUIET


def against_diagonal(
    points: Sequence[tuple[float, IntervalRow]],
    *,
    domain: tuple[float, float],
    title: str,
    across: str,
    up: str,
    agree: str,
    description: str,
    language: str = "en",
) -> str:
    """Draw pairs of a place on the horizontal scale and an estimate on the vertical one.

    `agree` are the words on the diagonal. A larger point stands for nothing: all are alike.
    """
    values = [{"x": at, "y": row.estimate, "low": row.low, "high": row.high} for at, row in points]
    low, high = domain
    scale = {"scale": {"domain": [low, high]}, "type": "quantitative"}
    ticks = {"values": list(range(int(low), int(high) + 1)), "format": "d"}
    x = {"title": across, **scale, "axis": {**ticks, "grid": False}}
    y = {"title": up, **scale, "axis": {**ticks, "grid": True}}
    ends = [{"x": low, "y": low}, {"x": high, "y": high}]
    layers: list[Spec] = [
        {
            "data": {"values": ends},
            "mark": {"type": "line", "strokeDash": [5, 4], "color": QUIET, "strokeWidth": 1.5},
            "encoding": {"x": x | {"field": "x"}, "y": y | {"field": "y"}},
        },
        {
            "data": {"values": [{"x": high, "y": high, "words": agree}]},
            "mark": {"type": "text", "align": "right", "dx": -26, "dy": 13, "color": QUIET},
            "encoding": {
                "x": x | {"field": "x"},
                "y": y | {"field": "y"},
                "text": {"field": "words"},
            },
        },
        {
            "data": {"values": values},
            "mark": {"type": "line", "color": ACCENT, "strokeWidth": 1.5, "opacity": 0.5},
            "encoding": {"x": x | {"field": "x"}, "y": y | {"field": "y"}},
        },
        {
            "data": {"values": values},
            "mark": {"type": "rule", "color": ACCENT, "strokeWidth": 3, "strokeCap": "round"},
            "encoding": {
                "x": x | {"field": "x"},
                "y": y | {"field": "low"},
                "y2": {"field": "high"},
            },
        },
        {
            "data": {"values": values},
            "mark": {"type": "point", "filled": True, "size": 110, "opacity": 1, "color": ACCENT},
            "encoding": {"x": x | {"field": "x"}, "y": y | {"field": "y"}},
        },
    ]
    spec = {"width": 380, "height": 320, "layer": layers}
    return draw(spec, title=title, description=description, language=language)
