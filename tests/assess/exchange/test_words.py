"""Words with marks: Markdown, XHTML, the HTML of other people's editors, MathML."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmark.assess.exchange.html import tree
from skillmark.assess.exchange.markdown import Markdown, escaped
from skillmark.assess.exchange.xhtml import blocks, html
from skillmark.assess.exchange.xml import parse

any_words = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=40
)
signs = st.text("ab *_`[]()<>&#+-.!|\\~=1:\n", min_size=1, max_size=30)


def back(markdown: str, **options) -> str:
    return Markdown(**options).of(blocks(markdown, "urn:x"))


def read(markup: str, **options) -> tuple[str, list[str]]:
    lost: list[str] = []
    return Markdown(lost=lost.append, **options).inside(tree(markup)), lost


@pytest.mark.parametrize(
    "markdown",
    [
        "One.\n\nTwo *three* **four** `five`.",
        "- a\n- b\n  - c\n  - d",
        "1. a\n2. b\n\nAfter.",
        "- a\n\n  more\n\n- b",
        "> quoted *words*\n>\n> more",
        "```python\nx = [1, 2]\n\nprint('*')\n```",
        "| a | b |\n| --- | ---: |\n| 1 | 2 \\| 3 |",
        "![a map](map.png) and [a link](https://example.org/a_b)",
        "## Heading\n\nText\\\nnext line",
        "Formula $a_1 * b_2 * c$ and $$\\frac{1}{2}$$.",
        "a\n\n---\n\nb",
        "1 < 2 & 3 > 2",
    ],
)
def test_what_authors_write_comes_back_as_it_was(markdown):
    assert back(markdown).replace("\\<", "<") == markdown


@given(signs | any_words)
def test_writing_what_was_read_shows_the_same(markdown):
    """Markdown need not come back letter by letter, but what it shows does."""
    if "$" in markdown or _empty_structures(markdown) or re.search(r"\\[(\[]", html(markdown)):
        return  # formulas between \\( and \\) become $ $
    once = back(markdown)
    assert _shown(once) == _shown(markdown)


def _empty_structures(markdown: str) -> bool:
    """Whether it shows quotations, items, headings or links that hold nothing, or neighbours."""
    shown = html(markdown)
    marks = (
        "<ul>",
        "<ol",
        *(f"<h{n}" for n in range(1, 7)),
        "<blockquote",
        "<a ",
        "<img",
        "<pre",
        "<em>",
        "<strong>",
    )
    return any(mark in shown for mark in marks)


def _shown(markdown: str) -> str:
    """What is shown, but for breaks at the beginning of a paragraph and spaces before others."""
    shown = re.sub(r"\s*<br />", "<br /> ", " ".join(html(markdown).split()))
    shown = " ".join(shown.split())
    return re.sub(r"(<p>)(?:\s*<br />)+\s*", r"\1", shown)


@given(any_words | signs)
def test_plain_words_are_shown_as_they_are(words):
    shown = Markdown(flat=True).inside(
        parse(f"<div>{html(escaped(words))}</div>".encode(), where="")
    )
    if "$" not in words:
        assert shown.split() == words.split()


@given(st.text(max_size=80))
def test_any_markup_is_read(markup):
    Markdown().inside(tree(markup))
    Markdown(flat=True).inside(tree(markup))


@pytest.mark.parametrize(
    ("markup", "markdown"),
    [
        ("Words <b>strong</b> and<br>a line", "Words **strong** and\\\na line"),
        ("<p>One<p>Two", "One\n\nTwo"),
        ("<ul><li>a<li>b</ul>", "- a\n- b"),
        ("<div><div>a</div>b</div>", "a\n\nb"),
        ("x<sup>2</sup> H<sub>2</sub>O", "x² H₂O"),
        ("<p>a&nbsp;b &amp; c</p>", "a\N{NO-BREAK SPACE}b & c"),
        (r"\(x^2\)", "$x^2$"),
        ("1. not a list", r"1\. not a list"),
        ("<span style='color:red'>red</span>", "red"),
        ("<script>alert(1)</script>ok", "ok"),
        ("<b>bold </b>word", "**bold** word"),
        ("<table><tr><th>a</th></tr><tr><td>1</td></tr></table>", "| a |\n| --- |\n| 1 |"),
    ],
)
def test_html_of_editors(markup, markdown):
    assert read(markup)[0] == markdown


def test_what_has_no_sign_is_named():
    for markup, what in {
        "<video src='a.mp4'></video>": "video",
        "x<sup>wer</sup>": "letters above or below the line",
        "<s>gone</s>": "words that are struck out",
        "<table><tr><td colspan='2'>x</td></tr></table>": "cells that span others",
        "<math><mtable></mtable></math>": "a formula that is not simple",
    }.items():
        assert read(markup)[1] == [what]


def test_simple_formulas_become_tex():
    for inside, formula in {
        "<mfrac><mn>1</mn><mi>x</mi></mfrac>": r"$\frac{1}{x}$",
        "<msup><mi>x</mi><mn>2</mn></msup><mo>+</mo><mi>y</mi>": "${x}^{2}+y$",
        "<annotation encoding='application/x-tex'>z_1</annotation>": "$z_1$",
    }.items():
        assert read(f"<math>{inside}</math>")[0] == formula


def test_a_picture_that_is_not_there_leaves_its_words():
    assert read("<img src='a.png' alt='A map'>", picture=lambda _: "")[0] == "A map"
    assert (
        read("<img src='a.png' alt='A map'>", picture=lambda _: "b c.png")[0]
        == "![A map](<b c.png>)"
    )


def test_formulas_are_written_as_mathml_and_come_back_as_their_tex():
    (paragraph,) = blocks("So $\\frac{1}{2}$ and $x_1$, not `$y$` and $\\foo$.", "urn:x")
    math = paragraph.findall("{http://www.w3.org/1998/Math/MathML}math")
    assert len(math) == 2
    assert math[0].find(".//{*}mfrac") is not None
    assert math[0].tail == " and "
    assert "$\\foo$." in (paragraph[-1].tail or "")
    assert (
        back("So $\\frac{1}{2}$, $$x^2$$ and $\\foo$.") == "So $\\frac{1}{2}$, $$x^2$$ and $\\foo$."
    )


def test_pictures_of_options_stay_where_they_are_wanted():
    markup = "<p>A <img src='a.png' alt='map'> here</p>"
    assert read(markup, flat=True, flat_pictures=True) == ("A ![map](a.png) here", [])
    words, lost = read(markup, flat=True)
    assert words == "A map here"
    assert lost
