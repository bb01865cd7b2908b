"""Plain CSV, OSMT, CASE and CTDL-ASN; and frameworks kept as files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from skillmark.nouns.errors import InputError
from skillmark.nouns.skill import Match, SkillKind
from skillmark.skills import starter
from skillmark.skills.exchange import case, ctdl, opening, osmt, store, table

TABLE = (
    "uri;label;label_de;definition;alt_labels;alt_labels_de;kind;group;broader;requires\n"
    "urn:a;Bake;Backen;Makes bread;baking|bread making;Brot backen;;Food;;urn:b\n"
    "urn:b;Dough;;;;;knowledge;Food;urn:a|urn:gone;\n"
    "urn:b;Again;;;;;;;;\n"
    ";No uri;;;;;;;;\n"
    "plain;Not a URI;;;;;;;;\n"
)
OSMT = (
    '"Canonical URL","RSD Name","Authors","Skill Statement","Category","Keywords",'
    '"O*NET Job Codes","Alignment Name","Alignment URL","Alignment Framework"\n'
    '"https://osmt.example/api/skills/1","Access Creation","A","Create access.","Security; IT",'
    '"authentication; logins","15-1212.00; 15-1244.00","Access","https://skills.example/1","Emsi"\n'
    '"","Backups","A","Make backups.","","","","","",""\n'
    '"","","","nameless","","","","","",""\n'
)
U = "https://case.example/ims/case/v1p1/CFItems/"
CASE: dict[str, Any] = {
    "CFDocument": {
        "identifier": "d", "uri": "https://case.example/d", "title": "Nursing", "creator": "State",
        "lastChangeDateTime": "2025-01-24T00:00:00Z", "language": "en",
        "licenseURI": {"title": "CC BY", "identifier": "l", "uri": "https://case.example/l"},
    },
    "CFItems": [
        {"identifier": "1", "uri": U + "1", "fullStatement": "Cares for patients safely.",
         "abbreviatedStatement": "Patient care", "conceptKeywords": ["nursing care"]},
        {"identifier": "2", "uri": U + "2", "fullStatement": "Washes hands.", "language": "EN_gb"},
        {"identifier": "3", "uri": U + "3", "fullStatement": "Gives injections."},
        {"identifier": "4", "uri": U + "4"},
        "nonsense",
    ],
    "CFAssociations": [
        {"associationType": kind, "originNodeURI": {"identifier": origin, "uri": "x:" + origin},
         "destinationNodeURI": {"identifier": target, "uri": uri}}
        for kind, origin, target, uri in [
            ("isChildOf", "1", "d", "https://case.example/d"),
            ("isChildOf", "2", "1", U + "1"),
            ("precedes", "2", "3", U + "3"),
            ("exactMatchOf", "3", "z", "https://elsewhere.example/z"),
            ("isRelatedTo", "1", "9", U + "9"),
            ("replacedBy", "1", "2", U + "2"),
        ]
    ],
}  # fmt: skip
R = "https://credentialengineregistry.org/resources/ce-"
CTDL: dict[str, Any] = {
    "@context": "https://credreg.net/ctdlasn/schema/context/json",
    "@graph": [
        {"@id": R + "f", "@type": "ceasn:CompetencyFramework", "ceasn:name": {"en-us": "Cooking"},
         "ceasn:inLanguage": ["en-us"], "ceasn:publisherName": {"en-us": "Kitchen"}},
        {"@id": R + "1", "@type": "ceasn:Competency", "ceasn:isTopChildOf": R + "f",
         "ceasn:isChildOf": R + "f", "ceasn:competencyLabel": {"en-us": "Soup", "de": "Suppe"},
         "ceasn:competencyText": {"en-us": "Cook soup."},
         "ceasn:conceptKeyword": {"en-us": ["broth", "stock"]},
         "ceasn:exactAlignment": ["https://skills.example/soup"]},
        {"@id": R + "2", "@type": ["ceasn:Competency"], "ceasn:competencyText": "Boil water.",
         "ceasn:isChildOf": [{"@id": R + "1"}], "ceasn:prerequisiteAlignment": R + "gone"},
        {"@id": R + "3", "@type": "ceasn:Competency"},
    ],
}  # fmt: skip


def written(folder: Path, name: str, content: str | dict[str, Any]) -> Path:
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def test_a_plain_table(tmp_path: Path) -> None:
    imported = table.read(written(tmp_path, "food skills.csv", TABLE))
    bake, dough = imported.framework.skills
    assert bake.label.as_mapping() == {"en": "Bake", "de": "Backen"}
    assert bake.alt_labels == (("en", "baking"), ("en", "bread making"), ("de", "Brot backen"))
    assert (bake.requires, bake.group, dough.kind) == (("urn:b",), "Food", SkillKind.KNOWLEDGE)
    assert (imported.framework.id, imported.relations) == ("food-skills", 2)
    assert [(one.line, one.reason.split()[0]) for one in imported.rejected] == [
        (4, "urn:b"), (5, "no"), (6, "'plain'"), (3, "urn:gone"),
    ]  # fmt: skip


def test_an_unknown_column_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="lable"):
        table.read(written(tmp_path, "t.csv", "uri,lable\n"))


def test_osmt_descriptors(tmp_path: Path) -> None:
    imported = osmt.read(written(tmp_path, "rsd.csv", OSMT))
    access, backups = imported.framework.skills
    assert access.uri == "https://osmt.example/api/skills/1"
    assert (str(access.definition), access.group) == ("Create access.", "Security")
    assert [words for _, words in access.alt_labels] == ["authentication", "logins"]
    assert [one.target.rpartition("/")[2] for one in access.alignments] == [
        "15-1212.00", "15-1244.00", "1",
    ]  # fmt: skip
    assert backups.uri == "urn:skillmark:rsd:backups"
    assert [one.line for one in imported.rejected] == [4]


def test_a_case_package(tmp_path: Path) -> None:
    imported = case.read(written(tmp_path, "p.json", CASE))
    care, wash, inject = imported.framework.skills
    assert (str(care.label), str(care.definition)) == ("Patient care", "Cares for patients safely.")
    assert wash.label.translations == (("en-GB", "Washes hands."),)
    assert (wash.broader, inject.requires) == ((U + "1",), (U + "2",))
    assert inject.alignments[0].match is Match.EXACT
    framework = imported.framework
    assert (framework.version, framework.publisher, framework.licence) == (
        "2025-01-24", "State", "CC BY",
    )  # fmt: skip
    assert [(one.match, one.target) for one in care.alignments] == [(Match.RELATED, U + "9")]
    assert (care.retired, care.replaced_by) == (True, (U + "2",))
    assert [one.file.partition("#")[2] for one in imported.rejected] == ["/CFItems/3", "/CFItems/4"]


def test_a_ctdl_framework(tmp_path: Path) -> None:
    imported = ctdl.read(written(tmp_path, "f.jsonld", CTDL))
    soup, water = imported.framework.skills
    assert soup.label.as_mapping() == {"en-US": "Soup", "de": "Suppe"}
    assert soup.alt_labels == (("en-US", "broth"), ("en-US", "stock"))
    assert (str(water.label), water.broader) == ("Boil water.", (R + "1",))
    assert soup.broader == ()
    assert (imported.framework.id, imported.framework.publisher) == (R + "f", "Kitchen")
    assert len(imported.rejected) == 2


def test_an_address_that_is_none_is_named_and_made_of_the_name(tmp_path: Path) -> None:
    """Found by the fuzzer: what has no address could not be written as a plain table."""
    content = "Canonical URL,RSD Name,Skill Statement\nnowhere,Bake,Bake bread.\n"
    imported = osmt.read(written(tmp_path, "rsd.csv", content))
    assert [one.uri for one in imported.framework.skills] == ["urn:skillmark:rsd:bake"]
    assert [(one.line, "not a URL" in one.reason) for one in imported.rejected] == [(2, True)]


@pytest.mark.parametrize("read", [case.read, ctdl.read, table.read, osmt.read])
@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"@graph": []}', '{"CFDocument": {}}', "[" * 9999]
)
def test_what_is_something_else_is_an_input_error(
    tmp_path: Path, read: opening.Importer, content: str
) -> None:
    with pytest.raises(InputError):
        read(written(tmp_path, "x.json", content))


def test_every_format_survives_being_kept(tmp_path: Path) -> None:
    for name, content, read in (
        ("a.csv", TABLE, table.read),
        ("b.csv", OSMT, osmt.read),
        ("c.json", CASE, case.read),
        ("d.json", CTDL, ctdl.read),
    ):
        path = written(tmp_path, name, content)
        framework = read(path).framework
        assert store.loads(store.dumps(framework)) == framework
        assert opening.framework(str(path)) == framework
        store.write(framework, tmp_path / "kept.json")
        assert opening.framework(str(tmp_path / "kept.json")) == framework


def test_the_starter_survives_being_kept() -> None:
    assert store.loads(store.dumps(starter.framework())) == starter.framework()
    assert opening.framework("starter") is starter.framework()


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"{}", b'{"format":"skillmark-framework/1"}', b'{"format":"framework/9"}',
     store.dumps(starter.framework()).replace(b'"label"', b'"lable"', 1)],
)  # fmt: skip
def test_a_damaged_file_is_an_input_error(content: bytes) -> None:
    with pytest.raises(InputError):
        store.loads(content)


def test_an_unrecognised_framework_is_an_input_error(tmp_path: Path) -> None:
    for name in ("nothing", str(tmp_path), str(written(tmp_path, "x.txt", "x"))):
        with pytest.raises(InputError):
            opening.framework(name)
    with pytest.raises(InputError, match="esco, onet"):
        opening.import_framework("sfia", tmp_path)
