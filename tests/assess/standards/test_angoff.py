"""Panels that rate items: the cut, how far others would differ, and who rates how."""

from __future__ import annotations

import math
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from skillmark.assess.standards.angoff import angoff
from skillmark.assess.standards.consistency import consistency, correlation
from skillmark.assess.standards.generalizability import components
from skillmark.assess.standards.ratings import Ratings, read_ratings
from skillmark.nouns.errors import InputError

PANEL = (Path(__file__).parent / "angoff.csv").read_text()
"""Eight panellists, twenty items: drawn by us (numpy's default_rng(20261127)), made up."""


def ratings(values, maxima=None, panellists=None):
    values = np.asarray(values, dtype=float)
    rows, columns = values.shape
    return Ratings(
        tuple(panellists or [f"p{k}" for k in range(rows)]),
        tuple(f"i{k}" for k in range(columns)),
        tuple(maxima or [1.0] * columns),
        values,
    )


SHAPES = hnp.array_shapes(min_dims=2, max_dims=2, min_side=2, max_side=9)


def matrices():
    return hnp.arrays(float, SHAPES, elements=st.floats(0, 1)).filter(lambda m: np.ptp(m) > 1e-6)


def test_angoff_sums_what_panellists_expect():
    found = angoff([ratings([[0.5, 0.6, 0.9], [0.7, 0.6, 0.9], [0.6, 0.9, 0.9]])]).cut
    assert found.score == pytest.approx(2.2)
    assert found.standard_error == pytest.approx(0.2 / math.sqrt(3))
    assert found.maximum == 3


def test_extended_angoff_sums_points():
    found = angoff([ratings([[2.5, 0.5], [3.5, 0.7]], maxima=[4, 1])]).cut
    assert (found.score, found.maximum) == (pytest.approx(3.6), 5)


def test_variance_components_are_those_of_lme4():
    # R 4.2.2, lme4 1.1.31: lmer(x ~ 1 + (1|p) + (1|i)); mean squares by anova(lm(x ~ p + i)).
    found = components(read_ratings(PANEL)[0])
    assert found.panellist == pytest.approx(0.003118421135, abs=1e-8)
    assert found.item == pytest.approx(0.013801926626, abs=1e-8)
    assert found.rest == pytest.approx(0.011015507513, abs=1e-8)
    assert found.mean_square_panellist == pytest.approx(0.0733839285714, abs=1e-10)
    assert found.mean_square_item == pytest.approx(0.1214309210526, abs=1e-10)


def test_the_cut_and_its_error_are_those_of_r():
    found = angoff(read_ratings(PANEL)).cut
    assert found.score == pytest.approx(12.6875)
    assert found.standard_error == pytest.approx(0.428322100094, abs=1e-10)


@given(matrices())
def test_sums_of_squares_add_up(values):
    found = components(ratings(values))
    n, k = values.shape
    total = ((values - values.mean()) ** 2).sum()
    parts = (
        found.mean_square_panellist * (n - 1)
        + found.mean_square_item * (k - 1)
        + found.mean_square_rest * (n - 1) * (k - 1)
    )
    assert parts == pytest.approx(total, abs=1e-9)


@given(matrices())
def test_on_the_same_items_the_d_study_gives_the_error_of_the_mean(values):
    found = angoff([ratings(values)])
    assert found.components.error() == pytest.approx(found.cut.standard_error, abs=1e-9)


@given(matrices(), st.integers(1, 40))
def test_more_panellists_make_the_error_smaller_by_the_law(values, more):
    found = components(ratings(values))
    n = len(values)
    assert found.error(n * more) == pytest.approx(found.error(n) / math.sqrt(more), abs=1e-9)
    both = [found.error(k, items_too=True) for k in range(1, 30)]
    assert all(a >= b - 1e-12 for a, b in pairwise(both))
    assert min(both) >= math.sqrt(found.items * found.item) - 1e-9


