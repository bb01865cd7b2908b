"""Regions of a picture are chosen."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, ClassVar, Self

from skillmark.assess.interactions.base import (
    FULL,
    Interaction,
    ItemType,
    Response,
    right_less_wrong,
    set_of,
)
from skillmark.assess.interactions.multiple import coin_tosses
from skillmark.assess.interactions.options import flaw_of, read_key, shown_options, words_of
from skillmark.assess.tables import (
    Table,
    filled,
    known,
    name,
    number,
    pairs,
    rows,
    whole,
    words,
    yes_or_no,
)
from skillmark.nouns.errors import InputError
from skillmark.nouns.text import Text

COORDINATES = {"rect": 4, "circle": 3}
"""How many numbers a shape takes; a polygon takes three points or more."""


@dataclass(frozen=True, slots=True)
class Region:
    """A region in pixels: `rect` left, top, right, bottom; `circle` x, y, radius; `poly` points.

    `text` names it for those who do not see the picture, without giving the answer away.
    """

    id: str
    text: Text
    shape: str
    coordinates: tuple[float, ...]

    def flaw(self, width: int, height: int) -> str:
        """Say what is wrong with it."""
        count = len(self.coordinates)
        if self.shape == "poly":
            fits = count >= 6 and count % 2 == 0
        else:
            fits = count == COORDINATES.get(self.shape)
        if not fits:
            return f"region {self.id} is no {self.shape}"
        left, top, right, bottom = self.box()
        if not (0 <= left < right <= width and 0 <= top < bottom <= height):
            return f"region {self.id} does not lie in the picture"
        return ""

    def box(self) -> tuple[float, float, float, float]:
        """Return left, top, right and bottom."""
        if self.shape == "circle":
            x, y, radius = self.coordinates
            return x - radius, y - radius, x + radius, y + radius
        xs, ys = self.coordinates[0::2], self.coordinates[1::2]
        if self.shape == "rect":
            return xs[0], ys[0], xs[1], ys[1]
        return min(xs), min(ys), max(xs), max(ys)


@dataclass(frozen=True, slots=True)
class HotSpot(Interaction):
    """Response: a list of region ids. Wrong choices count against right ones."""

    type: ClassVar[ItemType] = ItemType.HOT_SPOT
    takes: ClassVar[str] = "a list of region ids"
    members: ClassVar[frozenset[str]] = frozenset(
        {"image", "width", "height", "alt", "regions", "key", "exact"}
    )

    image: str
    """Name of the picture among the test's files."""
    width: int
    height: int
    alt: Text
    regions: tuple[Region, ...]
    key: tuple[str, ...]
    exact: bool = False
    """Whether only the right regions, all of them, earn anything."""

    def flaw(self) -> str:
        """Say what is wrong with it, or return an empty string."""
        if flaw := flaw_of(self.regions, self.key):
            return flaw
        if not self.key or len(self.key) == len(self.regions):
            return "some regions must be right and some wrong"
        if not self.image or self.width < 1 or self.height < 1:
            return "it needs a picture with its width and height in pixels"
        flaws = (region.flaw(self.width, self.height) for region in self.regions)
        return next((flaw for flaw in flaws if flaw), "")

    def share(self, response: Response) -> float:
        """+1/k for a right, -1/k for a wrong region, not below 0, where k are right."""
        chosen = set_of(self, response, [region.id for region in self.regions], "region")
        if len(self.key) == 1 and len(chosen) > 1:
            raise InputError("one region is to be chosen", code="response")
        earned = right_less_wrong(chosen, self.key)
        return earned if not self.exact or earned >= FULL else 0.0

    def shown(self, language: str, order: Sequence[str]) -> dict[str, Any]:
        """Members: image, width, height, alt, regions, single."""
        ids = [region.id for region in self.regions]
        places = zip(shown_options(self.regions, language, ids), self.regions, strict=True)
        return {
            "image": self.image,
            "width": self.width,
            "height": self.height,
            "alt": self.alt.in_language(language),
            "regions": [
                said | {"shape": region.shape, "coordinates": list(region.coordinates)}
                for said, region in places
            ],
            "single": len(self.key) == 1,
        }

    def right(self) -> Response:
        """The key."""
        return list(self.key)

    def solution(self, language: str) -> list[str]:
        """The names of the regions."""
        return words_of(self.regions, self.key, language)

    def guess(self, rng: Random) -> Response:
        """Any one region, or a coin tossed for each where several are right."""
        ids = [region.id for region in self.regions]
        if len(self.key) == 1:
            return [rng.choice(ids)]
        return [one for one in ids if rng.random() < 0.5]

    def guessed(self) -> float:
        """What `guess` earns on average."""
        count = len(self.regions)
        if len(self.key) == 1:
            return 1 / count
        return 0.5**count if self.exact else coin_tosses(len(self.key), count - len(self.key))

    def document(self) -> dict[str, Any]:
        """Members: image, width, height, alt, regions, key, exact."""
        said = filled(
            image=self.image,
            width=self.width,
            height=self.height,
            alt=pairs(self.alt),
            regions=[
                {
                    "id": one.id,
                    "text": pairs(one.text),
                    "shape": one.shape,
                    "coordinates": list(one.coordinates),
                }
                for one in self.regions
            ],
            key=list(self.key),
        )
        return said | ({"exact": True} if self.exact else {})

    @classmethod
    def read(cls, table: Table, language: str, where: str) -> Self:
        """Read image, width, height, alt, regions, key and exact."""
        known(table, set(table), {"image", "width", "height", "alt", "regions"}, where)
        return cls(
            name(table["image"], f"{where}, image"),
            whole(table["width"], f"{where}, width"),
            whole(table["height"], f"{where}, height"),
            words(table["alt"], language, f"{where}, alt"),
            tuple(
                _region(row, language, f"{where}, region")
                for row in rows(table["regions"], f"{where}, regions")
            ),
            read_key(table, where),
            yes_or_no(table.get("exact", False), f"{where}, exact"),
        )


def _region(row: Table, language: str, where: str) -> Region:
    members = {"id", "text", "shape", "coordinates"}
    known(row, members, members, where)
    id_ = name(row["id"], where)
    place = f"{where} {id_}"
    numbers = tuple(float(number(one, place)) for one in rows(row["coordinates"], place))
    if not all(math.isfinite(one) for one in numbers):
        raise InputError("coordinates are numbers", where=place)
    shape = name(row["shape"], place)
    return Region(id_, words(row["text"], language, place), shape, numbers)
