"""What docs/conformance.md points at exists, and its pitfalls are all tested."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PITFALLS = 11


@pytest.fixture
def page(root: Path) -> str:
    return (root / "docs/conformance.md").read_text()


def test_every_test_that_the_page_names_exists(root: Path, page: str) -> None:
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
    assert named > 60


def test_every_pitfall_is_a_row_and_every_row_names_its_own_tests(page: str) -> None:
    section = page.partition("## Pitfalls")[2].partition("\n## ")[0]
    rows = {
        int(number): line
        for line in section.splitlines()
        for number in re.findall(r"^\| (\d+) \|", line)
    }
    assert sorted(rows) == list(range(1, PITFALLS + 1))
    for number, line in rows.items():
        named = re.findall(r"`test_pitfall_(\d\d)_\w+`", line)
        assert named, f"pitfall {number} has no test"
        assert {int(found) for found in named} == {number}


def test_every_test_of_a_pitfall_stands_in_its_row(root: Path, page: str) -> None:
    written = {
        name
        for file in (root / "tests").rglob("test_*.py")
        for name in re.findall(r"^def (test_pitfall_\w+)\(", file.read_text(), re.M)
    }
    assert {name[13:15] for name in written} == {f"{n:02}" for n in range(1, PITFALLS + 1)}
    assert written == set(re.findall(r"`(test_pitfall_\w+)`", page))


def test_the_suites_stand_there_with_commit_and_figures(page: str) -> None:
    section = page.partition("## Suites")[2].partition("\n## ")[0]
    for suite in (
        *("vc-data-model-2.0", "vc-di-eddsa", "vc-di-ecdsa"),
        *("vc-bitstring-status-list", "vc-jose-cose"),
    ):
        [row] = [line for line in section.splitlines() if line.startswith(f"| [{suite}](")]
        _, _, commit, passed, failed, _, _ = (cell.strip() for cell in row.split("|"))
        assert re.match(r"`[0-9a-f]{7}`", commit)
        assert int(passed) > 10
        assert failed == ("2" if suite == "vc-jose-cose" else "0")