@given(matrices())
def test_four_times_the_panel_halves_the_error(values):
    found = components(ratings(values))
    assume(found.error() > 1e-6)
    assert found.panellists_for(found.error() / 2) == 4 * len(values)


def test_other_items_leave_an_error_that_no_panel_takes_away():
    found = components(read_ratings(PANEL)[0])
    floor = math.sqrt(20 * 0.013801926626)
    assert found.panellists_for(floor * 0.99, items_too=True) is None
    needed = found.panellists_for(floor * 1.1, items_too=True)
    assert found.error(needed, items_too=True) <= floor * 1.1
    assert found.error(needed - 1, items_too=True) > floor * 1.1


@given(matrices(), st.randoms(use_true_random=False))
def test_order_of_panellists_and_items_does_not_matter(values, random):
    rows, columns = (list(range(side)) for side in values.shape)
    random.shuffle(rows)
    random.shuffle(columns)
    one, other = angoff([ratings(values)]), angoff([ratings(values[np.ix_(rows, columns)])])
    assert other.cut.score == pytest.approx(one.cut.score, abs=1e-9)
    assert other.cut.standard_error == pytest.approx(one.cut.standard_error, abs=1e-9)
    assert other.components.rest == pytest.approx(one.components.rest, abs=1e-9)


@given(matrices())
def test_the_cut_lies_between_the_most_lenient_and_the_most_severe(values):
    cut = angoff([ratings(values)]).cut
    assert cut.lowest <= cut.score <= cut.highest


@pytest.mark.parametrize(
    ("values", "cause"),
    [
        ([[0.5, 0.4]], "two panellists"),
        ([[0.5, 0.5], [0.5, 60]], "p1, item i1"),
        ([[0.5, 0.5], [np.nan, 0.4]], "p1: i0"),
        ([[0.5, 0.5], [np.inf, 0.4]], "p1, item i0"),
        ([[0.5, 0.5], [0.5, 0.5]], "nothing was judged"),
    ],
)
def test_a_panel_that_is_none(values, cause):
    with pytest.raises(InputError, match=cause):
        ratings(values)


def test_names_that_repeat():
    with pytest.raises(InputError, match="two panellists are called 'a'"):
        ratings([[0.5, 0.4], [0.1, 0.2]], panellists=["a", "a"])


def test_a_single_item_has_a_cut_and_no_components():
    found = angoff([ratings([[0.4], [0.6]])])
    assert found.components is None
    assert found.cut.score == 0.5
    with pytest.raises(InputError, match="two items"):
        components(ratings([[0.4], [0.6]]))


def test_one_who_judged_nothing_is_said():
    last = ratings([[0.5, 0.5, 0.5], [0.2, 0.9, 0.4]])
    found = angoff([last])
    assert any("1 of them gave every item the same" in one for one in found.cautions)
    assert any("2 panellists" in one for one in found.cautions)
    # By name to the facilitator only.
    assert not any("p0" in one for one in found.cautions)
    assert consistency(last).to_talk_with == ("p0",)


def test_rounds_about_different_items():
    with pytest.raises(InputError, match="different items"):
        angoff([ratings([[0.5, 0.4], [0.1, 0.2]]), ratings([[0.5], [0.6]])])
    with pytest.raises(InputError, match="no round"):
        angoff([])


def test_the_last_round_counts():
    first, second = [[0.1, 0.2], [0.9, 0.8]], [[0.4, 0.4], [0.6, 0.5]]
    found = angoff([ratings(first), ratings(second)])
    assert found.cut == found.rounds[1]
    assert found.cut.standard_error < found.rounds[0].standard_error


WORDS = "panellist;round;a;b\nmaximum;;2;1\nx;1;50;10\ny;1;60;30\nx;2;50;20\ny;2;55;25\n"


