"""What was counted, and what may come: a forecast's fan, with the naive forecast beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from skillmark.render.charts import Spec, draw
from skillmark.render.theme import ACCENT, ACCENT_SOFT, INK, SERIES


@dataclass(frozen=True, slots=True)
class Step:
    """One period to come: the value expected, and the ends of its two intervals."""

    day: date
    value: float
    low95: float
    low80: float
    high80: float
    high95: float


def fan(
    counted: Sequence[tuple[date, float]],
    forecast: Sequence[Step],
    naive: Sequence[Step],
    *,
    names: tuple[str, str, str],
    title: str,
    axis: str,
    description: str,
    language: str = "en",
    width: int = 560,
) -> str:
    """Draw shares over time: points and line of what was counted, and a fan of what may come.

    The darker band has 80, the lighter 95 of 100; the naive forecast is a dashed line with the ends
    of its 80 % interval. `names` are of what was counted, of the forecast, and of the naive one;
    where the forecast is the naive one, `naive` is empty.
    """
    was, will, usual = names
    known = [was, will, *([usual] if naive else [])]
    x: Spec = {
        "field": "day", "type": "temporal", "title": None,
        "axis": {"format": "%m/%Y", "grid": False, "tickCount": 6, "labelFlush": True},
    }  # fmt: skip
    y: Spec = {
        "field": "value", "type": "quantitative", "title": axis, "scale": {"domainMin": 0},
        "axis": {"format": ".0%", "grid": True, "tickCount": 5},
    }  # fmt: skip
    kind: Spec = {
        "field": "kind", "type": "nominal", "title": None,
        # one below the other: names in German would not fit in a line
        "legend": {"columns": 1, "rowPadding": 4},
        "scale": {"domain": known, "range": [INK, ACCENT, SERIES[1]][: len(known)]},
    }  # fmt: skip
    dash: Spec = {
        "field": "kind", "type": "nominal", "title": None,
        "legend": {"columns": 1, "rowPadding": 4},
        "scale": {"domain": known, "range": [[1, 0], [1, 0], [6, 4]][: len(known)]},
    }  # fmt: skip
    layers: list[Spec] = []
    for low, high, opacity in (("low95", "high95", 0.45), ("low80", "high80", 0.9)):
        layers.append(
            {
                "data": {"values": [_row(one, will) for one in forecast]},
                "mark": {"type": "area", "color": ACCENT_SOFT, "opacity": opacity},
                "encoding": {"x": x, "y": y | {"field": low}, "y2": {"field": high}},
            }
        )
    for end in ("low80", "high80"):
        layers.append(
            {
                "data": {"values": [_row(one, usual) for one in naive]},
                "mark": {
                    "type": "line",
                    "color": SERIES[1],
                    "strokeWidth": 1,
                    "strokeDash": [2, 3],
                },
                "encoding": {"x": x, "y": y | {"field": end}},
            }
        )
    lines = [
        *({"day": day.isoformat(), "value": value, "kind": was} for day, value in counted),
        *(_row(one, will) for one in forecast),
        *(_row(one, usual) for one in naive),
    ]
    layers.append(
        {
            "data": {"values": lines},
            "mark": {"type": "line", "strokeWidth": 2.2},
            "encoding": {"x": x, "y": y, "color": kind, "strokeDash": dash},
        }
    )
    layers.append(
        {
            "data": {"values": lines},
            "mark": {"type": "point", "filled": True, "size": 28, "opacity": 1},
            "encoding": {"x": x, "y": y, "color": kind},
        }
    )
    spec = {"layer": layers, "width": width, "height": 240}
    return draw(spec, title=title, description=description, language=language)


def _row(one: Step, kind: str) -> dict[str, Any]:
    return {
        "day": one.day.isoformat(), "value": one.value, "kind": kind, "low95": one.low95,
        "low80": one.low80, "high80": one.high80, "high95": one.high95,
    }  # fmt: skip
