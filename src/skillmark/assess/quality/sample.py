"""Everything that a quality report is computed from, and its digest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np

from skillmark.assess.precision.classical import Floats
from skillmark.assess.responses import MISSING, Responses
from skillmark.nouns.credibility import CutScore, FieldData
from skillmark.nouns.errors import InputError

FULL = 1e-9
"""Points may differ from the maximum by this much and still be all of them."""


@dataclass(frozen=True, slots=True)
class Grouping:
    """One way of telling people apart: the group of each person, empty where not known."""

    name: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """Who set the cut score, as far as the record says; the score itself is in `CutScore`."""

    judges: int
    standard_error: float | None
    """In points, on the scale of the cut score."""
    rounds: int = 1
    played: bool = False
    """Whether a program played the panel, so that no judge stands behind the cut."""


@dataclass(frozen=True, eq=False)
class Sample:
    """One sitting a person of one version of a test.

    `points` is persons x items, `nan` where an item was not asked; `maxima` are the points that
    each item is worth. Raises `InputError` where the shapes do not fit, and for infinite points.
    """

    test: str
    items: tuple[str, ...]
    points: Floats
    maxima: Floats
    field_data: FieldData
    title: Mapping[str, str] = field(default_factory=dict)
    version: str = "1"
    organisation: str = ""
    cut: CutScore | None = None
    own_cuts: Floats | None = None
    """Cut score of each person's form in its own points, where forms have cuts of their own."""
    signed: bool = False
    """Whether items can cost points, so that the lowest score is minus the maximum."""
    skills: tuple[str, ...] = ()
    """Skill of each item, empty where not known."""
    blueprint: tuple[tuple[str, int], ...] = ()
    """Pairs of skill and number of items that a form should have."""
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Name of each skill, by language."""
    days: tuple[date, date] | None = None
    """First and last day on which somebody sat it."""
    groupings: tuple[Grouping, ...] = ()
    ratings: Floats | None = None
    """Answers x raters: the share of the points that each gave, `nan` where one did not rate."""
    raters: int = 0
    """People who scored answers."""
    adjudicated: tuple[int, int] | None = None
    """On how many answers somebody else decided because raters differed, and of how many that
    several rated independently; `None` where nobody counts that."""
    panel: Panel | None = None
    seed: int = 0

    def __post_init__(self) -> None:
        shape = len(self.points), len(self.items)
        if self.points.shape != shape or self.maxima.shape != shape[1:]:
            raise InputError(
                f"{self.points.shape} points and {self.maxima.shape} maxima for "
                f"{shape[1]} items do not fit"
            )
        if np.isinf(self.points).any() or not np.isfinite(self.maxima).all():
            raise InputError("points must be finite numbers", where=f"test {self.test}")
        if (self.maxima <= 0).any():
            raise InputError("an item is worth nothing", where=f"test {self.test}")
        if self.cut is not None and not self.minimum < self.cut.score <= self.maximum:
            raise InputError(
                f"a cut score of {self.cut.score:g} decides nothing on a scale of"
                f" {self.minimum:g} to {self.maximum:g}",
                remedy=f"give a number above {self.minimum:g} and not above {self.maximum:g}",
            )
        if self.own_cuts is not None and len(self.own_cuts) != shape[0]:
            raise InputError(f"{len(self.own_cuts)} cuts for the forms of {shape[0]} people")
        for one in self.groupings:
            if len(one.members) != shape[0]:
                raise InputError(
                    f"{len(one.members)} people have a group, {shape[0]} have responses",
                    where=one.name,
                )

    @cached_property
    def answered(self) -> Sample:
        """The same without people who were asked nothing."""
        kept = np.flatnonzero((~np.isnan(self.points)).sum(axis=1) > 0)
        if len(kept) == len(self.points):
            return self
        groupings = tuple(
            Grouping(one.name, tuple(one.members[k] for k in kept)) for one in self.groupings
        )
        return Sample(
            **{
                name: getattr(self, name)
                for name in self.__dataclass_fields__
                if name not in {"points", "groupings", "own_cuts"}
            },
            points=self.points[kept],
            own_cuts=None if self.own_cuts is None else self.own_cuts[kept],
            groupings=groupings,
        )

    @property
    def persons(self) -> int:
        """People who were asked something."""
        return len(self.answered.points)

    @cached_property
    def length(self) -> int:
        """Items in a form, on average."""
        own = self.answered.points
        return round(float((~np.isnan(own)).sum(axis=1).mean())) if len(own) else 0

    @cached_property
    def complete(self) -> bool:
        """Whether everybody was asked every item."""
        return not np.isnan(self.answered.points).any()

    @property
    def maximum(self) -> float:
        """Highest score, on the scale of the cut score; of all items where there is no cut."""
        return self.cut.maximum if self.cut else float(self.maxima.sum())

    @property
    def minimum(self) -> float:
        """Lowest score, on the same scale."""
        return -self.maximum if self.signed else 0.0

    @cached_property
    def scores(self) -> Floats:
        """Everybody's score on the scale of the cut score; forms may differ in length.

        Where forms have cuts of their own, scores are moved so that all of these fall on the one
        cut: who passed is at or above it.
        """
        own = self.answered
        most = (~np.isnan(own.points) * self.maxima).sum(axis=1)
        scores = np.asarray(np.nansum(own.points, axis=1) / most * self.maximum)
        if own.own_cuts is None or self.cut is None:
            return scores
        return np.asarray(scores + self.cut.score - own.own_cuts / most * self.maximum)

    @cached_property
    def rescaled(self) -> Floats:
        """The points with every person's form stretched to the scale of the cut score."""
        own = self.answered.points
        most = (~np.isnan(own) * self.maxima).sum(axis=1, keepdims=True)
        return np.asarray(own * (self.maximum / most))

    @property
    def scale(self) -> float:
        """Points on the scale of the cut score that a point of an average form is worth."""
        own = self.answered.points
        most = float(((~np.isnan(own)) * self.maxima).sum(axis=1).mean())
        return self.maximum / most

    @cached_property
    def responses(self) -> Responses:
        """Full points or less, as 1 and 0."""
        own = self.answered.points
        full = np.where(np.isnan(own), MISSING, (own >= self.maxima - FULL).astype(int))
        return Responses(self.items, full.astype(np.int8))

    @cached_property
    def digest(self) -> str:
        """SHA-256 of all of it: the same data say the same, in the same order of rows."""
        head = {
            "test": self.test,
            "version": self.version,
            "items": self.items,
            "field_data": self.field_data,
            "cut": None
            if self.cut is None
            else [self.cut.score, self.cut.maximum, self.cut.method, str(self.cut.decided_on)],
            "signed": self.signed,
            "skills": self.skills,
            "blueprint": self.blueprint,
            "groupings": [[one.name, one.members] for one in self.groupings],
            "raters": self.raters,
            **({} if self.adjudicated is None else {"adjudicated": self.adjudicated}),
            "panel": None
            if self.panel is None
            else [
                self.panel.judges,
                self.panel.standard_error,
                self.panel.rounds,
                self.panel.played,
            ],
            "seed": self.seed,
        }
        made = hashlib.sha256(json.dumps(head, sort_keys=True, default=str).encode())
        arrays = [self.points, self.maxima]
        arrays += [one for one in (self.ratings, self.own_cuts) if one is not None]
        for array in arrays:
            # nan has many bit patterns: one of them stands for all.
            plain = np.where(np.isnan(array), np.nan, array).astype("<f8")
            made.update(repr(plain.shape).encode() + plain.tobytes())
        return made.hexdigest()
