"""The candidates that the networks are fitted on: one thorough search instead of two quick strides.

What the linker does for speed finds nearly the same; so it may change without fitting anew, and the
parameters stay those that were measured.
"""

from __future__ import annotations

import numpy as np

from skillmark.skills.linking.meaning import unit
from skillmark.skills.linking.semantic import Ints, SemanticIndex, Vectored, Vectors
from skillmark.skills.linking.windows import Windows

DIMENSIONS = 128


class ThoroughIndex(SemanticIndex):
    """Compares all stretches with all concepts by the principal dimensions of the labels."""

    def __init__(self, vectored: Vectored) -> None:
        super().__init__(vectored)
        labels = np.asarray(vectored.labels).astype(np.float32)
        sums = np.zeros_like(labels)
        np.add.at(sums, vectored.owners, np.asarray(vectored.alternatives).astype(np.float32))
        self._middle = labels.mean(axis=0)
        centred = labels - self._middle
        _, axes = np.linalg.eigh(centred.T @ centred)
        self._principal = np.ascontiguousarray(axes[:, ::-1][:, :DIMENSIONS], dtype=np.float32)
        self._concepts = self._turned(unit(labels + unit(sums)))

    def nearest(self, seen: Windows, count: int) -> Ints:
        """Return the numbers of the `count` concepts whose labels taken together are nearest."""
        likeness = (self._turned(seen.vectors) @ self._concepts.T).max(axis=0)
        size = min(count, len(likeness))
        return np.argpartition(-likeness, size - 1)[:size]

    def _turned(self, vectors: Vectors) -> Vectors:
        return unit((vectors - self._middle) @ self._principal)
