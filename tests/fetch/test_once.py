"""One answer for each address in a batch."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest

from skillmark.fetch.once import Once
from skillmark.nouns.errors import UnavailableError
from skillmark.trust.fetched import Fetched

NOW = datetime(2026, 6, 1, tzinfo=UTC)


def test_threads_that_ask_together_share_one_answer() -> None:
    asked: list[str] = []
    begin = threading.Event()

    def fetch(url: str) -> Fetched:
        asked.append(url)
        begin.wait(10)
        return Fetched(b"x", "text/plain", url, 200, NOW)

    once, found = Once(fetch), []
    threads = [
        threading.Thread(target=lambda: found.append(once("https://a.example"))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    begin.set()
    for thread in threads:
        thread.join()
    assert asked == ["https://a.example"]
    assert len(found) == 8
    assert len(set(map(id, found))) == 1


def test_a_failure_is_remembered_too() -> None:
    asked: list[str] = []

    def fetch(url: str) -> Fetched:
        asked.append(url)
        raise UnavailableError("down", where=url)

    once = Once(fetch)
    for _ in range(3):
        with pytest.raises(UnavailableError, match="down"):
            once("https://a.example")
    assert len(asked) == 1


def test_memory_is_bounded() -> None:
    asked: list[str] = []

    def fetch(url: str) -> Fetched:
        asked.append(url)
        return Fetched(b"x", "text/plain", url, 200, NOW)

    once = Once(fetch, most=2)
    for url in ("a", "b", "a", "c", "a", "b"):
        once(url)
    assert asked == ["a", "b", "c", "b"]
