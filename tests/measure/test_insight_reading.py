"""`ratings.csv` and `items.csv`: every error names its line."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from skillmark.measure.insight.reading import Rating, read_items, read_ratings
from skillmark.nouns.errors import SkillmarkError

HEAD = "person,skill,self_rated,assessed,date\n"


def test_files_are_read(tmp_path):
    (tmp_path / "ratings.csv").write_text(HEAD + "P1,sql,5,3.5,2026-01-02\n")
    assert read_ratings(tmp_path / "ratings.csv") == (
        Rating("P1", "sql", 5.0, 3.5, date(2026, 1, 2)),
    )
    (tmp_path / "items.csv").write_text("person;item;score\nA;q1;1\nA;q2;0,5\nB;q2;0\n")
    found = read_items(tmp_path / "items.csv")
    assert (found.people, found.items) == (("A", "B"), ("q1", "q2"))
    np.testing.assert_array_equal(found.values, [[1.0, 0.5], [np.nan, 0.0]])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEAD + "P1,sql,9,3,2026-01-02\n", "line 2, column self_rated: 9 is not a level"),
        (HEAD + "P1,sql,5,,2026-01-02\n", "line 2, column assessed: empty"),
        (HEAD + "P1,sql,5,3,02.01.2026\n", "line 2, column date"),
        (HEAD + ",sql,5,3,2026-01-02\n", "line 2, column person: empty"),
        (HEAD + "P1,sql,5,3,2026-01-02\n" * 2, "as in line 2"),
        ("person,skill\nP1,sql\n", "no column 'self_rated'"),
    ],
)
def test_wrong_ratings_are_refused(tmp_path, text, said):
    (tmp_path / "ratings.csv").write_text(text)
    with pytest.raises(SkillmarkError, match=said):
        read_ratings(tmp_path / "ratings.csv")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("person,item,score\nA,q1,2\n", "line 2, column score: a score of 2"),
        ("person,item,score\nA,q1,1\nA,q1,0\n", "as in line 2"),
        ("person,item,score\nA,,1\n", "column item: empty"),
    ],
)
def test_wrong_items_are_refused(tmp_path, text, said):
    (tmp_path / "items.csv").write_text(text)
    with pytest.raises(SkillmarkError, match=said):
        read_items(tmp_path / "items.csv")
