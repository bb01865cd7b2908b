"""The life of awards after they were made: renewed, completed, reminded of, signed anew."""

from __future__ import annotations

import json
from datetime import timedelta
from functools import partial

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from skillmark.award.resigning import Resigner
from skillmark.award.roster import Row
from skillmark.badges.credibility import read as bundle_of
from skillmark.badges.identity import Recipient
from skillmark.nouns.errors import ConflictError, InputError
from skillmark.server.award import services
from skillmark.server.award.bulk import signing
from skillmark.server.award.keyring import compromise, keys
from skillmark.server.award.life import reminding, renewal
from skillmark.server.award.models import (
    AwardRecord,
    BodyRecord,
    FlagRecord,
    LogEntryRecord,
    PolicyRecord,
    QuietRecord,
    ReminderRecord,
    StackRecord,
    Standing,
)
from skillmark.server.award.status import changing, standing
from skillmark.server.award.transparency import log
from skillmark.server.define import services as definitions
from skillmark.server.define.models import AchievementRecord
from skillmark.server.hold import services as holding
from skillmark.server.jobs import daily, worker
from skillmark.server.jobs.models import JobRecord, State
from skillmark.server.verify import services as verifying


@pytest.fixture
def provider(world):
    return world.people["provider_admin"]


@pytest.fixture
def make(world, provider):
    """Make an achievement of one's own, like one of the world's, with other members."""

    def made(slug, **members):
        like = AchievementRecord.objects.of(world.home).order_by("pk").first().document
        document = {**like, "id": slug, "name": {"en": slug.title()}, "test": None, **members}
        return definitions.save_achievement(document, organisation=world.home, actor=provider)

    return made


@pytest.fixture
def first_aid(make):
    """An achievement that holds for twelve months."""
    return make("first-aid", valid_months=12)


@pytest.fixture
def pathway(world, make, provider):
    """Two of three pieces make the whole."""
    pieces = [make(f"piece-{n}", valid_months=None) for n in (1, 2, 3)]
    whole = make("the-whole", valid_months=None)
    document = {
        "id": "the-way",
        "name": {"en": "The way"},
        "description": {"en": "Two of three."},
        "steps": [one.slug for one in pieces],
        "need": 2,
        "awards": whole.slug,
    }
    row = definitions.save_pathway(document, organisation=world.home, actor=provider)
    return row, pieces, whole


def award(achievement, provider, email="ada@x.example", **options):
    return services.award_one(achievement, Recipient("Ada", email), actor=provider, **options)


def aged(row, *, began, ends):
    """Let an award have begun and end so many days from now (its bytes keep the other dates)."""
    now = timezone.now().replace(microsecond=0)
    row.valid_from, row.valid_until = now + timedelta(days=began), now + timedelta(days=ends)
    row.standing, row.body, row.token = Standing.PENDING, b"", ""
    row.save()
    return sign(row)


def sign(row):
    signing.fill([signing.sign(AwardRecord.objects.get(pk=row.pk))])
    return AwardRecord.objects.get(pk=row.pk)


def run_jobs():
    worker.load()
    while worker.run_one():
        pass


def verdict(row):
    report = verifying.check(bytes(row.body), source=row.url)
    return report.verdict.value, report.reason


def said(row):
    return json.loads(bytes(AwardRecord.objects.get(pk=row.pk).body))


# renewal


def test_a_renewal_is_another_credential_and_each_leads_to_the_other(first_aid, provider):
    old = aged(award(first_aid, provider), began=-360, ends=5)
    new = renewal.renew(old, actor=provider)
    old.refresh_from_db()
    assert new.pk != old.pk
    assert (new.list_number, new.list_index) != (old.list_number, old.list_index)
    assert verdict(old)[0] == verdict(new)[0] == "valid", "the older one runs out by itself"
    assert old.renewed_by == new
    [named] = [one for one in said(new)["evidence"] if one["genre"] == "ext:skillmark.renewal"]
    assert named["id"] == old.url
    assert log.latest(new).statement["replaces"] == old.url
    before = Client().get(reverse("award_page", args=[old.pk])).content.decode()
    after = Client().get(reverse("award_page", args=[new.pk])).content.decode()
    assert reverse("award_page", args=[new.pk]) in before
    assert reverse("award_page", args=[old.pk]) in after


