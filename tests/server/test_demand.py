"""Demand on the site: what is counted, by whose texts, and what its pages say."""

from __future__ import annotations

import csv
import html
import io
import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from skillmark.define.demand import Cover
from skillmark.nouns.person import Requirement, Role
from skillmark.nouns.text import Text
from skillmark.skills.starter import uri

TODAY = date(2026, 6, 30)
LINUX, SQL, BUDGET = uri("cloud-linux"), uri("data-sql"), uri("business-budgeting")


@pytest.fixture
def bare(world):
    """Home without the texts and roles of the world."""
    from skillmark.server.match.models import RoleRecord
    from skillmark.server.skills.reading.models import TextRecord

    TextRecord.objects.all().delete()
    RoleRecord.objects.all().update(open=False)
    return world.home


def ask(place, ago, *entries, kind="advert", looked_at=True, source="board", text=""):
    from skillmark.server.skills.reading import keeping, lighting

    number = keeping.TextRecord.objects.count()
    return keeping.keep(
        keeping.Given(
            kind, f"Text {number}", text or f"words {number}", TODAY - timedelta(days=ago), "en",
            source,
        ),
        entries,
        organisation=place,
        framework=lighting.chosen(place, ""),
        actor=None,
        looked_at=looked_at,
    )  # fmt: skip


def found(uri, confidence=0.9, **more):
    from skillmark.server.skills.reading.entries import Entry

    return Entry(uri, confidence=confidence, **more)


def compared(place, today=TODAY, **asked):
    from skillmark.server.define import demand

    return demand.against(place, demand.Asked(**asked), today=today)


def of(against, skill):
    return next((one for one in against.comparison.asked if one.skill == skill), None)


def test_only_advertisements_and_open_roles_of_ones_own_are_counted(world, bare):
    from skillmark.server.match import services as match
    from skillmark.server.skills.reading.models import Verdict

    ask(bare, 10, found(LINUX))
    ask(bare, 10, found(LINUX), kind="course")
    ask(bare, 10, found(LINUX), kind="criteria")
    ask(bare, 11, found(LINUX, verdict=Verdict.REMOVED))
    ask(bare, -10, found(LINUX))
    ask(world.other, 10, found(LINUX))
    role = match.save_role(bare, Role(Text.of("R"), (Requirement(LINUX, 5),)))
    role.created = role.created.replace(year=2026, month=6, day=1)
    role.save()
    seen = compared(bare)
    assert (seen.texts, seen.roles) == (2, 1)
    one = of(seen, LINUX)
    assert (one.share.hits, one.share.of) == (2, 3)
    assert one.levels == ((5, 1),)
    assert of(compared(bare, kind="role"), LINUX).share.of == 1
    assert of(compared(bare, kind="text"), LINUX).share.of == 2
    assert of(compared(bare, source="elsewhere"), LINUX) is None
    match.close_role(role, actor=None)
    assert of(compared(bare), LINUX).share.hits == 1


def test_a_role_that_was_written_from_a_kept_advertisement_counts_once(world, bare):
    from skillmark.server.match import services as match

    ask(bare, 10, found(LINUX), text="We want somebody who knows Linux.")
    role = Role(Text.of("R"), (Requirement(LINUX, 5),))
    row = match.save_role(bare, role, advert="We want  somebody who\r\nknows Linux.")
    row.created = row.created.replace(year=2026, month=6, day=1)
    row.save()
    assert of(compared(bare), LINUX).share.of == 1


def test_what_only_the_machine_found_weighs_what_it_is_sure_of(bare):
    ask(bare, 10, found(LINUX, 0.5), looked_at=False)
    ask(bare, 11, found(LINUX, 0.5), looked_at=True)
    one = of(compared(bare), LINUX)
    assert (one.share.hits, one.expected) == (2, 1.5)


def test_a_skill_is_met_as_far_as_the_catalogue_goes(bare):
    ask(bare, 10, found(LINUX), found(SQL, level=6), found(uri("genai-foundations"), level=3),
        found(uri("software-python")))  # fmt: skip
    seen = compared(bare)
    covers = {one.skill: one.cover for one in seen.comparison.asked}
    assert covers == {
        LINUX: Cover.MISSING,
        SQL: Cover.LOW,
        uri("genai-foundations"): Cover.COVERED,
        uri("software-python"): Cover.HALF,
    }
    assert of(seen, SQL).above == 1


