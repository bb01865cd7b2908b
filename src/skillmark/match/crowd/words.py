"""Very many texts in one block of bytes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

_ERRORS = "surrogatepass"
"""What Python holds as text comes back, even halves of characters."""


class Words(Sequence[str]):
    """Texts by number: their UTF-8 bytes one after the other, and where each ends."""

    def __init__(self, block: NDArray[np.uint8], ends: NDArray[np.int64]) -> None:
        self.block, self.ends = block, ends

    @classmethod
    def of(cls, texts: Iterable[str]) -> Words:
        """Put texts together."""
        block, ends = bytearray(), []
        for text in texts:
            block += text.encode(errors=_ERRORS)
            ends.append(len(block))
        return cls.made(block, ends)

    @classmethod
    def made(cls, block: bytearray, ends: Sequence[int]) -> Words:
        """Take what was put together elsewhere."""
        return cls(np.frombuffer(bytes(block), np.uint8), np.array(ends, np.int64))

    def __len__(self) -> int:
        return len(self.ends)

    def __getitem__(self, at: int) -> str:  # type: ignore[override]
        start = int(self.ends[at - 1]) if at else 0
        return self.block[start : int(self.ends[at])].tobytes().decode(errors=_ERRORS)
