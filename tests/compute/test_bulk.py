"""Bulk work keeps the order, reads lazily and gives the same here and in processes."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

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
