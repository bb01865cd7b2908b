"""The badge image: the same for ever, distinct, safe to bake and to show."""

from __future__ import annotations

import io
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from PIL import Image

from skillmark.nouns.achievement import (
    Achievement,
    AssessmentType,
    MicroCredentialElements,
    Participation,
)
from skillmark.nouns.proficiency import SkillLevel
from skillmark.nouns.text import Text
from skillmark.render import badge_image
from skillmark.render.typesetting import displayable

UNSHOWN = "𓀀𓁐𓃒"
SVG = "{http://www.w3.org/2000/svg}"


def achievement(name: str | dict[str, str] = "Data Analysis", level: int | None = 4) -> Achievement:
    return Achievement(
        id="data-analysis",
        name=Text.of(name),
        description=Text.of("d"),
        criteria=Text.of("c"),
        skills=(SkillLevel("urn:a", level), SkillLevel("urn:b")),
        elements=MicroCredentialElements(
            country="DE",
            awarding_body="b",
            learning_outcomes=(Text.of("o"),),
            workload_hours=10,
            assessment_type=AssessmentType.WRITTEN,
            participation=Participation.ONLINE,
            quality_assurance="q",
        ),
    )


def test_the_same_achievement_looks_the_same_for_ever() -> None:
    one, two = (badge_image.svg(achievement(), issuer="Academy") for _ in range(2))
    assert one == two
    other = replace(achievement(), id="statistics")
    assert badge_image.svg(other, issuer="Academy") != one
    assert badge_image.png(achievement(), issuer="A") == badge_image.png(achievement(), issuer="A")


def test_it_says_what_it_is_to_those_who_cannot_see_it() -> None:
    tree = ET.fromstring(badge_image.svg(achievement(), issuer="Academy", language="de"))
    assert tree.get("role") == "img"
    assert tree.findtext(f"{SVG}title") == "Data Analysis – Academy"
    assert "Stufe 4" in (tree.findtext(f"{SVG}desc") or "")


@pytest.mark.parametrize("level", [None, 1, 4, 8])
def test_as_many_parts_of_the_ring_as_levels(level: int | None) -> None:
    drawing = badge_image.svg(achievement(level=level), issuer="Academy")
    arcs = [line for line in drawing.split("<path") if 'stroke-width="16"' in line]
    assert len(arcs) == 8
    assert sum('stroke-opacity="1"' in arc for arc in arcs) == (level or 0)


@pytest.mark.parametrize(
    "name",
    [
        '"><script>alert(1)</script>',
        "]]><image href='http://evil.example/x.png'/>",
        '#panic("no") $x$ *a* `b`',
        "\u202eevil\u202c \x00\x07 name\n\n",
        "a" * 5000,
        "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz",
        "",
        UNSHOWN,
        "e\u0301" * 30,
        "أساسيات الذكاء الاصطناعي",
    ],
)
def test_hostile_names_stay_words(name: str) -> None:
    drawing = badge_image.svg(achievement(name), issuer=name)
    tree = ET.fromstring(drawing)
    used = {element.tag for element in tree.iter()}
    allowed = (
        "svg title desc defs radialGradient stop path circle ellipse g use symbol text clipPath"
    )
    assert used <= {SVG + tag for tag in allowed.split()}
    for element in tree.iter():
        for key, value in element.attrib.items():
            assert not key.lower().startswith("on")
            if key.endswith("href"):
                assert value.startswith("#")
    assert len(drawing) < 300_000
    image = Image.open(io.BytesIO(badge_image.png(achievement(name), issuer=name, size=200)))
    assert image.size == (200, 200)


def test_every_reference_is_defined_inside() -> None:
    tree = ET.fromstring(badge_image.svg(achievement(), issuer="Academy"))
    ids = {element.get("id") for element in tree.iter()}
    used = {element.get("href", "")[1:] for element in tree.iter(f"{SVG}use")}
    assert used
    assert used <= ids


def test_a_name_that_no_font_shows() -> None:
    if displayable(UNSHOWN):
        pytest.skip("this machine has a font for hieroglyphs")
    # Another translation is better than none.
    both = achievement({"egy": UNSHOWN, "en": "Scribe"})
    assert badge_image.face(both, issuer="A", language="egy").name == "Scribe"
    # Without one, SVG leaves it to the viewer's fonts and PNG shows the id in words.
    only = achievement({"egy": UNSHOWN})
    assert UNSHOWN in badge_image.svg(only, issuer="A")
    assert badge_image.png(only, issuer="A") == badge_image.png(
        achievement("data analysis"), issuer="A"
    )


def test_the_png_is_small_and_transparent_at_the_corners() -> None:
    made = badge_image.png(achievement(), issuer="Academy")
    assert len(made) < 120_000
    image = Image.open(io.BytesIO(made)).convert("RGBA")
    assert image.size == (600, 600)
    assert image.getpixel((0, 0))[3] == 0  # type: ignore[index]
    assert image.getpixel((300, 300))[3] == 255  # type: ignore[index]
