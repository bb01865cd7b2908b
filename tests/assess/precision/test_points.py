"""Points and ratings as files have them: what is read, and what is refused with its place."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmark.assess.precision.points import read_points
from skillmark.assess.precision.ratings import read_ratings
from skillmark.nouns.errors import InputError


def test_points_with_ids_groups_and_gaps():
    found = read_points(
        "\ufeffwho,q1,q2,group\nanna,0.5, 2 ,x\n\nben,,,y\ncleo,1,,x\n",
        maxima=(1, 2),
        id_column="who",
        group_column="group",
    )
    assert found.items == ("q1", "q2")
    assert found.persons == ("anna", "cleo")
    assert found.values.tolist()[0] == [0.5, 2]
    assert np.isnan(found.values[1, 1])
    assert found.maxima.tolist() == [1, 2]


def test_points_of_a_spreadsheet_with_decimal_commas():
    found = read_points("q1;q2\n0,5;1\n", maxima=[1])
    assert found.values.tolist() == [[0.5, 1]]


@pytest.mark.parametrize(
    ("words", "options", "cause"),
    [
        ("", {}, "empty"),
        ("\n\n", {}, "empty"),
        ("q1,q2\n", {}, "no row"),
        ("q1,q1\n1,1\n", {}, "two columns"),
        ("q1,\n1,1\n", {}, "column 2 has no name"),
        ("q1,q2\n1\n", {}, r"line 2: 1 cells"),
        ("q1,q2\n1,2\n", {}, r"line 2, column q2: '2' is not between 0 and .* 1 .*--maximum"),
        ("q1,q2\n1,-1\n", {}, r"line 2, column q2: '-1'"),
        ("q1,q2\n1,nan\n", {}, r"'nan' is not a number"),
        ("q1,q2\n1,inf\n", {}, r"'inf' is not a number"),
        ("q1,q2\n1,1e13\n", {"maxima": (2,)}, r"'1e13' is not a number below 1e12"),
        ("q1,q2\n1,1\n", {"maxima": (1e13,)}, "above 0"),
        ("q1,q2\n1,1_0\n", {}, r"'1_0' is not a number"),
        ("q1,q2\n\n1,anna\n", {}, r"line 3, column q2: 'anna' is not a number"),
        ("q1,q2\n,\n", {}, "not a single response"),
        ("who,q1\na,1\na,1\n", {"id_column": "who"}, "'a' has two rows"),
        ("who\na\n", {"id_column": "who"}, "no column with an item"),
        ("q1,q2\n1,1\n", {"id_column": "who"}, "no column 'who'"),
        ("q1,q2\n1,1\n", {"maxima": (1, 2, 3)}, "3 maxima for 2 items"),
        ("q1,q2\n1,1\n", {"maxima": (0,)}, "above 0"),
        ("q1,q2\n1,1\n", {"maxima": (float("nan"),)}, "above 0"),
    ],
)
def test_points_that_are_refused(words, options, cause):
    with pytest.raises(InputError, match=cause):
        read_points(words, **options)


def test_thousands_of_columns():
    header = ",".join(f"q{n}" for n in range(3000))
    row = ",".join("1" for _ in range(3000))
    assert read_points(f"{header}\n{row}\n{row}\n").values.shape == (2, 3000)


LONG = "subject,rater,score,when\ns1,anna,3,x\ns1,ben,4,x\ns2,ben,,x\ns2,anna,2,y\n"
WIDE = "case,anna,ben\ns1,3,4\ns2,2,\n"


def test_long_and_wide_say_the_same():
    long, wide = read_ratings(LONG), read_ratings(WIDE, id_column="case")
    assert long.subjects == wide.subjects == ("s1", "s2")
    assert long.raters == wide.raters == ("anna", "ben")
    np.testing.assert_array_equal(long.values, wide.values)
    assert long.labels == ()


def test_words_become_categories_in_their_order():
    found = read_ratings("anna,ben\ngood,poor\npoor,poor\n")
    assert found.labels == ("good", "poor")
    assert found.values.tolist() == [[0, 1], [1, 1]]
    assert found.subjects == ("1", "2")


@given(st.permutations(LONG.splitlines()[1:]))
def test_order_of_rows_changes_no_rating(lines):
    found = read_ratings("\n".join([LONG.splitlines()[0], *lines]))
    pairs = {
        (subject, rater): found.values[row, column]
        for row, subject in enumerate(found.subjects)
        for column, rater in enumerate(found.raters)
    }
    assert (pairs["s1", "anna"], pairs["s1", "ben"], pairs["s2", "anna"]) == (3, 4, 2)
    assert np.isnan(pairs["s2", "ben"])


@pytest.mark.parametrize(
    ("words", "options", "cause"),
    [
        ("", {}, "empty"),
        ("subject,rater,score\n", {}, "no row"),
        ("subject,rater,score\ns1,anna,3\ns1,anna,4\n", {}, "line 3: 'anna' rated 's1' twice"),
        ("subject,rater,score\n,anna,3\n", {}, "line 2: there is no subject"),
        ("subject,rater,score\ns1,,3\n", {}, "line 2: there is no rater"),
        ("subject,rater,score\ns1,anna,3\n", {}, "two raters"),
        ("anna\n3\n", {}, "two raters"),
        ("anna,ben\n,\n", {}, "not a single rating"),
        ("case,anna,ben\ns1,1,1\ns1,2,2\n", {"id_column": "case"}, "line 3: 's1' has two rows"),
        ("anna,ben\n1,1\n", {"id_column": "case"}, "no column 'case'"),
    ],
)
def test_ratings_that_are_refused(words, options, cause):
    with pytest.raises(InputError, match=cause):
        read_ratings(words, **options)
