"""DECISIONS.csv: what is read, and where an error is."""

from __future__ import annotations

import pytest

from skillmark.match.auditing import read_decisions
from skillmark.nouns.errors import InputError

GOOD = "id,selected,group:sex,group:race\n1,1,female,A\n2,0,male,unknown\n\n3,0, ,B\n"


def test_a_table_is_read_with_its_unknowns():
    sample = read_decisions(GOOD, where="d.csv")
    assert sample.kinds == ("sex", "race")
    assert [one.selected for one in sample.entries] == [True, False, False]
    assert [dict(one.groups) for one in sample.entries][1:] == [
        {"sex": "male", "race": ""},
        {"sex": "", "race": "B"},
    ]
    scored = read_decisions("\ufeffid;score;selected;group:age\n1;0.5;1;40+\n", where="d.csv")
    assert scored.has_scores
    assert scored.has_selections


@pytest.mark.parametrize(
    ("text", "where", "cause"),
    [
        ("id,selected,sex\n1,1,f\n", "d.csv, line 1", "'sex' is not known"),
        ("id,selected,group:sex,group:sex\n", "d.csv, line 1", "twice"),
        ("selected,group:sex\n1,f\n", "d.csv, line 1", "no column id"),
        ("id,group:sex\n1,f\n", "d.csv, line 1", "neither selected nor score"),
        ("id,selected\n1,1\n", "d.csv, line 1", "no group"),
        ("id,selected,group:sex\n", "d.csv", "no rows"),
        ("id,selected," + ",".join(f"group:{n}" for n in range(21)), "d.csv, line 1", "21 kinds"),
        ("id,selected,group:sex\n1,1,f\n2,yes,m\n", "d.csv, line 3, column selected", "'yes'"),
        ("id,score,group:sex\n1,0.5,f\n2,nan,m\n", "d.csv, line 3, column score", "no number"),
        ("id,selected,group:sex\n1,1,f\n\n1,0,m\n", "d.csv, line 4, column id", "line 2"),
        ("id,selected,group:sex\n,1,f\n", "d.csv, line 2, column id", "empty"),
        ("id,selected,group:sex\n1,1\n", "d.csv, line 2", "2 cells"),
        ('id,selected,group:sex\n1,1,"f\nf"\n2,x,m\n', "d.csv, line 4, column selected", "'x'"),
        ('id,selected,group:sex\n1,1,"f\n', "d.csv, line 2", "no table"),
    ],
)
def test_errors_say_where(text, where, cause):
    with pytest.raises(InputError) as caught:
        read_decisions(text, where="d.csv")
    assert caught.value.where == where
    assert cause in caught.value.cause
