"""Data that several tests of this room use."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from skillmark.assess.responses import Responses, read_responses

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def drawn_once() -> Responses:
    """500 people, 12 items, drawn by us (numpy's default generator, seed 20261127).

    i3 is .9 harder for the focal group, i10 .6 easier, i7 has 30 % of its slope there; the
    focal group is .4 less able.
    """
    return read_responses((HERE / "drawn.csv").read_text("utf-8"), group_column="group")


@pytest.fixture(scope="session")
def printed():
    """What R 4.2.2 (`mantelhaen.test`, `p.adjust`) and difR 5.1 print for these data."""
    return json.loads((HERE / "drawn-r.json").read_text("utf-8"))
