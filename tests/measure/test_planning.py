"""Plans: known answers, blind to the outcomes that they are about, and kept by the estimator."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pytest
from scipy.stats import norm

from skillmark.measure.designs.design import Design, OverlapRule, Question
from skillmark.measure.designs.planning import sizing, teams, trying
from skillmark.measure.designs.planning.formula import (
    changed,
    intraclass,
    moulton,
    multiple,
    weighting,
)
from skillmark.measure.designs.planning.planned import plan
from skillmark.measure.designs.planning.sizing import enough
from skillmark.measure.designs.planning.terms import Assumptions
from skillmark.measure.designs.planning.trying import People, Trial, correlation
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


def test_what_costs_people() -> None:
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


def test_a_share_that_moves_to_the_middle_scatters_more() -> None:
    retention, promotion = READY[Question.RETENTION], READY[Question.PROMOTION]
    assert changed(retention, 0.4, 0.05) == pytest.approx(0.45 * 0.55 / 0.24)
    assert changed(promotion, 0.2, 0.1) == pytest.approx(0.3 * 0.7 / 0.16)
    assert changed(retention, 0.8, 0.05) == changed(promotion, 0.95, 0.1) == 1
    assert changed(READY[Question.STARTING_PAY], 40_000.0, 1_200.0) == 1


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
def test_a_plan_does_not_look_at_the_outcomes_it_is_about(question: Question) -> None:
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


@dataclass
class Made:
    """Samples of which everything is known: error 2 over the root of the size."""

    least: int
    """People from which on samples are comparable, if luck allows it."""
    share: float = 1.0
    tried_at: tuple[int, ...] = ()

    def tried(self, _design: Design, size: int, rng: np.random.Generator) -> Trial:
        self.tried_at += (size,)
        fine = size >= self.least and rng.random() < self.share
        return Trial(size, 2 / size**0.5 if fine else None)


def test_where_every_sample_is_comparable_the_number_is_the_formulas() -> None:
    exact = (multiple(PLAIN) * 2 / 0.2) ** 2
    for begin in (200, 785, 1_500):
        found = enough(PLAIN, 0.2, 1.0, Made(0), begin=begin, fewest=40)
        # A little more: that all of a few dozen are comparable does not say that all are.
        assert exact <= found.size <= 1.2 * exact
        assert found.stopped < 0.05
    # Effects so small that samples of the size needed are never drawn.
    found = enough(PLAIN, 0.002, 1.0, Made(0), begin=5_000_000, fewest=40)
    assert found.size == pytest.approx(100**2 * exact, rel=0.1)


def test_samples_that_are_stopped_cost_people() -> None:
    exact = (multiple(PLAIN) * 2 / 0.2) ** 2
    some = enough(PLAIN, 0.2, 1.0, Made(0, share=0.9), begin=700, fewest=40)
    assert 0.03 < some.stopped < 0.2
    assert 1.1 * exact < some.size < 2 * exact
    late = Made(1_900)
    found = enough(PLAIN, 0.2, 1.0, late, begin=700, fewest=40)
    assert 1_900 <= found.size <= 4_000
    assert len(late.tried_at) == found.trials <= sizing.ROUND * sizing.ROUNDS
    with pytest.raises(InputError, match="too different to be compared") as refused:
        enough(PLAIN, 0.2, 1.0, Made(10**9), begin=700, fewest=40)
    assert refused.value.code == "separation"


@pytest.mark.parametrize("question", list(Question))
def test_a_plan_tries_a_bounded_number_of_samples(
    question: Question, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: list[int] = []
    for module, name in ((trying, "att"), (teams, "group_time")):
        whole = getattr(module, name)

        def counting(first: Any, *rest: Any, whole: Any = whole, **more: Any) -> Any:
            sizes.append(len(getattr(first, "units", first)))
            return whole(first, *rest, **more)

        monkeypatch.setattr(module, name, counting)
    people = 1_500 if question is Question.PROGRAMME else 240
    given = {"teams": 40} if question is Question.PROGRAMME else {}
    made = simulate(people=people, today=TODAY, rng=np.random.default_rng(5), **given)
    design = READY[question]
    if question is Question.PROGRAMME:
        design = replace(design, starts=tuple(made.starts.items()))
    found = plan(design, made.ledger, today=TODAY)
    assert 0 < len(sizes) <= sizing.ROUND * sizing.ROUNDS
    assert max(sizes) <= sizing.LARGE
    assert 0 <= found.stopped < 0.2
    assert plan(design, made.ledger, today=TODAY) == found


def test_a_slightly_different_ledger_gives_a_slightly_different_plan() -> None:
    ledger = simulate(people=600, today=TODAY, rng=np.random.default_rng(8)).ledger
    design = READY[Question.DAYS_TO_PRODUCTIVITY]
    needed = [
        plan(design, ledger.where(np.arange(len(ledger)) >= gone), today=TODAY).people_needed
        for gone in (0, 1, 5)
    ]
    assert max(needed) < 1.15 * min(needed)


def test_the_error_of_a_trial_is_that_of_the_estimates() -> None:
    rng = np.random.default_rng(2)
    team = np.repeat(np.arange(60), 10)
    x = rng.normal(size=(600, 1))
    chance = 1 / (1 + np.exp(-x[:, 0]))
    people = People(chance, x, ("x",), team, together=0.3, alike=0.4)
    design = replace(PLAIN, covariates=("experience_years",))
    trials = [people.tried(design, 400, np.random.default_rng(k)) for k in range(300)]
    errors = [trial.error for trial in trials if trial.error is not None]
    assert len(errors) > 200
    values = []
    for k in range(300):
        drawn = people.sample(400, np.random.default_rng(k))
        columns, treated = x[drawn.rows], drawn.treated.astype(float)
        fit = trying.att(treated, drawn.noise, columns, ("x",), clusters=drawn.team)
        values.append(fit.att.value)
    assert np.mean(np.square(errors)) ** 0.5 == pytest.approx(np.std(values), rel=0.12)


def test_who_has_the_credential_is_drawn_as_the_ledger_has_it() -> None:
    rng = np.random.default_rng(4)
    team = np.repeat(np.arange(400), 10)
    chance = np.full(4_000, 0.3)
    for alike in (0.0, 0.5, 1.0):
        people = People(chance, np.empty((4_000, 0)), (), team, alike=alike)
        drawn = people.sample(4_000, rng)
        assert drawn.treated.mean() == pytest.approx(0.3, abs=0.07)
        assert drawn.team is not None
        found = correlation(drawn.team, drawn.treated.astype(float), chance)
        assert found == pytest.approx(alike, abs=0.1)
    # A sample of a few more people begins with the same ones.
    few, more = (people.sample(size, np.random.default_rng(1)) for size in (200, 300))
    assert np.array_equal(few.rows, more.rows[:200])
    assert np.array_equal(few.treated, more.treated[:200])
