"""Text with marked places: `[[gap]]` for a gap, `[[id|words]]` for words that can be marked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from skillmark.nouns.text import Text

_PLACE = re.compile(r"\[\[([A-Za-z0-9_.-]+)(?:\|([^\[\]]+))?\]\]")

Piece = dict[str, str]
"""`{"text": ...}`, `{"gap": id}`, or `{"id": id, "text": ...}` for words that can be marked."""


def pieces(words: str) -> list[Piece]:
    """Return a text in pieces."""
    found: list[Piece] = []
    at = 0
    for place in _PLACE.finditer(words):
        if place.start() > at:
            found.append({"text": words[at : place.start()]})
        marked = place.group(2)
        found.append(
            {"gap": place.group(1)} if marked is None else {"id": place.group(1), "text": marked}
        )
        at = place.end()
    if at < len(words):
        found.append({"text": words[at:]})
    return found


def fill(words: str, gaps: Mapping[str, str]) -> str:
    """Return a text with what belongs into its gaps in brackets."""
    return "".join(
        f"[{gaps[piece['gap']]}]" if "gap" in piece else piece["text"] for piece in pieces(words)
    )


def places(text: Text, *, marked: bool) -> tuple[str, ...]:
    """Return the ids of the gaps, or of the marked words, in the first language."""
    return _ids(text.translations[0][1], marked=marked)


def flaw_of_places(text: Text, wanted: Sequence[str], *, marked: bool) -> str:
    """Say what is wrong with the places of a text, or return an empty string."""
    what = "marked words" if marked else "a gap"
    for language, words in text.translations:
        ids = _ids(words, marked=marked)
        if len(set(ids)) < len(ids):
            return f"the text in {language!r} names a place twice"
        missing = sorted(set(wanted) - set(ids))
        if missing:
            return f"the text in {language!r} has no {what} {missing[0]!r}"
        strange = sorted((set(ids) | set(_ids(words, marked=not marked))) - set(wanted))
        if strange:
            return f"the text in {language!r} has {strange[0]!r}, which is explained nowhere"
    return ""


def _ids(words: str, *, marked: bool) -> tuple[str, ...]:
    member = "id" if marked else "gap"
    return tuple(piece[member] for piece in pieces(words) if member in piece)
