"""How often somebody may ask for a verification: counted in this process, without the database.

A verification keeps nothing and costs less than a write, so that counting it in the database would
be most of its price. With several server processes, each counts what reaches it.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest

from skillmark.server.people.limits import too_many

SECONDS = 60
MOST = 100_000
"""Askers that are told apart in one window; beyond that, the earliest begin anew."""


class Pace:
    """Counts by asker in windows of `SECONDS`. Safe to share between threads."""

    def __init__(self, *, most: int = MOST, clock: Callable[[], float] = time.time) -> None:
        self._most, self._clock = most, clock
        self._window = 0
        self._counts: OrderedDict[str, int] = OrderedDict()
        self._lock = threading.Lock()

    def count(self, subject: str, *, times: int) -> None:
        """Count one attempt; raise `TooManyError` after more than `times`; 0 is no limit."""
        if not times:
            return
        window = int(self._clock()) // SECONDS
        with self._lock:
            if window != self._window:
                self._window = window
                self._counts.clear()
            found = self._counts[subject] = self._counts.get(subject, 0) + 1
            if len(self._counts) > self._most:
                self._counts.popitem(last=False)
        if found > times:
            raise too_many(SECONDS)

    def forget(self) -> None:
        """Begin anew."""
        with self._lock:
            self._counts.clear()


PACE = Pace()
"""The one of this process."""


def limit(request: HttpRequest) -> None:
    """Count one request: for the account that asks, else for the network address."""
    times = settings.SITE.verify_limit
    if not times:
        return
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        subject = f"account:{user.pk}"
    else:
        subject = f"address:{get_adapter().get_client_ip(request)}"
    PACE.count(subject, times=times)
