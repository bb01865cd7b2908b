"""Charts as SVG: Vega-Lite specifications as plain dicts, drawn offline by vl-convert.

Every chart has a title and a description inside, and shows only numbers it was given; the table
with the same numbers belongs beside it in the page. Marks differ in shape or dash as well as in
colour.
"""

from __future__ import annotations

import hashlib
import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import vl_convert

from skillmark.render.svg import described
from skillmark.render.theme import ACCENT, ACCENT_SOFT, FAINT, INK, QUIET, SANS, SERIES
from skillmark.render.words import base

Spec = dict[str, Any]

CONFIG: Final[Spec] = {
    "background": None,
    "font": SANS,
    "padding": 4,
    "view": {"stroke": None},
    "axis": {
        "labelColor": INK,
        "labelFontSize": 12,
        "titleColor": QUIET,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "titlePadding": 10,
        "gridColor": FAINT,
        "domain": False,
        "ticks": False,
        "labelPadding": 8,
        "labelLimit": 320,
    },
    "axisY": {"grid": False},
    "legend": {
        "labelColor": INK,
        "labelFontSize": 12,
        "orient": "top",
        "symbolType": "stroke",
        "symbolStrokeWidth": 2.5,
        "symbolSize": 700,
        "labelLimit": 320,
    },
    "text": {"color": INK, "fontSize": 12},
}


@dataclass(frozen=True, slots=True)
class IntervalRow:
    """One line of a forest plot. `quiet` rows (a naive difference, a placebo) are drawn grey."""

    label: str
    estimate: float
    low: float
    high: float
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Steps:
    """One survival curve: at `times[k]` it falls to `survival[k]`, with a band."""

    label: str
    times: tuple[float, ...]
    survival: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar. `ours` is drawn in the accent, the others in grey."""

    label: str
    value: float
    shown: str
    """The value as it is written at the bar's end."""
    ours: bool = True


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
    x = _quantity("estimate", axis, percent)
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
    spec = {"data": {"values": values}, "layer": layers, "width": 460, "height": {"step": 44}}
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
    x = _quantity("estimate", axis, percent)
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
        "height": {"step": 48},
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
            (1.0, *curve.survival),
            (1.0, *curve.low),
            (1.0, *curve.high),
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


def bars(
    rows: Sequence[Bar],
    *,
    title: str,
    axis: str,
    description: str,
    logarithmic: bool = False,
    language: str = "en",
) -> str:
    """Draw plain bars with their values written at the end (benchmarks beside peers)."""
    values = [
        {
            "label": row.label,
            "value": row.value,
            "shown": row.shown,
            "kind": "ours" if row.ours else "other",
        }
        for row in rows
    ]
    y = {"field": "label", "type": "nominal", "sort": [row.label for row in rows], "title": None}
    x: Spec = {"field": "value", "type": "quantitative", "title": axis}
    start: Spec = {"datum": 0}
    if logarithmic:
        # A bar on a logarithmic scale has no zero to start from: it starts a decade below.
        smallest = min((row.value for row in rows if row.value > 0), default=1.0)
        x["scale"] = {"type": "log", "domainMin": smallest / 10}
        start = {"datum": smallest / 10}
    x["axis"] = {"labels": False, "grid": False}
    colour = {
        "field": "kind",
        "type": "nominal",
        "scale": {"domain": ["ours", "other"], "range": [ACCENT, "#A9AFB2"]},
        "legend": None,
    }
    spec = {
        "data": {"values": values},
        "width": 420,
        "height": {"step": 34},
        "layer": [
            {
                "mark": {"type": "bar", "height": 20, "cornerRadiusEnd": 3},
                "encoding": {"y": y, "x": x, "x2": start, "color": colour},
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 7, "fontWeight": "bold"},
                "encoding": {"y": y, "x": x, "text": {"field": "shown"}},
            },
        ],
    }
    return draw(spec, title=title, description=description, language=language)


def draw(spec: Spec, *, title: str, description: str, language: str = "en") -> str:
    """Draw a Vega-Lite specification in the house's look; nothing is fetched.

    Numbers are drawn to seven significant digits: finer than a pixel, and alike on machines that
    add in another order.
    """
    svg = vl_convert.vegalite_to_svg(
        {"$schema": "https://vega.github.io/schema/vega-lite/v5.json", **_steady(spec)},
        vl_version="5.20",
        config=CONFIG,
        allowed_base_urls=[],
        format_locale="de-DE" if base(language) == "de" else "en-GB",
    )
    return described(_own_ids(svg), title=title, description=description)


def _steady(value: Any) -> Any:
    if isinstance(value, float):
        return float(f"{value:.6e}") + 0.0
    if isinstance(value, dict):
        return {key: _steady(member) for key, member in value.items()}
    if isinstance(value, list):
        return [_steady(member) for member in value]
    return value


