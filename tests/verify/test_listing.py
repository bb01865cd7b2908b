"""Tables and lists of links, as recruiters and registrars have them."""

from __future__ import annotations

import csv
import io
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmark.verify import listing
from skillmark.verify.source import Expected, Source
from skillmark.verify.sources import expand, listed, opened

A, B = "https://a.example/1", "https://b.example/2"


def said(found: list[Source]) -> list[tuple[str, str, str]]:
    """Name, expected holder and expected person of each."""
    return [
        (s.name, s.expected.holder if s.expected else "", s.expected.person if s.expected else "")
        for s in found
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"url\n{A}\n{B}\n", [(A, "", ""), (B, "", "")]),
        (f"{A}\n{B}", [(A, "", ""), (B, "", "")]),
        (f"{A}?x=1,2;3\n{B}", [(f"{A}?x=1,2;3", "", ""), (B, "", "")]),
        (f"Name;E-Mail;Nachweis\nAda;ada@x.example;{A}\n", [(A, "ada@x.example", "Ada")]),
        (f"holder\tlink\ndid:example:ada\t{A}\n", [(A, "did:example:ada", "")]),
        (f"holder,link\nAda Lovelace,{A}\n", [(A, "", "Ada Lovelace")]),
        (f"First name,Last_name,badge_url\nAda,Lovelace,{A}\n", [(A, "", "Ada Lovelace")]),
        (f"Applicants of May\n\nemail,badge\nada@x.example,{A}\n", [(A, "ada@x.example", "")]),
        (f"{A},ada@x.example\n", [(A, "ada@x.example", "")]),
        (f"ada@x.example,hr@x.example,{A}\n", [(A, "", "")]),
        (f"contact,badge\nhr@x.example,{A}\n", [(A, "", "")]),
        (f"name,linkedin,badge\nAda,https://l.example/ada,{A}\n", [(A, "", "Ada")]),
        (f"name,first,second\nAda,{A},{B}\n", [(A, "", "Ada"), (B, "", "Ada")]),
        (f'email,badges\na@x.de,"{A}\n{B}"\n', [(A, "a@x.de", ""), (B, "a@x.de", "")]),
        (f"badge\n{A.replace('https', 'HTTPS')}\n", [("HTTPS://a.example/1", "", "")]),
        ("name,town\nAda,London\n", [("T.csv:2", "", "Ada")]),
        ("one,two\n1,2\n", []),
        ("", []),
        ("\n\n ;; \n", []),
    ],
)  # fmt: skip
def test_tables(text: str, found: list[tuple[str, str, str]]) -> None:
    assert said(list(listing.table(text, "T.csv"))) == found


def test_a_line_without_a_link_is_told_with_whose_it_is() -> None:
    text = f"email;badge\nada@x.example;\nzoe@x.example;www.b.example\n;;\neve@x.example;{A}\n"
    ada, zoe, eve = listing.table(text, "T.csv")
    assert (ada.name, ada.expected) == ("T.csv:2", Expected(2, "ada@x.example"))
    assert "no link" in str(ada.error)
    assert (zoe.name, zoe.expected) == ("T.csv:3", Expected(3, "zoe@x.example"))
    assert "'www.b.example' is no web link" in str(zoe.error)
    assert (eve.name, eve.error, eve.expected) == (A, None, Expected(5, "eve@x.example"))


def test_a_cell_may_hold_the_credential_itself() -> None:
    [token, whole] = listing.table('badge;email\neyJ.e30.x;a@x.example\n"{""a"":1}";\n', "T.csv")
    assert (token.name, token.data, token.expected) == (
        "T.csv:2", b"eyJ.e30.x", Expected(2, "a@x.example"),
    )  # fmt: skip
    assert (whole.name, whole.data) == ("T.csv:3", b'{"a":1}')


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_names_survive_the_encodings_of_spreadsheets(encoding: str) -> None:
    data = f"name,email,url\nZoë Müller,zoe@x.example,{A}\n".encode(encoding)
    assert said(list(opened("T.csv", data))) == [(A, "zoe@x.example", "Zoë Müller")]


def letters(alphabet: str, *, least: int = 0, most: int) -> st.SearchStrategy[str]:
    drawn = st.lists(st.sampled_from(alphabet), min_size=least, max_size=most)
    return drawn.map("".join)


ROWS = st.lists(
    st.tuples(
        letters("AZaeiouäßé'-.,; \t\"", most=16),
        letters("abcxyz", least=1, most=6).map("{}@mail.example".format),
        letters("az09;,=?&-", most=8).map("https://a.example/{}".format),
    ),
    min_size=1,
    max_size=12,
)


