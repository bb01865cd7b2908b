"""Charts of a test: who reached which score, how exact it is, how its items behave."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from skillmark.render.charts import draw
from skillmark.render.theme import ACCENT, ACCENT_SOFT, INK, QUIET, SERIES

WIDTH, HEIGHT = 420, 190
HOT = SERIES[1]
NAMED = 12
"""Points that are named at most: more names than that hide each other."""


def histogram(
    bars: Sequence[tuple[float, float]],
    *,
    width: float,
    mark: tuple[float, str] | None,
    title: str,
    across: str,
    upward: str,
    description: str,
    language: str = "en",
) -> str:
    """Draw counts over the middles of classes `width` wide, and a line at `mark`."""
    values = [{"from": x - width / 2, "to": x + width / 2, "n": n} for x, n in bars]
    shown = [value for value in values if value["n"]] or values
    low, high = shown[0]["from"] - width, shown[-1]["to"] + width
    if mark:
        low, high = min(low, mark[0] - width), max(high, mark[0] + width)
    x = _x("from", across, [low, high])
    layers: list[dict[str, Any]] = [
        {
            "mark": {"type": "bar", "color": ACCENT_SOFT, "stroke": "#FFFFFF", "strokeWidth": 0.6},
            "encoding": {
                "x": x,
                "x2": {"field": "to"},
                "y": _y("n", upward, max((n for _, n in bars), default=1.0)),
                "y2": {"datum": 0},
            },
        },
        *_mark(mark),
    ]
    return _draw(values, layers, title, description, language)


def curve(
    points: Sequence[tuple[float, float]],
    *,
    mark: tuple[float, str] | None,
    title: str,
    across: str,
    upward: str,
    description: str,
    language: str = "en",
) -> str:
    """Draw one line through `points`, and a line upward at `mark`."""
    values = [{"x": x, "y": y} for x, y in points]
    span = [x for x, _ in points] + ([mark[0]] if mark else [])
    layers: list[dict[str, Any]] = [
        {
            "mark": {"type": "line", "color": ACCENT, "strokeWidth": 2.5},
            "encoding": {
                "x": _x("x", across, [min(span), max(span)]),
                "y": _y("y", upward, max((y for _, y in points), default=1.0)),
            },
        },
        *_mark(mark),
    ]
    return _draw(values, layers, title, description, language)


def scatter(
    points: Sequence[tuple[str, float, float, bool]],
    *,
    floor: tuple[float, str] | None,
    title: str,
    across: str,
    upward: str,
    description: str,
    language: str = "en",
) -> str:
    """Draw named points; those that are marked stand out by shape and name. A line at `floor`."""
    values = [{"name": n, "x": x, "y": y, "kind": "m" if hot else "o"} for n, x, y, hot in points]
    heights = [y for _, _, y, _ in points] + [0.0] + ([floor[0]] if floor else [])
    domain = [min(heights) - 0.05, max(heights) + 0.08]
    y: dict[str, Any] = {"type": "quantitative", "title": upward, "axis": _AXIS}
    y["scale"] = {"domain": domain, "nice": False}
    place = {"x": _x("x", across, [0, 1]), "y": y | {"field": "y"}}
    kinds = {"field": "kind", "type": "nominal", "legend": None}
    layers: list[dict[str, Any]] = [
        {
            "mark": {"type": "point", "filled": True, "size": 55, "opacity": 0.9},
            "encoding": place
            | {
                "color": kinds | {"scale": {"domain": ["o", "m"], "range": [ACCENT, HOT]}},
                "shape": kinds | {"scale": {"domain": ["o", "m"], "range": ["circle", "diamond"]}},
                "size": kinds | {"scale": {"domain": ["o", "m"], "range": [45, 110]}},
            },
        },
        *(_names(place, side) for side in (0, 1)),
    ]
    if floor:
        layers.insert(
            0,
            {
                "data": {"values": [{"at": floor[0], "words": floor[1]}]},
                "layer": [
                    {
                        "mark": {"type": "rule", "color": QUIET, "strokeDash": [4, 3]},
                        "encoding": {"y": y | {"field": "at"}},
                    },
                    {
                        "mark": {
                            "type": "text",
                            "align": "left",
                            "dy": -7,
                            "x": 4,
                            "color": QUIET,
                        },
                        "encoding": {"y": y | {"field": "at"}, "text": {"field": "words"}},
                    },
                ],
            },
        )
    return _draw(values, layers, title, description, language)


def _names(place: dict[str, Any], side: int) -> dict[str, Any]:
    """Return the names of every second point that stands out: right of it, or left of it."""
    return {
        "transform": [
            {"filter": "datum.kind === 'm'"},
            {"window": [{"op": "row_number", "as": "row"}], "sort": [{"field": "y"}]},
            {"filter": f"datum.row <= {NAMED} && datum.row % 2 === {side}"},
        ],
        "mark": {
            "type": "text",
            "align": "right" if side else "left",
            "dx": -8 if side else 8,
            "fontSize": 11,
            "color": INK,
        },
        "encoding": place | {"text": {"field": "name"}},
    }


_AXIS = {"tickCount": 5, "grid": True}


def _y(field: str, title: str, most: float) -> dict[str, Any]:
    """Return the upward axis, with room above for the words at a mark."""
    return {
        "field": field,
        "type": "quantitative",
        "title": title,
        "axis": _AXIS,
        "scale": {"domain": [0, 1.15 * most], "nice": False},
    }


def _x(field: str, title: str, domain: list[float]) -> dict[str, Any]:
    return {
        "field": field,
        "type": "quantitative",
        "title": title,
        "axis": {"grid": False, "tickCount": 8},
        "scale": {"domain": domain, "nice": False},
    }


def _mark(mark: tuple[float, str] | None) -> list[dict[str, Any]]:
    if mark is None:
        return []
    x = {"field": "at", "type": "quantitative"}
    return [
        {
            "data": {"values": [{"at": mark[0], "words": mark[1]}]},
            "layer": [
                {
                    "mark": {"type": "rule", "color": HOT, "strokeWidth": 2, "strokeDash": [6, 3]},
                    "encoding": {"x": x},
                },
                {
                    "mark": {
                        "type": "text",
                        "align": "left",
                        "dx": 6,
                        "y": 8,
                        "color": INK,
                        "fontWeight": "bold",
                    },
                    "encoding": {"x": x, "text": {"field": "words"}},
                },
            ],
        }
    ]


def _draw(
    values: list[dict[str, Any]],
    layers: list[dict[str, Any]],
    title: str,
    description: str,
    language: str,
) -> str:
    spec = {"data": {"values": values}, "layer": layers, "width": WIDTH, "height": HEIGHT}
    return draw(spec, title=title, description=description, language=language)
