"""Observations at work, requests for them, own ratings and peers: what counts, and for whom."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps
from django.core import mail
from django.urls import reverse

from skillmark.assess.observing import Basis, Frequency, Mark, Observation, Relation
from skillmark.nouns.errors import ConflictError, ForbiddenError, InputError
from skillmark.nouns.proficiency import EvidenceClass
from skillmark.server.assess.observing import forgetting, leaving, peers, requests, services
from skillmark.server.assess.observing.models import (
    ObservationRecord,
    ObservationRequestRecord,
    PeerAskRecord,
    PeerLevelRecord,
    RequestState,
)
from skillmark.server.match import services as match
from skillmark.server.people.models import AccountRecord, AuditRecord, Purpose
from skillmark.server.people.services import consenting, set_consent
from skillmark.skills.starter import uri

NOW = datetime.now(UTC)
TODAY = NOW.date()
SKILL = uri("data-sql")
SEEN = Observation(
    skill=SKILL,
    level=4,
    dated=TODAY - timedelta(days=2),
    did="Rewrote the slow report in an afternoon and showed the others how to read the plan.",
    situation="The month-end close, alone",
    relation=Relation.MANAGER,
    basis=Basis.DIRECT,
    frequency=Frequency.ONCE,
)
FIELDS = {
    "skill": SKILL,
    "words": "sql",
    "level": "4",
    "dated": SEEN.dated.isoformat(),
    "did": SEEN.did,
    "situation": SEEN.situation,
    "relation": "manager",
    "basis": "direct",
    "frequency": "once",
    "months": "12",
}


@pytest.fixture
def learner(world):
    return world.people["learner"]


@pytest.fixture
def leader(world):
    return world.people["technical_leader"]


@pytest.fixture
def observed(world, learner, leader):
    return services.observe(world.home, learner, SEEN, observer=leader, now=NOW)


def of_class(world, account, cls, skill=SKILL, now=NOW):
    found = match.evidence_of(world.home, [account], now=now)[account.pk]
    return [one for one in found if one.evidence_class is cls and one.skill == skill]


def observations(world, account, now=NOW):
    return of_class(world, account, EvidenceClass.EVIDENCED, now=now)


# What an observation counts as


def test_an_observation_is_evidenced_with_observer_and_day_and_the_person_is_told(
    world, learner, leader, observed
):
    [piece] = observations(world, learner)
    assert (piece.level, piece.dated, piece.issuer) == (4, SEEN.dated, str(leader))
    assert piece.source == f"observation:{observed.pk}"
    assert not of_class(world, learner, EvidenceClass.VERIFIED)
    [letter] = [one for one in mail.outbox if one.to == [learner.email]]
    assert reverse("seen") in letter.body
    assert SEEN.did not in letter.body, "what was seen stays behind the sign-in"
    assert AuditRecord.objects.filter(action="observed", actor=leader).exists()


def test_nobody_observes_themselves_and_nobody_from_elsewhere(world, leader):
    with pytest.raises(ForbiddenError):
        services.observe(world.home, leader, SEEN, observer=leader, now=NOW)
    with pytest.raises(ConflictError):
        services.observe(world.home, world.stranger, SEEN, observer=leader, now=NOW)


def test_a_form_that_is_sent_twice_makes_one_observation(world, learner, leader, observed):
    with pytest.raises(ConflictError):
        services.observe(world.home, learner, SEEN, observer=leader, now=NOW)
    services.withdraw(observed, actor=leader, now=NOW)
    assert services.observe(world.home, learner, SEEN, observer=leader, now=NOW)


def test_it_counts_until_its_day_and_not_when_it_is_taken_back(world, learner, leader, observed):
    last = datetime.combine(observed.until, datetime.min.time(), UTC)
    assert observations(world, learner, now=last)
    assert not observations(world, learner, now=last + timedelta(days=1))
    with pytest.raises(ForbiddenError):
        services.withdraw(observed, actor=learner, now=NOW)
    services.withdraw(observed, actor=leader, now=NOW)
    assert not observations(world, learner)
    with pytest.raises(ConflictError):
        services.withdraw(observed, actor=leader, now=NOW)


def test_an_objection_stands_beside_it_and_does_not_end_it(world, learner, leader, observed):
    with pytest.raises(InputError):
        services.answer(observed, " ", objects=True, actor=learner, now=NOW)
    with pytest.raises(ForbiddenError):
        services.answer(observed, "No.", objects=True, actor=leader, now=NOW)
    mail.outbox.clear()
    services.answer(observed, "Mira did half of it.", objects=True, actor=learner, now=NOW)
    assert [one.to for one in mail.outbox] == [[leader.email]]
    [piece] = observations(world, learner)
    assert piece.disputed
    services.answer(observed, "It is fine now.", objects=False, actor=learner, now=NOW)
    [piece] = observations(world, learner)
    assert not piece.disputed


def test_people_are_ranked_as_before_whether_they_object_or_not(world, learner, observed):
    def score():
        ranking = match.rank_people(world.home, world.things["role"], today=TODAY, now=NOW)
        return [(one.person, one.score) for one in ranking.ranked]

    before = score()
    services.answer(observed, "Not so.", objects=True, actor=learner, now=NOW)
    assert score() == before


# Requests


def test_a_person_asks_and_the_observation_closes_the_request(world, learner, leader):
    asked = requests.ask(
        world.home, learner, leader, skill=SKILL, task="The report", actor=learner, now=NOW,
        criteria=("explains the plan",),
    )  # fmt: skip
    with pytest.raises(ConflictError):
        requests.ask(
            world.home, learner, leader, skill=SKILL, task="The report", actor=learner, now=NOW
        )
    seen = replace(SEEN, marks=(("explains the plan", Mark.SEEN),))
    with pytest.raises(ConflictError):
        services.observe(
            world.home, learner, seen, observer=world.people["assessor"], now=NOW, request=asked
        )
    row = services.observe(world.home, learner, seen, observer=leader, now=NOW, request=asked)
    asked.refresh_from_db()
    assert (asked.state, row.request_id) == (RequestState.DONE, asked.pk)
    with pytest.raises(ConflictError):
        services.observe(world.home, learner, seen, observer=leader, now=NOW, request=asked)
    with pytest.raises(ConflictError):
        requests.decline(asked, "too late", actor=leader, now=NOW)


def test_a_request_is_declined_with_a_reason_that_the_person_reads(world, learner, leader):
    asked = world.things["asked_to_observe"]
    with pytest.raises(InputError):
        requests.decline(asked, "", actor=leader, now=NOW)
    with pytest.raises(ForbiddenError):
        requests.decline(asked, "no", actor=world.people["assessor"], now=NOW)
    requests.decline(asked, "I am away then.", actor=leader, now=NOW)
    assert "I am away then." in mail.outbox[-1].body
    assert asked.pk not in [one.pk for one in requests.waiting_for(leader, world.home)]


def test_who_may_ask_whom(world, learner, leader):
    def ask(account, observer, actor):
        return requests.ask(
            world.home, account, observer, skill=SKILL, task="A task", actor=actor, now=NOW
        )

    recruiter = world.people["recruiter"]
    with pytest.raises(ForbiddenError):
        ask(learner, leader, recruiter)  # neither the person nor somebody who may observe
    with pytest.raises(ForbiddenError):
        ask(learner, recruiter, learner)  # a recruiter does not observe
    with pytest.raises(ForbiddenError):
        ask(leader, leader, leader)
    assert ask(recruiter, leader, world.people["assessor"]).state == RequestState.OPEN


# Pages


def test_an_observation_is_written_read_answered_and_taken_back(world, client_of, learner):
    observer, person = client_of("technical_leader"), client_of("learner")
    fields = FIELDS | {"account": learner.pk}
    assert observer.post(reverse("observation_new"), fields).status_code == 302
    row = ObservationRecord.objects.get(did=SEEN.did)
    page = person.get(reverse("seen")).content.decode()
    assert SEEN.did in page
    assert "Solves new problems of a known kind" in page, "the anchor stands beside the level"
    empty = {f"a{row.pk.hex}-objects": "on"}
    refused = person.post(reverse("seen_answer", args=[row.pk]), empty)
    assert refused.status_code == 400
    assert "Say what is not right" in refused.content.decode()
    said = empty | {f"a{row.pk.hex}-comment": "Mira did half of it."}
    assert person.post(reverse("seen_answer", args=[row.pk]), said).status_code == 302
    listed = observer.get(reverse("observe")).content.decode()
    assert "Mira did half of it." in listed
    assert "Objected" in listed
    assert client_of("assessor").post(reverse("observe"), {"withdraw": row.pk}).status_code == 403
    observer.post(reverse("observe"), {"reply": row.pk, "words": "I saw you alone."})
    assert "I saw you alone." in person.get(reverse("seen")).content.decode()
    observer.post(reverse("observe"), {"withdraw": row.pk})
    row.refresh_from_db()
    assert row.withdrawn is not None
    assert "Taken back" in person.get(reverse("seen")).content.decode()


@pytest.mark.parametrize(
    "change",
    [
        {"account": "self"},
        {"account": "stranger"},
        {"skill": ""},
        {"skill": "urn:nothing"},
        {"dated": "2999-01-01"},
        {"dated": "2001-01-01"},
        {"level": ""},
        {"did": "Very good."},
        {"situation": ""},
        {"link": "javascript:alert(1)"},
    ],
)
def test_observations_that_make_no_sense_are_refused_and_nothing_is_lost(
    world, client_of, learner, leader, change
):
    who = {"self": leader.pk, "stranger": world.stranger.pk}
    fields = FIELDS | {"account": learner.pk}
    fields |= {name: who.get(value, value) for name, value in change.items()}
    before = ObservationRecord.objects.count()
    answer = client_of("technical_leader").post(reverse("observation_new"), fields)
    assert answer.status_code == 400
    assert ObservationRecord.objects.count() == before
    if "situation" not in change:
        assert SEEN.situation in answer.content.decode()


def test_a_request_brings_its_person_skill_and_checklist(world, client_of, learner):
    asked = world.things["asked_to_observe"]
    observer = client_of("technical_leader")
    address = f"{reverse('observation_new')}?request={asked.pk}"
    page = observer.get(address).content.decode()
    assert "small steps" in page
    assert uri("software-python") in page
    fields = FIELDS | {"account": learner.pk, "skill": uri("software-python")}
    assert observer.post(address, fields).status_code == 400, "the checklist is not filled in"
    marks = {"mark-0": "seen", "mark-1": "no_occasion"}
    assert observer.post(address, fields | marks).status_code == 302
    row = ObservationRecord.objects.get(request=asked)
    assert row.marks == [["small steps", "seen"], ["explains them", "no_occasion"]]
    assert observer.get(address).status_code == 404, "the request is closed"
    assert client_of("assessor").get(address).status_code == 404


def test_a_manager_plans_and_a_person_asks(world, client_of, learner, leader):
    fields = {"skill": SKILL, "task": "The hand-over", "criteria": "- calm\n- complete"}
    plan = fields | {"account": learner.pk, "observer": leader.pk}
    assert client_of("assessor").post(reverse("observation_plan"), plan).status_code == 302
    row = ObservationRequestRecord.objects.get(task="The hand-over")
    assert (row.account, row.observer, row.criteria) == (learner, leader, ["calm", "complete"])
    same = plan | {"observer": learner.pk}
    assert client_of("assessor").post(reverse("observation_plan"), same).status_code == 400
    mine = fields | {"task": "My review", "observer": leader.pk, "due": "2001-01-01"}
    assert client_of("learner").post(reverse("seen_ask"), mine).status_code == 400
    assert client_of("learner").post(reverse("seen_ask"), mine | {"due": ""}).status_code == 302
    asked = ObservationRequestRecord.objects.get(task="My review")
    assert asked.asked_by == learner
    client_of("learner").post(reverse("seen_request_end", args=[asked.pk]))
    asked.refresh_from_db()
    assert asked.state == RequestState.WITHDRAWN


# Oneself and peers, apart


def test_one_own_rating_a_skill_the_newest_counts(world, client_of, learner):
    browser = client_of("learner")
    address = f"{reverse('self_rating')}?skill={SKILL}"
    assert "Changes how the field itself works" in browser.get(address).content.decode()
    assert browser.post(address, {"level": ""}).status_code == 400
    for level in ("6", "3"):
        assert browser.post(address, {"level": level}).status_code == 302
    [claim] = of_class(world, learner, EvidenceClass.CLAIMED)
    assert claim.level == 3
    assert claim.dated in {TODAY, datetime.now(UTC).date()}  # it may be midnight
    browser.post(address, {"level": "none"})
    assert not of_class(world, learner, EvidenceClass.CLAIMED)


def test_the_gap_is_shown_to_the_person_only(world, client_of, learner, observed):
    match.rate_oneself(world.home, learner, SKILL, 6, today=TODAY)
    said = "You rate yourself 2 levels above what was observed."
    assert said in client_of("learner").get(reverse("my_levels")).content.decode()
    bench = client_of("technical_leader").get(reverse("bench")).content.decode()
    assert "above what" not in bench
    assert (
        "above what" not in client_of("technical_leader").get(reverse("bench_csv")).content.decode()
    )


def answer_of(ask, levels):
    for seat, level in zip(ask.seats.order_by("pk"), levels, strict=True):
        peers.say(seat, level, actor=seat.account, now=NOW)


def test_peers_are_a_count_and_a_range_once_it_is_closed(world, client_of, learner):
    ask = world.things["peers_asked"]
    answer_of(ask, [3, 5, 4])
    browser = client_of("learner")
    page = browser.get(reverse("seen")).content.decode()
    assert "3 of 3 answered" in page
    assert "between level" not in page
    browser.post(reverse("peers_close", args=[ask.pk]))
    for name in ("seen", "my_levels"):
        assert (
            "3 colleagues, between level 3 and level 5"
            in browser.get(reverse(name)).content.decode()
        )


def test_below_the_threshold_nothing_is_shown(world, learner):
    ask = world.things["peers_asked"]
    answer_of(ask, [3, 5, None])
    peers.close(ask, actor=learner, now=NOW)
    [found] = peers.asked_by(learner, world.home, now=NOW)
    assert (found.answered, found.over, found.says) == (3, True, None)


def test_what_peers_say_is_no_evidence_and_nothing_leads_back(world, learner):
    before = match.evidence_of(world.home, [learner], now=NOW)[learner.pk]
    ask = world.things["peers_asked"]
    log = AuditRecord.objects.count()
    answer_of(ask, [8, 8, 8])
    peers.close(ask, actor=learner, now=NOW)
    assert match.evidence_of(world.home, [learner], now=NOW)[learner.pk] == before
    assert AuditRecord.objects.count() == log + 1, "no entry tells who answered when"
    joins = {f.name for f in PeerLevelRecord._meta.get_fields()}
    assert joins == {"id", "organisation", "ask", "level"}


def test_a_peer_answers_once_and_only_where_asked(world, client_of, learner):
    seat = PeerAskRecord.objects.exclude(account=learner).get().seats.get(account=learner)
    address = reverse("peer_answer", args=[seat.pk])
    browser = client_of("learner")
    assert browser.post(address, {"level": "4"}).status_code == 302
    assert "You have answered" in browser.get(address).content.decode()
    assert browser.post(address, {"level": "8"}).status_code == 409
    assert list(seat.ask.levels.values_list("level", flat=True)) == [4]
    assert client_of("assessor").get(address).status_code == 404


def test_too_few_peers_and_oneself_are_refused(world, client_of, learner, leader):
    two = [world.people["assessor"].pk, leader.pk]
    fields = {"skill": SKILL, "days": "7", "peers": two}
    browser = client_of("learner")
    assert browser.post(reverse("peers_ask"), fields).status_code == 400
    own = fields | {"peers": [*two, learner.pk]}
    assert browser.post(reverse("peers_ask"), own).status_code == 400
    enough = fields | {"peers": [*two, world.people["recruiter"].pk]}
    assert browser.post(reverse("peers_ask"), enough).status_code == 302


# The bench


def test_the_bench_counts_everybody_once_by_the_strongest_class(world, learner, leader, observed):
    match.rate_oneself(world.home, learner, SKILL, 7, today=TODAY)
    set_consent(leader, world.home, Purpose.MATCHING, given=True)
    match.rate_oneself(world.home, leader, SKILL, 4, today=TODAY)

    def counts(level):
        found = match.bench(world.home, today=TODAY, now=NOW, level=level)
        return dict(next(one for one in found.skills if one.skill == SKILL).by_class)

    at_four, at_seven = counts(4), counts(7)
    assert (at_four[EvidenceClass.EVIDENCED], at_four[EvidenceClass.CLAIMED]) == (1, 1)
    assert (at_seven[EvidenceClass.EVIDENCED], at_seven[EvidenceClass.CLAIMED]) == (0, 1)
    assert at_four[EvidenceClass.VERIFIED] == 0


def test_the_bench_works_before_any_badge_and_any_role(world, client_of, learner, observed):
    for row in match.open_roles(world.home):
        match.close_role(row, actor=learner)
    page = client_of("technical_leader").get(reverse("bench"))
    skills = {one.skill for _label, one, _holders in page.context["skills"]}
    assert {SKILL, uri("software-testing")} <= skills
    assert "Observed, level 4" in page.content.decode()


def test_the_bench_is_filtered_by_skill_and_level(world, client_of, observed):
    browser = client_of("technical_leader")
    page = browser.get(reverse("bench"), {"skill": "sQl", "level": "6"})
    [(_label, depth, _holders)] = page.context["skills"]
    assert (depth.skill, depth.level, depth.people) == (SKILL, 6, 0)
    nothing = browser.get(reverse("bench"), {"skill": "no such", "level": "99", "role": "x"})
    assert nothing.context["skills"] == []


def test_the_csv_has_a_column_a_class_and_runs_no_formula(world, client_of, learner, observed):
    AccountRecord.objects.filter(pk=learner.pk).update(name="=HYPERLINK(1)")
    match.rate_oneself(world.home, learner, SKILL, 6, today=TODAY)
    services.answer(observed, "Not so.", objects=True, actor=learner, now=NOW)
    raw = client_of("technical_leader").get(reverse("bench_csv")).content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(raw)))
    row = next(one for one in rows if one["Address of the skill"] == SKILL)
    assert (row["Verified: level"], row["Observed: level"], row["Claimed: level"]) == ("", "4", "6")
    assert (row["Level reached by"], row["The person objects"]) == ("Observed", "yes")
    assert not row["Person"].startswith("=")


def test_who_does_not_agree_to_be_found_is_not_on_the_bench(world, client_of, learner, observed):
    set_consent(learner, world.home, Purpose.MATCHING, given=False)
    assert learner not in consenting(world.home, Purpose.MATCHING)
    page = client_of("technical_leader").get(reverse("bench"), {"role": "evidence"})
    assert str(learner) not in re.sub(r"<header.*?</header>", "", page.content.decode(), flags=re.S)


# Taking along, and going


def test_everything_that_is_kept_of_a_person_can_be_taken_along(world, client_of, observed):
    for who, role in (("learner", "about"), ("technical_leader", "observer")):
        answer = client_of(who).get(reverse("seen_json"))
        said = json.loads(answer.content)
        mine = next(one for one in said["observations"] if one["id"] == str(observed.pk))
        assert mine[role] == world.people[who].email
        assert mine["did"] == SEEN.did
    stranger = json.loads(client_of("stranger").get(reverse("seen_json")).content)
    assert not any(stranger.values())


def test_what_counts_no_longer_is_forgotten_a_year_later(world, learner, observed):
    other = services.observe(
        world.home, learner, replace(SEEN, months=24), observer=world.people["assessor"], now=NOW
    )
    over = datetime.combine(observed.until, datetime.min.time(), UTC) + forgetting.KEPT
    assert observed.pk in ObservationRecord.objects.values_list("pk", flat=True)
    assert world.home in forgetting.concerned(over + timedelta(days=2))
    forgetting.forget(world.home, now=over)
    assert ObservationRecord.objects.filter(pk=observed.pk).exists(), "a day early"
    assert not forgetting.concerned(NOW)
    forgetting.forget(world.other, now=over + timedelta(days=2))
    assert ObservationRecord.objects.filter(pk=observed.pk).exists(), "another organisation's job"
    assert forgetting.forget(world.home, now=over + timedelta(days=2)) >= 1
    left = set(ObservationRecord.objects.values_list("pk", flat=True))
    assert observed.pk not in left
    assert other.pk in left
    assert not PeerAskRecord.objects.of(world.home).exists(), "closed long ago as well"
    assert ObservationRequestRecord.objects.of(world.home).exists(), "it still waits"
    assert forgetting.forget(world.home, now=over + timedelta(days=2)) == 0


def test_who_runs_the_place_erases_by_address(world, client_of, learner, observed):
    browser, address = client_of("administrator"), reverse("at_work_erase")
    for nobody in ("nobody@x.example", world.stranger.email):
        refused = browser.post(address, {"email": nobody})
        assert refused.status_code == 400
        assert "Nothing is kept here" in refused.content.decode()
    assert browser.post(address, {"email": learner.email.upper()}).status_code == 302
    assert not ObservationRecord.objects.filter(account=learner).exists()
    assert AccountRecord.objects.filter(pk=learner.pk).exists()


def rows_with(*words):
    found = set()
    for model in apps.get_app_config("assess").get_models():
        for row in model._base_manager.all():
            said = repr([getattr(row, f.attname) for f in model._meta.concrete_fields])
            found |= {model.__name__ for word in words if word in said}
    return found


@pytest.mark.parametrize("way", ["erase", "delete"])
def test_both_people_can_be_erased(world, leader, way):
    """Who was observed takes all of it along; who observed leaves what was seen, nameless."""
    gone = AccountRecord.objects.create_user("gone@home.example", name="Gone Away")
    gone.memberships.create(organisation=world.home, role="learner")
    about = services.observe(
        world.home, gone, replace(SEEN, did="Unmistakable: a b c d e f g."),
        observer=leader, now=NOW,
    )  # fmt: skip
    by = services.observe(world.home, leader, SEEN, observer=gone, now=NOW)
    everybody = [gone, world.people["assessor"], world.people["recruiter"]]
    closes = NOW + timedelta(days=2)
    ask = peers.ask(world.home, leader, SKILL, everybody, closes=closes, now=NOW)
    answer_of(ask, [4, 4, 4])
    peers.ask(world.home, gone, SKILL, [leader, *everybody[1:]], closes=closes, now=NOW)
    if way == "erase":
        leaving.erase(gone, world.home, actor=leader)
    else:
        gone.memberships.all().delete()
        gone.delete()
    assert not ObservationRecord.objects.filter(pk=about.pk).exists()
    assert rows_with("Unmistakable", "gone@home.example", "Gone Away") == set()
    by.refresh_from_db()
    assert by.observer is None
    [piece] = [one for one in observations(world, leader) if one.source.endswith(str(by.pk))]
    assert piece.issuer == ""
    assert ask.levels.count() == 3, "what has no author cannot be taken away"
    assert not PeerAskRecord.objects.filter(account__email="gone@home.example").exists()
