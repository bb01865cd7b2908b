"""Building elements of QTI in few words."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree.ElementTree import Element

from skillmark.assess.exchange.qti.names import ASI, identifier
from skillmark.assess.exchange.xhtml import plain
from skillmark.assess.exchange.xml import clean

Attributes = dict[str, str | float | bool | None]


def make(name: str, attributes: Attributes | None = None, *inside: Element | str) -> Element:
    """Return an element of the namespace; attributes that are `None` are left out."""
    element = Element(f"{{{ASI}}}{name}")
    for key, value in (attributes or {}).items():
        if value is not None:
            element.set(key, said(value))
    fill(element, inside)
    return element


def fill(element: Element, inside: Iterable[Element | str]) -> None:
    """Put elements and words into an element, one after the other; line breaks stay."""
    for one in inside:
        if isinstance(one, Element):
            element.append(one)
        elif len(element):
            element[-1].tail = (element[-1].tail or "") + clean(one)
        else:
            plain(element, one, ASI)


def said(value: str | float | bool) -> str:
    """Return a value as attributes and texts hold it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return " ".join(clean(value).split())
    return number(value)


def number(value: float) -> str:
    """Return a number such that it reads back equal, whole ones without a point."""
    return str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(value)


def text(name: str, words: str, attributes: Attributes | None = None) -> Element:
    """Return an element that holds plain words."""
    return make(name, attributes, words)


# expressions and rules of response processing


def variable(name: str) -> Element:
    """Return the value of a variable."""
    return make("qti-variable", {"identifier": name})


def constant(base: str, value: str | float) -> Element:
    """Return a constant."""
    words = value if isinstance(value, str) else number(value)
    return make("qti-base-value", {"base-type": base}, words)


def expression(name: str, *inside: Element) -> Element:
    """Return an operator over expressions."""
    return make(f"qti-{name}", None, *inside)


def assign(name: str, value: Element) -> Element:
    """Return the rule that sets an outcome."""
    return make("qti-set-outcome-value", {"identifier": name}, value)


def when(test: Element, *rules: Element, otherwise: Element | None = None) -> Element:
    """Return the rule that follows rules where a test holds."""
    branch = expression("response-if", test, *rules)
    rest = [expression("response-else", otherwise)] if otherwise is not None else []
    return expression("response-condition", branch, *rest)


def answered(name: str) -> Element:
    """Return the test that a response was given."""
    return expression("not", expression("is-null", variable(name)))


def declare(
    name: str,
    cardinality: str,
    base: str,
    correct: Iterable[str] = (),
    mapping: Element | None = None,
) -> Element:
    """Return the declaration of a response variable."""
    values = [make("qti-value", None, one) for one in correct]
    return make(
        "qti-response-declaration",
        {"identifier": name, "cardinality": cardinality, "base-type": base},
        *([make("qti-correct-response", None, *values)] if values else []),
        *([mapping] if mapping is not None else []),
    )


def mapping(
    entries: Iterable[tuple[str, float]],
    *,
    default: float = 0.0,
    lower: float | None = None,
    case: bool | None = None,
) -> Element:
    """Return what the values of a response are worth."""
    inside = [
        make("qti-map-entry", {"map-key": key, "mapped-value": worth, "case-sensitive": case})
        for key, worth in entries
    ]
    return make("qti-mapping", {"default-value": default, "lower-bound": lower}, *inside)


def ids(names: Iterable[str]) -> list[str]:
    """Return identifiers of several names."""
    return [identifier(one) for one in names]