def test_a_renewal_holds_as_long_as_the_achievement_says_from_today(first_aid, provider):
    old = aged(award(first_aid, provider), began=-400, ends=-35)
    new = renewal.renew(old, actor=provider)
    assert 360 <= (new.valid_until - timezone.now()).days <= 366
    assert verdict(old) == ("invalid", "expired")


@pytest.mark.parametrize("change", ["revoke", "suspend"])
def test_what_does_not_stand_is_not_renewed(first_aid, provider, change):
    old = aged(award(first_aid, provider), began=-300, ends=9)
    standing.change(old, change, "x", actor=provider)
    with pytest.raises(ConflictError) as refused:
        renewal.renew(old, actor=provider)
    assert refused.value.code == "not_renewable"


def test_an_award_is_renewed_once(first_aid, provider):
    old = aged(award(first_aid, provider), began=-300, ends=9)
    renewal.renew(old, actor=provider)
    with pytest.raises(ConflictError, match="already"):
        renewal.renew(old, actor=provider)
    assert AwardRecord.objects.filter(achievement=first_aid).count() == 2


def test_what_never_runs_out_needs_no_renewal(make, provider):
    with pytest.raises(ConflictError, match="never"):
        renewal.renew(award(make("for-ever", valid_months=None), provider), actor=provider)


def test_an_achievement_may_ask_for_a_new_result(make, provider):
    strict = make("strict", valid_months=12, test="a-test", renewal="new_result")
    old = aged(award(strict, provider), began=-300, ends=9)
    with pytest.raises(ConflictError, match="result"):
        renewal.renew(old, actor=provider)


def test_the_condition_is_set_on_the_page_of_the_achievement_and_kept(make, provider, client_of):
    row = make("set-here", valid_months=12, test="a-test")
    browser, page = client_of("provider_admin"), reverse("achievement_edit", args=[row.pk])
    form = browser.get(page).context["form"]
    values = {name: value for name, value in form.initial.items() if value is not None}
    skills = {"skill": list(row.document["skills"]), "level": [1] * len(row.document["skills"])}
    answer = browser.post(page, {**values, **skills, "renewal": "new_result"})
    assert answer.status_code == 302, answer.context["form"].errors
    row.refresh_from_db()
    assert row.noun.renewal == "new_result"
    old = aged(award(row, provider), began=-300, ends=9)
    with pytest.raises(ConflictError, match="result"):
        renewal.renew(old, actor=provider)


def test_the_policy_may_revoke_the_older_award_as_superseded(world, first_aid, provider):
    PolicyRecord.objects.create(organisation=world.home, supersede=True)
    old = aged(award(first_aid, provider), began=-300, ends=9)
    new = renewal.renew(old, actor=provider)
    run_jobs()
    old.refresh_from_db()
    assert (old.standing, old.reason) == (Standing.REVOKED, f"superseded by {new.url}")
    assert verdict(new)[0] == "valid"
    assert not FlagRecord.objects.filter(because=old).exists()


def test_many_are_renewed_by_a_job_and_what_cannot_be_is_named(first_aid, provider):
    rows = [Row(n, Recipient(f"P {n}", f"p{n}@x.example")) for n in range(5)]
    made = services.order(first_aid, rows, actor=provider, notify=False).awards
    olds = [aged(one, began=-400, ends=-3) for one in made]
    standing.change(olds[0], "suspend", "x", actor=provider)
    [done] = renewal.renew_many(olds, actor=provider, notify=False)
    run_jobs()
    assert done.ordered == 4
    assert [row.pk for row, _why in done.refused] == [olds[0].pk]
    news = AwardRecord.objects.filter(replaces__in=olds)
    assert {one.standing for one in news} == {Standing.ACTIVE}
    assert {one.replaces_id for one in news} == {one.pk for one in olds[1:]}
    assert verdict(news[0])[0] == "valid"


def test_who_is_awarded_again_after_the_end_gets_a_renewal(first_aid, provider):
    old = aged(award(first_aid, provider), began=-400, ends=-3)
    new = award(first_aid, provider)
    assert new.replaces == old