def _own_ids(svg: str) -> str:
    """Several charts stand on one page: their clip paths must not be taken for each other's.

    The library numbers them for as long as a process lives. Numbered anew, the same chart has the
    same bytes whatever was drawn before it.
    """
    places: dict[str, int] = {}
    svg = _NUMBERED.sub(
        lambda found: f"{found[1]}{found[2]}{places.setdefault(found[3], len(places))}", svg
    )
    own = "c" + hashlib.sha256(svg.encode()).hexdigest()[:10]
    return _NUMBERED.sub(rf"\1{own}\2\3", svg)


_NUMBERED = re.compile(r"(id=\"|url\(#|href=\"#)(clip|gradient)_?(\d+)")


def _quantity(field: str, title: str, percent: bool) -> Spec:
    axis: Spec = {"grid": True, "tickCount": 6}
    if percent:
        axis["format"] = ".0%"
    return {"field": field, "type": "quantitative", "title": title, "axis": axis}


def _reference(at: float) -> Spec:
    return {
        "data": {"values": [{"at": at}]},
        "mark": {"type": "rule", "color": INK, "strokeDash": [4, 3], "strokeWidth": 1.2},
        "encoding": {"x": {"field": "at", "type": "quantitative"}},
    }


_LINES: Final = "length(split(datum.label, '\\n'))"
WRAPPED: Final[Spec] = {
    "labelExpr": "split(datum.label, '\\n')",
    "labelLimit": 0,
    # Lines run down from the first: half of the others is what centres them on the row.
    "labelOffset": {
        "condition": [
            {"test": f"{_LINES} === 2", "value": -7},
            {"test": f"{_LINES} === 3", "value": -14},
        ],
        "value": 0,
    },
}
"""Axis of rows whose labels are sentences: see `wrapped`."""


def wrapped(label: str, width: int = 46) -> str:
    """Return a row's label in at most three lines; what does not fit ends in an ellipsis."""
    return "\n".join(textwrap.wrap(label, width, max_lines=3, placeholder=" …")) or label


@dataclass(frozen=True, slots=True)
class Parts:
    """One row of a stacked chart: shares that add up to 1, in the order of the legend."""

    label: str
    shares: tuple[float, ...]


RAMP: Final = ("#E9E2D3", "#CBDDE3", "#8DB8C7", "#3F86A0", "#0A4A5F")
"""From little to much: each step darker than the one before, told apart without any hue."""


def stacked(
    rows: Sequence[Parts],
    legend: Sequence[str],
    *,
    title: str,
    axis: str,
    description: str,
    darkest_first: bool = False,
    language: str = "en",
) -> str:
    """Draw answers on a scale as bars of 100%, with the shares written in where they fit."""
    names = list(legend)
    ramp = list(RAMP[-len(names) :] if len(names) < len(RAMP) else RAMP[: len(names)])
    if len(names) == 2:
        ramp = [RAMP[1], RAMP[4]]
    if darkest_first:
        ramp.reverse()
    values = []
    for row in rows:
        start = 0.0
        for place, part in enumerate(row.shares):
            values.append(
                {
                    "row": wrapped(row.label),
                    "answer": names[place],
                    "from": start,
                    "to": start + part,
                    "middle": start + part / 2,
                    "shown": f"{100 * part:.0f}\u202f%" if part >= 0.055 else "",
                    "dark": RAMP.index(ramp[place]) >= 3,
                }
            )
            start += part
    y = {
        "field": "row",
        "type": "nominal",
        "sort": [wrapped(r.label) for r in rows],
        "title": None,
        "axis": WRAPPED,
    }
    x: Spec = {
        "field": "from",
        "type": "quantitative",
        "title": axis,
        "scale": {"domain": [0, 1]},
        "axis": {"grid": False, "format": ".0%", "tickCount": 5},
    }
    colour = {
        "field": "answer",
        "type": "nominal",
        "scale": {"domain": names, "range": ramp},
        "legend": {
            "title": None,
            "symbolType": "square",
            "symbolSize": 160,
            "symbolStrokeWidth": 0.6,
            "symbolStrokeColor": QUIET,
            "columns": 1 if max(map(len, names)) > 26 else 3,
        },
    }
    written = {
        "mark": {"type": "text", "fontSize": 11.5},
        "encoding": {
            "y": y,
            "x": x | {"field": "middle"},
            "text": {"field": "shown"},
            "color": {
                "condition": {"test": "datum.dark", "value": "#FFFFFF"},
                "value": INK,
            },
        },
    }
    spec = {
        "data": {"values": values},
        "width": 520,
        "height": {"step": 50},
        "layer": [
            {
                "mark": {"type": "bar", "height": 28, "stroke": "#FFFFFF", "strokeWidth": 1},
                "encoding": {"y": y, "x": x, "x2": {"field": "to"}, "color": colour},
            },
            written,
        ],
    }
    return draw(spec, title=title, description=description, language=language)
