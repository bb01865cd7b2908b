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
    marks = re.findall(r'translate\(([\d.]+),[\d.]+\)" d="(M[^"]+)"[^>]* stroke-width="2" ', plain)
    first, second, third, fourth = [shape for _, shape in sorted(marks, key=lambda m: float(m[0]))]
    assert first == second == fourth != third
    banded = drawn(reach=[1.0, 0.8, 0.7, 0.6])
    assert banded.count("<path") > plain.count("<path")