def test_the_award_page_of_the_backpack_leads_to_the_newer_one(world, first_aid, client_of):
    learner = world.people["learner"]
    old = aged(award(first_aid, None, learner.email), began=-300, ends=9)
    holding.collect(learner)
    new = renewal.renew(AwardRecord.objects.get(pk=old.pk), actor=None)
    holding.collect(learner)
    badge = learner.badges.get(award=str(old.pk))
    page = client_of("learner").get(reverse("badge", args=[badge.pk])).content.decode()
    assert reverse("award_page", args=[new.pk]) in page


def test_renewals_over_the_api(first_aid, provider, client_of, world):
    browser = client_of("provider_admin")
    olds = [
        aged(award(first_aid, provider, f"{n}@x.example"), began=-400, ends=-3) for n in range(3)
    ]

    def post(path, body=None):
        return browser.post(f"/api/award/{path}", body or {}, content_type="application/json")

    one = post(f"awards/{olds[0].pk}/renew")
    assert one.status_code == 201
    assert one.json()["replaces"] == str(olds[0].pk)
    again = post(f"awards/{olds[0].pk}/renew")
    assert (again.status_code, again.json()["code"]) == (409, "not_renewable")
    nobody = "00000000-0000-4000-8000-000000000000"
    many = post("renewals", {"awards": [*(str(o.pk) for o in olds), nobody]})
    assert many.status_code == 202
    assert many.json()["ordered"] == 2
    assert {one["award"] for one in many.json()["refused"]} == {str(olds[0].pk), nobody}
    run_jobs()
    assert AwardRecord.objects.filter(replaces__in=olds, standing=Standing.ACTIVE).count() == 3


# a pathway's last piece


def test_the_last_piece_awards_the_whole_with_the_pieces_as_evidence(pathway, provider):
    row, (one, two, _three), whole = pathway
    first = award(one, provider)
    run_jobs()
    assert not AwardRecord.objects.filter(achievement=whole).exists()
    second = award(two, provider)
    run_jobs()
    [made] = AwardRecord.objects.filter(achievement=whole)
    assert verdict(made)[0] == "valid"
    named = {e["id"] for e in said(made)["evidence"] if e.get("genre") == "ext:skillmark.piece"}
    assert named == {first.url, second.url}
    assert made.email == "ada@x.example"
    award(_three, provider)
    run_jobs()
    assert AwardRecord.objects.filter(achievement=whole).count() == 1
    assert StackRecord.objects.filter(pathway=row).count() == 1


def test_pieces_count_for_the_account_whatever_address_they_name(world, pathway, provider):
    _row, (one, two, _three), whole = pathway
    learner = world.people["learner"]
    EmailAddress.objects.create(user=learner, email="Second@X.example", verified=True)
    award(one, provider, learner.email)
    award(two, provider, "second@x.example")
    run_jobs()
    [made] = AwardRecord.objects.filter(achievement=whole)
    assert made.account == learner
    # an address that is not confirmed is somebody else
    EmailAddress.objects.create(user=learner, email="third@x.example", verified=False)
    award(one, provider, "third@x.example")
    run_jobs()
    assert AwardRecord.objects.filter(achievement=whole).count() == 1


def test_suspended_revoked_and_expired_pieces_do_not_count(pathway, provider):
    _row, (one, two, three), whole = pathway
    award(one, provider)
    held = award(two, provider)
    JobRecord.objects.all().delete()
    standing.change(held, "suspend", "x", actor=provider)
    aged(award(three, provider), began=-9, ends=-1)
    run_jobs()
    assert not AwardRecord.objects.filter(achievement=whole).exists()
    standing.change(held, "reinstate", "x", actor=provider)
    run_jobs()
    assert AwardRecord.objects.filter(achievement=whole).count() == 1


def test_a_whole_that_was_revoked_does_not_come_back_by_itself(pathway, provider):
    _row, (one, two, three), whole = pathway
    award(one, provider)
    award(two, provider)
    run_jobs()
    made = AwardRecord.objects.get(achievement=whole)
    standing.change(made, "revoke", "x", actor=provider)
    award(three, provider)
    run_jobs()
    assert AwardRecord.objects.filter(achievement=whole).count() == 1


