"""Plain CSV, OSMT, CASE and CTDL-ASN; and frameworks kept as files."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from skillmark.nouns.errors import InputError
from skillmark.nouns.skill import Match, SkillKind
from skillmark.skills import starter
from skillmark.skills.exchange import case, ctdl, opening, osmt, release, store, table
from skillmark.skills.graph import SkillGraph

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


def test_a_prerequisite_in_ctdl_names_what_comes_after(tmp_path: Path) -> None:
    """CTDL-ASN: "this competency is a prerequisite to the referenced competency"."""
    nodes = [
        {"@id": "urn:a", "@type": "ceasn:Competency", "ceasn:competencyText": "Boil",
         "ceasn:prerequisiteAlignment": ["urn:b"], "ceasn:weight": 0.5,
         "ceasn:comment": {"en": ["Mind the pot."]}},
        {"@id": "urn:b", "@type": "ceasn:Competency", "ceasn:competencyText": "Cook",
         "ceasn:isChildOf": {"@list": [{"@id": "urn:a"}]}},
    ]  # fmt: skip
    boil, cook = ctdl.read(written(tmp_path, "g.json", {"@graph": nodes})).framework.skills
    assert (cook.requires, boil.requires, cook.broader) == (("urn:a",), (), ("urn:a",))
    assert boil.details == (("ceasn:weight", "0.5"), ("ceasn:comment", "Mind the pot."))
    alone = ctdl.read(written(tmp_path, "one.json", nodes[1] | {"@context": "x"}))
    assert [str(one.label) for one in alone.framework.skills] == ["Cook"]
    assert len(alone.rejected) == 1


def test_translations_in_case_are_one_skill(tmp_path: Path) -> None:
    package = {
        "CFDocument": {"title": "T", "identifier": "d", "uri": "urn:d", "language": "en"},
        "CFItems": [
            {"identifier": "2", "uri": "urn:2", "fullStatement": "Backt.", "language": "de_AT"},
            {"identifier": "1", "uri": "urn:1", "fullStatement": "Bakes.",
             "educationLevel": ["09"]},
        ],
        "CFAssociations": [
            {"associationType": "isTranslationOf", "originNodeURI": {"uri": "urn:1"},
             "destinationNodeURI": {"identifier": "2"}},
            {"associationType": "ext:seeAlso", "originNodeURI": {"uri": "urn:1"},
             "destinationNodeURI": {"uri": "urn:elsewhere"}},
        ],
    }  # fmt: skip
    (skill,) = case.read(written(tmp_path, "p.json", package)).framework.skills
    assert skill.uri == "urn:1"
    assert skill.label.as_mapping() == {"en": "Bakes.", "de-AT": "Backt."}
    assert skill.details == (("educationLevel", "09"), ("ext:seeAlso", "urn:elsewhere"))


@pytest.mark.parametrize(
    ("read", "name", "content"),
    [
        (table.read, "t.csv", "uri,label,broader\nurn:a,A,urn:b\nurn:b,B,urn:c\nurn:c,C,urn:a\n"),
        (case.read, "p.json", {
            "CFDocument": {"title": "T"},
            "CFItems": [{"identifier": n, "uri": f"urn:{n}", "fullStatement": n} for n in "abc"],
            "CFAssociations": [
                {"associationType": "isChildOf", "originNodeURI": {"uri": f"urn:{one}"},
                 "destinationNodeURI": {"uri": f"urn:{two}"}}
                for one, two in ("ab", "bc", "ca")
            ],
        }),
    ],
)  # fmt: skip
def test_a_circle_is_cut_where_it_closes_and_named(
    tmp_path: Path, read: opening.Importer, name: str, content: str | dict[str, Any]
) -> None:
    imported = read(written(tmp_path, name, content))
    assert [one.broader for one in imported.framework.skills] == [("urn:b",), ("urn:c",), ()]
    assert imported.relations == 2
    (row,) = imported.rejected
    assert "broader than itself" in row.reason
    SkillGraph(imported.framework).check()


@pytest.mark.parametrize(
    "heading",
    [
        "Canonical URL,RSD Name,Authors,Skill Statement,Categories,Keywords,Collections,Employers",
        "canonical url,RSD Name,Author,Skill Statement,Category,Keywords,Collection,Employer",
        (
            "Canonical URL,Skill Name,Authors,Contextualized Skill Statement,Skill Categories,"
            "Keywords,Collection,Employer"
        ),
    ],
)
def test_all_headings_of_osmt_say_the_same(tmp_path: Path, heading: str) -> None:
    row = "urn:a,Bake,Guild,Bakes bread.,Food; Craft,loaf,Basics; More,Acme"
    imported = osmt.read(written(tmp_path, "rsd.csv", f"{heading},What\n{row},x\n"))
    (bake,) = imported.framework.skills
    assert (bake.group, bake.tags) == ("Food", ("Basics", "More"))
    assert bake.details == (("category", "Craft"), ("employer", "Acme"))
    assert (imported.framework.publisher, str(bake.definition)) == ("Guild", "Bakes bread.")
    assert [(one.line, one.reason) for one in imported.rejected] == [
        (1, "the column 'What' is not read")
    ]


@pytest.mark.parametrize(
    ("limit", "value"), [("LARGEST", 10), ("LARGEST_TOGETHER", 40), ("MOST_FILES", 1)]
)
def test_what_would_unpack_to_too_much_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, value: int
) -> None:
    archive = tmp_path / "bomb.zip"
    with zipfile.ZipFile(archive, "w") as bomb:
        for name in ("t.csv", "u.csv"):
            bomb.writestr(name, TABLE)
    monkeypatch.setattr(release, limit, value)
    with pytest.raises(InputError, match="would unpack to"):
        table.read(archive)
    if limit == "LARGEST":
        with pytest.raises(InputError, match="bytes"):
            table.read(written(tmp_path, "large.csv", TABLE))
