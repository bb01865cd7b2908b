"""Credentials in SVG images (Open Badges 3.0, section 5.3.2).

The drawing is parsed without entities or external references and never rendered.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException, ElementTree

from skillmark.nouns.errors import ConflictError, InputError, UnreadableError

NAMESPACE = "https://purl.imsglobal.org/ob/v3p0"
NAMESPACE_2 = "http://openbadges.org"
SVG = "http://www.w3.org/2000/svg"
BYTES = 8 * 1024 * 1024

_ROOT = re.compile(
    # atomic and possessive: a comment ends where it ends, and no other way of reading is tried
    r"""\A(?P<head>\s*(?:(?><\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*>)\s*)*+)
        <(?P<name>(?:[\w.-]+:)?svg)(?P<attributes>(?:\s+(?:[^>"'/]|"[^"]*"|'[^']*'|/(?!>))*+)?+)
        (?P<empty>/?)>""",
    re.DOTALL | re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Baked:
    """What was in the drawing: its text, and the version of Open Badges that its element names."""

    text: str
    version: str


def looks_like(data: bytes) -> bool:
    """Say whether these bytes begin like an SVG document."""
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    return head.startswith(b"<") and b"svg" in head.lower()


def unbake(image: bytes) -> Baked:
    """Return the credential in an SVG, or raise `UnreadableError` saying what is wrong with it."""
    root = _parse(image)
    found = [
        Baked(_text(element, version), version)
        for tag, version in (
            (f"{{{NAMESPACE}}}credential", "3.0"),
            (f"{{{NAMESPACE_2}}}assertion", "2.0"),
        )
        for element in root.iter(tag)
    ]
    if not found:
        raise UnreadableError(
            "this drawing holds no credential",
            remedy="use the file as it was issued; editors strip the credential",
        )
    if len(found) > 1:
        raise UnreadableError(
            f"this drawing holds {len(found)} credentials, and which one counts is not said"
        )
    if not found[0].text:
        raise UnreadableError("the credential element of this drawing is empty")
    return found[0]


def _text(element: Element, version: str) -> str:
    body, verify = (element.text or "").strip(), element.get("verify") or ""
    # OB 2.0 baking, "SVGs": a body is the assertion, and `verify` then only its address
    return (body or verify) if version == "2.0" else (verify or body)


def bake(image: bytes, text: str) -> bytes:
    """Return the SVG with the credential as its first child; nothing else changes.

    A token goes into the attribute `verify`, JSON into CDATA. Raises `ConflictError` when it holds
    one already, `InputError` for a drawing with scripts, `UnreadableError` for what is not SVG.
    """
    root = _parse(image)
    _refuse_active(root)
    if any(str(e.tag).startswith((f"{{{NAMESPACE}}}", f"{{{NAMESPACE_2}}}")) for e in root.iter()):
        raise ConflictError(
            "this drawing already holds a credential", remedy="bake into the plain drawing"
        )
    drawing = image.decode("utf-8-sig")
    start = _ROOT.match(drawing)
    if start is None:
        raise UnreadableError("the svg element of this drawing cannot be found")
    if text.lstrip().startswith("{"):
        # "]]>" can only stand inside a JSON string, where an escape means the same
        harmless = text.replace("]]>", "]]\\u003e")
        attribute, body = "", f"<![CDATA[{harmless}]]>"
    else:
        attribute, body = f' verify="{text}"', ""
    declared = f' xmlns:openbadges="{NAMESPACE}"'
    # a drawing that has the prefix already keeps it, and the credential declares its own
    taken = re.search(r"\sxmlns:openbadges\s*=", start["attributes"]) is not None
    on_root, on_credential = ("", declared) if taken else (declared, "")
    opening = (
        f"{start['head']}<{start['name']}{start['attributes'].rstrip()}{on_root}>"
        f"<openbadges:credential{on_credential}{attribute}>{body}</openbadges:credential>"
    )
    rest = f"</{start['name']}>" if start["empty"] else ""
    return (opening + rest + drawing[start.end() :]).encode()


def _parse(image: bytes) -> Element:
    if len(image) > BYTES:
        raise UnreadableError(f"{len(image):,} bytes are too many for a drawing")
    try:
        image.decode("utf-8-sig")
        root = ElementTree.fromstring(image, forbid_entities=True, forbid_external=True)
    except (UnicodeDecodeError, ParseError, LookupError, ValueError) as error:
        # DefusedXmlException is a ValueError
        what = "entities or outside references" if isinstance(error, DefusedXmlException) else error
        raise UnreadableError(f"not an SVG drawing that can be read: {what}") from None
    if root.tag not in {f"{{{SVG}}}svg", "svg"}:
        raise UnreadableError("not an SVG drawing: its root is another element")
    return root


def _refuse_active(root: Element) -> None:
    for element in root.iter():
        tag = str(element.tag).rpartition("}")[2].lower()
        if tag in {"script", "foreignobject", "handler"}:
            raise InputError(f"a badge may not hold a {tag} element", remedy="remove it")
        for name, value in element.attrib.items():
            local = name.rpartition("}")[2].lower()
            target = value.strip().lower()
            if local.startswith("on"):
                raise InputError(f"a badge may not act on {local}", remedy="remove the attribute")
            if local in {"href", "src"} and not target.startswith(("#", "data:image/")):
                raise InputError(f"a badge may not refer to {value[:80]!r}", remedy="embed it")
