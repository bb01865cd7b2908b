"""SVG as every reader needs it: with a title and a description, free of scripts."""

from __future__ import annotations

import re
from html import escape

import vl_convert

_OPENING = re.compile(r"<svg\b([^>]*)>")


def described(svg: str, *, title: str, description: str) -> str:
    """Return `svg` with `<title>` and `<desc>` first and the role of an image."""
    head = f"<title>{escape(_words(title))}</title><desc>{escape(_words(description))}</desc>"
    return _OPENING.sub(
        lambda found: f'<svg role="img"{_without_role(found.group(1))}>{head}', svg, count=1
    )


def _words(text: str) -> str:
    """XML has no way to write control characters, and direction marks have no place in a title."""
    return "".join(c if c.isprintable() else " " for c in text)


def _without_role(attributes: str) -> str:
    return re.sub(r"\s(role|aria-[a-z]+)=\"[^\"]*\"", "", attributes)


def to_png(svg: str, *, scale: float = 1.0) -> bytes:
    """Rasterise our own SVG (never a stranger's: see the upload rules) at `scale`."""
    return vl_convert.svg_to_png(svg, scale=scale)
