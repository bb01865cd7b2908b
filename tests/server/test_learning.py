"""Learners on their way: begun by consent, progress, and recognition of what is from elsewhere."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from skillmark.badges.identity import Recipient
from skillmark.nouns.errors import ConflictError, InputError
from skillmark.server.award import services as awards
from skillmark.server.award.claims import achievement_id, issuer_id
from skillmark.server.award.models import AwardRecord
from skillmark.server.award.status import standing
from skillmark.server.define import services
from skillmark.server.define.learning import holding, recognising, walking
from skillmark.server.define.models import (
    AchievementRecord,
    RecognitionRecord,
    RecognitionRequestRecord,
    StartRecord,
)
from skillmark.server.define.pathways import services as drawing
from skillmark.server.hold import services as backpack
from skillmark.skills import starter
from skillmark.verify.sources import Source


@pytest.fixture
def learner(world):
    """The learner, with a confirmed address, on no pathway."""
    StartRecord.objects.all().delete()
    RecognitionRecord.objects.all().delete()
    RecognitionRequestRecord.objects.all().delete()
    account = world.people["learner"]
    EmailAddress.objects.get_or_create(
        user=account, email=account.email, defaults={"verified": True, "primary": True}
    )
    EmailAddress.objects.filter(user=account).update(verified=True)
    return account


@pytest.fixture
def make(world):
    def made(slug, *, organisation=None, **members):
        like = AchievementRecord.objects.of(world.home).order_by("pk").first().document
        document = {**like, "id": slug, "name": {"en": slug.title()}, "test": None, **members}
        return services.save_achievement(
            document, organisation=organisation or world.home, actor=None
        )

    return made


@pytest.fixture
def way(world, make):
    """Two of three pieces make the whole."""
    for number in (1, 2, 3):
        make(f"piece-{number}", skills={f"urn:x:{number}": 3, "urn:x": 2}, valid_months=None)
    make("whole", skills={"urn:x": 2})
    document = {
        "id": "my-way",
        "name": {"en": "My way"},
        "description": {"en": "Two of three."},
        "steps": ["piece-1", "piece-2", "piece-3"],
        "need": 2,
        "awards": "whole",
    }
    row = services.save_pathway(document, organisation=world.home, actor=None)
    return drawing.publish_stored(row, actor=None)


def award(row, account, *, actor, **options):
    made = awards.award_one(row, Recipient("Ada", account.email), actor=actor, **options)
    return AwardRecord.objects.get(pk=made.pk)


def piece(world, number):
    return AchievementRecord.objects.of(world.home).get(slug=f"piece-{number}")


@pytest.fixture
def outside(world, make, learner):
    """A badge of another provider in the learner's backpack, and the achievement that it is of."""
    row = make("elsewhere", organisation=world.other, skills={"urn:x:2": 4})
    made = award(row, learner, actor=world.stranger)
    added = backpack.add(learner, [Source("badge.json", bytes(made.body))])
    badge = added[0][1]
    assert badge is not None
    return badge, made


def test_a_pathway_is_begun_once_and_left_without_a_trace(world, way, learner, client_of):
    browser = client_of("learner")
    for _ in range(2):
        answer = browser.post("/my-pathways/begin", {"pathway": way.pk})
        assert answer.status_code == 302
    start = StartRecord.objects.get()
    assert start.shared is None
    page = browser.get("/my-pathways/").content.decode()
    assert "My way" in page
    browser.post(reverse("my_pathway_leave", args=[start.pk]))
    assert not StartRecord.objects.exists()


def test_a_pathway_that_one_does_not_see_cannot_be_begun(world, way, client_of):
    drawing.unpublish(way, actor=None)
    answer = client_of("stranger").post("/my-pathways/begin", {"pathway": way.pk})
    assert answer.status_code == 400
    for nonsense in ("", "x", "999999"):
        answer = client_of("learner").post("/my-pathways/begin", {"pathway": nonsense})
        assert answer.status_code == 400


