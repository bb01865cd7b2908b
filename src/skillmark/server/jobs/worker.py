"""The loop that runs jobs and sends mail. Any number may run beside each other."""

from __future__ import annotations

import importlib
import logging
import threading
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, connections

from skillmark.nouns.errors import SkillmarkError, UnavailableError
from skillmark.server import opened
from skillmark.server.jobs import daily, mail
from skillmark.server.jobs.services import (
    CancelledError,
    LeaseLostError,
    Running,
    StoppingError,
    claim,
)

log = logging.getLogger("skillmark.jobs")
Task = Callable[[Running], dict | None]
_tasks: dict[str, Task] = {}
IDLE = 1.0


def task(kind: str) -> Callable[[Task], Task]:
    """Register what runs jobs of this kind. It must be idempotent: it may run more than once.

    Work through `running.chunk()` only; what is returned becomes the job's result.
    """

    def mark(function: Task) -> Task:
        _tasks[kind] = function
        return function

    return mark


def load() -> None:
    """Import every app's `tasks.py`."""
    for app in settings.APPS:
        if find_spec(f"skillmark.server.{app}.tasks"):
            importlib.import_module(f"skillmark.server.{app}.tasks")


def run_one() -> bool:
    """Claim one job and run it to its end; say whether there was one."""
    running = claim()
    if running is None:
        return False
    job = running.job
    try:
        work = _tasks.get(job.kind)
        if work is None:
            running.fail(f"no task of kind {job.kind} is known here", retry=False)
            return True
        running.finish(work(running))
    except LeaseLostError:
        log.warning("job %s: another worker took it over", job.pk)
    except CancelledError:
        _quietly(running.stop)
    except StoppingError:
        _quietly(running.put_back)
    except SkillmarkError as error:
        # What a person can mend is not mended by trying again; an outage may be.
        outage = isinstance(error, UnavailableError)
        _quietly(partial(running.fail, str(error), retry=outage))
    except (OperationalError, InterfaceError):
        log.exception("job %s (%s): the database does not answer", job.pk, job.kind)
        connection.close()
        _quietly(lambda: running.fail("the database did not answer; the log has more", retry=True))
    except Exception:
        log.exception("job %s (%s) failed", job.pk, job.kind)
        _quietly(lambda: running.fail("an unexpected error; the log has more", retry=True))
    return True


def _quietly(end: Callable[[], None]) -> None:
    try:
        end()
    except LeaseLostError:
        log.warning("a job was taken over while it ended")


def loop(stop: threading.Event) -> None:
    """Run jobs and send mail until `stop` is set."""
    load()
    while not stop.is_set():
        opened.tidy()
        try:
            daily.look()
            busy = run_one()
            busy = mail.send_one() or busy
        except Exception:
            log.exception("the worker could not reach its database; trying again")
            busy = False
        if not busy:
            stop.wait(IDLE)
    connections.close_all()
