"""The image of a badge: a struck coin with a row of hallmarks.

Everything on it follows from the achievement and its issuer: the words, the eight-part ring with
as many parts filled as the highest level confirmed, and the ornament and colour, which are chosen
by a digest of the achievement's id, so that no two achievements of a provider look alike and one
looks the same for ever. Words are outlines: no viewer needs our fonts.
"""

from __future__ import annotations

import hashlib
import io
import re
from dataclasses import dataclass
from html import escape

from PIL import Image

from skillmark.nouns.achievement import Achievement
from skillmark.nouns.proficiency import HIGHEST
from skillmark.render import guilloche
from skillmark.render.svg import described, to_png
from skillmark.render.theme import GOLD
from skillmark.render.typesetting import displayable, template, typeset

SIZE = 1000
LONGEST = 96
_LIGHT = "#FBF8F0"
_GROUNDS = (
    ("#0B4F5C", "#062F38"),  # petrol
    ("#27366F", "#141D45"),  # indigo
    ("#5A2450", "#36122F"),  # plum
    ("#6E2233", "#43101C"),  # oxblood
    ("#22523A", "#102E1F"),  # forest
    ("#7A3B1D", "#451D0B"),  # copper
    ("#33404F", "#1A232E"),  # slate
)
_LEVEL = {"en": "Level", "de": "Stufe"}


@dataclass(frozen=True, slots=True)
class Face:
    """What a badge says. `level` is the highest level confirmed, `None` where none is named."""

    id: str
    name: str
    issuer: str
    level: int | None
    language: str = "en"


def face(achievement: Achievement, *, issuer: str, language: str = "en") -> Face:
    """Return what the badge of `achievement` says.

    Where the fonts at hand cannot show the name in `language`, the first translation that they
    can show is taken.
    """
    wanted = achievement.name.in_language(language)
    names = (wanted, *achievement.name)
    levels = [skill.level for skill in achievement.skills if skill.level is not None]
    return Face(
        id=achievement.id,
        name=next((name for name in names if displayable(name)), wanted),
        issuer=issuer,
        level=max(levels, default=None),
        language=language,
    )


def svg(achievement: Achievement, *, issuer: str, language: str = "en") -> str:
    """Return the badge image as SVG of 1000 by 1000 units, without scripts or outside references.

    A name that no font at hand can show stays live text, which the viewer's own fonts show.
    """
    return draw(face(achievement, issuer=issuer, language=language))


def png(achievement: Achievement, *, issuer: str, language: str = "en", size: int = 600) -> bytes:
    """Return the badge image as PNG, `size` pixels square.

    A name that no font at hand can show is replaced by the achievement's id in words; the name
    itself is in the credential.
    """
    said = face(achievement, issuer=issuer, language=language)
    return _compact(to_png(draw(said, live_text=False), scale=size / SIZE))


def _compact(image: bytes) -> bytes:
    """Reduce to a palette: a badge is baked into every credential, and this is a fifth of it."""
    out = io.BytesIO()
    with Image.open(io.BytesIO(image)) as full:
        full.quantize(256, method=Image.Quantize.FASTOCTREE).save(out, "PNG", optimize=True)
    return out.getvalue()


def draw(said: Face, *, live_text: bool = True) -> str:
    """Draw a face. With `live_text`, a name without glyphs is left to the viewer's fonts."""
    digest = hashlib.sha256(said.id.encode()).digest()
    light, dark = _GROUNDS[digest[0] % len(_GROUNDS)]
    name, issuer = _shortened(said.name), _shortened(said.issuer)
    live = live_text and not displayable(name)
    title = f"{said.name} – {said.issuer}"
    level = f"{_word(said.language)} {said.level}" if said.level is not None else ""
    drawing = "".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE} {SIZE}">',
            _ground(light, dark, said.id),
            _ring(said.level),
            _ornament(digest),
            f'<circle cx="500" cy="500" r="312" fill="{dark}"/>',
            f'<circle cx="500" cy="500" r="304" fill="none" stroke="{GOLD}" stroke-width="2"/>',
            _rules(),
            _hallmarks(numbered=said.level is not None),
            _words(said, name="" if live else _plain(name, said.id), level=level, dark=dark),
            _live(name, y=424, largest=84) if live else "",
            _live(issuer, y=608, largest=34) if live_text and not displayable(issuer) else "",
            "</svg>",
        )
    )
    return described(drawing, title=title, description=f"Badge: {title}. {level}".strip())


def _ground(light: str, dark: str, identity: str) -> str:
    key = "g" + hashlib.sha256(identity.encode()).hexdigest()[:10]
    edge = guilloche.milled_edge(centre=500, radius=484, teeth=96, depth=6)
    return (
        f'<defs><radialGradient id="{key}" cx="0.38" cy="0.3" r="0.85">'
        f'<stop offset="0" stop-color="{light}"/><stop offset="1" stop-color="{dark}"/>'
        f'</radialGradient></defs><path d="{edge}" fill="url(#{key})"/>'
        f'<circle cx="500" cy="500" r="466" fill="none" stroke="{GOLD}" stroke-width="3"/>'
    )


