"""Dashboards: real tables, small cells, consent, and queries that do not grow with people."""

from __future__ import annotations

import csv
import io
import re
import uuid
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from skillmark.measure.insight.funnel import Stage
from skillmark.measure.ledger.simulate import simulate
from skillmark.measure.ledger.store import Ledger, Words
from skillmark.nouns.person import Requirement, Role
from skillmark.nouns.text import Text
from skillmark.server.assess.models import AttemptRecord, DeliveryRecord, ResponseRecord
from skillmark.server.award.models import AwardRecord, Standing
from skillmark.server.define.models import StartRecord
from skillmark.server.jobs import daily
from skillmark.server.match.models import EvidenceRecord
from skillmark.server.match.roles import save_role
from skillmark.server.measure import tasks
from skillmark.server.measure.dashboards import insight_views, leading, linking, overview
from skillmark.server.measure.dashboards.journeys import journeys
from skillmark.server.measure.dashboards.models import PeopleCountRecord
from skillmark.server.measure.dashboards.periods import Asked, period_of, periods
from skillmark.server.measure.ledger import services as ledgers
from skillmark.server.measure.models import OutcomeRecord
from skillmark.server.people.models import (
    AccountRecord,
    ConsentRecord,
    MembershipRecord,
    Purpose,
)
from skillmark.server.plan.models import PostRecord
from skillmark.skills.starter import uri

TODAY = date(2026, 11, 20)


def text(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def lines(answer):
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def at(day):
    return datetime.combine(day, time(9), tzinfo=UTC)


@pytest.fixture
def crowd(world):
    """Make accounts that agree to everything, on their way to the achievement."""
    return lambda n, **how: _crowd(world, n, **how)


def _crowd(world, n, *, start=date(2026, 3, 1), function="sales", prefix="c"):
    accounts = AccountRecord.objects.bulk_create(
        AccountRecord(email=f"{prefix}{i}@crowd.example", name=f"{prefix} {i}") for i in range(n)
    )
    here = {"organisation": world.home}
    ConsentRecord.objects.bulk_create(
        ConsentRecord(**here, account=one, purpose=purpose)
        for one in accounts
        for purpose in Purpose.values
    )
    MembershipRecord.objects.bulk_create(
        MembershipRecord(**here, account=one, role="learner") for one in accounts
    )
    PostRecord.objects.bulk_create(
        PostRecord(**here, account=one, function=function, team=f"team {function}")
        for one in accounts
    )
    achievement = world.things["achievement"]
    delivery = DeliveryRecord.objects.of(world.home).first()
    delivery.achievement = achievement.slug
    delivery.save()
    attempts, awards = [], []
    like = AwardRecord.objects.of(world.home).filter(achievement=achievement).first()
    for i, one in enumerate(accounts):
        began = at(start + timedelta(days=i % 20))
        if i % 10 == 9:
            continue  # does not even begin the test: on a pathway alone
        passed = i % 10 < 6
        attempt = AttemptRecord(
            **here, delivery=delivery, account=one, person=one.name, form=[], agreed=began,
            started=began, submitted=began + timedelta(days=5), maximum=10, cut=6,
            score=8 + i % 3 - 1 if passed else 3, final=True,
        )  # fmt: skip
        attempts.append(attempt)
        if i % 10 < 4:
            award = AwardRecord(
                **here, id=uuid.uuid4(), batch=like.batch, achievement=achievement,
                account=one if i % 10 < 3 else None, name=one.name, email=one.email, salt="s",
                list_number=7, list_index=AwardRecord.objects.count() + len(awards),
                standing=Standing.ACTIVE, valid_from=began + timedelta(days=10),
            )  # fmt: skip
            attempt.claimed = str(award.pk)
            awards.append(award)
    AttemptRecord.objects.bulk_create(attempts)
    AwardRecord.objects.bulk_create(awards)
    pathway = world.things["pathway"]
    StartRecord.objects.bulk_create(
        StartRecord(
            **here, pathway=pathway, account=one, started=at(start),
            shared=at(start) if i % 2 else None,
        )
        for i, one in enumerate(accounts)
    )  # fmt: skip
    return accounts


def asked(**given):
    return Asked.of(given, TODAY)


def test_the_funnel_is_of_the_real_tables_rounded_and_never_of_another_organisation(world, crowd):
    crowd(100)
    achievement = world.things["achievement"].slug
    found = overview.overview(
        world.home, asked(period="2026-Q1", achievement=achievement), today=TODAY
    )
    counts = {step.stage: step.count for step in found.funnel.steps}
    assert counts[Stage.ASSESSED] == counts[Stage.STARTED] == 90
    assert (counts[Stage.PASSED], counts[Stage.AWARDED], counts[Stage.HELD]) == (60, 40, 30)
    (row,) = found.achievements
    assert (row.awarded, row.median) == (40, None)
    assert found.time.n == 90
    assert overview.overview(world.other, asked(), today=TODAY).funnel.empty
    assert overview.overview(world.home, asked(period="2025"), today=TODAY).funnel.empty


def test_the_page_says_it_all_and_so_do_its_file_and_the_api(client_of, world, crowd):
    crowd(100)
    client = client_of("ld_lead")
    query = {"period": "all", "achievement": world.things["achievement"].slug}
    answer = client.get(reverse("measure"), query)
    shown = text(answer)
    assert "How far people come" in shown
    assert "The narrowest place: from “Assessed” to “Passed”" in shown
    assert "Simulated. 240 of 240 people in this ledger are made up" in shown
    assert "No question is written down yet" in shown or b"/measure/designs/" in answer.content
    assert b"<svg" in answer.content
    rows = lines(client.get(reverse("measures_csv"), query))
    people = {row["name"]: row["people"] for row in rows if row["what"] == "funnel"}
    assert people["passed"] == "60"
    told = client.get("/api/measure/overview", query).json()
    assert {one["stage"]: one["count"] for one in told["funnel"]}["passed"] == 60
    assert "fewer than 5" not in shown.split("What is established")[0].split("Ways")[1][:200]


def test_four_people_are_not_told(client_of, world, crowd):
    crowd(4, start=date(2024, 3, 1))
    shown = text(client_of("ld_lead").get(reverse("measure"), {"period": "2024-Q1"}))
    assert "Fewer than five ways began in quarter 1 of 2024" in shown
    assert "team sales" not in shown


def test_queries_do_not_grow_with_people(client_of, crowd):
    client = client_of("ld_lead")
    counts = []
    for n, prefix in ((20, "a"), (60, "b")):
        crowd(n, prefix=prefix)
        client.get(reverse("measure"))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("measure"))
        counts.append(len(queries))
    assert counts[1] <= counts[0]
    assert counts[1] < 80


