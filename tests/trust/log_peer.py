"""An independent peer: the definitions of RFC 9162, section 2.1, written down as they stand there.

Slow and recursive on purpose; it shares no line with what it checks.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence


def mth(d: Sequence[bytes]) -> bytes:
    """2.1.1: the Merkle Tree Hash of the entries `d`."""
    n = len(d)
    if n == 0:
        return hashlib.sha256().digest()
    if n == 1:
        return hashlib.sha256(bytes([0]) + d[0]).digest()
    k = below(n)
    return hashlib.sha256(bytes([1]) + mth(d[:k]) + mth(d[k:])).digest()


def path(m: int, d: Sequence[bytes]) -> list[bytes]:
    """2.1.3.1: the inclusion path of entry `m`."""
    n = len(d)
    if n == 1:
        return []
    k = below(n)
    if m < k:
        return [*path(m, d[:k]), mth(d[k:])]
    return [*path(m - k, d[k:]), mth(d[:k])]


def proof(m: int, d: Sequence[bytes]) -> list[bytes]:
    """2.1.4.1: the consistency proof of the first `m` entries."""
    return subproof(m, d, b=True)


def subproof(m: int, d: Sequence[bytes], *, b: bool) -> list[bytes]:
    """2.1.4.1, continued."""
    n = len(d)
    if m == n:
        return [] if b else [mth(d)]
    k = below(n)
    if m <= k:
        return [*subproof(m, d[:k], b=b), mth(d[k:])]
    return [*subproof(m - k, d[k:], b=False), mth(d[:k])]


def below(n: int) -> int:
    """The largest power of two smaller than `n`."""
    k = 1
    while k * 2 < n:
        k *= 2
    return k
