"""Completions: looked at before anything happens, then stored once, with what they start."""

from __future__ import annotations

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from skillmark.nouns.errors import ConflictError, InputError
from skillmark.server.award.bulk import uploads
from skillmark.server.award.models import AwardRecord, BatchRecord
from skillmark.server.award.status import standing
from skillmark.server.define import services
from skillmark.server.define.completing import following, taking
from skillmark.server.define.models import (
    AchievementRecord,
    CompletionFileRecord,
    CompletionRecord,
    Follows,
)
from skillmark.server.jobs import worker
from skillmark.server.jobs.models import JobRecord
from skillmark.server.people.models import InvitationRecord


@pytest.fixture
def course(world):
    """A course whose achievement has no test, and what follows its completion, to be chosen."""
    like = AchievementRecord.objects.of(world.home).order_by("pk").first().document
    document = {**like, "id": "safety", "name": {"en": "Safety"}, "test": None}
    achievement = services.save_achievement(document, organisation=world.home, actor=None)

    def made(follows, leads_to=achievement):
        offer = world.things["opportunity"].document | {
            "id": "safety-course",
            "title": {"en": "Safety course", "de": "Sicherheitskurs"},
            "leads_to": leads_to.slug if leads_to else None,
        }
        return services.save_opportunity(
            offer, organisation=world.home, actor=None, follows=follows
        )

    return made


HEADER = "Full name,Email address,Course short name,Course complete\n"


def upload(browser, text, name="done.csv"):
    content = text if isinstance(text, bytes) else text.encode()
    return browser.post("/define/completions/", {"file": SimpleUploadedFile(name, content)})


def take(browser, text):
    """Upload, look, take over; return the last page."""
    answer = upload(browser, text)
    row = CompletionFileRecord.objects.latest("created")
    assert answer.status_code == 302, answer.content
    looked = browser.get(reverse("completion_preview", args=[row.pk]))
    return looked, browser.post(reverse("completion_store", args=[row.pk]))


def run_jobs():
    worker.load()
    while worker.run_one():
        pass


def test_nothing_happens_before_somebody_has_looked(world, course, client_of):
    course(Follows.INVITATION)
    upload(client_of("ld_lead"), HEADER + "Ada,ada@x.example,safety-course,2026-03-01\n")
    assert not CompletionRecord.objects.exists()
    assert not mail.outbox
    row = CompletionFileRecord.objects.latest("created")
    page = client_of("ld_lead").get(reverse("completion_preview", args=[row.pk]))
    assert page.context["inviting"] == 1
    assert not CompletionRecord.objects.exists()


def test_each_line_says_what_it_starts_or_why_it_is_left_out(world, course, client_of):
    course(Follows.NOTHING)
    text = HEADER + (
        "Ada,ada@x.example,safety-course,2026-03-01\n"
        "Bob,nobody,safety-course,2026-03-01\n"
        "Cem,cem@x.example,no-such-course,2026-03-01\n"
        "Dan,dan@x.example,Sicherheitskurs,\n"
        "Eva,eva@x.example,safety-course,some day\n"
        "Ada,ADA@x.example,safety-course,2026-03-02\n"
        'Fay,fay@x.example,SICHERHEITSKURS,"Sonntag, 1. März 2026, 14:05"\n'
    )
    looked, stored = take(client_of("ld_lead"), text)
    assert [line for line, _why in looked.context["rejected"]] == [3, 4, 6, 7]
    assert looked.context["looked"].found.unfinished == 1
    assert stored.context["stored"].added == 2
    row = CompletionRecord.objects.get(email="fay@x.example")
    assert (row.completed.isoformat(), row.name) == ("2026-03-01", "Fay")


def test_the_same_file_twice_adds_nothing(world, course, client_of):
    course(Follows.INVITATION)
    text = HEADER + "Ada,ada@x.example,safety-course,2026-03-01\n"
    take(client_of("ld_lead"), text)
    sent = len(mail.outbox)
    _looked, stored = take(client_of("ld_lead"), text)
    assert stored.context["stored"].added == 0
    assert len(mail.outbox) == sent
    assert CompletionRecord.objects.count() == 1


