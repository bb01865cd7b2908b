"""PNG: a credential that goes in comes out; what is no sound picture is refused."""

from __future__ import annotations

from skillmark.badges import png
from skillmark.nouns.errors import SkillmarkError

from ..bench import refused
from ..mutate import of_png

mutate = of_png
TEXT = '{"name": "é ]]> \\u0000"}'


def check(data: bytes) -> None:
    try:
        found = png.unbake(data)
    except SkillmarkError as error:
        refused(error)
    else:
        assert len(found.text) <= len(data)
        assert found.version in {"2.0", "3.0"}
        assert found.text.encode("utf-8") in data or found.text.encode("latin-1") in data
    try:
        baked = png.bake(data, TEXT)
    except SkillmarkError as error:
        refused(error)
        return
    assert next(png.chunks(baked))[0] == b"IHDR"
    if any(kind == b"IDAT" for kind, _ in png.chunks(data)):
        assert png.unbake(baked).text == TEXT