def test_the_provider_sees_a_number_and_the_names_of_those_who_share(
    world, way, learner, client_of
):
    browser, provider = client_of("learner"), client_of("provider_admin")
    browser.post("/my-pathways/begin", {"pathway": way.pk})
    path = reverse("pathway_learners", args=[way.pk])
    page = provider.get(path)
    assert page.context["counted"].begun == 1
    assert str(learner) not in page.content.decode().split("<main")[1]
    start = StartRecord.objects.get()
    browser.post(reverse("my_pathway_share", args=[start.pk]), {"share": "yes"})
    assert str(learner) in provider.get(path).content.decode().split("<main")[1]
    browser.post(reverse("my_pathway_share", args=[start.pk]), {"share": "no"})
    assert str(learner) not in provider.get(path).content.decode().split("<main")[1]


def test_progress_counts_awards_in_force_and_says_what_is_next(world, way, learner):
    provider = world.people["provider_admin"]
    walk = walking.walk(way, learner)
    assert (walk.counted, walk.needed, walk.progress.done) == (0, 2, False)
    assert {one.slug for one in walk.following} == {"piece-1", "piece-2", "piece-3"}
    first = award(piece(world, 1), learner, actor=provider)
    walk = walking.walk(way, learner)
    assert (walk.counted, walk.needed) == (1, 2)
    assert walk.states == {"piece-1": "held", "piece-2": "next", "piece-3": "next"}
    standing.change(first, "revoke", "A mistake.", actor=provider)
    assert walking.walk(way, learner).counted == 0
    now = timezone.now()
    old = award(piece(world, 2), learner, actor=provider)
    AwardRecord.objects.filter(pk=old.pk).update(valid_until=now - timedelta(days=1))
    assert walking.walk(way, learner).states["piece-2"] == "expired"


def test_whoever_began_keeps_the_pathway_as_it_was(world, way, learner):
    start = walking.begin(way, learner, share=False)
    document = way.document | {"steps": ["piece-3"], "need": 1}
    services.save_pathway(document, organisation=world.home, actor=None, row=way)
    walk = walking.walk(way, learner, start=start)
    assert walk.renewed
    assert set(walk.states) == {"piece-1", "piece-2", "piece-3"}
    assert set(walking.walk(way, learner).states) == {"piece-3"}


def test_a_badge_from_elsewhere_is_suggested_and_counts_for_nothing(world, way, learner, outside):
    walk = walking.walk(way, learner)
    assert walk.counted == 0
    (one,) = recognising.suggestions(learner, walk)
    assert (one.badge, one.piece.slug, one.shared) == (outside[0], "piece-2", ("urn:x:2",))


def ask(browser, way, badge):
    said = {"pathway": way.pk, "piece": "piece-2", "badge": str(badge.pk), "note": "Same test."}
    return browser.post("/my-pathways/recognition", said)


def test_recognition_is_asked_decided_by_name_and_shown_wherever_it_counts(
    world, way, learner, outside, client_of
):
    badge, _made = outside
    browser, provider = client_of("learner"), client_of("provider_admin")
    browser.post("/my-pathways/begin", {"pathway": way.pk, "share": "yes"})
    assert ask(browser, way, badge).status_code == 302
    asked = RecognitionRequestRecord.objects.get()
    assert walking.walk(way, learner).counted == 0
    path = reverse("recognition_request", args=[asked.pk])
    page = provider.get(path).content.decode()
    assert "Same test." in page
    assert "Skills that both name" in page
    refused = provider.post(path, {"granted": "yes", "reason": "", "whom": "person"})
    assert refused.context["form"].errors["reason"]
    said = {"granted": "yes", "reason": "We compared the tests.", "whom": "person"}
    assert provider.post(path, said).status_code == 302
    assert "We compared the tests." in mail.outbox[-1].body
    rule = RecognitionRecord.objects.get()
    assert (rule.only, rule.decided_name) == (learner, str(world.people["provider_admin"]))
    assert rule.external_id.endswith("/achievements/other-works/elsewhere")
    walk = walking.walk(way, learner)
    assert (walk.counted, walk.recognised) == (1, True)
    shown = browser.get(reverse("public_pathway", args=[world.home.slug, way.slug]))
    text = shown.content.decode()
    assert "We compared the tests." in text
    assert rule.decided_name in text
    assert "We compared the tests." in browser.get("/my-pathways/").content.decode()
    # once it is decided, the provider sees the badge no more
    assert "Skills that both name" not in provider.get(path).content.decode()
    assert provider.post(path, said).context["form"].errors


