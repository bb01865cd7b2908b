"""PEOPLE.csv as spreadsheets write it, and what is wrong with it by line."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime

import pytest

from skillmark.award.roster import Rejected, Row, read, read_ids
from skillmark.nouns.errors import InputError


@pytest.mark.parametrize("separator", [",", ";"])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("line_feed", ["\n", "\r\n"])
def test_any_way_a_spreadsheet_saves_it(separator: str, bom: bytes, line_feed: str) -> None:
    lines = ["name,email,level,valid_until", "Zoë Łęcka,zoe@example.org,4,2027-01-31", ""]
    data = bom + line_feed.join(lines).replace(",", separator).encode()
    [row] = list(read(data))
    assert isinstance(row, Row)
    assert (row.recipient.name, row.recipient.email, row.level) == (
        "Zoë Łęcka",
        "zoe@example.org",
        4,
    )
    assert row.valid_until == datetime(2027, 1, 31, 23, 59, 59, tzinfo=UTC)


def test_quoted_cells_may_hold_separators_and_lines() -> None:
    rows = list(read(b'name,email\n"Doe, Jane\nDr",jane@example.org\nBo,bo@example.org\n'))
    assert [row.line for row in rows] == [2, 4]
    assert isinstance(rows[0], Row)
    assert rows[0].recipient.name == "Doe, Jane\nDr"


@pytest.mark.parametrize(
    ("data", "what", "where"),
    [
        (b"name\nAda\n", "column email is missing", "P.csv, line 1"),
        (b"\nname,email\n", "first line is empty", "P.csv, line 1"),
        (b"", "first line is empty", "P.csv, line 1"),
        (b"name,email,grade\n", "unknown column 'grade'", "P.csv, line 1"),
        (b"name,email,name\n", "the column name is there twice", "P.csv, line 1"),
        (b"name,email\nAda,a@b.c\nB\xe9n,b@b.c\n", "not UTF-8", "P.csv, line 3"),
        (b'name,email\nA,a@b.c\n"B,b@b.c\n', "not CSV", "P.csv, line 3"),
        (b"name,email\n\0,a@b.c\n", "not a text file", "P.csv, line 2"),
    ],
)
def test_a_file_that_makes_no_sense_names_the_line(data: bytes, what: str, where: str) -> None:
    with pytest.raises(InputError, match=what) as caught:
        list(read(data, where="P.csv"))
    assert caught.value.where == where
    assert caught.value.remedy or "twice" in what


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("Ada", "1 cells, not 8"),
        ("Ada,nomail,,,,,,", "'nomail' is not an e-mail address"),
        (",a@b.c,,,,,,", "no name"),
        ("Ada,a@b.c,,9,,,,", "9' is not a level"),
        ("Ada,a@b.c,,4.5,,,,", "not a level"),
        ("Ada,a@b.c,,,,javascript:x,,", "is not a web address"),
        ("Ada,a@b.c,,,,,31.12.2026,", "is not a date"),
        ("Ada\x07,a@b.c,,,,,,", r"U\+0007"),
    ],
)
def test_a_row_that_makes_no_sense_does_not_stop_the_others(row: str, why: str) -> None:
    header = "name,email,id,level,result,evidence_url,valid_from,valid_until\n"
    found = list(read(f"{header}{row}\nBo,bo@example.org,,,,,,\n".encode()))
    assert isinstance(found[0], Rejected)
    assert found[0].line == 2
    assert re.search(why, found[0].reason)
    assert isinstance(found[1], Row)


def test_ids_of_credentials() -> None:
    def ids(data: bytes) -> list[tuple[str, str]]:
        return [(one.id, one.reason) for one in read_ids(data, where="x")]

    assert ids(b"person;id\nAda;urn:uuid:1\nBo;\n") == [("urn:uuid:1", "")]
    assert ids(b"urn:uuid:1\n\nurn:uuid:2\n") == [("urn:uuid:1", ""), ("urn:uuid:2", "")]
    assert ids(b"\xef\xbb\xbfid,Reason\nu:1,left\nu:2,\n") == [("u:1", "left"), ("u:2", "")]
    assert list(read_ids(b"", where="x")) == []
    [one] = read_ids(b"\nid\n", where="x.csv")
    assert (one.id, one.where) == ("id", "x.csv, line 2")
    with pytest.raises(InputError, match="column id is missing"):
        ids(b"person,what\na,b\n")


class Trickle(io.RawIOBase):
    """A table that is written while it is read; it counts how far one has read."""

    def __init__(self, lines: int) -> None:
        self.lines = self.left = lines

    def readline(self, size: int | None = -1) -> bytes:
        if self.left == self.lines:
            self.left -= 1
            return b"name,email\n"
        self.left -= 1
        return f"P{self.left},p{self.left}@example.org\n".encode() if self.left >= 0 else b""


def test_a_table_is_read_as_far_as_it_is_needed() -> None:
    source = Trickle(10**9)
    rows = read(source)  # type: ignore[arg-type]
    assert [next(rows).line for _ in range(3)] == [2, 3, 4]
    assert source.lines - source.left < 10


def test_what_is_wrong_at_the_end_is_told_there_with_its_line() -> None:
    rows = read(b"name,email\n" + b"A,a@b.c\n" * 5_000 + b"B\xe9,b@b.c\n", where="P.csv")
    found = []
    with pytest.raises(InputError) as caught:
        found.extend(rows)
    assert (len(found), caught.value.where) == (5_000, "P.csv, line 5002")


@pytest.mark.parametrize(
    "data",
    [
        b'name,em\r"ail',
        b'name,email\rAda,"ada@example.org"x\r',
        b"name,email\n" + b"x" * 200_000 + b",a@b\n",
        b"id\n" + b"x" * 200_000,
    ],
    ids=["return-and-quote", "returns-only", "endless-cell", "endless-id"],
)
def test_a_table_that_the_csv_reader_gives_up_on_is_refused_by_its_line(data: bytes) -> None:
    with pytest.raises(InputError) as caught:
        list(read(data))
    assert "line" in caught.value.where
    if len(data) > 100_000:
        with pytest.raises(InputError) as caught:
            list(read_ids(data, where="ids.csv"))
        assert "line" in caught.value.where
