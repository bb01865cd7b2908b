"""The templates that a process has met: which there are, and when it pays to learn another.

A structure is what is left of a credential without its strings. The second credential of a
structure makes its wide template, whose holes are everywhere; two that match it and differ in few
strings make a narrow one, whose holes are those (one award to many people). Learning costs a few
full verifications and is paid for by those that went before: whoever sends structures that nobody
has seen costs a little more than what checking them in full costs.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from skillmark.badges import reading
from skillmark.badges.reading import Wrapped
from skillmark.nouns.errors import SkillmarkError
from skillmark.trust.compiled.secured import Filled
from skillmark.trust.compiled.template import Pointer, strings_of
from skillmark.trust.contexts import Contexts
from skillmark.verify.checks import Check
from skillmark.verify.familiar import Familiar, learn

MOST_NARROW, MOST_WIDE = 48, 32
MOST_STRUCTURES = 512
LARGEST = 64 * 1024
"""Bytes of a credential that is worth learning."""
FEW = 16
"""Strings in which the credentials of a narrow template differ, at most."""
_PRICE, _MOST_SAVED = 3.0, 30.0
"""What learning one template costs, in full verifications, and how much may be saved for it."""
_FOR_A_WIDE_MATCH = 0.02
"""What a credential adds that needed no full verification."""


@dataclass
class Shelf:
    """Templates, those that matched last in front. Safe to share between threads."""

    contexts: Contexts
    _narrow: tuple[Familiar, ...] = ()
    _wide: tuple[Familiar, ...] = ()
    _seen: OrderedDict[bytes, bool] = field(default_factory=OrderedDict)
    """Structures, and whether learning them was tried."""
    _saved: float = _MOST_SAVED
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def match(self, data: bytes) -> tuple[Familiar, Filled] | None:
        """Return the template that a JSON text or token belongs to, and what is in its holes."""
        for place, familiar in enumerate(self._narrow):
            given = familiar.match(data)
            if given is not None:
                if place:
                    self._promote(familiar)
                return familiar, given
        for familiar in self._wide:
            given = familiar.match(data)
            if given is not None:
                self._compare(familiar, given, data)
                return familiar, given
        return None

    def consider(self, wrapped: Wrapped, checks: tuple[Check, Check, Check, Check]) -> None:
        """Look at a credential that the full verification found in order; learn if it pays."""
        if len(wrapped.raw) > LARGEST:
            return
        key = _structure(wrapped)
        with self._lock:
            self._saved = min(_MOST_SAVED, self._saved + 1)
            tried = self._seen.pop(key, None)
            worth = tried is False and self._saved >= _PRICE
            self._seen[key] = worth or bool(tried)
            while len(self._seen) > MOST_STRUCTURES:
                self._seen.popitem(last=False)
            if not worth:
                return
            self._saved -= _PRICE
        made = self._learn(wrapped, checks, [at for at, _ in strings_of(wrapped.credential)])
        if made is not None:
            with self._lock:
                self._wide = (made, *self._wide)[:MOST_WIDE]

    def _compare(self, wide: Familiar, given: Filled, data: bytes) -> None:
        """Learn a narrow template from two credentials that hardly differ."""
        with self._lock:
            self._saved = min(_MOST_SAVED, self._saved + _FOR_A_WIDE_MATCH)
            if self._saved < _PRICE:
                return
            before, wide.last = wide.last, given.insides
            pairs = zip(before, given.insides, strict=False)
            differ = [hole for hole, (one, other) in enumerate(pairs) if one != other]
            if not 0 < len(differ) <= FEW or 2 * len(differ) > len(before):
                return
            self._saved -= _PRICE
        made = self._learn(reading.read(data), wide.checks, wide.holes_with(differ))
        if made is not None:
            with self._lock:
                self._narrow = (made, *self._narrow)[:MOST_NARROW]

    def _learn(
        self,
        wrapped: Wrapped,
        checks: tuple[Check, Check, Check, Check],
        wanted: Sequence[Pointer],
    ) -> Familiar | None:
        try:
            return learn(wrapped, checks, wanted, self.contexts)
        except SkillmarkError:
            return None  # such a credential has no template; it is verified in full each time

    def _promote(self, familiar: Familiar) -> None:
        with self._lock:
            others = [one for one in self._narrow if one is not familiar]
            if len(others) < len(self._narrow):
                self._narrow = (familiar, *others)


def _structure(wrapped: Wrapped) -> bytes:
    """Return a digest of all but the strings: keys, their order, lengths, numbers, wrapping."""
    told = [wrapped.token, wrapped.version, _bare(wrapped.credential)]
    return hashlib.sha256(json.dumps(told).encode()).digest()


def _bare(value: Any) -> Any:
    if isinstance(value, dict):
        return [[key, _bare(member)] for key, member in value.items()]
    if isinstance(value, list):
        return ["", *(_bare(item) for item in value)]
    return "" if isinstance(value, str) else [value, 0, 0]
