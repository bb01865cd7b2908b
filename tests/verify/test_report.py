"""What a report promises to programs, and to those who count evidence."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from skillmark.nouns.errors import InputError, UnreadableError
from skillmark.nouns.evidence import EvidenceClass
from skillmark.nouns.recognition import Recognition
from skillmark.trust.keys import SigningKey
from skillmark.trust.outcome import Status
from skillmark.verify.checks import Check, Name, Reason, Verdict, decide, decisive
from skillmark.verify.evidence import evidence_from
from skillmark.verify.registry import KnownIssuer, Registry
from skillmark.verify.report import Report, unreadable
from skillmark.verify.verify import verify_bytes

from .conftest import NOW, Issue, unsigned

SKILL = "http://data.europa.eu/esco/skill/60c78287-22eb-4103-9c8c-28deaa460da0"
TODAY = date(2026, 6, 1)


def with_skill(issue: Issue, keys: dict[str, SigningKey], **changes: Any) -> Report:
    subject = {
        "id": "did:example:ada",
        "type": ["AchievementSubject"],
        "achievement": {
            "id": "https://academy.example/achievements/teamwork",
            "type": ["Achievement"],
            "name": "Teamwork",
            "description": "Works well in teams.",
            "criteria": {"narrative": "Observed in three projects."},
            "alignment": [
                {"type": ["Alignment"], "targetName": "work in teams", "targetUrl": SKILL}
            ],
        },
    }
    body = unsigned(keys["ed25519"].controller, credentialSubject=subject) | changes
    return verify_bytes(issue(document=body).data, now=NOW)


def test_the_skills_of_a_credential_are_reported(issue: Issue, keys: dict[str, SigningKey]) -> None:
    report = with_skill(issue, keys)
    assert report.to_json()["skills"] == [{"skill": SKILL, "label": "work in teams", "level": None}]
    assert report.caution == ""


def test_whose_word_it_is_that_an_issuer_is_known(issue: Issue) -> None:
    signed = issue()
    issuer = signed.credential["issuer"]["id"]
    known = Registry.of([KnownIssuer(issuer, "Academy", "Akkreditierungsrat")])
    said = verify_bytes(signed.data, now=NOW, registry=known).to_json()["issuer"]
    assert said == {
        "id": issuer, "name": "Academy", "known": True, "known_by": "Akkreditierungsrat",
    }  # fmt: skip
    said = verify_bytes(signed.data, now=NOW, registry=Registry.of([])).to_json()["issuer"]
    assert (said["known"], said["known_by"]) == (False, None)
    said = verify_bytes(signed.data, now=NOW).to_json()["issuer"]
    assert (said["known"], said["known_by"]) == (None, None)


def test_what_cannot_be_read_is_unknown_and_says_why() -> None:
    report = unreadable("a.png", UnreadableError("the picture is damaged", where="a.png"))
    said = report.to_json()
    assert (said["source"], said["verdict"], said["reason"]) == ("a.png", "unknown", "unreadable")
    assert (said["format"], said["as_of"], said["achievement"]) == ("", None, None)
    assert said["issuer"] == {"id": None, "name": None, "known": None, "known_by": None}
    [check] = said["checks"]
    assert (check["check"], check["status"]) == ("well_formed", "unknown")
    assert "damaged" in check["detail"]
    assert report.check(Name.PROOF) is None
    assert report.skills == ()
    json.dumps(said)


def test_a_valid_credential_is_evidence_and_another_is_none(
    issue: Issue, keys: dict[str, SigningKey]
) -> None:
    report = with_skill(issue, keys, validFrom="2026-01-01T23:30:00-05:00")
    [evidence] = evidence_from(report, today=TODAY)
    assert evidence.skill == SKILL
    assert evidence.evidence_class is EvidenceClass.VERIFIED
    assert evidence.level is None
    assert evidence.dated == date(2026, 1, 2), "the day in UTC"
    assert (evidence.title, evidence.issuer) == ("Teamwork", "Academy")
    assert evidence.source == report.credential["id"]  # type: ignore[index]
    expired = with_skill(issue, keys, validUntil="2026-05-01T00:00:00Z")
    assert expired.verdict == "invalid"
    assert evidence_from(expired, today=TODAY) == ()
    assert evidence_from(unreadable("a", UnreadableError("no")), today=TODAY) == ()


def test_an_issuer_without_a_name_is_named_by_its_id(
    issue: Issue, keys: dict[str, SigningKey]
) -> None:
    issuer = keys["ed25519"].controller
    nameless = with_skill(issue, keys, issuer={"id": issuer, "type": ["Profile"]})
    [evidence] = evidence_from(nameless, today=TODAY)
    assert evidence.issuer == issuer


@pytest.mark.parametrize("verdict", list(Verdict))
def test_the_check_that_a_verdict_rests_on(verdict: Verdict) -> None:
    good = {name: Check(name, Status.PASS, "") for name in Name}
    assert decisive(good.values(), Verdict.VALID) is None
    if verdict is Verdict.VALID:
        return
    status = Status.FAIL if verdict is Verdict.INVALID else Status.UNKNOWN
    bad = Check(Name.STATUS, status, "", reason=Reason.REVOKED)
    also = Check(Name.VALIDITY, status, "", reason=Reason.EXPIRED)
    found = {**good, Name.STATUS: bad, Name.VALIDITY: also}.values()
    assert decide(found) == (verdict, Reason.REVOKED)
    assert decisive(found, verdict) is bad
    nameless = {**good, Name.STATUS: Check(Name.STATUS, status, "")}.values()
    assert decide(nameless) == (verdict, Reason.UNSUPPORTED)


def rule(issuer: str, **changes: Any) -> Recognition:
    stated: dict[str, Any] = {
        "id": "r1",
        "achievement": "https://academy.example/achievements/teamwork",
        "issuer": issuer,
        "skill": SKILL,
        "level": 4,
        "stated_by": "Maria Curie",
        "stated": date(2026, 1, 1),
    }
    return Recognition(**stated | changes)


def test_a_recognition_says_at_which_level_a_badge_counts(
    issue: Issue, keys: dict[str, SigningKey]
) -> None:
    report = with_skill(issue, keys)
    issuer = keys["ed25519"].controller

    def levels(*rules: Recognition, holder: str = "") -> list[tuple[str, int | None, str]]:
        found = evidence_from(report, today=TODAY, recognitions=rules, holder=holder)
        return [(one.skill, one.level, one.recognised_by) for one in found]

    unknown = [(SKILL, None, "")]
    assert levels() == unknown
    assert levels(rule(issuer)) == [(SKILL, 4, "r1")]
    assert levels(rule("did:example:other")) == unknown, "somebody else's badge of the same name"
    assert levels(rule(issuer, achievement="https://academy.example/other")) == unknown
    assert levels(rule(issuer, expires=date(2026, 5, 31))) == unknown, "over since yesterday"
    assert levels(rule(issuer, expires=TODAY)) == [(SKILL, 4, "r1")], "its last day"
    assert levels(rule(issuer, stated=date(2026, 6, 2))) == unknown, "not stated yet"
    assert levels(rule(issuer, holder="ada@example.org")) == unknown
    assert levels(rule(issuer, holder="ada@example.org"), holder="ada@example.org") == [
        (SKILL, 4, "r1")
    ]
    other = "https://skills.example/negotiate"
    assert levels(rule(issuer, skill=other)) == [*unknown, (other, 4, "r1")]
    expired = with_skill(issue, keys, validUntil="2026-05-01T00:00:00Z")
    assert evidence_from(expired, today=TODAY, recognitions=[rule(issuer)]) == ()


def test_a_recognition_needs_a_name_and_an_end_after_its_beginning() -> None:
    with pytest.raises(InputError, match="stated by"):
        rule("did:example:a", stated_by=" ")
    with pytest.raises(InputError, match="expires before"):
        rule("did:example:a", expires=date(2025, 12, 31))
    with pytest.raises(InputError, match="level"):
        rule("did:example:a", level=9)
