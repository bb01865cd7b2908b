"""Which version of a framework is the newest: by what it is called, not by when it was imported."""

from __future__ import annotations

import re

_PART = re.compile(r"\d+|[^\W\d_]+")
_SAID = re.compile(r"\bv(?:ersion)?\.?\s*(?=\d)")


def order(version: str) -> str:
    """Return a key that sorts versions as people do: 1.9, 1.10, 2.0-beta, 2.0, 2.0.1."""
    parts = _PART.findall(_SAID.sub("", version.casefold()))
    # a number goes behind the end of a shorter version, a word before it
    keys = [f"n{part.zfill(12)}" if part.isdecimal() else f"a{part}" for part in parts]
    return " ".join((*keys, "m"))[:400]
