"""Survival curves: shares that fall in steps (or rise: incidences), with their bands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from skillmark.render.drawing import Spec, draw
from skillmark.render.theme import SERIES


@dataclass(frozen=True, slots=True)
class Steps:
    """One survival curve: at `times[k]` it falls to `survival[k]`, with a band."""

    label: str
    times: tuple[float, ...]
    survival: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    start: float = 1.0
    """Where it begins: at 1 where it falls, at 0 where it rises."""


def survival(
    curves: Sequence[Steps],
    *,
    title: str,
    axis: str,
    share: str,
    description: str,
    language: str = "en",
) -> str:
    """Draw survival curves as steps with their bands; each has a colour and a dash of its own."""
    spec = steps(curves, axis=axis, share=share)
    return draw(spec, title=title, description=description, language=language)


def steps(curves: Sequence[Steps], *, axis: str, share: str) -> Spec:
    """Return survival curves as a specification, for a picture that has more than them."""
    values = [
        {"curve": curve.label, "time": time, "survival": s, "low": low, "high": high}
        for curve in curves
        for time, s, low, high in zip(
            (0.0, *curve.times),
            (curve.start, *curve.survival),
            (curve.start, *curve.low),
            (curve.start, *curve.high),
            strict=True,
        )
    ]
    names = [curve.label for curve in curves]
    colour = {
        "field": "curve",
        "type": "nominal",
        "sort": names,
        "scale": {"domain": names, "range": list(SERIES[: len(names)])},
        "title": None,
    }
    dash = {
        "field": "curve",
        "type": "nominal",
        "sort": names,
        "scale": {
            "domain": names,
            "range": [[1, 0], [7, 4], [2, 3], [10, 3, 2, 3], [4, 2]][: len(names)],
        },
        "title": None,
    }
    x = {
        "field": "time",
        "type": "quantitative",
        "title": axis,
        "axis": {"grid": False, "tickCount": 8},
    }
    y = {
        "field": "survival",
        "type": "quantitative",
        "title": share,
        "scale": {"domain": [0, 1]},
        "axis": {"format": ".0%", "grid": True, "tickCount": 5},
    }
    return {
        "data": {"values": values},
        "width": 560,
        "height": 260,
        "layer": [
            {
                "mark": {"type": "area", "interpolate": "step-after", "fillOpacity": 0.16},
                "encoding": {
                    "x": x,
                    "y": y | {"field": "low"},
                    "y2": {"field": "high"},
                    "fill": colour,
                },
            },
            {
                "mark": {"type": "line", "interpolate": "step-after", "strokeWidth": 2.5},
                "encoding": {"x": x, "y": y, "color": colour, "strokeDash": dash},
            },
        ],
    }
