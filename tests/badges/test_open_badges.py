"""What an Open Badge says, and what may not stand in it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from skillmark.badges import credibility as believing
from skillmark.badges import levels, open_badges, schema, summary
from skillmark.badges.identity import Recipient, belongs_to
from skillmark.nouns.credibility import Credibility
from skillmark.nouns.errors import InputError
from skillmark.nouns.proficiency import SkillLevel

from .conftest import CLEAN, READ


def test_the_official_schema_has_nothing_against_it(badge: dict[str, Any]) -> None:
    assert schema.applies(badge)
    assert schema.errors(badge) == []


def test_the_official_schema_is_really_asked(badge: dict[str, Any]) -> None:
    del badge["credentialSubject"]["achievement"]["criteria"]
    badge["validFrom"] = "yesterday"
    found = schema.errors(badge)
    assert any(e.startswith("/credentialSubject/achievement: ") and "criteria" in e for e in found)
    assert any(e.startswith("/validFrom: ") for e in found)


def test_one_proof_may_stand_without_its_array_but_two_statuses_may_not(
    badge: dict[str, Any],
) -> None:
    badge["proof"] = {"type": "DataIntegrityProof"}
    assert schema.errors(badge) == []
    entry = {"id": "urn:a", "type": "BitstringStatusListEntry"}
    badge["credentialStatus"] = entry
    assert schema.errors(badge) == []
    badge["credentialStatus"] = [entry, entry]
    assert [e for e in schema.errors(badge) if e.startswith("/credentialStatus")]


def test_only_pinned_contexts_and_no_inline_one(badge: dict[str, Any]) -> None:
    assert badge["@context"] == [
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
    ]
    assert json.dumps(badge).count('"@') == 1


def test_skills_and_levels_are_read_back(badge: dict[str, Any]) -> None:
    assert levels.skill_levels(badge) == (SkillLevel(READ, 4), SkillLevel(CLEAN))
    first = levels.confirmed(badge)[0]
    assert first.name == "Read charts"
    assert first.url == "https://skills.example/skills/read-charts"
    assert first.framework == "Example framework 1.0"


def test_a_level_of_another_rubric_is_not_one_of_ours(badge: dict[str, Any]) -> None:
    achievement = badge["credentialSubject"]["achievement"]
    rubric = achievement["resultDescription"][0]["rubricCriterionLevel"][0]
    del rubric["alignment"]
    assert levels.skill_levels(badge)[0].level is None


def test_a_level_that_was_not_achieved_is_not_confirmed(badge: dict[str, Any]) -> None:
    badge["credentialSubject"]["result"] = []
    assert [skill.level for skill in levels.skill_levels(badge)] == [None, None]


def test_the_credibility_bundle_comes_back_whole(
    badge: dict[str, Any], credibility: Credibility
) -> None:
    assert believing.read(badge) == credibility


def test_no_field_data_is_said_in_the_record_and_in_its_summary(badge: dict[str, Any]) -> None:
    narratives = [entry["narrative"] for entry in badge["evidence"]]
    assert any(words.startswith("no field data: ") for words in narratives)
    assert summary.summarise(badge).caution.startswith("no field data: ")


def test_the_caution_survives_a_removed_bundle(badge: dict[str, Any]) -> None:
    achievement = badge["credentialSubject"]["achievement"]
    achievement["resultDescription"] = []
    assert believing.read(badge) is None
    assert summary.summarise(badge).caution.startswith("no field data: ")


def test_a_bundle_with_a_hole_is_refused_by_name(badge: dict[str, Any]) -> None:
    results = badge["credentialSubject"]["result"]
    badge["credentialSubject"]["result"] = [
        r for r in results if not r["resultDescription"].endswith("credibility-cutMethod")
    ]
    with pytest.raises(InputError, match="cutMethod"):
        believing.read(badge)
    assert summary.summarise(badge).credibility is None


def test_the_summary_has_what_a_view_needs(badge: dict[str, Any]) -> None:
    facts = summary.summarise(badge)
    assert facts.achievement == "Data literacy"
    assert facts.recipient_name == "Zoë Müller-Łęcka"
    assert facts.issuer_name == "Academy"
    assert ("Score", "17") in facts.results
    assert ("Read charts", "Independent") in facts.results
    assert facts.elements is not None
    assert facts.valid_until == "2029-06-01T00:00:00Z"


def test_the_summary_of_nonsense_is_empty_and_no_error() -> None:
    facts = summary.summarise({"credentialSubject": [7, None], "issuer": 3, "evidence": "x"})
    assert (facts.achievement, facts.issuer_id, facts.skills) == ("", "", ())


@pytest.mark.parametrize("holder", ["zoe@example.org", "Zoe@Example.org", "mailto:zoe@example.org"])
def test_the_holder_is_recognised(badge: dict[str, Any], holder: str) -> None:
    assert belongs_to(badge["credentialSubject"], holder)


@pytest.mark.parametrize("holder", ["eve@example.org", "Zoë Müller-Łęcka", "did:key:z6Mk", ""])
def test_somebody_else_is_not(badge: dict[str, Any], holder: str) -> None:
    assert not belongs_to(badge["credentialSubject"], holder)


def test_the_address_itself_is_not_in_the_record(badge: dict[str, Any]) -> None:
    assert "example.org" not in json.dumps(badge).lower()


@pytest.mark.parametrize("bad", ["\x07", "\x7f", "\ufffe", "\U0001ffff", "\ud800", "\ufdd0"])
def test_characters_that_libraries_disagree_on_are_refused(badge: dict[str, Any], bad: str) -> None:
    said = open_badges.Claim(badge["credentialSubject"]["achievement"] | {"name": f"a{bad}b"})
    with pytest.raises(InputError, match=r"U\+[0-9A-F]{4}") as caught:
        open_badges.credential(
            said,
            id="urn:uuid:1",
            issuer={"id": "did:x:1", "type": ["Profile"]},
            recipient=Recipient(name="A"),
            salt="",
            valid_from=datetime(2026, 1, 1, tzinfo=UTC),
        )
    assert caught.value.where in {"/name", "/credentialSubject/achievement/name"}


def test_a_validity_that_ends_before_it_begins_is_refused(badge: dict[str, Any]) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    with pytest.raises(InputError, match="expire before"):
        open_badges.credential(
            open_badges.Claim(badge["credentialSubject"]["achievement"]),
            id="urn:uuid:1",
            issuer={"id": "did:x:1", "type": ["Profile"]},
            recipient=Recipient(name="A"),
            salt="",
            valid_from=now,
            valid_until=now - timedelta(days=1),
        )


def test_a_level_is_given_to_an_achievement_of_others() -> None:
    bare = {
        "id": "https://a.example/1",
        "type": ["Achievement"],
        "name": "N",
        "alignment": [
            {"type": ["Alignment"], "targetName": "S", "targetUrl": "https://s.example/1"}
        ],
    }
    achievement, results = levels.with_level(bare, 3)
    subject = {"achievement": achievement, "result": results}
    assert levels.skill_levels({"credentialSubject": subject}) == (
        SkillLevel("https://s.example/1", 3),
    )
    assert "resultDescription" not in bare
    with pytest.raises(InputError, match="names no skill"):
        levels.with_level({**bare, "alignment": []}, 3)
    with pytest.raises(InputError, match="has no level 5"):
        levels.with_level(achievement, 5)


@pytest.mark.parametrize(
    ("value", "shown"),
    [("28.333333333", "28.33"), ("28.500", "28.5"), ("28", "28"), ("28.25", "28.25"), ("B+", "B+")],
)
def test_a_score_is_shown_as_people_write_it(value: str, shown: str) -> None:
    said = {
        "credentialSubject": {
            "achievement": {"resultDescription": [{"id": "urn:s", "name": "Score"}]},
            "result": [{"resultDescription": "urn:s", "value": value}],
        }
    }
    assert summary.summarise(said).results == (("Score", shown),)
