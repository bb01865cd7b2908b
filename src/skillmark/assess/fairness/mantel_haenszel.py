"""Differential item functioning: is an item harder for one group among equally able people?

Mantel and Haenszel's test as Holland and Thayer (1988) apply it to items: people are matched
on their total score (the studied item included), and the odds of a right response compared
within each score. Classes A, B, C as the Educational Testing Service uses them (Zieky 1993).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from skillmark.assess.responses import MISSING, Responses
from skillmark.nouns.errors import InputError

FEWEST = 10
"""People a group needs at the least."""


@dataclass(frozen=True, slots=True)
class ItemDif:
    """One item's test. All `None` where no score level lets the groups be compared."""

    item: str
    chi2: float | None
    """Mantel-Haenszel chi-square, continuity corrected, one degree of freedom."""
    p: float | None
    delta: float | None
    """-2.35 times the log of the common odds ratio; negative: harder for the focal group."""
    standard_error: float | None
    """Of delta (Robins, Breslow and Greenland 1986)."""
    ets_class: str | None
    """A negligible, B slight to moderate, C moderate to large."""


@dataclass(frozen=True, slots=True)
class DifReport:
    """The tests of all items, and which group was compared with which."""

    reference: str
    focal: str
    counts: tuple[int, int]
    """People in the reference and in the focal group."""
    items: tuple[ItemDif, ...]
    left_out: int = 0
    """People without a group or without a response."""


def mantel_haenszel(responses: Responses, *, reference: str = "") -> DifReport:
    """Test every item for differential functioning between the two groups of `responses`.

    The reference group is `reference`, else the one whose name says so (`reference` or `ref`
    beside anything, anything beside `focal`, `R` beside `F`), else the larger one, else the
    first by name. A missing
    response does not enter the tests of its item; in the matching score it earns nothing.
    Raises `InputError` unless there are two groups of at least ten people each.
    """
    groups = np.array(responses.groups)
    if len(groups) != len(responses.values):
        raise InputError("there are no groups", remedy="name their column with --group")
    keep = (responses.values != MISSING).any(axis=1) & (groups != "")
    first, second = _groups(groups[keep], reference)
    values = responses.values[keep]
    in_reference = groups[keep] == first
    total = (values == 1).sum(axis=1)
    found = tuple(
        _test(name, values[:, place], total, in_reference)
        for place, name in enumerate(responses.items)
    )
    counts = (int(in_reference.sum()), int((~in_reference).sum()))
    return DifReport(first, second, counts, found, int((~keep).sum()))


def _groups(groups: NDArray[np.str_], reference: str) -> tuple[str, str]:
    sizes = Counter(groups.tolist())
    names = sorted(sizes, key=lambda name: (-sizes[name], name))
    if len(names) != 2:
        raise InputError(
            f"there are {len(names)} groups ({', '.join(sorted(names)[:6])})",
            where="group column",
            remedy="two are compared at a time: keep the rows of two",
            code="groups",
        )
    small = [name for name in names if sizes[name] < FEWEST]
    if small:
        raise InputError(
            f"group {small[0]!r} has {sizes[small[0]]} people",
            where="group column",
            remedy=f"each needs at least {FEWEST}; 200 or more are advised",
            code="too_few",
        )
    if reference and reference not in sizes:
        raise InputError(
            f"there is no group {reference!r}", remedy="one of: " + ", ".join(sorted(names))
        )
    chosen = reference or _by_name(*names) or names[0]
    names.sort(key=lambda name: name != chosen)
    return names[0], names[1]


def _by_name(*names: str) -> str:
    """Return the group that calls itself the reference group, or an empty string."""
    for name, other in (names, names[::-1]):
        pair = name.casefold(), other.casefold()
        if pair[0] in {"ref", "reference"} or pair[1] in {"foc", "focal"} or pair == ("r", "f"):
            return name
    return ""


def _test(
    name: str,
    item: NDArray[np.int8],
    total: NDArray[np.int64],
    in_reference: NDArray[np.bool_],
) -> ItemDif:
    levels = int(total.max()) + 1

    def count(right: int, *, reference: bool) -> NDArray[np.float64]:
        chosen = (item == right) & (in_reference == reference)
        return np.bincount(total[chosen], minlength=levels).astype(float)

    a, b = count(1, reference=True), count(0, reference=True)
    c, d = count(1, reference=False), count(0, reference=False)
    people = a + b + c + d
    # A level says something only if both groups are there and responses differ.
    use = (a + b > 0) & (c + d > 0) & (a + c > 0) & (b + d > 0)
    a, b, c, d, people = a[use], b[use], c[use], d[use], people[use]
    variance = (
        (a + b) * (c + d) * (a + c) * (b + d) / (people**2 * np.maximum(people - 1, 1))
    ).sum()
    if variance == 0:
        return ItemDif(name, None, None, None, None, None)
    excess = abs(float(a.sum() - ((a + b) * (a + c) / people).sum()))
    chi2 = max(0.0, excess - 0.5) ** 2 / float(variance)
    p = float(stats.chi2.sf(chi2, 1))
    agree, differ = a * d / people, b * c / people
    if agree.sum() == 0 or differ.sum() == 0:
        # One group is always ahead: the odds ratio is infinite, and so is delta.
        return ItemDif(name, chi2, p, None, None, "C" if p < 0.05 else "A")
    delta = -2.35 * float(np.log(agree.sum() / differ.sum()))
    error = 2.35 * float(np.sqrt(_log_variance(a, b, c, d, people)))
    return ItemDif(name, chi2, p, delta, error, _ets_class(delta, error, p))


def _log_variance(
    a: NDArray[np.float64],
    b: NDArray[np.float64],
    c: NDArray[np.float64],
    d: NDArray[np.float64],
    people: NDArray[np.float64],
) -> float:
    """Return the variance of the log odds ratio (Robins, Breslow and Greenland 1986)."""
    agree, differ = a * d / people, b * c / people
    share_agree, share_differ = (a + d) / people, (b + c) / people
    r, s = agree.sum(), differ.sum()
    return float(
        (share_agree * agree).sum() / (2 * r**2)
        + (share_agree * differ + share_differ * agree).sum() / (2 * r * s)
        + (share_differ * differ).sum() / (2 * s**2)
    )


def _ets_class(delta: float, error: float, p: float) -> str:
    """A: below 1 or not significant; C: at least 1.5 and significantly above 1; else B."""
    if abs(delta) < 1 or p >= 0.05:
        return "A"
    return "C" if abs(delta) >= 1.5 and (abs(delta) - 1) / error > 1.645 else "B"
