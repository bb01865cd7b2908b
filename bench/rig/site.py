"""A site in a folder of its own, with one organisation and what it awarded, and its server.

The server is started as people start it (`skillmark serve`), on one processor core.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

from rig.load import HOST

PATIENCE = 60.0
AWARDS = """
import json, sys
from rig import site
json.dump(site.awarded(int(sys.argv[1]), int(sys.argv[2])), sys.stdout)
"""


def awarded(people: int, templates: int) -> list[list[dict[str, Any]]]:
    """Award in this process (its settings name the folder): a list of credentials a template."""
    from skillmark.cli.project import start

    start(migrate=True)
    from django.core.management import call_command  # noqa: F401 (Django is set up now)

    from skillmark.award.roster import Row
    from skillmark.badges.identity import Recipient
    from skillmark.define import catalogue
    from skillmark.server.award import services, signing
    from skillmark.server.define.models import AchievementRecord
    from skillmark.server.define.services import import_catalogue
    from skillmark.server.people.services import add_organisation

    place = add_organisation("Academy", "DE")
    import_catalogue(catalogue.starter(), organisation=place, actor=None)
    made = []
    for achievement in AchievementRecord.objects.order_by("pk")[:templates]:
        rows = [
            Row(n + 1, Recipient(f"Person {n}", f"person{n}@example.org")) for n in range(people)
        ]
        order = services.order(achievement, rows, actor=None, notify=False)
        signatures = [signing.sign(award) for award in order.awards]
        signing.fill(signatures)
        made.append([json.loads(one.body) for one in signatures])
    return made


@dataclass
class Site:
    """A folder and a port."""

    folder: Path
    port: int

    @classmethod
    def make(cls, folder: Path) -> Site:
        """Choose a free port; its address is part of every credential."""
        with socket.socket() as probe:
            probe.bind((HOST, 0))
            return cls(folder, probe.getsockname()[1])

    @property
    def variables(self) -> dict[str, str]:
        """The environment of its processes."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith("SKILLMARK_")}
        return kept | {
            "SKILLMARK_DATA": str(self.folder),
            "SKILLMARK_BASE_URL": f"http://{HOST}:{self.port}",
            "SKILLMARK_LOG_LEVEL": "WARNING",
            "SKILLMARK_VERIFY_LIMIT": "0",
        }

    def award(self, people: int, templates: int) -> list[list[dict[str, Any]]]:
        """Set it up and return what it awarded: a list for each template."""
        done = subprocess.run(
            [sys.executable, "-c", AWARDS, str(people), str(templates)],
            env=self.variables,
            cwd=Path(__file__).parent.parent,
            stdout=subprocess.PIPE,
            check=True,
        )
        made: list[list[dict[str, Any]]] = json.loads(done.stdout)
        return made

    @contextmanager
    def serving(self, core: int | None, *arguments: str) -> Iterator[int]:
        """Serve on one core; yield the process id."""
        command = [sys.executable, "-m", "skillmark", "serve", "--quiet", "--no-worker"]
        with running(
            [*command, "--port", str(self.port), *arguments], self.port, core, env=self.variables
        ) as process:
            yield process


@contextmanager
def running(command: list[str], port: int, core: int | None, **how: Any) -> Iterator[int]:
    """Run a server on one core for the length of a block; yield its process id."""
    pin = {} if core is None else {"preexec_fn": lambda: os.sched_setaffinity(0, {core})}
    server = subprocess.Popen(command, stdin=how.pop("stdin", subprocess.DEVNULL), **pin, **how)
    try:
        _wait(server, port)
        yield server.pid
    finally:
        server.terminate()
        try:
            server.wait(timeout=20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _wait(server: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if server.poll() is not None:
            raise RuntimeError("the server stopped at once; see its message above")
        connection = HTTPConnection(HOST, port, timeout=2)
        try:
            connection.request("GET", "/health")
            connection.getresponse().read()
        except (OSError, HTTPException):
            time.sleep(0.1)
        else:
            return
        finally:
            connection.close()
    raise RuntimeError(f"the server did not answer within {PATIENCE:.0f} s")


def seconds_of(process: int) -> float:
    """Return the processor time of a process and all that it started, so far."""
    ticks = 0
    waiting = [process]
    while waiting:
        one = waiting.pop()
        folder = Path("/proc", str(one))
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
            waiting += map(int, (folder / "task" / str(one) / "children").read_text().split())
        except OSError:
            continue
    return ticks / os.sysconf("SC_CLK_TCK")
