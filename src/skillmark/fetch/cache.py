"""Answers kept for as long as their server allows, within bounds of our own."""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from skillmark.trust.fetched import Fetched

LONGEST = 3600.0
"""Seconds; a revoked key must not live on in a cache for longer than this."""
_MAX_AGE = re.compile(r"(?:^|,)\s*max-age\s*=\s*\"?([0-9]{1,9})\"?\s*(?:,|$)", re.IGNORECASE)
_NEVER = re.compile(r"(?:^|,)\s*(?:no-store|no-cache|private)\s*(?:,|=|$)", re.IGNORECASE)


def lifetime(cache_control: str, age: str | None) -> float:
    """Return for how many seconds an answer may be kept (RFC 9111, section 4.2); 0 for not."""
    found = _MAX_AGE.search(cache_control)
    if found is None or _NEVER.search(cache_control):
        return 0.0
    return max(0.0, min(float(found[1]), LONGEST) - spent(age))


def spent(age: str | None) -> int:
    """Return for how many seconds a cache on the way had kept an answer (`Age`)."""
    # beyond nine digits it is older than anything is kept
    return int(age[:9]) if age is not None and age.isascii() and age.isdigit() else 0


@dataclass
class Cache:
    """In memory, bounded by number and by bytes; the oldest answers go first."""

    most_entries: int = 512
    most_bytes: int = 64 * 1024 * 1024
    longest: float = LONGEST
    """Seconds that an answer is kept at most, whatever its server allows."""
    _kept: OrderedDict[str, tuple[Fetched, datetime]] = field(
        default_factory=OrderedDict, repr=False
    )
    _bytes: int = field(default=0, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def get(self, url: str, now: datetime) -> Fetched | None:
        """Return the answer if it may still be used."""
        with self._lock:
            kept = self._kept.get(url)
            if kept is None:
                return None
            if now >= kept[1]:
                self._drop(url)
                return None
            return kept[0]

    def put(self, url: str, fetched: Fetched, seconds: float) -> None:
        """Keep an answer for that many seconds from when it was fetched."""
        with self._lock:
            if url in self._kept:
                self._drop(url)
            kept = timedelta(seconds=min(seconds, self.longest))
            self._kept[url] = (fetched, fetched.at + kept)
            self._bytes += len(fetched.body)
            while self._kept and (
                len(self._kept) > self.most_entries or self._bytes > self.most_bytes
            ):
                self._drop(next(iter(self._kept)))

    def _drop(self, url: str) -> None:
        fetched, _ = self._kept.pop(url)
        self._bytes -= len(fetched.body)
