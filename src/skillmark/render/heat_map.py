"""A table as shades: rows by columns, each cell with its number on it."""

from __future__ import annotations

from collections.abc import Sequence

from skillmark.render.charts import draw
from skillmark.render.theme import ACCENT, FAINT, INK, PAPER

LIGHT = "#EAF3F6"


def heat_map(
    cells: Sequence[tuple[str, str, float | None, str]],
    *,
    title: str,
    rows: str,
    columns: str,
    description: str,
    language: str = "en",
) -> str:
    """Draw quadruples of row, column, share (0 to 1; `None` where it is not shown) and its words.

    A darker cell is a larger share, and the words stand in each, so that nothing rests on colour.
    """
    values = [
        {"row": row, "column": column, "share": share, "words": words}
        for row, column, share, words in cells
    ]
    place = {
        "y": {
            "field": "row",
            "type": "nominal",
            "sort": list(dict.fromkeys(row for row, *_rest in cells)),
            "title": rows,
        },
        "x": {
            "field": "column",
            "type": "nominal",
            "sort": list(dict.fromkeys(column for _row, column, *_rest in cells)),
            "title": columns,
            "axis": {"orient": "top", "labelAngle": -35, "labelLimit": 170},
        },
    }
    spec = {
        "data": {"values": values},
        # the slanted names of the last columns stand out on the right
        "padding": {"left": 4, "top": 4, "right": 110, "bottom": 4},
        "width": {"step": 62},
        "height": {"step": 34},
        "layer": [
            {
                "mark": {"type": "rect", "stroke": PAPER, "strokeWidth": 2},
                "encoding": {
                    **place,
                    "color": {
                        "condition": {"test": "datum.share === null", "value": FAINT},
                        "field": "share",
                        "type": "quantitative",
                        "scale": {"domain": [0, 1], "range": [LIGHT, ACCENT]},
                        "legend": None,
                    },
                },
            },
            {
                "mark": {"type": "text", "fontSize": 12},
                "encoding": {
                    **place,
                    "text": {"field": "words", "type": "nominal"},
                    "color": {
                        "condition": {"test": "datum.share > 0.55", "value": PAPER},
                        "value": INK,
                    },
                },
            },
        ],
    }
    return draw(spec, title=title, description=description, language=language)
