"""One's own next step: what would change most, what is nearly there, what fades."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from skillmark.match import Assumptions
from skillmark.match.standing import reached_by
from skillmark.nouns.evidence import Evidence
from skillmark.nouns.person import Requirement, Role
from skillmark.nouns.plan import Offer
from skillmark.nouns.proficiency import EvidenceClass
from skillmark.nouns.text import Text
from skillmark.skills.starter import uri

FOUNDATIONS, PROMPTS, COACHING = (
    uri("genai-foundations"), uri("genai-prompt-design"), uri("enduring-coaching"),
)  # fmt: skip
TODAY = timezone.now().date()


@settings(max_examples=40)
@given(
    level=st.integers(1, 8),
    half_life=st.floats(1.0, 240.0),
    dated=st.dates(date(2000, 1, 1), date(2020, 12, 31)),
)
def test_a_level_counts_to_the_last_day_on_which_the_scorer_finds_it_likely(
    level, half_life, dated
):
    from skillmark.server.match.own.fading import counts_until

    terms = Assumptions(half_life_months=half_life)
    piece = Evidence("urn:x", EvidenceClass.VERIFIED, dated, level)
    until = counts_until(level, dated, half_life)
    if until is None:
        assert level == 1
        assert reached_by([piece], level, today=date(2999, 1, 1), assumptions=terms)
        return
    # A day to spare: the scorer reckons in whole billionths.
    for day, reached in ((until - timedelta(days=1), True), (until + timedelta(days=2), False)):
        if day >= dated:
            found = reached_by([piece], level, today=day, assumptions=terms)
            assert (found is not None) is reached


@pytest.fixture
def learner(world):
    """Somebody who has proven nothing yet, agrees to be found, and learns five hours a week."""
    from skillmark.server.people.actions import Role as Who
    from skillmark.server.people.models import Purpose
    from skillmark.server.people.services import add_members, set_consent
    from skillmark.server.plan.models import PostRecord

    [account] = add_members(world.home, [("new@home.example", "New Nora")], Who.LEARNER)
    set_consent(account, world.home, Purpose.MATCHING, given=True)
    PostRecord.objects.create(organisation=world.home, account=account, hours_a_week=5.0)
    return account


@pytest.fixture
def client(learner):
    """The browser of the learner."""
    browser = Client()
    browser.force_login(learner)
    return browser


@pytest.fixture
def wanted(world):
    """A role that asks for two skills, and an offer for each that needs the other first."""
    from skillmark.server.match import services
    from skillmark.server.plan import services as plan

    role = services.save_role(
        world.home,
        Role(
            Text.of("Prompter"),
            (Requirement(FOUNDATIONS, 3, must=True, weight=3.0), Requirement(COACHING, 4)),
        ),
    )
    for offer, title in (
        (Offer("warm-up", 50.0, 8.0, (PROMPTS,), ((PROMPTS, 2),)), "Warm-up"),
        (Offer("coach", 380.0, 24.0, (COACHING,), ((COACHING, 4),), ("warm-up",)), "Coaching"),
    ):
        plan.save_offer(world.home, offer, {"en": title})
    return role


@pytest.fixture
def sitting(world):
    """An open test that confirms an achievement of the catalogue, and no other that does."""
    from skillmark.server.assess.models import DeliveryRecord
    from skillmark.server.define.models import AchievementSkillRecord

    confirmed = AchievementSkillRecord.objects.of(world.home).filter(
        uri=FOUNDATIONS, achievement__archived=None
    )
    row = confirmed.select_related("achievement").first()
    delivery = DeliveryRecord.objects.of(world.home).filter(practice=False, open=True).first()
    assert row is not None
    assert delivery is not None
    delivery.achievement = row.achievement.slug
    delivery.opens = delivery.closes = delivery.attempts_allowed = None
    delivery.save()
    DeliveryRecord.objects.of(world.home).exclude(pk=delivery.pk).update(open=False)
    return delivery


def test_the_credential_that_changes_most_stands_first_with_its_test(
    world, wanted, sitting, learner, client
):
    from skillmark.server.people.models import Purpose
    from skillmark.server.people.services import set_consent

    page = client.get(reverse("my_next"), {"role": wanted.pk})
    html = page.content.decode()
    best = page.context["steps"][0]
    assert best["best"].kind == "test"
    assert best["best"].link == reverse("sitting", args=[sitting.pk])
    assert f'href="{best["best"].link}"' in html
    # Three quarters of the role hang on it, and it meets the must.
    [(_label, gain, points)] = [one for one in best["gains"] if one[1].points > 0]
    assert gain.requirement.skill == FOUNDATIONS
    assert 50 < points < 75
    assert best["musts"]
    assert best["rank_after"] <= best["rank_before"] <= page.context["of"]
    # What has to be learned before is counted in weeks, and named.
    coach = next(one for one in page.context["steps"] if one["best"].offer.id == "coach")
    assert [one["en"] for one in coach["best"].first] == ["Warm-up"]
    assert coach["best"].weeks == pytest.approx((8 + 24) / 5)
    assert "your organisation pays 380 EUR" in html
    # Who has not agreed to be found has no place among others.
    set_consent(learner, world.home, Purpose.MATCHING, given=False)
    page = client.get(reverse("my_next"), {"role": wanted.pk})
    assert page.context["of"] is None
    assert page.context["steps"][0]["rank_after"] is None
    told = client.get(f"/api/match/my/steps?role={wanted.pk}").json()
    assert told["of"] is None
    assert told["steps"][0]["ways"][0]["kind"] == "test"
    assert told["steps"][0]["score_after"]["verified"] > told["score"]["verified"]
    assert client.get(f"/api/match/my/steps?role={sitting.pk}").status_code == 404


def test_a_claim_that_a_test_could_prove_is_nearly_there(world, wanted, sitting, learner, client):
    from skillmark.server.match import services

    def nearly():
        page = client.get(reverse("my_next"), {"role": wanted.pk})
        return {one["claim"].skill: one for one in page.context["nearly"]}

    assert FOUNDATIONS not in nearly()
    services.rate_oneself(world.home, learner, FOUNDATIONS, 2, today=TODAY)
    # The test asks for level 3: more than is claimed.
    assert FOUNDATIONS not in nearly()
    services.rate_oneself(world.home, learner, FOUNDATIONS, 4, today=TODAY)
    assert nearly()[FOUNDATIONS]["way"].kind == "test"
    # What is observed at the level already is not nearly there, it is there.
    seen = Evidence(FOUNDATIONS, EvidenceClass.EVIDENCED, TODAY, 5)
    services.record_evidence(world.home, learner, seen)
    assert FOUNDATIONS not in nearly()


def test_what_fades_first_stands_first_with_what_would_refresh_it(
    world, wanted, sitting, learner, client
):
    from skillmark.server.match import services

    for skill, level, days in ((COACHING, 4, 2000), (FOUNDATIONS, 3, 30)):
        piece = Evidence(skill, EvidenceClass.EVIDENCED, TODAY - timedelta(days=days), level)
        services.record_evidence(world.home, learner, piece)
    page = client.get(reverse("my_fading"))
    rows = {row["one"].evidence.skill: row for row in page.context["rows"]}
    order = [row["one"].evidence.skill for row in page.context["rows"]]
    assert order.index(COACHING) < order.index(FOUNDATIONS)
    assert rows[COACHING]["faded"]
    assert not rows[FOUNDATIONS]["faded"]
    assert rows[COACHING]["one"].strength < rows[FOUNDATIONS]["one"].strength == 5
    assert [way.offer.id for way in rows[COACHING]["refresh"]][:1] == ["coach"]
    assert rows[FOUNDATIONS]["refresh"][0].kind == "test"
    html = page.content.decode()
    assert "<svg" in html
    assert "faded" in html
    told = client.get("/api/match/my/fading").json()
    assert [one["skill"] for one in told] == order
    assert told[0]["now"] < told[0]["level"]


def test_a_proof_without_a_level_does_not_hide_what_was_observed_at_one():
    from skillmark.server.match.own.fading import fading

    pieces = [
        Evidence("urn:x", EvidenceClass.VERIFIED, TODAY),
        Evidence("urn:x", EvidenceClass.EVIDENCED, TODAY, 4),
    ]
    [found] = fading({"urn:x": pieces}, (), today=TODAY, assumptions=Assumptions())
    assert (found.level, found.evidence.evidence_class) == (4, EvidenceClass.EVIDENCED)
    assert fading({"urn:x": pieces[:1]}, (), today=TODAY, assumptions=Assumptions()) == []


def test_a_role_is_complete_where_proof_reaches_every_level_and_not_by_observation():
    from skillmark.match.adjacency import Adjacency
    from skillmark.nouns.person import Person
    from skillmark.server.match.own.steps import steps

    role = Role(Text.of("Two things"), (Requirement("urn:x", 3), Requirement("urn:y")))

    def found(*classes):
        pieces = tuple(
            Evidence(skill, cls, TODAY, 3)
            for skill, cls in zip(("urn:x", "urn:y"), classes, strict=False)
        )
        person = Person("member-1", pieces)
        return steps(role, person, (), today=TODAY, assumptions=Assumptions(), graph=Adjacency())

    verified, seen = EvidenceClass.VERIFIED, EvidenceClass.EVIDENCED
    assert found(verified, verified).complete
    assert not found(verified, seen).complete
    assert not found(verified).complete
    assert found(verified, verified).best is None


def test_a_learner_reads_where_they_were_considered(world, client_of):
    client = client_of("learner")
    assert (
        "You were considered for another role." in client.get(reverse("my_skills")).content.decode()
    )
    html = client.get(reverse("my_considered")).content.decode()
    assert "Reports write themselves from next year on." in html
    [told] = client.get("/api/match/my/considered").json()
    assert told["reason"].startswith("Reports write")
    assert client_of("assessor").get("/api/match/my/considered").json() == []
