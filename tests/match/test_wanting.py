"""Roles drafted from occupations and from texts that were linked."""

from __future__ import annotations

from pathlib import Path

import pytest

from skillmark.match.wanting import role_from_links, role_from_occupation
from skillmark.nouns.errors import InputError
from skillmark.nouns.person import Importance
from skillmark.nouns.skill import Framework, Occupation, Skill
from skillmark.nouns.text import Text
from skillmark.skills.exchange import esco
from skillmark.skills.linking.cues import LevelCue
from skillmark.skills.linking.linker import Linker
from skillmark.skills.linking.matches import Match
from skillmark.skills.starter import framework, uri

SKILLS = tuple(
    Skill(f"urn:{name}", Text.of(name.upper()), retired=name == "old", replaced_by=after)
    for name, after in (("a", ()), ("b", ()), ("c", ()), ("old", ("urn:c", "urn:a")))
)
WORK = Framework("f", Text.of("F"), "1", "P", "CC0", SKILLS)


def test_an_occupation_says_what_is_essential_at_which_level_and_weight() -> None:
    job = Occupation(
        "urn:job",
        Text.of("Tester"),
        essential=("urn:a", "urn:b"),
        optional=("urn:old", "urn:elsewhere"),
        levels=(("urn:a", 2.5), ("urn:b", 6.9)),
        level_scale="onet-level",
        importance=(("urn:a", 3.0), ("urn:b", 4.5)),
    )
    role = role_from_occupation(job, WORK)
    assert (str(role.title), role.id) == ("Tester", "urn:job")
    assert [(r.skill, r.level, r.importance, r.weight, r.label) for r in role.requirements] == [
        ("urn:b", 8, Importance.ESSENTIAL, 1.5, "B"),
        ("urn:a", 4, Importance.ESSENTIAL, 1.0, "A"),
        ("urn:c", None, Importance.OPTIONAL, 1.0, "C"),
        ("urn:elsewhere", None, Importance.OPTIONAL, 1.0, ""),
    ]
    assert not any(r.must for r in role.requirements)
    assert [r.skill for r in role_from_occupation(job, WORK, most=1).requirements] == ["urn:b"]
    with pytest.raises(InputError, match="asks for no skill"):
        role_from_occupation(Occupation("urn:none", Text.of("N")), WORK)


def test_a_linked_text_asks_for_what_is_linked_at_the_highest_level_it_names() -> None:
    def match(skill: str, level: int | None = None, *, linked: bool = True) -> Match:
        cue = LevelCue(level, "words", 0, 5) if level else None
        return Match(skill, skill, 0.9, "", level_cue=cue, linked=linked)

    role = role_from_links(
        "Analyst", [match("x", 3), match("y"), match("x", 5), match("z", 8, linked=False)]
    )
    assert [(r.skill, r.level) for r in role.requirements] == [("x", 5), ("y", None)]
    with pytest.raises(InputError, match="no skill of the framework"):
        role_from_links("Analyst", [match("z", linked=False)])


def test_an_advertisement_becomes_a_role() -> None:
    linked = Linker(framework()).link("Expert knowledge of SQL. You cook for the team.")
    role = role_from_links("Data analyst", linked.matches)
    wanted = {r.skill: r.level for r in role.requirements}
    assert wanted[uri("data-sql")] >= 5


@pytest.mark.slow
def test_an_esco_occupation_becomes_a_role(shared: Path) -> None:
    release = esco.read(shared / "data" / "esco-1.1.1").framework
    jobs = {str(one.label): one for one in release.occupations}
    job = jobs["data scientist"]
    role = role_from_occupation(job, release)
    kinds = [r.importance for r in role.requirements]
    assert kinds == sorted(kinds)
    assert kinds.count(Importance.ESSENTIAL) == len(job.essential) > 10
    assert all(r.label for r in role.requirements)
