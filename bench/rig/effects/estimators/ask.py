"""Estimates of other packages, in an environment of their own (scripts/estimators makes it).

    python ask.py DATA.npz     JSON lines out: {"name", "estimate", "se", "low", "high", "cpu"}

DATA holds `d` (0/1), `y` and `x` (people by columns). All get plain linear and logistic models
without any penalty, as skillmark has them; the covariates are standardised beforehand, which
changes no model but lets every solver converge. `cpu` is seconds of processor time of the
estimate alone, after a first one on few people that loads what is loaded once.
"""

from __future__ import annotations

import json
import sys
import time
import warnings
from collections.abc import Callable
from contextlib import redirect_stdout
from importlib.metadata import version
from typing import Any

import doubleml
import numpy as np
import pandas as pd
from econml.dr import LinearDRLearner
from pymatchit import MatchIt
from sklearn.linear_model import LinearRegression, LogisticRegression

Found = tuple[float, float]
FOLDS = 5


def logistic() -> Any:
    """Return a logistic regression that shrinks nothing."""
    return LogisticRegression(C=np.inf, max_iter=2000)


def double_ml(d: Any, y: Any, x: Any) -> Found:
    """The interactive regression model, score ATTE, normalised weights, five folds."""
    data = doubleml.DoubleMLData.from_arrays(x, y, d)
    np.random.seed(1)  # the folds are drawn by it
    model = doubleml.DoubleMLIRM(
        data, LinearRegression(), logistic(), n_folds=FOLDS, score="ATTE", normalize_ipw=True
    )
    model.fit()
    return float(model.coef[0]), float(model.se[0])


def econ_ml(d: Any, y: Any, x: Any) -> Found:
    """Doubly robust learner with effects linear in the covariates, averaged over the treated."""
    model = LinearDRLearner(
        model_propensity=logistic(), model_regression=LinearRegression(), cv=FOLDS, random_state=1
    )
    model.fit(y, d.astype(int), X=x)
    found = model.ate_inference(X=x[d == 1])
    return float(found.mean_point), float(found.stderr_mean)


def match_it(d: Any, y: Any, x: Any) -> Found:
    """Nearest neighbour with replacement, caliper 0.2; it gives no standard error of its own."""
    names = [f"x{k}" for k in range(x.shape[1])]
    frame = pd.DataFrame(x, columns=names).assign(d=d.astype(int), y=y)
    found = MatchIt(frame, method="nearest", distance="glm", replace=True, caliper=0.2)
    found.fit(f"d ~ {' + '.join(names)}")
    matched, treated = found.matched_data, found.matched_data["d"] == 1
    means = [
        np.average(matched["y"][rows], weights=matched["weights"][rows])
        for rows in (treated, ~treated)
    ]
    return float(means[0] - means[1]), float("nan")


PEERS: dict[str, Callable[[Any, Any, Any], Found]] = {
    f"DoubleML {version('doubleml')}: IRM, ATTE": double_ml,
    f"EconML {version('econml')}: LinearDRLearner": econ_ml,
    f"pymatchit {version('pymatchit-causal')}: nearest, caliper": match_it,
}


def main() -> None:
    """Estimate by each."""
    warnings.simplefilter("ignore")
    given = np.load(sys.argv[1])
    d, y, x = given["d"], given["y"], given["x"]
    x = (x - x.mean(axis=0)) / x.std(axis=0)
    rng = np.random.default_rng(0)
    few = rng.standard_normal((200, 2))
    start = (rng.random(200) < 0.5).astype(float)
    for name, peer in PEERS.items():
        with redirect_stdout(sys.stderr):
            peer(start, few[:, 0] + start, few)
            began = time.process_time()
            try:
                value, se = peer(d, y, x)
            except (ValueError, ArithmeticError) as error:
                print(f"{name}: {error}")
                continue
            spent = time.process_time() - began
        known = se == se
        answer = {
            "name": name, "estimate": value, "se": se if known else None, "cpu": spent,
            "low": value - 1.959964 * se if known else None,
            "high": value + 1.959964 * se if known else None,
        }  # fmt: skip
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
