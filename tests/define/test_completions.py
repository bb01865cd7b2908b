"""Completions that a learning platform reports."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmark.define.completions import Completions, read_completions
from skillmark.nouns.errors import InputError
from skillmark.nouns.learning import Completion

TODAY = date(2026, 6, 1)


def read(text: str | bytes) -> Completions:
    content = text.encode() if isinstance(text, str) else text
    return read_completions(content, known={"course", "talk"}, today=TODAY, where="c.csv")


def test_rows_are_read_with_bom_semicolon_and_columns_in_any_order() -> None:
    content = (
        "\ufeffEmail;Opportunity;Result;Completed\r\nAda@Example.org;course;passed;2026-05-01\r\n"
    )
    assert read(content).rows == (
        Completion("course", "ada@example.org", date(2026, 5, 1), "passed"),
    )


def test_every_mistake_keeps_its_line_and_the_rest_counts() -> None:
    content = (
        "opportunity,email,completed,result\n"
        'course,a@example.org,2026-05-01,"with\nline break"\n'
        "nothing,b@example.org,2026-05-01,\n"
        "\n"
        "course,not-an-address,2026-05-01,\n"
        "course,c@example.org,1.5.2026,\n"
        "course,d@example.org,2026-06-02,\n"
        "course,A@example.org,2026-05-03,\n"
        "course,e@example.org\n"
        "talk,a@example.org,2026-06-01,\n"
    )
    found = read(content)
    assert [(row.opportunity, row.email, row.result) for row in found.rows] == [
        ("course", "a@example.org", "with\nline break"), ("talk", "a@example.org", ""),
    ]  # fmt: skip
    assert [(row.line, row.reason.split()[0]) for row in found.rejected] == [
        (4, "no"), (6, "'not-an-address'"), (7, "'1.5.2026'"), (8, "2026-06-02"),
        (9, "a@example.org"), (10, "2"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "no column"),
        (b"opportunity,email\n", "no column completed"),
        (b"opportunity,email,completed,mark\n", "unknown column mark"),
        (b"opportunity,email,completed,email\n", "twice"),
        (b"opportunity,email,completed\n\xff\n", "not UTF-8"),
        (b'opportunity,email,completed\n"a"b,c,d\n', "not CSV"),
    ],
)
def test_what_is_no_such_table_is_an_input_error(content: bytes, words: str) -> None:
    with pytest.raises(InputError, match=words) as caught:
        read(content)
    assert caught.value.where.startswith("c.csv, line ")


@given(st.binary(max_size=200))
def test_any_bytes_are_rows_or_an_input_error(content: bytes) -> None:
    try:
        found = read(b"opportunity,email,completed\n" + content)
    except InputError:
        return
    assert found.rows == () or found.rows[0].opportunity in ("course", "talk")
