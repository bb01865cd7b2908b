"""What fetching looks like from below: a function that comes in as an argument."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Fetched:
    """One answer to one GET."""

    body: bytes
    media_type: str
    """Lower case, without parameters."""
    url: str
    """Where the answer came from, after redirects."""
    status: int
    at: datetime
    """When it was fetched (UTC); earlier than now if it came from a cache."""
    age: int = 0
    """Seconds for which a cache on the way had kept it by then (RFC 9111, section 5.1)."""

    @property
    def said(self) -> datetime:
        """When its server said it."""
        return self.at - timedelta(seconds=self.age)


Fetch = Callable[[str], Fetched]
"""Fetch a URL, or raise `UnavailableError` (down, refused, too large, not 200)."""
