"""What a test is to do: its rule, its cut, its lengths, its blueprint, its limit of exposure."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from skillmark.nouns.errors import InputError

LONGEST = 500


class InfeasibleError(InputError):
    """Bank and rules cannot be had together; the answer is no, not that the input was wrong."""

    code = "infeasible"
    exit_code = 1


class Rule(StrEnum):
    """When to stop and how to decide."""

    SPRT = "sprt"
    """Wald's sequential probability ratio test at the two ends of the indifference region."""
    GLR = "glr"
    """The generalised likelihood ratio: the best ability on either side of the region."""
    FIXED = "fixed"
    """The best fixed form, all of it."""
    CAT = "cat"
    """Measure, until the standard error is small enough."""


class Curtail(StrEnum):
    """Whether to stop before a bound is crossed when the decision is already as good as made."""

    NONE = "none"
    EXACT = "exact"
    """When no answers to the remaining items can change the decision."""
    STOCHASTIC = "stochastic"
    """When they are unlikely to (probability `gamma`)."""


class Criterion(StrEnum):
    """What makes an item the best one to ask."""

    FISHER = "fisher"
    KL = "kl"


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one test. Thetas are on the calibration's scale (mean 0, deviation 1).

    `alpha` is the nominal probability of passing somebody at the lower end of the indifference
    region (`cut - delta`), `beta` that of failing somebody at its upper end. `blueprint` gives
    the share of each content area (together 1); empty means that content does not matter.
    `standard_error` ends adaptive measurement. Raises `InputError` for what makes no sense.
    """

    rule: Rule = Rule.SPRT
    cut: float = 0.0
    delta: float = 0.25
    alpha: float = 0.05
    beta: float = 0.05
    min_items: int = 5
    max_items: int = 60
    curtail: Curtail = Curtail.EXACT
    gamma: float = 0.05
    criterion: Criterion = Criterion.FISHER
    blueprint: tuple[tuple[str, float], ...] = ()
    standard_error: float = 0.3

    def __post_init__(self) -> None:
        for name in ("cut", "delta", "alpha", "beta", "gamma", "standard_error"):
            if not math.isfinite(getattr(self, name)):
                raise InputError("a finite number was expected", where=name)
        if not 0.01 <= self.delta <= 2:
            raise InputError(
                f"an indifference region of {self.delta:g} on either side makes no test",
                where="delta",
                remedy="between 0.01 and 2; 0.2 to 0.3 is usual",
            )
        for name in ("alpha", "beta", "gamma"):
            if not 0 < getattr(self, name) < 0.5:
                raise InputError(
                    "an error rate lies between 0 and 0.5", where=name, remedy="0.05 is usual"
                )
        if not 1 <= self.min_items <= self.max_items <= LONGEST:
            raise InputError(
                f"lengths from {self.min_items} to {self.max_items} items make no test",
                where="min_items, max_items",
                remedy=f"1 <= min-items <= max-items <= {LONGEST}",
            )
        if self.standard_error <= 0:
            raise InputError("a standard error is above 0", where="standard_error")
        if self.curtail is Curtail.STOCHASTIC and self.rule is not Rule.SPRT:
            raise InputError(
                f"stochastic curtailment is for sprt, not for {self.rule}",
                where="curtail",
                remedy="use exact",
            )
        if self.criterion is Criterion.KL and self.rule is Rule.CAT:
            raise InputError(
                "Kullback-Leibler information is between the two ends of the indifference region",
                where="criterion",
                remedy="use fisher with cat",
            )
        self._check_blueprint()

    def _check_blueprint(self) -> None:
        names = [name for name, _ in self.blueprint]
        if len(set(names)) < len(names):
            raise InputError("a content area is named twice", where="blueprint")
        for name, share in self.blueprint:
            if not (math.isfinite(share) and 0 < share <= 1):
                raise InputError(f"{share:g} is no share", where=f"blueprint, {name}")
        total = sum(share for _, share in self.blueprint)
        if self.blueprint and abs(total - 1) > 1e-6:
            raise InputError(
                f"the shares of the blueprint add up to {total:g}",
                where="blueprint",
                remedy="they add up to 1",
            )

    @property
    def bounds(self) -> tuple[float, float]:
        """Wald's bounds of the log likelihood ratio: fail at or below, pass at or above."""
        return (
            math.log(self.beta / (1 - self.alpha)),
            math.log((1 - self.beta) / self.alpha),
        )

    def as_json(self) -> dict[str, Any]:
        """Return the rules as a JSON object."""
        found = asdict(self)
        for name in ("rule", "curtail", "criterion"):
            found[name] = str(found[name])
        found["blueprint"] = dict(self.blueprint)
        return found

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Rules:
        """Return the rules that `as_json` wrote, the areas of the blueprint by name.

        A store may not keep the order of an object's members; a test has to be the same anyway.
        """
        found = dict(value)
        blueprint = tuple(sorted((name, float(part)) for name, part in found["blueprint"].items()))
        return cls(
            **{
                **found,
                "rule": Rule(found["rule"]),
                "curtail": Curtail(found["curtail"]),
                "criterion": Criterion(found["criterion"]),
                "blueprint": blueprint,
            }
        )
