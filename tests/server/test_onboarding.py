"""After a hire: waived, learned, ticked, productive; and the ledger that measuring reads."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse
from django.utils import timezone

from skillmark.badges.identity import Recipient
from skillmark.measure.ledger.reading import read_ledger
from skillmark.nouns.errors import ConflictError, InputError
from skillmark.nouns.person import Requirement, Role
from skillmark.nouns.plan import Offer
from skillmark.nouns.text import Text
from skillmark.server.award import services as awarding
from skillmark.server.define import services as definitions
from skillmark.server.define.models import AchievementRecord
from skillmark.server.jobs import worker
from skillmark.server.match import services as matching
from skillmark.server.match.deciding.services import decisions
from skillmark.server.people.models import Purpose
from skillmark.server.people.services import add_account, set_consent
from skillmark.server.plan import services as planning
from skillmark.server.plan.models import OnboardingRecord
from skillmark.server.plan.onboarding import services
from skillmark.server.plan.onboarding.ledger import ledger

START = date(2026, 2, 2)
ADDRESS = "hired@outside.example"


@pytest.fixture
def awarded(world):
    """Return what awards an achievement to the hire, and the first skill that it proves."""
    provider = world.people["provider_admin"]
    row = AchievementRecord.objects.of(world.home).order_by("pk").first()
    document = {**row.document, "id": "proof-of-it", "name": {"en": "Proof"}, "test": None}
    achievement = definitions.save_achievement(document, organisation=world.home, actor=provider)

    def award():
        made = awarding.award_one(achievement, Recipient("Hira Ed", ADDRESS), actor=provider)
        worker.load()
        while worker.run_one():
            pass
        made.refresh_from_db()
        return bytes(made.body)

    return award, achievement.noun.skills[0].skill


@pytest.fixture
def role(world, awarded):
    _award, skill = awarded
    planning.save_offer(world.home, Offer("proof", 300.0, 20.0, (skill,)), {"en": "The proof"})
    return matching.save_role(
        world.home,
        Role(
            Text.of("Hire me"),
            (
                Requirement(skill),
                Requirement("urn:x:rare", 2),
                *(one for one in matching.as_role(world.things["plan_role"]).requirements),
            ),
        ),
    )


def hire(world, role, files=(("nothing.json", b"{}"),)):
    candidate = matching.submit_files(role, name="Hira Ed", holder=ADDRESS, files=list(files))
    return services.hire(
        role,
        f"candidate-{candidate.pk}",
        reason="She showed it",
        actor=world.people["recruiter"],
        start=START,
        hours_a_week=10.0,
    )


def test_a_hire_without_proof_learns_everything_by_a_day(world, role):
    row = hire(world, role)
    assert [one.decided_as for one in decisions(role)] == ["hired"]
    sums = services.sums(row)
    assert (sums.steps, sums.hours, sums.cost, sums.saved_cost) == (3, 60.0, 1000.0, 0.0)
    assert row.planned_end == START + timedelta(weeks=6)
    assert row.open_gaps == ["urn:x:rare"]
    assert all(START <= step.begins <= step.ends < row.planned_end for step in row.steps.all())
    with pytest.raises(ConflictError):
        hire(world, role)
    services.change(row, start=START, hours_a_week=20.0, actor=world.people["ld_lead"])
    assert row.planned_end == START + timedelta(weeks=3)


def test_what_is_proven_is_waived_and_an_award_ticks_its_step(world, role, awarded):
    award, _skill = awarded
    row = hire(world, role)
    assert services.refresh(row) == 0
    body = award()
    assert services.refresh(OnboardingRecord.objects.get(pk=row.pk)) == 0, (
        "the person has no account with that address, and has handed in nothing new"
    )
    account = add_account(ADDRESS, "Hira Ed", None)
    assert services.mine(account) == [row]
    set_consent(account, world.home, Purpose.PLANNING, given=True)
    assert services.refresh(OnboardingRecord.objects.get(pk=row.pk)) == 1
    step = row.steps.get(slug="proof")
    assert step.ticked
    assert step.source
    assert services.refresh(OnboardingRecord.objects.get(pk=row.pk)) == 0, "once"
    # somebody who brings the same badge need not learn it
    other = matching.save_role(world.home, matching.as_role(role))
    second = hire(world, other, [("proof.json", body)])
    sums = services.sums(second)
    assert (sums.saved_cost, sums.saved_hours, sums.steps) == (300.0, 20.0, 2)
    assert second.planned_end == START + timedelta(weeks=4)


def test_productive_is_somebodys_word_and_the_ledger_reads_it(world, role, tmp_path, client_of):
    row = hire(world, role)
    lead, today = world.people["ld_lead"], START + timedelta(days=80)
    with pytest.raises(InputError):
        services.state_productive(row, START - timedelta(days=1), actor=lead, today=today)
    with pytest.raises(InputError):
        services.state_productive(row, today + timedelta(days=1), actor=lead, today=today)
    before = ledger(world.home, today=today)
    assert before.outcomes == ()
    assert before.without_consent == 2, "this one and the world's"
    account = add_account(ADDRESS, "Hira Ed", None)
    services.adopt(account)
    set_consent(account, world.home, Purpose.OUTCOMES, given=True)
    (open_,) = ledger(world.home, today=today).outcomes
    assert (open_.days_to_productivity, open_.productivity_censored) == (80.0, True)
    row.refresh_from_db()
    services.state_productive(row, START + timedelta(days=47), actor=lead, today=today)
    assert row.stated_name == str(lead)
    path = tmp_path / "ledger.csv"
    path.write_text(ledger(world.home, today=today).csv, encoding="utf-8")
    (read,) = read_ledger(path).outcomes()
    assert (read.hired, read.days_to_productivity) == (START, 47.0)
    assert not read.productivity_censored
    assert "Hira" not in path.read_text()
    assert ADDRESS not in path.read_text()
    page = client_of("recruiter").get(reverse("onboarding", args=[row.pk])).content.decode()
    assert f"stated by {lead}" in page
    assert "nothing.json" not in page


def test_who_objects_is_gone_from_the_list_and_who_is_erased_from_the_tables(
    world, role, client_of
):
    row = hire(world, role)
    account = add_account(ADDRESS, "Hira Ed", None)
    services.adopt(account)
    lead = client_of("ld_lead")
    assert "Hira Ed" in lead.get(reverse("onboardings")).content.decode()
    set_consent(account, world.home, Purpose.PLANNING, given=False)
    assert "Hira Ed" not in lead.get(reverse("onboardings")).content.decode()
    assert lead.get(reverse("onboarding", args=[row.pk])).status_code == 404
    account.delete()
    assert not OnboardingRecord.objects.filter(pk=row.pk).exists()


def test_the_page_hires_with_a_reason_and_shows_the_weeks(world, role, client_of):
    candidate = matching.submit_files(
        role, name="Hira Ed", holder=ADDRESS, files=[("nothing.json", b"{}")]
    )
    recruiter = client_of("recruiter")
    link = reverse("hire", args=[role.pk, f"candidate-{candidate.pk}"])
    assert recruiter.post(link, {"reason": ""}).status_code == 400
    assert not OnboardingRecord.objects.filter(role=role).exists()
    answer = recruiter.post(link, {"reason": "She showed it", "start": "2026-02-02"})
    row = OnboardingRecord.objects.get(role=role)
    assert answer.url == reverse("onboarding", args=[row.pk])
    page = recruiter.get(answer.url).content.decode()
    assert "Building agents" in page
    assert "Send an invitation" in page
    picture = recruiter.get(reverse("onboarding_picture", args=[row.pk])).content.decode()
    assert "Building agents" in picture
    recruiter.post(reverse("onboarding_invite", args=[row.pk]))
    late = {"day": (timezone.localdate() + timedelta(days=400)).isoformat()}
    assert recruiter.post(reverse("onboarding_productive", args=[row.pk]), late).status_code == 400
    account = add_account(ADDRESS, "Hira Ed", None)
    assert EmailAddress.objects.get(user=account).verified
    browser = client_of("nobody")
    browser.force_login(account)
    assert "Hire me" in browser.get(reverse("my_onboarding")).content.decode()
