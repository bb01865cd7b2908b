"""Who did not answer, and what that could mean: rates, bounds, the late beside the early."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from skillmark.measure.surveys.groups import withheld
from skillmark.measure.surveys.shares import Share
from skillmark.nouns.errors import InputError


@dataclass(frozen=True, slots=True)
class Asked:
    """What became of those who were asked (AAPOR Standard Definitions, 10th ed., 2023)."""

    asked: int
    """Everybody known to belong to those who should answer, whether reached or not."""
    complete: int
    """At least 80% of the questions answered."""
    partial: int = 0
    """From half to 80%; less is a break-off and counts as no answer."""
    unknown: int = 0
    """Of whom it is not known whether they belong to those who should answer."""

    def __post_init__(self) -> None:
        if min(self.asked, self.complete, self.partial, self.unknown) < 0 or (
            self.complete + self.partial > self.asked
        ):
            raise InputError(
                f"{self.complete + self.partial} answered of {self.asked} asked",
                remedy="count everybody who was asked",
            )

    @property
    def rr1(self) -> float:
        """Response rate 1, the smallest: complete over everybody, unknown ones too."""
        return self._over(self.complete)

    @property
    def rr2(self) -> float:
        """Response rate 2: partial answers count too."""
        return self._over(self.complete + self.partial)

    def _over(self, answered: int) -> float:
        everybody = self.asked + self.unknown
        return answered / everybody if everybody else 0.0

    def as_json(self) -> dict[str, Any]:
        """Return counts and rates."""
        return {
            "asked": self.asked,
            "complete": self.complete,
            "partial": self.partial,
            "unknown": self.unknown,
            "rr1": self.rr1,
            "rr2": self.rr2,
        }


def completeness(answered: int, questions: int) -> str:
    """Say whether one respondent's answers are `complete`, `partial` or a `break_off`."""
    part = answered / questions if questions else 0.0
    return "complete" if part >= 0.8 else "partial" if part >= 0.5 else "break_off"


def by_stratum(asked: Mapping[str, Asked], *, anonymous: bool) -> dict[str, Asked | None]:
    """Return the rates of each stratum; `None` where it is withheld.

    Withheld are strata of fewer than 5 people and what would give them away by subtraction. In an
    anonymous survey also those in which everybody or nobody answered: who did would be known.
    """
    hidden = set(withheld({name: one.asked for name, one in asked.items()}))
    if anonymous:
        told = {n for n, one in asked.items() if one.complete + one.partial in (0, one.asked)}
        if told:
            sizes = {name: one.asked for name, one in asked.items() if name not in hidden | told}
            hidden |= told
            # One withheld stratum follows from the total less the others: a second one hides it.
            if len(hidden) < 2 and sizes:
                hidden.add(min(sizes, key=lambda name: (sizes[name], name)))
    return {name: None if name in hidden else one for name, one in asked.items()}


@dataclass(frozen=True, slots=True)
class Bounds:
    """Where the share of everybody asked lies whatever the others think (Manski 1995)."""

    low: float
    """Had nobody else agreed, at the lower end of the interval."""
    high: float
    """Had everybody else agreed, at the upper end."""
    response: float

    @property
    def width(self) -> float:
        """High less low: what non-response alone leaves open, and the sampling."""
        return self.high - self.low


def bounds(found: Share, response: float) -> Bounds:
    """Return the bounds of a share for a response rate (0 to 1)."""
    if not 0 < response <= 1:
        raise InputError(f"{response} is not a response rate", remedy="give more than 0, up to 1")
    silent = 1 - response
    return Bounds(found.low * response, found.high * response + silent, response)


def everybody(found: Share, asked: int) -> Bounds:
    """Return the bounds for all `asked` people, whose own answers are no sample: no interval."""
    if asked < found.n:
        raise InputError(f"{found.n} answers of {asked} asked", remedy="count everybody asked")
    response = found.n / asked
    return Bounds(found.share * response, found.share * response + 1 - response, response)