def test_a_refusal_says_why_and_can_be_asked_again(world, way, learner, outside, client_of):
    browser, provider = client_of("learner"), client_of("provider_admin")
    ask(browser, way, outside[0])
    assert ask(browser, way, outside[0]).status_code == 409
    asked = RecognitionRequestRecord.objects.get()
    path = reverse("recognition_request", args=[asked.pk])
    provider.post(path, {"granted": "no", "reason": "No proctoring.", "whom": "person"})
    assert "No proctoring." in browser.get("/my-pathways/").content.decode()
    assert not RecognitionRecord.objects.exists()
    assert ask(browser, way, outside[0]).status_code == 302


def recognise(world, made, **options):
    return recognising.recognise(
        world.home,
        external_id=achievement_id(made.achievement),
        issuer=issuer_id(world.other),
        reason="Compared.",
        actor=world.people["provider_admin"],
        **options,
    )


def test_a_recognition_counts_while_it_is_in_force_and_the_badge_verifies(
    world, way, learner, outside
):
    _badge, made = outside
    rule = recognise(world, made, achievement=piece(world, 2))
    assert walking.walk(way, learner).counted == 1
    rule.expires = timezone.localdate() - timedelta(days=1)
    rule.save()
    assert walking.walk(way, learner).counted == 0
    rule.expires = None
    rule.save()
    standing.change(made, "revoke", "Cheated.", actor=world.stranger)
    assert walking.walk(way, learner).counted == 0
    recognising.withdraw(rule, reason="The test changed.", actor=world.people["provider_admin"])
    assert list(holding.recognised(learner, world.home)) == []


@pytest.mark.parametrize("what", ["issuer", "external_id"])
def test_a_recognition_names_achievement_and_issuer_exactly(world, way, learner, outside, what):
    rule = recognise(world, outside[1], achievement=piece(world, 2))
    setattr(rule, what, getattr(rule, what) + "/")
    rule.save()
    assert walking.walk(way, learner).counted == 0


def test_a_badge_of_somebody_else_counts_for_nobody(world, way, learner, outside):
    recognise(world, outside[1], achievement=piece(world, 2))
    other = world.people["recruiter"]
    badge = outside[0]
    badge.account = other
    badge.save()
    assert walking.walk(way, other).counted == 0


def test_a_recognition_may_be_for_one_person(world, way, learner, outside):
    rule = recognise(world, outside[1], achievement=piece(world, 2))
    rule.only = world.people["recruiter"]
    rule.save()
    assert walking.walk(way, learner).counted == 0


def test_a_recognised_skill_meets_a_step_that_takes_it_from_anywhere(world, way, learner, outside):
    document = way.document | {
        "steps": ["piece-1", {"skill": "urn:x:2", "level": 4}],
        "need": 2,
    }
    row = services.save_pathway(document, organisation=world.home, actor=None, row=way)
    assert walking.walk(row, learner).counted == 0
    rule = recognise(world, outside[1], skill="urn:x:2", level=3)
    assert walking.walk(row, learner).counted == 0
    rule.level = 4
    rule.save()
    walk = walking.walk(row, learner)
    assert (walk.counted, walk.recognised) == (1, True)


