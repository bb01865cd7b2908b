"""HTML as people's editors leave it, as a tree of elements."""

from __future__ import annotations

from html.parser import HTMLParser
from xml.etree.ElementTree import Element, SubElement

from skillmark.assess.exchange.xml import DEPTH, clean, local

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
ENDS = {
    "p": {"p"}, "li": {"li"}, "td": {"td", "th"}, "th": {"td", "th"}, "tr": {"tr", "td", "th"},
    "dt": {"dt", "dd"}, "dd": {"dt", "dd"}, "option": {"option"},
}  # fmt: skip
"""Elements that a new one of the name ends, where it stands in them without an end of their own."""
_BOXES = {"table", "ul", "ol", "dl", "select", "td", "th", "li"}


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("div")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        while len(self.open) > 1 and local(self.open[-1]) in ENDS.get(tag, ()):
            self.open.pop()
        known = {k: clean(v or "") for k, v in attrs}
        element = SubElement(self.open[-1], clean(tag), known)
        if tag not in VOID and len(self.open) < DEPTH:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        SubElement(self.open[-1], clean(tag), {k: clean(v or "") for k, v in attrs})

    def handle_endtag(self, tag: str) -> None:
        for at in range(len(self.open) - 1, 0, -1):
            if local(self.open[at]) == tag:
                del self.open[at:]
                return
            if local(self.open[at]) in _BOXES and tag not in _BOXES:
                return

    def handle_data(self, data: str) -> None:
        parent, words = self.open[-1], clean(data)
        if len(parent):
            parent[-1].tail = (parent[-1].tail or "") + words
        else:
            parent.text = (parent.text or "") + words


def tree(words: str) -> Element:
    """Return an element that holds what the words say; never fails, whatever they are."""
    builder = _Builder()
    builder.feed(words)
    builder.close()
    return builder.root
