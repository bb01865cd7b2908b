"""`skillmark worker`: background jobs and mail."""

from __future__ import annotations

import os
import signal
import threading

import typer

from skillmark.cli.console import err
from skillmark.cli.project import start
from skillmark.cli.serve import tell_rollback


def command(
    quiet: bool = typer.Option(False, "--quiet", help="Say nothing at the start."),
) -> None:
    """Run background jobs and send mail until stopped. Several may run beside each other."""
    start(migrate=not quiet)
    if not quiet:
        tell_rollback()  # else the server that started it has
    from skillmark.server.jobs.services import stopping as stop
    from skillmark.server.jobs.worker import loop

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    if quiet:
        _end_with(os.getppid(), stop)
    else:
        err.print("Skillmark's worker is running; Ctrl-C stops it.")
    loop(stop)


def _end_with(parent: int, stop: threading.Event) -> None:
    """Stop when the server that started this worker is gone, even by kill -9."""

    def watch() -> None:
        while not stop.wait(2):
            if os.getppid() != parent:
                stop.set()

    threading.Thread(target=watch, daemon=True).start()
