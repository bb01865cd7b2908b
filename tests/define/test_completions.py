"""Completions as learning platforms export them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmark.define.completions import (
    Columns,
    Completions,
    Reason,
    propose,
    read_completions,
    read_table,
)
from skillmark.define.dates import DateOrder
from skillmark.nouns.errors import InputError, UnreadableError
from skillmark.nouns.learning import Completion

TODAY = date(2026, 6, 1)
KNOWN = {"course": "course", "Grundkurs": "course", "talk": "talk"}


def read(text: str | bytes, columns: Columns | None = None) -> Completions:
    table = read_table(text.encode() if isinstance(text, str) else text, where="c.csv")
    return read_completions(table, columns or propose(table.header), known=KNOWN, today=TODAY)


def test_rows_are_read_with_bom_semicolon_and_columns_in_any_order() -> None:
    content = (
        "\ufeffEmail;Opportunity;Result;Completed\r\nAda@Example.org;course;passed;2026-05-01\r\n"
    )
    (row,) = read(content).rows
    assert row.completion == Completion("course", "ada@example.org", date(2026, 5, 1), "passed")


def test_every_mistake_keeps_its_line_and_the_rest_counts() -> None:
    content = (
        "opportunity,email,completed,result\n"
        'course,a@example.org,2026-05-01,"with\nline break"\n'
        "nothing,b@example.org,2026-05-01,\n"
        "\n"
        "course,not-an-address,2026-05-01,\n"
        "course,c@example.org,soon,\n"
        "course,d@example.org,2026-06-02,\n"
        "course,A@example.org,2026-05-03,\n"
        "course,e@example.org\n"
        "course,,2026-05-01,\n"
        "talk,a@example.org,2026-06-01,\n"
    )
    found = read(content)
    assert [(one.completion.opportunity, one.line) for one in found.rows] == [
        ("course", 2), ("talk", 12),
    ]  # fmt: skip
    assert [(row.line, row.reason) for row in found.rejected] == [
        (4, Reason.UNKNOWN_OPPORTUNITY), (6, Reason.NOT_AN_ADDRESS), (7, Reason.NOT_A_DAY),
        (8, Reason.NOT_YET), (9, Reason.REPEATED), (11, Reason.NO_ADDRESS),
    ]  # fmt: skip
    assert found.unfinished == 1


MOODLE = (
    "First name,Last name,ID number,Email address,Quiz 1,Course complete\n"
    'Ada,Lovelace,1,ada@x.example,Completed,"Sunday, 1 March 2026, 2:30 PM"\n'
    "Bob,Stone,2,bob@x.example,Not completed,\n"
)
MOODLE_DE = (
    "Vorname\tNachname\tE-Mail-Adresse\tKurs abgeschlossen\n"
    "Ada\tLovelace\tada@x.example\tSonntag, 1. März 2026, 14:30\n"
)
CANVAS = (
    "Student,ID,SIS Login ID,Section,Essay (12),Final Score\n"
    "    Points Possible,,,,10,\n"
    '"Lovelace, Ada",1,ada@x.example,A,9,91.5\n'
    '"Stone, Bob",2,bob@x.example,A,2,20\n'
)


def test_a_completion_report_of_moodle_is_read_in_english_and_german() -> None:
    for content, encoding in ((MOODLE, "utf-8"), (MOODLE_DE, "utf-16")):
        table = read_table(content.encode(encoding))
        columns = propose(table.header)
        assert columns.open == ("opportunity",)
        whole = Columns(**{**columns.to_json(), "course": "course"})
        (row,) = read(content.encode(encoding), whole).rows
        assert (row.name, row.completion.completed) == ("Ada Lovelace", date(2026, 3, 1))


def test_a_gradebook_of_canvas_says_who_reached_a_score() -> None:
    table = read_table(CANVAS.encode())
    columns = propose(table.header)
    assert (columns.email, columns.result) == ("SIS Login ID", "Final Score")
    assert set(columns.open) == {"opportunity", "completed"}
    said = {**columns.to_json(), "course": "course", "day": "2026-05-01", "at_least": 60.0}
    found = read(CANVAS, Columns(**said))
    assert [(row.name, row.completion.result) for row in found.rows] == [("Ada Lovelace", "91.5")]
    assert found.unfinished == 2


def test_titles_find_their_course_without_case_and_accents() -> None:
    (row,) = read("course,email,completed\nGRUNDKURS,a@x.example,1.5.2026\n").rows
    assert row.completion.opportunity == "course"


def test_a_day_with_two_readings_counts_for_neither() -> None:
    found = read("course,email,completed\ntalk,a@x.example,03/04/2026\n")
    assert (found.rows, found.ambiguous, found.order) == ((), (2,), None)


def test_one_day_of_a_column_shows_how_all_of_it_is_read() -> None:
    found = read(
        "course,email,completed\ntalk,a@x.example,03/04/2026\ntalk,b@x.example,13/04/2026\n"
    )
    assert [row.completion.completed.month for row in found.rows] == [4, 4]
    assert found.order is DateOrder.DAY_FIRST


def test_columns_that_contradict_each_other_are_asked_about() -> None:
    found = read(
        "course,email,completed\ntalk,a@x.example,03/04/2026\n"
        "talk,b@x.example,13/04/2026\ntalk,c@x.example,04/13/2026\n"
    )
    assert found.ambiguous == (2,)


@pytest.mark.parametrize(
    ("content", "error", "words"),
    [
        (b"", InputError, "empty"),
        (b"a,b,a\n", InputError, "comes twice"),
        (b'a,b\n"open', InputError, "not CSV"),
        (b"a,b\n\xff\xff", UnreadableError, "not UTF-8"),
    ],
)
def test_what_is_no_table_is_refused(content: bytes, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        read_table(content)


def test_columns_that_are_not_there_or_not_said_are_refused() -> None:
    table = read_table(b"a,b\n1,2\n")
    with pytest.raises(InputError, match="nobody has said"):
        read_completions(table, Columns(), known=KNOWN, today=TODAY)
    columns = Columns(email="z", course="course", completed="b")
    with pytest.raises(InputError, match="no column z"):
        read_completions(table, columns, known=KNOWN, today=TODAY)


def test_names_that_two_columns_could_have_are_proposed_for_neither() -> None:
    assert propose(("Email", "Email address")).email == ""


@given(st.binary(max_size=400))
def test_whatever_comes_is_read_or_refused_in_words(content: bytes) -> None:
    try:
        table = read_table(content)
    except (InputError, UnreadableError):
        return
    columns = Columns(
        email=next((one for one in table.header if one), ""), course="course", day="2026-01-01"
    )
    if columns.email:
        found = read_completions(table, columns, known=KNOWN, today=TODAY)
        assert len(found.rows) + len(found.rejected) + found.unfinished == len(table.rows)


@given(st.text(max_size=30), st.text(max_size=30))
def test_columns_come_back_from_json(email: str, order: str) -> None:
    columns = Columns(email=email, order=order, at_least=1.5)
    assert Columns.of(columns.to_json() | {"more": 1}) == columns
