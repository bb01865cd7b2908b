"""Then and now: a row a group, an open mark for then, a full one with its interval for now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from skillmark.render.charts import draw
from skillmark.render.theme import ACCENT, ACCENT_SOFT, QUIET


@dataclass(frozen=True, slots=True)
class Row:
    """Shares (0 to 1) of one group then and now; `low` and `high` are of now."""

    label: str
    then: float
    now: float
    low: float
    high: float


def dumbbells(
    rows: Sequence[Row],
    *,
    names: tuple[str, str],
    title: str,
    axis: str,
    description: str,
    language: str = "en",
) -> str:
    """Draw rows in the order given; `names` say what is then and what is now."""
    order = [row.label for row in rows]
    values = [
        {"label": row.label, "then": row.then, "now": row.now, "low": row.low, "high": row.high}
        for row in rows
    ]
    points = [
        {"label": row.label, "share": share, "when": name}
        for row in rows
        for name, share in zip(names, (row.then, row.now), strict=True)
    ]
    y = {"field": "label", "type": "nominal", "sort": order, "title": None}
    x = {
        "type": "quantitative",
        "title": axis,
        "scale": {"domain": [0, 1]},
        "axis": {"format": ".0%", "tickCount": 5},
    }
    when = {"field": "when", "type": "nominal", "sort": list(names), "title": None}
    legend = {"orient": "top", "symbolType": "circle", "symbolSize": 120, "symbolStrokeWidth": 2}
    spec = {
        "width": 440,
        "height": {"step": 40},
        "layer": [
            {
                "data": {"values": values},
                "mark": {"type": "rule", "strokeWidth": 8, "color": ACCENT_SOFT},
                "encoding": {"y": y, "x": x | {"field": "low"}, "x2": {"field": "high"}},
            },
            {
                "data": {"values": values},
                "mark": {"type": "rule", "strokeWidth": 2, "color": QUIET},
                "encoding": {"y": y, "x": x | {"field": "then"}, "x2": {"field": "now"}},
            },
            {
                "data": {"values": points},
                "mark": {"type": "point", "size": 120, "opacity": 1, "strokeWidth": 2},
                "encoding": {
                    "y": y,
                    "x": x | {"field": "share"},
                    "stroke": when
                    | {
                        "scale": {"domain": list(names), "range": [QUIET, ACCENT]},
                        "legend": legend,
                    },
                    "fill": when
                    | {
                        "scale": {"domain": list(names), "range": ["#FFFFFF", ACCENT]},
                        "legend": legend,
                    },
                },
            },
        ],
    }
    return draw(spec, title=title, description=description, language=language)
