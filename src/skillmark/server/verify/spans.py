"""Find the credential inside a request's JSON without reading it, so that it is read once.

A credential of a kind that was met before is verified from its bytes, without parsing. The request
around it is a name or two: where it is written plainly, the bytes between are cut out. They count
only if they prove to be one JSON object (or are a token) by themselves, as verifying them shows:
then the whole can be read in no other way. In every other case the whole is read strictly.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_SIMPLE = rb'"(?P<name>options|holder)"\s*+:\s*+(?:\{\s*+\}|"(?P<text>[ !#-\[\]-~]*+)")'
_BEFORE = re.compile(
    rb"\s*+\{\s*+(?:" + _SIMPLE + rb'\s*+,\s*+)?"(?P<member>\w++)"\s*+:\s*+(?=[{"])'
)
_AFTER = re.compile(rb",\s*+" + _SIMPLE + rb"\s*+\Z")
_TOKEN = re.compile(rb'"(?P<token>[\w.~-]++)"', re.ASCII)
_TAIL = 512
"""Bytes in which what follows the credential must have room."""


@dataclass(frozen=True, slots=True)
class Span:
    """The bytes of a credential, and the simple members beside it."""

    credential: bytes
    others: dict[str, str]
    """`options` (empty, and so is its text) and `holder`."""


def find(body: bytes, member: str) -> Span | None:
    """Return what stands under `member` where the rest is plain; `None` where it is not."""
    began = _BEFORE.match(body)
    if began is None or began["member"] != member.encode():
        return None
    others = _named(began) if began["name"] else {}
    rest = body[began.end() :].rstrip(b" \t\r\n")
    if not rest.endswith(b"}"):
        return None
    rest = rest[:-1].rstrip(b" \t\r\n")
    ended = _AFTER.search(rest, max(0, len(rest) - _TAIL))
    if ended is not None:
        more = _named(ended)
        if more.keys() & others.keys():
            return None  # a name that stands twice: strict reading says so
        others |= more
        rest = rest[: ended.start()].rstrip(b" \t\r\n")
    if rest.startswith(b"{") and rest.endswith(b"}"):
        return Span(rest, others)
    token = _TOKEN.fullmatch(rest)
    return Span(token["token"], others) if token is not None else None


def _named(found: re.Match[bytes]) -> dict[str, str]:
    return {found["name"].decode(): (found["text"] or b"").decode("ascii")}
