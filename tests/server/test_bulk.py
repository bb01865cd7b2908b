"""Bulk awards: what a list would become, ordered once, followed, stopped, resumed, reported."""

from __future__ import annotations

import csv
import io
import json
import uuid
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import InterfaceError, OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from skillmark.award.roster import Row
from skillmark.badges.identity import Recipient
from skillmark.nouns.errors import ConflictError
from skillmark.server.award import services
from skillmark.server.award.bulk import batches, giving_up, reasons, signing, uploads
from skillmark.server.award.models import (
    AwardRecord,
    BatchRecord,
    LineRecord,
    LogEntryRecord,
    StackRecord,
    UploadRecord,
)
from skillmark.server.define import services as definitions
from skillmark.server.define.models import AchievementRecord
from skillmark.server.jobs import services as jobs
from skillmark.server.jobs import worker
from skillmark.server.jobs.models import JobRecord, State
from skillmark.server.people.models import AuditRecord

LIST = b"""name;email;level
Ada Lovelace;ada@x.example;
Eve;nowhere;
Alan Turing;alan@x.example;9
Ada Lovelace;ADA@x.example;
Grace Hopper;grace@x.example;
;nobody@x.example;
"""


@pytest.fixture
def achievement(world):
    """An achievement that nobody holds yet."""
    rows = AchievementRecord.objects.of(world.home).order_by("pk")
    return rows.exclude(pk__in=AwardRecord.objects.values("achievement")).first()


@pytest.fixture
def provider(world):
    return world.people["provider_admin"]


@pytest.fixture
def browser(client_of):
    return client_of("provider_admin")


def send(browser, achievement, data=LIST):
    file = SimpleUploadedFile("people.csv", data)
    answer = browser.post("/awards/upload", {"achievement": achievement.slug, "file": file})
    assert answer.status_code == 302, answer.content.decode()
    return answer.headers["Location"]


def people(n, first=0):
    return [Row(i + 2, Recipient(f"P {i}", f"p{i}@x.example")) for i in range(first, first + n)]


def run_jobs():
    worker.load()
    while worker.run_one():
        pass


def test_a_list_is_shown_before_anything_is_awarded(achievement, browser):
    before = AwardRecord.objects.count(), BatchRecord.objects.count()
    answer = browser.get(send(browser, achievement))
    found, text = answer.context["found"], answer.content.decode()
    assert (found.total, found.fresh, found.already, found.rejected) == (6, 2, 0, 4)
    assert [line for line, *_ in answer.context["left_out"]] == [3, 4, 5, 7]
    for said in (
        "“nowhere” is not an e-mail address.",
        "“9” is not a level.",
        "Line 2 names the same person.",
        "The name is missing.",
        "Eve;nowhere;",
        "Award to 2 people",
    ):
        assert said in text
    assert (AwardRecord.objects.count(), BatchRecord.objects.count()) == before


def test_every_line_left_out_has_a_cause_and_a_remedy_in_german_too(achievement, browser):
    left_out = browser.get(send(browser, achievement)).context["found"].left_out
    with translation.override("de"):
        seen = [reasons.shown(why) for _line, _name, why in left_out]
    assert all(one.cause and one.remedy for one in seen)
    assert "„nowhere“ ist keine E-Mail-Adresse." in {one.cause for one in seen}


