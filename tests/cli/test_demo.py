"""`skillmark demo`: every stage happens and its artefacts are real.

That the seed matters is asked of the loop on PostgreSQL, which has another.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from skillmark.verify.checks import Name, Verdict
from skillmark.verify.verify import verify_bytes

STAGES = ("define", "assess", "award", "verify", "match", "plan", "measure", "open")


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return subprocess.run(
        [sys.executable, "-m", "skillmark", "demo", "--no-serve", "--out", str(folder),
         "--port", str(port), *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )  # fmt: skip


def test_every_stage_is_told_and_says_what_is_simulated(demo: Any) -> None:
    output = demo.said
    places = [output.index(f" {stage} ") for stage in STAGES]
    assert places == sorted(places)
    for words in ("Simulated", "Real", "no field data", "invalid: forged", "invalid: revoked"):
        assert words in output
    assert re.search(r"the status host stopped +unknown", output)
    assert re.search(r"independent verifier openvc-core [\d.]+: accepted", output)
    assert re.search(r"\d+ +Victor Langley +0 % +0 % +100 %", output)
    assert "the experiment 1,794 $" in output


def test_what_it_wrote_is_what_it_says(demo: Any) -> None:
    folder = demo.folder
    (badges,) = (folder / "badges").iterdir()
    for name in ("credential.json", "credential.jwt", "badge.png", "badge.svg"):
        report = verify_bytes((badges / name).read_bytes(), now=datetime.now(UTC))
        # Offline neither key nor status can be asked for: that is unknown, and nothing is false.
        assert report.verdict is Verdict.UNKNOWN, name
        assert report.check(Name.WELL_FORMED).status == "pass"
        assert report.caution.startswith("no field data")
    assert (badges / "certificate.pdf").read_bytes().startswith(b"%PDF-")
    assert (folder / "impact-report/report.pdf").read_bytes().startswith(b"%PDF-")
    assert "<script" not in (folder / "impact-report/report.html").read_text()
    credential = json.loads((badges / "credential.json").read_bytes())
    assert credential["proof"]["cryptosuite"] == "eddsa-rdfc-2022"


def test_its_report_can_be_read_in_a_quarter_of_an_hour(demo: Any) -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip("needs poppler-utils")
    told = subprocess.run(
        ["pdftotext", "-layout", str(demo.folder / "impact-report/report.pdf"), "-"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    pages = told.split("\f")[:-1]
    (first,) = [
        number
        for number, page in enumerate(pages, start=1)
        if re.search(r"^ *Appendix: tables to look up$", page, re.MULTILINE)
    ]
    assert first <= 16  # what is to be read: fifteen pages
    assert len(pages) <= 30


def test_every_address_it_prints_opens(demo: Any) -> None:
    links = re.findall(r"(http://127\.0\.0\.1:\d+)(/\S*)", demo.said)
    assert len(links) >= 6
    script = (
        "import json, sys\n"
        "from skillmark.cli.project import start\n"
        "start()\n"
        "from django.test import Client\n"
        "from skillmark.server.people.actions import Role\n"
        "from skillmark.server.people.services import door\n"
        "found = {}\n"
        "for path in json.loads(sys.argv[1]):\n"
        "    for role in (None, *Role):\n"
        "        client = Client(SERVER_NAME='127.0.0.1')\n"
        "        role and client.force_login(door(role))\n"
        "        if (status := client.get(path).status_code) == 200: break\n"
        "    found[path] = status\n"
        "print(json.dumps(found))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, json.dumps([path for _base, path in links])],
        capture_output=True,
        text=True,
        check=False,
        env={
            **os.environ,
            "SKILLMARK_DATA": str(demo.folder / "site"),
            "SKILLMARK_BASE_URL": links[0][0],
            "SKILLMARK_DEMO": "1",
        },
    )
    assert done.returncode == 0, done.stderr
    assert set(json.loads(done.stdout).values()) == {200}, done.stdout


def test_a_folder_of_somebody_elses_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    done = run(tmp_path)
    assert done.returncode == 2
    assert "was not made by a demo" in done.stderr
    assert done.stderr.count("\n") == 1
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


def test_a_port_in_use_is_said_before_anything_is_touched(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        arguments = ["demo", "--out", str(tmp_path / "d"), "--port", str(port)]
        done = subprocess.run(
            [sys.executable, "-m", "skillmark", *arguments],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
    assert done.returncode == 2
    assert f"127.0.0.1:{port}" in done.stderr
    assert "--port" in done.stderr
    assert not (tmp_path / "d").exists()


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    # Below a file nobody can write, not even an administrator.
    (tmp_path / "file").touch()
    done = run(tmp_path / "file" / "demo")
    assert done.returncode == 2
    assert "cannot be written" in done.stderr
    assert done.stderr.count("\n") == 1
