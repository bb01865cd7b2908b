"""TeX as MathML: what is shown, what is refused, and that nothing else gets through."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmark.nouns.errors import InputError
from skillmark.render.formula import ELEMENTS, FORMULA, formulas, mathml, tree


class Seen(HTMLParser):
    """Every element and attribute of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, tuple[str, ...]]] = []
        self.words = ""

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, tuple(name for name, _ in attrs)))

    def handle_data(self, data):
        self.words += data


def seen(html: str) -> Seen:
    found = Seen()
    found.feed(html)
    found.close()
    return found


@pytest.mark.parametrize(
    ("tex", "shown"),
    [
        ("x^2", "<msup><mi>x</mi><mn>2</mn></msup>"),
        (r"\frac{1}{2}", "<mfrac><mrow><mn>1</mn></mrow><mrow><mn>2</mn></mrow></mfrac>"),
        (r"\sqrt[3]{x}", "<mroot><mrow><mi>x</mi></mrow><mn>3</mn></mroot>"),
        ("a < b", "<mi>a</mi><mo>&lt;</mo><mi>b</mi>"),
        (r"\alpha", "<mi>α</mi>"),
        (r"\text{a & b <i>}", "<mtext>a\u00a0&amp;\u00a0b\u00a0&lt;i&gt;</mtext>"),
        (r"5\,\%", '<mn>5</mn><mspace width="0.167em"></mspace><mi>%</mi>'),
    ],
)
def test_formulas_become_mathml(tex, shown):
    assert mathml(tex) == f'<math display="inline"><mrow>{shown}</mrow></math>'


@pytest.mark.parametrize(
    ("tex", "why"),
    [
        (r"\foo{x}", r"\foo is not known"),
        ("x_", "missing after _ or ^"),
        ("{x", "a { too many"),
        ("x}", "a } too many"),
        (r"\frac{1}", "something is missing"),
        ("x^2^3", "two ^"),
        (r"\left( x", r"\left and \right"),
        ("a & b", "& stands where it means nothing"),
        (r"\href{javascript:alert(1)}{x}", "href is not supported"),
        (r"\style{color:red}{x}", "style is not supported"),
        (r"\class{admin}{x}", "class is not supported"),
        (r"\newcommand{\a}{\a\a}\a", r"\newcommand is not supported"),
        (r"\def\a{\a}\a", r"\def is not supported"),
        ("", "missing at the end"),
        ("{" * 40 + "x" + "}" * 40, "30 deep"),
        ("^{" * 300 + "x" + "}" * 300, "30 deep"),
        ("x" * 1001, "longer than 1000"),
        (r"\begin{aligned}a &= b\end{aligned}", "& stands"),
    ],
)
def test_what_cannot_be_read_is_said(tex, why):
    with pytest.raises(InputError) as error:
        mathml(tex)
    assert error.value.code == "formula"
    assert why in error.value.cause


COMMANDS = st.sampled_from(
    [
        r"\frac",
        r"\sqrt",
        r"\text",
        r"\left",
        r"\right",
        r"\begin{array}{c}",
        r"\end{array}",
        r"\href",
        r"\style",
        r"\color",
        r"\hspace",
        r"\mathbb",
        r"\sum",
        r"\int",
        r"\\",
        r"&",
        r"{",
        r"}",
        r"_",
        r"^",
        r"(",
        r")",
        r"[",
        r"]",
        r"<script>",
        r"&lt;",
        r"&#60;",
        r"'",
        r"onload=",
        r"\unicode",
        r"\overline",
        r"\cfrac",
        r"x",
        r"1",
        r"\limits",
        r"\binom",
        r"\not",
        r"\substack",
        r"\phantom",
        r"\class",
        r"\mbox",
        r"\genfrac",
        r"\tag",
        r"\prime",
        r"\operatorname",
    ]
)


@given(st.one_of(st.text(max_size=60), st.lists(COMMANDS, max_size=14).map(" ".join)))
def test_only_listed_elements_and_attributes_come_out(tex):
    try:
        shown = mathml(tex, block=True)
    except InputError:
        return
    for tag, attributes in seen(shown).elements:
        assert tag == "math" or set(attributes) <= set(ELEMENTS[tag])
    assert len(shown) < 200 * (len(tex) + 1)
    assert tree(tex)[0][1].text == tex


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("It costs $5 and $6.", []),
        ("$x$ and $$y$$", [("x", False), ("y", True)]),
        (r"a \$x$ b", []),
        (r"$5\$ + x$", [(r"5\$ + x", False)]),
        ("$ x $", []),
        ("$a\nb$", []),
        ("$$a\nb$$", [("a\nb", True)]),
    ],
)
def test_where_formulas_begin_and_end(words, found):
    assert list(formulas(words)) == found


@given(st.text("$\\ x1\n", max_size=4000))
def test_finding_them_takes_no_longer_for_words_that_are_made_for_it(words):
    assert sum(len(one.group()) for one in FORMULA.finditer(words)) <= len(words)
