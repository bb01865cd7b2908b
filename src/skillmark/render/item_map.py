"""People and items on one scale."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from skillmark.render.charts import draw
from skillmark.render.theme import ACCENT, ACCENT_SOFT


def svg(
    items: Sequence[tuple[str, float]],
    persons: Sequence[tuple[float, int]],
    *,
    title: str,
    axis: str,
    counts: str,
    description: str,
    language: str = "en",
) -> str:
    """Draw people and items on one scale (a Wright map).

    `items` are pairs of name and difficulty; `persons` pairs of the middle of a class of ability
    and the number of people in it, classes equally wide.
    """
    span = [value for _, value in items] + [value for value, _ in persons]
    low, high = min(span, default=-1.0) - 0.4, max(span, default=1.0) + 0.4
    x = {
        "type": "quantitative",
        "scale": {"domain": [low, high], "nice": False},
        "axis": {"grid": True},
    }
    order = [name for name, _ in sorted(items, key=lambda item: item[1])]
    above = {
        "data": {"values": [{"ability": a, "people": n} for a, n in persons]},
        "width": 520,
        "height": 110,
        "mark": {"type": "bar", "color": ACCENT_SOFT, "width": {"band": 0.9}, "binSpacing": 1},
        "encoding": {
            "x": x | {"field": "ability", "title": None, "axis": {"labels": False, "grid": True}},
            "y": {
                "field": "people",
                "type": "quantitative",
                "title": counts,
                "axis": {"tickCount": 3, "grid": False},
            },
        },
    }
    middles = sorted(value for value, _ in persons)
    gaps = [b - a for a, b in pairwise(middles) if b > a]
    if gaps:
        above["mark"] = {
            "type": "bar",
            "color": ACCENT_SOFT,
            "width": max(2.0, 520 * min(gaps) / (high - low) - 1.5),
        }
    below = {
        "data": {"values": [{"item": name, "difficulty": b} for name, b in items]},
        "width": 520,
        "height": {"step": 20},
        "mark": {"type": "point", "filled": True, "size": 90, "color": ACCENT, "opacity": 1},
        "encoding": {
            "x": x | {"field": "difficulty", "title": axis},
            "y": {"field": "item", "type": "nominal", "sort": order, "title": None},
        },
    }
    spec = {"vconcat": [above, below], "spacing": 6, "resolve": {"scale": {"x": "shared"}}}
    return draw(spec, title=title, description=description, language=language)
