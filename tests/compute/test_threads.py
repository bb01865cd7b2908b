"""Threads that wait: results in order, errors where they belong, and an end at any time."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from typing import Any

import pytest

from skillmark.compute.bulk import in_order
from skillmark.compute.threads import threads


def test_results_come_in_order_however_long_each_takes() -> None:
    def work(items: list[int]) -> list[int]:
        time.sleep(0.05 if items[0] % 3 == 0 else 0)
        return [item * item for item in items]

    with threads(4) as pool:
        found = list(in_order(work, range(20), executor=pool, jobs=4, chunk=1))
    assert found == [n * n for n in range(20)]


def test_no_more_work_at_once_than_threads() -> None:
    lock, now, most = threading.Lock(), 0, 0

    def work() -> None:
        nonlocal now, most
        with lock:
            now += 1
            most = max(most, now)
        time.sleep(0.01)
        with lock:
            now -= 1

    with threads(3) as pool:
        for future in [pool.submit(work) for _ in range(12)]:
            future.result()
    assert most == 3


def test_an_error_is_raised_to_who_asked() -> None:
    with threads(2) as pool:
        good, bad = pool.submit(lambda: 7), pool.submit(lambda: 1 // 0)
        assert good.result() == 7
        with pytest.raises(ZeroDivisionError):
            bad.result()


def test_who_leaves_by_an_exception_does_not_wait_and_begins_nothing_more() -> None:
    hold, begun = threading.Event(), []
    futures: list[Any] = []

    def work(number: int) -> None:
        begun.append(number)
        hold.wait(10)

    def leave() -> None:
        with threads(1) as pool:
            futures.extend(pool.submit(work, n) for n in range(3))
            while not begun:
                time.sleep(0.001)
            raise KeyboardInterrupt

    start = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        leave()
    assert time.monotonic() - start < 5
    hold.set()
    assert [future.cancelled() for future in futures] == [False, True, True]
    assert begun == [0]


def test_a_program_ends_although_work_still_waits() -> None:
    program = (
        "import time\nfrom skillmark.compute.threads import Waiters\n"
        "Waiters(1).submit(time.sleep, 60)\ntime.sleep(.1)"
    )
    began = time.monotonic()
    assert subprocess.run([sys.executable, "-c", program], timeout=30, check=False).returncode == 0
    assert time.monotonic() - began < 20
