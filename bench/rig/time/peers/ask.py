"""Answers for lifelines and csdid, in an environment of their own (scripts/time-peers makes it).

    python ask.py cox|log_rank|curve|did ARRAYS.npz

Prints one line of JSON: `value` (coefficients, a statistic, an average), `cpu` in seconds.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
import time
import warnings
from importlib.metadata import version
from typing import Any

import numpy as np
import pandas as pd

warnings.filterwarnings("ignore")


def cox(given: Any) -> list[float]:
    """Return the coefficients of lifelines' Cox regression."""
    from lifelines import CoxPHFitter

    x = given["x"]
    frame = pd.DataFrame(x, columns=[f"x{k}" for k in range(x.shape[1])])
    frame["t"], frame["e"] = given["durations"], given["happened"]
    found = CoxPHFitter().fit(frame, "t", "e", robust=True)
    return [*map(float, found.params_), *map(float, found.standard_errors_)]


def log_rank(given: Any) -> list[float]:
    """Return lifelines' log-rank statistic."""
    from lifelines.statistics import multivariate_logrank_test

    found = multivariate_logrank_test(given["durations"], given["group"], given["happened"])
    return [float(found.test_statistic)]


def curve(given: Any) -> list[float]:
    """Return lifelines' Kaplan-Meier curve at 90."""
    from lifelines import KaplanMeierFitter

    found = KaplanMeierFitter().fit(given["durations"], given["happened"])
    return [float(found.predict(90.0))]


def did(given: Any) -> list[float]:
    """Return csdid's average over times since the start, doubly robust, with its error."""
    from csdid.att_gt import ATTgt

    y, first, x = given["outcome"], given["first"], given["x"]
    units, periods = y.shape
    frame = pd.DataFrame(
        {
            "unit": np.repeat(np.arange(units), periods),
            "period": np.tile(np.arange(1, periods + 1), units),
            "first": np.repeat(np.where(np.isinf(first), 0, first), periods),
            "x": np.repeat(x, periods),
            "y": y.ravel(),
        }
    )
    model = ATTgt(
        yname="y", gname="first", idname="unit", tname="period", xformla="y~x", data=frame,
        control_group=["notyettreated"],
    )  # fmt: skip
    model.fit(est_method="dr", bstrap=False)
    model.aggte(typec="dynamic", bstrap=False)
    return [float(np.ravel(model.atte[key])[0]) for key in ("overall_att", "overall_se")]


def main() -> None:
    """Answer one question; what packages print is no answer."""
    what, path = sys.argv[1:3]
    ask = {"cox": cox, "log_rank": log_rank, "curve": curve, "did": did}[what]
    given = dict(np.load(path))
    with contextlib.redirect_stdout(io.StringIO()):
        ask({name: some[:200] if what != "did" else some for name, some in given.items()})
        began = time.process_time()
        value = ask(given)
        cpu = time.process_time() - began
    name = "csdid" if what == "did" else "lifelines"
    print(json.dumps({"value": value, "cpu": cpu, "who": f"{name} {version(name)}"}))


if __name__ == "__main__":
    main()