def test_pressed_twice_it_happens_once(world, course, client_of):
    course(Follows.NOTHING)
    browser = client_of("ld_lead")
    upload(browser, HEADER + "Ada,ada@x.example,safety-course,2026-03-01\n")
    path = reverse("completion_store", args=[CompletionFileRecord.objects.latest("created").pk])
    assert browser.post(path).status_code == 200
    assert browser.post(path).status_code == 404
    assert CompletionRecord.objects.count() == 1


def test_days_with_two_readings_are_asked_and_the_answer_is_remembered(world, course, client_of):
    course(Follows.NOTHING)
    browser = client_of("ld_lead")
    text = HEADER + "Ada,ada@x.example,safety-course,03/04/2026\n"
    looked, stored = take(browser, text)
    assert "can be read in two ways" in looked.content.decode()
    assert stored.status_code == 409
    row = CompletionFileRecord.objects.latest("created")
    path = reverse("completion_columns", args=[row.pk])
    said = browser.get(path).context["form"].initial | {"order": "day_first"}
    answer = browser.post(path, {k: v for k, v in said.items() if v not in {None, ""}})
    assert answer.status_code == 302, answer.context["form"].errors
    browser.post(reverse("completion_store", args=[row.pk]))
    assert CompletionRecord.objects.get().completed.isoformat() == "2026-04-03"
    # the next file of this platform is read the same way, without being asked
    take(browser, HEADER + "Bob,bob@x.example,safety-course,05/06/2026\n")
    assert CompletionRecord.objects.get(email="bob@x.example").completed.month == 6


def test_columns_that_nobody_knows_are_asked_for(world, course, client_of):
    course(Follows.NOTHING)
    browser = client_of("ld_lead")
    answer = upload(browser, "Wer,Adresse,Punkte\nAda,ada@x.example,80\nBob,bob@x.example,20\n")
    row = CompletionFileRecord.objects.latest("created")
    path = reverse("completion_columns", args=[row.pk])
    assert answer.headers["Location"] == path
    said = {"email": "Adresse", "name": "Wer", "course": "safety-course", "result": "Punkte"}
    assert "completed" in browser.post(path, said).context["form"].errors
    said |= {"day": "2026-05-01", "at_least": "50"}
    assert browser.post(path, said).status_code == 302
    looked = browser.get(reverse("completion_preview", args=[row.pk])).context["looked"]
    assert [line.read.completion.email for line in looked.lines] == ["ada@x.example"]
    assert looked.found.unfinished == 1


def test_members_are_invited_once_with_the_assessment_on_their_page(world, course, client_of):
    like = AchievementRecord.objects.of(world.home).order_by("pk").first().document
    document = {**like, "id": "with-test", "test": "some-test"}
    achievement = services.save_achievement(document, organisation=world.home, actor=None)
    course(Follows.INVITATION, leads_to=achievement)
    learner = world.people["learner"]
    line = f"Learner,{learner.email.upper()},safety-course,2026-03-0"
    take(client_of("ld_lead"), f"{HEADER}{line}1\n")
    assert mail.outbox[-1].to == [learner.email]
    assert "/tests/" in mail.outbox[-1].body
    page = client_of("learner").get("/my-pathways/").content.decode()
    assert "To the assessment" in page
    sent = len(mail.outbox)
    take(client_of("ld_lead"), f"{HEADER}{line}2\n")  # another day, the same course
    assert len(mail.outbox) == sent


def test_who_has_no_account_is_invited_to_make_one(world, course, client_of):
    course(Follows.INVITATION)
    take(client_of("ld_lead"), HEADER + "Ada,ada@x.example,safety-course,2026-03-01\n")
    row = InvitationRecord.objects.get(email="ada@x.example")
    assert row.role == "learner"
    assert len(mail.outbox) == 1
    assert "/invitation" in mail.outbox[0].body or "/people/" in mail.outbox[0].body


def test_a_completion_awards_nothing_until_somebody_confirms_the_list(world, course, client_of):
    course(Follows.AWARD)
    looked, stored = take(
        client_of("ld_lead"), HEADER + "Ada,ada@x.example,safety-course,2026-03-01\n"
    )
    assert looked.context["awarding"] == 1
    assert stored.context["stored"].waiting == 1
    achievement = AchievementRecord.objects.of(world.home).get(slug="safety")
    assert not AwardRecord.objects.filter(achievement=achievement).exists()
    path = reverse("completion_prepare", args=[achievement.pk])
    assert client_of("ld_lead").post(path).status_code == 403
    answer = client_of("provider_admin").post(path)
    assert answer.status_code == 302
    assert not AwardRecord.objects.filter(achievement=achievement).exists()
    assert "Ada" in client_of("provider_admin").get(answer.headers["Location"]).content.decode()


