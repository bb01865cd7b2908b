"""Numbers: typed, or chosen on a scale."""

from __future__ import annotations

from django.utils.translation import gettext as _

from skillmark.assess.interactions import ItemType
from skillmark.server.assess.bank.editor.collecting import Collector, plain
from skillmark.server.assess.bank.editor.parts import Builder, Card, Group
from skillmark.server.assess.bank.editor.ways.base import Table, Way


class NumericWay(Way):
    """A number that is typed."""

    type = ItemType.NUMERIC

    def blank(self) -> dict[str, str]:
        """Nothing."""
        return {}

    def spread(self, document: Table) -> dict[str, str]:
        """Number, tolerance and unit."""
        value, tolerance, unit = document["numeric"]
        return {"value": plain(value), "tolerance": plain(tolerance), "unit": unit}

    def cards(self, b: Builder) -> list[Card]:
        """One card."""
        return [Card(_("The right number"), [_key(b)], _how_typed())]

    def table(self, c: Collector) -> Table:
        """Number, tolerance and unit."""
        value = c.number("value", _("which number is right?"))
        tolerance = c.number("tolerance", least=0)
        return {"numeric": [value or 0, tolerance or 0, c.given("unit")]}

    def members(self) -> set[str]:
        """All of it; `key` is how authors of files write it."""
        return {"key", "numeric"}


class SliderWay(Way):
    """A place on a scale."""

    type = ItemType.SLIDER

    def blank(self) -> dict[str, str]:
        """From 0 to 100."""
        return {"low": "0", "high": "100", "step": "1"}

    def spread(self, document: Table) -> dict[str, str]:
        """The scale and its right place."""
        own = document["slider"]
        numbers = {name: plain(own[name]) for name in ("low", "high", "step", "value", "tolerance")}
        return numbers | {"unit": own["unit"]}

    def cards(self, b: Builder) -> list[Card]:
        """A card for the scale and one for the place."""
        scale = [
            b.number("low", _("From")),
            b.number("high", _("To")),
            b.number("step", _("In steps of")),
        ]
        return [
            Card(_("The scale"), [Group(scale)]),
            Card(_("The right place"), [_key(b)], _how_typed()),
        ]

    def table(self, c: Collector) -> Table:
        """The table `slider`."""
        low = c.number("low", _("where does the scale begin?"))
        high = c.number("high", _("where does the scale end?"))
        step = c.number("step", _("how far is it from one place to the next?"))
        value = c.number("value", _("which place is right?"))
        tolerance = c.number("tolerance", least=0) or 0
        if low is not None and high is not None:
            if low >= high:
                c.wrong("high", _("the scale has to end above where it begins"))
            elif step is not None and not 0 < step <= high - low:
                c.wrong("step", _("a step is more than 0 and no more than the whole scale"))
            elif value is not None and not low <= value <= high:
                c.wrong("value", _("this does not lie on the scale"))
            elif value is not None and step is not None:
                off = abs(value - low - round((value - low) / step) * step)
                if off > tolerance + 1e-9:
                    c.wrong("tolerance", _("no place of the scale is as near as this"))
        numbers = {"low": low, "high": high, "step": step, "value": value}
        known = {name: one for name, one in numbers.items() if one is not None}
        return {"slider": known | {"tolerance": tolerance, "unit": c.given("unit")}}

    def members(self) -> set[str]:
        """All of it."""
        return {"slider"}


def _key(b: Builder) -> Group:
    return Group(
        [
            b.number("value", _("The right number")),
            b.number("tolerance", _("It may be off by")),
            b.line("unit", _("Unit")),
        ]
    )


def _how_typed() -> str:
    return _("Numbers may be typed as 1234.5 or 1.234,5.")
