"""Responses of our own drawing, and what R's mirt printed for them (`data/mirt.json` says how)."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from skillmark.assess.responses import MISSING, Responses
from skillmark.assess.scaling.calibration import Calibration, calibrate
from skillmark.assess.scaling.guessing import NormalGuessing

DATA = Path(__file__).with_name("data")
CODES = {"0": 0, "1": 1, ".": MISSING}


def drawn(name: str) -> Responses:
    """The responses in a file of one line a person, one character an item."""
    rows = (DATA / f"{name}.txt").read_text(encoding="ascii").split()
    values = np.array([[CODES[cell] for cell in row] for row in rows], dtype=np.int8)
    return Responses(tuple(f"i{n + 1}" for n in range(values.shape[1])), values)


@pytest.fixture(scope="session")
def printed():
    """What mirt printed, by data and model."""
    return json.loads((DATA / "mirt.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def fitted(lsat6):
    """Responses and their calibration, by the same names as `printed`."""
    done: dict[str, tuple[Responses, Calibration]] = {}

    def fit(case: str) -> tuple[Responses, Calibration]:
        if case not in done:
            name, model = case.split()
            responses = lsat6 if name == "lsat6" else drawn(name)
            # the priors that mirt was given
            done[case] = responses, calibrate(responses, model, guessing=NormalGuessing(-1.5, 0.5))
        return done[case]

    return fit
