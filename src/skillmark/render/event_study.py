"""An event study: effects by time since the start, with the placebo side set apart.

Points with two intervals: the strong one for each time by itself, the thin one for all times at
once. What lies before the start is shaded and drawn hollow: there the truth is zero, if the groups
would have moved alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from skillmark.render.charts import Spec, draw
from skillmark.render.theme import ACCENT, INK, PAPER, QUIET, WASH

SIDES = ["after", "before"]


@dataclass(frozen=True, slots=True)
class EventPoint:
    """The effect at one time since the start; the band is of all times at once."""

    since: float
    estimate: float
    low: float
    high: float
    band_low: float | None = None
    band_high: float | None = None
    placebo: bool = False


def event_study(
    points: Sequence[EventPoint],
    *,
    title: str,
    axis: str,
    across: str,
    before: str,
    after: str,
    description: str,
    base: tuple[float, str] | None = None,
    language: str = "en",
) -> str:
    """Draw effects (`axis` names their unit) over the time since the start (`across`).

    `before` and `after` are written above the two sides; `base` is the time that all others are
    compared with, and its name. Numbers belong into the table beside.
    """
    gaps = [b.since - a.since for a, b in pairwise(points)]
    step = min(gaps, default=1.0)
    left, right = points[0].since - 0.6 * step, points[-1].since + 0.6 * step
    # The start is between the last time before and the first one with treatment.
    start = -0.5 * step
    ends = [end for p in points for end in (p.low, p.high, p.band_low, p.band_high, 0.0)]
    known = [end for end in ends if end is not None]
    low, high = min(known), max(known)
    room = 0.08 * (high - low or 1.0)
    x: Spec = {
        "type": "quantitative",
        "title": across,
        "scale": {"domain": [left, right], "nice": False},
        "axis": {
            "grid": False,
            "values": sorted({p.since for p in points} | ({base[0]} if base else set())),
            "format": "d" if all(float(p.since).is_integer() for p in points) else ".2~f",
        },
    }
    y: Spec = {
        "type": "quantitative",
        "title": axis,
        "scale": {"domain": [low - room, high + 2.6 * room], "nice": False},
        "axis": {"grid": True, "tickCount": 6},
    }
    kind: Spec = {"field": "kind", "type": "nominal", "legend": None}
    place = {"x": x | {"field": "since"}}
    band = [value for value in _values(points) if value["band_low"] is not None]
    words = [
        {"words": before, "at": left, "align": "left"},
        {"words": after, "at": right, "align": "right"},
    ]
    layers: list[Spec] = [
        {
            "data": {"values": [{"from": left, "to": start, "low": low - room}]},
            "mark": {"type": "rect", "color": WASH},
            "encoding": {
                "x": x | {"field": "from"},
                "x2": {"field": "to"},
            },
        },
        {
            "data": {"values": [{"zero": 0}]},
            "mark": {"type": "rule", "color": INK, "strokeWidth": 1.2},
            "encoding": {"y": y | {"field": "zero"}},
        },
        {
            "data": {"values": [{"start": start}]},
            "mark": {"type": "rule", "color": QUIET, "strokeDash": [4, 3], "strokeWidth": 1.2},
            "encoding": {"x": x | {"field": "start"}},
        },
        {
            "data": {"values": band},
            "mark": {"type": "rule", "strokeWidth": 1.3, "color": QUIET},
            "encoding": place | {"y": y | {"field": "band_low"}, "y2": {"field": "band_high"}},
        },
        *(
            {
                "data": {"values": band},
                "mark": {"type": "tick", "orient": "horizontal", "size": 9, "color": QUIET},
                "encoding": place | {"y": y | {"field": end}},
            }
            for end in ("band_low", "band_high")
        ),
        {
            "mark": {"type": "rule", "strokeWidth": 4, "strokeCap": "round", "opacity": 0.55},
            "encoding": place
            | {
                "y": y | {"field": "low"},
                "y2": {"field": "high"},
                "color": kind | {"scale": {"domain": SIDES, "range": [ACCENT, QUIET]}},
            },
        },
        {
            "mark": {"type": "point", "filled": True, "size": 110, "opacity": 1, "strokeWidth": 2},
            "encoding": place
            | {
                "y": y | {"field": "estimate"},
                "fill": kind | {"scale": {"domain": SIDES, "range": [ACCENT, PAPER]}},
                "stroke": kind | {"scale": {"domain": SIDES, "range": [ACCENT, QUIET]}},
                "shape": kind | {"scale": {"domain": SIDES, "range": ["circle", "diamond"]}},
            },
        },
        *(
            {
                "data": {"values": [word]},
                "mark": {
                    "type": "text",
                    "align": word["align"],
                    "dx": 8 if word["align"] == "left" else -8,
                    "y": 12,
                    "color": QUIET,
                },
                "encoding": {"x": x | {"field": "at"}, "text": {"field": "words"}},
            }
            for word in words
        ),
    ]
    if base is not None:
        at = {"x": x | {"field": "at"}, "y": y | {"field": "zero"}}
        named = {"values": [{"at": base[0], "zero": 0, "words": base[1]}]}
        layers += [
            {
                "data": named,
                "mark": {"type": "point", "shape": "square", "filled": True, "fill": PAPER,
                         "stroke": INK, "size": 60, "opacity": 1},
                "encoding": at,
            },
            {
                "data": named,
                "mark": {"type": "text", "dy": 16, "color": QUIET},
                "encoding": at | {"text": {"field": "words"}},
            },
        ]  # fmt: skip
    spec: Spec = {
        "data": {"values": _values(points)},
        "layer": layers,
        "width": 560,
        "height": 280,
        "resolve": {"scale": {"color": "independent", "fill": "independent"}},
    }
    return draw(spec, title=title, description=description, language=language)


def _values(points: Sequence[EventPoint]) -> list[Spec]:
    return [
        {
            "since": p.since, "estimate": p.estimate, "low": p.low, "high": p.high,
            "band_low": p.band_low, "band_high": p.band_high,
            "kind": "before" if p.placebo else "after",
        }
        for p in points
    ]  # fmt: skip
