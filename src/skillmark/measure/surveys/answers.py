"""One question's answers as numbers, and how those who answered were chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from skillmark.measure.table import Floats

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Answers:
    """One question: what was answered, with weights, strata and clusters, a row a respondent.

    `agreed` is 1 or 0 (agreed or not) for shares, any score for means. Who gave no answer is in
    no row and counted in `missing`.
    """

    agreed: Floats
    weights: Floats
    strata: tuple[str, ...]
    missing: int = 0
    question: str = ""
    clusters: tuple[str, ...] = ()
    """Who was chosen together with whom; empty where everybody was chosen alone."""
    population: Mapping[str, int] = field(default_factory=dict)
    """People in each stratum (`""` without strata) where all of them were asked; empty where the
    number is unknown or very large."""

    def __len__(self) -> int:
        return len(self.agreed)

    @property
    def plain(self) -> bool:
        """Whether neither strata nor clusters tie the rows together."""
        return not self.clusters and len(set(self.strata)) <= 1

    def where(self, mask: Mask) -> Answers:
        """Return the answers of some; right as a subpopulation only where the design is plain."""
        keep = np.flatnonzero(mask)
        return replace(
            self,
            agreed=self.agreed[keep],
            weights=self.weights[keep],
            strata=tuple(self.strata[i] for i in keep),
            clusters=tuple(self.clusters[i] for i in keep) if self.clusters else (),
            population={},
        )

    @classmethod
    def of(cls, agreed: Floats, *, question: str = "", missing: int = 0) -> Answers:
        """Return answers of people who were each chosen alone and count alike."""
        n = len(agreed)
        values = np.asarray(agreed, dtype=float)
        return cls(values, np.ones(n), ("",) * n, missing, question)
