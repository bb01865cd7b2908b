"""The client: what it fetches, and every limit at which it stops."""

from __future__ import annotations

import gzip
import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from skillmark.fetch.addresses import AddressRefusedError
from skillmark.fetch.cache import Cache, lifetime
from skillmark.fetch.client import Client, FetchError
from skillmark.trust.fetched import Fetched

Serve = Callable[..., Any]


def ok(body: bytes, *headers: str) -> bytes:
    lines = ["HTTP/1.1 200 OK", f"Content-Length: {len(body)}", *headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


def client(*servers: Any, **limits: Any) -> Client:
    return Client(allow=frozenset(server.origin for server in servers), **limits)


def refused(client_: Client, url: str) -> str:
    with pytest.raises(FetchError) as caught:
        client_(url)
    assert caught.value.exit_code == 3
    return caught.value.code


def test_an_answer_is_fetched(serve: Serve) -> None:
    server = serve(lambda _: ok(b'{"a":1}', "Content-Type: Application/JSON; charset=utf-8"))
    answer = client(server)(f"{server.origin}/a/b?c=d#e")
    assert (answer.body, answer.media_type, answer.status) == (b'{"a":1}', "application/json", 200)
    assert answer.url == f"{server.origin}/a/b?c=d"
    assert datetime.now(UTC) - answer.at < timedelta(seconds=10)
    assert server.requests[0].startswith("GET /a/b?c=d HTTP/1.1\r\n")
    assert f"Host: 127.0.0.1:{server.port}\r\n" in server.requests[0]


def test_chunked_and_packed_answers_are_read_and_endless_headers_are_not(serve: Serve) -> None:
    packed = gzip.compress(b"x" * 5000)
    chunks = b"".join(
        f"{len(part):x}\r\n".encode() + part + b"\r\n" for part in (packed[:9], packed[9:])
    )
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n\r\n"
    server = serve(lambda _: head + chunks + b"0\r\n\r\n")
    assert client(server)(server.origin).body == b"x" * 5000
    until_close = serve(lambda _: b"HTTP/1.0 200 OK\r\n\r\nto the end")
    assert client(until_close)(until_close.origin).body == b"to the end"
    many = serve(lambda _: b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 500 + b"\r\n")
    assert refused(client(many), many.origin) == "response"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "absent"),
        (b"HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n", "gone"),
        (b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n", "status"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort", "response"),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\nxx", "response"),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nxx", "response"),
        (b"SSH-2.0-OpenSSH\r\n", "response"),
        (b"", "unreachable"),
    ],
)
def test_answers_that_are_none_say_why(serve: Serve, answer: bytes, code: str) -> None:
    server = serve(lambda _: answer)
    assert refused(client(server), server.origin) == code


def test_hostile_20_a_host_that_is_down_is_unreachable(serve: Serve) -> None:
    server = serve(lambda _: b"")
    server.stop()
    server.thread.join(1)
    assert refused(client(server), server.origin) == "unreachable"

    def lost(_host: str, _port: int) -> list[str]:
        raise OSError("no such host")

    assert refused(Client(resolve=lost), "https://example.org/") == "unreachable"


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "169.254.169.254", "64:ff9b::7f00:1", "2002:7f00:1::", "::1"],
)
def test_hostile_22_the_address_that_is_connected_to_is_checked(address: str) -> None:
    # whatever the name looks like: what it resolves to decides
    stranger = Client(resolve=lambda _host, _port: [address])
    with pytest.raises(AddressRefusedError) as caught:
        stranger("https://innocent.example/")
    assert caught.value.code == "address_refused"
    with pytest.raises(AddressRefusedError):
        Client(resolve=lambda _host, _port: ["93.184.215.14", address])("https://two.example/")


def test_hostile_22_loopback_is_refused_unless_it_is_allowed(serve: Serve) -> None:
    server = serve(lambda _: ok(b"secret"))
    assert refused(Client(), server.origin) == "insecure"
    with pytest.raises(AddressRefusedError):
        Client()(server.origin.replace("http:", "https:"))
    assert server.requests == []
    assert Client(allow_private=True)(server.origin).body == b"secret"
    assert refused(Client(allow_private=True), "http://10.0.0.1/") == "insecure"


def test_hostile_23_a_name_is_resolved_once_and_pinned(serve: Serve) -> None:
    server = serve(lambda _: ok(b"x"))
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    asked: list[str] = []

    def rebinding(host: str, _port: int) -> list[str]:
        asked.append(host)
        return next(answers)

    origin = f"http://rebind.example:{server.port}"
    pinned = Client(allow=frozenset([origin]), resolve=rebinding)
    assert pinned(origin).body == b"x"
    assert asked == ["rebind.example"]
    assert f"Host: rebind.example:{server.port}\r\n" in server.requests[0]


