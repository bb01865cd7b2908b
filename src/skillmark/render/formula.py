"""Formulas: TeX between dollar signs as MathML, which browsers show and screen readers read.

latex2mathml reads the TeX. What it builds is taken over element by element, and only what stands
in `ELEMENTS`: it lets raw markup, addresses and styles through, and shows what it does not know.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape, unescape
from xml.etree.ElementTree import Element, SubElement

from skillmark.nouns.errors import InputError

FORMULA = re.compile(
    r"(?<![\\$])(?:\$\$(?P<block>(?:\\.|[^$\\])+?)\$\$"
    r"|\$(?!\s)(?P<line>(?:\\.|[^$\\\n`])+?)(?<!\s)\$(?!\d))",
    re.DOTALL,
)
"""TeX between dollar signs, after the rule of Pandoc: `$5 and $6` are prices, `\\$` is a sign."""
LONGEST = 1000
"""Characters of one formula."""
DEEPEST = 30
"""Braces inside one another."""
LARGEST = 3000
"""Elements of one formula."""
NAMESPACE = "http://www.w3.org/1998/Math/MathML"

_WORD = re.compile(r"[a-z-]{1,20}")
_LENGTH = re.compile(r"-?\d{0,4}(\.\d{1,4})?(em|ex|px|pt|mu)?")
ELEMENTS: dict[str, dict[str, re.Pattern[str]]] = {
    "mrow": {},
    "mi": {"mathvariant": re.compile("normal")},
    "mn": {},
    "mo": dict.fromkeys(
        (
            "accent",
            "fence",
            "form",
            "largeop",
            "movablelimits",
            "separator",
            "stretchy",
            "symmetric",
        ),
        _WORD,
    )
    | dict.fromkeys(("lspace", "rspace", "minsize", "maxsize"), _LENGTH),
    "mtext": {},
    "mspace": {"width": _LENGTH},
    "mstyle": {"displaystyle": _WORD, "scriptlevel": re.compile("[0-3]")},
    "mfrac": {"linethickness": _LENGTH},
    "msqrt": {},
    "mroot": {},
    "msub": {},
    "msup": {},
    "msubsup": {},
    "munder": {},
    "mover": {},
    "munderover": {},
    "mtable": {},
    "mtr": {},
    "mtd": {"columnalign": re.compile("left|center|right")},
}
"""What a formula may be made of: elements of MathML Core, with their attributes and values."""
_PARTS = {
    "mfrac": 2, "mroot": 2, "msub": 2, "msup": 2, "munder": 2, "mover": 2,
    "msubsup": 3, "munderover": 3,
}  # fmt: skip
_TOKENS = {"mi", "mn", "mo", "mtext"}
_NAMING = re.compile(r"\\(?:re)?(?:newcommand|def|let|providecommand|require|unicode)(?![A-Za-z])")


def formulas(words: str) -> Iterator[tuple[str, bool]]:
    """Yield the formulas in words, each with whether it stands in a block of its own."""
    for found in FORMULA.finditer(words):
        yield (found["block"] or found["line"]), found["block"] is not None


def tree(tex: str, *, block: bool = False) -> Element:
    """Return a formula as `math`, made of `ELEMENTS` alone, with its TeX as annotation.

    Raises `InputError` (code `formula`) with what cannot be read.
    """
    if len(tex) > LONGEST:
        raise _unread(f"it is longer than {LONGEST} characters")
    if _depth(tex) > DEEPEST:
        raise _unread(f"its braces stand more than {DEEPEST} deep")
    if found := _NAMING.search(tex):
        raise _unread(f"{found.group()} is not supported")
    built = _read(tex, "block" if block else "inline")
    if sum(1 for _ in built.iter()) > LARGEST:
        raise _unread("it is too large")
    math = Element("math", {"display": "block" if block else "inline"})
    semantics = SubElement(math, "semantics")
    semantics.append(_taken(built[0]))
    note = SubElement(semantics, "annotation", {"encoding": "application/x-tex"})
    note.text = tex
    return math


def mathml(tex: str, *, block: bool = False) -> str:
    """Return a formula as MathML for a page; raises `InputError` (code `formula`) as `tree`."""
    row = tree(tex, block=block)[0][0]
    return f'<math display="{"block" if block else "inline"}">{_written(row)}</math>'


def _read(tex: str, display: str) -> Element:
    from latex2mathml.converter import convert_to_element

    try:
        return convert_to_element(tex, display=display)
    except Exception as error:  # its errors have no class in common, and not all are its own
        kind = type(error).__name__.removesuffix("Error")
        raise _unread(_CAUSES.get(kind, "something is missing, or stands too often")) from error


_CAUSES = {
    "MissingSuperScriptOrSubscript": "something is missing after _ or ^",
    "ExtraLeftOrMissingRight": "\\left and \\right do not belong together",
    "DoubleSubscripts": "it has two _ after one another",
    "DoubleSuperscripts": "it has two ^ after one another",
    "MissingEnd": "\\end is missing",
    "NumeratorNotFound": "what stands above the line is missing",
    "DenominatorNotFound": "what stands below the line is missing",
    "NoAvailableTokens": "something is missing at the end",
    "Recursion": "it is too deep",
}


def _depth(tex: str) -> int:
    """Return how deep braces stand in one another; raises `InputError` where they do not match."""
    open_ = deepest = 0
    for sign in re.findall(r"\\.|[{}]", tex, re.DOTALL):
        open_ += {"{": 1, "}": -1}.get(sign, 0)
        deepest = max(deepest, open_)
        if open_ < 0:
            raise _unread("there is a } too many")
    if open_:
        raise _unread("there is a { too many")
    return deepest


def _taken(element: Element) -> Element:
    """Return an element as it may stand here, with everything in it."""
    name = element.tag
    if name not in ELEMENTS:
        raise _unread(f"{name} is not supported")
    allowed = ELEMENTS[name]
    taken = Element(name)
    for key, value in element.attrib.items():
        if key not in allowed or not allowed[key].fullmatch(value):
            raise _unread(f"{key} is not supported")
        taken.set(key, value)
    for one in element:
        taken.append(_taken(one))
    if len(taken) != _PARTS.get(name, len(taken)):
        raise _unread("something is missing")
    if name in _TOKENS:
        taken.text = _token(name, unescape(element.text or ""))
    return taken


def _token(name: str, words: str) -> str:
    """Return the words of a token; what is still TeX in it was not read."""
    if name != "mtext" and (command := re.search(r"\\([A-Za-z]+)", words)):
        raise _unread(f"\\{command.group(1)} is not known")
    if name != "mtext" and words in {"&", "\\", "#", "$"}:
        raise _unread(f"{words} stands where it means nothing")
    return "".join(one for one in words if one.isprintable() or one == "\u00a0")


def _written(element: Element) -> str:
    attributes = "".join(f' {key}="{escape(value)}"' for key, value in element.attrib.items())
    inner = escape(element.text or "") + "".join(_written(one) for one in element)
    return f"<{element.tag}{attributes}>{inner}</{element.tag}>"


def _unread(why: str) -> InputError:
    return InputError(f"this formula cannot be read: {why}", code="formula")
