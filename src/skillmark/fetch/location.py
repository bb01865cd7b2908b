"""URLs that may be fetched, read strictly."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit, urlunsplit

from skillmark.nouns.errors import InputError

_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})*\.?\Z")
_PLAIN_IPV4 = re.compile(r"(?:(?:0|[1-9][0-9]{0,2})\.){3}(?:0|[1-9][0-9]{0,2})\Z")
_LOOKS_NUMERIC = re.compile(r"(?:0x[0-9a-f]*|[0-9]+)\.?\Z")
_IPV6 = re.compile(r"[0-9a-f:.]+\Z")
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f\\]")
_LONGEST = 4096


class LocationError(InputError):
    """Not a URL that is fetched: scheme, host, port or letters do not fit."""

    code = "url"


@dataclass(frozen=True, slots=True)
class Location:
    """A URL taken apart."""

    scheme: str
    host: str
    port: int
    target: str
    """Path and query, as they go into the request."""

    @property
    def origin(self) -> str:
        """Scheme, host and port, as in `https://example.org` or `http://127.0.0.1:8000`."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        standard = {"https": 443, "http": 80}[self.scheme]
        return f"{self.scheme}://{host}" + ("" if self.port == standard else f":{self.port}")

    @property
    def url(self) -> str:
        """The whole URL, without fragment."""
        return self.origin + self.target


def parse(url: str) -> Location:
    """Take a URL apart, or raise `LocationError`.

    Refused: other schemes than https and http, user information, control characters, blanks
    and backslashes, IPv4 addresses in any spelling but four plain decimal numbers.
    """
    if len(url) > _LONGEST or not url.isascii() or _FORBIDDEN.search(url):
        raise LocationError(f"{url[:200]!r} is not a URL that can be fetched")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise LocationError(f"{url[:200]!r} is not a URL that can be fetched") from error
    host = (parts.hostname or "").lower()
    if parts.scheme not in ("https", "http") or "@" in parts.netloc or port == 0:
        raise LocationError(
            f"{url[:200]!r} is not fetched", remedy="use https, without user name and password"
        )
    _check_host(host, bracketed="[" in parts.netloc)
    if port is None:
        port = 443 if parts.scheme == "https" else 80
    return Location(
        parts.scheme, host, port, urlunsplit(("", "", parts.path or "/", parts.query, ""))
    )


def redirected(location: Location, target: str) -> Location:
    """Resolve a `Location` header; from https to http is refused."""
    try:
        whole = urljoin(location.url, target)
    except ValueError as error:
        raise LocationError(f"{target[:200]!r} is not a URL that can be fetched") from error
    following = parse(whole)
    if location.scheme == "https" and following.scheme != "https":
        raise LocationError(f"{location.url} redirects away from https")
    return following


def _check_host(host: str, *, bracketed: bool) -> None:
    if bracketed:
        fits = bool(_IPV6.match(host))
    else:
        last = host.rstrip(".").rpartition(".")[2]
        numeric = bool(_LOOKS_NUMERIC.match(last))
        fits = bool(_PLAIN_IPV4.match(host) if numeric else _HOST.match(host)) and len(host) < 254
    if not fits:
        raise LocationError(f"{host[:100]!r} is not the name of a host")