def test_a_file_of_two_rounds_in_percent():
    rounds = read_ratings(WORDS.replace("maximum;;", "maximum;1;"), percent=True)
    assert [one.values.tolist() for one in rounds] == [
        [[1.0, 0.1], [1.2, 0.3]],
        [[1.0, 0.2], [1.1, 0.25]],
    ]
    assert rounds[0].maximum == 3
    assert read_ratings(WORDS, percent=True)[1].values.tolist() == rounds[1].values.tolist()


@pytest.mark.parametrize(
    ("words", "cause"),
    [
        ("", "empty"),
        ("panellist,a\n", "nobody's ratings"),
        ("who,a\nx,1\n", "no column 'panellist'"),
        ("panellist,a,a\nx,1,1\n", "two columns"),
        ("panellist,a,b\nx,1\n", "line 2"),
        ("panellist,a\nx,much\ny,1\n", "line 2, column a"),
        ("panellist,a\nx,nan\ny,1\n", "line 2, column a"),
        ("panellist,a\nx,1\nx,1\n", "two rows in round 1"),
        ("panellist,round,a\nx,0,1\n", "whole number from 1"),
        ("panellist,a,b\nx,1,\ny,1,0\n", "x: b"),
        ("panellist\nx\ny\n", "no item"),
        ("panellist,a\n,1\n", "without a panellist"),
        ("panellist,a\nx,1_0\ny,1\n", "is no number"),
        ("panellist,a\nmaximum,\nx,1\ny,0\n", "points above 0"),
        ("panellist,a\nmaximum,0\nx,1\ny,0\n", "points above 0"),
    ],
)
def test_files_that_are_refused(words, cause):
    with pytest.raises(InputError, match=cause):
        read_ratings(words)


RNG = np.random.default_rng(5)
EASY = np.linspace(0.2, 0.95, 30)


def panel_that_follows(noise=0.05, panellists=6):
    values = np.clip(EASY + RNG.normal(0, noise, (panellists, 30)), 0, 1)
    return values, {f"i{k}": float(p) for k, p in enumerate(EASY)}


def test_who_does_not_follow_difficulty_is_told_to_the_facilitator():
    values, difficulty = panel_that_follows()
    values[3] = values[3][::-1]
    found = consistency(ratings(values), difficulty=difficulty)
    assert found.to_talk_with == ("p3",)
    assert found.panellists[0].with_difficulty.estimate > 0.9
    assert found.panel.low > 0


def test_without_real_answers_nobody_is_judged():
    values, difficulty = panel_that_follows()
    found = consistency(ratings(values))
    assert found.to_talk_with == ()
    assert "no field data" in found.why_not
    few = consistency(ratings(values), difficulty=dict(list(difficulty.items())[:9]))
    assert "9 items" in few.why_not
    flat = consistency(ratings(values), difficulty=dict.fromkeys(difficulty, 0.5))
    assert "equally hard" in flat.why_not


def test_where_the_whole_panel_does_not_follow_nobody_is_singled_out():
    _values, difficulty = panel_that_follows()
    lost = np.random.default_rng(1).uniform(0.2, 0.9, (6, 30))
    found = consistency(ratings(lost), difficulty=difficulty)
    assert {one.follows for one in found.panellists} <= {None, False, True}
    if found.panel.low <= 0:
        assert found.to_talk_with == ()


def test_rounds_are_compared_panellist_by_panellist():
    first = ratings([[0.1, 0.5, 0.6, 0.9], [0.2, 0.4, 0.6, 0.8]])
    last = ratings([[0.2, 0.6, 0.7, 1.0], [0.2, 0.4, 0.6, 0.8]])
    found = consistency(last, first=first)
    assert found.panellists[0].moved == pytest.approx(0.1)
    assert found.panellists[0].with_first == pytest.approx(1)
    assert found.panellists[1].moved == 0
    assert sum(one.severity for one in found.panellists) == pytest.approx(0)


def test_a_correlation_of_nothing():
    assert correlation(np.ones(9), EASY[:9]) is None
    assert correlation(EASY[:3], EASY[:3]) is None
