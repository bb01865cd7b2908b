"""A place on a scale, right within a tolerance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, ClassVar, Self

from skillmark.assess.interactions.base import Interaction, ItemType, Response
from skillmark.assess.interactions.numerals import read_number
from skillmark.assess.interactions.numeric import near, quantity
from skillmark.assess.tables import Table, known, number
from skillmark.nouns.errors import InputError


@dataclass(frozen=True, slots=True)
class Slider(Interaction):
    """Response: a number from `low` to `high`."""

    type: ClassVar[ItemType] = ItemType.SLIDER
    takes: ClassVar[str] = "a number on its scale"
    members: ClassVar[frozenset[str]] = frozenset({"slider"})

    low: float
    high: float
    step: float
    value: float
    tolerance: float = 0.0
    unit: str = ""

    def flaw(self) -> str:
        """Say what is wrong with it, or return an empty string."""
        if not self.low < self.high:
            return f"a scale from {self.low:g} to {self.high:g} has no places"
        if not 0 < self.step <= self.high - self.low:
            return f"a step of {self.step:g} does not fit the scale"
        if not self.low <= self.value <= self.high or self.tolerance < 0:
            return "the key does not lie on the scale"
        return "" if self._right() else "no place on the scale is right"

    def share(self, response: Response) -> float:
        """1 within the tolerance, else 0."""
        given = read_number(response, where="")
        if not self.low <= given <= self.high:
            raise InputError(
                f"{given:g} does not lie on the scale",
                remedy=f"give a number from {self.low:g} to {self.high:g}",
                code="response",
            )
        return float(near(given, self.value, self.tolerance))

    def shown(self, language: str, order: Sequence[str]) -> dict[str, Any]:
        """Members: low, high, step, unit."""
        return {"low": self.low, "high": self.high, "step": self.step, "unit": self.unit}

    def right(self) -> Response:
        """The place that is nearest to the key."""
        return min(self._right(), key=lambda place: abs(place - self.value))

    def solution(self, language: str) -> list[str]:
        """The number with its tolerance and unit."""
        return [quantity(self.value, self.tolerance, self.unit)]

    def guess(self, rng: Random) -> Response:
        """Any place."""
        return rng.choice(self._places())

    def guessed(self) -> float:
        """The share of the places that are right."""
        return len(self._right()) / len(self._places())

    def _places(self) -> list[float]:
        count = int((self.high - self.low) / self.step + 1e-9) + 1
        return [self.low + k * self.step for k in range(min(count, 100_001))]

    def _right(self) -> list[float]:
        return [place for place in self._places() if near(place, self.value, self.tolerance)]

    def document(self) -> dict[str, Any]:
        """Member: slider, a table."""
        return {
            "slider": {
                "low": self.low,
                "high": self.high,
                "step": self.step,
                "value": self.value,
                "tolerance": self.tolerance,
                "unit": self.unit,
            }
        }

    @classmethod
    def read(cls, table: Table, language: str, where: str) -> Self:
        """Read the table `slider`."""
        own, place = table.get("slider", {}), f"{where}, slider"
        members = {"low", "high", "step", "value", "tolerance", "unit"}
        known(own, members, {"low", "high", "value"}, place)
        low, high = number(own["low"], place), number(own["high"], place)
        return cls(
            low,
            high,
            number(own.get("step", 1.0), place),
            number(own["value"], place),
            number(own.get("tolerance", 0.0), place),
            str(own.get("unit", "")),
        )