def test_what_is_left_out_can_be_taken_along(achievement, browser):
    answer = browser.get(f"{send(browser, achievement)}left-out.csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["line"] for row in rows] == ["3", "4", "5", "7"]
    assert all(row["reason"] and row["remedy"] for row in rows)


def test_from_list_to_report(achievement, browser):
    place = send(browser, achievement)
    answer = browser.post(f"{place}order")
    batch = BatchRecord.objects.get(achievement=achievement)
    assert answer.headers["Location"] == reverse("bulk_batch", args=[batch.pk])
    assert answer.url in browser.get("/awards/batches/").content.decode()
    assert b"hx-get" in browser.get(answer.url).content
    run_jobs()
    done = browser.get(answer.url)
    assert b"hx-get" not in done.content
    assert dict(done.context["progress"].figures)["Awarded"] == 2
    said = browser.get(f"{answer.url}report.csv").content.decode("utf-8-sig")
    rows = {row["line"]: row for row in csv.DictReader(io.StringIO(said))}
    assert list(rows) == ["2", "3", "4", "5", "6", "7"]
    assert {line: row["outcome"] for line, row in rows.items()} == {
        "2": "active", "6": "active", "3": "left_out",
        "4": "left_out", "5": "left_out", "7": "left_out",
    }  # fmt: skip
    award = AwardRecord.objects.get(batch=batch, line=6)
    assert rows["6"]["link"] == award.url
    assert rows["6"]["name"] == "Grace Hopper"
    only = browser.get(f"{answer.url}?outcome=left_out")
    assert [row["line"] for row in only.context["lines"]] == [3, 4, 5, 7]


def test_the_same_list_again_awards_nobody_twice(achievement, browser):
    browser.post(f"{send(browser, achievement)}order")
    again = send(browser, achievement)
    assert browser.get(again).context["found"].already == 2
    browser.post(f"{again}order")
    assert AwardRecord.objects.filter(achievement=achievement).count() == 2
    assert LineRecord.objects.filter(already=True, award__achievement=achievement).count() == 2


def test_hostile_45_pressed_twice_reloaded_and_gone_back_to_it_is_ordered_once(
    achievement, browser
):
    place = send(browser, achievement)
    first, second = browser.post(f"{place}order"), browser.post(f"{place}order")
    assert first.url == second.url
    assert browser.get(place).url == first.url, "the preview leads to what was ordered"
    assert BatchRecord.objects.filter(achievement=achievement).count() == 1
    assert AwardRecord.objects.filter(achievement=achievement).count() == 2
    assert bytes(UploadRecord.objects.get(batch__achievement=achievement).data) == b""


def test_hostile_45_the_same_key_with_another_body_is_a_conflict(achievement, browser):
    def post(names, **more):
        body = {"achievement": achievement.slug, "notify": False} | more
        body["people"] = [{"name": name, "email": f"{name}@x.example"} for name in names]
        return browser.post(
            "/api/award/batches",
            json.dumps(body),
            content_type="application/json",
            headers={"Idempotency-Key": "graduation"},
        )

    first, again = post(["ada", "eve"]), post(["ada", "eve"])
    assert (first.status_code, again.status_code) == (202, 202)
    assert first.json() == again.json()
    for other in (post(["ada"]), post(["eve", "ada"]), post(["ada", "eve"], notify=True)):
        assert other.status_code == 409
        assert other.json()["code"] == "idempotency"
    assert AwardRecord.objects.filter(achievement=achievement).count() == 2
    said = browser.get(f"/api/award/batches/{first.json()['batch']}").json()
    assert (said["ordered"], said["waiting"], said["state"]) == (2, 2, "queued")


def test_rows_of_the_api_that_cannot_be_awarded_are_named_and_the_others_go_on(
    achievement, browser
):
    bad = {
        2: ("Eve", "nowhere", "not an e-mail address"),
        3: ("", "", "nobody"),
        4: ("x" * 301, "long@x.example", "more than 300 characters"),
        5: ("A\0B", "nul@x.example", "U+0000"),
    }
    rows = [("Ada", "ada@x.example"), *((name, email) for name, email, _why in bad.values())]
    body = {"achievement": achievement.slug, "notify": False}
    body["people"] = [{"name": name, "email": email} for name, email in rows]
    said = browser.post("/api/award/batches", json.dumps(body), content_type="application/json")
    assert said.status_code == 202
    assert said.json()["ordered"] == 1
    told = {one["row"]: one["reason"] for one in said.json()["rejected"]}
    assert list(told) == list(bad)
    for row, (_name, _email, why) in bad.items():
        assert why in told[row]


def test_an_unordered_list_is_deleted_after_a_day(achievement, browser):
    send(browser, achievement)
    row = UploadRecord.objects.get(achievement=achievement)
    JobRecord.objects.exclude(payload={"upload": str(row.pk)}).delete()
    run_jobs()
    assert UploadRecord.objects.filter(pk=row.pk).exists(), "not yet"
    JobRecord.objects.update(run_after=timezone.now())
    run_jobs()
    assert not UploadRecord.objects.filter(pk=row.pk).exists()


def test_stopped_in_the_middle_what_is_done_stays_and_the_rest_goes_on(
    achievement, browser, provider, monkeypatch
):
    monkeypatch.setattr(signing, "CHUNK", 7)
    made, job = services.order_many(achievement, people(20), actor=provider, notify=False)
    JobRecord.objects.exclude(pk=job.pk).delete()
    place, real = reverse("bulk_batch", args=[made.batch.pk]), signing.store

    def cancelled(batch, signed, **options):
        if not batch.awards.exclude(standing="pending").exists():
            browser.post(f"{place}cancel")
        return real(batch, signed, **options)

    with monkeypatch.context() as patch:
        patch.setattr(signing, "store", cancelled)
        run_jobs()
    job.refresh_from_db()
    assert job.state == State.CANCELLED
    progress = batches.progress(made.batch)
    assert (progress.signed, progress.waiting, progress.stopped) == (7, 13, True)
    kept = {one.pk: bytes(one.body) for one in made.awards if one.body}
    assert "13 awards wait" in browser.get(place).content.decode()
    browser.post(f"{place}resume")
    run_jobs()
    assert batches.progress(made.batch).signed == 20
    assert {pk: bytes(AwardRecord.objects.get(pk=pk).body) for pk in kept} == kept
    with pytest.raises(ConflictError):
        jobs.resume(job, actor=provider)


def test_a_signing_process_that_is_killed_costs_an_attempt_and_nothing_else(
    achievement, provider, monkeypatch
):
    made, job = services.order_many(achievement, people(3), actor=provider, notify=False)
    JobRecord.objects.exclude(pk=job.pk).delete()

    def killed(*_args, **_named):
        raise BrokenProcessPool

    with monkeypatch.context() as patch:
        patch.setattr(signing, "in_order", killed)
        run_jobs()
    job.refresh_from_db()
    assert (job.state, job.attempts) == (State.QUEUED, 1)
    assert "stopped from outside" in job.error
    JobRecord.objects.update(run_after=timezone.now())
    run_jobs()
    assert batches.progress(made.batch).signed == 3


def test_ordering_takes_few_statements_and_the_people_as_they_come(achievement, provider):
    """So many statements for each thousand people, and none of them held longer than that."""
    read = []

    def rows():
        for row in people(5000):
            read.append(row.line)
            yield row

    with CaptureQueriesContext(connection) as small:
        services.order(achievement, people(1, first=9000), actor=provider)
    with CaptureQueriesContext(connection) as caught:
        made = services.order(achievement, rows(), actor=provider)
    assert made.ordered == len(read) == 5000
    assert len(caught) - len(small) <= 20 * 5
    assert made.awards.order_by("line").last().line == 5001


def test_a_list_that_waits_too_long_is_told_to_be_uploaded_again(achievement, browser):
    place = send(browser, achievement)
    UploadRecord.objects.filter(achievement=achievement).update(
        expires=timezone.now() - timedelta(1)
    )
    send(browser, achievement)  # any upload clears away what is over
    assert browser.get(place).status_code == 404
    assert browser.post(f"{place}order").status_code == 404


def test_a_file_that_is_too_large_is_refused_in_words(achievement, browser, monkeypatch):
    monkeypatch.setattr(uploads, "LARGEST", 100)
    file = SimpleUploadedFile("people.csv", LIST)
    answer = browser.post("/awards/upload", {"achievement": achievement.slug, "file": file})
    assert "split it" in answer.content.decode()


def test_hostile_47_a_chunk_that_the_database_gave_up_or_lost_while_committing_is_done_once(
    achievement, provider, monkeypatch
):
    """A deadlock before, and a connection that breaks after the commit: both are tried again."""
    monkeypatch.setattr(signing, "CHUNK", 5)
    monkeypatch.setattr(jobs, "connection", type("Broken", (), {"close": staticmethod(list)}))
    made, job = services.order_many(achievement, people(12), actor=provider)
    JobRecord.objects.exclude(pk=job.pk).delete()
    real, calls = jobs.Running.chunk, []

    @contextmanager
    def breaks(self, **named):
        if self.job.pk != job.pk:  # what follows once they are signed
            with real(self, **named):
                yield
            return
        calls.append(1)
        if len(calls) == 1:
            raise OperationalError("deadlock detected")
        with real(self, **named):
            yield
        if len(calls) == 3:
            raise InterfaceError("connection already closed")

    monkeypatch.setattr(jobs.Running, "chunk", breaks)
    run_jobs()
    job.refresh_from_db()
    assert (job.state, job.attempts, len(calls)) == (State.DONE, 1, 5)
    assert batches.progress(made.batch).signed == 12
    assert len(mail.outbox) == 12
    entries = LogEntryRecord.objects.filter(award__batch=made.batch)
    assert entries.count() == 12


def stopped(achievement, provider, monkeypatch, n=5):
    """Order awards of which two are signed and the rest never will be."""
    made, job = services.order_many(achievement, people(n), actor=provider, notify=False)
    JobRecord.objects.exclude(pk=job.pk).delete()
    real = signing.store

    def once(batch, signed, **options):
        jobs.cancel(job, actor=provider)
        return real(batch, signed, **options)

    with monkeypatch.context() as patch:
        patch.setattr(signing, "CHUNK", 2)
        patch.setattr(signing, "store", once)
        run_jobs()
    job.refresh_from_db()
    assert (job.state, batches.progress(made.batch).waiting) == (State.CANCELLED, n - 2)
    return made, job


def test_what_is_left_of_a_stopped_order_is_given_up_and_ordered_again(
    achievement, browser, provider, monkeypatch
):
    made, job = stopped(achievement, provider, monkeypatch)
    place = reverse("bulk_batch", args=[made.batch.pk])
    again = services.order(achievement, people(5), actor=provider)
    assert (again.ordered, again.already) == (0, 5), "those who wait count as holders"
    page = browser.get(place).content.decode()
    assert reverse("bulk_give_up", args=[made.batch.pk]) in page
    assert "data-confirm" in page
    told = browser.post(f"{place}give-up", follow=True).content.decode()
    assert "3 awards were given up" in told
    progress = batches.progress(made.batch)
    assert (progress.signed, progress.waiting, progress.stopped) == (2, 0, False)
    assert progress.by_outcome["failed"] == 3
    [line] = {(one["outcome"], one["reason"]) for one in batches.lines(made.batch, "failed")}
    assert line == ("failed", giving_up.REASON)
    with translation.override("de"):
        why = reasons.shown(giving_up.REASON)
    assert "aufgegeben" in why.cause.lower()
    assert why.remedy
    entry = AuditRecord.objects.get(action="awards_given_up")
    assert (entry.thing, entry.detail) == (f"batch:{made.batch.pk}", {"awards": 3})
    # pressed twice, or the job resumed all the same: nothing more happens
    assert giving_up.give_up(made.batch, actor=provider) == 0
    assert AuditRecord.objects.filter(action="awards_given_up").count() == 1
    jobs.resume(job, actor=provider)
    run_jobs()
    assert batches.progress(made.batch).signed == 2
    again = services.order(achievement, people(5), actor=provider)
    assert (again.ordered, again.already) == (3, 2)


def test_nothing_is_given_up_while_the_job_waits_or_runs(achievement, browser, provider):
    made, job = services.order_many(achievement, people(2), actor=provider, notify=False)
    for state in (State.QUEUED, State.RUNNING):
        JobRecord.objects.filter(pk=job.pk).update(state=state)
        answer = browser.post(f"/api/award/batches/{made.batch.pk}/give-up")
        assert answer.status_code == 409
        assert answer.json()["code"] == "not_stopped"
        assert "cancel" in answer.json()["remedy"]
    assert batches.progress(made.batch).waiting == 2
    JobRecord.objects.filter(pk=job.pk).update(state=State.FAILED)
    for _time in range(2):
        said = browser.post(f"/api/award/batches/{made.batch.pk}/give-up").json()
        assert (said["waiting"], said["failed"], said["signed"]) == (0, 2, 0)


def test_a_renewal_and_a_whole_that_were_given_up_do_not_stand_in_the_way(
    world, achievement, provider
):
    piece = world.things["achievement"]
    old = services.award_one(piece, Recipient("Ada", "ada@x.example"), actor=provider)
    made, job = services.order_many(achievement, people(1), actor=provider, notify=False)
    mine = made.awards.get()
    AwardRecord.objects.filter(pk=mine.pk).update(replaces=old)
    way = definitions.save_pathway(
        {
            "id": "one-way",
            "name": {"en": "One"},
            "description": {"en": "One."},
            "steps": [piece.slug],
            "awards": achievement.slug,
        },
        organisation=world.home,
        actor=provider,
    )
    StackRecord.objects.create(
        organisation=world.home, pathway=way, person="email:p0@x.example",
        claim=uuid.uuid4(), award=mine,
    )  # fmt: skip
    jobs.cancel(job, actor=provider)
    assert giving_up.give_up(made.batch, actor=provider) == 1
    old.refresh_from_db()
    assert not hasattr(old, "renewal"), "it can be renewed, and its holder is reminded"
    assert not StackRecord.objects.filter(pathway=way).exists()
