"""Several workers at one site: real processes, leases that run out, `kill -9`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

SEVERAL = Path(__file__).parent / "several.py"


def play(*scenarios: str, data: Path, **settings: str) -> list[dict[str, Any]]:
    """Play scenarios at a site of its own; return what came of each."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("SKILLMARK_", "DJANGO_"))}
    done = subprocess.run(
        [sys.executable, str(SEVERAL), *scenarios],
        env=kept | {"SKILLMARK_DATA": str(data), "SKILLMARK_SIGNERS": "1", **settings},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.partition("CAME ")[2])


def check_fenced(came: dict[str, Any]) -> None:
    """Prove that one was killed, one came too late and wrote nothing, and one did it all."""
    assert came["heard"] == ["INSIDE", "ASLEEP", "IDLE", "IDLE"]
    assert came["before"] == came["after"], "who woke up too late changed nothing"
    check_once(came["after"], 30)


def check_once(after: dict[str, Any], awards: int) -> None:
    """Prove that everybody has every award, entry and message once, and that it fits together."""
    assert after["standing"] == {"active": awards}
    assert after["people"] == awards
    for said in ("recorded_once", "mailed_once", "one_root", "receipts"):
        assert after[said], said
    assert set(after["jobs"]) == {"done"}


@pytest.mark.slow
def test_hostile_46_killed_or_too_late_a_worker_writes_nothing_and_another_goes_on(tmp_path):
    [came] = play("fence", data=tmp_path / "site")
    check_fenced(came)
