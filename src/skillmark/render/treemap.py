"""A treemap: how large the groups of something are, as areas (squarified, Bruls, Huizing and van
Wijk 2000)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from skillmark.render.svg import described
from skillmark.render.theme import ACCENT, ACCENT_SOFT, INK, PAPER, SANS

_GAP, _PAD = 3.0, 9.0
_LETTER = 0.56
"""Width of a letter in the middle, as a share of the size of the type."""
_SIZE = 14.0


@dataclass(frozen=True, slots=True)
class Area:
    """One group: what it is called, how large it is, and the number as the reader writes it."""

    label: str
    size: float
    figure: str = ""


def svg(
    areas: Sequence[Area], *, title: str, description: str, width: float = 920, height: float = 420
) -> str:
    """Draw the areas, the largest first; each has its words where they fit.

    Lightness follows size, and every number is also in the description or beside the picture.
    """
    kept = sorted((one for one in areas if one.size > 0), key=lambda one: -one.size)
    if not kept:
        raise ValueError("a treemap needs at least one area with a size")
    whole = sum(one.size for one in kept)
    scaled = [one.size / whole * width * height for one in kept]
    places = _squarified(scaled, 0.0, 0.0, width, height)
    drawn = "".join(
        _box(area, place, area.size / kept[0].size)
        for area, place in zip(kept, places, strict=True)
    )
    picture = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}"'
        f' width="{width:g}" height="{height:g}" font-family="{SANS}">{drawn}</svg>'
    )
    return described(picture, title=title, description=description)


_Place = tuple[float, float, float, float]


def _squarified(
    sizes: Sequence[float], x: float, y: float, width: float, height: float
) -> list[_Place]:
    """Lay rows along the shorter side for as long as that makes them squarer."""
    places: list[_Place] = []
    left = list(sizes)
    while left:
        side = min(width, height)
        count = 1
        while count < len(left) and _worst(left[: count + 1], side) <= _worst(left[:count], side):
            count += 1
        row, left = left[:count], left[count:]
        thick = sum(row) / side if side else 0.0
        at = 0.0
        for size in row:
            long = size / thick if thick else 0.0
            if width >= height:
                places.append((x, y + at, thick, long))
            else:
                places.append((x + at, y, long, thick))
            at += long
        if width >= height:
            x, width = x + thick, width - thick
        else:
            y, height = y + thick, height - thick
    return places


def _worst(row: Sequence[float], side: float) -> float:
    """The worst proportion of a row of areas along a side."""
    total = sum(row)
    square = side * side
    return max(square * max(row) / total**2, total**2 / (square * min(row)))


def _box(area: Area, place: _Place, share: float) -> str:
    x, y, width, height = place
    x, y, width, height = x + _GAP / 2, y + _GAP / 2, width - _GAP, height - _GAP
    if width <= 0 or height <= 0:
        return ""
    strong = share > 0.45
    fill, ink = (ACCENT, PAPER) if strong else (ACCENT_SOFT, INK)
    lines = _fitted(area, width - 2 * _PAD, height - 2 * _PAD)
    words = "".join(
        f'<text x="{x + _PAD:.1f}" y="{y + _PAD + 12 + 18 * place:.1f}" font-size="{_SIZE:g}"'
        f' font-weight="{weight}" fill="{ink}">{escape(line)}</text>'
        for place, (line, weight) in enumerate(lines)
    )
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="6"'
        f' fill="{fill}"/>{words}'
    )


def _fitted(area: Area, width: float, height: float) -> list[tuple[str, str]]:
    """The label in as many lines as there is room for, then the number; nothing that is cut."""
    letters = int(width / (_SIZE * _LETTER))
    rows = int(height / 18 + 0.3)
    if rows < 1 or letters < 3:
        return []
    figure = [(area.figure, "400")] if area.figure and len(area.figure) <= letters else []
    lines: list[str] = []
    for word in area.label.split():
        if lines and len(lines[-1]) + 1 + len(word) <= letters:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    room = rows - len(figure)
    if any(len(line) > letters for line in lines[:room]):
        return figure if rows >= 1 else []
    if len(lines) > room:
        lines = lines[:room]
        if not lines or len(lines[-1]) + 1 > letters:
            return figure
        lines[-1] += "…"
    return [*((line, "600") for line in lines), *figure]
