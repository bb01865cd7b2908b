"""What is written in a format reads back as it was, but for what the writer says is lost."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from skillmark.nouns.errors import InputError
from skillmark.nouns.skill import Framework, Match, Skill, SkillKind
from skillmark.nouns.text import Text
from skillmark.skills import starter
from skillmark.skills.exchange import opening
from skillmark.skills.exchange.release import open_release
from skillmark.skills.exchange.writing import PARTS, WRITERS, ctdl, esco, export, onet, osmt

from .frameworks import BAKERY, frameworks, settled

PROPERTY = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def first(text: Text | None) -> Text | None:
    return Text(text.translations[:1]) if text else None


def skills(change: Callable[[Skill], Mapping[str, Any]]) -> Callable[[Framework], Framework]:
    return lambda framework: replace(
        framework, skills=tuple(replace(one, **change(one)) for one in framework.skills)
    )


def divided(words: str) -> str:
    return " ".join(words.replace(";", ",").split())


def monolingual(framework: Framework) -> Framework:
    def change(skill: Skill) -> Mapping[str, Any]:
        tag = skill.label.translations[0][0]
        return {
            "label": first(skill.label),
            "definition": first(skill.definition),
            "alt_labels": tuple(pair for pair in skill.alt_labels if pair[0] == tag),
            "levels": tuple(replace(one, text=first(one.text)) for one in skill.levels),
        }

    return replace(
        skills(change)(framework),
        title=first(framework.title),
        description=first(framework.description),
        groups=tuple((group, first(label)) for group, label in framework.groups),
    )


def labelled(framework: Framework) -> Framework:
    """Groups under their labels, as a spreadsheet of categories has them."""
    names = {group: divided(str(label)) for group, label in framework.groups}
    changed = skills(lambda one: {"group": names.get(one.group, one.group)})(framework)
    used = dict.fromkeys(one.group for one in changed.skills if one.group)
    return replace(changed, groups=tuple((group, Text.of(group)) for group in used))


WITHOUT: Mapping[str, Callable[[Framework], Framework]] = {
    "title, publisher and licence": lambda one: replace(
        one, id="", title=Text.of("x"), publisher="", licence=""
    ),
    "title and licence": lambda one: replace(one, id="", title=Text.of("x"), licence=""),
    "version": lambda one: replace(one, version=""),
    "description of the framework": lambda one: replace(one, description=None),
    "details of the framework": lambda one: replace(one, details=()),
    "words in other languages": monolingual,
    "kinds": skills(lambda _: {"kind": SkillKind.SKILL}),
    "codes": skills(lambda _: {"code": ""}),
    "identifiers of groups": labelled,
    "places of groups in groups": lambda one: replace(one, group_broader=()),
    "levels": skills(lambda _: {"levels": ()}),
    "broader skills": skills(lambda _: {"broader": ()}),
    "listing under groups": skills(
        lambda one: {"broader": tuple(dict.fromkeys([*one.broader, *filter(None, [one.group])]))}
    ),
    "prerequisites": skills(lambda _: {"requires": ()}),
    "related skills": skills(lambda _: {"related": ()}),
    "alignments": skills(lambda _: {"alignments": ()}),
    "names of other frameworks": skills(
        lambda one: {"alignments": tuple(replace(a, framework="") for a in one.alignments)}
    ),
    "kinds of match": skills(
        lambda one: {"alignments": tuple(replace(a, match=Match.CLOSE) for a in one.alignments)}
    ),
    "how alignments were found": skills(
        lambda one: {
            "alignments": tuple(replace(a, method="", confidence=0.0) for a in one.alignments)
        }
    ),
    "tags": skills(lambda _: {"tags": ()}),
    "retired skills": skills(lambda _: {"retired": False}),
    "successors": skills(lambda _: {"replaced_by": ()}),
    "details": skills(lambda _: {"details": ()}),
    "semicolons and line breaks in lists": skills(
        lambda one: {
            "alt_labels": tuple((tag, divided(words)) for tag, words in one.alt_labels),
            "details": tuple((name, divided(words)) for name, words in one.details),
        }
    ),
    "occupations": lambda one: replace(one, occupations=()),
    "groups of occupations": lambda one: replace(one, occupation_groups=()),
}
"""For each part that a format may lose, the framework without it."""
DESCRIBED = ("author", "standard", "certification", "employer", "category")
"""Details that have a column in OSMT."""


def sorted_text(text: Text) -> Text:
    head, *rest = text.translations
    return Text((head, *sorted(rest)))


def comparable(framework: Framework, lost: tuple[str, ...]) -> Framework:
    """The framework without what is lost, and without orders that carry no meaning."""
    for words in lost:
        framework = WITHOUT[words.rpartition(": ")[0]](framework)
    ordered = skills(
        lambda one: {
            "alignments": tuple(sorted(one.alignments, key=repr)),
            "requires": tuple(sorted(one.requires)),
            "tags": tuple(sorted(one.tags)),
            "label": sorted_text(one.label),
            "definition": sorted_text(one.definition) if one.definition else None,
            "alt_labels": tuple(sorted(one.alt_labels)),
            "levels": tuple(replace(level, text=sorted_text(level.text)) for level in one.levels),
        }
    )
    said = framework.description
    return replace(
        settled(ordered(framework)),
        title=sorted_text(framework.title),
        description=sorted_text(said) if said else None,
        groups=tuple((group, sorted_text(label)) for group, label in framework.groups),
    )


def again(
    framework: Framework, format_name: str, folder: Path
) -> tuple[Framework, tuple[str, ...]]:
    exported = export(format_name, framework)
    path = folder / exported.file_name
    path.write_bytes(exported.content)
    imported = opening.import_framework(format_name, path)
    assert imported.rejected == ()
    return imported.framework, exported.lost


def holds(framework: Framework, format_name: str, folder: Path) -> None:
    found, lost = again(framework, format_name, folder)
    assert comparable(found, lost) == comparable(framework, lost)


@PROPERTY
@given(frameworks())
def test_a_plain_table_comes_back(tmp_path: Path, framework: Framework) -> None:
    holds(framework, "csv", tmp_path)


@PROPERTY
@given(frameworks())
def test_ctdl_comes_back(tmp_path: Path, framework: Framework) -> None:
    holds(framework, "ctdl", tmp_path)


@PROPERTY
@given(frameworks())
def test_escos_files_come_back(tmp_path: Path, framework: Framework) -> None:
    holds(framework, "esco", tmp_path)


def authored(framework: Framework) -> Framework:
    """The publisher is the author of every descriptor that names none."""
    publisher = framework.publisher
    added = skills(
        lambda one: {
            "details": one.details
            if not publisher or any(name == "author" for name, _ in one.details)
            else (*one.details, ("author", publisher))
        }
    )
    return replace(added(framework), publisher="")


@PROPERTY
@given(frameworks())
def test_descriptors_come_back(tmp_path: Path, framework: Framework) -> None:
    found, lost = again(framework, "osmt", tmp_path)
    kept = skills(lambda one: {"details": tuple(p for p in one.details if p[0] in DESCRIBED)})
    lost = tuple(words for words in lost if not words.startswith("details:"))
    expected = comparable(kept(authored(framework)), lost)
    assert comparable(authored(found), lost) == expected


def test_every_part_that_a_format_may_lose_has_a_name() -> None:
    named = {part for module in (ctdl, esco, onet, osmt) for part in module._LOST}
    assert named <= PARTS.keys()


@pytest.mark.parametrize("format_name", [name for name in WRITERS if name != "onet"])
def test_the_starter_comes_back(tmp_path: Path, format_name: str) -> None:
    framework = starter.framework()
    found, lost = again(framework, format_name, tmp_path)
    if format_name == "osmt":
        found, framework = authored(found), authored(framework)
    assert comparable(found, lost) == comparable(framework, lost)


@pytest.mark.parametrize("format_name", WRITERS)
def test_occupations_come_back_or_are_named(tmp_path: Path, format_name: str) -> None:
    found, lost = again(BAKERY, format_name, tmp_path)
    named = any(words.startswith("occupations: 1") for words in lost)
    assert bool(found.occupations) != named
    for one in found.occupations:
        assert (str(one.label), one.essential, one.uri) == (
            "Baker", ("urn:own:bread",), "urn:own:baker",
        )  # fmt: skip
    assert {one.uri for one in found.skills} >= {"urn:own:bread"}


def test_a_framework_without_occupations_cannot_be_onets() -> None:
    with pytest.raises(InputError, match="no occupations"):
        export("onet", starter.framework())
    with pytest.raises(InputError, match="esco, onet, case"):
        export("sfia", BAKERY)


@pytest.mark.parametrize(
    "words", ["=1+1", "+1", "-1", "@SUM(A1)", "'=1", "''=1", "'quoted'", "\t1"]
)
@pytest.mark.parametrize("format_name", ["csv", "osmt", "esco"])
def test_no_cell_is_a_formula(tmp_path: Path, format_name: str, words: str) -> None:
    """OWASP's CSV injection: what a spreadsheet would run is text, and reads back the same."""
    skill = Skill("urn:own:one", Text.of(words.strip()), definition=Text.of(f"x {words}"))
    framework = replace(BAKERY, skills=(skill,), occupations=())
    exported = export(format_name, framework)
    path = tmp_path / exported.file_name
    path.write_bytes(exported.content)
    cells = [
        cell
        for part in open_release(path).parts
        for row in csv.reader(io.StringIO(part.read().decode("utf-8-sig")))
        for cell in row
    ]
    assert not any(cell.startswith(tuple("=+-@\t\r")) for cell in cells)
    (found,) = opening.import_framework(format_name, path).framework.skills
    assert found.label == skill.label


@pytest.mark.slow
@pytest.mark.parametrize(
    ("format_name", "release"), [("esco", "esco-1.1.1"), ("onet", "onet-29.3")]
)
def test_official_releases_come_back_equal(
    tmp_path: Path, shared: Path, format_name: str, release: str
) -> None:
    framework = opening.import_framework(format_name, shared / "data" / release).framework
    exported = export(format_name, framework)
    assert exported.lost == ()
    path = tmp_path / exported.file_name
    path.write_bytes(exported.content)
    again = opening.import_framework(format_name, path)
    assert again.rejected == ()
    assert again.framework == framework


@pytest.mark.slow
@pytest.mark.parametrize("format_name", ["csv", "case", "ctdl"])
def test_esco_comes_back_from_other_formats(tmp_path: Path, shared: Path, format_name: str) -> None:
    framework = opening.import_framework("esco", shared / "data" / "esco-1.1.1").framework
    found, lost = again(framework, format_name, tmp_path)
    assert {words.partition(":")[0] for words in lost} <= {
        "occupations", "groups of occupations", "details",
    }  # fmt: skip
    wanted, got = comparable(framework, lost), comparable(found, lost)
    assert got.skills == wanted.skills
    assert dict(got.groups) == dict(wanted.groups)