def test_two_runs_at_once_award_the_whole_once(pathway, provider, monkeypatch):
    """The second run has read before the first one wrote: only the unique row tells them apart."""
    from skillmark.server.award.life import stacking

    _row, (one, two, _three), whole = pathway
    rows = [award(one, provider), award(two, provider)]
    JobRecord.objects.all().delete()
    organisation, nested = whole.organisation, []
    create = StackRecord.objects.bulk_create

    def while_the_other_stores(records, **options):
        if not nested:
            nested.append(True)
            assert stacking.stack(rows, organisation) == 1
        return create(records, **options)

    monkeypatch.setattr(StackRecord.objects, "bulk_create", while_the_other_stores)
    assert stacking.stack(rows, organisation) == 0
    assert AwardRecord.objects.filter(achievement=whole).count() == 1


def test_many_wholes_take_as_many_questions_as_few(pathway, provider, world):
    from skillmark.server.award.life import stacking

    _row, (one, two, _three), whole = pathway

    def asked(n, first):
        people = [Row(i, Recipient(f"P{i}", f"p{i}@x.example")) for i in range(first, first + n)]
        made = []
        for piece in (one, two):
            made = services.order(piece, people, actor=provider, notify=False).awards
            signing.fill([signing.sign(a) for a in made])
        JobRecord.objects.all().delete()
        with CaptureQueriesContext(connection) as found:
            assert stacking.stack(made, world.home) == n
        places = ("statuspair", "statuslist", '"list_index" AS')  # drawn in growing portions
        asked = [q["sql"][:200] for q in found.captured_queries]
        return sum(not any(one in sql for one in places) for sql in asked)

    asked(1, 200)  # what is begun once: the first status list
    assert asked(20, 0) == asked(3, 100)
    assert AwardRecord.objects.filter(achievement=whole).count() == 24


def test_a_bulk_order_has_one_job_that_follows(pathway, provider, monkeypatch):
    _row, (one, two, _three), whole = pathway
    people = [Row(i, Recipient(f"P{i}", f"p{i}@x.example")) for i in range(25)]
    monkeypatch.setattr(signing, "CHUNK", 5)
    JobRecord.objects.all().delete()
    for piece in (one, two):
        services.order_many(piece, people, actor=provider, notify=False)
    run_jobs()
    assert JobRecord.objects.filter(kind="award.follow").count() == 2
    assert AwardRecord.objects.filter(achievement=whole, standing=Standing.ACTIVE).count() == 25


def test_a_whole_that_is_a_piece_goes_on(world, pathway, make, provider):
    _row, (one, two, _three), whole = pathway
    top = make("the-top", valid_months=None)
    document = {
        "id": "higher",
        "name": {"en": "Higher"},
        "description": {"en": "One."},
        "steps": [whole.slug],
        "awards": top.slug,
    }
    definitions.save_pathway(document, organisation=world.home, actor=provider)
    award(one, provider)
    award(two, provider)
    run_jobs()
    assert AwardRecord.objects.filter(achievement=top, standing=Standing.ACTIVE).count() == 1


def test_revoking_a_piece_asks_a_person_to_look_at_the_whole(pathway, provider, client_of):
    _row, (one, two, _three), whole = pathway
    piece = award(one, provider)
    award(two, provider)
    run_jobs()
    made = AwardRecord.objects.get(achievement=whole)
    standing.change(piece, "revoke", "copied", actor=provider)
    made.refresh_from_db()
    assert made.standing == Standing.ACTIVE, "nothing is taken away by itself"
    flag = FlagRecord.objects.get(award=made)
    assert (flag.because, flag.closed) == (piece, None)
    browser = client_of("provider_admin")
    page = browser.get(reverse("award_flags")).content.decode()
    assert reverse("award", args=[made.pk]) in page
    close = reverse("flag_close", args=[flag.pk])
    assert browser.post(close, {"decision": " "}).status_code == 400
    browser.post(close, {"decision": "the other two are enough"})
    flag.refresh_from_db()
    assert flag.closed
    assert flag.closed_by == provider