class Cable:
    """A connection that was asked for one address and ends at a local server of ours.

    So the client can be seen talking to public addresses, and to a `peer` that is not the one
    it asked for.
    """

    def __init__(self, plain: socket.socket, peer: str) -> None:
        self.plain, self.peer = plain, peer

    def getpeername(self) -> tuple[str, int]:
        return self.peer, 443

    def __getattr__(self, name: str) -> Any:
        return getattr(self.plain, name)


class NoTls:
    """Stands in for TLS, whose certificates no local server has for these names."""

    def wrap_socket(self, plain: Any, server_hostname: str) -> Any:
        assert server_hostname
        return plain


@pytest.fixture
def cable(monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[Client, list[str], list[str]]]:
    """Make a client whose public addresses lead to a server: it, what it looked up, and asked."""

    def lay(
        server: Any, answers: dict[str, list[list[str]]], peer: str = ""
    ) -> tuple[Client, list[str], list[str]]:
        looked_up: list[str] = []
        connected: list[str] = []
        plain = socket.create_connection

        def connect(address: tuple[str, int], timeout: float) -> Cable:
            connected.append(address[0])
            local = plain(("127.0.0.1", server.port), timeout=timeout)
            return Cable(local, peer or address[0])

        def resolve(host: str, _port: int) -> list[str]:
            looked_up.append(host)
            return answers[host].pop(0)

        monkeypatch.setattr(socket, "create_connection", connect)
        return Client(resolve=resolve, tls=NoTls()), looked_up, connected  # type: ignore[arg-type]

    return lay


def test_hostile_22_the_address_at_the_other_end_is_checked_whatever_was_asked_for(
    serve: Serve, cable: Any
) -> None:
    """A route, a proxy or a translator may lead inside although the address looked public."""
    server = serve(lambda _: ok(b"secret"))
    honest, _, connected = cable(server, {"a.example": [["93.184.215.14"]]})
    assert honest("https://a.example/").body == b"secret"
    assert connected == ["93.184.215.14"]
    for peer in ("127.0.0.1", "10.0.0.7", "::1", "::ffff:10.0.0.7", "fe80::1%eth0"):
        client, _, connected = cable(server, {"a.example": [["93.184.215.14"]]}, peer)
        server.requests.clear()
        with pytest.raises(AddressRefusedError):
            client("https://a.example/")
        assert connected == ["93.184.215.14"]
        assert server.requests == [], "it was told something before it was checked"


def test_hostile_23_rebinding_between_the_check_and_the_connection(
    serve: Serve, cable: Any
) -> None:
    """The name is public when it is looked up and private ever after: nobody looks again."""
    server = serve(lambda _: ok(b"public"))
    answers = {"rebind.example": [["93.184.215.14"], ["127.0.0.1"], ["127.0.0.1"]]}
    client, looked_up, connected = cable(server, answers)
    assert client("https://rebind.example/").body == b"public"
    assert (looked_up, connected) == (["rebind.example"], ["93.184.215.14"])
    # the next fetch looks it up anew, and refuses what it has become
    with pytest.raises(AddressRefusedError):
        client("https://rebind.example/")
    assert connected == ["93.184.215.14"]


@pytest.mark.parametrize("inside", ["127.0.0.1", "169.254.169.254", "64:ff9b::a00:1", "fd00::1"])
def test_hostile_23_every_redirect_is_looked_up_and_checked_anew(
    inside: str, serve: Serve, cable: Any
) -> None:
    def answer(path: str) -> bytes:
        return f"HTTP/1.1 302 F\r\nLocation: https://b.example{path}x\r\n\r\n".encode()

    server = serve(answer)
    public = ["93.184.215.14"]
    # the same name three times: public, public, then inside
    answers = {"a.example": [public], "b.example": [public, [inside]]}
    client, looked_up, connected = cable(server, answers)
    with pytest.raises(AddressRefusedError):
        client("https://a.example/")
    assert looked_up == ["a.example", "b.example", "b.example"]
    assert connected == public * 2
    assert len(server.requests) == 2
    # and without anything inside, the fourth redirect is not followed
    answers = {"a.example": [public], "b.example": [public] * 9}
    client, looked_up, _ = cable(server, answers)
    assert refused(client, "https://a.example/") == "redirects"
    assert len(looked_up) == 4


@pytest.mark.parametrize("target", ["//[", "https://[::1", "//]", "http://[v1.x"])
def test_hostile_23_a_redirect_to_no_url_is_refused(serve: Serve, target: str) -> None:
    server = serve(lambda _: f"HTTP/1.1 302 F\r\nLocation: {target}\r\n\r\n".encode())
    assert refused(client(server), server.origin) == "redirects"


