"""The status of many awards: chosen, looked at, changed, stopped and resumed, taken back."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError
from django.urls import reverse
from django.utils import timezone

from skillmark.award.roster import Row
from skillmark.badges.identity import Recipient
from skillmark.nouns.errors import ConflictError, InputError, UnavailableError
from skillmark.server.award import services
from skillmark.server.award.bulk import signing
from skillmark.server.award.models import (
    AwardRecord,
    LogEntryRecord,
    Standing,
    StatusActionRecord,
    StatusChangeRecord,
)
from skillmark.server.award.status import changing, lists, standing
from skillmark.server.define.models import AchievementRecord
from skillmark.server.jobs import worker
from skillmark.server.jobs.models import JobRecord, State
from skillmark.server.people.models import AuditRecord
from skillmark.server.verify import services as verifying
from skillmark.trust.bitstring import StatusList

REASON = "a wrong list was uploaded"


@pytest.fixture
def provider(world):
    return world.people["provider_admin"]


@pytest.fixture
def awards(world, provider):
    """Five awards, signed."""
    held = AwardRecord.objects.values("achievement")
    achievement = AchievementRecord.objects.of(world.home).exclude(pk__in=held).first()
    rows = [Row(n + 2, Recipient(f"P {n}", f"p{n}@x.example")) for n in range(5)]
    batch = services.order(achievement, rows, actor=provider).batch
    made = list(batch.awards.select_related("organisation", "batch__key").order_by("name"))
    signing.fill([signing.sign(one) for one in made])
    for one in made:
        one.refresh_from_db()
    return made


def reason_of(row):
    report = verifying.check(bytes(row.body), source=row.url)
    return report.verdict.value, report.reason and report.reason.value


def work():
    worker.load()
    while worker.run_one():
        pass


def stands(rows):
    return [AwardRecord.objects.get(pk=row.pk).standing for row in rows]


def chosen(world, rows, actor=None):
    return changing.choose(world.home, [(row.pk, "") for row in rows], actor=actor)


def confirmed(world, rows, what, actor, **more):
    action = chosen(world, rows, actor)
    changing.confirm(action, what, REASON, **{"notify": False, **more}, actor=actor)
    action.refresh_from_db()
    return action


def test_one_call_changes_many_and_says_what_became_of_each(world, awards, provider):
    first, second, third, fourth, _ = awards
    standing.change(first, "revoke", "r", actor=provider)
    standing.change(second, "suspend", "r", actor=provider)
    AwardRecord.objects.filter(pk=fourth.pk).update(standing=Standing.PENDING)
    ids = [row.pk for row in awards] + [uuid4()]
    made = standing.change_many(world.home, ids, "suspend", REASON, actor=provider)
    assert set(made.changed) == {third.pk, awards[4].pk}
    assert (made.already, made.final, made.unsigned) == (1, 1, 1)
    again = standing.change_many(world.home, ids, "suspend", REASON, actor=provider)
    assert (again.changed, again.already) == ((), 3)
    assert reason_of(first) == ("invalid", "revoked")
    assert reason_of(third) == ("invalid", "suspended")


def test_every_change_is_in_the_history_the_log_and_the_audit_log(world, awards, provider):
    entries = LogEntryRecord.objects.filter(kind="status").count()
    action = confirmed(world, awards[:3], "revoke", provider)
    assert (action.done, action.changed) == (3, 3)
    rows = StatusChangeRecord.objects.filter(action=action)
    assert {(one.was, one.standing, one.reason) for one in rows} == {("active", "revoked", REASON)}
    assert {one.actor_id for one in rows} == {provider.pk}
    logged = LogEntryRecord.objects.filter(kind="status").order_by("-number")[:3]
    assert LogEntryRecord.objects.filter(kind="status").count() == entries + 3
    assert {one.statement["id"] for one in logged} == {row.url for row in awards[:3]}
    assert {one.statement["status"] for one in logged} == {"revoked"}
    audited = AuditRecord.objects.filter(thing=f"statusaction:{action.pk}").order_by("pk")
    assert [one.action for one in audited] == ["awards_revoke", "awards_revoked"]
    assert audited.last().detail == {"count": 3}


def test_what_cannot_be_logged_is_not_changed(world, awards, provider, monkeypatch):
    def broken(*_args, **_more):
        raise UnavailableError("the log could not be written", code="log_failed")

    monkeypatch.setattr(standing.log, "append", broken)
    with pytest.raises(UnavailableError):
        standing.change_many(
            world.home, [row.pk for row in awards], "revoke", REASON, actor=provider
        )
    assert set(stands(awards)) == {"active"}
    assert not StatusChangeRecord.objects.filter(award__in=awards).exists()


def test_another_organisations_awards_are_nobody(world, awards):
    made = standing.change_many(
        world.other, [row.pk for row in awards], "revoke", REASON, actor=None
    )
    assert made == standing.Outcome()
    action = changing.choose(world.other, [(awards[0].url, "")], actor=None)
    assert (action.total, action.unknown) == (0, [str(awards[0].pk)])


def test_what_would_happen_is_told_before(world, awards, provider):
    standing.change(awards[0], "revoke", "r", actor=provider)
    standing.change(awards[1], "suspend", "r", actor=provider)
    AwardRecord.objects.filter(pk=awards[2].pk).update(standing=Standing.FAILED)
    seen = changing.outlook(chosen(world, awards))
    assert seen["revoke"] == {"changes": 3, "already": 1, "unsigned": 1}
    assert seen["suspend"] == {"changes": 2, "already": 1, "final": 1, "unsigned": 1}
    assert seen["reinstate"] == {"changes": 1, "already": 2, "final": 1, "unsigned": 1}
    assert seen["take_back"] == {"changes": 1, "already": 3, "unsigned": 1}
    assert stands(awards[:2]) == ["revoked", "suspended"], "nothing has changed"


def test_a_mistaken_batch_is_taken_back_and_the_history_keeps_both(world, awards, provider):
    wrong = confirmed(world, awards[:3], "revoke", provider)
    assert {reason_of(row) for row in awards[:3]} == {("invalid", "revoked")}
    assert reason_of(awards[3])[0] == "valid"
    back = changing.undo(wrong, actor=provider)
    assert sorted(back.ids()) == sorted(row.pk for row in awards[:3])
    changing.confirm(back, "take_back", "the list was wrong", notify=False, actor=provider)
    assert {reason_of(row)[0] for row in awards} == {"valid"}
    told = awards[0].changes.order_by("pk").values_list("was", "standing", "reason")
    assert list(told) == [
        ("active", "revoked", REASON),
        ("revoked", "active", "the list was wrong"),
    ]


def test_a_revocation_is_final_unless_it_is_taken_back_as_the_mistake_it_was(
    world, awards, provider, settings
):
    first, second, third = awards[:3]
    confirmed(world, [first, second, third], "revoke", provider)
    for what in ("reinstate", "suspend"):
        with pytest.raises(ConflictError, match="final") as refused:
            standing.change(first, what, "r", actor=provider)
        assert "take the revocation back" in refused.value.remedy
    # after the days of the setting it is final for everybody
    late = timezone.now() - timedelta(days=settings.SITE.take_back_days, minutes=1)
    StatusChangeRecord.objects.filter(award=first).update(at=late)
    with pytest.raises(ConflictError, match="final") as refused:
        standing.change(first, "take_back", "r", actor=provider)
    assert refused.value.remedy == "award it again instead"
    # and whoever has been awarded it again meanwhile does not get it twice
    again = services.award_one(second.achievement, Recipient(second.name, second.email), actor=None)
    assert standing.judge(world.home, [AwardRecord.objects.get(pk=second.pk)], "take_back") == {
        second.pk: "final"
    }
    assert again.standing == "active"
    standing.change(third, "take_back", "a mistake", actor=provider)
    assert reason_of(third)[0] == "valid"


def test_a_site_may_take_nothing_back(world, awards, provider, settings):
    from dataclasses import replace

    settings.SITE = replace(settings.SITE, take_back_days=0)
    confirmed(world, awards[:1], "revoke", provider)
    with pytest.raises(ConflictError, match="final"):
        standing.change(awards[0], "take_back", "r", actor=provider)


def test_many_are_changed_by_a_job_that_goes_on_where_it_stopped(
    world, awards, provider, monkeypatch
):
    monkeypatch.setattr(changing, "AT_ONCE", 1)
    monkeypatch.setattr(changing, "CHUNK", 2)
    action = chosen(world, awards, provider)
    job = changing.confirm(action, "revoke", REASON, notify=False, actor=provider)
    assert changing.confirm(action, "revoke", REASON, notify=False, actor=provider) == job
    with pytest.raises(ConflictError, match="confirmed already"):
        changing.confirm(action, "suspend", REASON, notify=False, actor=provider)
    calls = []
    whole = standing.change_many

    def failing(*args, **more):
        calls.append(args)
        if len(calls) == 2:
            whole(*args, **more)
            raise DatabaseError("the machine went down before the commit")
        return whole(*args, **more)

    monkeypatch.setattr(standing, "change_many", failing)
    work()
    action.refresh_from_db()
    assert (action.done, action.changed) == (2, 2)
    assert sorted(stands(awards)) == ["active"] * 3 + ["revoked"] * 2
    JobRecord.objects.filter(pk=job.pk).update(run_after=timezone.now())
    work()
    action.refresh_from_db()
    assert (action.done, action.changed, action.already) == (5, 5, 0)
    assert StatusChangeRecord.objects.filter(action=action).count() == 5
    job.refresh_from_db()
    assert (job.state, job.result["changed"]) == (State.DONE, 5)


def test_a_change_that_was_cancelled_can_go_on(world, awards, provider, monkeypatch):
    monkeypatch.setattr(changing, "AT_ONCE", 1)
    action = chosen(world, awards, provider)
    job = changing.confirm(action, "suspend", REASON, notify=False, actor=provider)
    assert not changing.resumable(action), "it is waiting"
    action.refresh_from_db()
    JobRecord.objects.filter(pk=job.pk).update(state=State.CANCELLED)
    assert changing.resumable(action)
    going = changing.resume(action, actor=provider)
    assert going is not None
    assert going.pk != job.pk
    assert changing.resume(action, actor=provider) is None
    work()
    assert set(stands(awards)) == {"suspended"}


def test_a_list_with_reasons_of_its_own(world, awards, provider, client_of):
    text = (
        "id;reason\n"
        f"{awards[0].pk};left the course\n"
        f"{awards[1].url};\n"
        "nobody;x\n"
        f"https://elsewhere.example/c/{awards[2].pk};x\n"
    )
    client = client_of("provider_admin")
    answer = client.post(
        reverse("award_choose"), {"file": SimpleUploadedFile("ids.csv", text.encode())}
    )
    action = StatusActionRecord.objects.latest("created")
    assert answer.headers["Location"] == reverse("award_many", args=[action.pk])
    assert action.unknown == ["nobody", f"https://elsewhere.example/c/{awards[2].pk}"]
    page = client.get(answer.headers["Location"]).content.decode()
    assert "2 lines name no award of yours" in page
    client.post(answer.headers["Location"], {"what": "suspend", "reason": REASON, "notify": "on"})
    rows = AwardRecord.objects.in_bulk([row.pk for row in awards])
    assert [rows[row.pk].reason for row in awards[:2]] == ["left the course", REASON]
    assert rows[awards[2].pk].standing == "active"
    assert {one.to[0]: one.body for one in mail.outbox if "suspended" in one.subject}[
        "p0@x.example"
    ].count("left the course") == 1


@pytest.mark.parametrize("bad", [b"", b"name,email\nx,y\n", b"\xff\xfe"])
def test_a_list_that_cannot_be_read_is_told_beside_its_field(client_of, bad):
    answer = client_of("provider_admin").post(
        reverse("award_choose"), {"file": SimpleUploadedFile("ids.csv", bad)}
    )
    assert answer.status_code == 200
    assert answer.context["form"].errors["file"]


def test_pages_of_results_are_chosen_one_after_the_other(world, awards, client_of):
    client = client_of("provider_admin")
    client.post(reverse("award_choose"), {"chosen": [str(awards[0].pk), str(awards[1].pk)]})
    action = StatusActionRecord.objects.latest("created")
    page = client.get(reverse("awards"), {"into": str(action.pk), "q": "P 2"}).content.decode()
    assert "2 awards are chosen so far" in page
    client.post(reverse("award_choose"), {"chosen": [str(awards[2].pk)], "into": str(action.pk)})
    action.refresh_from_db()
    assert sorted(action.ids()) == sorted(row.pk for row in awards[:3])
    # all that a search found, and nothing else
    client.post(reverse("award_choose"), {"search": "1", "q": "p4@x.example", "standing": ""})
    assert StatusActionRecord.objects.latest("created").ids() == [awards[4].pk]


def test_choosing_nothing_is_told(client_of):
    answer = client_of("provider_admin").post(reverse("award_choose"), {})
    assert answer.status_code == 400


def test_more_than_is_sensible_is_refused(world, awards, monkeypatch):
    monkeypatch.setattr(changing, "MOST", 4)
    with pytest.raises(InputError, match="more than 4"):
        chosen(world, awards)


def test_the_page_of_a_change_offers_to_take_it_back(world, awards, provider, client_of):
    action = confirmed(world, awards[:2], "revoke", provider)
    client = client_of("provider_admin")
    page = client.get(reverse("award_many", args=[action.pk])).content.decode()
    assert "Take this back" in page
    answer = client.post(reverse("award_many_undo", args=[action.pk]))
    path = answer.headers["Location"]
    assert path.endswith("?what=take_back")
    form = client.get(path).context["form"]
    assert form["what"].value() == "take_back"
    client.post(path.partition("?")[0], {"what": "take_back", "reason": "wrong list"})
    assert set(stands(awards)) == {"active"}
    listed = client.get(reverse("award_changes")).content.decode()
    assert "wrong list" in listed
    assert REASON in listed
    # what was taken back cannot be taken back once more
    last = StatusActionRecord.objects.latest("confirmed")
    assert client.post(reverse("award_many_undo", args=[last.pk])).status_code == 400


@pytest.mark.parametrize(
    ("what", "subject"),
    [
        ("revoke", "has revoked"),
        ("suspend", "has suspended"),
        ("reinstate", "has reinstated"),
        ("take_back", "has taken a revocation back"),
    ],
)
def test_who_is_to_hear_of_it_gets_a_letter(world, awards, provider, what, subject):
    before = {"reinstate": "suspend", "take_back": "revoke"}.get(what)
    if before:
        confirmed(world, awards[:2], before, provider)
    AwardRecord.objects.filter(pk=awards[1].pk).update(email="")
    mail.outbox.clear()
    confirmed(world, awards[:2], what, provider, notify=True)
    [letter] = mail.outbox
    assert letter.to == [awards[0].email]
    assert subject in letter.subject
    assert REASON in letter.body
    assert awards[0].url in letter.body
    mail.outbox.clear()
    confirmed(world, awards[:2], what, provider, notify=True)
    assert not mail.outbox, "nothing has changed, so nobody hears of it"


def api(client, body):
    return client.post("/api/award/status", json.dumps(body), content_type="application/json")


def test_a_program_changes_many_with_one_call(world, awards, client_of, monkeypatch):
    client = client_of("provider_admin")
    body = {
        "change": "revoke",
        "reason": REASON,
        "ids": [awards[0].url, {"id": str(awards[1].pk), "reason": "own"}, "nobody"],
    }
    seen = api(client, {**body, "preview": True})
    assert seen.status_code == 200
    assert seen.json()["changed"] == 2
    assert set(stands(awards)) == {"active"}
    done = api(client, body)
    assert (done.status_code, done.json()["job"]) == (200, None)
    said = done.json()
    assert (said["changed"], said["done"], said["total"], said["unknown"]) == (2, 2, 2, ["nobody"])
    assert AwardRecord.objects.get(pk=awards[1].pk).reason == "own"
    monkeypatch.setattr(changing, "AT_ONCE", 1)
    back = api(client, {**body, "change": "take_back"})
    assert back.status_code == 202
    state = f"/api/award/status/{back.json()['action']}"
    assert client.get(state).json()["done"] == 0
    work()
    assert client.get(state).json()["changed"] == 2
    assert set(stands(awards)) == {"active"}
    for odd in ({"change": "praise"}, {"reason": " "}, {"ids": []}):
        assert api(client, body | odd).status_code == 400
    # another organisation's person names nobody of theirs
    said = api(client_of("stranger"), body).json()
    assert (said["changed"], len(said["unknown"])) == (0, 3)
    assert api(client_of("learner"), body).status_code == 403


def test_a_change_flips_bits_and_leaves_all_others_as_they_are(
    world, awards, provider, monkeypatch
):
    number = awards[0].list_number
    before = {p: bits_of(world.home, number, p) for p in lists.PURPOSES}
    # nothing is worked out from the awards: what changed is in the history
    monkeypatch.setattr(lists, "_worked_out", None)
    confirmed(world, awards[:2], "revoke", provider)
    confirmed(world, awards[2:3], "suspend", provider)
    now = {p: bits_of(world.home, number, p) for p in lists.PURPOSES}
    places = [row.list_index for row in awards]
    assert now["revocation"] - before["revocation"] == set(places[:3])
    assert now["suspension"] - before["suspension"] == {places[2]}
    confirmed(world, awards[2:3], "reinstate", provider)
    confirmed(world, awards[:2], "take_back", provider)
    assert {p: bits_of(world.home, number, p) for p in lists.PURPOSES} == before


def bits_of(home, number, purpose):
    listed = json.loads(bytes(lists.status_list(home, number, purpose).body))
    return StatusList.decode(listed["credentialSubject"]["encodedList"]).indexes()
