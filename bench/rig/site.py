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
CALL = """
import json, sys
from rig import site
json.dump(getattr(site, sys.argv[1])(*json.load(sys.stdin)), sys.stdout)
"""
"""A function of this module in a process of its own, whose settings name the site."""


def awarded(people: int, templates: int) -> list[list[dict[str, Any]]]:
    """Award in this process (its settings name the folder): a list of credentials a template."""
    from skillmark.cli.project import start

    start(migrate=True)
    from skillmark.award.roster import Row
    from skillmark.badges.identity import Recipient
    from skillmark.define import catalogue
    from skillmark.server.award import services
    from skillmark.server.award.bulk import signing
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


def verified(credentials: list[dict[str, Any]], seconds: float) -> float:
    """Verify in this process what was awarded in it; return the processor time of one."""
    from skillmark.cli.project import start

    start()
    from django.utils import timezone

    from skillmark.server.verify import services
    from skillmark.server.verify.asking import Budget
    from skillmark.verify.verify import Verifier

    datas = [json.dumps(one).encode() for one in credentials]

    def check(data: bytes) -> None:
        report = Verifier(
            now=timezone.now(),
            fetch=Budget(services.SECONDS),
            registry=services.registry(),
            memory=services.memory(),
        ).check_bytes(data)
        if report.verdict != "valid":
            raise SystemExit(f"{report.source} is {report.verdict}: {report.reason}")

    for data in datas[:20]:
        check(data)
    done, began = 0, time.process_time()
    while time.process_time() - began < seconds:
        check(datas[done % len(datas)])
        done += 1
    return (time.process_time() - began) / done


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
        made: list[list[dict[str, Any]]] = self._call("awarded", people, templates)
        return made

    def alone(self, credentials: list[dict[str, Any]], *, seconds: float, core: int) -> float:
        """Return the processor time of one verification without HTTP."""
        return float(self._call("verified", credentials, seconds, core=core))

    def _call(self, name: str, *arguments: Any, core: int | None = None) -> Any:
        done = subprocess.run(
            [sys.executable, "-c", CALL, name],
            input=json.dumps(arguments).encode(),
            env=self.variables,
            cwd=Path(__file__).parent.parent,
            stdout=subprocess.PIPE,
            check=True,
            **_pinned(core),
        )
        return json.loads(done.stdout)

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
    stdin = how.pop("stdin", subprocess.DEVNULL)
    server = subprocess.Popen(command, stdin=stdin, **_pinned(core), **how)
    try:
        wait(server, port)
        yield server.pid
    finally:
        server.terminate()
        try:
            server.wait(timeout=20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _pinned(core: int | None) -> dict[str, Any]:
    return {} if core is None else {"preexec_fn": lambda: os.sched_setaffinity(0, {core})}


def wait(server: subprocess.Popen[bytes], port: int) -> None:
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
