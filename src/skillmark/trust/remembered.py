"""What was worked out once and is true for ever: kept within bounds, for all threads together.

Only for functions of their arguments: the key must hold everything that the value depends on (the
exact bytes, not the address they came from). Then nobody can put anything here but the truth, and
whoever floods it can only make others work again.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Remembered(Generic[K, V]):
    """A table bounded by number and by weight; what was not used for longest goes first."""

    def __init__(self, *, most: int, most_weight: int) -> None:
        self._most, self._most_weight = most, most_weight
        self._kept: OrderedDict[K, tuple[V, int]] = OrderedDict()
        self._lock = threading.Lock()
        self.weight = 0
        """Of all that is kept."""

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: K) -> V | None:
        """Return what is known, if it is."""
        with self._lock:
            found = self._kept.get(key)
            if found is None:
                return None
            self._kept.move_to_end(key)
            return found[0]

    def put(self, key: K, value: V, weight: int = 1) -> None:
        """Keep a value; one that weighs more than everything may is not kept."""
        if weight > self._most_weight:
            return
        with self._lock:
            known = self._kept.pop(key, None)
            if known is not None:
                self.weight -= known[1]
            self._kept[key] = value, weight
            self.weight += weight
            while len(self._kept) > self._most or self.weight > self._most_weight:
                _, (_, gone) = self._kept.popitem(last=False)
                self.weight -= gone
