"""Parameters of items whose responses fall into ordered categories."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from skillmark.assess.scaling.response_model import Floats


class CategoryModel(StrEnum):
    """Graded response, partial credit (one slope for all items), generalised partial credit."""

    GRADED = "grm"
    PARTIAL = "pcm"
    GENERALISED = "gpcm"


@dataclass(frozen=True, eq=False)
class CategoryParameters:
    """Slope and intercepts of every item.

    `a` has one entry an item; `d` is items x (most categories - 1), 0 beyond an item's own;
    `counts` says how many categories an item has. What `d` means is the model's: see `graded`
    and `partial_credit`.
    """

    a: Floats
    d: Floats
    counts: NDArray[np.int64]

    @property
    def steps(self) -> NDArray[np.bool_]:
        """Which entries of `d` exist."""
        return np.asarray(np.arange(self.d.shape[1]) < self.counts[:, None] - 1)

    @property
    def categories(self) -> NDArray[np.bool_]:
        """Which categories exist, items x most categories."""
        return np.asarray(np.arange(self.d.shape[1] + 1) < self.counts[:, None])
