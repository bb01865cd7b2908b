"""Linking two forms on the items that they share (Kolen and Brennan 2014, chapter 6).

Each form was calibrated in its own population, so that its scale of ability has its own origin
and unit. With slope A and shift B, ability on the old scale is A * (ability on the new) + B;
a becomes a / A and b becomes A * b + B.

- Mean-mean (Loyd and Hoover 1980): A is the ratio of the mean slopes.
- Mean-sigma (Marco 1977): A is the ratio of the standard deviations of the difficulties.
- Haebara (1980): the curves of every category of every common item come as close as they can.
- Stocking and Lord (1983): the curves of the expected score on all common items do.

The last two weigh abilities by the standard normal density on the old scale. Curves need no
agreement about what is difficult in an item with levels, and are the default.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from scipy import optimize

from skillmark.assess.scaling.bank import Bank, BankItem
from skillmark.assess.scaling.marginal import Quadrature
from skillmark.assess.scaling.response_model import Floats
from skillmark.nouns.errors import InputError

FEWEST_ANCHORS = 3
ADVISED_ANCHORS = 5
ADVISED_SHARE = 0.2
"""Share of a form that its common items should make up (Kolen and Brennan 2014, chapter 8)."""
NODES = 61


class LinkMethod(StrEnum):
    """How A and B are found."""

    MEAN_MEAN = "mean-mean"
    MEAN_SIGMA = "mean-sigma"
    HAEBARA = "haebara"
    STOCKING_LORD = "stocking-lord"


@dataclass(frozen=True, slots=True)
class Constants:
    """A and B: ability on the old scale is slope * ability + shift."""

    slope: float
    shift: float

    def __call__(self, ability: float) -> float:
        """Return an ability, or a cut score on the ability scale, on the old scale."""
        return self.slope * ability + self.shift


@dataclass(frozen=True, slots=True)
class Link:
    """The link of a new form to an old scale.

    The standard errors have two parts. A jackknife says how far A and B would move with other
    common items; it takes in the error of their calibration as far as it differs from item to
    item. The other part, which moves all items of a form at once, comes from drawing the
    people: it is added where both banks say how many there were (`drawn`). For the errors of
    one pair of calibrations with these very items there is `delta_errors`, which needs their
    covariance.
    """

    method: LinkMethod
    constants: Constants
    slope_error: float
    shift_error: float
    anchors: tuple[str, ...]
    without: tuple[Constants, ...]
    """A and B with each anchor left out in turn."""
    drawn: bool
    """Whether the errors count the drawing of people."""
    cautions: tuple[str, ...] = ()


def link(
    new: Bank,
    old: Bank,
    method: LinkMethod | str = LinkMethod.STOCKING_LORD,
    *,
    leave_out: Sequence[str] = (),
) -> Link:
    """Return the link of `new` to the scale of `old` on the items that bear the same name.

    `leave_out` names common items that are not to count. Raises `InputError` where fewer than
    `FEWEST_ANCHORS` are left, and where their slopes or difficulties determine no link.
    """
    kind = _method(method)
    names, cautions = common_items(new, old, leave_out)
    anchors = new.of(names), old.of(names)
    constants = solve(*anchors, kind)
    without = []
    for name in names:
        rest = [other for other in names if other != name]
        without.append(solve(new.of(rest), old.of(rest), kind))
    spread = np.array([(one.slope, one.shift) for one in without])
    drawing = _drawing(new, old, constants)
    variance = (len(names) - 1) * spread.var(axis=0)
    if drawing is not None:
        variance = variance + drawing
    errors = np.sqrt(variance)
    return Link(
        kind,
        constants,
        float(errors[0]),
        float(errors[1]),
        names,
        tuple(without),
        drawing is not None,
        cautions,
    )


def _drawing(new: Bank, old: Bank, constants: Constants) -> Floats | None:
    """Return what drawing the people adds to the variances of A and B.

    A calibration calls the mean of its population 0 and its spread 1. It knows them from n
    people of whom responses tell the share r, the reliability: with variances of about
    1 / (n r) for the mean and 1 / (2 n r^2) for the logarithm of the spread.
    """
    if new.persons is None or old.persons is None:
        return None
    slope, shift = 0.0, 0.0
    for bank, unit in ((new, constants.slope), (old, 1.0)):
        persons, share = bank.persons or 1, bank.reliability()
        slope += constants.slope**2 / (2 * persons * share**2)
        shift += unit**2 / (persons * share)
    return np.array([slope, shift])


def common_items(
    new: Bank, old: Bank, leave_out: Sequence[str] = ()
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the common items, and what has to be said about them."""
    unknown = sorted(set(leave_out) - (set(new.names) & set(old.names)))
    if unknown:
        raise InputError(f"{unknown[0]} is no common item", remedy="leave out what both forms have")
    before = {item.name: item for item in old.items}
    names, cautions = [], []
    for item in new.items:
        if item.name not in before or item.name in leave_out:
            continue
        flaw = _mismatch(item, before[item.name])
        if flaw:
            cautions.append(f"{item.name} {flaw}: it does not count as a common item")
        else:
            names.append(item.name)
    if len(names) < FEWEST_ANCHORS:
        raise InputError(
            f"{len(names)} common items are too few to link two forms",
            remedy=f"{ADVISED_ANCHORS} or more are advised; items match by their name"
            + ("; " + "; ".join(cautions) if cautions else ""),
            code="too_few",
        )
    advised = max(ADVISED_ANCHORS, int(np.ceil(ADVISED_SHARE * len(new.items))))
    if len(names) < advised:
        cautions.append(f"{len(names)} common items: {advised} or more are advised")
    return tuple(names), tuple(cautions)