def test_how_far_is_known_of_those_alone_who_share_it(world, crowd):
    crowd(40)
    (found,) = [
        one for one in overview.pathways(world.home, today=TODAY)
        if one.along is not None and one.along.name == world.things["pathway"].slug
    ]  # fmt: skip
    assert found.begun >= 40
    assert found.along.begun == 20
    assert sum(count or 0 for count in found.along.counts) <= 20


def test_whether_a_badge_was_shared_is_asked_of_those_alone_who_agreed(world, crowd):
    from skillmark.server.hold.models import BadgeRecord, ShareRecord

    people = crowd(60)
    for award in AwardRecord.objects.filter(account__in=people):
        badge = BadgeRecord.objects.create(
            account=award.account, data=b"", digest=str(award.pk), award=str(award.pk),
            format="json", title="T", verdict="valid",
        )  # fmt: skip
        ShareRecord.objects.create(badge=badge, token=uuid.uuid4().hex)
    found = overview.overview(world.home, asked(period="all"), today=TODAY)
    assert found.shared.count == 20  # 18 accepted and shared, to the nearest 5
    ConsentRecord.objects.filter(account__in=people, purpose=Purpose.OUTCOMES).update(
        withdrawn=timezone.now()
    )
    assert not any(
        Stage.SHARED in one.reached for one in journeys(world.home).journeys
        if one.person.endswith("crowd.example")
    )  # fmt: skip


def test_leaders_see_groups_of_five_and_what_evidence_closed(client_of, world, crowd):
    people = crowd(12, function="sales") + crowd(4, function="legal", prefix="d")
    skill = uri("data-sql")
    role = save_role(world.home, Role(Text.of("Analyst"), (Requirement(skill, 3),)))
    PostRecord.objects.filter(account__in=people).update(role=role.pk)
    now = timezone.now()
    for days, some in ((400, people[:3]), (100, people[3:9])):
        for one in some:
            EvidenceRecord.objects.create(
                organisation=world.home, account=one, skill=skill, evidence_class="evidenced",
                level=3, dated=now.date() - timedelta(days=days),
            )  # fmt: skip
    found = leading.count(world.home, now=now)
    sales = [one for one in found.gaps["function"] if one.group == "sales"]
    assert (sales[0].lacking, sales[-5].lacking, sales[-1].lacking) == (12, 9, 3)
    assert not [one for one in found.gaps["function"] if one.group == "legal"]
    assert leading.read(
        PeopleCountRecord(counted=now, content=leading.written(found))
    ) == found  # fmt: skip
    shown = text(client_of("technical_leader").get(reverse("measure_leaders")))
    assert "sales" in shown
    assert "legal" not in shown
    assert "crowd.example" not in shown
    assert "c 3" not in shown
    assert client_of("provider_admin").get(reverse("measure_leaders")).status_code == 403
    rows = lines(client_of("ld_lead").get(reverse("measure_leaders_csv")))
    assert {row["group"] for row in rows} == {"sales"}


