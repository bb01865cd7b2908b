"""ESCO's official CSV release."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from skillmark.nouns.errors import InputError, UnreadableError
from skillmark.nouns.skill import SkillKind
from skillmark.skills.exchange import esco
from skillmark.skills.graph import SkillGraph

S, J = "http://data.europa.eu/esco/skill/", "http://data.europa.eu/esco/occupation/"
FILES = {
    "skills_en.csv": (
        "conceptType,conceptUri,skillType,preferredLabel,altLabels,hiddenLabels,description\n"
        f'K,{S}a,skill/competence,bake bread,"baking bread\nmake  loaves\nbake bread",,Makes it.\n'
        f"K,{S}b,knowledge,dough,,douhg,\n"
        f"K,,knowledge,no uri,,,\n"
        f"K,{S}c,knowledge,,,,\n"
    ),
    "skills_de.csv": (
        "conceptType,conceptUri,skillType,preferredLabel,altLabels,description\n"
        f"K,{S}a,skill/competence,Brot backen,Brote backen,Macht es.\n"
    ),
    "skillGroups_en.csv": f"conceptUri,preferredLabel\n{S}g,food\n",
    "skillsHierarchy_en.csv": "".join(
        f"{'' if i == 0 else ','}Level {i} URI,Level {i} preferred term" for i in range(4)
    )
    + f"\n{S}top,skills,{S}g,food,,,,\n",
    "occupations_en.csv": (
        "conceptUri,iscoGroup,preferredLabel,altLabels,description,code\n"
        f"{J}x,7512,baker,bread maker,Bakes.,7512.1\n"
    ),
    "broaderRelationsSkillPillar.csv": (
        f"conceptType,conceptUri,broaderType,broaderUri\nK,{S}a,G,{S}g\nG,{S}g,G,{S}top\n"
        f"K,{S}a,K,{S}b\nK,{S}a,G,{S}nothing\nK,{S}nothing,G,{S}g\n"
    ),
    "skillSkillRelations.csv": (
        "originalSkillUri,originalSkillType,relationType,relatedSkillType,relatedSkillUri\n"
        f"{S}a,x,essential,x,{S}b\n{S}b,x,optional,x,{S}a\n{S}b,x,sometimes,x,{S}a\n"
    ),
    "occupationSkillRelations.csv": (
        "occupationUri,relationType,skillType,skillUri\n"
        f"{J}x,essential,x,{S}a\n{J}x,optional,x,{S}b\n{J}x,optional,x,{S}gone\n{J}y,optional,x,{S}b\n"
    ),
}


@pytest.fixture
def release(tmp_path: Path) -> Path:
    folder = tmp_path / "ESCO dataset - v1.2.0 - classification - csv"
    folder.mkdir()
    for name, content in FILES.items():
        (folder / name).write_text(content, encoding="utf-8-sig")
    return folder


def test_languages_labels_and_relations(release: Path) -> None:
    imported = esco.read(release)
    framework = imported.framework
    assert (framework.id, framework.version, framework.licence) == ("esco", "1.2.0", "CC BY 4.0")
    bread, dough = framework.skills
    assert bread.label.as_mapping() == {"en": "bake bread", "de": "Brot backen"}
    assert bread.alt_labels == (
        ("en", "baking bread"),
        ("en", "make loaves"),
        ("de", "Brote backen"),
    )
    assert bread.definition
    assert bread.definition.in_language("de") == "Macht es."
    assert (dough.kind, dough.alt_labels) == (SkillKind.KNOWLEDGE, (("en", "douhg"),))
    assert (bread.broader, bread.group) == ((S + "g", S + "b"), S + "g")
    assert (bread.requires, dough.related) == ((S + "b",), (S + "a",))
    (baker,) = framework.occupations
    assert (baker.code, baker.essential, baker.optional) == ("7512.1", (S + "a",), (S + "b",))
    assert SkillGraph(framework).ancestors(S + "a") == (S + "g", S + "b", S + "top")
    assert imported.relations == 7


def test_what_dangles_is_reported_with_file_and_line(release: Path) -> None:
    found = {(one.file, one.line): one.reason for one in esco.read(release).rejected}
    assert set(found) == {
        ("skills_en.csv", 6),
        ("skills_en.csv", 7),
        ("broaderRelationsSkillPillar.csv", 5),
        ("broaderRelationsSkillPillar.csv", 6),
        ("skillSkillRelations.csv", 4),
        ("occupationSkillRelations.csv", 4),
        ("occupationSkillRelations.csv", 5),
    }
    assert S + "gone" in found["occupationSkillRelations.csv", 4]


def test_zips_in_a_folder_and_one_zip_read_the_same(release: Path, tmp_path: Path) -> None:
    archives = tmp_path / "archives-1.2.0"
    archives.mkdir()
    whole = tmp_path / "whole-1.2.0.zip"
    with (
        zipfile.ZipFile(archives / "one.zip", "w") as one,
        zipfile.ZipFile(whole, "w") as all_in_one,
    ):
        for name, content in FILES.items():
            one.writestr(f"inner/{name}", content)
            all_in_one.writestr(name, content)
    expected = esco.read(release).framework
    assert esco.read(archives).framework == expected
    assert esco.read(whole).framework == expected


def test_a_release_without_relations_has_none(release: Path) -> None:
    for file in release.glob("*Relations*.csv"):
        file.unlink()
    imported = esco.read(release, version="x")
    assert (imported.relations, imported.framework.version) == (0, "x")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("skills_en.csv", b"uri,label\n", "no column"),
        ("skills_en.csv", b"", "no column"),
        ("skills_en.csv", b"conceptUri,preferredLabel,skillType\n\xff\xfe,a,b\n", "not UTF-8"),
        ("skills_en.csv", b"conceptUri,preferredLabel,skillType\n" + b"x" * 200_000, "not CSV"),
        ("broken.zip", b"not a zip", "not a ZIP"),
    ],
)
def test_what_cannot_be_read_is_a_clear_error(
    release: Path, name: str, content: bytes, words: str
) -> None:
    (release / name).write_bytes(content)
    with pytest.raises(InputError, match=words) as caught:
        esco.read(release)
    assert name in caught.value.where


def test_no_skills_or_no_folder_is_an_input_error(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nothing"):
        with pytest.raises(InputError):
            esco.read(path)
    (tmp_path / "other.csv").write_text("a,b\n")
    with pytest.raises(InputError, match="no ESCO skills"):
        esco.read(tmp_path)


def test_a_damaged_archive_is_unreadable(tmp_path: Path) -> None:
    archive = tmp_path / "esco.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as one:
        one.writestr("skills_en.csv", FILES["skills_en.csv"] * 50)
    content = bytearray(archive.read_bytes())
    content[60:90] = b"\0" * 30
    archive.write_bytes(bytes(content))
    with pytest.raises(UnreadableError):
        esco.read(archive)


@pytest.mark.slow
def test_the_official_release_counts_as_published(shared: Path) -> None:
    imported = esco.read(shared / "data" / "esco-1.1.1")
    framework = imported.framework
    assert framework.version == "1.1.1"
    assert (len(framework.skills), len(framework.occupations)) == (13_896, 3_007)
    assert imported.relations == 123_855 - 67 + 5_899 + 20_656 + 3_617 - 1
    assert len(imported.rejected) == 67 + 1
    assert {one.file for one in imported.rejected} == {
        "relations.zip/occupationSkillRelations.csv",
        "relations.zip/broaderRelationsOccPillar.csv",
    }


def test_collections_isco_groups_and_standing(release: Path) -> None:
    further = {
        "greenSkillsCollection_en.csv": f"conceptUri\n{S}a\n{S}g\n{S}gone\n",
        "researchOccupationsCollection_en.csv": f"conceptUri\n{J}x\n",
        "ISCOGroups_en.csv": "conceptUri,preferredLabel\nurn:C7,Craft workers\nurn:C75,Food\n",
        "ISCOGroups_de.csv": "conceptUri,preferredLabel\nurn:C7,Handwerk\n",
        "broaderRelationsOccPillar_en.csv": (
            f"conceptUri,broaderUri\n{J}x,urn:C75\nurn:C75,urn:C7\n{J}gone,urn:C7\n"
        ),
        "skills_uk.csv": (
            "conceptUri,preferredLabel,skillType,scopeNote,status,reuseLevel,replacedBy\n"
            f"{S}a,пекти хліб,knowledge,не торти,obsolete,x,\n"
        ),
        "skills_en.csv": (
            "conceptUri,preferredLabel,skillType,scopeNote,status,reuseLevel,replacedBy\n"
            f"{S}a,bake bread,skill/competence,no cakes,released,transversal,\n"
            f"{S}b,dough,knowledge,,obsolete,,{S}a\n"
        ),
    }
    for name, content in further.items():
        (release / name).write_text(content, encoding="utf-8")
    imported = esco.read(release)
    bread, dough = imported.framework.skills
    assert [tag for tag, _ in bread.label.translations] == ["en", "de", "uk"]
    assert bread.tags == ("green",)
    assert bread.details == (
        ("reuseLevel", "transversal"),
        ("scopeNote", "no cakes"),
        ("scopeNote@uk", "не торти"),
    )
    assert (bread.retired, dough.retired, dough.replaced_by) == (False, True, (S + "a",))
    (baker,) = imported.framework.occupations
    assert (baker.broader, baker.tags) == (("urn:C75",), ("research",))
    classes = dict(imported.framework.occupation_groups)
    assert classes["urn:C7"].as_mapping() == {"en": "Craft workers", "de": "Handwerk"}
    assert ("urn:C75", "urn:C7") in imported.framework.group_broader
    places = {(one.file, one.line) for one in imported.rejected}
    assert ("greenSkillsCollection_en.csv", 4) in places
    assert ("broaderRelationsOccPillar_en.csv", 4) in places