def test_a_piece_that_comes_back_closes_its_flag(pathway, provider):
    _row, (one, two, _three), whole = pathway
    piece = award(one, provider)
    award(two, provider)
    run_jobs()
    standing.change(piece, "suspend", "x", actor=provider)
    assert FlagRecord.objects.filter(award__achievement=whole, closed=None).count() == 1
    standing.change(piece, "reinstate", "x", actor=provider)
    assert FlagRecord.objects.filter(award__achievement=whole, closed=None).count() == 0


# reminders


@pytest.fixture
def ending(first_aid, provider):
    """An award that has ten days left; nothing was mailed yet."""
    row = aged(award(first_aid, provider), began=-355, ends=10)
    mail.outbox.clear()
    return row


def day(n=0):
    """The worker begins anew on a day so many days from today."""
    daily.forget()
    worker.load()
    daily.look(now=timezone.now() + timedelta(days=n))
    run_jobs()


def test_the_holder_is_reminded_once_and_the_issuer_told(ending, world):
    day()
    holder = [m for m in mail.outbox if m.to == ["ada@x.example"]]
    assert len(holder) == 1
    assert ending.url in holder[0].body
    [digest] = [m for m in mail.outbox if m.to != ["ada@x.example"]]
    assert world.people["provider_admin"].email in digest.to
    assert "Ada" in digest.body
    mail.outbox.clear()
    for n in (0, 1, 2, 0):  # other days, another start, the clock back again
        day(n)
    assert mail.outbox == []
    assert set(ending.reminders.values_list("days", "mailed")) == {(14, True), (60, False)}


def test_a_queue_that_was_put_back_sends_no_second_one(ending):
    day()
    mail.outbox.clear()
    JobRecord.objects.filter(kind="award.remind").update(state=State.QUEUED, finished=None)
    run_jobs()
    assert mail.outbox == []


def test_the_same_reminder_has_the_same_message_id(ending, settings):
    day()
    [message] = [m for m in mail.outbox if m.to == ["ada@x.example"]]
    assert message.extra_headers["Message-ID"] == f"<reminder.{ending.pk}.14@127.0.0.1>"


def test_two_workers_enqueue_one_job_a_day(ending):
    worker.load()
    for _worker in range(2):
        daily.forget()
        daily.look()
    assert JobRecord.objects.filter(kind="award.remind").count() == 1


def test_a_defect_in_daily_work_stops_no_other_work(world, monkeypatch):
    def breaks(_now):
        raise ValueError("a defect")

    monkeypatch.setitem(daily._daily, "test.breaks", breaks)
    daily.forget()
    worker.load()
    daily.look()
    assert not JobRecord.objects.filter(kind="test.breaks").exists()
    daily.look()


def test_a_reminder_is_one_row_whoever_writes_it(ending, world):
    ReminderRecord.objects.create(organisation=world.home, award=ending, days=14)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReminderRecord.objects.create(organisation=world.home, award=ending, days=14)


@pytest.mark.parametrize("why", ["revoked", "suspended", "renewed", "quiet", "silent", "none"])
def test_who_is_not_reminded(ending, world, provider, why):
    match why:
        case "revoked" | "suspended":
            standing.change(
                ending, why.removesuffix("ed").replace("revok", "revoke"), "x", actor=provider
            )
        case "renewed":
            renewal.renew(ending, actor=provider, notify=False)
        case "quiet":
            browser = Client()
            link = reverse(
                "reminders_stop", args=[reminding.stop_token(world.home, "ADA@x.example")]
            )
            assert browser.get(link).status_code == 200
            assert not QuietRecord.objects.exists(), "to look is not to ask for it"
            browser.post(link)
        case "silent":
            ending.batch.notify = False
            ending.batch.save()
        case "none":
            PolicyRecord.objects.create(organisation=world.home, reminders=[])
    day()
    assert [m for m in mail.outbox if m.to == ["ada@x.example"]] == []


def test_a_link_that_somebody_made_up_stops_nothing(world):
    assert Client().post(reverse("reminders_stop", args=["WzEsICJ4Il0:x:y"])).status_code == 400


# after a compromise


