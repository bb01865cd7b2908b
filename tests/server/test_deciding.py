"""Decisions: kept, explained, made again, contested, forgotten; and what is audited of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.db import DatabaseError, transaction
from django.db.models import ProtectedError

from skillmark.match import SCORER
from skillmark.nouns.decision import Decided
from skillmark.nouns.errors import ConflictError, ForbiddenError, InputError
from skillmark.nouns.evidence import Evidence
from skillmark.nouns.proficiency import EvidenceClass
from skillmark.server.jobs import daily, worker
from skillmark.server.match import services
from skillmark.server.match.deciding import contesting, keeping, links, snapshots
from skillmark.server.match.deciding.models import (
    AccessLinkRecord,
    ContestRecord,
    DecisionRecord,
    MatchingPolicyRecord,
    Outcome,
    RankingRecord,
)
from skillmark.server.match.deciding.services import decide
from skillmark.server.match.models import CandidateRecord
from skillmark.server.match.surveying import services as surveying
from skillmark.server.match.surveying.figures import figures
from skillmark.server.match.surveying.models import GroupStatementRecord
from skillmark.server.people.models import AuditRecord, MembershipRecord, Purpose
from skillmark.server.people.services import add_account, set_consent
from skillmark.skills.starter import uri

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def nothing_decided(world):
    """Begin without the decisions of the world."""
    with keeping._gate():
        for model in (
            ContestRecord, DecisionRecord, RankingRecord, GroupStatementRecord,
            MatchingPolicyRecord,
        ):  # fmt: skip
            model.objects.all().delete()


@pytest.fixture
def role(world):
    return world.things["role"]


@pytest.fixture
def recruiter(world):
    return world.people["recruiter"]


@pytest.fixture
def somebody(world):
    """Return a function that makes a member who agreed, with an observation at a level."""

    def make(name, level=3):
        account = add_account(f"{name.lower()}@home.example", name, None)
        MembershipRecord.objects.create(organisation=world.home, account=account, role="learner")
        set_consent(account, world.home, Purpose.MATCHING, given=True)
        seen = Evidence(
            uri("data-analysis"), EvidenceClass.EVIDENCED, date(2026, 10, 1), level, title="Frida"
        )
        services.record_evidence(world.home, account, seen, actor=world.people["technical_leader"])
        return account

    return make


def person(account):
    return f"member-{account.pk}"


def test_a_decision_is_kept_with_its_ranking_and_the_ranking_is_made_again(
    world, role, recruiter, somebody
):
    first, second = somebody("Ana", 6), somebody("Bo", 2)
    no = decide(role, person(first), Decided.REJECTED, reason="no", actor=recruiter, now=NOW)
    assert not no.against_ranking
    yes = decide(
        role, person(second), Decided.SHORTLISTED, reason="interview", actor=recruiter, now=NOW
    )
    # Ana stands above, is proven better, and was turned down: that is a person's own decision.
    assert (no.rank, yes.rank, yes.of, yes.scorer) == (1, 2, 4, SCORER)
    assert yes.against_ranking
    assert yes.ranking == no.ranking, "the same inputs are kept once"
    assert yes.ranking.scorer == SCORER
    kept = snapshots.replay(yes.ranking)
    assert kept.same
    assert (kept.people, kept.forgotten) == (4, 0)
    # Evidence that changes later changes nothing of it.
    services.record_evidence(
        world.home, second, Evidence(uri("data-sql"), EvidenceClass.CLAIMED, date(2026, 11, 1), 8)
    )
    later = decide(
        role, person(second), Decided.OFFERED, reason="good talk", actor=recruiter, now=NOW + DAY
    )
    assert later.ranking != yes.ranking
    assert snapshots.replay(yes.ranking).same
    # One other number in what is kept, and it is told.
    spoilt = RankingRecord.objects.get(pk=yes.ranking.pk)
    spoilt.outcome[0][2] = "0" * 64
    assert snapshots.replay(spoilt).differing == (spoilt.outcome[0][0],)
    # No word that people wrote, and no name, is in the log of numbers.
    text = repr(yes.snapshot)
    assert "Frida" not in text
    assert "Bo" not in text
    assert yes.snapshot["skills"][0]["evidence"][0]["class"] == "evidenced"


def test_hiring_past_somebody_above_is_against_the_ranking(role, recruiter, somebody):
    first, second = somebody("Ana", 6), somebody("Bo", 2)

    def hire(account, as_=Decided.HIRED):
        with transaction.atomic():
            row = decide(role, person(account), as_, reason="x", actor=recruiter, now=NOW)
            transaction.set_rollback(True)
        return row.against_ranking

    assert hire(second)
    assert not hire(first)
    assert not hire(second, Decided.SHORTLISTED)
    decide(role, person(first), Decided.WITHDRAWN, reason="left", actor=recruiter, now=NOW)
    assert not hire(second)
    with pytest.raises(ConflictError):
        decide(role, person(first), Decided.HIRED, reason="x", actor=recruiter, now=NOW)


def test_the_database_refuses_to_change_the_log(world, role, recruiter, somebody):
    row = decide(role, person(somebody("Ana")), Decided.REJECTED, reason="a", actor=recruiter)
    for change in (
        lambda: DecisionRecord.objects.filter(pk=row.pk).update(reason="b"),
        lambda: DecisionRecord.objects.filter(pk=row.pk).update(decided_name="b"),
        lambda: DecisionRecord.objects.filter(pk=row.pk).delete(),
        lambda: RankingRecord.objects.filter(pk=row.ranking_id).update(outcome=[]),
        lambda: RankingRecord.objects.filter(pk=row.ranking_id)._raw_delete("default"),
    ):
        with pytest.raises((DatabaseError, ProtectedError)), transaction.atomic():
            change()
    row.refresh_from_db()
    assert row.reason == "a"
    set_consent(recruiter, world.home, Purpose.MATCHING, given=True)
    with pytest.raises(ConflictError, match="themselves"):
        decide(role, person(recruiter), Decided.HIRED, reason="me", actor=recruiter)


def test_an_account_that_goes_severs_and_one_that_is_erased_leaves_nothing(
    world, role, recruiter, somebody
):
    ana, bo = somebody("Ana", 6), somebody("Bo", 2)
    mine = decide(role, person(ana), Decided.REJECTED, reason="Ana no", actor=recruiter, now=NOW)
    other = decide(role, person(bo), Decided.REJECTED, reason="Bo no", actor=recruiter, now=NOW)
    contesting.contest(mine, "Ana says no", actor=ana)
    surveying.state(world.home, person(ana), {"sex": "female"}, account=ana)
    ana_id = ana.pk
    assert keeping.kept(ana)[0]["contests"][0]["words"] == "Ana says no"
    assert keeping.erase(ana, world.home, actor=recruiter) == 1
    assert not DecisionRecord.objects.filter(pk=mine.pk).exists()
    assert not ContestRecord.objects.exists()
    assert not GroupStatementRecord.objects.exists()
    ranking = RankingRecord.objects.get(pk=other.ranking_id)
    assert person(ana) not in repr(ranking.outcome)
    replayed = snapshots.replay(ranking)
    assert replayed.same, "the others have the numbers and the order that they had"
    assert (replayed.people, replayed.forgotten) == (3, 1)
    # Who decided is erased from what they decided; the record stays the other's.
    keeping.erase(recruiter, world.home, actor=None)
    other.refresh_from_db()
    assert (other.decided_by, other.decided_name, other.reason) == (None, "–", "Bo no")
    # And an account that is simply deleted is severed by the database.
    bo.delete()
    other.refresh_from_db()
    assert other.account is None
    log = AuditRecord.objects.filter(action="decisions_erased").values_list("thing", flat=True)
    assert list(log) == [f"account:{ana_id}", f"account:{recruiter.pk}"]


def test_somebody_from_outside_is_severed_when_removed_and_gone_when_erased(world, role, recruiter):
    ada = world.things["candidate"]
    row = decide(role, f"candidate-{ada.pk}", Decided.REJECTED, reason="no", actor=recruiter)
    with transaction.atomic():
        services.remove(CandidateRecord.objects.get(pk=ada.pk), actor=recruiter)
        row.refresh_from_db()
        assert row.candidate is None, "the record of the decision stays, without the name"
        transaction.set_rollback(True)
    assert keeping.erase_candidate(ada, actor=recruiter) == 1
    assert not DecisionRecord.objects.exists()
    assert not RankingRecord.objects.exists()


def test_what_is_kept_long_enough_is_deleted_unless_it_is_contested(
    world, role, recruiter, somebody
):
    ana, bo, cem = somebody("Ana"), somebody("Bo"), somebody("Cem")
    for account, months in ((ana, 13), (bo, 13), (cem, 1)):
        moment = NOW - timedelta(days=30.5 * months)
        decide(role, person(account), Decided.REJECTED, reason="r", actor=recruiter, now=moment)
    contested = DecisionRecord.objects.get(account=bo)
    contest = contesting.contest(contested, "wrong", actor=bo, now=NOW)
    assert list(keeping.concerned(NOW)) == [world.home]
    worker.load()
    assert keeping.FORGET in daily._daily
    assert keeping.forget_old(world.home, now=NOW) == 1
    assert set(DecisionRecord.objects.values_list("account", flat=True)) == {bo.pk, cem.pk}
    assert RankingRecord.objects.count() == 2
    contesting.answer(contest, Outcome.STANDS, "because", actor=world.people["ld_lead"], now=NOW)
    assert keeping.forget_old(world.home, now=NOW) == 1
    # The period is the organisation's.
    MatchingPolicyRecord.objects.create(organisation=world.home, keep_months=24)
    assert keeping.forget_old(world.home, now=NOW + timedelta(days=365)) == 0
    assert list(keeping.concerned(NOW + timedelta(days=365))) == []


def test_a_decision_is_contested_and_answered_by_somebody_else(world, role, recruiter, somebody):
    ana, bo = somebody("Ana", 2), somebody("Bo", 5)
    row = decide(role, person(ana), Decided.REJECTED, reason="r", actor=recruiter, now=NOW)
    assert row.rank == 2
    with pytest.raises(InputError):
        contesting.contest(row, "  ", actor=ana)
    contest = contesting.contest(row, "I was seen at level 7", actor=ana, now=NOW)
    assert contest.due == date(2026, 12, 20)
    assert list(contesting.waiting(world.home)) == [contest]
    for who in (recruiter, ana):
        with pytest.raises(ForbiddenError):
            contesting.answer(contest, Outcome.STANDS, "no", actor=who)
    judge = world.people["ld_lead"]
    with pytest.raises(ConflictError, match="no new decision"):
        contesting.answer(contest, Outcome.CHANGED, "yes", actor=judge)
    services.record_evidence(
        world.home, ana,
        Evidence(uri("data-analysis"), EvidenceClass.EVIDENCED, date(2026, 11, 1), 7),
        actor=judge,
    )  # fmt: skip
    mail.outbox.clear()
    done = contesting.answer(
        contest, Outcome.RANKED_ANEW, "the observation was missing", actor=judge, now=NOW + DAY
    )
    assert (done.rank, done.of, done.answered_name) == (1, 4, str(judge))
    assert snapshots.replay(done.ranking).same
    assert [one.to for one in mail.outbox] == [[ana.email]]
    assert "missing" not in mail.outbox[0].body
    with pytest.raises(ConflictError):
        contesting.answer(done, Outcome.STANDS, "again", actor=judge)
    assert not contesting.waiting(world.home).exists()
    assert bo not in {one.account for one in contesting.about(ana)}


def test_a_link_shows_somebody_without_an_account_theirs_and_runs_out(world, recruiter):
    ada = world.things["candidate"]
    mail.outbox.clear()
    link = links.make(ada, actor=recruiter, mail=True, now=NOW)
    token = link.rpartition("/")[2]
    assert mail.outbox[0].to == ["ada@outside.example"]
    assert link in mail.outbox[0].body
    assert token not in repr(AccessLinkRecord.objects.values())
    assert links.whose(token, now=NOW + DAY) == ada
    assert links.whose(token, now=NOW + timedelta(days=links.DAYS + 1)) is None
    assert links.whose("other", now=NOW) is None
    ada.holder = "did:key:z6Mk"
    with pytest.raises(InputError):
        links.make(ada, actor=recruiter, mail=True)


def test_only_counts_of_enough_people_leave_the_survey(world, role, recruiter, somebody):
    def crowd(letter, many, chosen, **groups):
        for n in range(many):
            account = somebody(f"{letter}{n}")
            if groups:
                surveying.state(world.home, person(account), groups, account=account)
            as_ = Decided.SHORTLISTED if n < chosen else Decided.REJECTED
            decide(role, person(account), as_, reason="r", actor=recruiter, now=NOW)

    crowd("f", 7, 2, sex="female", race_ethnicity="white")
    crowd("m", 6, 5, sex="male", race_ethnicity="black")
    crowd("x", 2, 1, sex="another", race_ethnicity="black")
    crowd("u", 3, 0)
    GroupStatementRecord.objects.update(stated=NOW)
    # Nothing of this month is in it: a table that moves with each statement tells whose it was.
    assert figures(world.home, now=NOW).people == 0
    found = figures(world.home, now=NOW + timedelta(days=20))
    assert (found.people, found.selected, found.stated) == (18, 8, 15)
    tables = {tuple(t["groups"]): t for t in found.content["tables"] if t["measure"] == "selection"}
    rows = {one["category"]["sex"]: one for one in tables[("sex",)]["categories"]}
    # Two people are too few to be shown: they are put together with the next larger category.
    assert {name: (one["people"], one["selected"]) for name, one in rows.items()} == {
        "female": (7, 2),
        "pooled": (8, 6),
    }
    assert tables[("sex",)]["unknown"] == 3
    assert all(one["people"] >= 5 for t in found.content["tables"] for one in t["categories"])
    assert not any("another" in repr(t) for t in found.content["tables"])
    # One person decided on for many roles is one person.
    assert figures(world.other, now=NOW + timedelta(days=20)).content is None
    with pytest.raises(InputError):
        surveying.state(world.home, "member-1", {"sex": "tall"}, account=None)
    account = somebody("Zoe")
    surveying.state(world.home, person(account), {"sex": "female", "age": ""}, account=account)
    surveying.state(world.home, person(account), {"sex": ""}, account=account)
    assert surveying.stated(world.home, person(account)) == {}
    assert replace(found, people=0) != found
