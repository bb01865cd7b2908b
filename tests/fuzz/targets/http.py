"""Answers of hostile servers: one answer, or an error with a code; never more than the cap."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from typing import Any

from skillmark.fetch.client import Client
from skillmark.fetch.location import Location
from skillmark.nouns.errors import SkillmarkError

from ..bench import refused

MOST = 2000
_TLS = ssl.create_default_context()


class _Connection:
    """A socket from which the given bytes come, a few at a time."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    def settimeout(self, _seconds: float) -> None: ...

    def sendall(self, _data: bytes) -> None: ...

    def close(self) -> None: ...

    def recv(self, most: int) -> bytes:
        piece, self.data = self.data[: min(most, 97)], self.data[min(most, 97) :]
        return piece


@dataclass(frozen=True)
class _Canned(Client):
    """The client, with nothing but the network taken away."""

    answer: bytes = b""
    asked: list[str] = field(default_factory=list)

    def _connect(self, here: Location, deadline: float, *, check: bool) -> Any:
        self.asked.append(here.url)
        return _Connection(self.answer)


def check(data: bytes) -> None:
    for answer in (data, b"HTTP/1.1 200 OK\r\n" + data, b"HTTP/1.1 302 F\r\nLocation: " + data):
        client = _Canned(answer=answer, most_bytes=MOST, seconds=60, tls=_TLS)
        try:
            found = client("https://academy.example/")
        except SkillmarkError as error:
            refused(error)
        else:
            assert len(found.body) <= MOST
            assert found.status == 200
            assert found.media_type == found.media_type.lower().strip()
        assert len(client.asked) <= 4
        assert all(url.startswith("https://") for url in client.asked)
