"""Bake a secured credential into an image, so that the badge travels as a picture."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from skillmark.badges import png, svg
from skillmark.nouns.errors import UnreadableError


def bake(image: bytes, secured: Mapping[str, Any] | str) -> bytes:
    """Return the PNG or SVG `image` with the secured credential (JSON object or compact token).

    Source: Open Badges 3.0, section 5.3. Raises `UnreadableError` for other images, `ConflictError`
    where the image already holds a credential.
    """
    text = (
        secured
        if isinstance(secured, str)
        else json.dumps(secured, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    )
    if image.startswith(png.SIGNATURE):
        return png.bake(image, text)
    if svg.looks_like(image):
        return svg.bake(image, text)
    raise UnreadableError("only PNG and SVG images can carry a credential")
