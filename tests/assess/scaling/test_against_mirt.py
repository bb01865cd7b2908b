"""Calibration against R's mirt: the same numbers for the same responses."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from scipy.special import logit

from skillmark.assess.responses import Responses
from skillmark.assess.scaling.calibration import calibrate

CASES = (
    "lsat6 2pl", "complete 1pl", "complete 2pl", "gaps 1pl", "gaps 2pl", "small 2pl",
    "guessing 3pl",
)  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_likelihood_estimates_and_standard_errors(case, printed, fitted):
    theirs, (_, found) = printed[case], fitted(case)
    assert found.converged
    assert found.information == "observed"
    assert found.log_likelihood == pytest.approx(theirs["log_likelihood"], abs=1e-4)
    assert found.parameters.a == pytest.approx(np.array(theirs["a"]), abs=1e-4)
    assert found.parameters.d == pytest.approx(np.array(theirs["d"]), abs=1e-4)
    assert found.errors.a == pytest.approx(np.array(theirs["se_a"]), rel=2e-3)
    assert found.errors.d == pytest.approx(np.array(theirs["se_d"]), rel=2e-3)


def test_guessing(printed, fitted):
    theirs, (_, found) = printed["guessing 3pl"], fitted("guessing 3pl")
    c = found.parameters.c
    assert logit(c) == pytest.approx(np.array(theirs["logit_c"]), abs=1e-4)
    assert found.errors.c / (c * (1 - c)) == pytest.approx(np.array(theirs["se_logit_c"]), rel=2e-3)


def test_lsat7():
    """LSAT section 7, 1,000 people (Bock and Lieberman 1970); mirt 1.45.1's numbers."""
    with Path(__file__).parents[1].joinpath("lsat7.csv").open(newline="") as lines:
        header, *rows = list(csv.reader(lines))
    table = np.array(rows, dtype=np.int64)
    values = np.repeat(table[:, :-1].astype(np.int8), table[:, -1], axis=0)
    found = calibrate(Responses(tuple(header[:-1]), values), "2pl")
    assert len(values) == 1000
    assert found.log_likelihood == pytest.approx(-2658.80511, abs=1e-4)
    assert found.parameters.a == pytest.approx(
        [0.9875459, 1.0808371, 1.707478, 0.7649899, 0.7356727], abs=1e-4
    )
    assert found.parameters.d == pytest.approx(
        [1.8558557, 0.80796959, 1.8052062, 0.48599980, 1.8544576], abs=1e-4
    )
    assert found.errors.a == pytest.approx(
        [0.1771948, 0.1687639, 0.321077, 0.1341203, 0.1511339], rel=2e-3
    )
