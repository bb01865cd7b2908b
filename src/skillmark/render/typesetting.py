"""Setting type offline with Typst, and finding out beforehand what its fonts can show.

The typefaces that Typst carries (Libertinus Serif and others: Latin, Greek, Cyrillic) come first,
so a document looks the same everywhere; fonts of the machine serve only as fallback for other
scripts.
"""

from __future__ import annotations

import json
from functools import cache, lru_cache
from importlib import resources
from typing import Any, Literal

import typst

from skillmark.render.theme import SERIF


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=True, include_embedded_fonts=True)


def template(name: str) -> bytes:
    """Return the source of one of this room's Typst templates."""
    return (resources.files("skillmark.render") / "typst" / name).read_bytes()


def typeset(
    source: bytes,
    data: dict[str, Any],
    *,
    output: Literal["pdf", "svg", "png"],
    standard: Literal["ua-1", "a-2u"] | None = None,
) -> bytes:
    """Compile a template whose only input is `data`, which it reads as JSON.

    `data` never becomes markup, so nothing in it can change the document's structure.
    """
    compiler = typst.Compiler(font_paths=_fonts())
    made = compiler.compile(
        source,
        format=output,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards=standard or [],
    )
    if not isinstance(made, bytes):
        raise TypeError(f"one document expected, {type(made).__name__} made")
    return made


_KEPT = "\n\u00a0"
"""Not printable, and meant: a line's end, and the blank that keeps an amount with its unit."""
_PROBE = f"""
#set document(title: "probe")
#set page(width: auto, height: auto)
#set text(font: "{SERIF}")
#json(bytes(sys.inputs.data)).words
""".encode()


@lru_cache(maxsize=4096)
def displayable(words: str) -> bool:
    """Say whether the fonts at hand have a glyph for every character of `words`.

    PDF/UA forbids missing glyphs, so the compiler itself answers.
    """
    words = words.replace("\n", " ")
    if words.isascii():
        return words.isprintable()
    try:
        typeset(_PROBE, {"words": words}, output="pdf", standard="ua-1")
    except typst.TypstError:
        return False
    return True


def shown(words: str, *, instead: str = "□") -> str:
    """Return `words` with every character that no font at hand can show replaced."""
    printable = "".join(c if c.isprintable() or c in _KEPT else " " for c in words)
    if displayable(printable):
        return printable
    return "".join(c if c in _KEPT or displayable(c) else instead for c in printable)
