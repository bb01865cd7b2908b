"""Namespaces and identifiers of QTI 3.

Identifiers are XML names; ids of ours may be any words. What a name cannot hold is written as in
SQL/XML (ISO 9075-14): `_x0020_` for a space.
"""

from __future__ import annotations

import re

ASI = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
CP = "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1"
LOM = "http://ltsc.ieee.org/xsd/LOM"
CSM = "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscsmd_v1p1"
QTIMD = "http://www.imsglobal.org/xsd/imsqti_metadata_v3p0"
TEMPLATES = "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/"

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4,6})_")


def identifier(name: str) -> str:
    """Return an identifier that `plain_id` turns back."""
    written = []
    for at, one in enumerate(name):
        fits = one.isascii() and (one.isalpha() or one == "_" or (at and one in "0123456789.-"))
        if one == "_" and name[at + 1 : at + 2] == "x":
            fits = False
        written.append(one if fits else f"_x{ord(one):04X}_")
    return "".join(written)


def plain_id(name: str) -> str:
    """Return the id that an identifier stands for."""
    return _ESCAPE.sub(_letter, name)


def _letter(found: re.Match[str]) -> str:
    code = int(found.group(1), 16)
    printable = 0x20 <= code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF
    return chr(code) if printable else found.group()
