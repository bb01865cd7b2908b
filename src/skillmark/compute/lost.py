"""Workers that went away, in words that say what to do."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, CancelledError
from contextlib import contextmanager

from skillmark.nouns.errors import UnavailableError


class ClusterError(UnavailableError):
    """A cluster cannot be used. Codes: `cluster`, `not_confidential`."""

    code = "cluster"


class WorkerLostError(ClusterError):
    """The processes that worked are gone; what they had not handed in was not done."""

    code = "worker_lost"


@contextmanager
def told() -> Iterator[None]:
    """Raise `WorkerLostError` for what executors raise when their workers are gone."""
    try:
        yield
    except BrokenExecutor as error:
        raise WorkerLostError(
            "a process that worked was killed",
            remedy="what was finished is kept: run again; where memory is short, with fewer --jobs",
        ) from error
    except CancelledError as error:
        raise WorkerLostError(
            "the cluster is gone", remedy="what was finished is kept: run again"
        ) from error
    except Exception as error:
        if not type(error).__module__.startswith("distributed."):
            raise
        raise WorkerLostError(
            f"the cluster gave up: {type(error).__name__}: {error}"[:500],
            remedy="what was finished is kept: look after its workers and run again",
        ) from error
