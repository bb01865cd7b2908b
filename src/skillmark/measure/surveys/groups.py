"""The same question in several groups: nobody exposed, not by subtraction either."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import inf, isfinite, sqrt
from typing import Any

import numpy as np

from skillmark.measure.cells import LEAST_CELL
from skillmark.measure.estimate import Z95
from skillmark.measure.surveys import variance
from skillmark.measure.surveys.answers import Answers, Mask
from skillmark.measure.surveys.multiple import holm
from skillmark.measure.surveys.shares import Share, newcombe, pooled_error, score, share
from skillmark.nouns.errors import UnavailableError


@dataclass(frozen=True, slots=True)
class Gap:
    """One group's share less that of all other groups shown, with its 95% interval."""

    difference: float
    low: float
    high: float
    z: float
    p: float
    p_adjusted: float
    """By Holm over the groups compared."""


@dataclass(frozen=True, slots=True)
class Group:
    """One group: `found` is `None` where it is withheld."""

    name: str
    found: Share | None
    gap: Gap | None = None
    """`None` where fewer than two groups are shown."""

    def as_json(self) -> dict[str, Any]:
        """Return the group; a withheld one carries nothing but that."""
        if self.found is None:
            return {"group": self.name, "withheld": True}
        gap = self.gap
        return {
            "group": self.name,
            "withheld": False,
            "share": self.found.share,
            "ci": [self.found.low, self.found.high],
            "n": self.found.n,
            "against_others": None
            if gap is None
            else {
                "difference": gap.difference,
                "ci": [gap.low, gap.high],
                "z": gap.z if isfinite(gap.z) else None,
                "p": gap.p,
                "p_adjusted": gap.p_adjusted,
            },
        }


def withheld(sizes: dict[str, int], *, least: int = LEAST_CELL) -> frozenset[str]:
    """Return the groups that must not be shown beside the total of all.

    Those below `least`; and, so that none of them follows from the total less the others, the
    smallest of the rest until those withheld are at least two and hold `least` together. Who is
    in no group (`""`) is shown nowhere and so hides the others first.
    """
    small = {name for name, n in sizes.items() if 0 < n < least}
    if not small:
        return frozenset()
    if sizes.get(""):
        small.add("")
    rest = sorted(
        (name for name in sizes if sizes[name] >= least and name), key=lambda k: (sizes[k], k)
    )
    while rest and (len(small) < 2 or sum(sizes[name] for name in small) < least):
        small.add(rest.pop(0))
    return frozenset(small)


def by_group(answers: Answers, groups: Sequence[str]) -> tuple[Group, ...]:
    """Return the share in each group, in the order of their names; `""` belongs to none.

    Who belongs to no group counts as a group of its own when it is asked what follows by
    subtraction. Groups with fewer than 5 answers are withheld, and so is what would give them
    away (`withheld`). Shown groups are each compared with the others shown together, adjusted by
    Holm. Raises `UnavailableError` where all answers together are fewer than 5.
    """
    labels = np.array(groups, dtype=object)
    sizes = {str(name): int((labels == name).sum()) for name in np.unique(labels)}
    if sum(sizes.values()) < LEAST_CELL:
        raise UnavailableError(
            f"{len(answers)} answers: fewer than {LEAST_CELL} are not reported, to protect people",
            where=answers.question,
            remedy="ask more people",
            code="suppressed",
        )
    hidden = withheld(sizes)
    names = [name for name in sizes if name]
    shown = [name for name in names if name not in hidden]
    there: Mask = np.isin(labels, np.array(shown, dtype=object))
    made = {name: share(answers, domain=labels == name) for name in shown}
    gaps: dict[str, Gap] = {}
    if len(shown) > 1:
        gaps = {name: _gap(answers, labels == name, there & (labels != name)) for name in shown}
        adjusted = holm([gap.p for gap in gaps.values()])
        gaps = {
            name: replace(gap, p_adjusted=float(p))
            for (name, gap), p in zip(gaps.items(), adjusted, strict=True)
        }
    return tuple(Group(name, made.get(name), gaps.get(name)) for name in names)


def _gap(answers: Answers, inside: Mask, outside: Mask) -> Gap:
    a, b = share(answers, domain=outside), share(answers, domain=inside)
    difference = b.share - a.share
    if not answers.clusters:
        low, high = newcombe((a.share, a.low, a.high), (b.share, b.low, b.high))
        z, p = score(difference, pooled_error(a.share, a.effective_n, b.share, b.effective_n))
        return Gap(difference, low, high, z, p, p)
    # A cluster may have people on both sides: their errors go together, and are taken together.
    w, y = answers.weights, answers.agreed
    mine, theirs = w * inside, w * outside
    z_parts = mine * (y - b.share) / mine.sum() - theirs * (y - a.share) / theirs.sum()
    found, df = variance.spread(z_parts, answers)
    se = sqrt(found)
    quantile = variance.student(df) if df != inf else Z95
    z, p = score(difference, se * quantile / Z95)
    return Gap(difference, difference - quantile * se, difference + quantile * se, z, p, p)