def test_too_many_people_are_counted_by_the_days_job(client_of, world, crowd, monkeypatch):
    crowd(12)
    monkeypatch.setattr(leading, "AT_ONCE", 5)
    client = client_of("ld_lead")
    assert "The first count is not done yet" in text(client.get(reverse("measure_leaders")))
    assert leading.COUNT in daily._daily
    assert tasks
    assert world.home in leading.concerned(timezone.now())
    assert world.other not in leading.concerned(timezone.now())
    now, calls = timezone.now(), []
    whole = leading.count(world.home, now=now)
    monkeypatch.setattr(leading, "PORTION", 5)
    parts = leading.store(world.home, now=now, between=lambda: calls.append(1))
    assert len(calls) >= 3
    assert parts == whole
    PeopleCountRecord.objects.update(counted=now - timedelta(days=2))
    assert "Counted" in text(client.get(reverse("measure_leaders")))
    assert PeopleCountRecord.objects.count() == 1


@pytest.mark.parametrize(
    ("able", "soon", "people", "shown"),
    [(10, 20, 40, (10, 20)), (10, 12, 40, (None, None)), (3, 20, 40, (None, None)),
     (0, 0, 40, (0, 0)), (10, 38, 40, (None, None)), (0, 0, 4, (None, None))],
)  # fmt: skip
def test_no_small_number_follows_from_two_that_are_told(able, soon, people, shown):
    assert leading._both(able, soon, people) == shown


def test_results_and_questions_are_linked_by_consent_alone(client_of, world, crowd):
    people = crowd(100)
    awards = list(AwardRecord.objects.filter(account__in=people).order_by("pk"))
    rng = np.random.default_rng(1)
    attempts = {one.claimed: one for one in AttemptRecord.objects.exclude(claimed="")}
    OutcomeRecord.objects.all().delete()
    responses = []
    for number, award in enumerate(awards):
        attempt = attempts[str(award.pk)]
        right = float(rng.random() < 0.5)
        responses += [
            ResponseRecord(organisation=world.home, attempt=attempt, item=item, skill="s",
                           saved=timezone.now(), points=points, maximum=1)
            for item, points in (("good", right), ("noise", float(rng.random() < 0.5)))
        ]  # fmt: skip
        OutcomeRecord.objects.create(
            organisation=world.home, person=f"P{number}", credential=award.url,
            performance=0.3 + 0.3 * right + 0.02 * attempt.score + 0.05 * float(rng.normal()),
        )  # fmt: skip
    ResponseRecord.objects.bulk_create(responses)
    ledgers.changed(world.home)
    found = linking.feedback(world.home)
    assert found.whole.n == 30
    assert not found.simulated
    (test,) = linking.test_items(world.home)
    codes = {one.name: one.code for one in test.items}
    assert codes["good"] == "foretells"
    assert codes["noise"] in ("open", "slight")
    shown = text(client_of("assessor").get(reverse("item_feedback")))
    assert "30 people with answers and a rating" in shown
    assert client_of("ld_lead").get(reverse("item_feedback")).status_code == 403
    shown = text(client_of("provider_admin").get(reverse("provider_feedback")))
    assert "30 people with a result and a rating of their work" in shown
    ConsentRecord.objects.filter(account__in=people[:70], purpose=Purpose.OUTCOMES).update(
        withdrawn=timezone.now()
    )
    assert linking.feedback(world.home).whole is None
    assert not linking.test_items(world.home) or not linking.test_items(world.home)[0].people


def test_reliabilities_of_the_form_correct_and_nonsense_does_not(client_of, monkeypatch):
    rng = np.random.default_rng(2)
    x = rng.random(200)
    work = np.where(x > 0.4, np.clip(0.3 + 0.4 * x + rng.normal(0, 0.1, 200), 0, 1), np.nan)
    ledger = Ledger(
        np.array([f"P{i}" for i in range(200)], dtype=object),
        {"result": x, "performance": work},
        words={"achievement": Words.of(["A", "B"] * 100)},
    )
    monkeypatch.setattr(linking, "ledger_of", lambda _organisation: ledger)
    client = client_of("ld_lead")
    plain = client.get("/api/measure/feedback").json()
    assert plain["direct"]["value"] > plain["observed"]["value"]
    assert plain["indirect"] is None
    fuller = client.get("/api/measure/feedback?reliability=0.9&criterion=0.7").json()
    assert fuller["indirect"]["value"] > plain["direct"]["value"]
    assert client.get("/api/measure/feedback?reliability=7").status_code == 400
    shown = text(client.get(reverse("provider_feedback"), {"reliability": "x"}))
    assert "Corrected, taken for the result" in shown
    shown = text(client.get(reverse("provider_feedback"), {"reliability": "0.9"}))
    assert "Case 4" in shown
    assert "cannot be told" in shown  # two credentials alike: no rank


