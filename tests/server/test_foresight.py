"""Foresight on the site: what is counted, who sees what, and that nobody is told of by a group."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from skillmark.nouns.errors import InputError
from skillmark.nouns.evidence import Evidence
from skillmark.nouns.person import Requirement, Role
from skillmark.nouns.proficiency import EvidenceClass
from skillmark.nouns.text import Text
from skillmark.server.define.models import PathwayDraftRecord
from skillmark.server.match.roles import close_role, save_role
from skillmark.server.people import services as people
from skillmark.server.people.actions import Role as Post
from skillmark.server.people.models import AuditRecord, MembershipRecord, Purpose
from skillmark.server.plan.foresight import demand, readiness, scenarios, signals
from skillmark.server.plan.foresight.models import ScenarioRecord, SignalRecord
from skillmark.server.plan.foresight.people import Staffed, holdings
from skillmark.server.plan.models import PostRecord
from skillmark.skills.starter import uri

AGENTS, PROMPTS, PYTHON = uri("genai-agents"), uri("genai-prompt-design"), uri("software-python")
EXPOSURE = (
    "O*NET-SOC Code,Title,dv_rating_alpha,dv_rating_beta,dv_rating_gamma,"
    "human_rating_alpha,human_rating_beta,human_rating_gamma\n"
    "43-1,File clerks,0.1,0.2,0.3,0.4,0.5,0.6\n35-1,Cooks,0,0,0,0,0,0\n"
)


def text(answer):
    words = answer.content.decode().replace("\u2060", "")
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", words)))


def lines(answer):
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


@pytest.fixture
def lead(client_of):
    return client_of("ld_lead")


@pytest.fixture
def posts(world):
    """Make so many people of a function, with a role and evidence of one class."""

    def made(count, function, role, cls=None, level=3, *, consent=True):
        names = [(f"{function}{n}@x.example", f"{function} {n}") for n in range(count)]
        accounts = people.add_members(world.home, names, Post.LEARNER)
        for account in accounts:
            if consent:
                people.set_consent(account, world.home, Purpose.PLANNING, given=True)
            PostRecord.objects.create(
                organisation=world.home, account=account, function=function, role=role
            )
            if cls is not None:
                from skillmark.server.match.evidence import record_evidence

                record_evidence(
                    world.home, account, Evidence(PROMPTS, cls, date(2026, 1, 1), level)
                )
        return accounts

    return made


def counts(months=30, last=None):
    last = last or timezone.localdate().replace(day=1)
    rows = ["period,skill,asked,of,label"]
    for back in range(months, 0, -1):
        place = last.year * 12 + last.month - 1 - back
        rise = 20 + 6 * (months - back)
        when = f"{place // 12}-{place % 12 + 1:02}"
        rows += [f"{when},{PYTHON},{rise},600,", f"{when},made-up:x,{30 + back % 3},600,Welding"]
    return "\n".join(rows).encode()


def test_own_texts_and_roles_are_counted_filled_ones_too(world):
    today = timezone.localdate()
    before = demand.own(world.home, "quarter", today=today + timedelta(days=100))
    row = save_role(world.home, Role(Text.of("Gone"), (Requirement(PYTHON),)))
    close_role(row, actor=None)
    after = demand.own(world.home, "quarter", today=today + timedelta(days=100))
    assert after.of.max(axis=0).sum() == before.of.max(axis=0).sum() + 1
    assert PYTHON in after.skills
    seen = demand.seen(world.home, today=today + timedelta(days=100))
    assert not seen.simulated
    assert {one.outlook.value for one in seen.forecasts} == {"too_few"}


def test_pages_never_show_a_forecast_without_the_naive_one_and_name_the_source(world, lead):
    row = signals.bring(
        world.home, "counts", "c.csv", counts(), source="Office", version="2026",
        simulated=True, actor=None,
    )  # fmt: skip
    workbook = b"O*NET-SOC Code\tExample\tHot Technology\tIn Demand\n15-1\tPython\tY\tY\n"
    signals.bring(world.home, "technologies", "t.txt", workbook, version="29.3", actor=None)
    asked = {"source": str(row.pk)}
    shown = text(lead.get(reverse("foresight"), asked))
    assert "Office, 2026" in shown
    assert "these counts are made up" in shown
    assert "Welding" in shown
    assert re.search(r"Rising 1 ", shown)
    assert shown.count("Naive forecast (80 %)") == 1
    one = text(lead.get(reverse("foresight_skill"), {**asked, "uri": PYTHON}))
    assert "better than the naive forecast" in one
    assert "O*NET Technology Skills, 29.3" in one
    assert "Within the 80 % interval" in one
    picture = lead.get(reverse("foresight_picture"), {**asked, "uri": PYTHON}).content.decode()
    assert "Naive forecast, with its 80 % interval" in picture
    table = lines(lead.get(reverse("foresight_csv"), asked))
    assert {one["method"] for one in table} == {"model", "naive", "seasonal_naive"}
    assert {(one["source"], one["simulated"]) for one in table} == {("Office, 2026", "1")}
    api = lead.get("/api/plan/foresight", {**asked, "ahead": 2}).json()
    python = next(one for one in api["skills"] if one["skill"] == PYTHON)
    assert (python["forecast"], python["outlook"], python["hot_technology"]) == (
        "model", "rising", True,
    )  # fmt: skip
    assert len(python["ahead"]["naive"]) == 2


def test_files_from_outside_are_read_strictly_replaced_and_forgotten(world, lead):
    def bring(kind, data, **more):
        file = SimpleUploadedFile("f.csv", data)
        return lead.post(reverse("signal_bring"), {"kind": kind, "file": file, **more})

    before = SignalRecord.objects.count()
    assert bring("exposure", EXPOSURE.encode(), version="2023").status_code == 302
    assert bring("exposure", EXPOSURE.encode(), version="2023").status_code == 302
    assert SignalRecord.objects.count() == before + 1
    assert "Eloundou" in text(lead.get(reverse("signals")))
    for kind, data, more, words in (
        ("exposure", b"a,b\n", {"version": "1"}, "column"),
        ("exposure", b"\xff\xfe", {"version": "1"}, "UTF-8"),
        ("counts", counts(), {"version": "1"}, "source is not named"),
        ("counts", b"", {"version": "1", "source": "x"}, "empty"),
        ("technologies", b"PK-", {"version": "29"}, "workbook"),
        ("counts", counts(), {"source": "x"}, "required"),
    ):
        answer = bring(kind, data, **more)
        assert answer.status_code == 422
        assert words in text(answer), words
    row = SignalRecord.objects.get(kind="exposure")
    lead.post(reverse("signal_forget", args=[row.pk]))
    assert not SignalRecord.objects.filter(pk=row.pk).exists()
    assert AuditRecord.objects.filter(action="signal_brought").count() >= 2
    with pytest.raises(InputError, match="release"):
        signals.bring(world.home, "exposure", "f", b"", version=" ", actor=None)


def test_a_scenario_from_its_first_word_to_what_it_means_for_me(world, lead, client_of):
    day = (timezone.localdate() + timedelta(days=200)).isoformat()
    asked = {"name": "Agents everywhere", "by": day, "hours_a_week": "4", "note": "The board."}
    assert lead.post(reverse("scenario_new"), {**asked, "by": "2020-01-01"}).status_code == 422
    page = lead.post(reverse("scenario_new"), asked, follow=True)
    row = ScenarioRecord.objects.get(name="Agents everywhere")
    assert "says nothing yet" in text(page)
    role = world.things["plan_role"]
    change = reverse("scenario_change", args=[row.pk])
    form = text(lead.get(change, {"role": str(role.pk)}))
    assert "today: level 4" in form
    # without scripts: search, choose, add; then save
    lines_ = {"role": str(role.pk), "skill_now": [AGENTS, PROMPTS], "level_then": ["6", "gone"]}
    found = lead.post(change, {**lines_, "step": "add", "words": "Python", "seats": ""})
    assert found.status_code == 422
    assert PYTHON in found.content.decode()
    added = lead.post(
        change, {**lines_, "step": "add", "words": "Python", "skill": PYTHON, "level_new": "2"}
    )
    assert "not asked for today" in text(added)
    twice = lead.post(change, {**lines_, "step": "add", "skill": AGENTS, "words": "agents"})
    assert "already" in text(twice)
    lines_["skill_now"].append(PYTHON)
    lines_["level_then"].append("2")
    page = lead.post(change, {**lines_, "seats": "3", "step": "save"}, follow=True)
    shown = text(page)
    assert "4 → 6" in shown
    assert "new → 2" in shown
    assert "No longer asked for: Prompt design" in shown
    assert "To retrain because of it 1" in shown
    assert "It takes 2 more people than it has." in shown
    table = lines(lead.get(reverse("scenario_csv", args=[row.pk])))
    assert [(one["level_today"], one["level_then"], one["nothing"]) for one in table] == [
        ("4", "6", "1"), ("", "2", "1"),
    ]  # fmt: skip

    learner = client_of("learner")
    assert "Agents everywhere" not in text(learner.get(reverse("scenario_mine")))
    act = reverse("scenario_act", args=[row.pk])
    lead.post(act, {"do": "share"})
    mine = text(learner.get(reverse("scenario_mine")))
    assert "Agents everywhere" in mine
    assert "Level 6" in mine
    assert "it says nothing of how good you are" in mine
    assert "Only you see this page." in mine
    lead.post(act, {"do": "unshare"})
    assert "Agents everywhere" not in text(learner.get(reverse("scenario_mine")))

    people.set_consent(world.people["learner"], world.home, Purpose.PLANNING, given=False)
    gone = text(lead.post(act, {"do": "work_out"}, follow=True))
    assert "may not be planned for and is counted nowhere" in gone
    assert "To retrain because of it 0" in gone
    lead.post(act, {"do": "take_out", "role": str(role.pk)})
    assert ScenarioRecord.objects.get(pk=row.pk).changes == []
    lead.post(act, {"do": "remove"})
    assert not ScenarioRecord.objects.filter(pk=row.pk).exists()


def test_a_new_role_is_written_and_scenarios_stand_side_by_side(world, lead):
    row = world.things["scenario"]
    change = reverse("scenario_change", args=[row.pk])
    given = {"role": "new", "skill_now": [AGENTS], "level_then": ["3"], "seats": "4"}
    untitled = lead.post(change, {**given, "step": "save"})
    assert untitled.status_code == 422
    page = text(lead.post(change, {**given, "title": "Agent keeper", "step": "save"}, follow=True))
    assert "Agent keeper new role" in page
    again = text(lead.get(change, {"role": "new-1"}))
    assert "Title of the role" in again
    other = scenarios.begin(world.home, "Nothing", row.by, actor=None)
    scenarios.change(other, scenarios.changes_of(row)[0], actor=None)
    scenarios.work_out(other, today=timezone.localdate())
    listed = lead.get(reverse("scenarios"))
    assert "scenarios/compared.svg" in listed.content.decode()
    assert "Nothing" in lead.get(reverse("scenarios_picture")).content.decode()
    stranger = lead.get(change, {"role": "00000000-0000-0000-0000-000000000000"})
    assert stranger.status_code == 404


def test_who_does_not_plan_is_told_nothing_of_roles_that_few_people_have(world, client_of, posts):
    row, role = world.things["scenario"], world.things["plan_role"]
    leader, lead = client_of("technical_leader"), client_of("ld_lead")
    page = reverse("scenario", args=[row.pk])
    assert "so few people that nothing is told" in text(leader.get(page))
    assert "People today 1" in text(lead.get(page))
    assert "so few people" in text(leader.get(reverse("scenarios")))
    assert lines(leader.get(reverse("scenario_csv", args=[row.pk]))) == []
    told = leader.get(f"/api/plan/scenarios/{row.pk}").json()["outcome"]
    assert (told["retrain"], told["effort"], told["roles"]) == (None, None, [])
    posts(4, "more", role)
    scenarios.work_out(row, today=timezone.localdate())
    assert "People today 5" in text(leader.get(page))


def test_a_pathway_is_drafted_and_opened_where_one_may_define(world, lead, client_of):
    row, role = world.things["scenario"], world.things["plan_role"]
    before = PathwayDraftRecord.objects.count()
    act = reverse("scenario_act", args=[row.pk])
    said = text(lead.post(act, {"do": "draft", "role": str(role.pk)}, follow=True))
    assert "The draft waits with the pathways" in said
    draft = PathwayDraftRecord.objects.order_by("-pk").first()
    assert PathwayDraftRecord.objects.count() == before + 1
    leaves = json.dumps(draft.document["steps"])
    assert AGENTS in leaves, "what no achievement confirms at its level stays as a skill"
    MembershipRecord.objects.create(
        organisation=world.home, account=world.people["ld_lead"], role=Post.PROVIDER_ADMIN
    )
    opened = lead.post(act, {"do": "draft", "role": str(role.pk)})
    assert opened.headers["Location"].startswith("/define/pathways/")
    assert lead.get(opened.headers["Location"]).status_code == 200
    lost = text(lead.post(act, {"do": "draft", "role": "new-9"}, follow=True))
    assert "says nothing of this role" in lost


def test_proof_fades_by_the_organisations_own_assumption_and_ends_as_it_says(world):
    from skillmark.match import Assumptions
    from skillmark.server.hold.models import BadgeRecord
    from skillmark.server.match.assumptions import state

    learner = world.people["learner"]
    post = PostRecord.objects.get(account=learner)
    piece = Evidence(AGENTS, EvidenceClass.VERIFIED, date(2026, 1, 1), 5, title="Agents")
    told = Evidence(AGENTS, EvidenceClass.CLAIMED, date(2026, 1, 1), 8, title="Said")
    BadgeRecord.objects.create(
        account=learner, data=b"x", digest="x", format="json", title="Agents",
        valid_until="2027-03-01T00:00:00Z", verdict="valid",
    )  # fmt: skip
    state(world.home, Assumptions(half_life_months=12.0), reason="Fast field.", actor=None)
    (one,) = holdings(world.home, [Staffed(post, (piece, told), None)], by=date(2027, 1, 1))
    assert (one.level, one.until) == (5, date(2027, 3, 1))
    assert one.then == pytest.approx(3.0, abs=0.01)  # half of four levels


@pytest.mark.slow
def test_readiness_counts_functions_and_tells_of_no_small_one(world, lead, posts):
    role = world.things["plan_role"]
    clerks = save_role(world.home, Role(Text.of("File clerk"), (Requirement(PROMPTS, 3),)))
    posts(3, "office", clerks, EvidenceClass.EVIDENCED)
    posts(2, "offices", clerks, EvidenceClass.CLAIMED)
    PostRecord.objects.filter(function="offices").update(function="office")
    posts(4, "board", clerks, EvidenceClass.EVIDENCED)
    posts(2, "refused", clerks, EvidenceClass.EVIDENCED, consent=False)
    signals.bring(world.home, "exposure", "e.csv", EXPOSURE.encode(), version="2023", actor=None)
    page = lead.get(reverse("genai_readiness"))
    assert "File clerks" in page.content.decode(), "the title suggests its occupation"
    assert "occupation known" not in text(page), "and nothing counts before a person says so"
    set_ = reverse("role_occupation")
    assert lead.post(set_, {"role": str(clerks.pk), "code": "43-9"}, follow=True).status_code == 200
    lead.post(set_, {"role": str(clerks.pk), "code": "43-1"})
    shown = text(lead.get(reverse("genai_readiness")))
    assert "occupation known of 5 of 5" in shown
    assert "60 % (23–88 %)" in shown
    assert "so that nothing is told: board, operations" in shown
    assert "2 people may not be planned for" in shown
    assert "refused" not in shown
    assert "no forecast that jobs go" in shown
    table = {one["function"]: one for one in lines(lead.get(reverse("genai_readiness_csv")))}
    assert (table["office"]["evidenced"], table["office"]["claimed"]) == ("3", "2")
    assert table["office"]["exposure"] == "0.500"
    assert (table["board"]["small"], table["board"]["people"], table["board"]["evidenced"]) == (
        "1", "", "",
    )  # fmt: skip
    api = lead.get("/api/plan/genai-readiness", {"measure": "alpha"}).json()
    told = {one["function"]: one for one in api["functions"]}
    assert told["office"]["exposure"] == pytest.approx(0.4)
    assert (told["board"]["people"], told["board"]["shares"], told["board"]["exposure"]) == (
        None, {}, None,
    )  # fmt: skip
    svg = lead.get(reverse("genai_readiness_picture")).content.decode()
    assert "office" in svg
    assert "board" not in svg
    growing = readiness.picture(world.home, against=readiness.NEXT)
    assert all(one.ready.small for one in growing.functions)
    lead.post(set_, {"role": str(clerks.pk), "code": ""})
    assert "occupation known" not in text(lead.get(reverse("genai_readiness")))
    assert role


def test_scenarios_by_program_and_their_refusals(world, lead, client_of):
    body = world.bodies["POST /api/plan/scenarios"]

    def post(**more):
        return lead.post(
            "/api/plan/scenarios", json.dumps({**body, **more}), content_type="application/json"
        )

    made = post().json()
    assert made["outcome"]["roles"][0]["people"] == 0
    assert made["changes"][0]["title"] == {"en": "Agent keeper"}
    for more, where in (
        ({"by": "2020-01-01"}, "by"),
        ({"name": " "}, "name"),
        ({"hours_a_week": 0}, "hours_a_week"),
        ({"changes": [{"skills": []}]}, "changes"),
        ({"changes": [{"title": "x", "skills": [{"skill": "s", "level": 9}]}]}, "s"),
    ):
        answer = post(**more)
        assert (answer.status_code, answer.json()["where"]) == (422, where) or (
            answer.status_code, answer.json()["where"]
        ) == (400, where)  # fmt: skip
    foreign = post(changes=[{"role": "00000000-0000-0000-0000-000000000000"}])
    assert foreign.status_code == 404


def test_who_is_erased_leaves_no_trace_in_foresight(world):
    learner, lead = world.people["learner"], world.people["ld_lead"]
    row = world.things["scenario"]
    assert learner.email not in json.dumps(row.outcome)
    assert learner.name not in json.dumps(row.outcome)
    lead_row = ScenarioRecord.objects.get(pk=row.pk)
    assert lead_row.created_by == lead
    for model, field in ((ScenarioRecord, "created_by"), (SignalRecord, "brought_by")):
        assert model._meta.get_field(field).remote_field.on_delete.__name__ == "SET_NULL"
    learner.delete()
    assert not PostRecord.objects.filter(account_id=learner.pk).exists()
    scenarios.work_out(row, today=timezone.localdate())
    assert row.outcome["retrain"] == 0
