"""QTI 2.1 and 2.2 in the names of QTI 3.

Version 3 writes the names of 2.x with dashes and a prefix (`choiceInteraction` becomes
`qti-choice-interaction`), elements of HTML and MathML excepted, and puts what feedback and rubrics
say into a `qti-content-body`.
"""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from skillmark.assess.exchange.markdown import BLOCKS
from skillmark.assess.exchange.xml import LANG, local

HTML = BLOCKS | {
    "a", "abbr", "acronym", "audio", "b", "bdi", "bdo", "big", "br", "cite", "code", "col",
    "colgroup", "dfn", "em", "embed", "i", "iframe", "img", "kbd", "label", "object", "param",
    "picture", "q", "rb", "rp", "rt", "ruby", "s", "samp", "small", "source", "span", "strong",
    "style", "sub", "sup", "tbody", "track", "tt", "u", "var", "video",
}  # fmt: skip
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
ROOTS = {"assessmentItem", "assessmentTest", "assessmentSection", "assessmentStimulus"}


def dashed(name: str) -> str:
    """Return a name with dashes in place of capital letters."""
    return _HUMP.sub("-", name).lower()


def modern(root: Element) -> Element:
    """Return a document with the names of QTI 3 and without namespaces; changes the tree."""
    old = local(root) in ROOTS
    language = root.get(LANG) or root.get("lang") or ""
    _rename(root, old=old, formula=False)
    if language:
        root.set("lang", language)
    return root


def _rename(element: Element, *, old: bool, formula: bool) -> None:
    name = local(element)
    formula = formula or name == "math"
    foreign = formula or name in HTML
    element.tag = name if foreign or not old else f"qti-{dashed(name)}"
    for key in list(element.attrib):
        value = element.attrib.pop(key)
        plain = key.rpartition("}")[2]
        element.attrib[dashed(plain) if old and not foreign else plain] = value
    for one in element:
        _rename(one, old=old, formula=formula)


def is_qti(root: Element) -> bool:
    """Say whether a document is an item, a test, a section or material of QTI 2 or 3."""
    name = local(root)
    return name in ROOTS or name.removeprefix("qti-") in {dashed(one) for one in ROOTS}
