"""Evidence that somebody hands in: files, links, and a note of what they show.

A response is a list of pieces: files `{"name", "digest", "size"}` (SHA-256 in hex, bytes), links
`{"title", "url"}`, and at most one note `{"note"}`. Nobody here opens a link; a person may.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from skillmark.nouns.errors import InputError

LONGEST_LINK = 500
LONGEST_TITLE = 120
LONGEST_NOTE = 2_000
"""Characters."""
_DIGEST = re.compile(r"[0-9a-f]{64}")
_FORBIDDEN = re.compile(r"[\s\\<>\"^`{|}]")
_HOST = re.compile(r"(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}")

Piece = Mapping[str, Any]


def pieces(response: Any, members: set[str]) -> list[Piece]:
    """Return the pieces of a response that have just these members."""
    if isinstance(response, str | Mapping) or not isinstance(response, Sequence):
        return []
    return [one for one in response if isinstance(one, Mapping) and set(one) == members]


def files(response: Any) -> list[Piece]:
    """Return the files of a response."""
    return pieces(response, {"name", "digest", "size"})


def links(response: Any) -> list[Piece]:
    """Return the links of a response."""
    return pieces(response, {"title", "url"})


def note(response: Any) -> str:
    """Return the note of a response, empty where there is none."""
    found = pieces(response, {"note"})
    return str(found[0]["note"]) if found else ""


def check_file(piece: Piece, endings: Sequence[str]) -> None:
    """Raise `InputError` for what is no file, or one of another kind."""
    if not _DIGEST.fullmatch(str(piece["digest"])):
        raise InputError("this is no digest of a file", code="response")
    ending = str(piece["name"]).rpartition(".")[2].lower()
    if endings and ending not in endings:
        raise InputError(
            f"{piece['name']} is of another kind",
            remedy="files may end in " + ", ".join(endings),
            code="response",
        )


def check_link(piece: Piece) -> None:
    """Raise `InputError` unless a link has a title and an https address with a public name.

    No other scheme, no user or password, no bare address or local name, nothing invisible: what
    a rater reads is where the link leads.
    """
    title, url = piece["title"], piece["url"]
    if (
        not isinstance(title, str)
        or not title.strip()
        or len(title) > LONGEST_TITLE
        or not title.isprintable()
    ):
        raise InputError(
            "a link needs a title",
            remedy=f"say in at most {LONGEST_TITLE} characters what is behind it",
            code="response",
        )
    if not isinstance(url, str) or not host_of(url):
        raise InputError(
            "this is no address that can be handed in",
            where=str(url)[:80],
            remedy="copy the whole address from your browser; it begins with https://",
            code="response",
        )


def host_of(url: str) -> str:
    """Return the name of the site, in ASCII as name servers know it; empty for no fit address."""
    if len(url) > LONGEST_LINK or not url.isprintable() or _FORBIDDEN.search(url):
        return ""
    try:
        parts = urlsplit(url)
        port, name = parts.port, (parts.hostname or "").encode("idna").decode("ascii").lower()
    except (UnicodeError, ValueError):
        return ""
    if parts.scheme != "https" or "@" in parts.netloc or port not in (None, 443):
        return ""
    last = name.rpartition(".")[2]
    return name if _HOST.fullmatch(name) and not last.isdecimal() else ""


def check_note(piece: Piece) -> None:
    """Raise `InputError` for a note that is empty or too long."""
    words = piece["note"]
    if not isinstance(words, str) or not words.strip():
        raise InputError("the note is empty", code="response")
    if len(words) > LONGEST_NOTE:
        raise InputError(
            f"the note is longer than {LONGEST_NOTE} characters",
            remedy="shorten it",
            code="response",
        )
