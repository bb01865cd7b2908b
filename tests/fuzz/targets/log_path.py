"""Paths and bundles of a log: each place has one path, and nothing else is one."""

from __future__ import annotations

import re

from skillmark.nouns.errors import SkillmarkError
from skillmark.trust.log import layout
from skillmark.trust.log.layout import Place

from ..bench import refused


def check(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    place = Place.read(text)
    if place is not None:
        assert place.path == text
        assert re.fullmatch(r"tile/[a-z0-9/x.]+", text), "no way out of the log's folder"
        assert ".." not in text
        assert 1 <= place.width <= 256
        assert place.level is None or 0 <= place.level < 64
    try:
        entries = layout.unbundled(data)
    except SkillmarkError as error:
        refused(error)
        return
    assert layout.bundled(entries) == data
    assert len(entries) % 32 == 0
