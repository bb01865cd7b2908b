"""The work of whoever leads learning: offers, priorities, quarters, searches, one page, decided."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import date

import pytest
from django.urls import reverse

from skillmark.nouns.errors import ConflictError, InputError
from skillmark.nouns.plan import Offer
from skillmark.server.define.models import OpportunityRecord
from skillmark.server.jobs import worker
from skillmark.server.jobs.models import JobRecord
from skillmark.server.match.models import EvidenceRecord
from skillmark.server.people.models import MembershipRecord, Purpose
from skillmark.server.people.services import add_account, set_consent
from skillmark.server.plan import keeping, offering, one_page, services, solving
from skillmark.server.plan.models import OfferRecord, PlanRecord, PostRecord, SearchRecord
from skillmark.server.plan.solving import Asked
from skillmark.server.plan.views import kept
from skillmark.skills.starter import uri

PROMPTING, AGENTS = uri("genai-prompt-design"), uri("genai-agents")


def text(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.fixture
def lead(world):
    return world.people["ld_lead"]


@pytest.fixture
def team(world):
    """Six people of the team Data and two of Sales, all growing into the same role."""
    made = []
    for number in range(8):
        account = add_account(f"p{number}@home.example", f"Person {number}", None)
        MembershipRecord.objects.create(organisation=world.home, account=account, role="learner")
        set_consent(account, world.home, Purpose.PLANNING, given=True)
        services.aim(world.home, account, world.things["plan_role"])
        PostRecord.objects.create(
            organisation=world.home,
            account=account,
            team="Data" if number < 6 else "Sales",
            hours_a_week=1.0,
        )
        made.append(account)
    return made


def test_quarters_bring_hours_and_deadlines_and_weights_change_what_comes_first(world, team, lead):
    here = services.situation(world.home)
    asked = Asked(money=10_000.0, begins="2026-Q4", quarters=2)
    problem = services.problem_of(here, asked)
    assert problem.periods == ("2026-Q4", "2027-Q1")
    # an hour a week over two quarters is 26 hours: not enough for both, enough for the first
    plan = services.answer(problem)
    assert {(e.credential, e.period) for e in plan.enrolments if e.person == str(team[0].pk)} <= {
        ("basics", "2026-Q4"), ("basics", "2027-Q1"),
    }  # fmt: skip
    free = services.problem_of(here, Asked(begins="2026-Q4", quarters=2, relaxed=("hours",)))
    taken = {e.credential: e.period for e in services.answer(free).enrolments}
    assert taken == {"basics": "2026-Q4", "agents": "2027-Q1"}, "what it requires comes before"
    services.prioritise(
        world.home, actor=lead, skill=AGENTS, weight=3.0, deadline=date(2026, 11, 30)
    )
    here = services.situation(world.home)
    gap = next(g for g in here.learners[0].gaps if g.skill == AGENTS)
    assert gap.value == 3.0
    tight = services.answer(
        services.problem_of(here, Asked(begins="2026-Q4", quarters=2, relaxed=("hours",)))
    )
    assert all(e.credential == "basics" for e in tight.enrolments), "agents would come too late"
    services.prioritise(world.home, actor=lead, skill=AGENTS, weight=0.0)
    here = services.situation(world.home)
    assert {g.skill for one in here.learners for g in one.gaps} == {PROMPTING}
    services.prioritise(world.home, actor=lead, role=world.things["plan_role"], weight=2.0)
    assert {g.value for one in services.situation(world.home).learners for g in one.gaps} == {2.0}
    for wrong in ({}, {"skill": AGENTS, "role": world.things["plan_role"]}):
        with pytest.raises(InputError):
            services.prioritise(world.home, actor=lead, **wrong)


def test_numbers_of_few_people_are_kept_from_those_who_may_not_see_persons(team, client_of):
    lead, leader = client_of("ld_lead"), client_of("technical_leader")
    whole = text(lead.get(reverse("gaps")))
    assert "Sales" in whole
    assert "2/2" in whole
    assert "6/6" in whole
    less = text(leader.get(reverse("gaps")))
    assert "2/2" not in less
    assert "9/9" in less, "the whole organisation is large enough"
    cells = leader.get("/api/plan/gaps").json()["cells"]
    assert {one["lacking"] for one in cells} <= {6, None}
    drawn = leader.get(reverse("gaps_picture")).content.decode()
    assert "2/2" not in drawn
    assert leader.get(reverse("gap_people"), {"team": "Data"}).status_code == 403
    listed = text(lead.get(reverse("gap_people"), {"team": "Sales", "skill": AGENTS}))
    assert "Person 6" in listed
    assert "Person 1" not in listed
    assert "Person 6" in text(lead.get(reverse("gap_people"), {"team": "Sales"}))
    csv = lead.get(reverse("gaps_csv")).content.decode()
    assert f"Data,Designing prompts,{PROMPTING},6,6," in csv or f",{PROMPTING},6,6," in csv
    for name in ("plans", "offers"):
        assert "Person 1" not in leader.get(reverse(name)).content.decode()


def test_an_impossible_target_offers_to_give_one_demand_up(team, client_of):
    client = client_of("ld_lead")
    asked = {"skill": AGENTS, "people": "9", "ceiling": "1500"}
    shown = client.post(reverse("plan_solve"), asked)
    assert "the budget of 1,500 EUR" in text(shown)
    assert "9 people with" in text(shown)
    assert "Without a limit on money" in text(shown)
    free = text(client.post(reverse("plan_solve"), {**asked, "relax": "money"}))
    assert "Cost 6,300" in free
    fewer = text(client.post(reverse("plan_solve"), {**asked, "relax": "target"}))
    assert "Cost 1,400" in fewer, "two people are what 1,500 EUR reach"
    german = client.post(reverse("plan_solve"), asked, headers={"Accept-Language": "de"})
    assert "the budget" not in text(german)


def test_a_plan_is_decided_once_and_people_see_what_concerns_them(world, lead, client_of):
    row = world.things["plan"]
    learner = client_of("learner")
    assert "Decided for you" not in text(learner.get(reverse("my_plan")))
    client_of("ld_lead").post(reverse("plan_decide", args=[row.pk]))
    page = text(learner.get(reverse("my_plan")))
    assert "Decided for you" in page
    assert "Building agents" in page
    assert str(lead) in page
    with pytest.raises(ConflictError):
        services.decide(PlanRecord.objects.get(pk=row.pk), actor=lead)
    # who objects sees nothing decided, and is nobody by name on the plan
    set_consent(world.people["learner"], world.home, Purpose.PLANNING, given=False)
    assert "Decided for you" not in text(learner.get(reverse("my_plan")))
    shown = text(client_of("ld_lead").get(reverse("plan", args=[row.pk])))
    assert str(world.people["learner"]) not in shown
    assert "somebody who is planned for no longer" in shown


def test_a_kept_plan_says_what_it_said_whatever_changed_since(world, team, lead):
    here = services.situation(world.home)
    asked = Asked(money=700.0)
    problem = services.problem_of(here, asked)
    plan = services.answer(problem)
    row = services.keep(world.home, problem, plan, actor=lead, asked=asked)
    assert services.as_problem(row.problem) == problem
    assert services.as_plan(row.answer) == plan
    before = kept(PlanRecord.objects.get(pk=row.pk))[2]
    OfferRecord.objects.of(world.home).filter(slug="agents").update(cost=9_999)
    set_consent(team[0], world.home, Purpose.PLANNING, given=False)
    after = kept(PlanRecord.objects.get(pk=row.pk))[2]
    assert (after.closed_count, after.open_count) == (before.closed_count, before.open_count)
    assert [one.why for one in after.left_skills] == [one.why for one in before.left_skills]


def test_the_page_is_one_and_names_nobody_but_who_decided(world, team, lead, tmp_path):
    if shutil.which("pdftotext") is None:
        pytest.skip("no pdftotext: apt-get install poppler-utils")
    for number in range(30):
        services.save_offer(
            world.home,
            Offer(f"o{number}", 10.0, 1.0, (f"urn:x:{number}",)),
            {"en": f"A credential with quite a long name, number {number} of them all"},
        )
    here = services.situation(world.home)
    problem = services.problem_of(here, Asked(money=3_000.0, begins="2027-Q1", quarters=2))
    row = services.keep(world.home, problem, services.answer(problem), actor=lead, name="Year 2027")
    services.decide(row, actor=lead)
    _here, problem, answer = kept(row)
    for language in ("en", "de"):
        made = one_page.pdf(row, answer, problem, language=language)
        (tmp_path / "plan.pdf").write_bytes(made)
        said = subprocess.run(
            ["pdftotext", "-layout", tmp_path / "plan.pdf", "-"],
            capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
        assert said.count("\f") == 1
        assert "Year 2027" in said
        assert f"Decided by {lead}" in said
        assert "3,000 EUR" in said
        assert "2027 Q1" in said
        assert not any(str(account) in said for account in team)
    assert b"/StructTreeRoot" in made or b"/MarkInfo" in made, "tagged"
    lines = list(one_page.lines(answer))
    assert {line[0] for line in lines} >= {"enrolment", "left_out"}
    assert all(len(line) == len(one_page.COLUMNS) for line in lines)


def test_what_is_too_large_is_searched_by_a_job_that_keeps_the_best(world, client_of, monkeypatch):
    monkeypatch.setattr(solving, "SMALL", 0)
    client = client_of("ld_lead")
    assert "too large for a page" in text(client.get(reverse("plans")))
    answer = client.post(reverse("plan_solve"), {"money": "700", "search": "1"})
    row = SearchRecord.objects.latest("created")
    assert answer.url == reverse("plan_search", args=[row.pk])
    assert client.post(reverse("plan_search_keep", args=[row.pk])).url == answer.url
    # stopped after the first round: what that found stays
    whole, rounds = keeping.answer, []

    def stopping(problem, **options):
        rounds.append(options["seconds"])
        plan = whole(problem, **options)
        if len(rounds) == 1:
            JobRecord.objects.filter(pk=row.job_id).update(cancel=True)
        return plan

    monkeypatch.setattr(keeping, "answer", stopping)
    worker.load()
    while worker.run_one():
        pass
    row.refresh_from_db()
    assert row.job.state == "cancelled"
    assert rounds == [keeping.ROUNDS[0]]
    client.post(reverse("job_resume", args=[row.job_id]))
    while worker.run_one():
        pass
    row.refresh_from_db()
    assert row.job.state == "done"
    assert "Proven" in text(client.get(answer.url))
    kept_at = client.post(reverse("plan_search_keep", args=[row.pk])).url
    assert text(client.get(kept_at)).count("Building agents")
    api = client.post("/api/plan/solve", {"money": 700}, content_type="application/json")
    assert api.status_code == 202
    assert api.json()["best"] is None


def test_offers_are_written_imported_and_never_go_in_circles(world, lead, client_of):
    client = client_of("ld_lead")
    said = {
        "name": "Agents in depth", "cost": "900", "hours": "40", "weeks": "10", "step": "save",
        "skill": AGENTS, f"level-{AGENTS}": "5", "needs": ["agents"],
    }  # fmt: skip
    assert client.post(reverse("offer_new"), said).status_code == 302
    row = OfferRecord.objects.get(slug="agents-in-depth")
    assert (row.weeks, row.skills, row.requires) == (10.0, {AGENTS: 5}, ["agents"])
    basics = world.things["offer"]
    circle = {**said, "name": "Basics", "skill": PROMPTING, "needs": ["agents-in-depth"]}
    refused = text(client.post(reverse("offer", args=[basics.pk]), circle))
    assert "prerequisites" in refused
    basics.refresh_from_db()
    assert basics.requires == []
    found = text(client.post(reverse("offer_new"), {"add": "data analysis", "step": "find"}))
    assert "Data analysis" in found
    nothing = {**said, "skill": []}
    assert "closes no gap" in text(client.post(reverse("offer_new"), nothing))
    with pytest.raises(ConflictError):
        services.remove_offer(basics, actor=lead)
    client.post(reverse("offer_remove", args=[row.pk]))
    assert not OfferRecord.objects.filter(pk=row.pk).exists()
    rows = OpportunityRecord.objects.of(world.home)[:3]
    assert rows, "the world has a catalogue"
    client.post(reverse("offers_import"), {"opportunity": [str(one.pk) for one in rows]})
    for one in rows:
        made = OfferRecord.objects.get(organisation=world.home, slug=one.slug)
        noun = one.noun
        assert (float(made.cost), made.hours) == (float(noun.price.amount), noun.hours)
    done = offering.import_offers(world.home, rows, actor=lead)
    assert len(done.made) == len(rows), "again is the same"


def test_plans_stand_side_by_side(world, team, lead, client_of):
    here = services.situation(world.home)
    rows = []
    for money in (200.0, 5_000.0):
        problem = services.problem_of(here, Asked(money=money))
        plan = services.answer(problem)
        rows.append(services.keep(world.home, problem, plan, actor=lead, name=f"At {money:.0f}"))
    client = client_of("technical_leader")
    chosen = {"plan": [str(row.pk) for row in rows]}
    shown = text(client.get(reverse("plan_compare"), chosen))
    assert "At 200" in shown
    assert "Where they differ" in shown
    assert client.get(reverse("plan_compare"), {"plan": str(rows[0].pk)}).status_code == 302
    assert client.get(reverse("plan_compare"), {"plan": ["x", "y"]}).status_code == 404


def test_build_buy_or_hire_follows_from_the_figures_that_are_given(world, team, client_of):
    client = client_of("ld_lead")
    asked = {"role": str(world.things["plan_role"].pk), "seats": "2", "horizon": "52"}
    shown = client.get(reverse("sourcing"), asked)
    ways = {one.kind.value: one for _name, one in shown.context["options"]}
    assert set(ways) == {"build", "buy", "hire"}
    assert len(shown.context["trained"]) == 2
    assert all(name in text(shown) for name in shown.context["trained"])
    assert "example" in text(shown)
    dear = {**asked, "hour_low": "9000", "hour_likely": "9000", "hour_high": "9000"}
    other = client.get(reverse("sourcing"), dear)
    after = {one.kind.value: one for _name, one in other.context["options"]}
    assert after["build"].cost.median > ways["build"].cost.median
    assert after["hire"].cost == ways["hire"].cost, "the same figures, the same answer"
    wrong = client.get(reverse("sourcing"), {**asked, "hour_low": "90", "hour_high": "20"})
    assert "go up" in text(wrong)
    many = client.get(reverse("sourcing"), {**asked, "seats": "50"})
    assert "building is not among the ways" in text(many)


def test_saved_is_what_nobody_has_to_learn_now_or_later(world, lead):
    services.save_offer(
        world.home, Offer("both", 480.0, 45.0, (PROMPTING, AGENTS)), {"en": "Both in one"}
    )
    OfferRecord.objects.of(world.home).exclude(slug="both").delete()
    learner = world.people["learner"]

    def saved():
        here = services.situation(world.home)
        return sum(one.cost for one in solving.savings_of(here))

    def seen(skill):
        EvidenceRecord.objects.create(
            organisation=world.home, account=learner, skill=skill, level=5,
            evidence_class="evidenced", dated=date(2026, 2, 1),
        )  # fmt: skip

    assert saved() == 0
    seen(PROMPTING)
    assert saved() == 0, "the other half has to be learned, and costs the whole course"
    seen(AGENTS)
    assert saved() == 480
