"""Words from people as HTML: Markdown, formulas, pictures; whatever they write, nothing harms."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmark.render.formula import ELEMENTS
from skillmark.server.front.pages import markdown_html, words_html

PICTURES = {"plan.png": "/pictures/plan.png", "my plan.png": "/pictures/my%20plan.png"}
ALLOWED = {
    "p": set(), "br": set(), "em": set(), "strong": set(), "s": set(), "hr": set(),
    "code": {"class"}, "pre": set(), "blockquote": set(), "ul": set(), "li": set(),
    "ol": {"start"}, "a": {"href", "title"}, "img": {"class", "src", "alt"},
    "table": set(), "thead": set(), "tbody": set(), "tr": set(), "th": {"class"}, "td": {"class"},
    **{f"h{n}": set() for n in range(1, 7)},
    "math": {"display"}, **{name: set(own) for name, own in ELEMENTS.items()},
}  # fmt: skip
PIECES = st.sampled_from(
    [
        *("$x$", "$$x$$", "$", "$\\foo$", "$\\text{<b>}$", "$\\href{javascript:x}{y}$"),
        *("<script>", "&lt;", "<img src=x>", "\x00", "]", "(", "\\", "`", "```", "*", "_"),
        *("![a](plan.png)", '!["><b>](plan.png)', "![a](<my plan.png>)"),
        *("![a](https://e.example/a.png)", "[a](javascript:x)"),
        *("[![a](plan.png)](https://e.example)", "|a|b|\n|:-|-:|\n|$x$|![a](plan.png)|"),
        *("\n", "\n\n", "    ", "- ", "> ", "# "),
    ]
)
WORDS = st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=12).map("".join))


class Seen(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))


@pytest.mark.parametrize("shown", [markdown_html, words_html])
@given(source=WORDS)
def test_only_listed_elements_attributes_and_addresses_come_out(shown, source):
    html = shown(source, PICTURES)
    for tag, attributes in Seen(html).elements:
        assert set(attributes) <= ALLOWED[tag], (tag, attributes)
        if tag == "img":
            assert attributes["src"] in PICTURES.values()
        if tag == "a":
            assert str(attributes["href"]).startswith(("https://", "http://", "mailto:"))
    assert len(html) < 400 * (len(source) + 1)


def test_formulas_are_mathml_and_prices_are_prices():
    assert "<msup><mi>x</mi><mn>2</mn></msup>" in markdown_html("So $x^2$ is *it*.")
    assert "<math" not in markdown_html("It costs $5 and $6, or `$x$`, or \\$x$.")
    assert '<math display="block">' in markdown_html("$$\\frac{1}{2}$$")
    assert "x*y <math" in words_html("x*y $x$")


def test_what_cannot_be_read_as_a_formula_stays_as_its_text():
    assert markdown_html("$\\foo{x}$") == "<p>$\\foo{x}$</p>\n"
    assert words_html("$\\foo{<x>}$") == "$\\foo{&lt;x&gt;}$"


def test_a_picture_is_shown_where_the_page_has_its_address_and_nowhere_else():
    source = "![A *plan*](plan.png)"
    image = '<img class="shown" src="/pictures/plan.png" alt="A *plan*">'
    assert markdown_html(source, PICTURES) == f"<p>{image}</p>\n"
    assert words_html(source, PICTURES) == image
    assert markdown_html(source) == "<p>![A <em>plan</em>](plan.png)</p>\n"
    assert words_html(source) == source
    assert "<img" not in markdown_html("![x](https://e.example/plan.png)", PICTURES)


def test_columns_keep_their_direction_without_a_style():
    html = markdown_html("|a|b|\n|:-|-:|\n|1|2|")
    assert '<td class="to-right">2</td>' in html
    assert "style" not in html
