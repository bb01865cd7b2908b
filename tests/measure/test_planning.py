"""Plans: known answers, blind to the outcomes that they are about, and kept by the estimator."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from scipy.stats import norm

from skillmark.measure.designs import planning
from skillmark.measure.designs.design import OverlapRule, Question
from skillmark.measure.designs.planning import (
    Assumptions,
    intraclass,
    moulton,
    multiple,
    plan,
    weighting,
)
from skillmark.measure.designs.ready import READY
from skillmark.measure.ledger.simulate import simulate
from skillmark.nouns.errors import InputError

TODAY = date(2026, 11, 1)
PLAIN = replace(
    READY[Question.RETENTION], covariates=(), cluster="", overlap=OverlapRule(least_people=2)
)


def test_without_covariates_a_plan_is_the_one_of_textbooks() -> None:
    power = pytest.importorskip("statsmodels.stats.power").NormalIndPower()
    for share, points in ((0.5, 10.0), (0.3, 5.0), (0.2, 20.0)):
        design = replace(PLAIN, worth_knowing=points)
        made = plan(design, Assumptions(0.8, 0.4, share, r2=0.0, separation=0.0))
        treated = power.solve_power(
            points / 100 / 0.4, power=0.8 / 0.995, alpha=0.05, ratio=(1 - share) / share
        )
        assert made.people_needed == pytest.approx(treated / share, rel=0.002, abs=2)


def test_what_costs_people(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planning, "DRAWS", 8)
    assert weighting(0.3, 0.0) == pytest.approx(1 / 0.3 + 1 / 0.7)
    assert weighting(0.3, 0.0) < weighting(0.3, 0.5) < weighting(0.3, 1.0)
    usual = Assumptions(0.8, 0.4, separation=0.0)
    needed = plan(PLAIN, usual).people_needed
    assert plan(PLAIN, replace(usual, r2=0.5)).people_needed < needed
    assert plan(PLAIN, replace(usual, separation=1.0)).people_needed > needed
    twice = PLAIN.read_on(date(2027, 1, 1), date(2027, 6, 1))
    assert plan(twice, usual).people_needed > 1.15 * needed
    # At 0.05 and 80 %: 2.80 standard errors (Cohen 1988), and a little for the placebo.
    assert multiple(PLAIN) == pytest.approx(norm.ppf(0.975) + norm.ppf(0.8), abs=0.02)
    with pytest.raises(InputError, match="spread above 0"):
        plan(PLAIN, Assumptions(0.8, 0.0))


def test_moultons_factor() -> None:
    """Groups of one size, treatment by group, errors of intraclass correlation r: 1 + (m-1) r."""
    rng = np.random.default_rng(3)
    team = np.repeat(np.arange(400), 10)
    error = rng.normal(0, np.sqrt(0.2), 400)[team] + rng.normal(0, np.sqrt(0.8), 4_000)
    treatment = (team % 2).astype(float) - 0.5
    assert intraclass(team, error) == pytest.approx(0.2, abs=0.05)
    assert intraclass(team, treatment) == pytest.approx(1.0)
    found = moulton(team, treatment, error, np.ones(4_000, bool))
    assert found == pytest.approx(1 + 9 * intraclass(team, error))
    assert intraclass(team, rng.normal(size=4_000)) < 0.03


@pytest.mark.parametrize("question", [Question.STARTING_PAY, Question.RETENTION])
def test_a_plan_does_not_look_at_the_outcomes_it_is_about(
    question: Question, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planning, "DRAWS", 4)
    made = simulate(people=900, today=TODAY, rng=np.random.default_rng(1))
    ledger = made.ledger
    held = ledger.held_at_hiring
    pay, left = ledger.number("starting_pay").copy(), ledger.day("left").copy()
    pay[held] = 99_999
    left[held] = np.datetime64("NaT")
    other = replace(
        ledger,
        numbers={**ledger.numbers, "starting_pay": pay},
        days={**ledger.days, "left": left},
    )
    one = plan(READY[question], ledger, today=TODAY).as_json()
    assert plan(READY[question], other, today=TODAY).as_json() == one
    assert one["people_now"] > 850
    assert (one["people_needed"] <= one["people_now"]) is one["enough"]


def test_a_ledger_that_cannot_carry_a_plan_says_so() -> None:
    made = simulate(people=300, today=TODAY, rng=np.random.default_rng(1))
    young = made.ledger.where(made.ledger.day("hired") > np.datetime64("2026-03-01"))
    with pytest.raises(InputError) as refused:
        plan(READY[Question.PROMOTION], young, today=TODAY)
    assert refused.value.code == "not_watched"
    nobody = made.ledger.where(~made.ledger.held_at_hiring)
    with pytest.raises(InputError) as refused:
        plan(READY[Question.STARTING_PAY], nobody, today=TODAY)
    assert refused.value.code == "too_few_people"
