"""Parts of a document whose strings differ, made from the strings alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from skillmark.trust.compiled.secured import Filled
from skillmark.trust.compiled.template import Pointer

Mold = Callable[[Filled], Any]
"""Makes one part of a document. What does not differ is the same object each time: only read it."""


def mold(value: Any, at: Pointer, places: Mapping[Pointer, int]) -> Mold:
    """Return what makes the part at `at`; `value` stands there, `places` are the holes."""
    if at in places:
        hole = places[at]
        if isinstance(value, int):
            return lambda given: int(given.insides[hole])
        return lambda given: given.text(hole)
    if not any(pointer[: len(at)] == at for pointer in places):
        return lambda _given: value
    if isinstance(value, dict):
        members = [(key, mold(member, (*at, key), places)) for key, member in value.items()]
        return lambda given: {key: make(given) for key, make in members}
    items = [mold(item, (*at, place), places) for place, item in enumerate(value)]
    return lambda given: [make(given) for make in items]
