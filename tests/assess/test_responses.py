"""Reading a response matrix; every slip is named by line and column."""

from __future__ import annotations

from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmark.assess.responses import read_responses
from skillmark.nouns.errors import InputError, SkillmarkError


def test_a_file_with_everything():
    words = "\ufeffid;q1;group;q2\r\np1; 1 ;x;0\r\n\r\np2;;y;1\r\n"
    found = read_responses(words, id_column="id", group_column="group")
    assert found.items == ("q1", "q2")
    assert found.persons == ("p1", "p2")
    assert found.groups == ("x", "y")
    assert found.values.tolist() == [[1, 0], [-1, 1]]
    assert np.isnan(found.points[1, 0])


@pytest.mark.parametrize(
    ("words", "cause"),
    [
        ("q1,q2\n1,0\n1,2\n", "line 3, column q2: '2' is not 0, 1 or empty"),
        ("q1,q2\n1,x\n", "line 2, column q2: 'x'"),
        ("id,q1\nanna,1\n", "line 2, column id: 'anna' is not 0, 1 or empty (columns that"),
        ("q1,q2\n1\n", "line 2: 1 cells where the header has 2"),
        ("q1,q2\n1,0,1\n", "line 2: 3 cells"),
        ("q1,q1\n1,0\n", "line 1: two columns are called 'q1'"),
        ("q1,,q2\n1,0,1\n", "line 1: column 2 has no name"),
        ("q1,q2\n", "nobody's responses"),
        ("", "there is no column with an item"),
        ('q1,q2\n"1,0\n', "line 2"),
        ("q1,q2\n1,0.0\n", "'0.0' is not"),
    ],
)
def test_a_slip_is_named_by_line_and_column(words, cause):
    with pytest.raises(InputError) as caught:
        read_responses(words)
    assert cause in str(caught.value)


def test_lines_are_counted_as_an_editor_does():
    with pytest.raises(InputError, match="line 5"):
        read_responses("q1,q2\n1,0\n\n0,1\n1,7\n")


@pytest.mark.parametrize(
    ("names", "cause"),
    [
        ({"id_column": "who"}, "no column 'who'"),
        ({"group_column": "g"}, "no column 'g'"),
        ({"id_column": "id"}, "'p' has two rows"),
    ],
)
def test_columns_that_are_not_items(names, cause):
    with pytest.raises(InputError, match=cause):
        read_responses("id,q1\np,1\np,0\n", **names)


def test_only_columns_that_are_no_items():
    with pytest.raises(InputError, match="no column with an item"):
        read_responses("id\np\n", id_column="id")


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(words):
    with suppress(SkillmarkError):
        assert set(np.unique(read_responses(words).values)) <= {-1, 0, 1}


def test_nobody_answered_anything():
    with pytest.raises(InputError, match="not a single response"):
        read_responses("q1,q2\n,\n,\n").answered()


def test_rows_without_responses_are_left_out_with_their_names():
    words = "id,q1,q2,g\na,1,0,x\nb,,,y\nc,0,1,y\n"
    found = read_responses(words, id_column="id", group_column="g").answered()
    assert (found.persons, found.groups) == (("a", "c"), ("x", "y"))
