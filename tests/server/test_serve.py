"""`skillmark serve` and `worker` from outside: first start, trouble, the end of both."""

from __future__ import annotations

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from contextlib import closing

import pytest

SKILLMARK = [sys.executable, "-m", "skillmark"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def get(port, path):
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


@pytest.fixture
def environment(tmp_path):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SKILLMARK")}
    return kept | {"SKILLMARK_DATA": str(tmp_path / "site")}


def run(arguments, environment):
    return subprocess.run(
        [*SKILLMARK, *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.slow
def test_a_port_in_use_is_one_clear_line(environment):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run(["serve", "--port", str(port)], environment)
    assert done.returncode == 2
    assert done.stdout == ""
    (line,) = done.stderr.strip().splitlines()
    assert f"127.0.0.1:{port}" in line
    assert "--port" in line


def test_a_data_folder_that_cannot_be_written_is_one_clear_line(environment, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    environment["SKILLMARK_DATA"] = str(blocked / "site")
    done = run(["serve", "--port", str(free_port())], environment)
    assert done.returncode == 2
    (line,) = done.stderr.strip().splitlines()
    assert "data folder" in line
    assert "SKILLMARK_DATA" in line


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_data_folder_is_one_clear_line(environment, tmp_path):
    folder = tmp_path / "site"
    folder.mkdir(mode=0o500)
    done = run(["serve", "--port", str(free_port())], environment)
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_wrong_setting_is_one_clear_line(environment):
    environment["SKILLMARK_BASE_URL"] = "nonsense"
    done = run(["serve"], environment)
    assert done.returncode == 2
    (line,) = done.stderr.strip().splitlines()
    assert "SKILLMARK_BASE_URL" in line


def test_the_first_start_gives_the_link_and_the_end_takes_the_worker_along(environment, tmp_path):
    port = free_port()
    log = tmp_path / "log"
    with log.open("w") as stream:
        server = subprocess.Popen(
            [*SKILLMARK, "serve", "--port", str(port)], env=environment, stderr=stream
        )
    try:
        for _ in range(300):
            try:
                if get(port, "/health")[0] == 200:
                    break
            except OSError:
                assert server.poll() is None, log.read_text()
                time.sleep(0.1)
        link = re.search(rf"http://127\.0\.0\.1:{port}(/first-run/\S+)", log.read_text())
        assert link, log.read_text()
        status, page = get(port, link.group(1))
        assert status == 200
        assert "Set up this site" in page
        assert get(port, "/static/skillmark/skillmark.css")[0] == 200
        assert get(port, "/skills/")[1].count("Skillmark starter skills") == 1
        worker = _worker_of(server.pid)
        assert worker, "the worker runs beside it"
        assert (tmp_path / "site" / "secret.key").stat().st_mode & 0o777 == 0o600
    finally:
        server.terminate()
        server.wait(timeout=30)
    for _ in range(100):
        if not os.path.exists(f"/proc/{worker}"):  # noqa: PTH110
            break
        time.sleep(0.1)
    else:
        pytest.fail("the worker outlived its server")


def _worker_of(parent: int) -> int | None:
    """Return the process id of the worker that this server started."""
    for _ in range(50):
        listing = subprocess.run(
            ["ps", "-o", "pid=,args=", "--ppid", str(parent)],
            capture_output=True,
            text=True,
            check=False,
        ).stdout
        for line in listing.splitlines():
            if "skillmark worker" in line:
                return int(line.split()[0])
        time.sleep(0.1)
    return None
