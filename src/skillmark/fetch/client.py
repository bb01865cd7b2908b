"""The only HTTP client: GET, and POST of JSON, to public addresses, within limits.

What is fetched is named by strangers' documents, so every limit here is against somebody:
addresses inside our own network, names that resolve anew, endless redirects, bodies that
never end or unpack without end, servers that send a byte a minute.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime

from skillmark.fetch import addresses, location
from skillmark.fetch.cache import Cache, lifetime, spent
from skillmark.fetch.location import Location
from skillmark.nouns.errors import UnavailableError
from skillmark.trust.fetched import Fetched

MOST_REDIRECTS = 3
ACCEPT = "application/vc, application/did+json, application/ld+json, application/json, */*;q=0.5"
_CHUNK = 16 * 1024
_ABSENCE = {404: "absent", 410: "gone"}
"""Codes of answers that say there is nothing, which is not the same as a server in trouble."""

Said = tuple[str, str, bytes]
"""Method, further lines of the head, and body of a request."""
GET: Said = ("GET", "", b"")
Resolve = Callable[[str, int], list[str]]
"""Resolve a host name to numeric addresses, or raise `OSError`."""


class FetchError(UnavailableError):
    """It could not be fetched; `code` says why.

    Codes: `unreachable`, `tls`, `deadline`, `too_large`, `redirects`, `response`, `status`,
    `absent` (404), `gone` (410), `insecure`; and `address_refused` (`AddressRefusedError`).
    """

    code = "unreachable"


@dataclass(frozen=True)
class Client:
    """A function from URL to `Fetched`, with its limits.

    `allow` lists origins (`http://127.0.0.1:8000`) that skip the address check and may be
    http; `allow_private` turns the check off altogether and lets loopback hosts be http.
    `seconds` is for everything together, `most_bytes` for the body as sent and as unpacked.
    """

    allow: frozenset[str] = frozenset()
    allow_private: bool = False
    seconds: float = 10.0
    most_bytes: int = 4 * 1024 * 1024
    cache: Cache | None = None
    agent: str = "skillmark"
    tls: ssl.SSLContext = field(default_factory=ssl.create_default_context)
    resolve: Resolve = field(default_factory=lambda: resolve)
    now: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))

    def __call__(self, url: str) -> Fetched:
        """Fetch `url`, or raise `LocationError`, `AddressRefusedError` or `FetchError`.

        Other answers than 200 are a `FetchError`, code `status` (404 `absent`, 410 `gone`).
        """
        asked = location.parse(url)
        if self.cache is not None:
            known = self.cache.get(asked.url, self.now())
            if known is not None:
                return known
        deadline = time.monotonic() + self.seconds
        here = asked
        for _ in range(MOST_REDIRECTS + 1):
            answer = self._exchange(here, deadline)
            if isinstance(answer, Location):
                here = answer
                continue
            fetched, keeps = answer
            if self.cache is not None and keeps > 0:
                self.cache.put(asked.url, fetched, keeps)
            return fetched
        raise FetchError(f"more than {MOST_REDIRECTS} redirects", where=url, code="redirects")

    def post_json(
        self, url: str, body: bytes, *, headers: Mapping[str, str] | None = None
    ) -> Fetched:
        """Send JSON to `url` and return the answer, which is never kept.

        The same limits as for fetching, and no redirect: what is sent, a secret in `headers`
        included, goes to the server that was named and to no other. Raises what fetching raises.
        """
        here = location.parse(url)
        lines = [f"{name}: {value}" for name, value in (headers or {}).items()]
        if not all(line.isascii() and line.isprintable() for line in lines):
            raise FetchError("a header with characters that do not belong there", where=here.url)
        own = "".join(
            f"{line}\r\n"
            for line in ("Content-Type: application/json", f"Content-Length: {len(body)}", *lines)
        )
        answer = self._exchange(here, time.monotonic() + self.seconds, ("POST", own, body))
        if isinstance(answer, Location):
            raise FetchError(
                "a redirect that is not followed: something was sent",
                where=here.url,
                code="redirects",
            )
        return answer[0]

    def _exchange(
        self, here: Location, deadline: float, said: Said = GET
    ) -> Location | tuple[Fetched, float]:
        """Ask one server: a redirect, or the answer and for how many seconds it keeps."""
        trusted = here.origin in self.allow
        self._check_scheme(here, trusted)
        try:
            with closing(self._connect(here, deadline, check=not trusted)) as connection:
                return self._ask(connection, here, deadline, said)
        except TimeoutError as error:
            raise FetchError(
                f"no whole answer within {self.seconds:g} seconds", where=here.url, code="deadline"
            ) from error
        except ssl.SSLError as error:
            raise FetchError(
                f"no secure connection: {error.reason or error}", where=here.url, code="tls"
            ) from error
        except OSError as error:
            raise FetchError(f"not reachable: {error.strerror or error}", where=here.url) from error
        except http.client.HTTPException as error:
            raise FetchError(
                f"the answer is not HTTP: {type(error).__name__}", where=here.url, code="response"
            ) from error

    def _check_scheme(self, here: Location, trusted: bool) -> None:
        if here.scheme == "https" or trusted:
            return
        loopback = here.host == "localhost"
        with suppress(ValueError):
            loopback = ipaddress.ip_address(here.host).is_loopback
        if not (self.allow_private and loopback):
            raise FetchError(
                "only https is fetched", where=here.url, remedy="use https", code="insecure"
            )

    def _connect(self, here: Location, deadline: float, *, check: bool) -> socket.socket:
        """Connect to an address that was checked: that one and no other (pinned)."""
        found = self._look_up(here, deadline)
        if check and not self.allow_private:
            # all of them: a name that also points inside is up to something
            for address in found:
                addresses.check(address)
        failure: OSError = OSError(f"{here.host} has no address")
        for address in found[:4]:
            try:
                plain = socket.create_connection((address, here.port), timeout=_left(deadline))
            except OSError as error:
                failure = error
                continue
            if check and not self.allow_private:
                peer = plain.getpeername()[0]
                try:
                    addresses.check(peer)
                except addresses.AddressRefusedError:
                    plain.close()
                    raise
            if here.scheme == "http":
                return plain
            try:
                plain.settimeout(_left(deadline))
                return self.tls.wrap_socket(plain, server_hostname=here.host.rstrip("."))
            except BaseException:
                plain.close()
                raise
        raise failure

    def _look_up(self, here: Location, deadline: float) -> list[str]:
        """Resolve the host; the system's resolver knows no deadline, so a thread waits for it."""
        found: list[list[str] | OSError] = []

        def ask() -> None:
            try:
                found.append(self.resolve(here.host, here.port))
            except OSError as error:
                found.append(error)

        waiting = threading.Thread(target=ask, daemon=True)
        waiting.start()
        waiting.join(_left(deadline))
        if not found:
            raise TimeoutError
        if isinstance(found[0], OSError):
            raise found[0]
        return found[0]

    def _ask(
        self, connection: socket.socket, here: Location, deadline: float, said: Said
    ) -> Location | tuple[Fetched, float]:
        host = here.origin.partition("://")[2]
        method, headers, body = said
        request = (
            f"{method} {here.target} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: {self.agent}\r\n"
            f"Accept: {ACCEPT}\r\nAccept-Encoding: gzip\r\nConnection: close\r\n{headers}\r\n"
        )
        connection.settimeout(_left(deadline))
        connection.sendall(request.encode("ascii") + body)
        response = http.client.HTTPResponse(_Paced(connection, deadline), method=method)  # type: ignore[arg-type]
        with closing(response):
            response.begin()
            target = response.getheader("Location")
            if response.status in (301, 302, 303, 307, 308) and target:
                try:
                    return location.redirected(here, target)
                except location.LocationError as error:
                    raise FetchError(
                        f"a redirect that is not followed: {error.cause}",
                        where=here.url,
                        code="redirects",
                    ) from error
            if response.status != 200:
                raise FetchError(
                    f"the server answered {response.status}",
                    where=here.url,
                    code=_ABSENCE.get(response.status, "status"),
                )
            content = self._body(response, here, deadline)
            media_type = response.getheader("Content-Type", "").partition(";")[0].strip().lower()
            age = response.getheader("Age")
            keeps = lifetime(response.getheader("Cache-Control", ""), age)
            here_at = (here.url, response.status, self.now(), spent(age))
            return Fetched(content, media_type, *here_at), keeps

    def _body(self, response: http.client.HTTPResponse, here: Location, deadline: float) -> bytes:
        encoding = response.getheader("Content-Encoding", "identity").strip().lower()
        if encoding not in ("", "identity", "gzip", "x-gzip"):
            raise FetchError(
                f"the answer is packed as {encoding[:40]!r}", where=here.url, code="response"
            )
        declared = response.length
        if declared is not None and declared > self.most_bytes:
            raise self._too_large(here)
        pieces = _capped(_pieces(response, deadline), self.most_bytes)
        if encoding in ("gzip", "x-gzip"):
            pieces = _capped(_inflated(pieces, self.most_bytes), self.most_bytes)
        try:
            return b"".join(pieces)
        except OverflowError as error:
            raise self._too_large(here) from error
        except zlib.error as error:
            raise FetchError(
                "the packed answer is damaged", where=here.url, code="response"
            ) from error

    def _too_large(self, here: Location) -> FetchError:
        return FetchError(
            f"the answer is larger than {self.most_bytes} bytes", where=here.url, code="too_large"
        )


