"""The effect estimate on a study whose answer is known, beside the same study in statsmodels.

Real data: the National Supported Work experiment says what training was worth; adjusting a
comparison with survey respondents (CPS-1) should say the same, and nothing where nothing was done.
Needs the extra `study`.
"""

from __future__ import annotations

import rig.one_core  # isort: skip  # noqa: F401  (before numpy)

import os
from importlib.metadata import version

import numpy as np

from rig import cost
from rig.table import Figures, options
from skillmark.measure.effects import nsw
from skillmark.measure.effects.aipw import att
from skillmark.measure.effects.matching import matched
from skillmark.measure.effects.study import Study
from skillmark.measure.estimate import Estimate
from skillmark.nouns.errors import UnavailableError

COLUMNS = ("estimate", "dollars", "low", "high", "off_by", "CPU_s", "CPU_times")


def study() -> Study:
    """Return the trainees beside CPS-1, with the published specification."""
    experiment, survey = nsw._tables()
    trained = experiment["treat"] == 1
    trainees = {name: column[trained] for name, column in experiment.items()}
    return nsw._against(trainees, survey, "re78")


def regression(data: Study) -> Estimate:
    """Ordinary regression on treatment and covariates: what most people would run."""
    from statsmodels.api import OLS

    ones = np.ones_like(data.treatment)
    design = np.column_stack([data.treatment, ones, data.covariates])
    found = OLS(data.outcome, design).fit(cov_type="HC3")
    low, high = found.conf_int()[0]
    return Estimate(float(found.params[0]), float(found.bse[0]), float(low), float(high))


def weighting(data: Study) -> Estimate:
    """Inverse probability weighting for the treated, among those with a counterpart."""
    from statsmodels.api import OLS, Logit
    from statsmodels.treatment.treatment_effects import TreatmentEffect

    kept = att(data.treatment, data.outcome, data.covariates, data.names).kept == 1
    covariates = data.covariates[kept]
    scaled = (covariates - covariates.mean(0)) / covariates.std(0)
    design = np.column_stack([np.ones(len(scaled)), scaled])
    treated = data.treatment[kept]
    selection = Logit(treated, design).fit(disp=0, maxiter=200)
    effects = TreatmentEffect(
        OLS(data.outcome[kept], design), treated.astype(int), results_select=selection
    )
    found = effects.ipw(effect_group=1, disp=False).results_gmm
    value, error = float(found.params[0]), float(found.bse[0])
    return Estimate(value, error, value - 1.96 * error, value + 1.96 * error)


def add(
    figures: Figures, label: str, found: Estimate, truth: float | None, spent: float | None = None
) -> None:
    """Add one estimate and how far it is from the truth."""
    figures.add(
        estimate=label,
        dollars=float(round(found.value)),
        low=float(round(found.low)),
        high=float(round(found.high)),
        off_by=None if truth is None else float(round(found.value - truth)),
        CPU_s=spent,
    )


def peers(figures: Figures, truth: float, ours: float, *, quick: bool) -> None:
    """Add what statsmodels makes of it."""
    try:
        name = f"statsmodels {version('statsmodels')}"
    except ImportError:
        figures.missing("statsmodels", "install the group `dev`", required=True)
        return
    data = study()
    ways = (("regression", regression), ("weighting", weighting))
    for label, way in ways[:1] if quick else ways:
        found = cost.timed(lambda way=way: way(data))  # type: ignore[misc]
        add(figures, f"{name}: {label}", found.answer, truth, found.cpu)
        figures.rows[-1]["CPU_times"] = found.cpu / ours


def main() -> None:
    """Run the study."""
    asked = options(__doc__).parse_args()
    figures = Figures("measure_nsw", "What job training added to earnings in 1978", COLUMNS)
    try:
        ran = cost.timed(nsw.study)
    except UnavailableError as error:
        if os.environ.get("CI") == "true":
            raise SystemExit(str(error)) from None
        figures.notes.append(f"skipped: {error}")
        figures.show(as_json=asked.json)
        return
    answer, truth = ran.answer, ran.answer.experimental.value
    adjusted = answer.adjusted
    add(figures, "the experiment: the answer", answer.experimental, None)
    add(figures, "trainees beside CPS-1, naive", adjusted.naive, truth)
    data = study()
    fit = cost.timed(lambda: att(data.treatment, data.outcome, data.covariates, data.names))
    add(figures, "skillmark: doubly robust", adjusted.estimate, truth, fit.cpu)
    pairs = cost.timed(lambda: matched(data))
    add(figures, "skillmark: matching", pairs.answer.att, truth, pairs.cpu)
    peers(figures, truth, fit.cpu, quick=asked.quick)
    add(figures, "placebo, naive (the truth is 0)", answer.placebo_naive, 0.0)
    add(figures, "skillmark: placebo, adjusted", answer.placebo, 0.0)
    overlap = adjusted.overlap
    worst = max(adjusted.balance, key=lambda row: abs(row.after))
    figures.notes += [
        (
            f"{overlap.treated} trainees and {overlap.untreated:,} respondents compared "
            f"(effectively {adjusted.effective_sample_size:.0f}); left out without counterpart: "
            f"{overlap.treated_left_out} and {overlap.untreated_left_out:,}"
        ),
        (
            f"largest difference left between the groups: {worst.after:+.2f} standard deviations "
            f"({worst.covariate})"
        ),
        (
            f"answer recovered: {'yes' if answer.recovered else 'no'}; the whole study with "
            f"placebo and balance took {ran.cpu:.1f} s"
        ),
        (
            "times: how many times as long it took as skillmark's estimate; real data, nothing is "
            "simulated here"
        ),
    ]
    figures.show(as_json=asked.json)


if __name__ == "__main__":
    main()
