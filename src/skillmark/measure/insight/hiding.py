"""What of a table may be shown: no small cell, and none that follows by subtraction.

Two rules, each for its kind of table:

- Counts that can be looked at by many filters (team, achievement, quarter) are rounded to the
  nearest 5, and fewer than 5 are "fewer than 5". The difference of two rounded counts is a
  multiple of 5 whatever the filters are, so no view can be subtracted from another to find a
  person. (Statistical offices call it rounding to base 5; HESA's rounding methodology is one.)
- Groups of one whole whose total is known elsewhere are suppressed when small, and then so many
  of the next smallest as make what is hidden at least 5 people and two groups (complementary
  suppression; Cox 1980, Willenborg and de Waal 2001, ch. 4).
"""

from __future__ import annotations

from collections.abc import Sequence

from skillmark.measure.cells import LEAST_CELL

BASE = LEAST_CELL
"""Counts are rounded to multiples of it."""
LEAST_SHARED = 20
"""A rounded count below this is no denominator: its rounding alone would move a share by more
than an eighth."""


def rounded(count: int) -> int | None:
    """Return a count as it may be shown: to the nearest 5, `None` for fewer than 5."""
    if count < LEAST_CELL:
        return None
    return BASE * ((count + BASE // 2) // BASE)


def part(count: int, whole: int) -> float | None:
    """Return the share of rounded counts, `None` where the whole is too small to carry one.

    It rests on nothing but what is shown, so that it tells nothing more; at most 1.
    """
    below, above = rounded(whole), rounded(count)
    if below is None or below < LEAST_SHARED or above is None:
        return None
    return min(1.0, above / below)


def hidden(sizes: Sequence[int], *, least: int = LEAST_CELL) -> tuple[bool, ...]:
    """Return which groups of one whole may not be shown.

    Small groups (1 to `least` - 1 people) are hidden; then, smallest first, as many others as
    make those hidden at least two groups with at least `least` people together. Empty groups hide
    nobody and are shown as empty.
    """
    small = [0 < size < least for size in sizes]
    if not any(small):
        return tuple(small)
    order = sorted((size, index) for index, size in enumerate(sizes) if size >= least)
    for size, index in order:
        together = sum(s for s, out in zip(sizes, small, strict=True) if out)
        if together >= least and sum(small) >= 2:
            break
        if size:
            small[index] = True
    return tuple(small)
