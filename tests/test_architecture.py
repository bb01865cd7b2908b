"""ARCHITECTURE.md is true, and a verifier stays light."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest


def test_the_table_of_rooms_is_the_tree(root: Path) -> None:
    told = set(re.findall(r"^\| `(\w+)` \| [1-4] \|", (root / "ARCHITECTURE.md").read_text(), re.M))
    there = {p.parent.name for p in (root / "src/skillmark").glob("*/__init__.py")}
    assert told == there


def test_every_app_of_the_server_has_the_same_files(root: Path) -> None:
    allowed = {
        "__init__", "apps", "models", "services", "views", "forms", "api", "tasks", "urls",
    }  # fmt: skip
    told = (root / "ARCHITECTURE.md").read_text()
    for name in allowed - {"__init__", "apps"}:
        assert f"{name}.py" in told
    apps = [p.parent for p in (root / "src/skillmark/server").glob("*/apps.py")]
    assert {a.name for a in apps} >= {"people", "jobs", "define", "award", "hold", "verify"}
    for app in apps:
        assert (app / "urls.py").exists() or (app / "models.py").exists(), app


@pytest.mark.parametrize("room", ["trust", "badges", "award", "verify", "cli"])
def test_a_verifier_stays_light(room: str) -> None:
    code = (
        f"import sys, pkgutil, importlib, skillmark.{room} as room\n"
        f"names = [] if '{room}' == 'cli' else [m.name for m in "
        f"pkgutil.walk_packages(room.__path__, 'skillmark.{room}.')]\n"
        "[importlib.import_module(n) for n in names]\n"
        f"if '{room}' == 'cli': room._furnish()\n"
        "heavy = {'numpy', 'scipy', 'django', 'pandas'} & set(sys.modules)\n"
        "sys.exit(', '.join(sorted(heavy)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
