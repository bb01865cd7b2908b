"""A load generator of our own: a few keep-alive connections, each with one request on its way.

It sends ready bytes and looks at nothing but the status and the length of an answer, so that it
takes little of the time it measures. One thread, one core, loopback only.
"""

from __future__ import annotations

import selectors
import socket
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

HOST = "127.0.0.1"
PATIENCE = 30.0
"""Seconds without any answer after which the server is given up."""


class BrokenServerError(Exception):
    """The server hung up, said something that is not HTTP, or said nothing at all."""


@dataclass
class Load:
    """What came of many requests."""

    statuses: Counter[int] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    """From the first byte sent to the last one received, one for each answer."""
    wall: float = 0.0
    client: float = 0.0
    """Processor time that the generator itself took."""

    @property
    def per_second(self) -> float:
        """Answers a second on the wall."""
        return len(self.seconds) / self.wall

    def percentile(self, share: float) -> float:
        """Return the latency that `share` of the answers stay within, in milliseconds."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000


def post(path: str, body: bytes) -> bytes:
    """Return a whole request."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def browsed(path: str, cookies: str, form: bytes | None = None, *, htmx: bool = False) -> bytes:
    """Return a whole request as a browser sends it: a page, or a form that is posted."""
    head = (
        f"{'GET' if form is None else 'POST'} {path} HTTP/1.1\r\nHost: {HOST}\r\n"
        f"Cookie: {cookies}\r\nAccept-Encoding: gzip\r\n"
    )
    if htmx:
        head += "HX-Request: true\r\n"
    if form is not None:
        head += "Content-Type: application/x-www-form-urlencoded\r\n"
        head += f"Content-Length: {len(form)}\r\n"
    return f"{head}\r\n".encode() + (form or b"")


class _Connection:
    """One connection; `ready` says whether the whole answer is there."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection((HOST, port), timeout=PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.began = 0.0
        self.status = 0
        self._seen = b""
        self._left = -1

    def send(self, request: bytes) -> None:
        self._seen, self._left = b"", -1
        self.began = time.perf_counter()
        self.socket.sendall(request)

    def ready(self) -> bool:
        piece = self.socket.recv(262_144)
        if not piece:
            raise BrokenServerError("the server hung up in the middle")
        if self._left < 0:
            self._seen += piece
            head, found, rest = self._seen.partition(b"\r\n\r\n")
            if not found:
                return False
            self.status = int(head[9:12])
            self._left = _length(head) - len(rest)
        else:
            self._left -= len(piece)
        return self._left <= 0


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    raise BrokenServerError(f"an answer without a length: {head[:200]!r}")


def run(
    port: int, requests: Sequence[bytes], *, count: int, seconds: float, connections: int = 8
) -> Load:
    """Send `count` requests, from the beginning again where there are fewer, or stop in time."""
    load = Load()
    selector = selectors.DefaultSelector()
    opened = [_Connection(port) for _ in range(min(connections, count))]
    sent = 0
    cpu, began = time.process_time(), time.perf_counter()
    try:
        for one in opened:
            selector.register(one.socket, selectors.EVENT_READ, one)
            one.send(requests[sent % len(requests)])
            sent += 1
        waiting = len(opened)
        while waiting:
            found = selector.select(PATIENCE)
            if not found:
                raise BrokenServerError(f"no answer within {PATIENCE:g} seconds")
            for key, _ in found:
                one = key.data
                if not one.ready():
                    continue
                now = time.perf_counter()
                load.seconds.append(now - one.began)
                load.statuses[one.status] += 1
                if sent < count and now - began < seconds:
                    one.send(requests[sent % len(requests)])
                    sent += 1
                else:
                    waiting -= 1
    finally:
        load.wall, load.client = time.perf_counter() - began, time.process_time() - cpu
        selector.close()
        for one in opened:
            one.socket.close()
    return load
