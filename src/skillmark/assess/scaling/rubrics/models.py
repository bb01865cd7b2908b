"""The polytomous models by name, and what each of them knows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from skillmark.assess.scaling.response_model import Floats
from skillmark.assess.scaling.rubrics import graded, partial_credit
from skillmark.assess.scaling.rubrics.parameters import CategoryModel, CategoryParameters
from skillmark.nouns.errors import InputError


class Curves(Protocol):
    """What a module of a polytomous model offers; see `graded` and `partial_credit`."""

    def logarithms(self, parameters: CategoryParameters, theta: Floats, /) -> Floats:
        """Return log P(category), items x categories x abilities."""

    def scores(self, parameters: CategoryParameters, theta: Floats, /) -> Floats:
        """Return d log P / d(a, d), items x categories x parameters x abilities."""

    def curves(self, parameters: CategoryParameters, theta: Floats, /) -> tuple[Floats, Floats]:
        """Return P' and P'' by ability, items x categories x abilities."""

    def thresholds(self, parameters: CategoryParameters, /) -> Floats:
        """Return b, items x steps."""

    def threshold_slopes(self, parameters: CategoryParameters, /) -> Floats:
        """Return d b / d(a, d), items x steps x parameters."""

    def intercepts(self, a: Floats, b: Floats, /) -> Floats:
        """Return d, items x steps."""


CURVES: Mapping[CategoryModel, Curves] = {
    CategoryModel.GRADED: graded,
    CategoryModel.PARTIAL: partial_credit,
    CategoryModel.GENERALISED: partial_credit,
}


def named(name: CategoryModel | str) -> CategoryModel:
    """Return the model of that name; raises `InputError` where there is none."""
    try:
        return CategoryModel(name)
    except ValueError:
        raise InputError(
            f"there is no model {name!r}", remedy="one of: " + ", ".join(CategoryModel)
        ) from None
