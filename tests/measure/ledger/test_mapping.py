"""From an HR system's export to the ledger: proposed, asked about, read, refused by its lines."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmark.measure.ledger.columns import BY_NAME
from skillmark.measure.ledger.mapping import (
    Confidence,
    DayForm,
    Decimal,
    Mapping,
    Private,
    Rows,
    Rule,
    apply,
    look,
    mapping_of,
    propose,
    read_mapping,
)
from skillmark.measure.ledger.mapping.values import RefusedError, day, money, number
from skillmark.measure.ledger.reading import read_ledger
from skillmark.measure.ledger.simulate import simulate
from skillmark.measure.ledger.writing import write_ledger
from skillmark.nouns.errors import InputError, UnreadableError

GERMAN = """Personalnummer;Nachname;Vorname;Geburtsdatum;Geschlecht;E-Mail;Eintrittsdatum;\
Austrittsdatum;Bereich;Abteilung;Berufserfahrung (Jahre);Monatsgehalt bei Eintritt;Produktiv seit;\
Schulungsstunden;Schulungskosten;Leistungsbeurteilung;IBAN
1001;Müller;Änne;01.02.1990;w;aenne@x.example;01.03.2025;31.12.9999;IT;Netze;4,5;4.250,00 €;\
01.06.2025;12,5;1.200,00 €;2;DE02
1002;Öztürk;Deniz;03.04.1985;m;deniz@x.example;15.04.2025;30.09.2025;Vertrieb;Süd;0,5;3.800,00 €;;\
8;450,00 €;1;DE03
1003;Weiß;Kim;07.08.1999;d;kim@x.example;01.10.2025;;IT;Netze;-;5.100,50 €;;k.A.;0,00 €;;DE04
"""


def write(folder: Path, content: str | bytes, name: str = "export.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def proposed(path: Path):
    sheet = look(path)
    return sheet, propose(sheet.header, sheet.sample())


@pytest.fixture
def german(tmp_path: Path) -> Path:
    return write(tmp_path, GERMAN)


def answered(mapping: Mapping) -> Mapping:
    """What a person says after looking at the proposal."""
    columns = dict(mapping.columns)
    columns["starting_pay"] = replace(columns["starting_pay"], times=12.0)
    columns["performance"] = replace(columns["performance"], scale=(6.0, 1.0))
    return replace(mapping, columns=columns, as_of=date(2025, 11, 1))


def test_a_german_export_becomes_a_ledger(german: Path) -> None:
    sheet, found = proposed(german)
    assert (sheet.encoding, sheet.separator, sheet.recoded) == ("utf-8-sig", ";", False)
    sources = {guess.column: guess.source for guess in found.guesses}
    assert sources == {
        "person": "Personalnummer",
        "hired": "Eintrittsdatum",
        "left": "Austrittsdatum",
        "function": "Bereich",
        "team": "Abteilung",
        "experience_years": "Berufserfahrung (Jahre)",
        "starting_pay": "Monatsgehalt bei Eintritt",
        "days_to_productivity": "Produktiv seit",
        "training_hours": "Schulungsstunden",
        "training_cost": "Schulungskosten",
        "currency": "Monatsgehalt bei Eintritt",
        "performance": "Leistungsbeurteilung",
    }
    doubts = {g.column for g in found.guesses if g.confidence is Confidence.LIKELY}
    assert doubts == {"experience_years"}
    assert dict(found.left_out) == {
        "Nachname": Private.NAME,
        "Vorname": Private.NAME,
        "Geburtsdatum": Private.BIRTH,
        "Geschlecht": Private.PROTECTED,
        "IBAN": Private.MONEY,
    }
    assert found.address == "E-Mail"
    assert {(one.column, one.code) for one in found.questions} == {
        ("performance", "scale"),
        ("days_to_productivity", "as_of"),
        ("starting_pay", "pay_period"),
    }
    with pytest.raises(InputError, match="nobody has said: as_of") as caught:
        apply(found.mapping, sheet)
    assert caught.value.code == "open_question"

    made = apply(answered(found.mapping), sheet)
    ledger = made.read.ledger
    assert ledger is not None
    assert made.links == {}
    assert ledger.currency == "EUR"
    assert ledger.people.tolist() == ["1001", "1002", "1003"]
    assert ledger.number("starting_pay").tolist() == [51_000.0, 45_600.0, 61_206.0]
    np.testing.assert_allclose(ledger.number("performance"), [0.8, 1.0, np.nan])
    np.testing.assert_allclose(ledger.number("experience_years"), [4.5, 0.5, np.nan])
    # who left first was watched until then, who is there until the day of the export
    assert ledger.number("days_to_productivity").tolist() == [92.0, 168.0, 31.0]
    assert ledger.flag("productivity_censored").tolist() == [False, True, True]
    assert np.isnat(ledger.day("left")).tolist() == [True, False, True]
    said = repr(ledger.outcomes())
    assert not [word for word in ("Müller", "1990", "aenne", "DE02", "'w'") if word in said]


def test_an_english_export_asks_what_it_cannot_know(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "Employee ID\tHire Date\tTermination Date\tJob Family\tStarting Salary\tPerformance Rating"
        "\tTraining Hours (YTD)\tAnnual Salary\n"
        "A-1\t03/04/2025\t\tData\t$52,000\t4\t1,250\t60000\n"
        "A-2\t05/04/2025\t2025-09-30T17:00:00Z\tSoftware\t$61,500.00\t3\t20\t1\n",
    )
    sheet, found = proposed(path)
    asked = {(one.column, one.code) for one in found.questions}
    assert asked == {
        ("hired", "day"),
        ("starting_pay", "currency"),
        ("performance", "scale"),
        ("training_hours", "decimal"),
    }
    assert dict(found.left_out) == {"Annual Salary": Private.PAY}
    columns = dict(found.mapping.columns)
    columns["currency"] = Rule(fixed="USD")
    columns["performance"] = replace(columns["performance"], scale=(1.0, 5.0))
    half = apply(replace(found.mapping, columns=columns), sheet)
    assert half.read.ledger is None
    assert [(p.line, p.column, p.code) for p in half.read.problems] == [
        (2, "Hire Date", "two_days"),
        (2, "Training Hours (YTD)", "two_numbers"),
        (3, "Hire Date", "two_days"),
    ]
    assert half.read.problems[0].said == ("03/04/2025", "2025-04-03", "2025-03-04")
    columns["hired"] = replace(columns["hired"], day=DayForm.MONTH_FIRST)
    columns["training_hours"] = replace(columns["training_hours"], decimal=Decimal.POINT)
    ledger = apply(replace(found.mapping, columns=columns), sheet).read.ledger
    assert ledger is not None
    assert ledger.day("hired").astype(str).tolist() == ["2025-03-04", "2025-05-04"]
    assert ledger.number("training_hours").tolist() == [1250.0, 20.0]
    assert ledger.number("performance").tolist() == [0.75, 0.5]
    assert ledger.currency == "USD"


@pytest.mark.parametrize(
    ("broken", "line", "column", "code"),
    [
        (("1002;", "1001;"), 3, "Personalnummer", "duplicate_person"),
        (("1002;", ";"), 3, "Personalnummer", "no_person"),
        (("30.09.2025", "30.09.2024"), 3, "Austrittsdatum", "dates_reversed"),
        (("01.06.2025", "01.02.2025"), 2, "Produktiv seit", "dates_reversed"),
        (("15.04.2025", "31.02.2025"), 3, "Eintrittsdatum", "not_a_day"),
        (("15.04.2025", "15.04.25"), 3, "Eintrittsdatum", "not_a_day"),
        (("450,00 €", "450,00 $"), 3, "Schulungskosten", "which_currency"),
        (("450,00 €", "450,00 USD"), 3, "Schulungskosten", "two_currencies"),
        (("450,00 €", "450,00"), 3, "Schulungskosten", "which_currency"),
        (("450,00 €", "viel"), 3, "Schulungskosten", "not_a_number"),
        (("450,00 €", "-450,00 €"), 3, "Schulungskosten", "out_of_range"),
        (("450,00 €;1;", "450,00 €;7;"), 3, "Leistungsbeurteilung", "off_scale"),
        (("450,00 €;1;", "450,00 €;gut;"), 3, "Leistungsbeurteilung", "off_words"),
        (("Vertrieb;", "Vertrieb;zu viel;"), 3, "", "wrong_width"),
        (("Vertrieb;", "V" * 201 + ";"), 3, "Bereich", "too_long"),
    ],
)
def test_each_mistake_is_told_in_the_sources_own_lines_and_names(
    german: Path, broken, line: int, column: str, code: str
) -> None:
    mapping = answered(proposed(german)[1].mapping)
    german.write_text(GERMAN.replace(*broken), encoding="utf-8")
    read = apply(mapping, german).read
    assert read.ledger is None
    assert [(p.line, p.column, p.code) for p in read.problems] == [(line, column, code)]
    assert (read.mistakes, read.counted) == (1, {(column, code): 1})
    # who is not concerned can go in; of two who say to be the same person neither can
    there = [] if read.sound is None else read.sound.people.tolist()
    assert there == (
        ["1003"]
        if code == "duplicate_person"
        else ["1002", "1003"]
        if line == 2
        else ["1001", "1003"]
    )


@pytest.mark.parametrize(
    ("encode", "encoding"),
    [
        (lambda text: text.encode("utf-8-sig"), "utf-8-sig"),
        (lambda text: text.encode("cp1252"), "cp1252"),
        (lambda text: text.encode("utf-16"), "utf-16"),
    ],
)
def test_encodings_are_recognised_and_said(tmp_path: Path, encode, encoding: str) -> None:
    title = "Mitarbeiterliste, Stand 01.11.2025\r\n\r\n"
    body = GERMAN.replace("Öztürk", "Ozturk").replace("Süd", "Süd\nOst", 1).replace("\n", "\r\n")
    body = body.replace("Süd\r\nOst", '"Süd\r\nOst"')
    sheet, found = proposed(write(tmp_path, encode(title + body)))
    assert (sheet.encoding, sheet.starts) == (encoding, 3)
    ledger = apply(answered(found.mapping), sheet).read.ledger
    assert ledger is not None
    assert ledger.word("team").levels == ("Netze", "Süd\r\nOst")
    bad = body.replace("01.10.2025", "31.31.2025")
    read = apply(answered(found.mapping), write(tmp_path, encode(title + bad))).read
    assert [p.line for p in read.problems] == [7], "its own line, below one of two lines"


def read_first_column(path: Path) -> None:
    sheet = look(path)
    apply(Mapping(columns={"person": Rule(source=sheet.header[:1])}), sheet)


def test_what_is_no_table_is_refused(tmp_path: Path) -> None:
    for content, words in (
        (b"PK\x03\x04rest", "workbook"),
        (b"", "header row"),
        (b"a,,b\n1,2,3\n", "no name"),
        (b"a\0b,c\n", "no text"),
        (b'a,b\n"1,2\n', "not CSV"),
        (b"person\n", "no rows"),
    ):
        with pytest.raises(UnreadableError, match=words):
            read_first_column(write(tmp_path, content))
    sheet = look(write(tmp_path, b"sep=;\nid;Datum;Datum;;\n1;2;3;;\n"))
    assert (sheet.header, sheet.width) == (("id", "Datum", "Datum (2)"), 5)


def test_several_rows_a_person_follow_a_stated_rule(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "ID,Hire Date,Training Hours,Salary at hire,Team\n"
        "a,2025-01-01,2,100 EUR,Red\nb,2025-02-01,,300 EUR,\na,2025-03-01,3.5,200 EUR,Blue\n"
        "a,,,,\nb,2025-02-01,x,,\n",
    )
    assert ("training_hours", "does_not_fit") in {
        (one.column, one.code) for one in proposed(path)[1].questions
    }
    wrong = path.read_text()
    path.write_text(wrong.replace("x", ""))
    mapping = proposed(path)[1].mapping
    path.write_text(wrong)
    assert [p.code for p in apply(mapping, path).read.problems] == [
        "duplicate_person", "duplicate_person", "duplicate_person", "not_a_number",
    ]  # fmt: skip
    summed = replace(mapping, rows=Rows.FIRST, summed=("training_hours",))
    read = apply(summed, path).read
    assert [p.line for p in read.problems] == [6]
    assert read.rows == 5
    assert read.sound is not None
    assert read.sound.people.tolist() == ["a"], "a sum of what cannot be read is no sum"
    path.write_text(wrong.replace("x", ""))
    first, last = (
        apply(replace(summed, rows=rows), path).read.ledger for rows in (Rows.FIRST, Rows.LAST)
    )
    for ledger, pay, day_, team in ((first, 100, "01-01", "Red"), (last, 200, "03-01", "Blue")):
        assert ledger.number("training_hours").tolist()[0] == 5.5
        assert np.isnan(ledger.number("training_hours")[1])
        assert ledger.number("starting_pay").tolist() == [pay, 300]
        assert ledger.day("hired").astype(str)[0] == f"2025-{day_}"
        assert [ledger.word("team").at(i) for i in range(2)] == [team, ""]


def test_an_address_serves_the_link_and_never_reaches_the_ledger(german: Path) -> None:
    mapping = replace(answered(proposed(german)[1].mapping), link="E-Mail")
    german.write_text(GERMAN.replace("deniz@x", "DENIZ@x").replace("15.04.2025", "?"))
    made = apply(mapping, german)
    assert made.links == {"1001": "aenne@x.example", "1003": "kim@x.example"}
    assert "x.example" not in write_ledger(made.read.sound)


def test_a_ledger_of_our_own_is_read_as_it_is(tmp_path: Path) -> None:
    made = simulate(people=80, today=date(2026, 11, 1), rng=np.random.default_rng(2)).ledger
    path = write(tmp_path, write_ledger(made))
    sheet, found = proposed(path)
    assert not found.questions
    assert {guess.column for guess in found.guesses} == set(BY_NAME)
    again = apply(found.mapping, sheet).read.ledger
    assert again is not None
    assert again.outcomes() == read_ledger(path).outcomes() == made.outcomes()


NAMES = st.sampled_from(list(BY_NAME))
TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8)
WHO = st.text(st.characters(categories=["L", "N", "P"]), min_size=1, max_size=8)
DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))
AMOUNTS = st.integers(-(10**9), 10**9).map(lambda cents: cents / 100)


@st.composite
def mappings(draw: st.DrawFn) -> Mapping:
    columns: dict[str, Rule] = {
        "person": Rule(source=tuple(draw(st.lists(TEXT, min_size=1, max_size=2, unique=True))))
    }
    if draw(st.booleans()):
        columns["hired"] = Rule(source=(draw(TEXT),), day=draw(st.sampled_from([None, *DayForm])))
    if draw(st.booleans()):
        columns["starting_pay"] = Rule(
            source=(draw(TEXT),), decimal=draw(st.sampled_from([None, *Decimal])), times=12.0
        )
        columns["currency"] = draw(st.sampled_from([Rule(fixed="EUR"), Rule(from_amount=True)]))
    if draw(st.booleans()):
        columns["performance"] = Rule(
            source=(draw(TEXT),), scale=(5.0, 1.0), values=draw(st.dictionaries(TEXT, TEXT))
        )
    if draw(st.booleans()):
        columns["group:" + draw(TEXT).replace(" ", "x").strip() + "y"] = Rule(source=(draw(TEXT),))
    rows = draw(st.sampled_from(Rows))
    summed = ("starting_pay",) if rows is not Rows.REFUSE and "starting_pay" in columns else ()
    return Mapping(columns=columns, rows=rows, summed=summed, link=draw(st.just("") | TEXT))


@given(mappings())
def test_a_mapping_is_its_json(mapping: Mapping) -> None:
    text = json.dumps(mapping.as_json(), ensure_ascii=False)
    assert read_mapping(text) == mapping
    assert read_mapping(text).digest == mapping.digest
    assert replace(mapping, link=mapping.link + "x").digest != mapping.digest


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"mapping": 2}, "version 2"),
        ({"colums": {}}, "unknown member 'colums'"),
        ({"columns": {"salary": {"source": ["a"]}}}, "no column 'salary'"),
        ({"columns": {"hired": {"source": ["a"], "scale": [1, 5]}}}, "says nothing of a day"),
        ({"columns": {"hired": {}}}, "one of source, fixed and from_amount"),
        ({"columns": {"hired": {"source": ["a", "b"]}}}, "only ids and words"),
        ({"columns": {"hired": {"source": ["a"], "day": "us"}}}, "'us' is not known"),
        ({"columns": {"influence": {"source": ["a"], "scale": [3, 3]}}}, "are the same"),
        ({"columns": {"peer_hours": {"source": ["a"], "times": 0}}}, "above 0"),
        ({"rows": "sum"}, "'sum' is not known"),
        ({"summed": ["peer_hours"]}, "cannot be added up"),
        ({"as_of": "1.1.2026"}, "is not a day"),
    ],
)
def test_a_mapping_with_a_mistake_is_refused_by_name(change: dict, words: str) -> None:
    said = {"mapping": 1, "columns": {"person": {"source": ["id"]}}, **change}
    with pytest.raises(InputError, match=words):
        mapping_of(said)


@given(DAYS, st.sampled_from(["T09:30:00Z", " 09:30", ""]))
def test_a_day_is_read_however_it_is_written(wanted: date, time: str) -> None:
    for text in (
        f"{wanted:%Y-%m-%d}",
        f"{wanted:%d.%m.%Y}",
        f"{wanted:%Y%m%d}",
        f"{wanted:%d %b %Y}",
    ):
        assert day(text + time) == wanted
    slashes = f"{wanted:%m/%d/%Y}{time}"
    assert day(slashes, DayForm.MONTH_FIRST) == wanted
    if wanted.day <= 12 and wanted.day != wanted.month:
        with pytest.raises(RefusedError, match="two_days"):
            day(slashes)
    else:
        assert day(slashes) == wanted
    serial = (wanted - date(1899, 12, 30)).days
    assert day(str(serial), DayForm.EXCEL) == wanted
    assert day("45678", DayForm.EXCEL_1904) == date(1904, 1, 1) + timedelta(45678)


@given(AMOUNTS)
def test_an_amount_is_read_however_it_is_written(amount: float) -> None:
    english = f"{amount:,.2f}"
    german = english.translate(str.maketrans(",.", ".,"))
    for text in (english, german, german.replace(".", "\u202f"), english.replace(",", "’")):
        assert float(number(text)) == amount
    for text in (f"{german} €", f"€ {german}", f"{german} EUR", f"EUR{german}"):
        assert (float(money(text)[0]), money(text)[1]) == (amount, "EUR")
    assert money(f"{english} $", currency="CAD")[1] == "CAD"
    if amount >= 1:
        whole = f"{int(amount):,}"
        if whole.count(",") == 1 and len(whole) > 4:
            with pytest.raises(RefusedError, match="two_numbers"):
                number(whole)
            assert float(number(whole, Decimal.POINT)) == int(amount)


@given(
    st.lists(
        st.tuples(WHO, DAYS, AMOUNTS.map(abs)),
        min_size=1,
        unique_by=lambda row: row[0],
    )
)
def test_what_is_applied_is_what_was_written(tmp_path_factory, rows) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter="\t")
    writer.writerow(["Personalnummer", "Eintritt", "Schulungskosten (EUR)"])
    writer.writerows(
        (who, f"{when:%d.%m.%Y}", str(cost).replace(".", ",")) for who, when, cost in rows
    )
    path = write(tmp_path_factory.mktemp("x"), out.getvalue())
    sheet = look(path)
    mapping = replace(propose(sheet.header, sheet.sample()).mapping)
    columns = dict(mapping.columns)
    columns["training_cost"] = replace(columns["training_cost"], decimal=Decimal.COMMA)
    ledger = apply(replace(mapping, columns=columns), sheet).read.ledger
    kept = [row for row in rows if row[0] not in mapping.empty]
    if len(kept) < len(rows):
        assert ledger is None
        return
    assert ledger is not None
    assert [o.person for o in ledger.outcomes()] == [who for who, _when, _cost in rows]
    assert [o.hired for o in ledger.outcomes()] == [
        None if f"{when:%d.%m.%Y}" in mapping.empty else when for _who, when, _cost in rows
    ]
    assert ledger.number("training_cost").tolist() == [cost for _who, _when, cost in rows]
