"""Bulk work in order, on any `concurrent.futures.Executor`.

Here it runs in processes; a cluster's executor has the same interface, so no caller changes
when one machine is not enough.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager, suppress
from itertools import islice
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")

LOOK_AHEAD = 4
"""Chunks in flight a worker: enough to keep it busy, few enough to bound memory."""


@contextmanager
def processes(jobs: int) -> Iterator[Executor | None]:
    """Give an executor with `jobs` processes, or `None` (work here) for one job.

    Processes are spawned, not forked: a fork copies locks that threads may hold.
    """
    if jobs <= 1:
        yield None
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(
        max_workers=jobs, mp_context=context, initializer=_leave_stopping_to_the_parent
    ) as pool:
        try:
            yield pool
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _leave_stopping_to_the_parent() -> None:
    # Ctrl-C goes to every process of a terminal; each would print a traceback of its own
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def in_order(
    function: Callable[[list[T]], list[R]],
    items: Iterable[T],
    *,
    executor: Executor | None,
    jobs: int = 1,
    chunk: int = 64,
) -> Iterator[R]:
    """Yield the results of `function` over chunks of `items`, in the order of the items.

    `function` takes a list and returns a list of the same length; with an executor it must be
    importable by name. The items are read lazily, at most `jobs * LOOK_AHEAD` chunks ahead. An
    exception of `function` is raised at the chunk it belongs to, after the results before it.
    """
    source = iter(items)
    chunks = iter(lambda: list(islice(source, chunk)), [])
    if executor is None:
        for part in chunks:
            yield from function(part)
        return
    running: deque[Future[list[R]]] = deque()
    for part in chunks:
        running.append(executor.submit(function, part))
        if len(running) >= jobs * LOOK_AHEAD:
            yield from _result(running.popleft())
    while running:
        yield from _result(running.popleft())


def _result(future: Future[list[R]]) -> list[R]:
    # not for ever at once: on some systems a thread that waits is not woken by Ctrl-C
    while not future.done():
        with suppress(TimeoutError):
            return future.result(timeout=0.2)
    return future.result()
