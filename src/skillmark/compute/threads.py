"""Threads for work that waits, such as asking servers: an executor that may be left at any time."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from typing import Any

_Work = tuple[Future[Any], Callable[[], Any]]


class Waiters(Executor):
    """A fixed number of threads. Unlike those of the library, they keep no program from ending.

    Work that waits for a slow server has nothing to finish: who stops a program (Ctrl-C) must not
    wait for it.
    """

    def __init__(self, number: int) -> None:
        self._work: queue.SimpleQueue[_Work | None] = queue.SimpleQueue()
        self._threads = [threading.Thread(target=self._run, daemon=True) for _ in range(number)]
        for thread in self._threads:
            thread.start()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Put a call in the queue."""
        future: Future[Any] = Future()
        self._work.put((future, lambda: fn(*args, **kwargs)))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End when the queue is empty; with `cancel_futures`, begin nothing more."""
        while cancel_futures and not self._work.empty():
            try:
                given = self._work.get_nowait()
            except queue.Empty:
                break
            if given is not None:
                given[0].cancel()
        for _ in self._threads:
            self._work.put(None)
        if wait:
            for thread in self._threads:
                thread.join()

    def _run(self) -> None:
        while (given := self._work.get()) is not None:
            future, call = given
            if not future.set_running_or_notify_cancel():
                continue
            try:
                result = call()
            except BaseException as error:  # noqa: BLE001 (it belongs to whoever asks the future)
                future.set_exception(error)
            else:
                future.set_result(result)


@contextmanager
def threads(number: int) -> Iterator[Executor]:
    """Give an executor with so many threads; whoever leaves by an exception does not wait."""
    pool = Waiters(number)
    try:
        yield pool
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()
