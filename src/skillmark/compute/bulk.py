"""Bulk work in order, on any `concurrent.futures.Executor`.

Here it runs in processes; a cluster's executor has the same interface, so no caller changes
when one machine is not enough.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import pickle
import signal
import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager, suppress
from itertools import islice
from typing import Any, TypeVar, cast

from skillmark.compute import lost

T = TypeVar("T")
R = TypeVar("R")

LOOK_AHEAD = 4
"""Chunks in flight a worker: enough to keep it busy, few enough to bound memory."""
_MOST_KEPT = 8
"""Functions that a thread of a worker keeps."""


@contextmanager
def processes(jobs: int) -> Iterator[Executor | None]:
    """Give an executor with `jobs` processes, or `None` (work here) for one job.

    Processes are spawned, not forked: a fork copies locks that threads may hold.
    """
    if jobs <= 1:
        yield None
        return
    context = multiprocessing.get_context("spawn")
    with _Processes(
        max_workers=jobs, mp_context=context, initializer=_leave_stopping_to_the_parent
    ) as pool:
        try:
            yield pool
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


class _Processes(ProcessPoolExecutor):
    """Processes of which one may be killed at any moment."""

    def look_after(self) -> None:
        """End all processes once one of them is gone.

        The library does so itself, but for one that was killed while it handed in a result: the
        half of it that arrived is then waited for as long as anybody could write the rest, which is
        the other processes, and this one.
        """
        processes = list((self._processes or {}).values())
        if any(process.exitcode is not None for process in processes):
            for process in processes:
                process.kill()
            results: Any = self._result_queue
            with suppress(OSError):
                results._writer.close()


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
    carry: bool = False,
) -> Iterator[R]:
    """Yield the results of `function` over chunks of `items`, in the order of the items.

    `function` takes a list and returns a list of the same length; with an executor it must be
    importable by name or pickle. The items are read lazily, at most `jobs * LOOK_AHEAD` chunks
    ahead. An exception of `function` is raised at the chunk it belongs to, after the results before
    it.

    With `carry`, the function travels to each process once and is kept there, with whatever it
    has worked out, for all chunks of this and later calls; a process that is new asks for it.
    """
    source = iter(items)
    chunks = iter(lambda: list(islice(source, chunk)), [])
    if executor is None:
        for part in chunks:
            yield from function(part)
        return
    calls = _Carried(executor, function) if carry else _Plain(executor, function)
    most = jobs * LOOK_AHEAD
    running: deque[tuple[Future[Any], list[T]]] = deque()
    try:
        for number, part in enumerate(chunks):
            with lost.told():
                future = calls.submit(part, new=number < most)
            running.append((future, part))
            if len(running) >= most:
                yield from calls.result(*running.popleft())
        while running:
            yield from calls.result(*running.popleft())
    finally:
        # whoever stops reading need not wait for what nobody reads
        for future, _ in running:
            future.cancel()


class _Plain:
    """Sends a function along with every chunk."""

    def __init__(self, executor: Executor, function: Callable[[list[Any]], list[Any]]) -> None:
        self._executor, self._function = executor, function

    def submit(self, part: list[Any], *, new: bool) -> Future[Any]:  # noqa: ARG002
        return self._executor.submit(self._function, part)

    def result(self, future: Future[Any], part: list[Any]) -> list[Any]:  # noqa: ARG002
        return cast("list[Any]", _result(future, self._executor))


class _Carried:
    """Sends a function with the first chunks; later ones name it."""

    def __init__(self, executor: Executor, function: Callable[[list[Any]], list[Any]]) -> None:
        self._executor = executor
        self._packed = pickle.dumps(function)
        self._name = hashlib.sha256(self._packed).digest()

    def submit(self, part: list[Any], *, new: bool) -> Future[Any]:
        packed = self._packed if new else None
        return self._executor.submit(_call, self._name, packed, part)

    def result(self, future: Future[Any], part: list[Any]) -> list[Any]:
        found = _result(future, self._executor)
        if found is None:  # a process that came later
            with lost.told():
                again = self.submit(part, new=True)
            found = _result(again, self._executor)
        return cast("list[Any]", found)


_of_this_thread = threading.local()


def _call(name: bytes, packed: bytes | None, part: list[Any]) -> list[Any] | None:
    """Call the function of this name; `None` where this thread does not have it."""
    kept: OrderedDict[bytes, Callable[[list[Any]], list[Any]]]
    kept = _of_this_thread.__dict__.setdefault("functions", OrderedDict())
    function = kept.pop(name, None)
    if function is None:
        if packed is None:
            return None
        function = pickle.loads(packed)  # noqa: S301 (from our own coordinator, as every call is)
    kept[name] = function
    if len(kept) > _MOST_KEPT:
        kept.popitem(last=False)
    return function(part)


def _result(future: Future[Any], executor: Executor) -> Any:
    # not for ever at once: on some systems a thread that waits is not woken by Ctrl-C
    with lost.told():
        while not future.done():
            with suppress(TimeoutError):
                return future.result(timeout=0.2)
            if isinstance(executor, _Processes):
                executor.look_after()
        return future.result()
