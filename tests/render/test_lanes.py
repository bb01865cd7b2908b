"""Lanes: rows of bars along weeks, words escaped, nothing drawn beyond the axis."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from skillmark.render.lanes import Bar, Row, svg

SPACE = "{http://www.w3.org/2000/svg}"
ROWS = (
    Row("Ada <b>Lovelace</b> & friends", (Bar(0, 4, "SQL & more"), Bar(4, 90, "Long")), "week 90"),
    Row("Now", note="can now", ready=0.0),
    Row("Proof", (Bar(0, 6, solid=True),), "until May"),
)


def drawn(**options):
    return svg(
        ROWS, longest=16, step=4, axis="weeks", title="Who & when", description="The same as words",
        **options,
    )  # fmt: skip


def test_a_picture_is_well_formed_says_its_words_and_stays_inside():
    picture = drawn(asked=8)
    root = ET.fromstring(picture)
    assert root.get("role") == "img"
    assert root.find(f"{SPACE}title").text == "Who & when"
    said = "".join(root.itertext())
    assert all(words in said for words in ("Ada <b>Lovelace", "week 90", "can now", "weeks", "16"))
    width = float(root.get("width"))
    for box in root.iter(f"{SPACE}rect"):
        if box.get("x"):
            assert float(box.get("x")) + float(box.get("width")) <= width
    # What goes beyond the axis ends in an arrow; what was asked is a dashed line.
    assert picture.count('class="tl-faint"') == 1
    assert picture.count('class="tl-asked"') == 1
    assert picture.count('class="tl-solid"') == 1
    assert len(re.findall('class="tl-end"', picture)) == 1


def test_inside_a_page_it_brings_no_style_alone_it_knows_the_dark():
    assert "<style" not in drawn()
    assert "prefers-color-scheme:dark" in drawn(standalone=True)
    assert "tl-asked" not in drawn()
