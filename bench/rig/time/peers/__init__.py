"""Packages of the field in an environment of their own: asked by file, answering in JSON."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[3]
REMEDY = "scripts/time-peers"


def python() -> Path | None:
    """Return the interpreter of the peers, `None` where they are not installed."""
    named = os.environ.get("SKILLMARK_TIME_PEERS")
    found = Path(named) if named else ROOT / ".peers" / "time" / "bin" / "python"
    return found if found.exists() else None


def ask(what: str, **arrays: np.ndarray) -> dict[str, Any]:
    """Return what a peer answers about the arrays, and the seconds of its processor time."""
    interpreter = python()
    if interpreter is None:
        raise FileNotFoundError(REMEDY)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "asked.npz"
        np.savez(path, **arrays)
        done = subprocess.run(
            [interpreter, HERE / "ask.py", what, path],
            capture_output=True, text=True, check=True, timeout=600,
        )  # fmt: skip
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer
