"""Tables that packages of ours hold for scorers."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from skillmark.assess.exchange.markdown import Markdown
from skillmark.assess.exchange.xml import local, within


def marked_table(root: Element, class_: str) -> list[list[str]]:
    """Return the rows, without the head, of the table of a class; none where there is none."""
    for table in within(root, "table"):
        if class_ in table.get("class", "").split():
            return [
                [Markdown(flat=True).inside(cell) for cell in row if local(cell) == "td"]
                for row in within(table, "tr")
                if any(local(cell) == "td" for cell in row)
            ]
    return []