@pytest.fixture
def stolen(world, provider, first_aid):
    """Three awards of the key before entry `index` of the log, two from there on."""
    key = keys.current(world.home)
    before = [award(first_aid, provider, f"b{n}@x.example") for n in range(3)]
    index = log.of(world.home).size
    after = [award(first_aid, provider, f"a{n}@x.example") for n in range(2)]
    mail.outbox.clear()
    return key, before, after, index


def test_hostile_52_what_was_signed_after_a_logged_index_is_revoked_and_the_rest_signed_anew(
    world, provider, stolen
):
    key, before, after, index = stolen
    since = compromise.since(key, index=index)
    assert [one.pk for one in compromise.affected(key, since)] == [one.pk for one in after]
    split = compromise.split(key, since)
    assert split.after == 2
    contents = {one.pk: {**said(one), "proof": None} for one in before}
    job = compromise.begin(key, since, actor=provider)
    assert compromise.begin(key, since, actor=provider) == job
    run_jobs()
    job.refresh_from_db()
    assert job.state == State.DONE
    assert job.result["revoked"] == 2
    assert job.result["failed"] == []
    for one in after:
        old = bytes(one.body)
        one.refresh_from_db()
        assert one.standing == Standing.REVOKED
        assert verifying.check(old).verdict.value == "invalid"
    for one in before:
        old = bytes(one.body)
        one.refresh_from_db()
        assert verdict(one)[0] == "valid"
        assert verifying.check(one.token.encode()).verdict.value == "valid"
        assert {**said(one), "proof": None} == contents[one.pk], "the content is the same"
        assert one.signed_with != key
        assert verifying.check(old).verdict.value == "invalid", "the key is withdrawn"
        assert bytes(BodyRecord.objects.get(award=one).body) == old
        assert log.latest(one).statement["replaces"] == one.url
        assert log.receipt(one).fits(bytes(one.body))
    events = LogEntryRecord.objects.filter(kind="key").values_list("statement__event", flat=True)
    assert "compromised" in events
    assert [m.to for m in mail.outbox if "anew" in m.subject]


def test_what_a_stolen_key_signed_is_not_taken_back_but_awarded_again(world, provider, stolen):
    """Also what was revoked for another reason before: its signature holds no more either."""
    key, before, after, index = stolen
    standing.change(before[0], "revoke", "a mistake", actor=provider)
    assert standing.judge(world.home, [fresh(before[0])], "take_back") == {before[0].pk: "changes"}
    compromise.begin(key, compromise.since(key, index=index), actor=provider)
    run_jobs()
    for one in (before[0], after[0]):
        row = fresh(one)
        with pytest.raises(ConflictError, match="compromised key") as refused:
            standing.change(row, "take_back", "it was honest", actor=provider)
        assert refused.value.code == "compromised"
        assert "award it again" in refused.value.remedy
        again = award(row.achievement, provider, row.email)
        assert verdict(again)[0] == "valid"
    many = changing.choose(world.home, [(one.pk, "") for one in after], actor=provider)
    assert changing.outlook(many)["take_back"] == {"final": 2}
    # what was signed anew is revoked and taken back like anything else
    standing.change(fresh(before[1]), "revoke", "a mistake", actor=provider)
    standing.change(fresh(before[1]), "take_back", "it was one", actor=provider)
    assert verdict(fresh(before[1]))[0] == "valid"


def fresh(row):
    return AwardRecord.objects.get(pk=row.pk)


def test_a_date_before_the_theft_does_not_save_what_a_thief_signs(world, provider, stolen):
    """He has the key, so he writes any date: withdrawn, it vouches for none."""
    key, before, _after, index = stolen
    thief = keys.private(key)
    forged = {name: value for name, value in said(before[0]).items() if name != "proof"}
    forged["credentialSubject"]["achievement"]["name"] = "Chief surgeon"
    forged["name"] = "Chief surgeon"
    compromise.begin(key, compromise.since(key, index=index), actor=provider)
    run_jobs()
    from skillmark.award import credential

    long_ago = key.created - timedelta(days=400)
    made = credential.sign(forged, thief, form="eddsa-rdfc-2022", now=long_ago)
    report = verifying.check(made.data)
    assert report.verdict.value == "invalid"
    assert report.reason == "issuer_key"


