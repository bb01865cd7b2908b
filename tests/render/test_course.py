"""The picture of a test's course."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from skillmark.render.course import course


def drawn(**options: object) -> str:
    return course(
        [0.8, 1.6, 1.1, 3.1],
        marks=[("clearly passed", 2.94), ("clearly not passed", -2.94)],
        right=[True, True, False, True],
        answers=("right", "not right"),
        title="How it <went>",
        axis="Evidence",
        steps="Question",
        description="In the table.",
        **options,  # type: ignore[arg-type]
    )


def test_it_says_what_it_is_and_runs_nothing() -> None:
    svg = drawn()
    root = ET.fromstring(svg)
    assert root.attrib["role"] == "img"
    assert "How it &lt;went&gt;" in svg
    assert not re.search(r"<script|javascript:|\son[a-z]+=", svg)
    for words in ("clearly passed", "clearly not passed", "right", "not right", "Evidence"):
        assert words in svg


def test_right_and_other_answers_differ_in_shape_and_intervals_are_drawn() -> None:
    plain = drawn()
    shapes = {
        what: re.findall(rf'what: {what}"[^>]* d="([^"]+)"', plain)
        for what in ("right", "not right")
    }
    assert [len(found) for found in shapes.values()] == [3, 1]
    assert not set(shapes["right"]) & set(shapes["not right"])
    banded = drawn(reach=[1.0, 0.8, 0.7, 0.6])
    assert banded.count("<path") > plain.count("<path")
