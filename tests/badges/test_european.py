"""The European elements survive the trip into an Open Badge and back."""

from __future__ import annotations

from dataclasses import replace
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


in_ects_alone = st.builds(
    lambda made, points: replace(made, workload_hours=None, ects=points),
    elements,
    st.floats(0.25, 300),
)


@given(elements | in_ects_alone)
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


ISSUER = {"name": "Academy", "address": {"type": ["Address"], "addressCountryCode": "DE"}}


def test_what_annex_i_asks_for_and_is_not_there_is_named() -> None:
    assert european.missing({}, {}) == [
        "country or region of the issuer", "awarding body", "learning outcomes", "workload",
        "type of assessment", "form of participation", "quality assurance",
    ]  # fmt: skip
    assert european.missing({}, ISSUER) == [
        "learning outcomes", "workload", "type of assessment", "form of participation",
        "quality assurance",
    ]  # fmt: skip


@given(elements | in_ects_alone, st.data())
def test_nothing_is_missing_from_elements_and_each_that_is_taken_away_is_named(
    given_elements: MicroCredentialElements, data: st.DataObject
) -> None:
    whole = european.with_elements({"name": "x"}, given_elements)
    assert european.missing(whole, {}) == []
    gone = data.draw(st.sampled_from(sorted(european.OBLIGATORY)))
    also = "ext:elm.creditPoint" if gone == "volumeOfLearning" else ""
    kept = [t for t in whole["alignment"] if t["targetType"] not in {f"ext:elm.{gone}", also}]
    less = {**whole, "alignment": kept}
    assert european.missing(less, {}) == [european.OBLIGATORY[gone]]
    with pytest.raises(InputError, match="are not complete"):
        european.read({"credentialSubject": {"achievement": less}})


@given(elements)
def test_country_and_awarding_body_are_filled_in_from_the_issuer(
    given_elements: MicroCredentialElements,
) -> None:
    whole = european.with_elements({"name": "x"}, given_elements)
    skill = {"targetName": "Teams", "targetUrl": "https://a.example/teams"}
    kept = [
        t
        for t in whole["alignment"]
        if t["targetType"] not in {"ext:elm.country", "ext:elm.awardingBody"}
    ]
    filled = european.completed({**whole, "alignment": [skill, *kept]}, ISSUER)
    assert european.read({"credentialSubject": {"achievement": filled}}) == replace(
        given_elements, country="DE", awarding_body="Academy"
    )
    assert filled["alignment"][0] == skill
    assert european.completed(whole, ISSUER) == whole
    assert european.completed({"alignment": [skill]}, ISSUER) == {"alignment": [skill]}


def test_a_workload_in_neither_hours_nor_ects_is_none(achievement: Achievement) -> None:
    with pytest.raises(InputError, match="hours or ECTS"):
        replace(achievement.elements, workload_hours=None, ects=None)
