"""Cuts from people whom judges know."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillmark.assess.standards.groups import (
    Costs,
    Middle,
    Separation,
    borderline_group,
    contrasting_groups,
)
from skillmark.nouns.errors import InputError

with (Path(__file__).parent / "groups.csv").open() as lines:
    ROWS = list(csv.DictReader(lines))
"""Made up: drawn by us with numpy's default_rng(20261127), after those of angoff.csv."""


def of(group):
    return [float(row["score"]) for row in ROWS if row["group"] == group]


def rng(seed=1):
    return np.random.default_rng(seed)


def test_borderline_group_is_the_median_or_the_mean():
    # R 4.2.2: median(), mean().
    found = borderline_group(of("borderline"), rng=rng())
    assert found.score == 21
    assert borderline_group(of("borderline"), middle=Middle.MEAN, rng=rng()).score == pytest.approx(
        21.0967741935
    )
    assert found.interval.low <= 21 <= found.interval.high
    assert found.people == 31


def test_the_bootstrap_error_of_a_mean_is_the_known_one():
    scores = of("borderline")
    found = borderline_group(scores, middle=Middle.MEAN, rng=rng(), resamples=20000)
    known = np.std(scores) / np.sqrt(len(scores))
    assert found.standard_error == pytest.approx(known, rel=0.03)


def test_the_bootstrap_error_of_a_median_of_normal_scores():
    # 1.2533 s / sqrt(n), the large-sample error of a median of normal scores.
    scores = rng(3).normal(50, 10, 4000)
    found = borderline_group(scores, rng=rng(), resamples=2000)
    assert found.standard_error == pytest.approx(1.2533 * 10 / np.sqrt(4000), rel=0.15)


@pytest.mark.parametrize(
    ("scores", "cause"),
    [
        ([1, 2, 3], "3 people"),
        ([], "0 people"),
        ([5.0] * 12, "same score"),
        ([*range(10), np.nan], "no number"),
        ([*range(10), np.inf], "no number"),
    ],
)
def test_borderline_groups_that_are_none(scores, cause):
    with pytest.raises(InputError, match=cause):
        borderline_group(scores, rng=rng())


def test_logistic_regression_cuts_where_r_does():
    # R 4.2.2, glm(master ~ score, binomial), epsilon 1e-14.
    found = contrasting_groups(of("master"), of("other"), rng=rng())
    assert found.score == pytest.approx(21.7394064896, abs=1e-6)
    severe = contrasting_groups(of("master"), of("other"), costs=Costs(false_pass=3), rng=rng())
    assert severe.score == pytest.approx(23.9680917426, abs=1e-6)
    assert found.interval.low < found.score < found.interval.high
    assert 0.2 < found.standard_error < 1.5


@pytest.mark.parametrize("separation", list(Separation))
def test_equal_groups_meet_in_the_middle(separation):
    draw = rng(2)
    masters, others = draw.normal(25, 4, 3000).round(), draw.normal(15, 4, 3000).round()
    found = contrasting_groups(masters, others, separation=separation, rng=rng(), resamples=60)
    assert found.score == pytest.approx(20, abs=0.5)


def test_smoothed_distributions_meet_where_normal_densities_do():
    # Densities of N(24, 3) and N(18, 3), false passes three times as costly, half competent:
    # 3 f_o(x) = f_m(x) at 21 + 9 ln 3 / 6.
    draw = rng(8)
    masters, others = draw.normal(24, 3, 20000), draw.normal(18, 3, 20000)
    found = contrasting_groups(
        masters.round(1),
        others.round(1),
        separation=Separation.SMOOTHED,
        costs=Costs(false_pass=3, competent=0.5),
        rng=rng(),
        resamples=20,
    )
    assert found.score == pytest.approx(21 + 9 * np.log(3) / 6, abs=0.25)


@pytest.mark.parametrize("separation", list(Separation))
def test_groups_that_do_not_overlap(separation):
    found = contrasting_groups(
        list(range(20, 40)), list(range(16)), separation=separation, rng=rng()
    )
    assert 15 < found.score <= 20
    assert any("do not overlap" in one for one in found.cautions)


@pytest.mark.parametrize(
    ("masters", "others", "cause", "code"),
    [
        ([1.0] * 9, [0.0] * 20, "9 people", "too_few"),
        ([1.0] * 20, [], "0 people", "too_few"),
        ([1.0] * 20, [2.0] * 20, "do not score higher", "no_separation"),
        ([1.0] * 20, [1.0] * 20, "do not score higher", "no_separation"),
        ([3, 5] * 10, [3, 5] * 9 + [3, 3], "could be chance", "no_separation"),
        ([np.nan] * 20, [1.0] * 20, "no number", "missing_score"),
    ],
)
def test_groups_that_give_no_cut(masters, others, cause, code):
    with pytest.raises(InputError, match=cause) as caught:
        contrasting_groups(masters, others, rng=rng())
    assert caught.value.code == code


def test_costs_that_push_the_cut_out_of_reach():
    with pytest.raises(InputError, match="outside all scores"):
        contrasting_groups(of("master"), of("other"), costs=Costs(false_pass=1e9), rng=rng())
    for costs in ({"false_pass": 0}, {"false_fail": np.inf}, {"competent": 1.0}):
        with pytest.raises(InputError):
            Costs(**costs)


@settings(max_examples=25)
@given(st.randoms(use_true_random=False), st.sampled_from(list(Separation)))
def test_order_of_people_does_not_matter(random, separation):
    masters, others = of("master"), of("other")
    before = contrasting_groups(masters, others, separation=separation, rng=rng(), resamples=20)
    random.shuffle(masters)
    random.shuffle(others)
    after = contrasting_groups(masters, others, separation=separation, rng=rng(), resamples=20)
    assert before == after


@settings(max_examples=25)
@given(st.floats(0.5, 3), st.floats(1.05, 2), st.sampled_from(list(Separation)))
def test_the_dearer_a_false_pass_the_higher_the_cut(cost, more, separation):
    cuts = [
        contrasting_groups(
            of("master"),
            of("other"),
            separation=separation,
            costs=Costs(false_pass=one),
            rng=rng(),
            resamples=20,
        ).score
        for one in (cost, cost * more)
    ]
    assert cuts[0] <= cuts[1]
