"""Drawing a chart: a Vega-Lite specification as a plain dict becomes SVG, offline, by vl-convert.

One look for all of them, the same bytes for the same chart, and labels that wrap.
"""

from __future__ import annotations

import hashlib
import re
import textwrap
from typing import Any, Final

import vl_convert

from skillmark.render.svg import described
from skillmark.render.theme import FAINT, INK, QUIET, SANS
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
    return described(_one_image(_own_ids(svg)), title=title, description=description)


def _one_image(svg: str) -> str:
    """A chart is one image with one description: its parts say nothing by themselves.

    The library names them in English whatever the page's language, and leaves some without a name.
    """
    return _TAG.sub(lambda found: _SPOKEN.sub("", found[0]), svg)


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


_TAG = re.compile(r"<[a-z][^>]*>")
_SPOKEN = re.compile(r'\s(?:role="graphics-[^"]*"|aria-(?:roledescription|label)="[^"]*")')
_NUMBERED = re.compile(r"(id=\"|url\(#|href=\"#)(clip|gradient)_?(\d+)")


def quantity(field: str, title: str, percent: bool) -> Spec:
    """Return a field with its axis; shares are written in percent."""
    axis: Spec = {"grid": True, "tickCount": 6}
    if percent:
        axis["format"] = ".0%"
    return {"field": field, "type": "quantitative", "title": title, "axis": axis}


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
