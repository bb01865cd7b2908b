"""How content is spread over a test, so that any beginning of it keeps the blueprint, too.

A test that may stop after any item has to keep its blueprint all the way. That is the chairman
assignment problem: Tijdeman (1980), Discrete Mathematics 32, 323-330. His rule keeps every area
within 1 - 1/(2k - 2) of its share of the items so far, for k areas, whatever the shares.
"""

from __future__ import annotations

from collections.abc import Sequence

TINY = 1e-12
"""Shares such as 0.1 are not exact; ties are."""


def sequence(shares: Sequence[float], length: int) -> tuple[int, ...]:
    """Return the area (its place in `shares`, which add up to 1) of each item of a test."""
    slack = 1 / (2 * len(shares) - 2) if len(shares) > 1 else 0.0
    counts = [0] * len(shares)
    found = []
    for number in range(1, length + 1):
        due = [share * number - count for share, count in zip(shares, counts, strict=True)]
        open_ = [k for k, lack in enumerate(due) if lack >= slack - TINY]
        # the area whose count would first fall behind by too much
        best = min(open_, key=lambda k: ((1 - slack - due[k]) / shares[k], k))
        counts[best] += 1
        found.append(best)
    return tuple(found)


def farthest(counts: Sequence[int], shares: Sequence[float]) -> float:
    """Return by how many items the area that fits worst is off its share."""
    total = sum(counts)
    return max(abs(count - share * total) for count, share in zip(counts, shares, strict=True))
