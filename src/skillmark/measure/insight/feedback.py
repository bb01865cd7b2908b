"""Feedback for providers: does an assessment's result predict later performance, and which items?

Everything here is a correlation among people whose career they let link to their credential: it
says whether the result *foretells*, not whether the credential *caused* anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite, sqrt
from typing import Any

import numpy as np
from scipy.special import ndtr

from skillmark.measure.cells import LEAST_CELL
from skillmark.measure.estimate import Z95, Estimate
from skillmark.measure.insight.restriction import (
    LEAST_PAIRS,
    attenuated,
    case2,
    case4,
    fisher,
    reliable,
)
from skillmark.measure.insight.shrinkage import Shrunken, shrink
from skillmark.measure.surveys.multiple import benjamini_hochberg
from skillmark.measure.table import Floats
from skillmark.nouns.errors import InputError

SLIGHT = 0.1
"""A correlation below this is slight (Cohen 1988): if the interval ends below it, that is said."""
RATE = 0.05
"""Share of false discoveries that is accepted among the items that are named."""
WIDENED = 1.05
"""A spread among the chosen above that among all, by more than chance: nothing is corrected."""


@dataclass(frozen=True, slots=True)
class Validity:
    """How far a result foretells later performance."""

    n: int
    """People with a result and a performance rating."""
    assessed: int
    """People with a result."""
    observed: Estimate
    u: float
    """Spread of results among those with a rating over that among all assessed."""
    direct: Estimate
    """Corrected for direct range restriction (case 2); equal to `observed` where u is 1."""
    indirect: Estimate | None
    """Corrected for indirect range restriction (case 4); needs the result's reliability."""
    beyond: Estimate | None
    """Partial correlation beyond experience; `None` where that is not known of enough people."""
    gained: float | None
    """Share of the spread of performance that the result explains beyond experience (delta R2)."""
    criterion: float | None
    """Reliability of the ratings that was given and corrected for."""
    note: str = ""
    """Code where a correction was left out: `widened`, `reliability`."""

    @property
    def code(self) -> str:
        """`foretells`, `against`, `slight` or `open`."""
        return judged(self.observed)


@dataclass(frozen=True, slots=True)
class Item:
    """One item beside later performance; `estimate` is `None` where too few people stand behind."""

    name: str
    n: int
    """0 where hidden."""
    estimate: Estimate | None = None
    p: float | None = None
    adjusted: float | None = None
    """p adjusted over all items (Benjamini and Hochberg 1995)."""
    code: str = "hidden"
    """`foretells`, `against`, `slight`, `open` or `hidden`."""


def judged(found: Estimate) -> str:
    """Return what a correlation establishes."""
    if found.low > 0:
        return "foretells"
    if found.high < 0:
        return "against"
    return "slight" if found.high < SLIGHT else "open"


def validity(
    result: Any,
    performance: Any,
    *,
    experience: Any = None,
    reliability: float | None = None,
    criterion: float | None = None,
) -> Validity | None:
    """Return how far results (0 to 1) foretell performance, one entry a person, NaN if unknown.

    Those with a result but no rating make up, together with the rated, all who were assessed: the
    spread among them is what is corrected to. `reliability` is the result's among all assessed,
    `criterion` the ratings' (above 0, at most 1, else `InputError`). `None` for fewer than 10
    people with both, or without any spread.
    """
    for given in (reliability, criterion):
        if given is not None:
            reliable(given)
    x = np.asarray(result, dtype=np.float64)
    y = np.asarray(performance, dtype=np.float64)
    both, known = ~np.isnan(x) & ~np.isnan(y), ~np.isnan(x)
    n, m = int(both.sum()), int(known.sum())
    if n < LEAST_PAIRS or _flat(x[both]) or _flat(y[both]):
        return None
    found = fisher(float(np.corrcoef(x[both], y[both])[0, 1]), n)
    u = float(x[both].std(ddof=1) / x[known].std(ddof=1))
    note, used = "", u
    if u > 1:
        note, used = ("widened" if u > WIDENED else ""), 1.0
    share = 1.0 if criterion is None else criterion
    # The log of u varies as the logs of two nested standard deviations do.
    wobble = sqrt(max(0.0, 1 / (2 * (n - 1)) - 1 / (2 * (m - 1)))) if used < 1 else 0.0
    direct = _corrected(found, used, wobble, lambda r, by: case2(attenuated(r, share), by))
    indirect = None
    if reliability is not None:
        try:
            indirect = _corrected(
                found, used, wobble, lambda r, by: case4(r, by, reliability, share)
            )
        except InputError:
            note = "reliability"
    beyond, gained = _beyond(x, y, experience)
    return Validity(n, m, found, u, direct, indirect, beyond, gained, criterion, note)


def _flat(values: Floats) -> bool:
    return bool(np.ptp(values) == 0)


def _corrected(found: Estimate, u: float, wobble: float, correct: Any) -> Estimate:
    """Correct estimate and limits, and let the limits take in that u is estimated too.

    The limits of r are corrected themselves (monotone, so their coverage stays; Bobko 1983). What
    the estimate of u adds is the larger of what u one standard error up or down would change,
    added in squares.
    """
    value, low, high = (correct(r, u) for r in (found.value, found.low, found.high))
    shift = 0.0
    if wobble:
        up, down = min(1.0, u * (1 + wobble)), u * (1 - wobble)
        shift = max(abs(correct(found.value, by) - value) for by in (up, down))
    below = sqrt((value - low) ** 2 + (Z95 * shift) ** 2)
    above = sqrt((high - value) ** 2 + (Z95 * shift) ** 2)
    return Estimate(
        value, (below + above) / (2 * Z95), max(-1.0, value - below), min(1.0, value + above)
    )


