"""Achievements adopted from Open Badges 3.0 Achievement objects."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from skillmark.badges import open_badges
from skillmark.define.adopting import achievement_from_open_badges
from skillmark.define.catalogue import starter
from skillmark.nouns.errors import InputError
from skillmark.nouns.text import Text
from skillmark.skills.starter import framework

PLAIN: dict[str, Any] = {
    "id": "https://academy.example/badges/First-Aid",
    "type": ["Achievement"],
    "name": "First aid",
    "description": "Helps until the ambulance comes.",
    "criteria": {"narrative": "Passed the practical exam."},
    "alignment": [
        {"type": ["Alignment"], "targetName": "First aid", "targetUrl": "https://skills.example/1"}
    ],
}
ELEMENTS = starter().achievements[0].elements


def read(value: dict[str, Any], **options: Any) -> Any:
    return achievement_from_open_badges(json.dumps(value).encode(), where="A.json", **options)


def test_what_we_write_into_badges_is_read_back() -> None:
    for one in starter().achievements:
        said = open_badges.claim(
            one, id=f"https://academy.example/achievements/{one.id}", skills=framework().by_uri
        )
        spoken = one.language
        expected = replace(
            one,
            name=Text.of(one.name.in_language(spoken)),
            description=Text.of(one.description.in_language(spoken)),
            criteria=Text.of(one.criteria.in_language(spoken)),
            test=None,
            valid_months=None,
        )
        assert read(dict(said.achievement)) == expected


def test_a_plain_achievement_takes_the_elements_given_beside_it() -> None:
    found = read(PLAIN, elements=ELEMENTS)
    assert (found.id, found.elements) == ("first-aid", ELEMENTS)
    assert [(one.skill, one.level) for one in found.skills] == [("https://skills.example/1", None)]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"criteria": {"id": "https://academy.example/c"}}, "no criteria in words"),
        ({"alignment": []}, "without skills"),
        ({"nmae": "typo"}, "nmae"),
        ({"name": 3}, "string"),
    ],
)
def test_what_is_missing_or_unknown_is_named(change: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError, match=words) as caught:
        read(PLAIN | change, elements=ELEMENTS)
    assert caught.value.where.startswith("A.json")


def test_elements_are_needed() -> None:
    with pytest.raises(InputError, match="European elements"):
        read(PLAIN)
