"""Planning pages: move a budget, reach a target, keep a plan."""

from __future__ import annotations

import re
from datetime import date

from django.urls import reverse

from skillmark.nouns.evidence import Evidence
from skillmark.nouns.proficiency import EvidenceClass
from skillmark.server.people.models import AuditRecord, Purpose
from skillmark.server.people.services import set_consent
from skillmark.server.plan import services
from skillmark.server.plan.models import PlanRecord
from skillmark.skills.starter import uri


def text(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_the_page_opens_with_gaps_and_a_plan(client_of):
    shown = text(client_of("ld_lead").get(reverse("plans")))
    assert "People planned for 1" in shown
    assert "Open gaps 2" in shown
    assert "Proven: within these limits no plan is better." in shown


def test_moving_the_budget_solves_again(client_of):
    client = client_of("ld_lead")
    asked = {"money": "250"}
    small = text(client.post(reverse("plan_solve"), asked, headers={"HX-Request": "true"}))
    assert "Prompting basics" in small
    assert "Building agents" not in small
    large = text(
        client.post(reverse("plan_solve"), {"money": "700"}, headers={"HX-Request": "true"})
    )
    assert "Building agents" in large
    assert "<html" not in large


def test_an_impossible_target_is_explained_in_words(client_of):
    asked = {"skill": uri("genai-agents"), "people": "2"}
    shown = text(client_of("ld_lead").post(reverse("plan_solve"), asked))
    assert "No plan can do this." in shown
    assert "2 people with “" in shown
    assert "urn:skillmark" not in shown


def test_a_wrong_budget_is_named(client_of):
    answer = client_of("ld_lead").post(reverse("plan_solve"), {"money": "-1"})
    assert answer.status_code == 422
    assert "Budget" in text(answer)


def test_keeping_a_plan_is_for_those_who_plan_and_is_audited(client_of, world):
    before = PlanRecord.objects.count()
    client_of("technical_leader").post(reverse("plan_solve"), {"money": "700", "keep": "1"})
    assert PlanRecord.objects.count() == before
    client_of("ld_lead").post(reverse("plan_solve"), {"money": "700", "keep": "1"})
    assert PlanRecord.objects.count() == before + 1
    assert AuditRecord.objects.filter(action="plan_kept").count() == 2


def test_the_csv_names_who_learns_for_what(client_of, world):
    answer = client_of("ld_lead").get(reverse("plan_csv", args=[world.things["plan"].pk]))
    lines = answer.content.decode().splitlines()
    assert lines[0].lstrip("\ufeff") == "person,credential,period,cost,hours"
    assert len(lines) == 3


def test_who_withdraws_consent_is_planned_for_no_more(world):
    assert len(services.situation(world.home).learners) == 1
    set_consent(world.people["learner"], world.home, Purpose.PLANNING, given=False)
    assert services.situation(world.home).learners == ()


def test_claims_close_no_gap_and_proof_does():
    def piece(cls, level):
        return Evidence("s", cls, date(2026, 1, 1), level)

    assert services.proven([piece(EvidenceClass.CLAIMED, 8)]) == {}
    assert services.proven([piece(EvidenceClass.EVIDENCED, 3)]) == {"s": 3}
    both = [piece(EvidenceClass.VERIFIED, None), piece(EvidenceClass.EVIDENCED, 2)]
    assert services.proven(both) == {"s": 2}


def test_a_learner_sees_the_next_step(client_of):
    shown = text(client_of("learner").get(reverse("my_plan")))
    assert "Automation lead" in shown
    assert "Prompting basics" in shown
