"""Lanes: rows of bars along weeks or months, and a line where somebody asked.

The colours stand as attributes, so that every reader of SVG shows them; inside a page the page's
style has the same classes (`tl-...`), because a strict content security policy allows no style in
the page. What is there, planned or out of reach differs in shape, never in colour alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from skillmark.render.svg import described
from skillmark.render.theme import ACCENT, ACCENT_SOFT, FAINT, INK, PAPER, QUIET, SANS

_LABEL, _CHART, _NOTE, _ROW, _HEAD, _MARGIN = 190.0, 480.0, 118.0, 36.0, 34.0, 12.0
_LETTER = 6.6
"""Width of a letter at the size that is drawn, on the generous side."""
_GOOD = "#17663C"
_STYLE = """
@media(prefers-color-scheme:dark){
.tl-words{fill:#e9ecec}.tl-note{fill:#a5b0b4}.tl-grid{stroke:#2e393e}.tl-ground{fill:#1a2226}
.tl-bar{fill:#17333d;stroke:#6fc6dd}.tl-bar-words{fill:#e9ecec}.tl-solid{fill:#7fd6a0}
.tl-asked{stroke:#6fc6dd}.tl-end{fill:#6fc6dd}.tl-faint{stroke:#74838a}}
"""


@dataclass(frozen=True, slots=True)
class Bar:
    """Something that lasts, from `start` to `end` on the axis."""

    start: float
    end: float
    words: str = ""
    solid: bool = False
    """Drawn full: it is there, and not yet to come."""


@dataclass(frozen=True, slots=True)
class Row:
    """One thing with its bars; `note` stands at its end ("week 6")."""

    label: str
    bars: tuple[Bar, ...] = ()
    note: str = ""
    ready: float | None = None
    """Where its goal is reached: a filled mark."""


def svg(
    rows: Sequence[Row],
    *,
    longest: float,
    step: float,
    axis: str,
    title: str,
    description: str,
    asked: float | None = None,
    standalone: bool = False,
) -> str:
    """Draw `rows` along an axis from 0 to `longest` with a tick each `step`.

    `asked` is a vertical line at what was asked for. Bars that go beyond the axis end in an
    arrow. `standalone` carries a style that knows dark mode.
    """
    left, right = _MARGIN + _LABEL, _MARGIN + _LABEL + _CHART
    bottom = _HEAD + _ROW * len(rows) + 4
    width, height = right + _NOTE + _MARGIN, bottom + 34

    def place(value: float) -> float:
        return left + _CHART * min(max(value, 0.0), longest) / longest

    drawn = []
    ticks = int(longest / step + 1e-9)
    for number in range(ticks + 1):
        x = place(number * step)
        drawn.append(
            f'<path class="tl-grid" d="M{x:.1f} {_HEAD - 6:g}V{bottom:g}" stroke="{FAINT}"/>'
            f'<text class="tl-note" x="{x:.1f}" y="{bottom + 15:g}" text-anchor="middle"'
            f' font-size="12" fill="{QUIET}">{number * step:g}</text>'
        )
    drawn.append(
        f'<text class="tl-note" x="{right + 22:g}" y="{bottom + 15:g}" font-size="12"'
        f' fill="{QUIET}">{escape(axis)}</text>'
    )
    for number, row in enumerate(rows):
        drawn.append(_row(row, _HEAD + _ROW * number, place, longest))
    if asked is not None and 0 <= asked <= longest:
        x = place(asked)
        drawn.append(
            f'<path class="tl-asked" d="M{x:.1f} {_HEAD - 10:g}V{bottom:g}" stroke="{ACCENT}"'
            f' stroke-width="2" stroke-dasharray="5 4"/>'
        )
    style = f"<style>{_STYLE}</style>" if standalone else ""
    picture = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}"'
        f' width="{width:g}" height="{height:g}" font-family="{SANS}" class="lanes">{style}'
        f'<rect class="tl-ground" width="100%" height="100%" rx="10" fill="{PAPER}"/>'
        f"{''.join(drawn)}</svg>"
    )
    return described(picture, title=title, description=description)


def _row(row: Row, y: float, place: Callable[[float], float], longest: float) -> str:
    middle = y + _ROW / 2
    label = escape(_fitting(row.label, _LABEL - 12))
    end = _MARGIN + _LABEL + _CHART
    parts = [
        f'<text class="tl-words" x="{_MARGIN:g}" y="{middle + 4:.1f}" font-size="13"',
        f' fill="{INK}">{label}</text>',
        f'<path class="tl-grid" d="M{_MARGIN:g} {y + _ROW:.1f}H{end:g}" stroke="{FAINT}"',
        ' stroke-width=".6"/>',
    ]
    for bar in row.bars:
        ends = place(bar.start), place(bar.end)
        parts.append(_bar(bar, *ends, y, beyond=bar.end > longest))
    if row.ready is not None and row.ready <= longest:
        x = place(row.ready)
        parts.append(
            f'<path class="tl-end" d="M{x:.1f} {middle - 7:.1f}l7 7-7 7-7-7z" fill="{ACCENT}"/>'
        )
    if row.note:
        parts.append(
            f'<text class="tl-note" x="{end + 14:g}" y="{middle + 4:.1f}"'
            f' font-size="12.5" fill="{QUIET}">{escape(_fitting(row.note, _NOTE - 6))}</text>'
        )
    return "".join(parts)


def _bar(bar: Bar, x: float, end: float, y: float, *, beyond: bool) -> str:
    width = max(end - x, 3.0)
    high, top = 22.0, y + (_ROW - 22.0) / 2
    look = (
        f'class="tl-solid" fill="{_GOOD}"'
        if bar.solid
        else f'class="tl-bar" fill="{ACCENT_SOFT}" stroke="{ACCENT}"'
    )
    said = f"<title>{escape(bar.words)}</title>" if bar.words else ""
    parts = [
        f'<g>{said}<rect {look} x="{x:.1f}" y="{top:.1f}" width="{width:.1f}"',
        f' height="{high:g}" rx="4"/>',
    ]
    words = "" if bar.solid else _fitting(bar.words, width - 10)
    if len(words) > 3:
        parts.append(
            f'<text class="tl-bar-words" x="{x + 6:.1f}" y="{top + 15:.1f}" font-size="11.5"'
            f' fill="{INK}">{escape(words)}</text>'
        )
    if beyond:
        parts.append(
            f'<path class="tl-faint" d="M{end + 3:.1f} {top + 5:.1f}l6 6-6 6" fill="none"'
            f' stroke="{QUIET}" stroke-width="2"/>'
        )
    return "".join([*parts, "</g>"])


def _fitting(words: str, width: float) -> str:
    """Shorten words to a width, whole words first where only a little is cut."""
    most = int(width / _LETTER)
    if len(words) <= most:
        return words
    return words[: most - 1].rstrip() + "…" if most > 3 else ""