def solve(new: Bank, old: Bank, method: LinkMethod) -> Constants:
    """Return A and B; both banks hold the common items in the same order."""
    return _SOLVERS[method](new, old)


def delta_errors(
    new: Bank, old: Bank, method: LinkMethod, covariance: tuple[Floats, Floats]
) -> tuple[float, float]:
    """Return the standard errors of A and B from the errors of the calibrations.

    The delta method (Ogasawara 2000). Both banks hold the common items in the same order;
    `covariance` are those of their parameters, a and then b item by item.
    """
    total = np.zeros((2, 2))
    for place, (bank, own) in enumerate(zip((new, old), covariance, strict=True)):
        vector = np.concatenate([[item.a, *item.b] for item in bank.items])
        if own.shape != (len(vector), len(vector)):
            raise InputError(f"the covariance is not {len(vector)} x {len(vector)}")
        slopes = np.zeros((2, len(vector)))
        for at in range(len(vector)):
            ends = []
            for sign in (1, -1):
                step = np.zeros(len(vector))
                step[at] = sign * 1e-4
                pair = [new, old]
                pair[place] = _with(bank, vector + step)
                found = solve(pair[0], pair[1], method)
                ends.append((found.slope, found.shift))
            slopes[:, at] = (np.array(ends[0]) - np.array(ends[1])) / 2e-4
        total += slopes @ own @ slopes.T
    return float(np.sqrt(total[0, 0])), float(np.sqrt(total[1, 1]))


def _with(bank: Bank, vector: Floats) -> Bank:
    items, at = [], 0
    for item in bank.items:
        steps = len(item.b)
        b = tuple(float(one) for one in vector[at + 1 : at + 1 + steps])
        items.append(replace(item, a=float(vector[at]), b=b))
        at += 1 + steps
    return Bank(tuple(items), bank.persons)


def _method(name: LinkMethod | str) -> LinkMethod:
    try:
        return LinkMethod(name)
    except ValueError:
        raise InputError(
            f"there is no method {name!r}", remedy="one of: " + ", ".join(LinkMethod)
        ) from None


def _mismatch(new: BankItem, old: BankItem) -> str:
    if new.levels != old.levels:
        return "has other levels in the two forms"
    if type(new.model) is not type(old.model) or (
        len(new.b) > 1 and (new.model == "grm") != (old.model == "grm")
    ):
        return "has another model in the two forms"
    return ""


def _slopes(bank: Bank) -> Floats:
    return np.array([item.a for item in bank.items])


def _difficulties(bank: Bank) -> Floats:
    return np.concatenate([item.b for item in bank.items])


def _constants(slope: float, new: Bank, old: Bank) -> Constants:
    if not (np.isfinite(slope) and slope > 0):
        raise InputError(
            "the common items determine no link: their slopes or difficulties contradict",
            remedy="look for an item whose slope is negative in one of the forms",
            code="no_link",
        )
    return Constants(slope, float(_difficulties(old).mean() - slope * _difficulties(new).mean()))


def _mean_mean(new: Bank, old: Bank) -> Constants:
    return _constants(float(_slopes(new).mean() / _slopes(old).mean()), new, old)


def _mean_sigma(new: Bank, old: Bank) -> Constants:
    with np.errstate(divide="ignore", invalid="ignore"):
        return _constants(float(_difficulties(old).std() / _difficulties(new).std()), new, old)


def _by_curves(
    distance: Callable[[Bank, Bank, Floats], Floats],
) -> Callable[[Bank, Bank], Constants]:
    """Return a solver that makes the distance of curves least."""
    rule = Quadrature.normal(NODES)
    weights = np.sqrt(rule.weights)

    def found(new: Bank, old: Bank) -> Constants:
        start = _mean_mean(new, old)

        def off(x: Floats) -> Floats:
            moved = new.moved(float(np.exp(x[0])), float(x[1]))
            return np.asarray((distance(moved, old, rule.nodes) * weights).ravel())

        answer = optimize.least_squares(
            off, [np.log(start.slope), start.shift], xtol=1e-12, ftol=1e-12, gtol=1e-12
        )
        return Constants(float(np.exp(answer.x[0])), float(answer.x[1]))

    return found


_SOLVERS: Mapping[LinkMethod, Callable[[Bank, Bank], Constants]] = {
    LinkMethod.MEAN_MEAN: _mean_mean,
    LinkMethod.MEAN_SIGMA: _mean_sigma,
    LinkMethod.HAEBARA: _by_curves(
        lambda new, old, theta: np.exp(new.logarithms(theta)) - np.exp(old.logarithms(theta))
    ),
    LinkMethod.STOCKING_LORD: _by_curves(
        lambda new, old, theta: (new.expected(theta) - old.expected(theta)).sum(axis=0)
    ),
}
