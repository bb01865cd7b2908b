"""A number, right within a tolerance."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, ClassVar, Self

from skillmark.assess.interactions.base import Interaction, ItemType, Response
from skillmark.assess.interactions.numerals import read_number
from skillmark.assess.tables import Table, known, number
from skillmark.nouns.errors import InputError


def near(value: float, key: float, tolerance: float) -> bool:
    """Whether `value` lies within `tolerance` of `key`."""
    # Half an ulp of slack: 0.1 + 0.2 must lie within 0.3 with tolerance 0.
    return abs(value - key) <= tolerance + 1e-9 * max(1.0, abs(key))


def quantity(value: float, tolerance: float, unit: str) -> str:
    """Return such as `210 ± 1 m`."""
    return f"{value:g}" + (f" ± {tolerance:g}" if tolerance else "") + (f" {unit}" if unit else "")


@dataclass(frozen=True, slots=True)
class Numeric(Interaction):
    """Response: a number, or a string that holds one."""

    type: ClassVar[ItemType] = ItemType.NUMERIC
    takes: ClassVar[str] = "a number"
    members: ClassVar[frozenset[str]] = frozenset({"key", "numeric"})

    value: float
    tolerance: float = 0.0
    unit: str = ""

    def flaw(self) -> str:
        """Say what is wrong with it, or return an empty string."""
        if not (math.isfinite(self.value) and 0 <= self.tolerance < math.inf):
            return f"the key {self.value} with tolerance {self.tolerance} is no range of numbers"
        return ""

    def share(self, response: Response) -> float:
        """1 within the tolerance, else 0."""
        return float(near(read_number(response, where=""), self.value, self.tolerance))

    def shown(self, language: str, order: Sequence[str]) -> dict[str, Any]:
        """Members: unit."""
        return {"unit": self.unit}

    def right(self) -> Response:
        """The number."""
        return self.value

    def solution(self, language: str) -> list[str]:
        """The number with its tolerance and unit."""
        return [quantity(self.value, self.tolerance, self.unit)]

    def guess(self, rng: Random) -> Response:
        """A number that is off by more than the tolerance, on either side."""
        scale = max(abs(self.value), 1.0)
        off = 2 * self.tolerance + scale * rng.uniform(0.1, 0.5)
        return self.value + rng.choice((-1, 1)) * off

    def guessed(self) -> float:
        """Numbers are not guessed."""
        return 0.0

    def document(self) -> dict[str, Any]:
        """Member: numeric, a list of value, tolerance and unit."""
        return {"numeric": [self.value, self.tolerance, self.unit]}

    @classmethod
    def read(cls, table: Table, language: str, where: str) -> Self:
        """Read `numeric`, or an author's `key`: a table of value, tolerance and unit."""
        stored = table.get("numeric")
        if stored:
            value, tolerance, unit = stored
            return cls(float(value), float(tolerance), str(unit))
        key = table.get("key")
        if not isinstance(key, Mapping):
            raise InputError(
                "a numeric item needs a numeric key", where=where, remedy="key = { value = 12.5 }"
            )
        known(key, {"value", "tolerance", "unit"}, {"value"}, f"{where}, key")
        return cls(
            number(key["value"], f"{where}, key"),
            number(key.get("tolerance", 0.0), f"{where}, key"),
            str(key.get("unit", "")),
        )