def test_an_answer_older_than_can_be_counted_is_not_kept(serve: Serve) -> None:
    server = serve(lambda _: ok(b"x", "Cache-Control: max-age=60", "Age: " + "9" * 5000))
    keeping = client(server, cache=Cache())
    assert keeping(server.origin).body == keeping(server.origin).body == b"x"
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("https://127.0.0.1:1/", "address_refused"),
        ("https://localhost:1/", "address_refused"),
        ("https://[::ffff:127.0.0.1]/", "address_refused"),
        ("https://[64:ff9b::7f00:1]/", "address_refused"),
        ("http://10.0.0.1/", "insecure"),
        ("https://0x7f.1/", "redirects"),
        ("https://user@example.org/", "redirects"),
        ("file:///etc/passwd", "redirects"),
        ("//2130706433/", "redirects"),
    ],
)
def test_hostile_23_a_redirect_to_a_private_address_is_refused(
    serve: Serve, target: str, code: str
) -> None:
    server = serve(lambda _: f"HTTP/1.1 302 Found\r\nLocation: {target}\r\n\r\n".encode())
    with pytest.raises((FetchError, AddressRefusedError)) as caught:
        client(server)(server.origin)
    assert caught.value.code == code


def test_hostile_23_at_most_three_redirects_are_followed(serve: Serve) -> None:
    def answer(path: str) -> bytes:
        left = int(path[1:])
        if left == 0:
            return ok(b"here")
        return f"HTTP/1.1 307 T\r\nLocation: /{left - 1}\r\nContent-Length: 0\r\n\r\n".encode()

    server = serve(answer)
    found = client(server)(f"{server.origin}/3")
    assert (found.body, found.url) == (b"here", f"{server.origin}/0")
    assert refused(client(server), f"{server.origin}/4") == "redirects"


@pytest.mark.parametrize(
    "parts",
    [
        [b"HTTP/1.1 200 OK\r\n", *([0.05, b"X-Slow: 1\r\n"] * 80)],
        [b"HTTP/1.1 200 OK\r\n\r\n", *([0.05, b"x"] * 80)],
        [b"H", *([0.05, b"T"] * 80)],
        [4.0],
        [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", *([0.05, b"1\r\nx\r\n"] * 80)],
    ],
)
def test_hostile_24_a_slow_sender_meets_the_deadline(
    serve: Serve, parts: list[bytes | float]
) -> None:
    server = serve(lambda _: parts)
    assert refused(client(server, seconds=0.3), server.origin) == "deadline"


def test_hostile_24_slow_redirects_share_one_deadline(serve: Serve) -> None:
    server = serve(lambda _: [0.15, b"HTTP/1.1 302 F\r\nLocation: /\r\nContent-Length: 0\r\n\r\n"])
    assert refused(client(server, seconds=0.3), server.origin) == "deadline"


def test_hostile_24_a_slow_resolver_meets_the_deadline() -> None:
    def slow(_host: str, _port: int) -> list[str]:
        time.sleep(2)
        return ["127.0.0.1"]

    assert refused(Client(resolve=slow, seconds=0.2), "https://example.org/") == "deadline"


def test_hostile_24_bodies_without_end_and_bombs_meet_the_cap(serve: Serve) -> None:
    bomb = gzip.compress(bytes(20_000_000))
    head = b"HTTP/1.1 200 OK\r\n"
    for answer in (
        [head + b"\r\n", *([b"x" * 65_536] * 40)],
        [head + b"Content-Length: 9999999999\r\n\r\n"],
        [head + b"Content-Encoding: gzip\r\n\r\n" + bomb],
        [
            head + b"Transfer-Encoding: chunked\r\n\r\n",
            *([b"10000\r\n" + b"x" * 65536 + b"\r\n"] * 40),
        ],
    ):
        server = serve(lambda _, answer=answer: answer)
        assert refused(client(server, most_bytes=1_000_000), server.origin) == "too_large"


def test_https_is_checked_against_the_name(serve: Serve, certificate: Path) -> None:
    ours = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ours.load_cert_chain(certificate)
    server = serve(lambda _: ok(b"secure"), tls=ours)
    trusting = ssl.create_default_context(cafile=str(certificate))
    names = frozenset(f"https://{name}.test:{server.port}" for name in ("example", "other"))
    local = Client(allow=names, tls=trusting, resolve=lambda _host, _port: ["127.0.0.1"])
    assert local(f"https://example.test:{server.port}/").body == b"secure"
    assert refused(local, f"https://other.test:{server.port}/") == "tls"
    stranger = replace(local, tls=ssl.create_default_context())
    assert refused(stranger, f"https://example.test:{server.port}/") == "tls"


def test_answers_are_kept_as_long_as_their_server_allows(serve: Serve) -> None:
    server = serve(lambda _: ok(b"x", "Cache-Control: public, max-age=60", "Age: 10"))
    moments = [datetime(2026, 1, 1, tzinfo=UTC)]
    keeping = client(server, cache=Cache(), now=lambda: moments[0])
    keeping(server.origin)
    moments[0] += timedelta(seconds=49)
    assert keeping(server.origin).at == datetime(2026, 1, 1, tzinfo=UTC)
    assert len(server.requests) == 1
    moments[0] += timedelta(seconds=2)
    keeping(server.origin)
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    ("control", "age", "seconds"),
    [
        ("max-age=60", None, 60),
        ("public, MAX-AGE = 60 ,x", "20", 40),
        ("max-age=60", "90", 0),
        ("max-age=60, no-store", None, 0),
        ("private, max-age=60", None, 0),
        ("s-maxage=60", None, 0),
        ("max-age=99999999", None, 3600),
        ("max-age=-1", None, 0),
        ("", None, 0),
    ],
)
def test_lifetimes(control: str, age: str | None, seconds: float) -> None:
    assert lifetime(control, age) == seconds


