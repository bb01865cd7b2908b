"""What fetching looks like from below: a function that comes in as an argument."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


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


Fetch = Callable[[str], Fetched]
"""Fetch a URL, or raise `UnavailableError` (down, refused, too large, not 200)."""
