"""Stacked bars: how a whole divides, one row a thing."""

from __future__ import annotations

from collections.abc import Sequence

from skillmark.render.charts import draw
from skillmark.render.theme import ACCENT

REST = "#C9CDCF"


def stacked_bars(
    rows: Sequence[tuple[str, str, float]],
    *,
    parts: tuple[str, str],
    title: str,
    axis: str,
    description: str,
    language: str = "en",
) -> str:
    """Draw triples of row, part and value; `parts` names the coloured part and the grey rest."""
    order = list(dict.fromkeys(row for row, _part, _value in rows))
    values = [{"row": row, "part": part, "value": value} for row, part, value in rows]
    spec = {
        "data": {"values": values},
        "width": 420,
        "height": {"step": 26},
        "mark": {"type": "bar", "height": 16},
        "encoding": {
            "y": {"field": "row", "type": "nominal", "sort": order, "title": None},
            "x": {"field": "value", "type": "quantitative", "title": axis, "stack": "zero"},
            "color": {
                "field": "part",
                "type": "nominal",
                "scale": {"domain": list(parts), "range": [ACCENT, REST]},
                "legend": {"symbolType": "square", "symbolSize": 160},
                "title": None,
            },
            # The coloured part comes first, whatever order the rows are in.
            "order": {
                "field": "part",
                "sort": "ascending" if parts[0] < parts[1] else "descending",
            },
        },
    }
    return draw(spec, title=title, description=description, language=language)
