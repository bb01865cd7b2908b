"""Two shares of several groups against each other, one of them with its interval."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor

from skillmark.render.charts import Spec, draw
from skillmark.render.theme import ACCENT, INK, PAPER


def crossing(
    groups: Sequence[tuple[str, float, float, float, float]],
    *,
    title: str,
    across: str,
    up: str,
    description: str,
    language: str = "en",
) -> str:
    """Draw groups (name, share across, share up, and the ends of its interval), all in [0, 1].

    Points have the groups' numbers in their order, and a list beside says whose they are: names
    would lie on each other where points are close.
    """
    values = [
        {
            "number": place,
            "name": f"{place}  {name}",
            "across": a,
            "up": u,
            "low": low,
            "high": high,
        }
        for place, (name, a, u, low, high) in enumerate(groups, start=1)
    ]
    ends = [one[1] for one in groups]
    low = max(0.0, floor(10 * min(ends, default=0.0) - 0.5) / 10)
    high = min(1.0, ceil(10 * max(ends, default=1.0) + 0.5) / 10)
    percent: Spec = {"format": ".0%", "grid": True, "tickCount": 5}
    x: Spec = {
        "field": "across", "type": "quantitative", "title": across,
        "scale": {"domain": [low, high], "nice": False}, "axis": percent,
    }  # fmt: skip
    y: Spec = {
        "field": "up", "type": "quantitative", "title": up,
        "scale": {"domain": [0, 1]}, "axis": percent,
    }  # fmt: skip
    picture: Spec = {
        "width": 400,
        "height": 300,
        "layer": [
            {
                "mark": {"type": "rule", "strokeWidth": 2, "color": ACCENT, "opacity": 0.5},
                "encoding": {"x": x, "y": y | {"field": "low"}, "y2": {"field": "high"}},
            },
            {
                "mark": {
                    "type": "point", "filled": True, "size": 300, "color": ACCENT, "opacity": 1,
                },
                "encoding": {"x": x, "y": y},
            },
            {
                "mark": {"type": "text", "color": PAPER, "fontSize": 11, "fontWeight": "bold"},
                "encoding": {"x": x, "y": y, "text": {"field": "number"}},
            },
        ],
    }  # fmt: skip
    names: Spec = {
        "width": 10,
        "height": {"step": 22},
        "mark": {"type": "text", "align": "left", "color": INK, "fontSize": 12},
        "encoding": {
            "y": {"field": "number", "type": "ordinal", "axis": None},
            "text": {"field": "name"},
        },
    }
    spec = {"data": {"values": values}, "hconcat": [picture, names], "spacing": 24}
    return draw(spec, title=title, description=description, language=language)
