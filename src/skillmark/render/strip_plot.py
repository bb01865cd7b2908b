"""How several people rated things: a dot a rating, one line a thing."""

from __future__ import annotations

from collections.abc import Sequence

from skillmark.render.charts import draw
from skillmark.render.theme import ACCENT, INK, SERIES


def strip_plot(
    rows: Sequence[tuple[str, Sequence[float], float | None]],
    *,
    marks: tuple[str, str, str],
    title: str,
    axis: str,
    lines: str,
    description: str,
    highest: float = 100.0,
    language: str = "en",
) -> str:
    """Draw triples of name, everybody's ratings and one's own rating (or `None`).

    `marks` name a rating, the mean of a line, and one's own; `lines` names the things. Marks
    differ in shape as well as in colour.
    """
    rating, mean, own = marks
    values = []
    for name, given, mine in rows:
        counted: dict[float, int] = {}
        for value in given:
            counted[value] = counted.get(value, 0) + 1
        values += [
            {"row": name, "value": v, "what": rating, "count": n} for v, n in counted.items()
        ]
        if given:
            values.append({"row": name, "value": sum(given) / len(given), "what": mean, "count": 1})
        if mine is not None:
            values.append({"row": name, "value": mine, "what": own, "count": 1})
    known = [rating, mean, *([own] if any(mine is not None for _n, _g, mine in rows) else [])]
    spec = {
        "data": {"values": values},
        "width": 420,
        "height": {"step": 18},
        "mark": {"type": "point", "filled": True, "opacity": 0.85},
        "encoding": {
            "y": {
                "field": "row",
                "type": "nominal",
                "sort": [name for name, _given, _mine in rows],
                "title": lines,
                "axis": {"grid": True},
            },
            "x": {
                "field": "value",
                "type": "quantitative",
                "title": axis,
                "scale": {"domain": [0, highest], "nice": False},
                "axis": {"orient": "top"},
            },
            "size": {
                "field": "count",
                "type": "quantitative",
                "scale": {"domain": [1, 10], "range": [45, 260]},
                "legend": None,
            },
            "shape": {
                "field": "what",
                "type": "nominal",
                "scale": {"domain": known, "range": ["circle", "cross", "diamond"][: len(known)]},
                "title": None,
                "legend": {"symbolType": "circle", "symbolSize": 120},
            },
            "color": {
                "field": "what",
                "type": "nominal",
                "scale": {"domain": known, "range": [ACCENT, INK, SERIES[1]][: len(known)]},
                "title": None,
            },
        },
    }
    return draw(spec, title=title, description=description, language=language)
