"""The demo's site: a folder of its own, and the real server in a process of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from skillmark.cli.serve import check_free
from skillmark.nouns.errors import InputError, UnavailableError

HOST = "127.0.0.1"
MARK = ".skillmark-demo"
"""A file in the folder that says: a demo made this, and the next one may replace it."""
PATIENCE = 60.0


def prepare(out: Path, port: int) -> str:
    """Empty the demo's folder, point the settings at it, and return the site's address.

    A folder that holds anything but an earlier demo is refused, as is a port in use.
    """
    check_free(HOST, port)
    if out.exists() and not (out / MARK).exists() and (not out.is_dir() or any(out.iterdir())):
        raise InputError(
            "this folder is not empty and was not made by a demo",
            where=str(out),
            remedy="choose another with --out",
        )
    try:
        if out.exists():
            shutil.rmtree(out)
        out.mkdir(parents=True)
        (out / MARK).touch()
    except OSError as error:
        raise InputError(
            f"the folder cannot be written: {error.strerror}",
            where=str(out),
            remedy="choose another with --out, or give this user the right to write there",
        ) from None
    base_url = f"http://{HOST}:{port}"
    for name in [name for name in os.environ if name.startswith("SKILLMARK_")]:
        if name != "SKILLMARK_SHARED":
            del os.environ[name]
    os.environ.update(
        SKILLMARK_DATA=str((out / "site").absolute()),
        SKILLMARK_BASE_URL=base_url,
        SKILLMARK_DEMO="1",
        SKILLMARK_LOG_LEVEL="WARNING",
    )
    return base_url


def start(port: int) -> subprocess.Popen[bytes]:
    """Start the server and wait until it answers."""
    server = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "skillmark",
            "serve",
            "--host",
            HOST,
            "--port",
            str(port),
            "--quiet",
        ],
        stdin=subprocess.DEVNULL,
    )
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if server.poll() is not None:
            raise UnavailableError("the server stopped at once", remedy="see its message above")
        if _answers(port):
            return server
        time.sleep(0.1)
    stop(server)
    raise UnavailableError(f"the server did not answer within {PATIENCE:.0f} s")


def stop(server: subprocess.Popen[bytes]) -> None:
    """Stop the server and wait until it is gone."""
    server.terminate()
    try:
        server.wait(timeout=20)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


@contextmanager
def running(port: int) -> Iterator[None]:
    """Run the server for the length of a block."""
    server = start(port)
    try:
        yield
    finally:
        stop(server)


def _answers(port: int) -> bool:
    connection = HTTPConnection(HOST, port, timeout=2)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
