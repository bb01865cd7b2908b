"""Loading the starter framework."""

from __future__ import annotations

from pathlib import Path

import pytest

from skillmark.nouns.errors import InputError
from skillmark.nouns.skill import Match, SkillKind
from skillmark.skills.starter import framework, read, uri

DOMAIN = '[domain]\nid = "d"\nlabel = { en = "D", de = "D" }\n'
SKILL = """
[[skill]]
id = "d-one"
kind = "knowledge"
label = { en = "One", de = "Eins" }
definition = { en = "First.", de = "Erste." }
alt = { en = ["uno"], de = ["Nummer eins"] }
broader = ["d-two"]
requires = ["d-two"]
esco = [{ uri = "http://data.europa.eu/esco/skill/x", match = "close" }]
onet = [{ id = "2.A.1.a", match = "broad" }, { technology = "Docker", commodity = "Tools" }]
[skill.levels]
4 = { en = "Does.", de = "Tut." }
2 = { en = "Helps.", de = "Hilft." }
"""


def loaded(folder: Path, content: str) -> None:
    (folder / "d.toml").write_text(content, encoding="utf-8")


def test_every_member_arrives(tmp_path: Path) -> None:
    loaded(tmp_path, DOMAIN + SKILL)
    found = read(tmp_path)
    (one,) = found.skills
    assert (one.uri, one.kind, one.group) == (uri("d-one"), SkillKind.KNOWLEDGE, "d")
    assert one.label.in_language("de") == "Eins"
    assert one.alt_labels == (("en", "uno"), ("de", "Nummer eins"))
    assert one.broader == one.requires == ("urn:skillmark:skill:d-two",)
    assert [level.level for level in one.levels] == [2, 4]
    assert [(a.framework, a.match) for a in one.alignments] == [
        ("esco", Match.CLOSE), ("onet", Match.BROAD), ("onet", Match.RELATED),
    ]  # fmt: skip
    assert [group for group, _ in found.groups] == ["d"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("[domain", "not TOML"),
        (SKILL, "domain"),
        (DOMAIN + SKILL + SKILL, "twice"),
        (DOMAIN + SKILL.replace('"knowledge"', '"wisdom"'), "wisdom"),
        (DOMAIN + SKILL.replace('"close"', '"nearly"'), "nearly"),
        (DOMAIN + SKILL.replace('id = "d-one"\n', ""), "id is missing"),
        (DOMAIN + SKILL.replace('{ en = "One", de = "Eins" }', '"One"'), "label"),
        (DOMAIN + SKILL.replace("definition =", "meaning ="), "definition"),
    ],
)
def test_a_mistake_names_its_file(tmp_path: Path, content: str, words: str) -> None:
    loaded(tmp_path, content)
    with pytest.raises(InputError, match=words) as caught:
        read(tmp_path)
    assert caught.value.where.startswith("d.toml")


def test_the_framework_is_whole_and_read_once() -> None:
    found = framework()
    assert found is framework()
    assert (found.id, found.version, found.licence) == ("skillmark-starter", "1.0", "CC BY 4.0")
    assert len(found.by_uri) == len(found.skills)
    for skill in found.skills:
        relations = (*skill.broader, *skill.requires, *skill.related)
        assert [one for one in relations if one not in found.by_uri] == [], skill.uri
        assert skill.group in dict(found.groups)