def test_a_recognition_is_written_down_before_anybody_asks(world, learner, client_of):
    provider = client_of("provider_admin")
    said = {
        "external_id": "https://x.example/a", "external_name": "A", "issuer": "did:web:x.example",
        "issuer_name": "X", "reason": "Compared.",
    }  # fmt: skip
    skill = starter.uri("data-sql")
    for wrong in ({}, {"counts_as": "genai-foundations", "skill": skill, "level": "3"},
                  {"skill": skill}, {"skill": "urn:no", "level": "3"}):  # fmt: skip
        answer = provider.post("/define/recognition/new", said | wrong)
        assert answer.context["form"].errors, wrong
    for right in ({"counts_as": "genai-foundations"}, {"skill": skill, "level": "3"}):
        answer = provider.post("/define/recognition/new", said | right)
        assert answer.status_code == 302, answer.context["form"].errors
    rows = RecognitionRecord.objects.order_by("pk")
    assert [(row.achievement_id is None, row.skill, row.level) for row in rows] == [
        (False, "", None), (True, skill, 3),
    ]  # fmt: skip
    path = reverse("recognition_withdraw", args=[rows[1].pk])
    assert provider.post(path, {"reason": " "}).status_code == 400
    assert provider.post(path, {"reason": "The test changed."}).status_code == 302
    page = provider.get("/define/recognition/").content.decode()
    assert "The test changed." in page


def test_it_counts_as_one_thing(world, outside):
    with pytest.raises(InputError, match="what it counts as"):
        recognise(world, outside[1])
    with pytest.raises(InputError, match="what it counts as"):
        recognise(world, outside[1], achievement=world.things["achievement"], skill="urn:x")


def test_somebody_elses_badge_and_pieces_of_other_pathways_cannot_be_asked_for(
    world, way, learner, outside, client_of
):
    assert ask(client_of("recruiter"), way, outside[0]).status_code == 400
    with pytest.raises(InputError, match="no piece"):
        recognising.ask(way, "whole", outside[0], account=learner)
    own = award(piece(world, 1), learner, actor=world.people["provider_admin"])
    backpack.collect(learner)
    badge = learner.badges.get(award=str(own.pk))
    with pytest.raises(InputError, match="provider itself"):
        recognising.ask(way, "piece-2", badge, account=learner)


def test_a_decision_is_made_once(world, way, learner, outside):
    asked = recognising.ask(way, "piece-2", outside[0], account=learner)
    no = recognising.Decision(granted=False, reason="No.")
    recognising.decide(asked, no, actor=world.people["provider_admin"])
    with pytest.raises(ConflictError):
        recognising.decide(asked, no, actor=world.people["provider_admin"])


def test_the_dashboard_shows_how_far_one_is(world, way, learner, client_of):
    browser = client_of("learner")
    browser.post("/my-pathways/begin", {"pathway": way.pk})
    award(piece(world, 1), learner, actor=world.people["provider_admin"])
    assert "1 of 2" in browser.get("/dashboard/").content.decode()


def test_pieces_by_recognition_are_awarded_by_hand(world, way, learner, outside, client_of):
    browser = client_of("learner")
    browser.post("/my-pathways/begin", {"pathway": way.pk, "share": "yes"})
    recognise(world, outside[1], achievement=piece(world, 2))
    award(piece(world, 1), learner, actor=world.people["provider_admin"])
    walk = walking.walk(way, learner)
    assert walk.progress.done
    assert walk.awarded is None
    page = client_of("provider_admin").get(reverse("pathway_learners", args=[way.pk]))
    assert "Complete by recognition: award it" in page.content.decode()


def test_nobody_elses_progress_is_seen(world, way, learner, client_of):
    start = walking.begin(way, learner, share=True)
    for route in ("my_pathway_share", "my_pathway_leave"):
        assert client_of("recruiter").post(reverse(route, args=[start.pk])).status_code == 404
    path = reverse("my_pathway_picture", args=[start.pk])
    assert client_of("recruiter").get(path).status_code == 404
    assert client_of("learner").get(path).content.startswith(b"<svg")
    public = reverse("pathway_image", args=[world.home.slug, way.slug])
    assert Client().get(public).content.startswith(b"<svg")
