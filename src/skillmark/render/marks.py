"""What authors put between their words: pictures, by name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

PICTURE = re.compile(
    r"(?<!\\)!\[(?P<alt>(?:\\.|[^\\\[\]]){0,1000})\]"
    r"\((?:<(?P<spaced>[^<>\n\\]{1,200})>|(?P<name>[^\s()<>\\]{1,200}))\)",
    re.DOTALL,
)
"""`![what it shows](name.png)`; a name with blanks or brackets stands between `<` and `>`."""
_SIGN = re.compile(r"\\([!-/:-@\[-`{-~])")


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture between words."""

    name: str
    alt: str
    """What it shows, in words, for those who do not see it; empty where the author says nothing."""


def pictures(words: str) -> Iterator[Picture]:
    """Yield the pictures in words. Addresses on the web are no pictures here but links."""
    for found in PICTURE.finditer(words):
        picture = picture_of(found)
        if not re.match(r"[a-z][a-z0-9+.-]*:|/", picture.name, re.IGNORECASE):
            yield picture


def picture_of(found: re.Match[str]) -> Picture:
    """Return the picture that `PICTURE` has found."""
    alt = " ".join(_SIGN.sub(r"\1", found["alt"]).split())
    return Picture((found["spaced"] or found["name"]).strip(), alt)
