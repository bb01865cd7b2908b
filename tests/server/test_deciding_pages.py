"""Pages of decisions, contests, notices, the survey and the audit, as their users go them."""

from __future__ import annotations

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from skillmark.nouns.errors import ConflictError
from skillmark.server.match.deciding.models import (
    ContestRecord,
    DecisionRecord,
    MatchingPolicyRecord,
    SummaryRecord,
)
from skillmark.server.match.ranking import rank_people
from skillmark.server.match.surveying import services as surveying
from skillmark.server.people import limits
from skillmark.server.people.actions import Role
from skillmark.server.people.models import MembershipRecord
from skillmark.server.people.services import add_account


@pytest.fixture
def role(world):
    return world.things["role"]


@pytest.fixture
def recruiter(client_of):
    return client_of("recruiter")


def words(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def test_a_recruiter_decides_and_the_log_says_it_all(world, role, recruiter):
    person = f"member-{world.people['learner'].pk}"
    address = reverse("role_decide", args=[role.pk, person])
    refused = recruiter.post(address, {"decided_as": "hired", "reason": " "})
    assert refused.status_code == 400
    nobody = reverse("role_decide", args=[role.pk, "member-0"])
    assert recruiter.post(nobody, {"decided_as": "hired", "reason": "r"}).status_code == 400
    ada = f"candidate-{world.things['candidate'].pk}"
    for who, as_ in ((person, "rejected"), (ada, "hired")):
        decided = {"decided_as": as_, "reason": f"=cmd {as_}"}
        answer = recruiter.post(reverse("role_decide", args=[role.pk, who]), decided)
        assert answer.headers["Location"] == reverse("role", args=[role.pk])
    log = words(recruiter.get(reverse("role_decisions", args=[role.pk])))
    for said in ("Ada Outside", "Turned down", "Hired", "against the ranking", "Recruiter"):
        assert said in log
    hidden = words(recruiter.get(reverse("role_decisions", args=[role.pk]) + "?anonymous=1"))
    assert "Ada Outside" not in hidden
    assert "Somebody who is not shown" in hidden
    table = recruiter.get(reverse("role_decisions_csv", args=[role.pk])).content.decode()
    assert "'=cmd hired" in table, "no spreadsheet runs a reason"
    assert table.count("\n") == 3
    row = DecisionRecord.objects.get(role=role, decided_as="hired")
    page = words(recruiter.get(reverse("decision", args=[row.pk])))
    assert "the same order and the same numbers to the last bit" in page
    assert row.ranking.digest in page


def test_a_person_contests_on_their_page_and_a_colleague_answers(world, client_of, recruiter):
    learner, row = client_of("learner"), world.things["decision"]
    page = words(learner.get(reverse("my_decisions")))
    for said in ("Turned down", "Not proven yet.", "Recruiter", "On which evidence?", "Claimed"):
        assert said in page
    assert (
        learner.post(reverse("decision_contest", args=[row.pk]), {"words": ""}).status_code == 400
    )
    learner.post(reverse("decision_contest", args=[row.pk]), {"words": "<b>My badge</b> counts"})
    contest = ContestRecord.objects.get(words__contains="My badge</b>")
    # Who decided is told to leave it to somebody else, by the page and by the service.
    assert "somebody else answers" in words(recruiter.get(reverse("contest", args=[contest.pk])))
    answer = {"outcome": "stands", "words": "It was looked at again."}
    assert recruiter.post(reverse("contest_answer", args=[contest.pk]), answer).status_code == 400
    colleague = add_account("second@home.example", "Second Reader", None)
    MembershipRecord.objects.create(organisation=world.home, account=colleague, role=Role.RECRUITER)
    recruiter.force_login(colleague)
    said = words(recruiter.get(reverse("contest", args=[contest.pk])))
    assert "&lt;b&gt;My badge&lt;/b&gt; counts" in said
    mail.outbox.clear()
    recruiter.post(
        reverse("contest_answer", args=[contest.pk]), {**answer, "outcome": "ranked_anew"}
    )
    assert len(mail.outbox) == 1
    page = words(learner.get(reverse("my_decisions")))
    assert "Second Reader" in page
    assert "It was looked at again." in page
    assert "ranked anew: place" in page
    assert "Second Reader" in words(recruiter.get(reverse("contests")))
    taken = learner.get(reverse("my_decisions_json")).json()["decisions"]
    assert {"My badge is missing.", "<b>My badge</b> counts"} == {
        one["words"] for each in taken for one in each["contests"]
    }


def test_a_link_without_an_account_shows_contests_and_states(world, client_of, monkeypatch):
    monkeypatch.setattr(limits, "time", SimpleNamespace(time=lambda: 1e9))  # one window
    nobody, token = client_of("nobody"), world.arguments["about_me"]["token"]
    address = reverse("about_me", args=[token])
    answer = nobody.get(address)
    page = words(answer)
    assert "Eda Outside" in page
    assert "Shortlisted" in page
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert "no-store" in answer.headers["Cache-Control"]
    mine, other = world.things["about_ada"], world.things["decision"]
    assert nobody.post(address, {"decision": mine.pk, "words": "Not me"}).status_code == 302
    assert ContestRecord.objects.filter(decision=mine, words="Not me").exists()
    # Another person's decision, and what is no id, do not exist for this link.
    for pk in (other.pk, "x"):
        assert nobody.post(address, {"decision": pk, "words": "a"}).status_code == 404
    groups = reverse("about_me_groups", args=[token])
    person = mine.person
    nobody.post(groups, {"sex": "female"})
    assert surveying.stated(world.home, person) == {}, "without agreement nothing is kept"
    nobody.post(groups, {"sex": "female", "agree": "on"})
    assert surveying.stated(world.home, person) == {"sex": "female"}
    assert nobody.get(reverse("about_me", args=["x" * 43])).status_code == 404
    guesses = [nobody.head(reverse("about_me", args=[f"{n:043}"])).status_code for n in range(30)]
    assert guesses[0] == 404
    assert guesses[-1] == 429


def test_a_link_is_made_for_a_candidate_and_mailed(world, recruiter):
    candidate = world.things["candidate"]
    mail.outbox.clear()
    page = words(recruiter.post(reverse("candidate_link", args=[candidate.pk]), {"mail": "1"}))
    [link] = set(re.findall(r"http://[^<\s]+/about-me/[\w-]+", page))
    assert link in mail.outbox[0].body


def test_the_notice_says_what_the_product_does_in_both_languages(world, client_of):
    nobody = client_of("nobody")
    address = reverse("matching_notice", args=[world.home.slug])
    page = words(nobody.get(address))
    for said in (
        "Hallmark Academy", "Fairness desk", "12 months", "GDPR, Article 22", "within 30 days",
        "match-", "Half-life in months", "AI Act, Article 86", "Data analyst", "Data analysis",
        "10 business days", "Results of the bias audit",
    ):  # fmt: skip
        assert said in page, said
    assert "Filled role" not in page, "a role that is closed is no open role"
    german = words(nobody.get(address, headers={"accept-language": "de"}))
    for said in ("DSGVO", "KI-Verordnung", "12 Monate", "Datenanalyst:in"):
        assert said in german, said
    # What is set is what is said.
    MatchingPolicyRecord.objects.update(
        keep_months=30, list_roles=False, alternative="Call us", noticed="2026-11-27"
    )
    page = words(nobody.get(address))
    assert "30 months" in page
    assert "Call us" in page
    assert "Data analyst" not in page
    # A Friday: ten business days later is the Friday after next.
    assert "Dec. 11, 2026" in page
    assert nobody.get(reverse("matching_notice", args=["no-such-place"])).status_code == 404


def test_an_organisation_sets_what_holds_and_can_stop_the_ranking(world, role, client_of):
    admin = client_of("administrator")
    address = reverse("matching_policy")
    given = {"keep_months": 5, "asks": ["sex"]}
    assert admin.post(address, given).status_code == 400, "logs are kept for six months at least"
    MatchingPolicyRecord.objects.all().delete()
    given = {"keep_months": 24, "asks": ["sex", "age"], "in_use_since": "2020-01-01"}
    assert admin.post(address, given).status_code == 302
    policy = MatchingPolicyRecord.objects.get()
    assert (policy.keep_months, policy.asks) == (24, ["sex", "age"])
    assert policy.noticed == timezone.now().date()
    assert "may not be used before" in words(admin.get(address))
    admin.post(address, {**given, "suspended": "on"})
    with pytest.raises(ConflictError, match="suspended"):
        rank_people(world.home, role, today=timezone.now().date())
    stopped = client_of("recruiter").get(reverse("role", args=[role.pk]))
    assert stopped.status_code == 409
    assert "Fair matching" in words(stopped)


def test_groups_are_stated_changed_and_taken_back(world, client_of):
    learner, person = client_of("learner"), f"member-{world.people['learner'].pk}"
    address = reverse("my_groups")
    assert "Female" in words(learner.get(address))
    assert learner.post(address, {"sex": "male"}).status_code == 400
    learner.post(address, {"sex": "male", "age": "from_40", "agree": "on"})
    assert surveying.stated(world.home, person) == {"sex": "male", "age": "from_40"}
    assert learner.post(address, {"sex": "", "age": ""}).status_code == 302
    assert surveying.stated(world.home, person) == {}


def test_the_audit_is_shown_exported_published_and_taken_off(world, recruiter, client_of):
    page = words(recruiter.get(reverse("matching_audit")))
    for said in ("Selection rate", "Impact ratio", "Female", "Male", "too few to say"):
        assert said in page, said
    exported = recruiter.get(reverse("matching_audit_json")).json()
    assert exported["people"] == 14
    assert exported["content"]["tables"][0]["unknown"] == 2
    assert recruiter.get(reverse("matching_audit_csv")).content.decode().count("\n") == 5
    assert recruiter.get(reverse("matching_audit_svg", args=[0])).content.startswith(b"<svg")
    assert recruiter.get(reverse("matching_audit_svg", args=[99])).status_code == 404
    assert recruiter.post(reverse("matching_publish"), {"source": ""}).status_code == 400
    recruiter.post(reverse("matching_publish"), {"source": "Own decisions", "auditor": "Dr Even"})
    nobody, address = client_of("nobody"), reverse("bias_summary", args=[world.home.slug])
    page = words(nobody.get(address))
    for said in ("Dr Even", "Own decisions", "Female", "Stated no group", "In use since"):
        assert said in page, said
    assert SummaryRecord.objects.filter(withdrawn=None).count() == 1
    recruiter.post(reverse("matching_withdraw"))
    assert nobody.get(address).status_code == 404
    assert timezone.now() - timedelta(days=1) < SummaryRecord.objects.first().published


def test_a_person_is_erased_by_those_who_run_the_place(world, client_of):
    admin = client_of("administrator")
    address = reverse("matching_erase")
    learner = world.people["learner"]
    assert DecisionRecord.objects.filter(account=learner).exists()
    assert admin.post(address, {"email": learner.email}).status_code == 302
    assert not DecisionRecord.objects.filter(account=learner).exists()
    assert surveying.stated(world.home, f"member-{learner.pk}") == {}
    admin.post(address, {"email": "EDA@outside.example"})
    assert not DecisionRecord.objects.filter(pk=world.things["about_ada"].pk).exists()
    gone = words(
        client_of("nobody").get(reverse("about_me", args=[world.arguments["about_me"]["token"]]))
    )
    assert "Eda" not in gone