def test_a_claim_after_the_assessment_does_not_count(client_of, world, crowd):
    people = crowd(14)
    day = date(2026, 5, 1)

    def said(account, cls, level, dated):
        EvidenceRecord.objects.create(
            organisation=world.home, account=account, skill="s", evidence_class=cls, level=level,
            dated=dated,
        )  # fmt: skip

    for number, one in enumerate(people):
        said(one, "claimed", 6, day - timedelta(days=10))
        said(one, "evidenced", 3 + number % 2, day)
    said(people[0], "claimed", 1, day + timedelta(days=5))
    shown = text(client_of("ld_lead").get(reverse("self_calibration")))
    assert "People rate themselves too high." in shown
    assert "2.50 levels" in shown
    told = client_of("ld_lead").get("/api/measure/calibration").json()
    assert (told["people"], told["finding"]) == (14, "over")
    EvidenceRecord.objects.filter(account__in=people[:10], evidence_class="claimed").update(
        dated=day + timedelta(days=1)
    )
    shown = text(client_of("ld_lead").get(reverse("self_calibration")))
    assert "Fewer than five people have rated themselves" in shown
    assert "10 ratings are younger than the assessment" in shown


def test_equity_hides_what_is_small_everywhere(client_of, monkeypatch):
    made = simulate(people=300, today=TODAY, rng=np.random.default_rng(3)).ledger
    codes = np.array([0] * 3 + [1] * 40 + [2] * 257, dtype=np.int32)
    ledger = Ledger(
        made.people, made.numbers, made.days, made.words, made.flags,
        {"site": Words(codes, ("Tiny Site", "Small", "Large"))}, "EUR",
    )  # fmt: skip
    monkeypatch.setattr(insight_views, "ledger_of", lambda _organisation: ledger)
    client = client_of("ld_lead")
    shown = text(client.get(reverse("equity")))
    assert "Tiny Site + Small" in shown or "Small + Tiny Site" in shown
    rows = lines(client.get(reverse("equity_csv")))
    assert {row["group"] for row in rows} == {"Tiny Site + Small", "Large"}
    assert min(int(row["people"]) for row in rows) >= 5
    pairs = Words(np.array([0, 1] * 150, dtype=np.int32), ("North", "South"))
    both = Ledger(
        made.people, made.numbers, made.days, made.words, made.flags, {"site": pairs}, "EUR"
    )
    monkeypatch.setattr(insight_views, "ledger_of", lambda _organisation: both)
    answer = client.get(reverse("equity"))
    assert "Simulated." in text(answer)
    assert "compared with" in text(answer)
    assert b"<svg" in answer.content


def test_without_groups_nobody_has_to_have_them(client_of, monkeypatch):
    made = simulate(people=30, today=TODAY, rng=np.random.default_rng(3)).ledger
    monkeypatch.setattr(insight_views, "ledger_of", lambda _organisation: replace(made, groups={}))
    assert "nobody has to" in text(client_of("ld_lead").get(reverse("equity")))


def test_nothing_of_the_old_page_is_lost(client_of):
    shown = text(client_of("ld_lead").get(reverse("measure_shown")))
    assert "Median days to productivity" in shown
    assert "asked by questions written down before" in shown
    shown = text(client_of("ld_lead").get(reverse("method_check")))
    assert "The experiment (the truth)" in shown


def test_periods_are_whole():
    today = date(2026, 2, 3)
    quarter = period_of("2025-Q4", today)
    assert (quarter.first, quarter.last) == (date(2025, 10, 1), date(2025, 12, 31))
    assert period_of("2024", today).last == date(2024, 12, 31)
    for nonsense in ("", "2025-Q5", "0000", "2027", "x" * 9):
        assert period_of(nonsense, today).key == ""
    keys = [one.key for one in periods(today)]
    assert keys[:3] == ["", "2026-Q1", "2025-Q4"]
    assert keys[-1] == "all"


def test_who_answered_is_counted_by_answers_whoever_brought_them(world):
    from skillmark.measure.surveys.simulate import simulate as made_up
    from skillmark.server.measure.dashboards import established
    from skillmark.server.measure.surveying import simulated

    lead = world.people["ld_lead"]
    row = simulated.draft(world.home, "employees", actor=lead)
    made = made_up(row.questionnaire, asked=200, rng=np.random.default_rng(4))
    simulated.store(row, made, days_ago=1, actor=lead)
    [found] = [one for one in established.answered(world.home) if one.pk == row.pk]
    assert found.simulated
    assert found.asked == 200
    assert found.answered == 5 * round(len(made.rows) / 5)
    assert found.share == pytest.approx(len(made.rows) / 200, abs=0.03)
