"""Item analysis and distractors: known answers, laws, and what deserves a look."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmark.assess.precision.classical import reliability
from skillmark.assess.precision.items import analyse, correlation, wilson
from skillmark.assess.precision.options import distractors
from skillmark.nouns.errors import InputError


def test_short_as_psych_prints_it(short):
    """R psych 2.2.9, `alpha`: mean, r.drop, raw.r, alpha.drop."""
    found = analyse(short)
    assert [item.difficulty.estimate for item in found] == pytest.approx(
        [0.8875, 0.7375, 0.6875, 0.5750, 0.4750, 0.4500, 0.3750, 0.2250]
    )
    assert [item.discrimination.estimate for item in found] == pytest.approx(
        [0.192217194, 0.321592613, 0.394169058, 0.429940240,
         0.355519347, 0.339495836, 0.306072170, 0.093727669]
    )  # fmt: skip
    assert [item.point_biserial for item in found] == pytest.approx(
        [0.35127370, 0.52321342, 0.59194966, 0.63177884,
         0.57620467, 0.56269705, 0.52987998, 0.31133240]
    )  # fmt: skip
    assert [item.alpha_without for item in found] == pytest.approx(
        [0.60278155, 0.57113556, 0.54853942, 0.53491712,
         0.55981156, 0.56511145, 0.57571378, 0.63024288]
    )  # fmt: skip


def test_graded_as_psych_prints_it(graded):
    found = analyse(graded, np.full(10, 3.0))
    assert [3 * item.difficulty.estimate for item in found][:3] == pytest.approx(
        [1.98500, 0.98625, 1.55625]
    )
    assert [item.discrimination.estimate for item in found][:3] == pytest.approx(
        [0.48541364, 0.64820488, 0.60814733]
    )
    assert found[3].alpha_without == pytest.approx(0.82787131)


def test_intervals_as_r_prints_them(short):
    """R 4.2.2 `prop.test(71, 80, correct=FALSE)`; psych 2.2.9 `r.con`."""
    first, third = analyse(short)[0], analyse(short)[2]
    assert (first.difficulty.low, first.difficulty.high) == pytest.approx(
        (0.7998178191, 0.9396731305)
    )
    assert third.discrimination is not None
    assert (third.discrimination.low, third.discrimination.high) == pytest.approx(
        (0.1909932472, 0.5649574724)
    )


def test_wilson_and_fisher_at_the_ends():
    nobody, everybody = wilson(0.0, 30), wilson(1.0, 30)
    assert nobody.low == 0
    assert nobody.high == pytest.approx(1 - everybody.low)
    assert everybody.high == 1
    line = np.arange(10.0)
    assert correlation(line, line * 2).estimate == pytest.approx(1)
    assert correlation(line, np.ones(10)) is None
    assert correlation(line[:3], line[:3]) is None


@given(st.permutations(range(8)), st.integers(0, 2**32 - 1))
def test_order_of_people_and_items_does_not_matter(short, order, seed):
    people = np.random.default_rng(seed).permutation(len(short))
    straight, turned = analyse(short), analyse(short[people][:, order])
    for place, item in enumerate(order):
        assert turned[place].difficulty == straight[item].difficulty
        assert turned[place].alpha_without == pytest.approx(straight[item].alpha_without)
        assert turned[place].looks == straight[item].looks


def knowing(persons=400, items=12, seed=1):
    rng = np.random.default_rng(seed)
    ability = rng.normal(size=(persons, 1))
    return (ability + rng.normal(size=(persons, items)) > 0).astype(float)


def test_alpha_without_an_item_is_alpha_of_the_others(short):
    points = short.copy()
    points[np.random.default_rng(1).random(points.shape) < 0.2] = np.nan
    for item, found in enumerate(analyse(points)):
        rest = reliability(np.delete(points, item, axis=1)).alpha.estimate
        assert found.alpha_without == pytest.approx(rest)
    assert analyse(points[:, :2])[0].alpha_without is None


def words(points, item=0, maxima=None):
    return " ".join(analyse(points, maxima)[item].looks)


def test_a_good_item_is_left_alone():
    assert all(item.looks == () for item in analyse(knowing()))


def test_what_deserves_a_look():
    points = knowing()
    turned = points.copy()
    turned[:, 0] = 1 - turned[:, 0]
    assert "check the key first" in words(turned)
    assert "alpha would be" in words(turned)
    rng = np.random.default_rng(2)
    hard = np.column_stack([rng.random(400) < 0.1, points])
    assert "few get its points" in words(hard)
    easy = np.column_stack([rng.random(400) < 0.98, points])
    assert "nearly everybody" in words(easy)
    apart = np.column_stack([rng.random(400) < 0.5, points])
    assert "go along with the other items" in words(apart) or "seem to do worse" in words(apart)
    assert "everybody has the same points" in words(np.column_stack([np.ones(400), points]))
    assert "outside 0 to 1" in words(np.column_stack([points.sum(axis=1), points]))


def test_few_people_get_one_word_only():
    found = analyse(knowing(persons=12))
    assert all("too few for discrimination: 12 people" in item.looks[0] for item in found)


def test_gaps_count_only_who_was_asked():
    points = knowing()
    points[:150, 3] = np.nan
    item = analyse(points)[3]
    assert item.persons == 250
    assert item.difficulty.estimate == np.nanmean(points[:, 3])


def test_items_that_cannot_be_analysed():
    with pytest.raises(InputError, match=r"item 2.*nobody"):
        analyse(np.array([[1.0, np.nan], [0, np.nan]]))
    with pytest.raises(InputError, match=r"item 1.*maximum"):
        analyse(knowing(), np.zeros(12))
    # Three people, and one: no figure but the share.
    assert analyse(knowing(3))[0].discrimination is None
    assert analyse(knowing(1) * 0.5)[0].difficulty.low == 0


def test_who_chooses_which_option():
    rng = np.random.default_rng(3)
    rest = rng.normal(10, 2, 500)
    choices = np.where(rest + rng.normal(size=500) > 10, "A", rng.choice(["B", "C"], 500))
    choices[:20] = ""
    found = {one.option: one for one in distractors(list(choices), rest, "A", ["A", "B", "C", "D"])}
    assert sum(one.share.estimate for one in found.values()) == pytest.approx(1)
    assert sum(one.persons for one in found.values()) == 480
    assert found["A"].is_key
    assert found["A"].mean_rest == pytest.approx(rest[choices == "A"].mean())
    assert found["A"].mean_rest > found["B"].mean_rest
    assert found["A"].looks == found["B"].looks == ()
    assert "nobody chose it" in found["D"].looks[0]
    assert found["D"].mean_rest is None
    wrong = {one.option: one for one in distractors(list(choices), rest, "B")}
    assert "do better elsewhere" in wrong["A"].looks[0]
    assert "nobody chose the key" in distractors(list(choices), rest, "E")[-1].looks[0]


def test_distractors_that_hardly_anybody_takes_and_few_people():
    choices = ["A"] * 497 + ["B"] * 3
    assert "hardly anybody" in distractors(choices, np.zeros(500), "A")[1].looks[0]
    assert "too few" in distractors(["A", "B"], np.zeros(2), "A")[0].looks[0]
    with pytest.raises(InputError, match="nobody answered"):
        distractors(["", ""], np.zeros(2), "A")
    with pytest.raises(InputError, match="2 choices for 3"):
        distractors(["A", "B"], np.zeros(3), "A")
    with pytest.raises(InputError, match="not a number"):
        distractors(["A", "B"], np.array([1, np.nan]), "A")