def test_signing_anew_goes_on_where_it_was_stopped(world, provider, stolen, monkeypatch):
    key, before, _after, index = stolen
    monkeypatch.setattr(compromise, "CHUNK", 1)
    compromise.begin(key, compromise.since(key, index=index), actor=provider)
    real, calls = compromise.store, []

    def dies(*args, **options):
        calls.append(1)
        if len(calls) == 2:
            raise SystemExit("killed")
        return real(*args, **options)

    monkeypatch.setattr(compromise, "store", dies)
    worker.load()
    JobRecord.objects.exclude(kind=compromise.RESIGN).delete()
    with pytest.raises(SystemExit):
        worker.run_one()
    assert BodyRecord.objects.count() >= 1
    JobRecord.objects.filter(kind=compromise.RESIGN).update(
        lease_until=timezone.now() - timedelta(1)
    )
    run_jobs()
    key.refresh_from_db()
    assert key.withdrawn
    former = BodyRecord.objects.filter(award__in=before)
    assert former.count() == 3
    told = [m.to[0] for m in mail.outbox if "anew" in m.subject]
    assert sorted(told) == sorted(set(told)), "everybody is told once"


def test_bytes_that_the_log_does_not_know_are_not_signed_a_second_time(world, provider, stolen):
    key, before, _after, index = stolen
    changed = said(before[0]) | {"name": "Chief surgeon"}
    AwardRecord.objects.filter(pk=before[0].pk).update(body=json.dumps(changed).encode())
    job = compromise.begin(key, compromise.since(key, index=index), actor=provider)
    run_jobs()
    job.refresh_from_db()
    key.refresh_from_db()
    assert len(job.result["failed"]) == 1
    assert key.withdrawn is None
    assert AwardRecord.objects.get(pk=before[0].pk).signed_with == key


def test_a_moment_does_where_there_is_no_index_and_the_future_does_not(world, provider, stolen):
    key, _before, after, _index = stolen
    moment = AwardRecord.objects.get(pk=after[0].pk).signed
    assert compromise.split(key, compromise.since(key, moment=moment)).after == len(after)
    for wrong in ({"moment": timezone.now() + timedelta(1)}, {"index": 10_000}, {}):
        with pytest.raises(InputError):
            compromise.since(key, **wrong)


def test_a_key_whose_signature_awards_still_carry_is_not_withdrawn(world, provider, stolen):
    key, _before, _after, _index = stolen
    with pytest.raises(ConflictError):
        keys.withdraw(key, actor=provider)
    keys.revoke(key, actor=provider)
    with pytest.raises(ConflictError) as refused:
        keys.withdraw(key, actor=provider)
    assert refused.value.code == "still_carried"


def test_the_backpack_takes_the_new_file_and_its_links_go_on(world, provider, first_aid):
    learner = world.people["learner"]
    made = award(first_aid, provider, learner.email)
    holding.collect(learner)
    key = made.batch.key
    badge = learner.badges.get(award=str(made.pk))
    compromise.begin(key, compromise.since(key, index=log.of(world.home).size - 1), actor=provider)
    made.refresh_from_db()
    fresh = award(first_aid, provider, "later@x.example")
    assert fresh.batch.key != key
    badge_bytes = bytes(badge.data)
    AwardRecord.objects.filter(pk=made.pk).update(signed=timezone.now() - timedelta(days=9))
    key2 = compromise.since(key, moment=timezone.now())
    assert compromise.split(key, key2).before >= 1
    resigner = Resigner(partial(keys.signer, fresh.batch.key))
    [one] = compromise._signed_anew([made], resigner)
    compromise.store([one], fresh.batch.key, former=key)
    assert holding.collect(learner) == 0
    badge.refresh_from_db()
    assert bytes(badge.data) != badge_bytes
    assert badge.verdict == "valid"
    data = bytes(badge.data)
    holding.collect(learner)
    badge.refresh_from_db()
    assert bytes(badge.data) == data


