"""Markdown loses its marks on paper, and no words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmark.render.plain_markdown import blocks


def test_marks_go_and_structure_stays() -> None:
    text = "Passed the **Foundations** test:\n\n- explains `why`;\n- checks [names](https://x.example).\n"
    assert blocks(text) == [
        {"kind": "paragraph", "words": "Passed the Foundations test:"},
        {"kind": "item", "words": "explains why;"},
        {"kind": "item", "words": "checks names."},
    ]


@pytest.mark.parametrize("text", ["", "   ", "\n\n"])
def test_nothing_stays_nothing(text: str) -> None:
    assert blocks(text) == []


def test_raw_html_is_text() -> None:
    assert blocks("a <script>alert(1)</script> b")[0]["words"] == "a <script>alert(1)</script> b"


@given(st.lists(st.from_regex(r"[a-zäöü]{1,9}", fullmatch=True), min_size=1, max_size=12))
def test_plain_words_pass_unchanged(words: list[str]) -> None:
    said = " ".join(words)
    assert blocks(said) == [{"kind": "paragraph", "words": said}]
