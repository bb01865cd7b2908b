"""Achievements, pathways and learning opportunities as they are written down."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

from skillmark.define.achievements import achievement_from, achievement_to
from skillmark.define.catalogue import opportunity_from, read, starter
from skillmark.define.pathways_written import pathway_from, step_to
from skillmark.nouns.errors import InputError
from skillmark.nouns.pathway import Step
from skillmark.skills.starter import framework

ACHIEVEMENT: dict[str, Any] = {
    "id": "first-aid",
    "name": {"en": "First aid", "de": "Erste Hilfe"},
    "description": "Helps until the ambulance comes.",
    "criteria": "Passed the practical exam.",
    "skills": {"urn:first-aid": 3, "urn:calm": None},
    "elements": {
        "country": "AT",
        "awarding_body": "Example Rescue",
        "learning_outcomes": ["Resuscitate."],
        "workload_hours": 16,
        "assessment_type": "performance",
        "participation": "onsite",
        "quality_assurance": "Yearly review.",
    },
}
OPPORTUNITY: dict[str, Any] = {
    "id": "course",
    "title": "A course",
    "provider": "Somebody (example)",
    "url": "https://example.org/",
    "skills": {"urn:first-aid": 3},
    "hours": 8,
    "price": "120.50 EUR",
    "starts": "2027-01-02",
}


def changed(content: dict[str, Any], member: str, value: object) -> dict[str, Any]:
    fresh = copy.deepcopy(content)
    holder: Any = fresh
    *path, last = member.split(".")
    for name in path:
        holder = holder[name]
    if value is ...:
        del holder[last]
    else:
        holder[last] = value
    return fresh


def test_the_starter_is_complete_in_both_languages() -> None:
    catalogue = starter()
    assert len(catalogue.achievements) >= 8
    assert len(catalogue.opportunities) >= 12
    texts = [
        text
        for one in catalogue.achievements
        for text in (one.name, one.description, one.criteria, *one.elements.learning_outcomes)
    ]
    texts += [text for one in catalogue.pathways for text in (one.name, one.description)]
    texts += [one.title for one in catalogue.opportunities]
    assert all(dict(text.translations).keys() == {"en", "de"} for text in texts)


def test_every_skill_of_the_starter_is_in_the_starter_framework() -> None:
    known = framework().by_uri
    for one in (*starter().achievements, *starter().opportunities):
        assert [skill.skill for skill in one.skills if skill.skill not in known] == [], one.id


def test_starter_references_hold_and_examples_say_so() -> None:
    catalogue = starter()
    for one in catalogue.opportunities:
        assert "(example)" in one.provider
        assert one.url.startswith("https://example.org/")
        if one.leads_to:
            catalogue.achievement(one.leads_to)
    assert {one.leads_to for one in catalogue.opportunities} >= {
        one.id for one in catalogue.achievements if one.test
    }


def test_the_tests_that_other_rooms_provide_are_named() -> None:
    tests = {one.id: one.test for one in starter().achievements}
    assert tests["genai-foundations"] == "genai-foundations"
    assert tests["communicating-at-work"] == "sjt-communication"
    assert tests["leading-people"] == "rubric-leadership"


def test_starter_achievements_survive_writing_and_reading() -> None:
    for one in starter().achievements:
        assert achievement_from(achievement_to(one)) == one


@pytest.mark.parametrize(
    ("member", "value", "place"),
    [
        ("name", ..., "name"),
        ("name", {"en": " "}, "name"),
        ("skills", {}, "first-aid"),
        ("skills", {"urn:first-aid": 9}, "skills: urn:first-aid"),
        ("skills", {"urn:first-aid": 2.5}, "skills: urn:first-aid"),
        ("skills", ["urn:first-aid"], "skills"),
        ("valid_months", 1.5, "valid_months"),
        ("valid_months", 0, "first-aid"),
        ("elements", ..., "elements"),
        ("elements.eqf_level", 9, "elements"),
        ("elements.workload_hours", float("nan"), "elements: workload_hours"),
        ("elements.workload_hours", True, "elements: workload_hours"),
        ("elements.assessment_type", "exam", "elements: assessment_type"),
        ("elements.learning_outcomes", [], "elements"),
        ("elements.learning_outcomes", [3], "learning_outcomes[0]"),
        ("criterai", "a typo", "achievement"),
        ("elements.etcs", 2, "elements"),
    ],
)
def test_a_mistake_in_an_achievement_is_named(member: str, value: object, place: str) -> None:
    with pytest.raises(InputError) as caught:
        achievement_from(changed(ACHIEVEMENT, member, value))
    assert place in caught.value.where


def test_an_unknown_member_is_refused_by_name() -> None:
    with pytest.raises(InputError, match="criterai") as caught:
        achievement_from(ACHIEVEMENT | {"criterai": "x"})
    assert caught.value.code == "unknown_member"


def test_elements_take_their_defaults_from_the_catalogue() -> None:
    content = changed(ACHIEVEMENT, "elements.country", ...)
    assert achievement_from(content, elements={"country": "CH"}).elements.country == "CH"
    assert achievement_from(ACHIEVEMENT, elements={"country": "CH"}).elements.country == "AT"


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("price", "cheap"),
        ("price", "12 euros"),
        ("price", "NaN EUR"),
        ("starts", "2.1.2027"),
        ("ends", "2026-01-01"),
        ("url", "javascript:alert(1)"),
        ("hours", 0),
        ("seats", -1),
        ("seats", "many"),
        ("lead_to", "first-aid"),
    ],
)
def test_a_mistake_in_an_opportunity_is_an_input_error(member: str, value: object) -> None:
    with pytest.raises(InputError):
        opportunity_from(changed(OPPORTUNITY, member, value))


def test_an_opportunity_is_read() -> None:
    one = opportunity_from(OPPORTUNITY)
    assert str(one.price) == "120.50 EUR"
    assert (one.starts and one.starts.isoformat(), one.ends, one.seats) == (
        "2027-01-02",
        None,
        None,
    )


def test_a_pathway_is_read_with_nested_steps() -> None:
    content = {
        "id": "p",
        "name": "P",
        "description": "D",
        "awards": "z",
        "steps": ["a", {"need": 1, "options": ["b", {"options": ["c", "d"]}]}],
    }
    pathway = pathway_from(content)
    assert pathway.root == Step.all_of("a", Step.any_of("b", Step.all_of("c", "d")))
    assert pathway_from({**content, "steps": step_to(pathway.root)["options"]}) == pathway


@pytest.mark.parametrize(
    "steps", [[], "a", [3], [{"need": 2, "options": ["a"]}], [{"option": ["a"]}], [{"options": []}]]
)
def test_a_mistake_in_a_pathway_is_an_input_error(steps: object) -> None:
    with pytest.raises(InputError):
        pathway_from({"id": "p", "name": "P", "description": "D", "awards": "z", "steps": steps})


def test_steps_nested_without_end_are_refused() -> None:
    steps: list[Any] = ["a"]
    for _ in range(50):
        steps = [{"options": steps}]
    with pytest.raises(InputError, match="deep"):
        pathway_from({"id": "p", "name": "P", "description": "D", "awards": "z", "steps": steps})


def test_a_folder_with_a_broken_file_or_a_doubled_id_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "opportunities.toml"
    file.write_text("[[opportunity]\n")
    with pytest.raises(InputError, match="not TOML"):
        read(tmp_path)
    row = '[[opportunity]]\nid="a"\ntitle="T"\nprovider="P"\nurl="https://example.org"\n'
    row += 'skills={"urn:a"=1}\nhours=1\nprice="1 EUR"\n'
    file.write_text(row * 2)
    with pytest.raises(InputError, match="twice"):
        read(tmp_path)


def test_what_is_not_offered_is_an_input_error() -> None:
    for find in (starter().achievement, starter().pathway, starter().opportunity):
        with pytest.raises(InputError):
            find("nothing-of-that-name")
