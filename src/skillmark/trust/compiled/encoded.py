"""Texts of one template in base64url: what is constant in them is encoded once.

Three bytes make four letters, so a constant part is written in one of three ways, by how many bytes
stand before it. A token of 20 KB then costs what its own strings cost.
"""

from __future__ import annotations

from collections.abc import Sequence

from skillmark.trust.multibase import letters64url

_LONG = 96
"""Bytes from which on a constant part is worth keeping encoded."""

_Aligned = tuple[bytes, bytes, bytes]
"""What fills the group of three that was begun, the letters behind it, and the bytes left over."""


class Encoded:
    """Writes base64url without padding of `segments` with something between each two of them."""

    __slots__ = ("_parts",)

    def __init__(self, segments: Sequence[bytes]) -> None:
        self._parts = [(one, _aligned(one) if len(one) >= _LONG else None) for one in segments]

    def fill(self, insides: Sequence[bytes]) -> bytes:
        """Return the letters with these texts between the segments, one fewer than segments."""
        written: list[bytes] = []
        before = b""
        for (segment, aligned), inside in zip(self._parts, (*insides, b""), strict=True):
            if aligned is None:
                before += segment + inside
                continue
            head, letters, tail = aligned[-len(before) % 3]
            written.append(letters64url(before + head))
            written.append(letters)
            before = tail + inside
        written.append(letters64url(before))
        return b"".join(written)


def _aligned(segment: bytes) -> list[_Aligned]:
    found = []
    for lacks in range(3):
        whole = lacks + (len(segment) - lacks) // 3 * 3
        found.append((segment[:lacks], letters64url(segment[lacks:whole]), segment[whole:]))
    return found
