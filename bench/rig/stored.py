"""`skillmark verify` over a file of credentials, as its user runs it, status lists over HTTP."""

from __future__ import annotations

import http.server
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from rig import badge
from skillmark.award import status
from skillmark.award.press import Press

LIST = 100_000
"""Credentials a pair of status lists."""


@dataclass(frozen=True, slots=True)
class Run:
    """What one run took."""

    seconds: float
    """On the wall, from the start of the command to its end."""
    megabytes: float
    """The most memory that one of its processes held."""


def measure(count: int, kind: str, *, processes: int = 2) -> Run:
    """Issue `count` badges to disk, then verify them with the command; all must be valid."""
    with tempfile.TemporaryDirectory() as folder, _site(Path(folder)) as site:
        file = Path(folder, "badges.jsonl")
        _issue(count, kind, site, Path(folder), file)
        command = [sys.executable, "-m", "skillmark", "verify", str(file), "--json"]
        command += ["--jobs", str(processes)]
        started = time.perf_counter()
        with Path(folder, "reports.jsonl").open("wb") as out:
            done = subprocess.run(
                command,
                env={**os.environ, "SKILLMARK_FETCH_ALLOW": site},
                stdout=out,
                stderr=subprocess.PIPE,
                check=False,
            )
        seconds = time.perf_counter() - started
        reports = Path(folder, "reports.jsonl").read_bytes()
        valid = reports.count(b'"verdict":"valid"') + reports.count(b'"verdict": "valid"')
        if done.returncode or valid != count:
            raise SystemExit(f"{valid} of {count} stored credentials are valid: {done.stderr!r}")
    return Run(seconds, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 / 1e6)


@contextmanager
def _site(folder: Path) -> Iterator[str]:
    """Serve a folder on loopback; the issuer publishes its status lists there."""

    class Handler(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *arguments: object) -> None:
            super().__init__(*arguments, directory=str(folder))  # type: ignore[arg-type]

        def log_message(self, *_said: object) -> None:
            """Say nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def _issue(count: int, kind: str, site: str, folder: Path, file: Path) -> None:
    press = Press(
        badge.claim(kind), issuer=badge.issuer(), signer=badge.key(), form="eddsa-rdfc-2022"
    )
    (folder / "status").mkdir()
    with file.open("wb") as out:
        for number in range(count):
            place = status.Place(1 + number // LIST, number % LIST)
            signed = press.issue(
                id=badge.identity(number),
                recipient=badge.recipient(number),
                salt=f"{number:016x}",
                valid_from=badge.NOW,
                valid_until=badge.NOW + timedelta(days=900),
                now=badge.NOW,
                status=status.entry(site, place),
            )
            out.write(signed.data + b"\n")
    for number in range(1, 2 + (count - 1) // LIST):
        pair = status.list_credentials(
            site, number, revoked=(), suspended=(), signer=badge.key(), now=badge.NOW
        )
        for url, one in zip(status.urls(site, number), pair, strict=True):
            (folder / "status" / url.rpartition("/")[2]).write_bytes(one.data)
