"""Regions of a picture, one or several of them right."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from skillmark.assess.interactions import ItemType
from skillmark.assess.interactions.hot_spot import COORDINATES, Region
from skillmark.nouns.text import Text
from skillmark.server.assess.bank.editor.collecting import (
    Collector,
    plain,
    spread,
    spread_options,
    ticked,
)
from skillmark.server.assess.bank.editor.parts import Builder, Card, Group, Row, whole_only
from skillmark.server.assess.bank.editor.ways.base import Table, Way, blank_rows

MOST_NUMBERS = 200


def shapes() -> list[tuple[str, str]]:
    """Return the shapes that a region may have, with how their numbers are meant."""
    return [
        ("rect", _("rectangle: left, top, right, bottom")),
        ("circle", _("circle: middle across, middle down, radius")),
        ("poly", _("polygon: across, down for every corner")),
    ]


class HotSpotWay(Way):
    """A picture with regions; those who do not see it choose them by their words."""

    type = ItemType.HOT_SPOT

    def blank(self) -> dict[str, str]:
        """Three regions."""
        rows = blank_rows("region", 3)
        return rows | {f"region-{number}-shape": "rect" for number in range(3)}

    def spread(self, document: Table) -> dict[str, str]:
        """Picture and regions."""
        found = {
            "image": document["image"],
            "width": str(document["width"]),
            "height": str(document["height"]),
            **spread("alt", document["alt"]),
            **spread_options("region", document["regions"]),
            **ticked(document, "exact"),
        }
        for number, one in enumerate(document["regions"]):
            row = f"region-{number}"
            found[f"{row}-shape"] = one["shape"]
            found[f"{row}-numbers"] = ", ".join(plain(x) for x in one["coordinates"])
            if one["id"] in document["key"]:
                found[f"{row}-right"] = "on"
        return found

    def cards(self, b: Builder) -> list[Card]:
        """A card for the picture, where regions can be drawn, and one for the regions."""
        files = [b.given(f"{row}-name") for row in b.given.rows("file")]
        menu = [("", "–"), *((name, name) for name in files)]
        picture = [
            b.menu("image", _("The picture"), menu),
            b.words(
                "alt", _("What it shows"), help=_("For those who do not see it; not the answer.")
            ),
            b.hidden("width"),
            b.hidden("height"),
        ]
        picture[0].anew = True

        def row(prefix: str, number: int) -> Row:
            title = _("Region %(number)s") % {"number": number}
            shape = b.menu(f"{prefix}-shape", _("Shape"), shapes())
            numbers = b.line(f"{prefix}-numbers", _("Numbers, in pixels from the top left"))
            right = b.box(f"{prefix}-right", _("This one is right"))
            said = b.words(f"{prefix}-text", _("In words, without giving the answer away"))
            return Row(prefix, title, [Group([shape, numbers]), said, right])

        regions = b.rows("region", _("Regions"), row, add=_("Add a region"))
        return [
            Card(
                _("The picture"), picture, _("Add it under Pictures first."),
                template="assess/editor/drawing.html",
            ),
            Card(_("Regions"), [regions, whole_only(b)]),
        ]  # fmt: skip

    def table(self, c: Collector) -> Table:
        """Picture, regions and key."""
        image = c.given("image")
        if not image:
            c.wrong("image", _("choose the picture; it is added under Pictures"))
        width, height = c.sizes.get(image) or (_whole(c, "width"), _whole(c, "height"))
        alt = c.words("alt", _("say what the picture shows, for those who do not see it"))
        rows = c.given.rows("region")
        regions = [one for row in rows if (one := self._region(c, row, width, height)) is not None]
        key = [c.id(row) for row in rows if c.on(f"{row}-right")]
        if len(rows) < 2:
            c.wrong("region", _("it needs two regions at the least"))
        elif not key or len(key) == len(rows):
            c.wrong("region", _("some regions have to be right and some wrong"))
        there = {one["id"] for one in regions}
        return {
            "image": image,
            "width": width,
            "height": height,
            "alt": alt,
            "regions": regions,
            "key": [one for one in key if one in there],
        } | c.flags("exact")

    def _region(self, c: Collector, row: str, width: int, height: int) -> dict[str, Any] | None:
        text = c.words(f"{row}-text", _("say in words what this region is"))
        shape = c.given(f"{row}-shape")
        numbers = _numbers(c.given(f"{row}-numbers"))
        if numbers is None:
            c.wrong(f"{row}-numbers", _("give numbers with commas between them, or draw it"))
            return None
        if len(numbers) != COORDINATES.get(shape, len(numbers)) or (
            shape == "poly" and (len(numbers) < 6 or len(numbers) % 2)
        ):
            said = {"rect": _("a rectangle takes four"), "circle": _("a circle takes three")}
            poly = _("a polygon takes two for every corner, and three corners or more")
            c.wrong(f"{row}-numbers", said.get(shape, poly))
            return None
        region = Region("r", Text.of("-"), shape, tuple(numbers))
        if width and height and region.flaw(width, height):
            c.wrong(
                f"{row}-numbers",
                _("this does not lie in the picture, which is %(wide)s by %(high)s pixels")
                % {"wide": width, "high": height},
            )
            return None
        if not text:
            return None
        return {"id": c.id(row), "text": text, "shape": shape, "coordinates": numbers}

    def members(self) -> set[str]:
        """All of it."""
        return {"image", "width", "height", "alt", "regions", "key", "exact"}


def _whole(c: Collector, name: str) -> int:
    said = c.given(name)
    return int(said) if said.isdecimal() and len(said) < 6 else 0


def _numbers(said: str) -> list[float] | None:
    parts = [part for part in said.replace(";", ",").replace(" ", ",").split(",") if part]
    try:
        found = [float(part) for part in parts[:MOST_NUMBERS]]
    except ValueError:
        return None
    return found if found and all(abs(one) < 1e6 for one in found) else None
