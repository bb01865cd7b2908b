"""A Dask scheduler and two workers on loopback: the same bytes, also when one is killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from multiprocessing import connection
from pathlib import Path
from typing import Any

import pytest

from skillmark.award import filling, work
from skillmark.award.work import Intent, Particulars, press
from skillmark.cli import run as command
from skillmark.compute.bulk import in_order, processes
from skillmark.compute.cluster import executor
from skillmark.compute.lost import ClusterError, WorkerLostError
from skillmark.trust.keys import Algorithm, SigningKey, save

QUIET = {
    "DASK_DISTRIBUTED__LOGGING__DISTRIBUTED": "critical",
    "DASK_DISTRIBUTED__ADMIN__SYSTEM_MONITOR__INTERVAL": "10s",
}


@dataclass
class Cluster:
    """Processes of this test."""

    folder: Path
    address: str = ""
    scheduler: subprocess.Popen[bytes] | None = None
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "distributed.cli." + arguments[0], *arguments[1:]],
            cwd=self.folder,
            env={**os.environ, **QUIET},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def begin(self) -> None:
        told = self.folder / "scheduler.json"
        self.scheduler = self.start(
            *("dask_scheduler", "--host", "tcp://127.0.0.1", "--port", "0"),
            *("--no-dashboard", "--no-show", "--scheduler-file", str(told)),
        )
        deadline = time.monotonic() + 60
        while not told.exists() or not told.read_text().endswith("}"):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        self.address = json.loads(told.read_text())["address"]

    def add_worker(self) -> None:
        # no nanny: what is killed stays dead
        worker = self.start(
            *("dask_worker", self.address, "--no-nanny", "--no-dashboard", "--nthreads", "1"),
            *("--host", "127.0.0.1", "--memory-limit", "0", "--local-directory", str(self.folder)),
        )
        self.workers.append(worker)

    def end(self) -> None:
        for process in [*self.workers, *filter(None, [self.scheduler])]:
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    pytest.importorskip("distributed")
    made = Cluster(tmp_path_factory.mktemp("cluster"))
    try:
        made.begin()
        made.add_worker()
        made.add_worker()
        yield made
    finally:
        made.end()


KEY = SigningKey.generate(Algorithm.ED25519)
ACHIEVEMENT = {
    "id": "https://academy.example/achievements/teamwork",
    "type": ["Achievement"],
    "name": "Teamwork",
    "description": "Works well in teams.",
    "criteria": {"narrative": "Observed in three projects."},
}
ORDER = work.Order(
    ACHIEVEMENT, {"id": KEY.controller, "type": ["Profile"], "name": "A"}, ("eddsa-jcs-2022",)
)


def intents(n: int) -> list[Intent]:
    at = "2026-06-01T12:00:00Z"
    return [Intent(f"urn:x:{i}", f"{i:032x}", at, Particulars(f"P{i}")) for i in range(n)]


def test_a_worker_that_is_killed_in_the_middle_loses_and_doubles_nothing(cluster: Cluster) -> None:
    wanted = [one.id for one in intents(1_600)]
    with executor(jobs=1, cluster=cluster.address, private="the key") as (pool, workers):
        assert workers >= 1
        made = press(ORDER, intents(1_600), signer=KEY, executor=pool, jobs=workers, chunk=20)
        found = [next(made) for _ in range(100)]
        victim = cluster.workers.pop()
        os.kill(victim.pid, signal.SIGKILL)
        victim.wait()
        # one that comes later is given the key when it asks for it
        cluster.add_worker()
        found += made
    assert [one.id for one in found] == wanted
    assert found == list(press(ORDER, intents(1_600), signer=KEY))


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(filling, "FEW", 20)
    save(KEY, tmp_path / "k", None)
    (tmp_path / "A.json").write_text(json.dumps(ACHIEVEMENT))
    (tmp_path / "I.json").write_text(json.dumps({"type": ["Profile"], "name": "Academy"}))
    people = "".join(f"P{i},p{i}@example.org\n" for i in range(150))
    (tmp_path / "P.csv").write_text(f"name,email\n{people}")
    return tmp_path


def award(out: str, *more: str) -> int:
    fixed = ["award", "issue", "P.csv", "--achievement", "A.json", "--issuer", "I.json"]
    return command([*fixed, "--key", "k", "--out", out, "--json", *more])


@pytest.mark.slow
def test_the_command_line_awards_and_verifies_on_a_cluster(
    cluster: Cluster, desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert award("o.jsonl", "--cluster", cluster.address) == 0
    assert json.loads(capsys.readouterr().out)["issued"] == 150
    verify = ["verify", "o.jsonl", "--offline", "--json", "--at", "2030-01-01"]
    codes = [command(verify)]
    here = capsys.readouterr().out
    codes.append(command([*verify, "--cluster", cluster.address]))
    there = capsys.readouterr().out
    assert codes == [0, 0]
    assert there == here
    assert here.count('"verdict":"valid"') == 150


def test_a_cluster_that_does_not_answer_is_told_and_nothing_is_lost(
    desk: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr("skillmark.compute.cluster.PATIENCE", 0.2)
    assert award("o.jsonl", "--cluster", "tcp://127.0.0.1:9") == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "no scheduler answers at tcp://127.0.0.1:9" in told.err
    assert not (desk / "o.jsonl").exists()
    assert award("o.jsonl") == 0
    assert command(["verify", "o.jsonl", "--cluster", "tcp://127.0.0.1:9"]) == 3


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("tcp://cluster.example:8786", "not_confidential"),
        ("tcp://10.0.0.1:8786", "not_confidential"),
        ("127.0.0.1:8786", "cluster"),
        ("tcp://127.0.0.1", "cluster"),
        ("http://127.0.0.1:1", "cluster"),
        ("tcp://[::1:8786", "cluster"),
    ],
)
def test_a_key_goes_nowhere_in_the_clear(address: str, code: str) -> None:
    """Refused before anything is asked of that address."""
    with (
        pytest.raises(ClusterError) as caught,
        executor(jobs=1, cluster=address, private="the signing key"),
    ):
        pass
    assert caught.value.code == code
    assert caught.value.remedy


def test_a_worker_that_joins_from_elsewhere_is_given_nothing(cluster: Cluster) -> None:
    with executor(jobs=1, cluster=cluster.address, private="the key") as (pool, _):
        assert pool is not None
        client: Any = pool._client  # type: ignore[attr-defined]
        known = client.scheduler_info

        def joined(**_: Any) -> dict[str, Any]:
            return {"workers": {**known(n_workers=-1)["workers"], "tcp://10.0.0.7:1": {}}}

        client.scheduler_info = joined
        with pytest.raises(ClusterError, match=r"the key would travel to tcp://10\.0\.0\.7:1"):
            pool.submit(len, b"")
        client.scheduler_info = known


def test_without_dask_the_remedy_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with (
        pytest.raises(ClusterError, match="not installed") as caught,
        executor(jobs=1, cluster="tcp://127.0.0.1:8786"),
    ):
        pass
    assert "skillmark[cluster]" in caught.value.remedy


def die(items: list[int]) -> list[int]:
    if 70 in items:
        os.kill(os.getpid(), signal.SIGKILL)
    return items


def die_while_handing_in(items: list[int]) -> list[int]:
    """Kill this process when half of its result is in the pipe."""
    if 70 in items:

        def half(self: Any, message: bytes) -> None:
            os.write(self.fileno(), bytes(message)[: len(message) // 2])
            os.kill(os.getpid(), signal.SIGKILL)

        connection.Connection._send = half  # type: ignore[attr-defined, method-assign]
    return items


@pytest.mark.slow
@pytest.mark.parametrize("dies", [die, die_while_handing_in])
def test_a_local_process_that_is_killed_ends_in_a_clear_error(dies: Any) -> None:
    """Also in the middle of a result: the other half is not waited for."""
    with (
        pytest.raises(WorkerLostError, match="was killed") as caught,
        processes(2) as pool,
    ):
        list(in_order(dies, range(100), executor=pool, jobs=2, chunk=10))
    assert "run again" in caught.value.remedy
    assert caught.value.exit_code == 3
