"""Bulk work keeps the order, reads lazily and gives the same here and in processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from skillmark.compute.bulk import LOOK_AHEAD, in_order, processes


def halve(numbers: list[int]) -> list[float]:
    return [10 / n for n in numbers]


@pytest.mark.parametrize("jobs", [1, 2])
def test_same_results_in_the_same_order(jobs: int) -> None:
    with processes(jobs) as executor:
        found = list(in_order(halve, range(1, 300), executor=executor, jobs=jobs, chunk=7))
    assert found == halve(list(range(1, 300)))


def test_an_error_comes_after_the_results_before_it() -> None:
    with ThreadPoolExecutor(2) as executor:
        results = in_order(halve, [5, 2, 0, 1], executor=executor, jobs=2, chunk=2)
        assert [next(results), next(results)] == [2.0, 5.0]
        with pytest.raises(ZeroDivisionError):
            next(results)


def test_reads_only_a_bounded_part_ahead() -> None:
    read = 0

    def source() -> Iterator[int]:
        nonlocal read
        for n in range(1, 10_000):
            read = n
            yield n

    with ThreadPoolExecutor(2) as executor:
        results = in_order(halve, source(), executor=executor, jobs=2, chunk=10)
        next(results)
        assert read <= 2 * LOOK_AHEAD * 10 + 1


def gone(process: int) -> bool:
    try:
        status = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return True
    return status.rpartition(")")[2].split()[0] == "Z"


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
def test_processes_do_not_outlive_a_parent_that_was_killed() -> None:
    """They hold a key: they must not wait for ever for work that nobody will send."""
    program = (
        "import os, sys, time\n"
        "from skillmark.compute.bulk import processes\n"
        "if __name__ == '__main__':\n"
        "    with processes(2) as pool:\n"
        "        asked = [pool.submit(os.getpid) for _ in range(9)]\n"
        "        print(*{one.result() for one in asked}, flush=True)\n"
        "        time.sleep(60)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    workers = [int(one) for one in parent.stdout.readline().split()]
    assert workers
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    deadline = time.monotonic() + 30
    while not all(map(gone, workers)):
        assert time.monotonic() < deadline, "they wait for ever"
        time.sleep(0.02)
