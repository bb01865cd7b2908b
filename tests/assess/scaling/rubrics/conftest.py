"""Data that several tests of this room use.

All of it was drawn by us from known parameters (numpy, seeds in brackets): `graded.csv` from a
graded model with four levels (20240103), `partial_credit.csv` from a generalised partial credit
model (20240110), `mixed_categories.csv` from graded items of two to five levels with 15 %
missing (20261127), `form_x.csv` and `form_y.csv` from the 2PL model with eight common items and
a population that is abler by 0.4 and wider by 1.15 for the second (20240109), `ratings.csv` from
a many-facet Rasch model (20240108). There is no field data in them. `mirt_answers.json` holds
what an R package printed for them.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from skillmark.assess.responses import read_scores

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def scores_of():
    """Return the matrix in one of the files."""
    return lambda name: read_scores((HERE / f"{name}.csv").read_text())


@pytest.fixture(scope="session")
def mirt():
    """What R's mirt 1.45.1 says of them."""
    return json.loads((HERE / "mirt_answers.json").read_text())["fits"]


@pytest.fixture(scope="session")
def ratings_csv():
    """The drawn ratings."""
    return (HERE / "ratings.csv").read_text()