def _ring(level: int | None) -> str:
    """Eight arcs, one a level, filled up to the level confirmed, clockwise from the bottom."""
    gap = 0.008
    arcs = []
    for number in range(1, HIGHEST + 1):
        start = 0.5 + (number - 1) / HIGHEST
        path = guilloche.arc(
            centre=500, radius=445, start=start + gap, end=start + 1 / HIGHEST - gap
        )
        on = level is not None and number <= level
        colour, opacity = (GOLD, 1) if on else (_LIGHT, 0.2)
        arcs.append(
            f'<path d="{path}" fill="none" stroke="{colour}" stroke-opacity="{opacity}"'
            ' stroke-width="16"/>'
        )
    return "".join(arcs)


def _ornament(digest: bytes) -> str:
    petals = 9 + digest[1] % 10
    lines = 5 + digest[2] % 3
    paths = [
        guilloche.rosette(
            centre=500, inner=324, outer=424, petals=petals, phase=6.2831853 * line / lines
        )
        for line in range(lines)
    ]
    counter = guilloche.rosette(centre=500, inner=348, outer=400, petals=petals * 2, phase=0)
    return (
        f'<g fill="none" stroke="{_LIGHT}" stroke-width="1.4" stroke-opacity="0.55">'
        + "".join(f'<path d="{path}"/>' for path in paths)
        + f'<path d="{counter}" stroke="{GOLD}" stroke-width="2" stroke-opacity="0.8"/></g>'
    )


def _rules() -> str:
    return f'<g stroke="{GOLD}" stroke-width="2"><path d="M330 304H670M330 546H670"/></g>'


def _hallmarks(*, numbered: bool) -> str:
    """Three punches: the maker's initials, the level, and the mark of verification."""
    tick = "M602 745l16 17 33-38"
    shield = "M326 698h96v48c0 30-20 46-48 58c-28-12-48-28-48-58z"
    octagon = "M476 690h48l34 34v46l-34 34h-48l-34-34v-46z"
    oval = '<ellipse cx="627" cy="746" rx="48" ry="55"/>'
    middle = f'<path d="{octagon}"/>' if numbered else '<path d="M500 720l26 26-26 26-26-26z"/>'
    return (
        f'<g fill="{GOLD}" stroke="{_LIGHT}" stroke-width="2.5">'
        f'<path d="{shield}"/>{middle}{oval}</g>'
        f'<path d="{tick}" fill="none" stroke="#2A1E05" stroke-width="10"'
        ' stroke-linecap="round" stroke-linejoin="round"/>'
    )


def _words(said: Face, *, name: str, level: str, dark: str) -> str:
    outlines = typeset(
        template("badge.typ"),
        {
            "name": name,
            "issuer": _shortened(said.issuer) if displayable(said.issuer) else "",
            "level": level.upper(),
            "initials": _initials(said.issuer) if displayable(said.issuer) else "",
            "number": str(said.level or ""),
            "language": said.language.partition("-")[0],
            "light": _LIGHT,
            "metal": GOLD,
            "dark": dark,
        },
        output="svg",
    ).decode()
    inner = outlines[outlines.index(">") + 1 : outlines.rindex("</svg>")]
    # Plain `href` is what SVG 2 asks for and needs no namespace declared.
    return f"<g>{inner.replace('xlink:href', 'href')}</g>"


def _live(words: str, *, y: float, largest: int) -> str:
    size = max(18, min(largest, round(900 / max(len(words), 1))))
    return (
        f'<text x="500" y="{y + size * 0.35:.0f}" text-anchor="middle" font-size="{size}"'
        f' font-family="serif" fill="{_LIGHT}">{escape(words)}</text>'
    )


def _plain(name: str, identity: str) -> str:
    if displayable(name):
        return name
    words = re.sub(r"[^0-9A-Za-z]+", " ", identity.rstrip("/").rpartition("/")[2]).strip()
    return _shortened(words)


def _shortened(words: str) -> str:
    one = " ".join("".join(c if c.isprintable() else " " for c in words).split())
    return one if len(one) <= LONGEST else one[: LONGEST - 1].rstrip() + "…"


def _initials(issuer: str) -> str:
    words = [word for word in re.split(r"[\W_]+", issuer) if word]
    capitals = [word[0].upper() for word in words if word[0].isupper() or not word[0].islower()]
    return "".join((capitals or [word[0].upper() for word in words])[:2])


def _word(language: str) -> str:
    return _LEVEL.get(language.partition("-")[0], _LEVEL["en"])
