"""Fine-line ornament, as on banknotes: curves that only their numbers can reproduce."""

from __future__ import annotations

from math import cos, pi, sin


def rosette(*, centre: float, inner: float, outer: float, petals: int, phase: float) -> str:
    """Return the path data of one closed line that swings `petals` times between two radii."""
    middle, swing = (inner + outer) / 2, (outer - inner) / 2
    points = petals * 22
    return _closed(
        [
            _polar(centre, middle + swing * sin(petals * turn + phase), turn)
            for turn in (2 * pi * step / points for step in range(points))
        ]
    )


def milled_edge(*, centre: float, radius: float, teeth: int, depth: float) -> str:
    """Return the path data of a coin's edge with `teeth` rounded teeth."""
    points = teeth * 10
    return _closed(
        [
            _polar(centre, radius + depth * cos(teeth * turn), turn)
            for turn in (2 * pi * step / points for step in range(points))
        ]
    )


def arc(*, centre: float, radius: float, start: float, end: float) -> str:
    """Return the path data of an arc; angles in turns, 0 at the top, clockwise."""
    x0, y0 = _polar(centre, radius, 2 * pi * start - pi / 2)
    x1, y1 = _polar(centre, radius, 2 * pi * end - pi / 2)
    return (
        f"M{x0:.1f} {y0:.1f}A{radius:g} {radius:g} 0 {int(end - start > 0.5)} 1 {x1:.1f} {y1:.1f}"
    )


def _polar(centre: float, radius: float, turn: float) -> tuple[float, float]:
    return centre + radius * cos(turn), centre + radius * sin(turn)


def _closed(points: list[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z"
