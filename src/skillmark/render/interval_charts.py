"""Estimates with their intervals: as points of a forest plot, or as bars from zero."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from skillmark.render.drawing import WRAPPED, Spec, draw, quantity, wrapped
from skillmark.render.theme import ACCENT, ACCENT_SOFT, FAINT, INK, QUIET

ROOM: Final = (34, 40, 50)
"""Pixels of a row whose label has one line, two, or three."""


@dataclass(frozen=True, slots=True)
class IntervalRow:
    """One line of a forest plot. `quiet` rows (a naive difference, a placebo) are drawn grey."""

    label: str
    estimate: float
    low: float
    high: float
    quiet: bool = False


def intervals(
    rows: Sequence[IntervalRow],
    *,
    title: str,
    axis: str,
    description: str,
    percent: bool = False,
    reference: float | None = 0.0,
    language: str = "en",
) -> str:
    """Draw estimates with their intervals, one row each, and a line at `reference`."""
    order = [row.label for row in rows]
    values = [
        {
            "label": row.label,
            "estimate": row.estimate,
            "low": row.low,
            "high": row.high,
            "kind": "quiet" if row.quiet else "main",
        }
        for row in rows
    ]
    y = {"field": "label", "type": "nominal", "sort": order, "title": None}
    colour = {
        "field": "kind",
        "type": "nominal",
        "scale": {"domain": ["main", "quiet"], "range": [ACCENT, QUIET]},
        "legend": None,
    }
    shape = {
        "field": "kind",
        "type": "nominal",
        "scale": {"domain": ["main", "quiet"], "range": ["circle", "diamond"]},
        "legend": None,
    }
    x = quantity("estimate", axis, percent)
    layers: list[Spec] = [
        {
            "mark": {"type": "rule", "strokeWidth": 3, "strokeCap": "round"},
            "encoding": {
                "y": y,
                "x": x | {"field": "low"},
                "x2": {"field": "high"},
                "color": colour,
            },
        },
        {
            "mark": {"type": "point", "filled": True, "size": 130, "opacity": 1},
            "encoding": {"y": y, "x": x, "color": colour, "shape": shape},
        },
    ]
    if reference is not None:
        layers.insert(0, _reference(reference))
    spec = {"data": {"values": values}, "layer": layers, "width": 460, "height": {"step": 36}}
    return draw(spec, title=title, description=description, language=language)


def bars_with_intervals(
    rows: Sequence[IntervalRow],
    *,
    title: str,
    axis: str,
    description: str,
    percent: bool = True,
    language: str = "en",
) -> str:
    """Draw shares or means as bars from zero with their intervals."""
    order = [wrapped(row.label) for row in rows]
    values = [
        {
            "label": wrapped(row.label),
            "estimate": row.estimate,
            "low": row.low,
            "high": row.high,
            "kind": "quiet" if row.quiet else "main",
        }
        for row in rows
    ]
    y = {"field": "label", "type": "nominal", "sort": order, "title": None, "axis": WRAPPED}
    x = quantity("estimate", axis, percent)
    if percent:
        x["scale"] = {"domain": [0, 1]}
    fill = {
        "field": "kind",
        "type": "nominal",
        "scale": {"domain": ["main", "quiet"], "range": [ACCENT_SOFT, FAINT]},
        "legend": None,
    }
    spec = {
        "data": {"values": values},
        "width": 460,
        "height": {"step": ROOM[max(label.count("\n") for label in order)] if order else ROOM[0]},
        "layer": [
            {
                "mark": {"type": "bar", "height": 22, "cornerRadiusEnd": 3},
                "encoding": {"y": y, "x": x, "color": fill},
            },
            {
                "mark": {"type": "rule", "strokeWidth": 2.5, "color": INK},
                "encoding": {"y": y, "x": x | {"field": "low"}, "x2": {"field": "high"}},
            },
            {
                "mark": {"type": "point", "filled": True, "size": 70, "color": INK, "opacity": 1},
                "encoding": {"y": y, "x": x},
            },
        ],
    }
    return draw(spec, title=title, description=description, language=language)


def _reference(at: float) -> Spec:
    return {
        "data": {"values": [{"at": at}]},
        "mark": {"type": "rule", "color": INK, "strokeDash": [4, 3], "strokeWidth": 1.2},
        "encoding": {"x": {"field": "at", "type": "quantitative"}},
    }
