"""Ratings from several sides, and that nobody is given away."""

from __future__ import annotations

from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmark.assess.multirater import Rating, aggregate
from skillmark.assess.rubric import read_rubric
from skillmark.assess.starter import starter_rubric
from skillmark.nouns.errors import InputError
from skillmark.skills.starter import framework

LEADERSHIP = starter_rubric("rubric-leadership")
DIMENSIONS = [dimension.id for dimension in LEADERSHIP.dimensions]


def rating(rater, group, score, dimensions=DIMENSIONS):
    """One rater who gives every dimension the same score."""
    return Rating(rater, group, dict.fromkeys(dimensions, score))


def panel(manager=4, peers=(3, 4, 5), reports=(2, 3, 4, 3), own=None):
    """A full set of ratings."""
    made = [rating("m", "manager", manager)]
    made += [rating(f"p{n}", "peer", score) for n, score in enumerate(peers)]
    made += [rating(f"r{n}", "report", score) for n, score in enumerate(reports)]
    return made + ([] if own is None else [rating("me", "self", own)])


def test_the_starter_rubric_rates_skills_that_exist():
    assert {d.skill for d in LEADERSHIP.dimensions} <= set(framework().by_uri)
    assert LEADERSHIP.groups == ("manager", "peer", "report")


def test_emotional_intelligence_is_rated_by_manager_and_peers_in_behaviour_that_is_anchored():
    rubric = starter_rubric("rubric-emotional-intelligence")
    assert {d.skill for d in rubric.dimensions} <= set(framework().by_uri)
    assert rubric.groups == ("manager", "peer")
    for dimension in rubric.dimensions:
        assert [anchor.score for anchor in dimension.anchors] == [1, 2, 3, 4, 5]
        said = [anchor.text.in_language(language) for language in ("en", "de")
                for anchor in dimension.anchors]  # fmt: skip
        assert len(set(said)) == 10, dimension.id
    everything = {d.id: 4 for d in rubric.dimensions}
    ratings = [Rating("m", "manager", everything)]
    ratings += [Rating(f"p{n}", "peer", everything) for n in range(3)]
    assert aggregate(rubric, ratings).passed
    with pytest.raises(InputError):
        aggregate(rubric, ratings[:3])


def test_groups_count_the_same_however_large():
    report = aggregate(LEADERSHIP, panel())
    assert report.score == pytest.approx(fmean([4, 4, 3]))
    assert report.passed
    assert report.raters == 8
    first = report.dimensions[0]
    assert [(figure.group, figure.mean, figure.raters) for figure in first.groups] == [
        ("manager", 4, 1),
        ("peer", 4, 3),
        ("report", 3, 4),
    ]


@given(st.floats(1, 5))
def test_what_people_think_of_themselves_counts_for_nothing(own):
    with_self, without = aggregate(LEADERSHIP, panel(own=own)), aggregate(LEADERSHIP, panel())
    assert with_self.score == without.score
    assert with_self.dimensions[0].self_rating == own
    assert without.dimensions[0].self_rating is None


@given(st.permutations(range(8)))
def test_the_order_of_raters_does_not_matter(order):
    ratings = panel()
    shuffled = aggregate(LEADERSHIP, [ratings[k] for k in order])
    assert shuffled.score == pytest.approx(aggregate(LEADERSHIP, ratings).score)


@given(st.integers(1, 5), st.integers(1, 5))
def test_two_raters_of_a_group_leave_no_trace_in_a_dimension(one, two):
    """Below the threshold nothing in the report depends on what they said."""
    first = DIMENSIONS[0]

    def report(a, b):
        peers = [
            rating("p0", "peer", 3, DIMENSIONS[1:]),
            Rating("p1", "peer", {**dict.fromkeys(DIMENSIONS, 3), first: a}),
            Rating("p2", "peer", {**dict.fromkeys(DIMENSIONS, 3), first: b}),
        ]
        return aggregate(LEADERSHIP, [*panel(peers=()), *peers])

    assert report(one, two) == report(3, 3)
    hidden = report(one, two).dimensions[0].groups[1]
    assert (hidden.mean, hidden.raters) == (None, None)


def test_a_dimension_with_one_group_has_no_score():
    rest = DIMENSIONS[1:]
    ratings = [
        rating("m", "manager", 4),
        *[rating(f"p{n}", "peer", 3, rest) for n in range(3)],
        *[rating(f"r{n}", "report", 3, rest) for n in range(3)],
    ]
    report = aggregate(LEADERSHIP, ratings)
    assert report.dimensions[0].score is None
    assert report.score == pytest.approx(fmean([4, 3, 3]))


@pytest.mark.parametrize(
    ("ratings", "cause"),
    [
        (panel(peers=(3, 4)), "3 of group peer are needed"),
        (panel()[1:], "1 of group manager"),
        ([*panel(), rating("p0", "peer", 3)], "rater p0: someone rates twice"),
        ([*panel(own=3), rating("me2", "self", 3)], "more than one self-rating"),
        ([*panel(), rating("x", "friend", 3)], "no rater group 'friend'"),
        ([*panel(), rating("x", "peer", 6)], "rater x, dimension direction: 6 is not a score"),
        ([*panel(), Rating("x", "peer", {"charm": 5})], "no dimension 'charm'"),
        (
            [
                rating("m", "manager", 4),
                *[rating(f"p{n}", "peer", 3, DIMENSIONS[:2]) for n in range(3)],
                *[rating(f"r{n}", "report", 3, DIMENSIONS[:2]) for n in range(3)],
            ],
            "only 2 of 8 dimensions",
        ),
    ],
)
def test_ratings_that_make_no_report(ratings, cause):
    with pytest.raises(InputError, match=cause):
        aggregate(LEADERSHIP, ratings)


RUBRIC = """
[rubric]
id = "r"
title = "T"
description = "D"
min_raters = { manager = 1 }
cut = 1.5
cut_reason = "C"
[[dimension]]
id = "d"
skill = "s"
label = "L"
question = "Q"
anchors = [{ score = 1, text = "a" }, { score = 2, text = "b" }]
"""


@pytest.mark.parametrize(
    ("old", "new", "cause"),
    [
        ("cut = 1.5", "cut = 7", "outside the anchors"),
        ("manager = 1", "self = 1", "self never does"),
        ("manager = 1", "manager = 0", "not a number of raters"),
        ("score = 2", "score = 1", "rising scores"),
        ("question", "questoin", "no member 'questoin'"),
        ("cut = 1.5", 'cut = 1.5\naggregation = "mean"', "no aggregation 'mean'"),
    ],
)
def test_a_slip_in_a_rubric_is_named(old, new, cause):
    assert read_rubric(RUBRIC).anonymity_threshold == 3
    with pytest.raises(InputError, match=cause) as caught:
        read_rubric(RUBRIC.replace(old, new), where="r.toml")
    assert str(caught.value).startswith("r.toml")
