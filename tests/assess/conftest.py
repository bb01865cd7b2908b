"""Data that several tests of this room use."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from skillmark.assess.responses import Responses


@pytest.fixture(scope="session")
def lsat6() -> Responses:
    """LSAT section 6, 1,000 people (Bock and Lieberman 1970, Psychometrika 35, 179-197)."""
    with Path(__file__).with_name("lsat6.csv").open(newline="") as lines:
        header, *rows = list(csv.reader(lines))
    table = np.array(rows, dtype=np.int64)
    return Responses(
        tuple(header[:-1]), np.repeat(table[:, :-1].astype(np.int8), table[:, -1], axis=0)
    )