def _beyond(x: Floats, y: Floats, experience: Any) -> tuple[Estimate | None, float | None]:
    """Return the partial correlation given experience, and how much more is explained by x."""
    if experience is None:
        return None, None
    z = np.asarray(experience, dtype=np.float64)
    use = ~np.isnan(x) & ~np.isnan(y) & ~np.isnan(z)
    n = int(use.sum())
    if n < LEAST_PAIRS or _flat(z[use]):
        return None, None
    base = np.column_stack([np.ones(n), z[use]])
    left_x, left_y = (v - base @ np.linalg.lstsq(base, v)[0] for v in (x[use], y[use]))
    if float(left_x @ left_x) < 1e-12 * float(x[use] @ x[use]) or not float(left_y @ left_y):
        return None, None
    r = float(left_x @ left_y / sqrt(float(left_x @ left_x) * float(left_y @ left_y)))
    spread = y[use] - y[use].mean()
    gained = r * r * float(left_y @ left_y) / float(spread @ spread)
    return fisher(r, n, given=1), gained


def items(scores: Any, names: Sequence[str], performance: Any) -> tuple[Item, ...]:
    """Return which items foretell performance: people by items, 0 to 1, NaN where not taken.

    The correlation of each item with performance; p by Fisher's z, adjusted over all items that
    are told. Items with fewer than 5 people above or below the middle of their range are hidden:
    on a 0/1 item those are the people who got it right, or wrong.
    """
    values = np.asarray(scores, dtype=np.float64)
    y = np.asarray(performance, dtype=np.float64)
    told: list[tuple[int, int, Estimate, float]] = []
    for index in range(values.shape[1]):
        use = ~np.isnan(values[:, index]) & ~np.isnan(y)
        x, target, n = values[use, index], y[use], int(use.sum())
        if n < LEAST_PAIRS or _flat(x) or _flat(target) or _thin(x):
            continue
        found = fisher(float(np.corrcoef(x, target)[0, 1]), n)
        z = np.arctanh(max(-1 + 1e-9, min(1 - 1e-9, found.value))) * sqrt(n - 3)
        told.append((index, n, found, float(2 * ndtr(-abs(z)))))
    adjusted = benjamini_hochberg([p for *_rest, p in told])
    by_index = {
        index: Item(names[index], n, found, p, float(q), _code(found, float(q)))
        for (index, n, found, p), q in zip(told, adjusted, strict=True)
    }
    return tuple(by_index.get(index, Item(name, 0)) for index, name in enumerate(names))


def _thin(x: Floats) -> bool:
    middle = (x.min() + x.max()) / 2
    return min(int((x > middle).sum()), int((x <= middle).sum())) < LEAST_CELL


def _code(found: Estimate, adjusted: float) -> str:
    if adjusted <= RATE:
        return "foretells" if found.value > 0 else "against"
    return "slight" if found.high < SLIGHT else "open"


@dataclass(frozen=True, slots=True)
class Named:
    """One credential or provider: its own validity, and where it stands among the others."""

    name: str
    n: int
    """0 where hidden."""
    own: Estimate | None = None
    shrunken: Shrunken | None = None
    """`None` where there is nothing to compare with."""


def by_name(
    names: Any, result: Any, performance: Any, *, rng: np.random.Generator
) -> tuple[Named, ...]:
    """Return how far the results of each credential (or provider) foretell performance.

    One entry a person; an empty name is nobody's. Correlations are compared on Fisher's scale and
    shrunk towards their common mean by as much as they are noise. In the order of the alphabet,
    never of the figures. Fewer than 10 people, and a name is hidden.
    """
    labels = np.asarray(names, dtype=object)
    x = np.asarray(result, dtype=np.float64)
    y = np.asarray(performance, dtype=np.float64)
    every = sorted({str(name) for name in labels if name})
    told: dict[str, tuple[int, Estimate]] = {}
    for name in every:
        use = (labels == name) & ~np.isnan(x) & ~np.isnan(y)
        n = int(use.sum())
        if n >= LEAST_PAIRS and not _flat(x[use]) and not _flat(y[use]):
            told[name] = n, fisher(float(np.corrcoef(x[use], y[use])[0, 1]), n)
    shrunken: dict[str, Shrunken] = {}
    if len(told) >= 2:
        z = [
            float(np.arctanh(np.clip(own.value, -1 + 1e-9, 1 - 1e-9))) for _n, own in told.values()
        ]
        errors = [1 / sqrt(n - 3) for n, _own in told.values()]
        found = shrink(np.array(z), np.array(errors), rng=rng)
        shrunken = dict(zip(told, (one.mapped(np.tanh) for one in found), strict=True))
    return tuple(
        Named(name, told[name][0], told[name][1], shrunken.get(name))
        if name in told
        else Named(name, 0)
        for name in every
    )


def smallest_seen(n: int) -> float:
    """Return the correlation that n pairs would show with 80% power (Fisher's z)."""
    found = float(np.tanh((Z95 + 0.8416212335729143) / sqrt(n - 3))) if n > 4 else 1.0
    return found if isfinite(found) else 1.0


def pairs_needed(r: float) -> int:
    """Return the pairs with which a correlation of this size would show with 80% power."""
    if not 0 < abs(r) < 1:
        raise InputError(f"{r} is no correlation to look for")
    return int(np.ceil(((Z95 + 0.8416212335729143) / np.arctanh(abs(r))) ** 2 + 3))
