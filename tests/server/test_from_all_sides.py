"""Feedback by a chosen rubric, and when it, or a judgement test, becomes evidence."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from django.core import mail
from django.urls import reverse

from skillmark.assess.starter import starter_rubric
from skillmark.nouns.credibility import CutScore
from skillmark.nouns.errors import ConflictError, ForbiddenError
from skillmark.nouns.proficiency import EvidenceClass
from skillmark.server.assess import services as assess
from skillmark.server.assess.feedback import services as feedback
from skillmark.server.assess.feedback.models import FeedbackRecord
from skillmark.server.match import services as match
from skillmark.skills.starter import uri

NOW = datetime.now(UTC)
EMOTIONAL = "rubric-emotional-intelligence"
RATERS = [("manager", "boss@x.example")] + [("peer", f"peer{n}@x.example") for n in range(3)]
FIELDS = {
    "manager": "boss@x.example",
    "peer": "\n".join(email for group, email in RATERS if group == "peer"),
    "report": "",
    "days": "7",
}


@pytest.fixture
def learner(world):
    return world.people["learner"]


def rated(world, learner, score=4.0, **scores):
    """Return a request that everybody answered with `score`, but for some dimensions."""
    row, invited = feedback.ask(
        world.home, learner, RATERS, closes=NOW + timedelta(days=7), actor=None, rubric=EMOTIONAL
    )
    given = {one.id: score for one in starter_rubric(EMOTIONAL).dimensions}
    given |= {name.replace("_", "-"): value for name, value in scores.items()}
    for one in invited:
        feedback.answer(one.rater, given, now=NOW)
    return row


def released(row, learner):
    feedback.close(row, now=NOW, actor=learner)
    feedback.release(row, given=True, actor=learner, now=NOW)


def pieces(world, learner, row, now=NOW):
    found = match.evidence_of(world.home, [learner], now=now)[learner.pk]
    return [
        one
        for one in found
        if one.source == f"feedback:{row.pk}" and one.evidence_class is EvidenceClass.EVIDENCED
    ]


def test_who_asks_chooses_the_rubric_and_its_groups_are_asked(world, client_of, learner):
    browser, address = client_of("assessor"), reverse("feedback_new")
    fields = FIELDS | {"account": learner.pk}
    assert "Emotional intelligence at work" in browser.get(address).content.decode()
    for wrong in (
        {"rubric": ""},
        {"rubric": "rubric-leadership"},  # asks direct reports too
        {"rubric": EMOTIONAL, "report": "r@x.example"},  # does not
    ):
        assert browser.post(address, fields | wrong).status_code == 200
        assert not FeedbackRecord.objects.filter(rubric=EMOTIONAL).exists()
    browser.post(address, fields | {"rubric": EMOTIONAL})
    row = FeedbackRecord.objects.get(rubric=EMOTIONAL)
    assert sorted({one.group for one in row.raters.all()}) == ["manager", "peer", "self"]
    assert "Emotional intelligence at work" in mail.outbox[-1].body
    assert "Emotional intelligence at work" in browser.get(reverse("feedback")).content.decode()


def test_nothing_counts_until_the_person_says_so(world, client_of, learner):
    row = rated(world, learner)
    with pytest.raises(ConflictError):
        feedback.release(row, given=True, actor=learner, now=NOW)
    feedback.close(row, now=NOW, actor=learner)
    assert pieces(world, learner, row) == []
    with pytest.raises(ForbiddenError):
        feedback.release(row, given=True, actor=world.people["assessor"], now=NOW)
    browser, address = client_of("learner"), reverse("feedback_release", args=[row.pk])
    assert "Let it count" in browser.get(reverse("own_feedback", args=[row.pk])).content.decode()
    asker = client_of("assessor").get(reverse("feedback_detail", args=[row.pk]))
    assert "Let it count" not in asker.content.decode()
    browser.post(address, {"given": "yes"})
    found = pieces(world, learner, row)
    assert {one.skill for one in found} == {
        one.skill for one in starter_rubric(EMOTIONAL).dimensions
    }
    assert {one.level for one in found} == {None}
    assert {one.issuer for one in found} == {"4 raters"}
    assert pieces(world, learner, row, now=NOW + timedelta(days=800)) == []
    browser.post(address, {"given": "no"})
    assert pieces(world, learner, row) == []


def test_only_skills_whose_dimensions_reach_the_cut_count(world, learner):
    row = rated(world, learner, own_state=2, own_limits=3)
    released(row, learner)
    found = {one.skill for one in pieces(world, learner, row)}
    assert uri("enduring-empathy") in found
    assert uri("enduring-self-awareness") not in found


def test_below_the_cut_nothing_counts_though_single_skills_are_high(world, learner):
    row = rated(world, learner, score=2.0, reading_others=5, perspective=5)
    released(row, learner)
    assert not feedback.standing(row, now=NOW).report.passed
    assert pieces(world, learner, row) == []


def test_a_passed_judgement_test_becomes_verified_evidence_like_any_other(world, client_of):
    from skillmark.define.catalogue import starter
    from skillmark.server.award.keyring import keys
    from skillmark.server.award.models import KeyRecord
    from skillmark.server.define.models import AchievementRecord
    from skillmark.server.define.services import save_achievement

    if not KeyRecord.objects.of(world.home).filter(retired=None).exists():
        keys.generate(world.home, "ed25519", actor=None)
    if not AchievementRecord.objects.of(world.home).filter(slug="communicating-at-work").exists():
        save_achievement(
            starter().achievement("communicating-at-work"), organisation=world.home, actor=None
        )
    learner = world.people["learner"]
    test = assess.import_test(world.home, "sjt-communication")
    assess.set_cut(test, CutScore(12, 32, "judgement", "a start", "somebody", date(2026, 1, 1)))
    delivery = assess.deliver(test, achievement="communicating-at-work")
    attempt = assess.start_attempt(learner, delivery, now=NOW, rng=Random(2), agreed=True)
    for name, _order in attempt.form:
        right = assess.noun(test).item(name).interaction.right()
        assess.save_answer(attempt, name, right, now=NOW)
    assess.submit(attempt, now=NOW)
    claimed = client_of("learner").post(reverse("attempt_claim", args=[attempt.pk]))
    assert claimed.status_code == 302
    found = match.evidence_of(world.home, [learner])[learner.pk]
    proof = [one for one in found if one.skill == uri("enduring-communication")]
    assert [(one.evidence_class, one.level) for one in proof] == [(EvidenceClass.VERIFIED, 3)]
