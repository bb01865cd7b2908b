"""Free places in an organisation's status lists."""

from __future__ import annotations

from collections.abc import Callable
from random import SystemRandom
from typing import Any

from skillmark.award import status
from skillmark.trust.status import draw

PROGRAMS = 1_000_000
"""Number of the first list of credentials that programs had signed; awards count from 1."""


def free(
    rows: Any, n: int, *, closed: Callable[[int], set[int]], first: int = 1
) -> list[tuple[int, int]]:
    """Draw free places (list, index) at random: neighbours say nothing about each other.

    `rows` are those of the organisation that have places; `first` is their first list; `closed`
    says which places of a list nobody may be given.
    """
    newest = rows.order_by("-list_number").values_list("list_number", flat=True).first()
    number = newest or first
    used = set(rows.filter(list_number=number).values_list("list_index", flat=True))
    used |= closed(number)
    places: list[tuple[int, int]] = []
    while n:
        take = min(n, status.SIZE - len(used))
        indexes = draw(SystemRandom(), used, take, size=status.SIZE)
        places += [(number, index) for index in indexes]
        n, number = n - take, number + 1
        used = closed(number)
    return places
