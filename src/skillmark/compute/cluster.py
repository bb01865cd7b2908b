"""Where bulk work runs: in processes of this machine, or on a Dask cluster when one is not enough.

Both are an `Executor`, so that no caller knows which. Dask (`distributed`) does what a scheduler
must: it hands the work of a worker that died to another one. Work must therefore be a function of
what it is given, as `in_order` asks.
"""

from __future__ import annotations

import importlib
import ipaddress
import logging
import os
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from skillmark import __version__
from skillmark.compute.bulk import processes
from skillmark.compute.lost import ClusterError

PATIENCE = 10
"""Seconds that a scheduler has to answer, and to have a worker."""
_INSTALL = "install it with the extra: pip install 'skillmark[cluster]'"


def cores() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def executor(
    *, jobs: int, cluster: str = "", private: str = "", patience: float | None = None
) -> Iterator[tuple[Executor | None, int]]:
    """Give an executor and how many chunks it works on at once.

    Without `cluster` these are `jobs` processes (`None` for one: work here), with it the workers of
    a Dask scheduler at that address (`tcp://host:port`, `tls://host:port`; certificates as in
    Dask's own settings), which has `patience` seconds to answer. `private` says what the work
    carries that nobody may overhear: then every connection must be `tls://` or stay on this
    machine. Raises `ClusterError` where the cluster cannot be used.
    """
    if not cluster:
        with processes(jobs) as pool:
            yield pool, jobs
        return
    _check_address(cluster, private)
    patience = PATIENCE if patience is None else patience
    with _client(cluster, patience) as client:
        _check_workers(client, patience)
        made = _Confidential(client, private)
        made.check()
        threads = sum(worker["nthreads"] for worker in _workers(client).values())
        yield made, max(1, threads)


class _Confidential(Executor):
    """The executor of a cluster, which looks at where work goes before it goes."""

    def __init__(self, client: Any, private: str) -> None:
        self._client, self._private = client, private
        self._executor = client.get_executor(pure=False)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.check()
        future: Future[Any] = self._executor.submit(fn, *args, **kwargs)
        return future

    def check(self) -> None:
        """Refuse a worker that is reached in the clear; others may have come since the start."""
        if self._private:
            for address in _workers(self._client):
                _check_address(address, self._private)


def _check_address(address: str, private: str) -> None:
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port = "", None
    if not host or port is None or parts.scheme not in {"tcp", "tls"}:
        raise ClusterError(
            f"{address!r} is no address of a Dask scheduler",
            where="--cluster",
            remedy="write tcp://127.0.0.1:8786 or tls://host:8786",
        )
    if private and parts.scheme != "tls" and not _on_this_machine(host):
        raise ClusterError(
            f"{private} would travel to {address} in the clear",
            where="--cluster",
            remedy="set Dask up with TLS and name it tls://..., or work on this machine",
            code="not_confidential",
        )


def _on_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@contextmanager
def _client(address: str, patience: float) -> Iterator[Any]:
    try:
        distributed: Any = importlib.import_module("distributed")
    except ImportError:
        raise ClusterError("Dask is not installed", where="--cluster", remedy=_INSTALL) from None
    # what it has to say of lost connections is said by the errors
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    try:
        client = distributed.Client(address, timeout=patience, set_as_default=False)
    except (OSError, TimeoutError, ValueError, RuntimeError) as error:
        raise ClusterError(
            f"no scheduler answers at {address}: {error}"[:300],
            where="--cluster",
            remedy="is it running? start it with: dask scheduler",
        ) from error
    try:
        yield client
    finally:
        client.close(timeout=2)


def _check_workers(client: Any, patience: float) -> None:
    """Make sure that there are workers, and that they are what we are."""
    try:
        client.wait_for_workers(1, timeout=patience)
        versions = set(client.run(_version).values())
    except TimeoutError as error:
        raise ClusterError(
            "the cluster has no worker",
            where="--cluster",
            remedy="start some with: dask worker ADDRESS",
        ) from error
    except Exception as error:
        raise ClusterError(
            f"its workers cannot run Skillmark: {type(error).__name__}: {error}"[:300],
            where="--cluster",
            remedy=f"install Skillmark {__version__} where they run",
        ) from error
    if versions != {__version__}:
        named = ", ".join(sorted(versions - {__version__}))
        raise ClusterError(
            f"its workers have Skillmark {named}, this is {__version__}",
            where="--cluster",
            remedy="install the same version everywhere",
        )


def _version() -> str:
    """Say which Skillmark a worker has; runs there."""
    return __version__


def _workers(client: Any) -> dict[str, Any]:
    found: dict[str, Any] = client.scheduler_info(n_workers=-1)["workers"]
    return found
