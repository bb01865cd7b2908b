"""Markdown and plain words as XHTML, for formats whose words are marked up."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from xml.etree.ElementTree import Element, SubElement

from markdown_it import MarkdownIt

from skillmark.assess.exchange.xml import clean, local, parse
from skillmark.nouns.errors import InputError
from skillmark.render.formula import FORMULA
from skillmark.render.formula import NAMESPACE as MATHML
from skillmark.render.formula import tree as formula

Source = Callable[[str], str]
"""From the name of a picture in Markdown to its address in the other document."""


@cache
def _parser() -> MarkdownIt:
    options = {"html": False, "linkify": False, "typographer": False, "xhtmlOut": True}
    # other formats have no element for what is struck out
    return MarkdownIt("js-default", options).disable("strikethrough")


def html(markdown: str, source: Source = str) -> str:
    """Return Markdown as well-formed XHTML; formulas stay as they are, raw HTML becomes text."""
    words = clean(markdown)
    formulas: list[str] = []

    def hide(found: re.Match[str]) -> str:
        formulas.append(found.group())
        return f"{_OPEN}{len(formulas) - 1}{_SHUT}"

    hidden = FORMULA.sub(hide, words.replace(_OPEN, "").replace(_SHUT, ""))
    tokens = _parser().parse(hidden)
    for token in tokens:
        for inner in token.children or ():
            if inner.type == "image":
                inner.attrSet("src", source(str(inner.attrGet("src") or "")))
    rendered = str(_parser().renderer.render(tokens, _parser().options, {}))
    return _PLACE.sub(lambda found: _escaped(formulas[int(found.group(1))]), rendered)


_OPEN, _SHUT = "\ue000", "\ue001"
_PLACE = re.compile(f"{_OPEN}(\\d+){_SHUT}")


def _escaped(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def blocks(markdown: str, namespace: str, source: Source = str) -> Iterator[Element]:
    """Yield the blocks of a text as elements of a namespace, formulas as MathML."""
    root = parse(f"<div>{html(markdown, source)}</div>".encode(), where="Markdown")
    for element in root.iter():
        style = element.attrib.pop("style", "")
        if style.startswith("text-align:"):
            element.set("align", style.removeprefix("text-align:"))
        element.attrib.pop("start", None)
        if local(element) == "a":
            element.attrib.pop("title", None)
        if local(element) == "img":
            element.attrib.pop("title", None)
            element.attrib.setdefault("alt", "")
        element.tag = f"{{{namespace}}}{local(element)}"
    _set(root)
    for one in root:
        one.tail = None
        yield one


def _set(element: Element) -> None:
    """Put MathML, with its TeX as annotation, in place of the formulas in an element's words."""
    if local(element) in ("code", "pre", "math"):
        return
    for at in range(len(element) - 1, -1, -1):
        _set(element[at])
        words, formulas_ = _divided(element[at].tail)
        element[at].tail = words
        element[at + 1 : at + 1] = formulas_
    element.text, formulas_ = _divided(element.text)
    element[0:0] = formulas_


def _divided(words: str | None) -> tuple[str | None, list[Element]]:
    """Return the words before the first formula, and the formulas with what follows each."""
    found: list[Element] = []
    first, at = words, 0
    for one in FORMULA.finditer(words or ""):
        try:
            math = formula(one["block"] or one["line"], block=one["block"] is not None)
        except InputError:
            continue  # it stays as its text
        before = str(words)[at : one.start()]
        if found:
            found[-1].tail = before
        else:
            first = before
        for part in math.iter():
            part.tag = f"{{{MATHML}}}{part.tag}"
        found.append(math)
        at = one.end()
    if found:
        found[-1].tail = str(words)[at:]
    return first, found


def plain(parent: Element, words: str, namespace: str) -> None:
    """Put plain words into an element; line breaks stay."""
    first, *rest = clean(words).split("\n")
    parent.text = (parent.text or "") + first
    for line in rest:
        SubElement(parent, f"{{{namespace}}}br").tail = line


def plain_blocks(words: str, namespace: str) -> Iterator[Element]:
    """Yield plain words as paragraphs, which blank lines divide."""
    for paragraph in re.split(r"\n\s*\n", words):
        element = Element(f"{{{namespace}}}p")
        plain(element, paragraph, namespace)
        yield element
