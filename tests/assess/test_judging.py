"""Independent ratings: agreed, adjudicated or open. Laws, and cases worked out by hand."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillmark.assess.judging import Answer, Rule, Stage, Why, stand, stand_together, steps
from skillmark.nouns.errors import InputError

TWO = Rule(raters=2, tolerance=0.2)
MOST = {"claim": 2.0, "source": 4.0}


def answer(*ratings, **more):
    return Answer("a", MOST, tuple({"claim": c, "source": s} for c, s in ratings), **more)


@pytest.mark.parametrize(
    ("ratings", "stage", "why", "apart"),
    [
        # 2 points: a step of 0.5 is granted; 4 points: 0.8; all 6: 1.2
        ([(1, 3)], Stage.RATING, (), ()),
        ([(1, 3), (1.5, 3)], Stage.FINAL, (), ()),
        ([(1, 3), (2, 3)], Stage.ADJUDICATION, (Why.CRITERION,), ("claim",)),
        ([(1, 3), (1, 3.5)], Stage.FINAL, (), ()),
        ([(1, 3), (1, 2)], Stage.ADJUDICATION, (Why.CRITERION,), ("source",)),
        ([(1.5, 3.5), (1, 3)], Stage.FINAL, (), ()),
        (
            [(0, 0), (2, 4)],
            Stage.ADJUDICATION,
            (Why.CRITERION, Why.ANSWER),
            ("claim", "source"),
        ),
    ],
)
def test_cases_by_hand(ratings, stage, why, apart):
    found = stand(answer(*ratings), TWO)
    assert (found.stage, found.why, found.apart) == (stage, why, apart)


def test_small_differences_that_add_up_are_a_difference_on_the_answer():
    most = {f"c{n}": 1.0 for n in range(5)}
    low, high = dict.fromkeys(most, 0.5), dict.fromkeys(most, 1.0)
    found = stand(Answer("a", most, (low, high)), TWO)
    assert (found.stage, found.why, found.apart) == (Stage.ADJUDICATION, (Why.ANSWER,), ())


def test_who_passes_never_depends_on_who_rated():
    """Each answer is agreed on, yet one rater passes the person and the other does not."""
    answers = [
        Answer(name, MOST, ({"claim": 1, "source": 3}, {"claim": 1 + claim, "source": 3}))
        for name, claim in (("a", 0.0), ("b", 0.5), ("c", 0.5))
    ]
    # all answers: 12 and 13 points, and 5 beside
    for cut, open_one in ((17.0, None), (17.5, "b"), (18.0, "b"), (18.5, None)):
        found = stand_together(answers, TWO, beside=5.0, cut=cut)
        waiting = [name for name, one in found.items() if not one.final]
        assert waiting == ([open_one] if open_one else []), cut
    assert found["a"].points == {"claim": 1, "source": 3}
    found = stand_together(answers, TWO, beside=5.0, cut=18.0)
    assert found["b"].why == (Why.CUT,)
    # b is decided at 4.0: 16 + 5 or 16.5 + 5 ... the strict reading is 17, the kind one 17.5
    decided = [answers[0], replace(answers[1], decision={"claim": 1, "source": 3}), answers[2]]
    assert all(one.final for one in stand_together(decided, TWO, beside=5, cut=18.0).values())
    found = stand_together(decided, TWO, beside=5, cut=17.5)
    assert found["c"].why == (Why.CUT,)


def test_rules_that_make_no_sense_are_refused():
    for wrong in ({"raters": 0}, {"tolerance": -0.1}, {"tolerance": 1.1}):
        with pytest.raises(InputError):
            Rule(**wrong)


@pytest.mark.parametrize(
    ("most", "found"),
    [(1, (0, 0.5, 1)), (0.75, (0, 0.5, 0.75)), (2, (0, 0.5, 1, 1.5, 2)), (0.25, (0, 0.25))],
)
def test_steps(most, found):
    assert steps(most) == found


@st.composite
def answers(draw, *, name="a", fewest=1):
    most = draw(st.dictionaries(st.sampled_from("xyz"), st.sampled_from([1.0, 2.0, 5.0]),
                                min_size=1))  # fmt: skip
    rating = st.fixed_dictionaries({one: st.sampled_from(steps(top)) for one, top in most.items()})
    ratings = draw(st.lists(rating, min_size=fewest, max_size=4))
    decision = draw(st.none() | rating)
    return Answer(name, most, tuple(ratings), decision, draw(st.booleans()))


rules = st.builds(Rule, st.integers(1, 3), st.sampled_from([0.0, 0.1, 0.2, 0.5, 1.0]))


@settings(max_examples=50)
@given(answers(fewest=0), rules, st.randoms(use_true_random=False))
def test_the_order_of_raters_makes_no_difference(one, rule, rng):
    turned = list(one.ratings)
    rng.shuffle(turned)
    assert stand(replace(one, ratings=tuple(turned)), rule) == stand(one, rule)


@settings(max_examples=50)
@given(answers(fewest=0), rules)
def test_an_answer_is_final_with_points_or_open_for_a_reason(one, rule):
    found = stand(one, rule)
    assert (found.points is not None) == found.final
    assert (found.missing > 0) == (found.stage is Stage.RATING)
    assert bool(found.why) == (found.stage is Stage.ADJUDICATION)
    if len(one.ratings) < rule.raters:
        assert found.stage is Stage.RATING, "no stage is skipped, whatever else there is"
    elif one.contested:
        assert found.why == (Why.CONTESTED,)
    elif one.decision is not None:
        assert found.points == one.decision, "the decision stands as it was given"


@settings(max_examples=50)
@given(answers())
def test_one_rater_alone_decides(one):
    alone = Answer("a", one.most, one.ratings[:1])
    assert stand(alone, Rule(1)).points == alone.ratings[0]


@settings(max_examples=50)
@given(answers(fewest=2), rules)
def test_who_agrees_counts_as_the_mean_and_more_tolerance_never_disagrees_more(one, rule):
    plain = replace(one, decision=None, contested=False)
    found = stand(plain, rule)
    if found.final:
        for name, points in found.points.items():
            given_ = [rating[name] for rating in plain.ratings]
            assert points == pytest.approx(sum(given_) / len(given_))
            assert max(given_) - min(given_) <= max(rule.tolerance * one.most[name], 0.5)
        assert stand(plain, replace(rule, tolerance=1.0)).final
    if rule.tolerance == 0 and len(plain.ratings) >= rule.raters:
        assert found.final == all(rating == plain.ratings[0] for rating in plain.ratings)


@settings(max_examples=50)
@given(
    st.integers(1, 4).flatmap(
        lambda n: st.tuples(*(answers(name=f"a{k}", fewest=2) for k in range(n)))
    ),
    rules,
    st.floats(0, 60),
    st.randoms(use_true_random=False),
)
def test_adjudication_ends_and_then_every_reading_gives_the_same_decision(many, rule, cut, rng):
    rule = replace(rule, raters=2)
    many = [replace(one, ratings=one.ratings[:2], contested=False) for one in many]
    for _ in range(len(many) + 1):
        found = stand_together(many, rule, beside=3.0, cut=cut)
        turned = rng.sample(many, len(many))
        assert stand_together(turned, rule, beside=3.0, cut=cut) == found
        waiting = [name for name, one in found.items() if one.stage is Stage.ADJUDICATION]
        if not waiting:
            break
        many = [
            replace(one, decision=rng.choice(one.ratings)) if one.id in waiting else one
            for one in many
        ]
    assert all(one.final for one in found.values())
    readings = {
        3.0 + math.fsum(math.fsum((one.decision or one.ratings[k]).values()) for one in many) >= cut
        for k in (0, 1)
    }
    earned = 3.0 + math.fsum(math.fsum(one.points.values()) for one in found.values()) >= cut
    assert readings == {earned}
