"""A bank: calibrated items of any model, on one scale of ability.

An item is right or wrong (1PL, 2PL, 3PL) or scored in levels (graded, partial credit). A bank
lays them side by side, so that ability, information, linking and equating need not know which
is which.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from skillmark.assess.scaling.marginal import Quadrature
from skillmark.assess.scaling.response_model import Floats, ItemParameters, Model
from skillmark.assess.scaling.rubrics.models import CURVES
from skillmark.assess.scaling.rubrics.parameters import CategoryModel, CategoryParameters
from skillmark.nouns.errors import InputError

STEEPEST = 1e3
FURTHEST = 1e6
"""Slopes and difficulties beyond these are no estimates."""


@dataclass(frozen=True, slots=True)
class BankItem:
    """One item: slope `a`, difficulty or thresholds `b`, lower asymptote `c`.

    `levels` are the scores that its categories stand for, lowest first. Standard errors are
    `None` where they are not known.
    """

    name: str
    model: Model | CategoryModel
    a: float
    b: tuple[float, ...]
    c: float = 0.0
    levels: tuple[int, ...] = (0, 1)
    a_error: float | None = None
    b_errors: tuple[float | None, ...] | None = None

    def __post_init__(self) -> None:
        """Refuse what is no item."""
        if not (abs(self.a) <= STEEPEST and (np.abs(self.b) <= FURTHEST).all()):
            raise InputError(
                f"a slope of {self.a:g} and thresholds of {', '.join(f'{b:g}' for b in self.b)}"
                " are no estimates",
                where=f"item {self.name}",
                remedy="leave the item out",
            )
        if self.a == 0:
            raise InputError("a slope of 0 measures nothing", where=f"item {self.name}")
        if not 0 <= self.c < 1:
            raise InputError(f"c is {self.c:g}, not in [0, 1)", where=f"item {self.name}")
        if len(self.levels) != len(self.b) + 1 or not self.b:
            raise InputError(
                f"{len(self.b)} thresholds for {len(self.levels)} levels",
                where=f"item {self.name}",
                remedy="one threshold fewer than levels",
            )
        if list(self.levels) != sorted(set(self.levels)):
            raise InputError("levels must rise", where=f"item {self.name}")
        if self.model is CategoryModel.GRADED and (np.diff(self.b) * self.a <= 0).any():
            raise InputError("graded thresholds must rise", where=f"item {self.name}")
        if isinstance(self.model, Model) and len(self.b) != 1:
            raise InputError("right or wrong has one difficulty", where=f"item {self.name}")

    def moved(self, slope: float, shift: float) -> BankItem:
        """Return the item on the scale slope * ability + shift."""
        return replace(
            self,
            a=self.a / slope,
            b=tuple(slope * b + shift for b in self.b),
            a_error=None if self.a_error is None else self.a_error / slope,
            b_errors=None
            if self.b_errors is None
            else tuple(None if error is None else error * slope for error in self.b_errors),
        )


@dataclass(frozen=True)
class Bank:
    """Items on one scale. Raises `InputError` for no item and for names that repeat."""

    items: tuple[BankItem, ...]
    persons: int | None = None
    """How many people the calibration rests on."""

    def __post_init__(self) -> None:
        """Refuse an empty bank and names that repeat."""
        if not self.items:
            raise InputError("there is no item in the bank")
        twice = sorted({name for name in self.names if self.names.count(name) > 1})
        if twice:
            raise InputError("an item stands there twice", where=f"item {twice[0]}")

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the items, in order."""
        return tuple(item.name for item in self.items)

    @property
    def levels(self) -> tuple[tuple[int, ...], ...]:
        """The scores that every item's categories stand for."""
        return tuple(item.levels for item in self.items)

    def of(self, names: Sequence[str]) -> Bank:
        """Return the bank of these items, in this order."""
        by_name = {item.name: item for item in self.items}
        return Bank(tuple(by_name[name] for name in names), self.persons)

    def moved(self, slope: float, shift: float) -> Bank:
        """Return the bank on the scale slope * ability + shift."""
        return Bank(tuple(item.moved(slope, shift) for item in self.items), self.persons)

    @cached_property
    def points(self) -> Floats:
        """The score of every category, items x most categories; 0 where there is none."""
        most = max(len(item.levels) for item in self.items)
        found = np.zeros((len(self.items), most))
        for place, item in enumerate(self.items):
            found[place, : len(item.levels)] = item.levels
        return found

    def logarithms(self, theta: Floats) -> Floats:
        """Return log P(category), items x categories x abilities; -inf where there is none."""
        found = np.full((*self.points.shape, len(theta)), -np.inf)
        places, own = self._dichotomous
        if len(places):
            right, wrong = own.logarithms(theta)
            found[places, 0], found[places, 1] = wrong, right
        for model, at, parameters in self._polytomous:
            width = parameters.d.shape[1] + 1
            found[at, :width] = CURVES[model].logarithms(parameters, theta)
        return found

    def curves(self, theta: Floats) -> tuple[Floats, Floats, Floats]:
        """Return P, P' and P'' by ability, items x categories x abilities."""
        first, second = np.zeros((2, *self.points.shape, len(theta)))
        places, own = self._dichotomous
        if len(places):
            curve, a = own.logistic(theta), own.a[:, None]
            slope = (1 - own.c)[:, None] * a * curve * (1 - curve)
            first[places, 1], first[places, 0] = slope, -slope
            bend = a * slope * (1 - 2 * curve)
            second[places, 1], second[places, 0] = bend, -bend
        for model, at, parameters in self._polytomous:
            width = parameters.d.shape[1] + 1
            first[at, :width], second[at, :width] = CURVES[model].curves(parameters, theta)
        return np.exp(self.logarithms(theta)), first, second

    def expected(self, theta: Floats) -> Floats:
        """Return the expected score of every item, items x abilities."""
        return np.asarray(np.einsum("jk,jkq->jq", self.points, np.exp(self.logarithms(theta))))

    def information(self, theta: Floats) -> Floats:
        """Return every item's information about ability (Fisher), items x abilities."""
        chance, first, _ = self.curves(theta)
        return np.asarray((first**2 / np.maximum(chance, 1e-300)).sum(axis=1))

    def reliability(self) -> float:
        """Return the marginal reliability of ability in a standard normal population.

        The share of the variance that a person's responses determine: 1 - E[1 / (1 + I)].
        """
        rule = Quadrature.normal(61)
        information = self.information(rule.nodes).sum(axis=0)
        return float(1 - rule.weights @ (1 / (1 + information)))

    @cached_property
    def _dichotomous(self) -> tuple[NDArray[np.int64], ItemParameters]:
        at = [k for k, item in enumerate(self.items) if isinstance(item.model, Model)]
        a = np.array([self.items[k].a for k in at])
        b = np.array([self.items[k].b[0] for k in at])
        c = np.array([self.items[k].c for k in at])
        return np.array(at, dtype=np.int64), ItemParameters(a, -a * b, c)

    @cached_property
    def _polytomous(
        self,
    ) -> tuple[tuple[CategoryModel, NDArray[np.int64], CategoryParameters], ...]:
        found = []
        for model in CategoryModel:
            at = [k for k, item in enumerate(self.items) if item.model is model]
            if at:
                a = np.array([self.items[k].a for k in at])
                counts = np.array([len(self.items[k].levels) for k in at], dtype=np.int64)
                b = np.zeros((len(at), counts.max() - 1))
                for row, k in enumerate(at):
                    b[row, : counts[row] - 1] = self.items[k].b
                d = CURVES[model].intercepts(a, b)
                d = np.where(np.arange(d.shape[1]) < counts[:, None] - 1, d, 0)
                parameters = CategoryParameters(a, d, counts)
                found.append((model, np.array(at, dtype=np.int64), parameters))
        return tuple(found)
