"""Inks of pictures that stand inside a page, and how their words fit.

Colours stand as attributes, so that every reader of SVG shows them. Each ink has a class as well:
a page's own style gives the classes its colours (a strict policy allows no style in the page), and
a picture that stands alone carries `STYLE`, which knows dark mode.
"""

from __future__ import annotations

from html import escape

from skillmark.render.theme import ACCENT, ACCENT_SOFT, FAINT, INK, PAPER, QUIET, SANS, SERIES, WASH

LETTER = 0.53
"""Mean width of a letter as a share of the size of the type, on the generous side."""
FILLS = {
    "words": f'class="ik-words" fill="{INK}"',
    "note": f'class="ik-note" fill="{QUIET}"',
    "over": f'class="ik-over" fill="{PAPER}"',
    "ground": f'class="ik-ground" fill="{PAPER}"',
    "solid": f'class="ik-solid" fill="{ACCENT}"',
    "soft": f'class="ik-soft" fill="{ACCENT_SOFT}" stroke="{ACCENT}"',
    "warm": f'class="ik-warm" fill="{SERIES[1]}"',
    "sum": f'class="ik-sum" fill="{INK}"',
    "wash": f'class="ik-wash" fill="{WASH}"',
    "record": f'class="ik-record" fill="{PAPER}" stroke="{QUIET}"',
    "open": f'class="ik-open" fill="none" stroke="{INK}" stroke-dasharray="4 3"',
    "tended": f'class="ik-tended" fill="none" stroke="{ACCENT}" stroke-dasharray="7 3"',
    "empty": f'class="ik-empty" fill="none" stroke="{QUIET}" stroke-dasharray="2 4"',
    "plain": f'class="ik-plain" fill="none" stroke="{INK}"',
}
LINES = {
    "grid": f'class="ik-grid" stroke="{FAINT}"',
    "axis": f'class="ik-axis" stroke="{QUIET}"',
    "halo": f'class="ik-halo" fill="none" stroke="{PAPER}" stroke-width="4.5"',
    "whisker": f'class="ik-whisker" fill="none" stroke="{INK}" stroke-width="1.6"',
}
STYLE = """<style>
@media(prefers-color-scheme:dark){
.ik-words,.ik-sum{fill:#e9ecec}.ik-note{fill:#a5b0b4}.ik-over{fill:#06222b}.ik-ground{fill:#1a2226}
.ik-solid{fill:#6fc6dd}.ik-soft{fill:#17333d;stroke:#6fc6dd}.ik-warm{fill:#e0a066}
.ik-wash{fill:#273035}.ik-record{fill:#1a2226;stroke:#74838a}.ik-open,.ik-plain{stroke:#e9ecec}.ik-tended{stroke:#6fc6dd}
.ik-empty{stroke:#a5b0b4}.ik-grid{stroke:#2e393e}.ik-axis{stroke:#74838a}
.ik-whisker{stroke:#e9ecec}.ik-halo{stroke:#1a2226}}
</style>"""


def picture(drawn: str, *, width: float, height: float, standalone: bool) -> str:
    """Return what was drawn on its ground, as an SVG without title."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}"'
        f' width="{width:g}" height="{height:g}" font-family="{SANS}">'
        f"{STYLE if standalone else ''}"
        f'<rect {FILLS["ground"]} width="100%" height="100%" rx="10"/>{drawn}</svg>'
    )


def text(
    words: str,
    x: float,
    y: float,
    *,
    ink: str = "words",
    size: float = 13,
    anchor: str = "start",
    bold: bool = False,
) -> str:
    """Return one line of words whose base line begins (or ends, or has its middle) at x, y."""
    weight = ' font-weight="700"' if bold else ""
    place = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return (
        f'<text {FILLS[ink]} x="{x:.1f}" y="{y:.1f}" font-size="{size:g}"{place}{weight}>'
        f"{escape(words)}</text>"
    )


def width_of(words: str, size: float = 13, *, bold: bool = False) -> float:
    """Return about how wide words are."""
    return len(words) * size * LETTER * (1.06 if bold else 1.0)


def lines(words: str, width: float, *, size: float = 13, most: int = 2) -> list[str]:
    """Break words into at most `most` lines of a width; what does not fit ends in an ellipsis."""
    room = max(int(width / (size * LETTER)), 4)
    found: list[str] = []
    for word in words.split():
        if found and len(found[-1]) + 1 + len(word) <= room:
            found[-1] += f" {word}"
        else:
            found.append(word)
    kept = found[:most]
    if len(found) > most:
        kept[-1] = f"{kept[-1]} …"
    return [line if len(line) <= room else line[: room - 1].rstrip(" …") + "…" for line in kept]
