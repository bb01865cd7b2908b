"""RFC 8785 for all documents of one structure: keys keep their order, strings are filled in."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from skillmark.trust import jcs
from skillmark.trust.compiled.holes import NotCompiledError
from skillmark.trust.compiled.template import Pointer, replaced

_MARK = "skillmark-hole-"
_SENTINEL = re.compile(rb'"skillmark-hole-(\d+)-end"')


@dataclass(frozen=True, slots=True)
class Sorted:
    """The canonical JSON of every document of one structure, as a function of its strings."""

    pointers: tuple[Pointer, ...]
    _segments: tuple[bytes, ...]
    _order: tuple[int, ...]
    """The holes in the order in which they stand in the canonical form."""

    def write(self, insides: Sequence[bytes], values: Sequence[str] | None) -> bytes:
        """Return the canonical bytes; `insides` and `values` as for `dataset.Dataset.terms`."""
        if values is not None:
            # escapes that RFC 8785 does not use are written as it does (section 3.2.2.2)
            insides = [json.dumps(value, ensure_ascii=False)[1:-1].encode() for value in values]
        parts = [self._segments[0]]
        for hole, segment in zip(self._order, self._segments[1:], strict=True):
            parts.append(insides[hole])
            parts.append(segment)
        return b"".join(parts)


def sorted_of(document: Mapping[str, Any], wanted: Sequence[Pointer]) -> Sorted:
    """Compile a document whose strings at `wanted` may differ, or raise `NotCompiledError`."""
    if _MARK in repr(document):
        raise NotCompiledError("this document is not one that has a compiled form")
    sentinels = {at: f"{_MARK}{number}-end" for number, at in enumerate(wanted)}
    canonical = jcs.canonicalize(replaced(document, sentinels))
    pieces = _SENTINEL.split(canonical)
    order = tuple(int(number) for number in pieces[1::2])
    if sorted(order) != list(range(len(wanted))):
        raise NotCompiledError("a string of this document does not come back in its canonical form")
    # the quotes stay: the sentinel was cut out with them
    segments = [
        (b'"' if place else b"") + piece + (b'"' if place < len(order) else b"")
        for place, piece in enumerate(pieces[0::2])
    ]
    return Sorted(tuple(wanted), tuple(segments), order)