def test_a_cache_may_keep_for_less_time_than_servers_allow() -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    cache = Cache(longest=300)
    cache.put("a", Fetched(b"x", "", "a", 200, now), 3600)
    cache.put("b", Fetched(b"x", "", "b", 200, now), 10)
    assert cache.get("a", now + timedelta(seconds=299)) is not None
    assert cache.get("a", now + timedelta(seconds=300)) is None
    assert cache.get("b", now + timedelta(seconds=10)) is None


def test_the_cache_is_bounded() -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    cache = Cache(most_entries=2, most_bytes=100)
    for name, size in (("a", 10), ("b", 10), ("c", 10)):
        cache.put(name, Fetched(bytes(size), "", name, 200, now), 60)
    assert cache.get("a", now) is None
    assert cache.get("c", now) is not None
    cache.put("d", Fetched(bytes(95), "", "d", 200, now), 60)
    assert cache.get("b", now) is None
    assert cache.get("d", now) is not None
    cache.put("e", Fetched(bytes(101), "", "e", 200, now), 60)
    assert cache.get("e", now) is None


def sent(client_: Client, url: str, **headers: str) -> Fetched:
    return client_.post_json(url, b'{"a":1}', headers=headers)


def test_json_is_sent_with_its_length_and_the_answer_is_not_kept(serve: Serve) -> None:
    server = serve(lambda _: ok(b'{"b":2}', "Cache-Control: max-age=60"))
    keeping = client(server, cache=Cache())
    for _ in range(2):
        assert sent(keeping, f"{server.origin}/v1?x=1", Authorization="Bearer k").body == b'{"b":2}'
    head = server.requests[1].partition("\r\n\r\n")[0].split("\r\n")
    assert len(server.requests) == 2
    assert head[0] == "POST /v1?x=1 HTTP/1.1"
    assert {
        "Content-Type: application/json",
        "Content-Length: 7",
        "Authorization: Bearer k",
    } <= set(head)


def test_what_is_sent_follows_no_redirect_and_goes_to_no_private_address(serve: Serve) -> None:
    elsewhere = serve(lambda _: ok(b"{}"))
    server = serve(lambda _: f"HTTP/1.1 307 x\r\nLocation: {elsewhere.origin}/\r\n\r\n".encode())
    with pytest.raises(FetchError) as caught:
        sent(client(server, elsewhere), server.origin)
    assert caught.value.code == "redirects"
    assert elsewhere.requests == []
    with pytest.raises(AddressRefusedError):
        sent(Client(), server.origin.replace("http:", "https:"))
    with pytest.raises(FetchError) as caught:
        sent(Client(), server.origin)
    assert caught.value.code == "insecure"
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (b"HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n", "status"),
        (b"HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n", "status"),
        ([b"HTTP/1.1 200 OK\r\n\r\n", 5.0], "deadline"),
        (b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 2000, "too_large"),
    ],
)
def test_what_is_sent_meets_the_same_limits(serve: Serve, answer: Any, code: str) -> None:
    server = serve(lambda _: answer)
    with pytest.raises(FetchError) as caught:
        sent(client(server, seconds=0.4, most_bytes=1000), server.origin)
    assert caught.value.code == code


def test_a_header_cannot_bring_another_one_along(serve: Serve) -> None:
    server = serve(lambda _: ok(b"{}"))
    with pytest.raises(FetchError, match="do not belong"):
        sent(client(server), server.origin, Authorization="k\r\nHost: elsewhere")
    assert server.requests == []
