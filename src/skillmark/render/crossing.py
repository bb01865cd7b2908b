"""Two shares of several groups against each other, one of them with its interval."""

from __future__ import annotations

from collections.abc import Sequence

from skillmark.render.charts import Spec, draw
from skillmark.render.theme import ACCENT, FAINT, INK


def crossing(
    groups: Sequence[tuple[str, float, float, float, float]],
    *,
    title: str,
    across: str,
    up: str,
    description: str,
    language: str = "en",
) -> str:
    """Draw groups (name, share across, share up, and the ends of its interval), all in [0, 1]."""
    # names of neighbours would lie on each other: they are written over and under by turns
    order = sorted(groups, key=lambda one: one[1])
    values = [
        {"name": name, "across": a, "up": u, "low": low, "high": high, "over": place % 2 == 0}
        for place, (name, a, u, low, high) in enumerate(order)
    ]
    percent: Spec = {"format": ".0%", "grid": True, "tickCount": 5, "gridColor": FAINT}
    x: Spec = {
        "field": "across", "type": "quantitative", "title": across,
        "scale": {"domain": [0, 1]}, "axis": percent,
    }  # fmt: skip
    y: Spec = {
        "field": "up", "type": "quantitative", "title": up,
        "scale": {"domain": [0, 1]}, "axis": percent,
    }  # fmt: skip

    def named(*, over: bool) -> Spec:
        return {
            "transform": [{"filter": f"datum.over === {'true' if over else 'false'}"}],
            "mark": {
                "type": "text", "align": "left", "dx": 9, "dy": -9 if over else 12, "color": INK,
                "fontSize": 12,
            },
            "encoding": {"x": x, "y": y, "text": {"field": "name"}},
        }  # fmt: skip

    spec = {
        "data": {"values": values},
        "width": 460,
        "height": 320,
        "layer": [
            {
                "mark": {"type": "rule", "strokeWidth": 2, "color": ACCENT, "opacity": 0.55},
                "encoding": {"x": x, "y": y | {"field": "low"}, "y2": {"field": "high"}},
            },
            {
                "mark": {
                    "type": "point",
                    "filled": True,
                    "size": 110,
                    "color": ACCENT,
                    "opacity": 1,
                },
                "encoding": {"x": x, "y": y},
            },
            named(over=True),
            named(over=False),
        ],
    }
    return draw(spec, title=title, description=description, language=language)
