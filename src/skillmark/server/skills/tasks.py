"""Background work of frameworks."""

from __future__ import annotations

from typing import Any

from skillmark.server.jobs.services import Running
from skillmark.server.jobs.worker import task
from skillmark.server.skills import linkers
from skillmark.server.skills.crosswalks import links
from skillmark.server.skills.importing import releases
from skillmark.server.skills.reading import importing as texts
from skillmark.server.skills.versions import comparing


@task(releases.IMPORT)
def import_release(running: Running) -> dict[str, Any]:
    """Import a release that was handed in. Done again, it goes on where it stopped."""
    return releases.work(running)


@task(comparing.COMPARE)
def compare_versions(running: Running) -> dict[str, Any]:
    """Compare two versions of a framework. Done twice, it says the same."""
    return comparing.work(running)


@task(links.SUGGEST)
def suggest_links(running: Running) -> dict[str, Any]:
    """Suggest links between two frameworks. Done again, it adds what is not there."""
    return links.work(running)


task(texts.READ)(texts.run)
task(linkers.EMBED)(linkers.embed)
