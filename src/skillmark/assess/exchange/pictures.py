"""Pictures from strangers: how large they are, before anybody opens them."""

from __future__ import annotations

import io
import re
import warnings

from PIL import Image, UnidentifiedImageError

from skillmark.nouns.errors import InputError, UnreadableError

PIXELS = 50_000_000
KINDS = {"PNG", "JPEG", "GIF", "WEBP"}
_SVG = re.compile(rb"<svg\b[^>]{0,4000}>", re.IGNORECASE)
_SIZE = re.compile(r'\b(width|height)\s*=\s*["\']([0-9.]+)(?:px)?["\']')
_BOX = re.compile(r'\bviewBox\s*=\s*["\'][-0-9.]+[ ,]+[-0-9.]+[ ,]+([0-9.]+)[ ,]+([0-9.]+)')


def size(data: bytes) -> tuple[int, int]:
    """Return width and height in pixels, from the first bytes alone.

    Raises `InputError` for more than `PIXELS`, `UnreadableError` for what is no picture.
    """
    if found := _SVG.search(data[:20_000]):
        return _drawing(found.group().decode(errors="replace"))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=tuple(KINDS)) as picture:
                width, height = picture.size
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise UnreadableError("this is no picture", code="picture") from error
    except Image.DecompressionBombError as error:
        raise _huge() from error
    if width * height > PIXELS:
        raise _huge()
    return width, height


def _huge() -> InputError:
    return InputError(
        f"a picture of more than {PIXELS:,} pixels", remedy="make it smaller", code="picture_size"
    )


def _drawing(head: str) -> tuple[int, int]:
    told = dict(_SIZE.findall(head))
    box = _BOX.search(head)
    width = told.get("width") or (box.group(1) if box else "")
    height = told.get("height") or (box.group(2) if box else "")
    try:
        return round(float(width)), round(float(height))
    except ValueError as error:
        raise UnreadableError("the drawing does not say its size", code="picture") from error
