"""Keep a job one's own while it works for minutes between two chunks."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, connection

from skillmark.nouns.errors import SkillmarkError
from skillmark.server.jobs.services import LEASE, Running

log = logging.getLogger("skillmark.jobs")


@contextmanager
def kept(running: Running, *, seconds: float = LEASE.total_seconds() / 3) -> Iterator[None]:
    """Renew the lease beside the body, so that no other worker takes the job over meanwhile.

    Whether the job was cancelled or lost, the next chunk of the body's own says.
    """
    over = threading.Event()

    def beat() -> None:
        try:
            while not over.wait(seconds):
                with running.chunk():
                    pass
        except SkillmarkError:
            return
        except DatabaseError:
            log.exception("job %s: its lease could not be renewed", running.job.pk)
        finally:
            connection.close()

    thread = threading.Thread(target=beat, name=f"lease of {running.job.pk}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
