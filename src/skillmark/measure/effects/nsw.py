"""The method on a real study whose answer is known.

The National Supported Work demonstration assigned disadvantaged workers to job training by lot;
the experiment's answer is a gain of $1,794 in earnings in 1978. LaLonde (1986) replaced the
experiment's own controls by survey respondents and asked whether adjustment recovers the answer.
Here are the 185 trainees of Dehejia and Wahba's sample against the 15,992 respondents of CPS-1.

The specification is theirs, fixed beforehand, not searched for: Dehejia and Wahba (1999, table 3,
note; 2002, table 2, note 2) for CPS-1. The data come with the `causaldata` package (extra
`study`). The study's covariates `black` and `hisp` are part of the published data and of that
specification; they serve as confounders here and nowhere else in Skillmark, where nothing
demographic is recorded.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from skillmark.measure.effects.aipw import att
from skillmark.measure.effects.effect import Effect, Placebo, effect
from skillmark.measure.effects.fit import naive
from skillmark.measure.effects.matching import Matched, matched
from skillmark.measure.effects.study import Study
from skillmark.measure.estimate import Estimate
from skillmark.measure.table import Floats
from skillmark.nouns.errors import UnavailableError

TERMS: Final = (
    "age",
    "age^2",
    "age^3",
    "educ",
    "educ^2",
    "marr",
    "nodegree",
    "black",
    "hisp",
    "re74",
    "re75",
    "u74",
    "u75",
    "educ*re74",
)
"""Dehejia and Wahba's propensity specification for CPS-1; u74, u75: no earnings in that year."""


@dataclass(frozen=True, slots=True)
class KnownAnswer:
    """What the experiment says, what the survey alone would say, and what adjustment makes of it.

    All in dollars of 1978 earnings.
    """

    experimental: Estimate
    """Trainees against the experiment's own controls: the truth to be recovered."""
    adjusted: Effect
    """Trainees against CPS-1, doubly robust; `adjusted.naive` is the raw difference."""
    matched: Matched
    """The same by matching; Dehejia and Wahba (1999, table 3) have $1,582, se 1,069."""
    placebo: Estimate
    """The experiment's controls, who had no training, against CPS-1: the truth is zero."""
    placebo_naive: Estimate

    @property
    def recovered(self) -> bool:
        """Whether the interval covers the experiment's answer and the placebo covers zero."""
        covered = self.adjusted.estimate.low <= self.experimental.value
        return (
            covered
            and self.experimental.value <= self.adjusted.estimate.high
            and self.placebo.covers_zero
        )


def study() -> KnownAnswer:
    """Run the study. Raises `UnavailableError` where the extra `study` is not installed."""
    experiment, survey = _tables()
    trained = experiment["treat"] == 1
    trainees = {name: column[trained] for name, column in experiment.items()}
    controls = {name: column[~trained] for name, column in experiment.items()}
    group = _against(controls, survey, "re78")
    placebo = att(group.treatment, group.outcome, group.covariates, group.names).att
    beside = _against(trainees, survey, "re78")
    return KnownAnswer(
        experimental=naive(experiment["treat"], experiment["re78"]),
        adjusted=effect(
            beside,
            rng=np.random.default_rng(0),  # unused: the placebo below is a group, not a shuffle
            placebo=Placebo(
                "placebo group",
                placebo,
                placebo.covers_zero,
                "the experiment's controls, who had no training, against the same respondents",
            ),
        ),
        matched=matched(beside),
        placebo=placebo,
        placebo_naive=naive(group.treatment, group.outcome),
    )


def _against(group: dict[str, Floats], survey: dict[str, Floats], outcome: str) -> Study:
    columns = {name: np.concatenate([group[name], survey[name]]) for name in group}
    in_group = np.repeat([1.0, 0.0], [len(group["age"]), len(survey["age"])])
    terms = {
        **columns,
        "age^2": columns["age"] ** 2,
        "age^3": columns["age"] ** 3,
        "educ^2": columns["educ"] ** 2,
        "u74": (columns["re74"] == 0).astype(float),
        "u75": (columns["re75"] == 0).astype(float),
        "educ*re74": columns["educ"] * columns["re74"],
    }
    return Study(
        treatment=in_group,
        outcome=columns[outcome],
        covariates=np.column_stack([terms[name] for name in TERMS]),
        names=TERMS,
        treatment_name="training",
        outcome_name=outcome,
    )


def _tables() -> tuple[dict[str, Floats], dict[str, Floats]]:
    try:
        from causaldata import cps_mixtape, nsw_mixtape
    except ImportError:
        raise UnavailableError(
            "the study's data are not installed", remedy="install skillmark[study]"
        ) from None
    return _columns(nsw_mixtape.load_pandas().data), _columns(cps_mixtape.load_pandas().data)


def _columns(frame: Any) -> dict[str, Floats]:
    names = ("treat", "age", "educ", "marr", "nodegree", "black", "hisp", "re74", "re75", "re78")
    return {name: np.asarray(frame[name], dtype=float) for name in names}
