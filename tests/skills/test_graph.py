"""Broader skills, prerequisites and neighbours."""

from __future__ import annotations

import pytest

from skillmark.nouns.errors import InputError
from skillmark.nouns.skill import Framework, Skill
from skillmark.nouns.text import Text
from skillmark.skills.graph import SkillGraph
from skillmark.skills.starter import framework


def graph(*skills: Skill, groups: tuple[tuple[str, Text], ...] = ()) -> SkillGraph:
    return SkillGraph(
        Framework(
            "f", Text.of("F"), "1", "", "", skills, groups=groups, group_broader=(("g", "h"),)
        )
    )


def skill(uri: str, **relations: tuple[str, ...]) -> Skill:
    return Skill(uri, Text.of(uri.upper()), **relations)  # type: ignore[arg-type]


def test_ancestors_climb_through_skills_and_groups_nearest_first() -> None:
    found = graph(
        skill("a", broader=("b", "c")),
        skill("b", broader=("d",)),
        skill("c", broader=("d", "gone")),
        skill("d", broader=("g",)),
        groups=(("g", Text.of("G")), ("h", Text.of("H"))),
    )
    assert found.ancestors("a") == ("b", "c", "d", "g", "h")
    assert found.narrower("d") == ("b", "c")
    assert found.ancestors("nowhere") == ()


def test_what_comes_first_comes_first() -> None:
    found = graph(
        skill("a", requires=("b", "c")), skill("b", requires=("c",)), skill("c"), skill("x")
    )
    assert found.prerequisites("a") == ("c", "b")
    assert found.learning_order(["x", "a"]).index("c") < found.learning_order(["x", "a"]).index("b")
    assert found.unlocks("c") == ("a", "b")


def test_a_circle_of_prerequisites_is_named() -> None:
    found = graph(
        skill("a", requires=("b",)), skill("b", requires=("c",)), skill("c", requires=("a",))
    )
    with pytest.raises(InputError) as caught:
        found.learning_order(["a"])
    assert caught.value.code == "cycle"
    assert all(name in caught.value.cause for name in "ABC")


def test_broader_circles_are_walked_once_and_found_by_the_check() -> None:
    found = graph(skill("a", broader=("b",)), skill("b", broader=("a",)))
    assert found.ancestors("a") == ("b",)
    with pytest.raises(InputError, match="broader than itself"):
        found.check()


def test_neighbours_come_once_and_closest_kind_first() -> None:
    found = graph(
        skill("a", broader=("p",), related=("r", "s", "gone"), requires=("q",)),
        skill("p"),
        skill("q"),
        skill("r"),
        skill("s", broader=("p",)),
        skill("u", requires=("a",)),
        skill("k", broader=("a",)),
    )
    assert found.adjacent("a") == ("r", "s", "q", "u", "p", "k")
    assert found.adjacent("s") == ("p", "a")
    assert found.adjacent("gone") == ()


def test_an_unknown_skill_is_named() -> None:
    with pytest.raises(InputError, match="urn:nothing"):
        graph(skill("a")).learning_order(["urn:nothing"])


def test_the_starter_framework_can_be_learned_in_order() -> None:
    SkillGraph(framework()).check()
