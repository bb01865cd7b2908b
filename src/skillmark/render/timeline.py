"""Bars over days: what happens when, one row a thing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from skillmark.render.charts import draw
from skillmark.render.theme import ACCENT, ACCENT_SOFT


@dataclass(frozen=True, slots=True)
class Bar:
    """One thing from its first to its last day; `kind` is one of those that the legend names."""

    name: str
    begins: date
    ends: date
    kind: str


def timeline(
    bars: Sequence[Bar],
    *,
    kinds: tuple[str, str],
    title: str,
    description: str,
    language: str = "en",
) -> str:
    """Draw bars; the first of `kinds` is filled, the second is light."""
    values = [
        {
            "row": bar.name,
            "from": bar.begins.isoformat(),
            # to the end of the last day, so that a single day is seen
            "to": (bar.ends + timedelta(days=1)).isoformat(),
            "kind": bar.kind,
        }
        for bar in bars
    ]
    spec = {
        "data": {"values": values},
        "width": 420,
        "height": {"step": 26},
        "mark": {"type": "bar", "height": 16, "stroke": ACCENT, "strokeWidth": 1},
        "encoding": {
            "y": {
                "field": "row",
                "type": "nominal",
                "sort": list(dict.fromkeys(bar.name for bar in bars)),
                "title": None,
            },
            "x": {
                "field": "from",
                "type": "temporal",
                "title": None,
                "axis": {"format": "%d.%m." if language.startswith("de") else "%d %b"},
            },
            "x2": {"field": "to"},
            "color": {
                "field": "kind",
                "type": "nominal",
                "scale": {"domain": list(kinds), "range": [ACCENT, ACCENT_SOFT]},
                "legend": {"symbolType": "square", "symbolSize": 160},
                "title": None,
            },
        },
    }
    return draw(spec, title=title, description=description, language=language)
