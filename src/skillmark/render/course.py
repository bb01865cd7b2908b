"""How a test went, answer by answer: a line between the bounds at which it would have stopped."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from skillmark.render.charts import draw
from skillmark.render.theme import ACCENT, ACCENT_SOFT, INK, QUIET, SERIES


def course(
    values: Sequence[float],
    *,
    marks: Sequence[tuple[str, float]],
    right: Sequence[bool],
    answers: tuple[str, str],
    reach: Sequence[float] = (),
    title: str,
    axis: str,
    steps: str,
    description: str,
    language: str = "en",
) -> str:
    """Draw `values` after each answer, the first after the first.

    `marks` are named levels, drawn across; `right` says which answers were, and `answers` what
    right and other answers are called. `reach`, where given, is how far the interval of each
    value goes to either side. Marks differ in shape and dash as well as in colour.
    """
    number: dict[str, Any] = {"field": "number", "type": "quantitative", "title": steps}
    number["scale"] = {"domain": [0.5, len(values) + 0.5], "nice": False}
    number["axis"] = {"format": "d", "tickMinStep": 1, "tickCount": min(len(values), 10)}
    rows = [
        {
            "number": k,
            "value": value,
            "what": answers[0] if good else answers[1],
            "low": value - (reach[k - 1] if reach else 0.0),
            "high": value + (reach[k - 1] if reach else 0.0),
        }
        for k, (value, good) in enumerate(zip(values, right, strict=True), start=1)
    ]
    upright = {"field": "value", "type": "quantitative", "title": axis, "axis": {"grid": False}}
    layers: list[dict[str, Any]] = []
    if reach:
        layers.append(
            {
                "data": {"values": rows},
                "mark": {"type": "area", "color": ACCENT_SOFT, "opacity": 0.6},
                "encoding": {
                    "x": number,
                    "y": {"field": "low", "type": "quantitative", "title": axis},
                    "y2": {"field": "high"},
                },
            }
        )
    for place, (name, level) in enumerate(marks):
        dash = [[6, 4], [2, 3], [8, 3, 2, 3]][place % 3]
        line = {"data": {"values": [{"value": level, "name": name}]}}
        layers += [
            line
            | {
                "mark": {"type": "rule", "strokeDash": dash, "strokeWidth": 1.5, "color": QUIET},
                "encoding": {"y": upright},
            },
            line
            | {
                "mark": {
                    "type": "text",
                    "align": "right",
                    "baseline": "bottom",
                    "dy": -4,
                    "color": INK,
                    "fontSize": 12,
                },
                "encoding": {
                    "x": {"value": 520},
                    "y": upright,
                    "text": {"field": "name", "type": "nominal"},
                },
            },
        ]
    layers += [
        {
            "data": {"values": rows},
            "mark": {"type": "line", "color": ACCENT, "strokeWidth": 2},
            "encoding": {"x": number, "y": upright},
        },
        {
            "data": {"values": rows},
            "mark": {"type": "point", "filled": True, "size": 80, "opacity": 1},
            "encoding": {
                "x": number,
                "y": upright,
                "shape": {
                    "field": "what",
                    "type": "nominal",
                    "title": None,
                    "scale": {"domain": list(answers), "range": ["circle", "cross"]},
                    "legend": {"symbolType": "circle", "symbolSize": 120},
                },
                "color": {
                    "field": "what",
                    "type": "nominal",
                    "title": None,
                    "scale": {"domain": list(answers), "range": [ACCENT, SERIES[1]]},
                },
            },
        },
    ]
    spec = {"width": 520, "height": 260, "layer": layers}
    return draw(spec, title=title, description=description, language=language)