def test_an_erased_person_is_in_no_table_of_the_life_of_awards(
    world, provider, pathway, first_aid, stolen
):
    from skillmark.server.award import erasing

    key, before, _after, index = stolen
    _row, (one, two, _three), _whole = pathway
    address = before[0].email
    award(one, provider, address)
    award(two, provider, address)
    run_jobs()
    compromise.begin(key, compromise.since(key, index=index), actor=provider)
    run_jobs()
    reminding.be_quiet(reminding.stop_token(world.home, address))
    assert BodyRecord.objects.filter(award__email=address).exists()
    erasing.erase(AwardRecord.objects.get(pk=before[0].pk), actor=provider)
    assert not BodyRecord.objects.filter(award=before[0]).exists()
    assert not StackRecord.objects.filter(person__contains=address).exists()
    assert not QuietRecord.objects.filter(email=address).exists()
    assert before[0].pk not in {row.pk for row in renewal.soon(world.home, days=9999)}
    # who is erased carries no signature any more, so that the next key can be withdrawn as well
    second = keys.current(world.home)
    compromise.begin(second, compromise.since(second, moment=timezone.now()), actor=provider)
    run_jobs()
    second.refresh_from_db()
    assert second.withdrawn


# credibility on every way


def test_the_bundle_travels_in_a_renewal_and_a_whole_speaks_of_its_pieces(
    world, pathway, make, provider
):
    from skillmark.nouns.evidence import Result

    credibility = bundle()
    tested = make("tested", valid_months=12)
    result = Result("a-test", "p", timezone.now(), 8, 10, 6)
    old = award(tested, provider, result=result, credibility=credibility)
    assert bundle_of(said(old)) == credibility
    old = aged(old, began=-300, ends=9)
    new = renewal.renew(old, actor=provider)
    assert bundle_of(said(new)) == credibility
    assert new.caution == old.caution
    assert "No field data" in new.caution or "no field data" in new.caution
    _row, (one, two, _three), whole = pathway
    award(one, provider, "eve@x.example", result=result, credibility=credibility)
    award(two, provider, "eve@x.example")
    run_jobs()
    made = AwardRecord.objects.get(achievement=whole)
    assert bundle_of(said(made)) is None, "it has no figures of its own"
    words = " ".join(e["narrative"] for e in said(made)["evidence"])
    assert "no field data: no person's responses stand behind the figures of 1 of 2 pieces" in words
    assert "o field data" in made.caution


def bundle():
    from datetime import date

    from skillmark.nouns.credibility import Credibility, CutScore, FieldData, Interval

    return Credibility(
        test="a-test",
        blueprint=(("https://example.org/skill", 10),),
        cut=CutScore(
            6, 10, "modified Angoff", "as the panel found", "four experts", date(2026, 1, 1)
        ),
        field_data=FieldData.SIMULATED,
        persons=500,
        reliability=Interval(0.8, 0.75, 0.85),
        sem=0.9,
        decision_accuracy=0.93,
        raters=2,
    )


def test_an_award_by_hand_or_list_with_a_result_carries_the_figures_of_its_test(
    world, make, provider
):
    from skillmark.server.assess.calibration import credibility

    test = world.things["test"]
    tested = make("tested-here", test=test.slug)
    expected = credibility(test)
    one = award(tested, provider, result_text="87 of 100")
    assert bundle_of(said(one)) == expected
    assert "87 of 100" in {entry.get("value") for entry in said(one)["credentialSubject"]["result"]}
    assert verdict(one)[0] == "valid"
    rows = [
        Row(2, Recipient("Bea", "bea@x.example"), result="55"),
        Row(3, Recipient("Cem", "cem@x.example")),
        Row(4, Recipient("Dan", "dan@x.example"), result="61"),
    ]
    made, _job = services.order_many(tested, rows, actor=provider, notify=False)
    run_jobs()
    by_name = {one.name: said(one) for one in AwardRecord.objects.filter(batch=made.batch)}
    assert bundle_of(by_name["Bea"]) == bundle_of(by_name["Dan"]) == expected
    assert bundle_of(by_name["Cem"]) is None, "nobody says that this person was assessed"
    assert "61" in {entry.get("value") for entry in by_name["Dan"]["credentialSubject"]["result"]}


def test_a_result_where_the_test_is_not_of_this_site_stands_alone(make, provider):
    made = award(make("elsewhere", test="not-here"), provider, result_text="A")
    assert bundle_of(said(made)) is None
