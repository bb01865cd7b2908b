"""O*NET's official database files."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from skillmark.nouns.errors import InputError, UnreadableError
from skillmark.skills.exchange import onet, sheets

OCCUPATIONS = [
    ["O*NET-SOC Code", "Title", "Description"],
    ["11-0000.00", "Bakers", "Bake."],
    ["", "Nobody", ""],
]
RATED = [
    ["O*NET-SOC Code", "Title", "Element ID", "Element Name", "Scale ID", "Data Value",
     "Recommend Suppress", "Not Relevant"],
    ["11-0000.00", "Bakers", "2.A.1.a", "Reading", "IM", 3.5, "N", None],
    ["11-0000.00", "Bakers", "2.A.1.a", "Reading", "LV", 4.25, "N", "N"],
    ["11-0000.00", "Bakers", "2.A.1.b", "Singing", "IM", 1.5, "N", None],
    ["11-0000.00", "Bakers", "2.A.1.b", "Singing", "LV", 0.5, "Y", "N"],
    ["11-0000.00", "Bakers", "2.A.1.c", "Flying", "LV", 0, "N", "Y"],
    ["11-0000.00", "Bakers", "2.A.1.a", "Reading", "LV", "much", "N", "N"],
    ["99-0000.00", "Nobody", "2.A.1.a", "Reading", "LV", 1, "N", "N"],
]  # fmt: skip
TECHNOLOGY = [
    ["O*NET-SOC Code", "Title", "Example", "Commodity Code", "Commodity Title",
     "Hot Technology", "In Demand"],
    ["11-0000.00", "Bakers", "Oven & Co", 43230000, "Oven software", "Y", "Y"],
    ["11-0000.00", "Bakers", "Timer", 43230000, "Oven software", "N", "N"],
]  # fmt: skip
TITLES = [
    ["O*NET-SOC Code", "Title", "Alternate Title", "Short Title", "Source(s)"],
    ["11-0000.00", "Bakers", "Bread Maker", None, "08"],
    ["11-0000.00", "Bakers", "Bread Maker", "n/a", "08"],
]
MODEL = [["Element ID", "Element Name", "Description"], ["2.A.1.a", "Reading", "Understands."]]
FILES = {
    "Occupation Data": OCCUPATIONS,
    "Skills": RATED,
    "Technology Skills": TECHNOLOGY,
    "Alternate Titles": TITLES,
    "Content Model Reference": MODEL,
}


def workbook(rows: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.fixture
def release(tmp_path: Path) -> Path:
    folder = tmp_path / "db_29_3_excel"
    folder.mkdir()
    for name, rows in FILES.items():
        (folder / f"{name}.xlsx").write_bytes(workbook(rows))
    return folder


def test_levels_importance_and_flags(release: Path) -> None:
    imported = onet.read(release)
    framework = imported.framework
    assert framework.version == "29.3"
    (baker,) = framework.occupations
    by_label = {str(skill.label): skill for skill in framework.skills}
    reading, singing, oven = by_label["Reading"], by_label["Singing"], by_label["Oven & Co"]
    assert baker.levels == ((reading.uri, 4.25),)
    assert baker.level_scale == "onet-level"
    assert baker.essential == (reading.uri, oven.uri)
    assert baker.optional == (singing.uri, by_label["Timer"].uri)
    assert baker.in_demand == (oven.uri,)
    assert (oven.tags, by_label["Timer"].tags) == (("hot",), ())
    assert baker.alt_labels == (("en", "Bread Maker"),)
    assert str(reading.definition) == "Understands."
    assert oven.uri.endswith("e=Oven+%26+Co")
    assert dict(framework.groups)["43230000"].as_mapping() == {"en": "Oven software"}


def test_rejected_rows_name_file_and_line(release: Path) -> None:
    found = [(one.file, one.line) for one in onet.read(release).rejected]
    assert found == [("Occupation Data.xlsx", 3), ("Skills.xlsx", 7), ("Skills.xlsx", 8)]


def test_the_text_edition_says_the_same(release: Path, tmp_path: Path) -> None:
    archive = tmp_path / "db_29_3_text.zip"
    with zipfile.ZipFile(archive, "w") as text:
        for name, rows in FILES.items():
            lines = ["\t".join("" if cell is None else str(cell) for cell in row) for row in rows]
            text.writestr(f"db_29_3_text/{name}.txt", "\n".join(lines) + "\n")
    assert onet.read(archive).framework == onet.read(release).framework


def test_a_workbook_is_read_as_another_reader_reads_it() -> None:
    rows: list[list[object]] = [
        ["a", None, "c & <d>", 1, 2.5],
        [None, None, "ü\nline", "", "a"],
        ["last"],
        [None] * 30 + ["AE"],
    ]
    expected = [["" if cell is None else str(cell) for cell in row] for row in rows]
    found = list(sheets.rows(workbook(rows), where="w"))
    assert [row + [""] * (31 - len(row)) for row in found] == [
        row + [""] * (31 - len(row)) for row in expected
    ]


@pytest.mark.parametrize("content", [b"", b"PK", b"not a workbook", None])
def test_what_is_no_workbook_is_unreadable(content: bytes | None) -> None:
    if content is None:
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            archive.writestr("xl/worksheets/sheet1.xml", "<worksheet><row>")
        content = stream.getvalue()
    with pytest.raises(UnreadableError):
        list(sheets.rows(content, where="w"))


def test_entity_bombs_are_refused() -> None:
    bomb = (
        '<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><worksheet><row>&c;</row></worksheet>'
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("xl/worksheets/sheet1.xml", bomb)
    with pytest.raises(UnreadableError, match="document type"):
        list(sheets.rows(stream.getvalue(), where="w"))


def test_no_occupations_is_an_input_error(tmp_path: Path) -> None:
    (tmp_path / "Skills.xlsx").write_bytes(workbook(RATED))
    with pytest.raises(InputError, match="no O\\*NET occupations"):
        onet.read(tmp_path)


@pytest.mark.slow
def test_the_official_release_counts_as_published(shared: Path) -> None:
    imported = onet.read(shared / "data" / "onet-29.3")
    framework = imported.framework
    assert (framework.version, len(framework.occupations)) == ("29.3", 1_016)
    assert sum(len(one.in_demand) for one in framework.occupations) == 2_339
    assert all(0 <= level <= 7 for one in framework.occupations for _, level in one.levels)
    assert imported.rejected == ()


def test_tasks_zones_neighbours_and_what_else_is_rated(release: Path) -> None:
    head = ["O*NET-SOC Code", "Element ID", "Element Name", "Scale ID", "Data Value"]
    further: dict[str, list[list[object]]] = {
        "Occupation Data": [*OCCUPATIONS, ["11-0000.01", "Cooks", "Cook."]],
        "Task Statements": [
            ["O*NET-SOC Code", "Task", "Task Type"],
            ["11-0000.00", "Sweep.", "Supplemental"],
            ["11-0000.00", "Knead.", "Core"],
        ],
        "Job Zones": [["O*NET-SOC Code", "Job Zone"], ["11-0000.00", 2]],
        "Related Occupations": [
            ["O*NET-SOC Code", "Related O*NET-SOC Code", "Index"],
            ["11-0000.00", "11-0000.01", 1],
            ["11-0000.00", "11-9999.99", 2],
        ],
        "Abilities": [head, ["11-0000.00", "1.A.1", "Stamina", "IM", 3.2]],
        "Work Activities": [head, ["11-0000.00", "4.A.1", "Lifting", "LV", 2]],
        "Work Styles": [head, ["11-0000.00", "1.C.1", "Care", "IM", "nan"]],
    }
    for name, rows in further.items():
        (release / f"{name}.xlsx").write_bytes(workbook(rows))
    imported = onet.read(release)
    baker = imported.framework.occupations[0]
    assert [str(task) for task in baker.tasks] == ["Knead.", "Sweep."]
    assert baker.details == (("job zone", "2"),)
    assert baker.related == (imported.framework.occupations[1].uri,)
    by_label = {str(skill.label): skill for skill in imported.framework.skills}
    groups = {name: by_label[name].group for name in ("Reading", "Stamina", "Lifting", "Care")}
    assert groups == {
        "Reading": "skill",
        "Stamina": "ability",
        "Lifting": "activity",
        "Care": "style",
    }
    assert dict(baker.importance)[by_label["Reading"].uri] == 3.5
    assert by_label["Stamina"].uri in baker.essential
    places = {(one.file, one.line) for one in imported.rejected}
    assert {("Related Occupations.xlsx", 3), ("Work Styles.xlsx", 2)} <= places
