"""HTML of questions: always words, which Markdown shows without running anything."""

from __future__ import annotations

from skillmark.assess.exchange.html import tree
from skillmark.assess.exchange.markdown import Markdown
from skillmark.assess.exchange.xhtml import html
from skillmark.assess.exchange.xml import parse

CALLS = 200_000
CALLS_PER_BYTE = 800


def check(data: bytes) -> None:
    root = tree(data.decode("utf-8", errors="replace"))
    Markdown(flat=True).inside(root)
    shown = html(Markdown().inside(root))
    for element in parse(f"<div>{shown}</div>".encode(), where="").iter():
        assert element.tag not in {"script", "style", "iframe", "object", "form"}
        assert not any(name.startswith("on") for name in element.attrib)
        assert not element.get("href", "").lower().startswith(("javascript:", "data:"))
