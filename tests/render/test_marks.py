"""Pictures between words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmark.render.marks import Picture, pictures


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("See ![a plan](plan.png).", [Picture("plan.png", "a plan")]),
        ("![](plan.png)", [Picture("plan.png", "")]),
        ("![a\nplan](<my plan.png>)", [Picture("my plan.png", "a plan")]),
        (r"![a \[b\]](a.png)", [Picture("a.png", "a [b]")]),
        (r"\![a](a.png)", []),
        ("![a](https://example.org/a.png) ![b](javascript:x) ![c](/a.png)", []),
        ("[a](a.png)", []),
    ],
)
def test_pictures_are_found_by_name(words, found):
    assert list(pictures(words)) == found


@given(st.text("![]()<>\\ a.", max_size=2000))
def test_names_are_short_and_of_one_line(words):
    assert all(0 <= len(one.name) <= 200 and "\n" not in one.name for one in pictures(words))