@given(ROWS, st.sampled_from(",;\t"), st.permutations([0, 1, 2]), st.sampled_from(["\n", "\r\n"]))
def test_what_a_spreadsheet_writes_is_read_back(
    rows: list[tuple[str, str, str]], mark: str, order: list[int], end: str
) -> None:
    names = ("name", "e-mail", "link")
    out = io.StringIO()
    writer = csv.writer(out, delimiter=mark, lineterminator=end)
    for row in (names, *rows):
        writer.writerow([row[place] for place in order])
    found = said(list(listing.table(out.getvalue(), "T.csv")))
    assert [(u, h) for u, h, _ in found] == [(url, mail) for _, mail, url in rows]
    assert [person for _, _, person in found] == [name.strip() for name, _, _ in rows]


@given(st.binary(max_size=400), st.sampled_from(["a.csv", "a.tsv", "a.txt", "a.jsonl", "a"]))
def test_no_bytes_break_the_reading_of_lists(data: bytes, name: str) -> None:
    for source in opened(name, data):
        assert source.name


def test_a_cell_that_no_table_has_is_one_line_of_trouble() -> None:
    text = f"badge\n{A}\n" + '"' + "x" * 200_000
    first, broken = listing.table(text, "T.csv")
    assert first.name == A
    assert "no table" in str(broken.error)


def test_pasted_cells_of_a_spreadsheet_are_a_table() -> None:
    text = f"Ada\tada@x.example\t{A}\nZoë\tzoe@x.example\t{B}\n"
    assert said(list(listing.pasted(text, "pasted"))) == [
        (A, "ada@x.example", ""), (B, "zoe@x.example", ""),
    ]  # fmt: skip
    text = f"email;badge\nada@x.example;{A}\n"
    assert said(list(listing.pasted(text, "pasted"))) == [(A, "ada@x.example", "")]


def test_a_list_of_links_may_have_comments(tmp_path: Path) -> None:
    (tmp_path / "links.txt").write_text(f"# May\n{A}\n\n{B},\n")
    (tmp_path / "notes.txt").write_text("Ada called.\nhttps://a.example is her page.\n")
    names = [source.name for source in listed([str(tmp_path / "links.txt"), str(tmp_path)])]
    assert names == [A, B, A, B, str(tmp_path / "notes.txt")]


def test_links_in_lines_and_in_archives(tmp_path: Path) -> None:
    import zipfile

    lines = f'"{A}"\n{{"x":1}}\n{B}\n'
    (tmp_path / "l.jsonl").write_text(lines)
    with zipfile.ZipFile(tmp_path / "z.zip", "w") as archive:
        archive.writestr("t.csv", f"email,badge\na@x.example,{A}\n")
        archive.writestr("l.jsonl", lines)
        archive.writestr("in.zip", b"PK\x03\x04")
    one, other = str(tmp_path / "l.jsonl"), str(tmp_path / "z.zip")
    found = list(listed([one, other]))
    assert said(found) == [
        (A, "", ""), (f"{one}:2", "", ""), (B, "", ""),
        (A, "a@x.example", ""),
        (A, "", ""), (f"{other}:l.jsonl:2", "", ""), (B, "", ""),
        (f"{other}:in.zip", "", ""),
    ]  # fmt: skip
    assert "inside an archive" in str(found[-1].error)


def test_a_table_without_links_says_so(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("a,b\n1,2\n")
    [source] = expand([str(tmp_path / "t.csv")])
    assert "no line of this table names a link" in str(source.error)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ('{"a": "}{"}\n{"b": {"c": "\\"}"}}', ['{"a": "}{"}', '{"b": {"c": "\\"}"}}']),
        (
            "https://a.example/1,\n\n https://a.example/2 ",
            ["https://a.example/1", "https://a.example/2"],
        ),
        ('{"open": ', ['{"open": ']),
        ("", []),
        ("{" * 50_000, ["{" * 50_000]),
    ],
)
def test_pasted_text_is_taken_apart(text: str, pieces: list[str]) -> None:
    assert list(listing.pieces_of(text)) == pieces


def test_a_long_text_is_taken_apart_no_further_than_somebody_asks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    closed: list[int] = []
    closing = listing._closing
    monkeypatch.setattr(
        listing, "_closing", lambda text, start: closed.append(start) or closing(text, start)
    )
    found = list(islice(listing.pasted("{}" * 2_000_000, "pasted text"), 3))
    assert [source.name for source in found] == ["pasted text 1", "pasted text 2", "pasted text 3"]
    assert len(closed) == 3
