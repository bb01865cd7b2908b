"""The ordered item booklet: places of items, bookmarks, and points of a form."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmark.assess.scaling.response_model import ItemParameters
from skillmark.assess.standards.bookmark import (
    ability_at,
    booklet,
    bookmarks,
    expected_score,
    read_placements,
)
from skillmark.nouns.errors import InputError


def bank(b, a=None, c=None):
    b = np.asarray(b, dtype=float)
    a = np.ones(len(b)) if a is None else np.asarray(a, dtype=float)
    c = np.zeros(len(b)) if c is None else np.asarray(c, dtype=float)
    return tuple(f"i{k}" for k in range(len(b))), ItemParameters(a, -a * b, c)


numbers = st.floats(-4, 4)


@given(numbers)
def test_at_half_a_rasch_item_is_at_its_difficulty(b):
    assert ability_at(0.5, difficulty=b) == b


def test_at_two_thirds_it_lies_ln_2_over_a_above():
    # Mitzel, Lewis, Patz and Green (2001): theta = b + ln 2 / (1.7 a) with their factor of 1.7.
    assert ability_at(2 / 3, slope=1.7 * 0.8, difficulty=0.3) == pytest.approx(
        0.3 + math.log(2) / (1.7 * 0.8)
    )


@given(numbers, st.floats(0.2, 3), st.floats(0, 0.4), st.floats(0.45, 0.95))
def test_there_the_model_gives_the_response_probability(b, a, c, rp):
    _, parameters = bank([b], [a], [c])
    right = ability_at(rp, slope=a, difficulty=b, guessing=c, adjusted=False)
    assert parameters.probability(np.array([right]))[0, 0] == pytest.approx(rp)
    known = ability_at(rp, slope=a, difficulty=b, guessing=c)
    assert parameters.probability(np.array([known]))[0, 0] == pytest.approx(c + (1 - c) * rp)
    assert known >= right - 1e-9


@pytest.mark.parametrize(
    ("arguments", "cause"),
    [
        ({"probability": 1.0, "difficulty": 0}, "no response probability"),
        ({"probability": 0.67, "difficulty": 0, "slope": -1}, "positive slope"),
        ({"probability": 0.67, "difficulty": math.nan}, "positive slope"),
        ({"probability": 0.2, "difficulty": 0, "guessing": 0.25, "adjusted": False}, "guessing"),
    ],
)
def test_places_that_there_are_not(arguments, cause):
    with pytest.raises(InputError, match=cause):
        ability_at(arguments.pop("probability"), **arguments)


def test_pages_go_from_easy_to_hard():
    names, parameters = bank([1.0, -1.0, 0.0], [1, 1, 0.3])
    pages = booklet(names, parameters).pages
    assert [page.item for page in pages] == ["i1", "i0", "i2"]
    assert [page.number for page in pages] == [1, 2, 3]
    with pytest.raises(InputError, match="item i1"):
        booklet(names, bank([1, 0, 0], [1, 0, 1])[1])
    with pytest.raises(InputError, match="no calibrated item"):
        booklet((), bank([])[1])


def test_the_cut_is_what_the_mean_ability_can_expect():
    names, parameters = bank([-1.0, 0.0, 1.0, 2.0])
    pages = booklet(names, parameters, response_probability=0.5)
    found = bookmarks({"x": 2, "y": 3}, pages, parameters, [1, 1, 1, 2])
    assert found.ability == pytest.approx(0.5)
    assert found.ability_error == pytest.approx(0.5)
    curve = 1 / (1 + np.exp(-(0.5 - np.array([-1.0, 0.0, 1.0, 2.0]))))
    assert found.cut.score == pytest.approx(curve @ [1, 1, 1, 2])
    slope = (curve * (1 - curve)) @ [1, 1, 1, 2]
    assert found.cut.standard_error == pytest.approx(0.5 * slope, rel=1e-6)
    assert found.cut.maximum == 5


@pytest.mark.parametrize("page", [0, 5, 10**9])
def test_a_bookmark_beyond_the_last_page(page):
    names, parameters = bank([-1.0, 0.0, 1.0, 2.0])
    pages = booklet(names, parameters)
    with pytest.raises(InputError, match="the booklet has 4") as caught:
        bookmarks({"x": 2, "mira": page}, pages, parameters, [1] * 4)
    assert "mira" in caught.value.where


def test_one_panellist_is_no_panel():
    names, parameters = bank([0.0, 1.0])
    with pytest.raises(InputError, match="two panellists"):
        bookmarks({"x": 1}, booklet(names, parameters), parameters, [1, 1])


@given(
    st.lists(numbers, min_size=2, max_size=12),
    st.lists(st.integers(1, 10**6), min_size=2, max_size=8),
    st.randoms(use_true_random=False),
)
def test_between_lowest_and_highest_whatever_the_order(b, marks, random):
    names, parameters = bank(b)
    pages = booklet(names, parameters)
    placed = {f"p{k}": 1 + mark % len(b) for k, mark in enumerate(marks)}
    found = bookmarks(placed, pages, parameters, [1.0] * len(b))
    assert found.cut.lowest - 1e-9 <= found.cut.score <= found.cut.highest + 1e-9
    order = list(range(len(b)))
    random.shuffle(order)
    shuffled = ItemParameters(parameters.a[order], parameters.d[order], parameters.c[order])
    again = booklet([names[k] for k in order], shuffled)
    assert [page.ability for page in again.pages] == [page.ability for page in pages.pages]
    others = dict(sorted(placed.items(), reverse=True))
    other = bookmarks(others, again, shuffled, [1.0] * len(b))
    assert other.cut.score == pytest.approx(found.cut.score)


@given(st.lists(numbers, min_size=1, max_size=9), st.floats(-3, 3), st.floats(0.01, 2))
def test_the_characteristic_curve_rises(b, ability, more):
    _, parameters = bank(b)
    points = [1.0] * len(b)
    assert expected_score(parameters, points, ability) < expected_score(
        parameters, points, ability + more
    )


def test_placements_of_two_rounds():
    words = "panellist,round,page\nx,1,3\ny,1,5\nx,2,4\ny,2,4\n"
    assert read_placements(words) == ({"x": 3, "y": 5}, {"x": 4, "y": 4})
    assert read_placements("panellist,page\nx,3\n") == ({"x": 3},)


@pytest.mark.parametrize(
    ("words", "cause"),
    [
        ("", "empty"),
        ("panellist,page\n", "no placement"),
        ("panellist\nx\n", "no column 'page'"),
        ("panellist,page\nx,0\n", "whole number"),
        ("panellist,page\nx,2.5\n", "whole number"),
        ("panellist,page\n,2\n", "without a panellist"),
        ("panellist,page\nx,2\nx,3\n", "two rows"),
    ],
)
def test_placements_that_are_refused(words, cause):
    with pytest.raises(InputError, match=cause):
        read_placements(words)
