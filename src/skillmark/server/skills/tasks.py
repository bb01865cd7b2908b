"""Background work of frameworks."""

from __future__ import annotations

from typing import Any

from skillmark.server.jobs.services import Running
from skillmark.server.jobs.worker import task
from skillmark.server.skills import importing


@task(importing.IMPORT)
def import_release(running: Running) -> dict[str, Any]:
    """Import a release that was handed in. Done again, it goes on where it stopped."""
    return importing.work(running)
