"""Modified Angoff, in one or several rounds, and its extension to items of several points.

Panellists picture a candidate who is only just competent and say of every item with which
probability this candidate gets it right (Angoff 1971), or how many of its points the candidate
earns (extended Angoff, Hambleton and Plake 1995, Applied Measurement in Education 8, 41-55). A
panellist's cut is the sum; the panel's cut is the mean of the last round.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from skillmark.assess.standards.generalizability import Components, components
from skillmark.assess.standards.ratings import ADVISED_PANELLISTS, Ratings
from skillmark.nouns.errors import InputError


@dataclass(frozen=True, slots=True)
class PanelCut:
    """Where one round of a panel puts the cut."""

    score: float
    """In points of the form."""
    maximum: float
    standard_error: float
    """Of the mean over panellists: how far other panels like this one would differ."""
    spread: float
    """Standard deviation of the panellists' cuts."""
    by_panellist: tuple[tuple[str, float], ...]

    @property
    def lowest(self) -> float:
        """The most lenient panellist's cut."""
        return min(cut for _name, cut in self.by_panellist)

    @property
    def highest(self) -> float:
        """The most severe panellist's cut."""
        return max(cut for _name, cut in self.by_panellist)


@dataclass(frozen=True, slots=True)
class Angoff:
    """All rounds of a panel; the last one counts."""

    rounds: tuple[PanelCut, ...]
    components: Components | None
    """Of the last round; `None` for a single item."""
    cautions: tuple[str, ...]

    @property
    def cut(self) -> PanelCut:
        """What the panel recommends."""
        return self.rounds[-1]


def angoff(rounds: Sequence[Ratings]) -> Angoff:
    """Return the cut of every round, earliest first, and variance components of the last.

    Raises `InputError` without a round, and where rounds are about different items.
    """
    if not rounds:
        raise InputError("no round was held", code="too_few")
    last = rounds[-1]
    for number, one in enumerate(rounds, start=1):
        if dict(zip(one.items, one.maxima, strict=True)) != dict(
            zip(last.items, last.maxima, strict=True)
        ):
            raise InputError(
                "the rounds are about different items",
                where=f"round {number}",
                remedy="rate the same form in every round",
            )
    return Angoff(
        tuple(panel_cut(one.panellists, one.values.sum(axis=1), one.maximum) for one in rounds),
        components(last) if len(last.items) > 1 else None,
        _cautions(rounds),
    )


def panel_cut(names: Sequence[str], cuts: Sequence[float], maximum: float) -> PanelCut:
    """Return the mean of the panellists' cuts with its standard error s / sqrt(n)."""
    values = np.asarray(cuts, dtype=float)
    spread = float(values.std(ddof=1))
    # A mean of equal numbers may differ from them in the last digit: keep it between them.
    mean = float(np.clip(values.mean(), values.min(), values.max()))
    return PanelCut(
        mean,
        float(maximum),
        spread / math.sqrt(len(values)),
        spread,
        tuple(zip(names, map(float, values), strict=True)),
    )


def _cautions(rounds: Sequence[Ratings]) -> tuple[str, ...]:
    last, said = rounds[-1], []
    if len(last.panellists) < ADVISED_PANELLISTS:
        said.append(f"{len(last.panellists)} panellists: {ADVISED_PANELLISTS} or more are advised")
    # Counts and no names: these stand in the record, and who it was is the facilitator's to know.
    if last.constant:
        said.append(f"{len(last.constant)} of them gave every item the same")
    gone = set(rounds[0].panellists) - set(last.panellists)
    if gone:
        said.append(f"{len(gone)} rated in the first round and not in the last")
    return tuple(said)
