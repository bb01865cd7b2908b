"""What docs/conformance.md points at exists."""

from __future__ import annotations

import re
from pathlib import Path


def test_every_test_that_the_page_names_exists(root: Path) -> None:
    page = (root / "docs/conformance.md").read_text()
    named = 0
    for line in page.splitlines():
        code = ""
        for word in re.findall(r"`([^`]+)`", line):
            if word.startswith("tests/"):
                code = (root / word).read_text()
                named += 1
            elif word.startswith("test_") and not word.endswith(".."):
                assert f"def {word}(" in code, word
                named += 1
    assert named > 40