def resolve(host: str, port: int) -> list[str]:
    """Return the numeric addresses of a host, in the order to try them."""
    with suppress(ValueError):
        return [str(ipaddress.ip_address(host))]
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class _Paced:
    """A socket whose every read gets only what is left of the deadline (slow senders)."""

    def __init__(self, connection: socket.socket, deadline: float) -> None:
        self._connection, self._deadline = connection, deadline

    def makefile(self, _mode: str) -> _Reader:
        return _Reader(self._connection, self._deadline)


class _Reader:
    """The file that `http.client` reads from: `readline`, `read`, `readinto`-free and small."""

    def __init__(self, connection: socket.socket, deadline: float) -> None:
        self._connection, self._deadline = connection, deadline
        self._waiting = b""

    def _more(self) -> bool:
        self._connection.settimeout(_left(self._deadline))
        piece = self._connection.recv(_CHUNK)
        self._waiting += piece
        return bool(piece)

    def readline(self, limit: int = -1) -> bytes:
        while b"\n" not in self._waiting and (limit < 0 or len(self._waiting) < limit):
            if not self._more():
                break
        end = self._waiting.find(b"\n") + 1 or len(self._waiting)
        if 0 <= limit < end:
            end = limit
        line, self._waiting = self._waiting[:end], self._waiting[end:]
        return line

    def read(self, size: int = -1) -> bytes:
        while size < 0 or len(self._waiting) < size:
            if not self._more():
                break
        size = len(self._waiting) if size < 0 else size
        data, self._waiting = self._waiting[:size], self._waiting[size:]
        return data

    def read1(self, size: int = _CHUNK) -> bytes:
        if not self._waiting:
            self._more()
        data, self._waiting = self._waiting[:size], self._waiting[size:]
        return data

    def flush(self) -> None:
        """Nothing is written."""

    def close(self) -> None:
        """The connection is closed by who opened it."""


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _pieces(response: http.client.HTTPResponse, deadline: float) -> Iterator[bytes]:
    while True:
        _left(deadline)
        piece = response.read(_CHUNK)
        if not piece:
            break
        yield piece
    if response.length:
        raise http.client.IncompleteRead(b"", response.length)


def _capped(pieces: Iterable[bytes], most: int) -> Iterator[bytes]:
    seen = 0
    for piece in pieces:
        seen += len(piece)
        if seen > most:
            raise OverflowError
        yield piece


def _inflated(pieces: Iterable[bytes], most: int) -> Iterator[bytes]:
    inflater = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
    for piece in pieces:
        yield inflater.decompress(piece, most + 1)
        if inflater.unconsumed_tail:
            raise OverflowError
    if not inflater.eof:
        raise zlib.error("cut off")
