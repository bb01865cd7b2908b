"""The pictures of a quality report, as SVG; the same numbers stand in its tables."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from skillmark.assess.quality.figure import Grid, QualityReport, Unit
from skillmark.assess.quality.sections.items import GOOD
from skillmark.assess.quality.wording import Wording
from skillmark.render import measured

NAMES: Final = ("scores", "errors", "items", "information")
"""Pictures, in the order in which they are looked at."""


def draw(report: QualityReport, name: str, language: str) -> str:
    """Return a picture as SVG, empty where the report has no numbers for it."""
    grid = next((grid for part in report.parts if (grid := part.grid(name))), None)
    if grid is None or not grid.columns[0].cells:
        return ""
    return _DRAWN[name](report, grid, Wording(language))


def _words(name: str, said: Wording) -> dict[str, str]:
    own = said.own.picture[name]
    return {
        "title": own.caption,
        "across": own.across,
        "upward": own.upward,
        "description": said.own.label["table"],
        "language": said.language,
    }


def _cut(report: QualityReport, name: str, said: Wording) -> tuple[float, str] | None:
    cut = report.figure("cut")
    if cut is None or cut.value is None:
        return None
    shown = said.amount(cut.value, Unit.POINTS)
    return cut.value, said.own.picture[name].mark.format(cut=shown)


def _numbers(grid: Grid, *names: str) -> list[tuple[float, ...]]:
    rows = zip(*(grid[name] for name in names), strict=True)
    return [tuple(float(one) for one in row if one is not None) for row in rows if None not in row]


def _scores(report: QualityReport, grid: Grid, said: Wording) -> str:
    bars = [(x, n) for x, n in _numbers(grid, "score", "people")]
    width = float(grid.facts["width"])
    mark = _cut(report, "scores", said)
    return measured.histogram(bars, width=width, mark=mark, **_words("scores", said))


def _errors(report: QualityReport, grid: Grid, said: Wording) -> str:
    points = [(x, y) for x, y in _numbers(grid, "score", "error")]
    return measured.curve(points, mark=_cut(report, "errors", said), **_words("errors", said))


def _information(_report: QualityReport, grid: Grid, said: Wording) -> str:
    points = [(x, y) for x, y in _numbers(grid, "ability", "information")]
    at = grid.facts.get("cut")
    mark = None if at is None else (float(at), said.own.picture["information"].mark)
    return measured.curve(points, mark=mark, **_words("information", said))


def _items(_report: QualityReport, grid: Grid, said: Wording) -> str:
    points = [
        (str(name), float(x), float(y), bool(look))
        for name, x, y, look in zip(
            grid["item"], grid["difficulty"], grid["discrimination"], grid["look"], strict=True
        )
        if x is not None and y is not None
    ]
    if not points:
        return ""
    good = said.amount(GOOD, Unit.COEFFICIENT)
    floor = GOOD, said.own.picture["items"].mark.format(good=good)
    return measured.scatter(points, floor=floor, **_words("items", said))


_DRAWN: Final[dict[str, Callable[[QualityReport, Grid, Wording], str]]] = {
    "scores": _scores,
    "errors": _errors,
    "information": _information,
    "items": _items,
}