def order(world):
    achievement = AchievementRecord.objects.of(world.home).get(slug="safety")
    actor = world.people["provider_admin"]
    batch = uploads.order(following.prepare(achievement, actor=actor), actor=actor)
    run_jobs()
    return batch


def test_the_same_completion_never_awards_twice(world, course, client_of):
    course(Follows.AWARD)
    text = HEADER + "Ada,ada@x.example,safety-course,2026-03-01\n"
    take(client_of("ld_lead"), text)
    assert order(world).awards.count() == 1
    assert following.due(world.home) == []
    take(client_of("ld_lead"), text)
    # the platform's clock stands elsewhere: the same course, a day later
    take(client_of("ld_lead"), HEADER + "Ada,ada@x.example,safety-course,2026-03-02\n")
    assert following.due(world.home) == []
    with pytest.raises(ConflictError, match="nothing waits"):
        order(world)
    made = AwardRecord.objects.get(achievement__slug="safety")
    standing.change(made, "revoke", "A mistake.", actor=world.people["provider_admin"])
    take(client_of("ld_lead"), HEADER + "Ada,ada@x.example,safety-course,2026-03-03\n")
    assert following.due(world.home) == []


def test_two_lists_of_the_same_completions_award_once(world, course, client_of):
    course(Follows.AWARD)
    take(client_of("ld_lead"), HEADER + "Ada,ada@x.example,safety-course,2026-03-01\n")
    achievement = AchievementRecord.objects.of(world.home).get(slug="safety")
    actor = world.people["provider_admin"]
    lists = [following.prepare(achievement, actor=actor) for _ in range(2)]
    for one in lists:
        uploads.order(one, actor=actor)
    run_jobs()
    assert AwardRecord.objects.filter(achievement=achievement).count() == 1
    assert BatchRecord.objects.filter(achievement=achievement).count() == 2


def test_a_list_that_nobody_confirmed_waits_again(world, course, client_of):
    course(Follows.AWARD)
    take(client_of("ld_lead"), HEADER + "Ada,ada@x.example,safety-course,2026-03-01\n")
    achievement = AchievementRecord.objects.of(world.home).get(slug="safety")
    following.prepare(achievement, actor=world.people["provider_admin"]).delete()
    assert [len(one.rows) for one in following.due(world.home)] == [1]


def test_a_course_passes_no_test(world, course):
    with pytest.raises(InputError, match="has a test"):
        course(Follows.AWARD, leads_to=world.things["achievement"])
    with pytest.raises(InputError, match="no achievement is named"):
        course(Follows.INVITATION, leads_to=None)


def test_who_holds_it_already_is_neither_invited_nor_listed(world, course, client_of):
    course(Follows.AWARD)
    take(client_of("ld_lead"), HEADER + "Ada,ada@x.example,safety-course,2026-03-01\n")
    order(world)
    course_row = world.things["opportunity"].organisation
    assert course_row == world.home
    looked, _stored = take(
        client_of("ld_lead"), HEADER + "Ada,ada@x.example,safety-course,2026-04-01\n"
    )
    assert looked.context["looked"].lines[0].holds
    assert looked.context["awarding"] == 0


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00\xff\xfe", b"a,a\n1,2\n", b'a,b\n"open'],
)
def test_what_is_no_table_is_said_at_the_form(world, client_of, content):
    answer = upload(client_of("ld_lead"), content)
    assert answer.status_code == 200
    assert answer.context["form"].errors["file"]


def test_files_are_kept_for_a_day(world, client_of):
    upload(client_of("ld_lead"), HEADER)
    row = CompletionFileRecord.objects.latest("created")
    job = JobRecord.objects.get(kind=taking.FORGET, payload__file=str(row.pk))
    run_jobs()
    assert CompletionFileRecord.objects.filter(pk=row.pk).exists()
    assert job.run_after == row.created + taking.KEPT
    JobRecord.objects.filter(pk=job.pk).update(run_after=timezone.now())
    run_jobs()
    assert not CompletionFileRecord.objects.filter(pk=row.pk).exists()
