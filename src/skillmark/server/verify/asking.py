"""How the site fetches: its own addresses without the network, all others through the client.

A site that asked itself over HTTP would wait for its own threads, and often cannot reach its
public name from inside. So its own addresses are answered in this process, as for a stranger.
"""

from __future__ import annotations

import io
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.utils import timezone, translation

from skillmark.fetch.cache import Cache
from skillmark.fetch.client import ACCEPT, Client
from skillmark.nouns.errors import UnavailableError
from skillmark.server import addresses
from skillmark.server.verify import stamp
from skillmark.trust.fetched import Fetch, Fetched

SECONDS = 6.0
"""For one fetch; a page waits for it."""
LARGEST = 16 * 1024 * 1024
KEPT = 300.0
"""Seconds: as long as a status list counts that does not say for how long; an older copy would
make every answer `unknown` until it is asked for again."""
PATIENCE = 3
"""Times that a server may fail to answer; then it is asked nothing more for the same page."""
SILENT = frozenset(("deadline", "unreachable"))
"""Codes of `FetchError` that cost time and hope."""


@cache
def client() -> Client:
    """The one client of this process, with its cache."""
    allow = frozenset(settings.SITE.fetch_allow)
    return Client(allow=allow, seconds=SECONDS, most_bytes=LARGEST, cache=Cache(longest=KEPT))


@cache
def _handler() -> WSGIHandler:
    return WSGIHandler()


def is_own(url: str) -> bool:
    """Say whether an address is one of this site's, or was."""
    return bool(addresses.own(url))


def server_of(url: str) -> str:
    """Return the host and port of an address as it is written, or nothing."""
    try:
        return urlsplit(url).netloc.lower()
    except ValueError:
        return ""


def ask_self(url: str) -> Fetched:
    """Return what this site answers to a stranger, or raise `UnavailableError`."""
    parts = urlsplit(url)
    base = urlsplit(addresses.own(url) or settings.BASE_URL)
    secure = base.scheme == "https"
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        # as WSGI wants it: the bytes, each as one letter
        "PATH_INFO": unquote_to_bytes(parts.path or "/").decode("latin-1"),
        "QUERY_STRING": parts.query.encode(errors="replace").decode("latin-1"),
        "SERVER_NAME": base.hostname or "localhost",
        "SERVER_PORT": str(base.port or (443 if secure else 80)),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": base.netloc,
        "HTTP_ACCEPT": ACCEPT,
        "HTTP_X_FORWARDED_PROTO": base.scheme,
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": base.scheme,
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
        "wsgi.version": (1, 0),
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    # without a stranger's language settings staying behind in this thread
    with translation.override(translation.get_language()):
        response = _handler().get_response(WSGIRequest(environ))
    if response.status_code != 200:
        raise UnavailableError(
            f"this site answered {response.status_code}", where=url, remedy="check the link"
        )
    body = b"".join(response)
    media_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    return Fetched(body, media_type, url, 200, timezone.now())


def _stamped(url: str, base: str) -> bool:
    """Say whether an answer follows from the stamped tables: issuers' documents, status lists."""
    return url.startswith(base + "/issuers/") and "?" not in url and "#" not in url


@dataclass
class Budget:
    """Fetches until the time that a page may take is used up; then everything is unavailable.

    A server that does not answer several times is not waited for again, so that those behind it
    get their turn.
    """

    seconds: float
    others: Fetch | None = None
    clock: Callable[[], float] = time.monotonic
    _ends: float = field(init=False)
    _stamp: str = field(init=False, default="")
    _silent: Counter[str] = field(init=False, default_factory=Counter)
    _lock: threading.Lock = field(init=False, default_factory=threading.Lock, repr=False)

    def __post_init__(self) -> None:
        self.renew()

    def renew(self) -> None:
        """Begin to count anew."""
        self._ends = self.clock() + self.seconds
        self._silent.clear()

    def __call__(self, url: str) -> Fetched:
        """Fetch `url`, or raise `UnavailableError`."""
        if is_own(url):
            return self._own(url)
        if self.clock() > self._ends:
            raise UnavailableError(
                "there was no time left to ask", where=url, remedy="check fewer at a time"
            )
        server = server_of(url)
        with self._lock:
            if self._silent[server] >= PATIENCE:
                raise UnavailableError(
                    "its server did not answer for others", where=url, remedy="try again later"
                )
        try:
            return (self.others or client())(url)
        except UnavailableError as error:
            if error.code in SILENT:
                with self._lock:
                    self._silent[server] += 1
            raise

    @property
    def stamp(self) -> str:
        """The site's stamp: asked for once, so that one page tells of one moment."""
        if not self._stamp:
            self._stamp = stamp.current()
        return self._stamp

    def _own(self, url: str) -> Fetched:
        base = settings.BASE_URL
        if not _stamped(url, base):
            return ask_self(url)
        kept = stamp.under(
            self.stamp, (base, url), lambda: ask_self(url), weight=lambda made: len(made.body)
        )
        # the stamp says that this is what the site would answer now
        return Fetched(kept.body, kept.media_type, kept.url, kept.status, timezone.now())
