"""Treemaps and neighbourhoods."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillmark.render import neighbourhood, treemap

SVG = "{http://www.w3.org/2000/svg}"


def boxes(picture: str) -> list[tuple[float, float, float, float]]:
    return [
        tuple(float(one.get(name, "0")) for name in ("x", "y", "width", "height"))  # type: ignore[misc]
        for one in ET.fromstring(picture).iter(f"{SVG}rect")
    ]


@settings(max_examples=25)
@given(st.lists(st.integers(1, 100_000), min_size=1, max_size=30))
def test_areas_are_as_large_as_what_they_stand_for_and_stay_inside(sizes: list[int]) -> None:
    areas = [treemap.Area(f"Group {n}", size) for n, size in enumerate(sizes)]
    drawn = boxes(treemap.svg(areas, title="Groups", description="All"))
    whole = sum(sizes)
    for (x, y, width, height), size in zip(drawn, sorted(sizes, reverse=True), strict=False):
        assert x >= 0
        assert y >= 0
        assert x + width <= 920.1
        assert y + height <= 420.1
        if width > 20 and height > 20:
            real = (width + 3) * (height + 3) / (920 * 420)
            assert real == pytest.approx(size / whole, rel=0.02)


def test_no_word_is_cut_in_the_middle() -> None:
    areas = [treemap.Area("Information and communication", 5, "5"), treemap.Area("Crafts", 1, "1")]
    picture = treemap.svg(areas, title="Groups", description="All", width=300, height=120)
    for words in re.findall(r"<text[^>]*>([^<]*)", picture):
        for word in words.rstrip("…").split():
            assert word in {"Information", "and", "communication", "Crafts", "5", "1"}


def test_names_are_words_and_never_markup() -> None:
    picture = treemap.svg([treemap.Area("<script>", 1)], title="<b>", description="&")
    assert "<script>" not in picture
    side = neighbourhood.Side("Needs", ["<i>a</i>"], before=True)
    assert "<i>" not in neighbourhood.svg("<b>", [side], title="x")


def test_a_treemap_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        treemap.svg([treemap.Area("none", 0)], title="x", description="x")


def test_neighbours_beyond_the_limit_are_counted_and_all_are_described() -> None:
    labels = [f"skill {n}" for n in range(neighbourhood.MOST + 3)]
    sides = [
        neighbourhood.Side("Needs first", labels, before=True),
        neighbourhood.Side("Leads to", ["one"], before=False),
        neighbourhood.Side("Related", [], before=False),
    ]
    picture = neighbourhood.svg("Centre", sides, title="Around", more="and {count} more")
    assert "and 3 more" in picture
    assert "Related" not in picture
    assert labels[-1] in picture.partition("</desc>")[0]
    assert labels[-1] not in picture.partition("</desc>")[2]
