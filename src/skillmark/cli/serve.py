"""`skillmark serve`: the site, and its worker beside it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading

import typer

from skillmark.cli.console import complain, err
from skillmark.cli.project import start
from skillmark.nouns.errors import InputError

THREADS = 4
"""Of each process. One core verifies as much with 1 as with 4, and a fifth less with 8 or 16, which
take it from each other. More than one is for pages and for servers outside that let us wait.
"""


def command(
    host: str = typer.Option("127.0.0.1", help="Address to listen on; 0.0.0.0 for all."),
    port: int = typer.Option(8000, min=1, max=65535, help="Port to listen on."),
    no_worker: bool = typer.Option(
        False, "--no-worker", help="Run no worker here: `skillmark worker` runs elsewhere."
    ),
    workers: int = typer.Option(
        1, min=1, max=64, help="Processes that answer: one for each core that verifying may take."
    ),
    quiet: bool = typer.Option(False, "--quiet", help="Say nothing but errors."),
) -> None:
    """Serve the site. Settings come from SKILLMARK_ variables; the first start sets it up."""
    everywhere = host in {"0.0.0.0", "::"}  # noqa: S104 (compared, not bound)
    reached = "127.0.0.1" if everywhere else f"[{host}]" if ":" in host else host
    # Without a setting, people reach the site where it listens; the worker inherits this.
    os.environ.setdefault("SKILLMARK_BASE_URL", f"http://{reached}:{port}")
    site = start(migrate=True)
    tell_rollback()
    check_free(host, port)
    from skillmark.server.people.services import first_run_link

    link = first_run_link()
    if link and not quiet:
        err.print(f"First start. Open this link once to set the site up:\n  {link}", soft_wrap=True)
    if not quiet:
        err.print(f"Skillmark serves {site.base_url} (data in {site.data})", soft_wrap=True)
    worker = None if no_worker else _worker()
    try:
        _granian(host, port, workers)
    finally:
        if worker is not None:
            worker.terminate()
            worker.wait(timeout=30)


def tell_rollback() -> None:
    """Say where the database is behind what was witnessed of its logs: it awards nothing more."""
    from skillmark.server.award.transparency.rollback import at_start

    for said in at_start():
        complain(said)


def check_free(host: str, port: int) -> None:
    """Raise `InputError` where something listens there already, or nobody may."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        raise InputError(
            f"cannot listen there: {error.strerror}",
            where=f"{host}:{port}",
            remedy="choose another with --port, or stop what uses it",
        ) from None


def _worker() -> subprocess.Popen[bytes]:
    """Start the worker as a process of its own: a long job must not slow the pages down."""
    arguments = [sys.executable, "-m", "skillmark", "worker", "--quiet"]
    process = subprocess.Popen(arguments, stdin=subprocess.DEVNULL)

    def watch() -> None:
        code = process.wait()
        if code not in {0, -15, 130}:
            complain(f"the worker ended with code {code}; background jobs wait until a restart")

    threading.Thread(target=watch, daemon=True).start()
    return process


def _granian(host: str, port: int, workers: int) -> None:
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces

    Granian(
        "skillmark.server.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        http=HTTPModes.http1,  # what stands in front speaks it; browsers get HTTP/2 from there
        log_level="error",
    ).serve()
