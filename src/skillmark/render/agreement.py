"""How much the answers of all pairs of people agree, and which pairs stand out."""

from __future__ import annotations

from collections.abc import Sequence

from skillmark.render.charts import draw
from skillmark.render.theme import ACCENT, ACCENT_SOFT


def agreement(
    classes: Sequence[tuple[float, int]],
    flagged: Sequence[float],
    *,
    title: str,
    axis: str,
    counts: str,
    marked: str,
    description: str,
    language: str = "en",
) -> str:
    """Draw pairs by standardised agreement, and the flagged ones as dots above them.

    `classes` are pairs of the middle of a class and the number of pairs in it, equally wide;
    `flagged` the agreement of each flagged pair.
    """
    width = classes[1][0] - classes[0][0] if len(classes) > 1 else 1.0
    ends = [middle + side * width / 2 for middle, _ in classes for side in (-1, 1)]
    low, high = min([*ends, *flagged], default=-1.0), max([*ends, *flagged], default=1.0)
    scale = {"type": "quantitative", "scale": {"domain": [low, high + width], "nice": False}}
    dots = {
        "data": {"values": [{"agreement": value, "row": marked} for value in flagged]},
        "width": 520,
        "height": 34,
        "mark": {"type": "point", "filled": True, "size": 90, "color": ACCENT, "opacity": 0.75},
        "encoding": {
            "x": scale | {"field": "agreement", "title": None, "axis": {"labels": False}},
            "y": {"field": "row", "type": "nominal", "title": None},
        },
    }
    bars = {
        "data": {"values": [{"agreement": middle, "pairs": n} for middle, n in classes]},
        "width": 520,
        "height": 170,
        "mark": {"type": "bar", "color": ACCENT_SOFT, "width": 520 * width / (high - low + width)},
        "encoding": {
            "x": scale | {"field": "agreement", "title": axis},
            "y": {
                "field": "pairs",
                "type": "quantitative",
                "title": counts,
                "scale": {"type": "sqrt"},
                "axis": {"tickCount": 4},
            },
        },
    }
    both = [dots, bars] if flagged else [bars]
    spec = {"vconcat": both, "spacing": 6, "resolve": {"scale": {"x": "shared"}}}
    return draw(spec, title=title, description=description, language=language)