def test_another_frameworks_name_for_a_skill_is_near_and_not_covered(world, bare):
    from skillmark.nouns.skill import Framework, Skill
    from skillmark.server.skills import services as frameworks
    from skillmark.skills import starter

    sql = starter.framework().skill(SQL)
    foreign = sql.alignments[0].target
    frameworks.import_framework(
        Framework("foreign", Text.of("Foreign"), "1", "", "", (Skill(foreign, Text.of("SeQueL")),)),
        organisation=bare,
    )
    ask(bare, 10, found(foreign))
    one = of(compared(bare), foreign)
    assert one.cover is Cover.MISSING
    assert SQL in {near.skill for near in one.near}


def test_too_few_to_say_is_an_answer_and_so_is_since_when(bare):
    ask(bare, 300, found(BUDGET))
    for ago in range(28):
        ask(bare, ago, found(LINUX))
    idle = {one.skill: one for one in compared(bare, months=6).comparison.idle}
    assert (idle[BUDGET].run, idle[BUDGET].sure) == (28, False)
    assert idle[BUDGET].last == TODAY - timedelta(days=300)
    ask(bare, 28, found(LINUX))
    idle = {one.skill: one for one in compared(bare, months=6).comparison.idle}
    assert (idle[BUDGET].run, idle[BUDGET].sure) == (29, True)


def test_the_pages_show_counts_words_and_lead_to_a_draft(world, bare, client_of):
    from skillmark.server.skills.reading import keeping, lighting
    from skillmark.server.skills.reading.entries import in_order

    text = "Good Linux administration.\nA view of the river."
    row = lighting.chosen(bare, "")
    today = date.today()
    keeping.keep(
        keeping.Given("advert", "Admin", text, today, "en", "board"),
        in_order(keeping.read(text, row, language="en")),
        organisation=bare, framework=row, actor=None,
    )  # fmt: skip
    provider = client_of("provider_admin")
    page = provider.get(reverse("demand")).content.decode()
    assert "1 of 1" in page
    assert "Missing" in page
    assert "Too few to say" in page
    address = html.unescape(re.search(r'href="([^"]*demand/skill\?[^"]+)"', page)[1])
    detail = provider.get(address).content.decode()
    assert "<mark>Linux administration</mark>" in detail
    draft = html.unescape(re.search(r'href="([^"]*achievements/new\?[^"]+)"', detail)[1])
    form = provider.get(draft).content.decode()
    assert f'name="skill" value="{LINUX}"' in form
    assert '<option value="3" selected>' in form
    assert "Draft an achievement" not in client_of("recruiter").get(address).content.decode()
    gone = provider.get(reverse("demand_skill"), {"uri": "urn:nothing"})
    assert gone.headers["Location"] == reverse("demand")
    content = provider.get(reverse("demand_csv")).content.decode("utf-8-sig")
    rows = {one["skill"]: one for one in csv.DictReader(io.StringIO(content))}
    assert rows[LINUX]["asked_by"] == "1"
    assert rows[LINUX]["met"] == "missing"
    assert rows[BUDGET]["met"] == "too_few"


def test_the_api_says_the_same_as_the_page(bare, client_of):
    today = date.today()
    ask(bare, (TODAY - today).days, found(LINUX, level=4))
    answer = client_of("provider_admin").get("/api/define/demand?months=6")
    assert answer.status_code == 200, answer.content
    said = answer.json()
    [one] = said["asked"]
    assert (one["skill"], one["met"], one["levels"]) == (LINUX, "missing", {"4": 1})
    assert one["share"]["low"] < one["share"]["value"] == 1.0
    assert one["change"]["trend"] == "unclear"
    assert {row["sure"] for row in said["idle"]} == {False}
    assert client_of("provider_admin").get("/api/define/demand?kind=cv").status_code == 422


def test_a_query_that_makes_no_sense_shows_the_usual(bare, client_of):
    page = client_of("ld_lead").get(reverse("demand"), {"months": "x", "least": "-1"})
    assert page.status_code == 200
    assert "No demand is known" in page.content.decode()


# Many texts


