"""Files of many texts: every row is read or named by its line."""

from __future__ import annotations

import csv
import io
from datetime import date

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmark.nouns.errors import InputError
from skillmark.skills.dated_texts import COLUMNS, Dated, Fault, LeftOut, read

cells = st.text(
    alphabet=st.characters(exclude_characters="\x00\r", exclude_categories=("Cs",)), max_size=30
)
rows = st.lists(st.tuples(cells, cells, st.none() | st.dates(), cells), max_size=6)


def found(content, where="x.csv"):
    return list(read(content if isinstance(content, bytes) else content.encode(), where=where))


def tidy(words):
    return " ".join(words.split())


@given(rows, st.sampled_from(",;"), st.booleans())
def test_what_is_written_as_csv_or_json_lines_is_read_again(rows, mark, as_json):
    if as_json:
        lines = [
            orjson.dumps({"title": t, "text": x, "date": d.isoformat() if d else None, "source": s})
            for t, x, d, s in rows
        ]
        content = b"\n".join(lines) or b"{"
    else:
        out = io.StringIO()
        writer = csv.writer(out, delimiter=mark)
        writer.writerow(COLUMNS)
        writer.writerows([t, x, d.isoformat() if d else "", s] for t, x, d, s in rows)
        content = out.getvalue().encode()
    read_again = [one for one in found(content) if isinstance(one, Dated)]
    wanted = [row for row in rows if row[1].strip()]
    assert [(one.title, one.text, one.dated, one.source) for one in read_again] == [
        (tidy(t), x.strip(), d, tidy(s)) for t, x, d, s in wanted
    ]


def test_a_row_that_makes_no_sense_is_named_by_its_line_and_the_others_go_on():
    table = 'title,text,date\nA,"two\nlines",2026-05-01\nB,,2026-05-01\nC,words,5 May\n\nD,good,\n'
    assert found(table) == [
        Dated(3, "two\nlines", "A", date(2026, 5, 1)),
        LeftOut(4, Fault.NO_TEXT),
        LeftOut(5, Fault.DATE, "5 May"),
        Dated(7, "good", "D"),
    ]
    lines = '{"text": "a"}\n\nnonsense\n[1]\n{"text": 3}\n{"text": "b", "salary": 1}\n'
    assert found(lines) == [
        Dated(1, "a"),
        LeftOut(3, Fault.NO_JSON, "nonsense"),
        LeftOut(4, Fault.NO_JSON),
        LeftOut(5, Fault.TYPE, "text"),
        LeftOut(6, Fault.UNKNOWN, "salary"),
    ]


def test_a_row_with_more_cells_than_columns_is_not_guessed_at():
    assert found("text,date\na,2026-01-01,b\n") == [LeftOut(2, Fault.UNKNOWN, "b")]


def test_a_row_that_ends_before_its_text_has_none():
    assert found("title,text\nA\n") == [LeftOut(2, Fault.NO_TEXT)]


def test_a_text_that_nobody_reads_is_left_out():
    assert found("text\n" + "x" * 20_001) == [LeftOut(2, Fault.LONG, "20001")]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfe\x00", "UTF-8"),
        (b"title,date\nA,2026-01-01", "the column text is missing"),
        (b"", "the column text is missing"),
        (b"text,salary\na,1", "no column salary"),
        (b"text,text\na,b", "a column comes twice"),
        (b'text\n"' + b"x" * 140_000, "not CSV"),
    ],
)
def test_a_file_that_is_none_is_refused_with_its_name(content, said):
    with pytest.raises(InputError, match=said) as error:
        found(content)
    assert "x.csv" in error.value.where
