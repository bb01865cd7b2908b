"""The checklist of fair matching names tests that exist and says the state of every item."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

STATES = {"built in", "deployer", "part", "open", "does not apply"}


@pytest.fixture(scope="module")
def told(root: Path) -> str:
    return (root / "docs/fair-matching.md").read_text()


def test_every_test_that_is_named_exists(told: str, root: Path) -> None:
    named = re.findall(r"`((?:\w+/)*test_\w+\.py)::(test_\w+)`", told)
    assert len(named) > 30
    for file, name in named:
        source = (root / "tests" / file).read_text()
        assert re.search(rf"^ *(async )?def {name}\(", source, re.M), f"{file}::{name}"


def test_the_items_are_numbered_have_a_state_and_what_is_built_in_is_shown(told: str) -> None:
    part = told.partition("## EU AI Act")[2].partition("\n## ")[0]
    rows = [line.split(" | ") for line in part.splitlines() if re.match(r"\| \d", line)]
    assert [int(row[0].strip("| ")) for row in rows] == list(range(1, len(rows) + 1))
    for row in rows:
        state, shown = row[5], row[6]
        assert state in STATES, row[0]
        assert ("::test_" in shown) or state != "built in", f"{row[0]}: nothing shows it"
        if state == "open":
            assert row[4] != "–", f"{row[0]}: who has to do it?"
    articles = " ".join(row[1] for row in rows)
    for article in (9, 10, 11, 12, 13, 14, 15, 26, 27, 50, 86):
        assert re.search(rf"\b{article}\b", articles), article