@pytest.fixture
def ordered(world):
    from skillmark.server.skills.reading import importing, lighting

    def order(content, name="ads.csv"):
        return importing.order(
            content,
            name=name,
            kind="advert",
            language="",
            framework=lighting.chosen(world.home, ""),
            organisation=world.home,
            actor=world.people["provider_admin"],
        )

    return order


def run():
    from skillmark.server.jobs import worker

    worker.load()
    while worker.run_one():
        pass


def table(count, start=0):
    lines = [f'Ad {n},"You write SQL queries. Place {n}.",2026-04-{n % 28 + 1:02}' for n in
             range(start, start + count)]  # fmt: skip
    return "\n".join(["title,text,date", *lines]).encode()


def test_many_texts_are_read_by_a_job_and_a_second_time_nothing_is_added(world, bare, ordered):
    from skillmark.server.skills.reading.models import TextRecord

    run()  # what the world has waiting
    TextRecord.objects.all().delete()
    first = ordered(table(23) + b"\nBad,,2026-01-01\nBad,words,May\n")
    assert first.left_out == [[25, "no_text", ""], [26, "date", "May"]]
    run()
    first.refresh_from_db()
    assert (first.added, first.already, first.data) == (23, 0, b"")
    rows = TextRecord.objects.of(world.home)
    assert rows.count() == 23
    assert set(rows.values_list("looked_at", flat=True)) == {None}
    assert rows.filter(skills__uri=SQL).exists()
    second = ordered(table(25))
    run()
    second.refresh_from_db()
    assert (second.added, second.already) == (2, 23)


def test_a_job_that_was_stopped_goes_on_and_adds_nothing_twice(world, bare, ordered, monkeypatch):
    from skillmark.server.jobs import services as jobs
    from skillmark.server.jobs.models import JobRecord, State
    from skillmark.server.skills.reading import importing
    from skillmark.server.skills.reading.models import TextRecord

    run()
    TextRecord.objects.all().delete()
    kept = ordered(table(25))
    read, seen = importing._entries, []

    def dying(given, row):
        seen.append(given.title)
        if len(seen) == 14:
            jobs.cancel(JobRecord.objects.get(pk=row.job_id), actor=world.people["provider_admin"])
        return read(given, row)

    monkeypatch.setattr(importing, "_entries", dying)
    run()
    kept.refresh_from_db()
    assert kept.job.state == State.CANCELLED
    assert (kept.added, TextRecord.objects.of(world.home).count()) == (10, 10)
    jobs.resume(kept.job, actor=world.people["provider_admin"])
    run()
    kept.refresh_from_db()
    assert (kept.added, kept.already) == (25, 0)
    assert TextRecord.objects.of(world.home).count() == 25
    assert len(seen) == 35, "only the chunk that was not stored is read again"


def test_what_was_left_out_long_ago_is_forgotten_but_not_what_still_runs(world, ordered):
    from skillmark.server.skills.reading.models import TextImportRecord

    run()
    waiting, done = ordered(table(1)), ordered(table(2) + b"\nBad,,\n")
    type(done.job).objects.filter(pk=done.job_id).update(state="done")
    rows = TextImportRecord.objects.filter(pk__in=[waiting.pk, done.pk])
    rows.update(started=waiting.started - timedelta(days=31))
    newest = ordered(table(3))
    assert set(TextImportRecord.objects.of(world.home).values_list("pk", flat=True)) >= {
        waiting.pk,
        newest.pk,
    }
    assert not TextImportRecord.objects.filter(pk=done.pk).exists()


def test_the_page_of_an_import_names_line_and_reason(ordered, client_of):
    kept = ordered(table(2) + b"\nBad,words,5 May\n")
    page = client_of("recruiter").get(reverse("text_import", args=[kept.pk])).content.decode()
    assert "This is no date" in page
    assert ">4<" in page
    assert 'hx-get="' in page


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"title\nA", "column text is missing"),
        (b"text\n", "no text to read"),
        (b"text,date\nwords,5 May", "no text to read"),
    ],
)
def test_a_file_without_a_text_to_read_starts_no_job(client_of, content, said):
    from django.core.files.uploadedfile import SimpleUploadedFile

    from skillmark.server.jobs.models import JobRecord

    before = JobRecord.objects.count()
    file = SimpleUploadedFile("x.csv", content)
    answer = client_of("provider_admin").post(
        reverse("texts_import"), {"file": file, "kind": "advert"}
    )
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert JobRecord.objects.count() == before
