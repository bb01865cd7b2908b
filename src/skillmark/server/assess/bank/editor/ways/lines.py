"""Lines to put in order: written in the right order, shown in others."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from skillmark.assess.exchange.building import jumbled, letters
from skillmark.assess.interactions import ItemType
from skillmark.server.assess.bank.editor.collecting import Collector, spread_options, ticked
from skillmark.server.assess.bank.editor.parts import Builder, Card, Row, whole_only
from skillmark.server.assess.bank.editor.ways.base import Table, Way


class OrderWay(Way):
    """Lines in the right order. `at` says where a line stands among those that are shown."""

    type = ItemType.ORDER

    def blank(self) -> dict[str, str]:
        """Three lines."""
        return {f"line-{number}-id": f"new{number}" for number in range(3)}

    def spread(self, document: Table) -> dict[str, str]:
        """Lines in the order of the key, each with its place among the options."""
        listed = [one["id"] for one in document["options"]]
        by_id = {one["id"]: one for one in document["options"]}
        found = spread_options("line", [by_id[one] for one in document["key"]])
        for number, one in enumerate(document["key"]):
            found[f"line-{number}-at"] = str(listed.index(one))
        return found | ticked(document, "exact")

    def cards(self, b: Builder) -> list[Card]:
        """One card with the lines."""

        def row(prefix: str, number: int) -> Row:
            title = _("Line %(number)s") % {"number": number}
            why = b.words(f"{prefix}-why", _("Why it stands here, told after the test"), lines=2)
            words = b.words(f"{prefix}-text", title, lines=2, titled=True)
            hidden = b.hidden(f"{prefix}-at")
            return Row(prefix, title, [words, hidden], [why], folded=_("Explanation"))

        rows = b.rows("line", _("Lines"), row, add=_("Add a line"))
        return [
            Card(
                _("Lines in the right order"),
                [rows, whole_only(b)],
                _(
                    "Nobody sees them in this order at first. Every line that follows the right "
                    "one earns its part of the points."
                ),
            )
        ]

    def table(self, c: Collector) -> Table:
        """Options and key; where those that are shown would give the order away, they change."""
        lines = c.options("line", _("say what stands in this line, or remove it"))
        places = {c.id(row): c.given(f"{row}-at") for row in c.given.rows("line")}
        if len(c.given.rows("line")) < 2:
            c.wrong("line", _("an order needs two lines at the least"))
        key = [one["id"] for one in lines]
        known = all(places[one].isdecimal() for one in key)
        listed = sorted(lines, key=lambda one: int(places[one["id"]])) if known else lines
        ids = [one["id"] for one in listed]
        if len(lines) > 1 and (not known or key in (ids, sorted(ids))):
            listed, key = _hidden(lines)
        return {"options": listed, "key": key} | c.flags("exact")

    def members(self) -> set[str]:
        """All of it."""
        return {"options", "key", "exact"}


def _hidden(lines: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[str]]:
    """Return lines in another order, with ids that tell nothing, and the ids in the right order."""
    places = jumbled(len(lines))
    ids = letters(len(lines))
    listed = [lines[place] | {"id": ids[k]} for k, place in enumerate(places)]
    return listed, [ids[places.index(k)] for k in range(len(lines))]
