"""Numbers as a report's data give them: to a stated number of significant digits.

The last digits of a sum depend on the order in which a machine adds, which differs between
processors and numbers of threads. What a report is signed for must not, so nothing finer than
this leaves it.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from typing import Any

DIGITS = 6


def rounded(value: Any, digits: int = DIGITS) -> Any:
    """Return JSON with every number at `digits` significant digits; what is not finite is null."""
    if isinstance(value, bool | int | str) or value is None:
        return value
    if isinstance(value, float):
        # -0.0 and 0.0 are one number, written in two ways.
        return float(f"{value:.{digits - 1}e}") + 0.0 if isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(key): rounded(member, digits) for key, member in value.items()}
    if hasattr(value, "tolist"):
        return rounded(value.tolist(), digits)
    return [rounded(member, digits) for member in value]
