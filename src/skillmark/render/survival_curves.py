"""Survival curves with the numbers still at risk below them: how much each stretch rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from skillmark.render.charts import Spec, Steps, draw, steps
from skillmark.render.theme import INK


@dataclass(frozen=True, slots=True)
class AtRisk:
    """How many of one curve's people are still watched and waiting at each of `times`.

    `shown` is what is written: small cells are hidden by whoever makes them ("<5").
    """

    label: str
    times: tuple[float, ...]
    shown: tuple[str, ...]


def survival_curves(
    curves: Sequence[Steps],
    at_risk: Sequence[AtRisk],
    *,
    title: str,
    axis: str,
    share: str,
    at_risk_title: str,
    description: str,
    language: str = "en",
) -> str:
    """Draw curves as steps with bands; below, a row of numbers at risk for each curve.

    `axis` names the time, `share` what the height is, `at_risk_title` the rows below.
    """
    ends = [curve.times[-1] for curve in curves if curve.times]
    ends += [row.times[-1] for row in at_risk]
    domain = [0.0, max(ends)]
    picture = steps(curves, axis=axis, share=share)
    for layer in picture["layer"]:
        x = layer["encoding"]["x"]
        layer["encoding"]["x"] = x | {"scale": {"domain": domain, "nice": False}}
    # The first number is written around time zero: names begin left of it.
    padding = 12 + 3.5 * max(len(row.shown[0]) for row in at_risk)
    order = [curve.label for curve in curves]
    values = [
        {"curve": row.label, "time": time, "shown": shown}
        for row in at_risk
        for time, shown in zip(row.times, row.shown, strict=True)
    ]
    rows: Spec = {
        "title": {
            "text": at_risk_title, "anchor": "start", "fontSize": 12, "fontWeight": "normal",
            "color": INK, "offset": 6,
        },
        "data": {"values": values},
        "width": picture["width"],
        "height": {"step": 20},
        "mark": {"type": "text", "fontSize": 12, "clip": False},
        "encoding": {
            "x": {
                "field": "time",
                "type": "quantitative",
                "axis": None,
                "scale": {"domain": domain, "nice": False},
            },
            "y": {
                "field": "curve",
                "type": "nominal",
                "sort": order,
                "title": None,
                "axis": {"labelLimit": 160, "labelPadding": padding, "grid": False},
            },
            "text": {"field": "shown"},
        },
    }  # fmt: skip
    spec: Spec = {"vconcat": [picture, rows], "spacing": 8}
    return draw(spec, title=title, description=description, language=language)
