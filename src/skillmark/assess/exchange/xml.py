"""XML from strangers: no entities, no DTD's, no network, and limits on size and depth."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException, ElementTree

from skillmark.nouns.errors import UnreadableError

BYTES = 20_000_000
ELEMENTS = 200_000
DEPTH = 80
XML = "http://www.w3.org/XML/1998/namespace"
LANG = f"{{{XML}}}lang"
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def parse(data: bytes, *, where: str) -> Element:
    """Return the root; raises `UnreadableError` naming `where` and the line."""
    if len(data) > BYTES:
        raise UnreadableError(f"more than {BYTES:,} bytes of XML", where=where, code="xml_size")
    count = depth = 0
    root: Element | None = None
    try:
        for event, element in ElementTree.iterparse(
            BytesIO(data), events=("start", "end"), forbid_dtd=False
        ):
            if event == "end":
                depth -= 1
                continue
            root = element if root is None else root
            count, depth = count + 1, depth + 1
            if depth > DEPTH or count > ELEMENTS:
                raise UnreadableError(
                    f"more than {ELEMENTS:,} elements, or {DEPTH} inside one another",
                    where=where,
                    code="xml_size",
                )
    except DefusedXmlException as error:
        raise UnreadableError(
            "the XML defines entities or points elsewhere", where=where, code="xml_entities"
        ) from error
    except ParseError as error:
        raise UnreadableError(f"this is no XML: {error}", where=where, code="xml") from error
    except (LookupError, ValueError) as error:  # unknown encodings
        raise UnreadableError("this is no XML", where=where, code="xml") from error
    if root is None:
        raise UnreadableError("this is no XML", where=where, code="xml")
    return root


def looks_like(data: bytes) -> bool:
    """Say whether these bytes begin like XML."""
    head = data[:200].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").replace(b"\x00", b"")
    return head.startswith(b"<")


def write(root: Element) -> bytes:
    """Return a document in UTF-8."""
    body: bytes = ElementTree.tostring(root, encoding="utf-8")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + body + b"\n"


def clean(words: str) -> str:
    """Return words without the characters that XML cannot hold."""
    return _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", words)


def local(element: Element) -> str:
    """Return the name of an element without its namespace."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def children(element: Element | None, name: str) -> Iterator[Element]:
    """Yield the children of a name, whatever their namespace."""
    return (one for one in (element if element is not None else ()) if local(one) == name)


def child(element: Element | None, name: str) -> Element | None:
    """Return the first child of a name."""
    return next(children(element, name), None)


def within(element: Element, name: str) -> Iterator[Element]:
    """Yield the descendants of a name."""
    return (one for one in element.iter() if local(one) == name)


def text(element: Element | None) -> str:
    """Return all words inside, spaces as they are."""
    return "".join(element.itertext()) if element is not None else ""
