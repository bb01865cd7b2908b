"""The European elements survive the trip into an Open Badge and back."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmark.badges import european
from skillmark.nouns.achievement import (
    Achievement,
    AssessmentType,
    MicroCredentialElements,
    Participation,
    Supervision,
)
from skillmark.nouns.errors import InputError
from skillmark.nouns.text import Text

words = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), min_size=1, max_size=40)
texts = st.dictionaries(st.sampled_from(["en", "de", "fr", "pt-BR"]), words, min_size=1).map(
    Text.of
)
elements = st.builds(
    MicroCredentialElements,
    country=st.sampled_from(["DE", "FR", "ES", "XK"]),
    awarding_body=words,
    learning_outcomes=st.lists(texts, min_size=1, max_size=12).map(tuple),
    workload_hours=st.floats(0.01, 1e6),
    assessment_type=st.sampled_from(AssessmentType),
    participation=st.sampled_from(Participation),
    quality_assurance=words,
    eqf_level=st.none() | st.integers(1, 8),
    ects=st.none() | st.floats(0.25, 300),
    prerequisites=st.just("") | words,
    supervision=st.sampled_from(Supervision),
    stackable=st.just("") | words,
)


@given(elements)
def test_round_trip(given_elements: MicroCredentialElements) -> None:
    achievement = {"type": ["Achievement"], **european.members(given_elements)}
    credential = {"credentialSubject": {"achievement": achievement}}
    assert european.read(credential) == given_elements


def test_they_survive_beside_skills_in_a_whole_badge(
    badge: dict[str, Any], achievement: Achievement
) -> None:
    assert european.read(badge) == achievement.elements
    assert badge["credentialSubject"]["achievement"]["creditsAvailable"] == 1.5
    assert badge["issuer"]["address"]["addressCountryCode"] == "DE"


def test_a_badge_without_them_has_none() -> None:
    assert european.read({"credentialSubject": {"achievement": {"name": "x"}}}) is None


def test_elements_that_make_no_sense_are_named(badge: dict[str, Any]) -> None:
    for target in badge["credentialSubject"]["achievement"]["alignment"]:
        if target.get("targetType") == "ext:elm.volumeOfLearning":
            target["targetCode"] = "two weeks"
    with pytest.raises(InputError, match="'two weeks' is not a workload"):
        european.read(badge)
