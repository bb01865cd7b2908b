"""Our own data, drawn for known answers: numbers beside them were printed by other programs.

`short.csv`: 80 people, 8 items of a Rasch model, discrimination 1.2, difficulties -1.5 to 1.2
(seed 20240106). `graded.csv`: 800 people, 10 items of a graded response model, 0 to 3 points
(seed 20240103). `ratings.csv`: 30 subjects, 4 raters of different severity, 1 to 5, a tenth
missing at random (seed 20240107). All three are simulated.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest


def table(name):
    path = Path(__file__).with_name(name)
    return np.genfromtxt(path, delimiter=",", skip_header=1)


@pytest.fixture(scope="session")
def short():
    return table("short.csv")


@pytest.fixture(scope="session")
def graded():
    return table("graded.csv")


@pytest.fixture(scope="session")
def ratings():
    return table("ratings.csv")
