"""Surveys: anonymous is anonymous in the tables too, linked is by consent, nobody is given away."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from itertools import pairwise

import pytest
from django.db import connection, models
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from skillmark.measure.surveys.instruments import Instrument
from skillmark.nouns.errors import ConflictError, InputError
from skillmark.server.jobs import daily, worker
from skillmark.server.jobs.models import JobRecord, MailRecord
from skillmark.server.logs import clean
from skillmark.server.measure.dashboards.believed import beside, picture
from skillmark.server.measure.dashboards.leading import Ready
from skillmark.server.measure.surveying import (
    answers,
    downloads,
    ending,
    links,
    mixing,
    results,
    services,
)
from skillmark.server.measure.surveying.models import (
    Mode,
    State,
    SurveyAnswerRecord,
    SurveyInvitationRecord,
    SurveyRecord,
    Whom,
)
from skillmark.server.measure.surveying.readiness import readiness_by_function, self_rated
from skillmark.server.people import services as people
from skillmark.server.people.actions import Role
from skillmark.server.people.models import AuditRecord, Purpose
from skillmark.server.plan.models import PostRecord

DAY = timedelta(days=1)


@pytest.fixture
def lead(world):
    return world.people["ld_lead"]


@pytest.fixture(autouse=True)
def outbox(settings):
    settings.EMAIL_BACKEND = "skillmark.server.jobs.mail.Outbox"


@pytest.fixture
def staff(world):
    """Thirty people more."""
    made = [(f"p{n}@home.example", f"P {n}") for n in range(30)]
    return people.add_members(world.home, made, Role.LEARNER)


def sent(world, lead, mode=Mode.ANONYMOUS, whom=Whom.EVERYBODY, name="employees", **more):
    row = more.pop("row", None) or services.draft(world.home, name, actor=lead)
    return services.send(row, whom=whom, mode=mode, why="To plan.", actor=lead, **more)


def answer(row, account, codes, *, linked=False):
    mine = row.invitations.get(account=account)
    opened = links.opened(links.personal(mine))
    answers.answer(opened, codes, linked=linked, now=timezone.now())


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def letters():
    return [
        (row.recipients[0], message_from_bytes(bytes(row.raw), policy=policy.default).get_content())
        for row in MailRecord.objects.order_by("pk")
    ]


def test_tokens_and_answers_cannot_be_joined(world, lead, staff):
    # Nothing in common but the survey; no moment on either side.
    asked = {f.name for f in SurveyInvitationRecord._meta.concrete_fields}
    said = {f.name for f in SurveyAnswerRecord._meta.concrete_fields}
    assert asked == {"id", "survey", "account", "answered"}
    assert said == {"id", "survey", "codes", "account", "late"}
    for model in (SurveyInvitationRecord, SurveyAnswerRecord):
        for column in model._meta.concrete_fields:
            assert not isinstance(column, models.DateField | models.AutoField), column
    row = sent(world, lead)
    before = AuditRecord.objects.count()
    for n, account in enumerate(staff):
        answer(row, account, {"useful": 1 + n % 5, "function": 1 + n // 5})
    # What is seen of an answer: its codes. Of who answered: one bit.
    assert AuditRecord.objects.count() == before
    stored = list(SurveyAnswerRecord.objects.filter(survey=row))
    assert {(one.account_id, one.late) for one in stored} == {(None, None)}
    assert len({one.pk for one in stored}) == 30
    assert row.invitations.filter(answered=True).count() == 30

    def places():
        """The order in which the database keeps the rows, as the number of who answered."""
        with connection.cursor() as cursor:
            cursor.execute(
                f"select codes from {SurveyAnswerRecord._meta.db_table} where survey_id = %s "
                f"order by {'rowid' if connection.vendor == 'sqlite' else 'ctid'}",
                [row.pk],
            )
            return [str(codes) for (codes,) in cursor.fetchall()]

    came = [str(one) for one in places()]
    told = [f'"useful": {1 + n % 5}, "function": {1 + n // 5}' for n in range(30)]
    order = [next(n for n, one in enumerate(told) if one in place) for place in came]
    # Ranks of 30 in random order: the correlation with the order of coming is no more than
    # chance (4 standard deviations), and neither neighbours nor ends are where they were.
    middle = 14.5
    correlation = sum((p - middle) * (n - middle) for p, n in enumerate(order)) / 2247.5
    assert abs(correlation) < 4 / 29**0.5
    assert sum(a + 1 == b for a, b in pairwise(order)) < 8
    shuffled = places()
    mixing.shuffle(row)
    assert places() != shuffled
    # The links are stored nowhere and blotted out of log lines.
    token = links.personal(row.invitations.first())
    assert token not in repr(list(SurveyInvitationRecord.objects.values()))
    assert token not in clean(f'"GET /answer/{token} HTTP/1.1" 200')
    assert links.opened(token[:-2]) is None


def test_a_survey_from_draft_to_results_by_pages_alone(world, client_of, lead, staff):
    lead_page, nobody = client_of("ld_lead"), Client()
    made = lead_page.post(reverse("surveys"), {"instrument": "employees"})
    row = SurveyRecord.objects.latest("pk")
    assert made.headers["Location"] == reverse("survey_edit", args=[row.pk])
    shown = lead_page.get(made.headers["Location"])
    form = {
        f"{one['id']}_{tag}": one["text"][tag]
        for one in row.instrument["questions"]
        for tag in ("en", "de")
    }
    form |= {"title_en": "Learning", "about_en": "About it.", "drop_support": "1"}
    form |= {
        "function_answers_en": "IT\nSales\nLegal",
        "function_answers_de": "IT\nVertrieb\nRecht",
    }
    form |= {"new_en": "Don't you think it helped and paid?", "new_scale": "useful"}
    assert "hints about the wording" not in text(shown)
    assert lead_page.post(reverse("survey_edit", args=[row.pk]), form).status_code == 302
    shown = text(lead_page.get(reverse("survey_edit", args=[row.pk])))
    assert "Two things in one question" in shown
    assert "This tells people what to answer" in shown
    bad = lead_page.post(reverse("survey_edit", args=[row.pk]), form | {"function_answers_de": "A"})
    assert bad.status_code == 422
    row.refresh_from_db()
    ids = [one["id"] for one in row.instrument["questions"]]
    assert "support" not in ids
    assert ids[-2:] == ["own_1", "function"]
    send = {"whom": "everybody", "mode": "anonymous", "why": "We plan training with it."}
    assert (
        lead_page.post(reverse("survey_send", args=[row.pk]), {**send, "why": ""}).status_code
        == 422
    )
    assert lead_page.post(reverse("survey_send", args=[row.pk]), send).status_code == 302
    row.refresh_from_db()
    everybody = len(staff) + len(world.people)
    assert (row.state, row.asked) == ("open", everybody)
    mail = dict(letters())
    assert len(mail) == everybody
    assert "Anonymous: your answers cannot be led back to you." in mail["p1@home.example"]
    assert "Anonym: Ihre Antworten" in mail["p1@home.example"]

    # Who is asked needs no account, no script and no cookie but the form's own.
    url = re.search(r"http://\S+/answer/\S+", mail["p1@home.example"])[0]
    path = "/" + url.split("/", 3)[3]
    page = nobody.get(path)
    said = text(page)
    assert page.status_code == 200
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert "no-store" in page.headers["Cache-Control"]
    for words in (
        world.home.name,
        "We plan training with it.",
        "stored without your name, without the time and apart from your link",
        "Nothing is reported of fewer than 5 people",
        "Nothing is saved until you send it",
        "Don&#x27;t know",
    ):
        assert words in said
    assert page.content.count(b"<fieldset") == page.content.count(b"<legend") == len(ids)
    assert nobody.post(path, {}).status_code == 422
    again = nobody.post(path, {"useful": "9", "used": "3"})
    assert again.status_code == 422
    assert re.search(rb'name="used" value="3" checked', again.content)
    assert (
        nobody.post(path, {"useful": "5", "function": "1"}).headers["Location"] == "/answer/thanks"
    )
    assert nobody.get(path).status_code == nobody.post(path, {"useful": "1"}).status_code == 410
    german = Client(headers={"accept-language": "de"}).get(
        "/" + mail["p2@home.example"].split("http://")[-1].split("/", 1)[1].split("\n")[0]
    )
    assert "Wie nützlich waren die Fähigkeiten" in german.content.decode()
    assert "Bevor Sie beginnen" in text(german)

    # Open: counts and nothing else, to nobody.
    for n, account in enumerate(staff[2:16]):
        answer(
            row, account, {"useful": 1 + n % 5, "used": 3, "function": 3 if n == 5 else 1 + n % 2}
        )
    waiting = text(lead_page.get(reverse("survey", args=[row.pk])))
    assert "Answers so far 15" in waiting
    assert "p1@home.example" not in waiting
    with pytest.raises(ConflictError, match="when the survey is closed"):
        results.results(row)
    for name in ("survey_csv", "survey_rows"):
        assert lead_page.get(reverse(name, args=[row.pk])).status_code == 404
    MailRecord.objects.all().delete()
    act = reverse("survey_act", args=[row.pk])
    lead_page.post(act, {"act": "remind"})
    reminded = letters()
    assert len(reminded) == everybody - 15
    assert {to for to, _ in reminded}.isdisjoint(
        {"p1@home.example", "p2@home.example"} - {"p2@home.example"}
    )
    assert dict(reminded)["p0@home.example"].count("/answer/") == 2
    assert (
        mail["p0@home.example"].split("http://")[1].split()[0] in dict(reminded)["p0@home.example"]
    )
    detail = AuditRecord.objects.filter(action="survey_reminded").get().detail
    assert detail == {}
    lead_page.post(act, {"act": "remind"})
    assert MailRecord.objects.count() == len(reminded)

    lead_page.post(act, {"act": "close"})
    found = lead_page.get(reverse("survey", args=[row.pk]))
    said = text(found)
    assert "What people said, closed on" in said
    assert "A belief, never an effect." in said
    assert f"Response rate RR2 {round(100 * 0 / everybody)} %" in said  # two of eleven: break-offs
    assert "withheld" in said  # one answer from the third area, and what would tell it
    assert "If the silent are different" in said
    assert "Linked answers (CSV)" not in said
    picture = lead_page.get(reverse("survey_picture", args=[row.pk, "useful"]))
    assert picture.content.startswith(b"<svg")
    table = lead_page.get(reverse("survey_csv", args=[row.pk])).content.decode("utf-8-sig")
    assert "share (belief)" in table
    assert "share by function,Legal,withheld" in table
    with pytest.raises(ConflictError, match="never handed out"):
        downloads.raw_rows(SurveyRecord.objects.get(pk=row.pk))


def test_linked_answers_need_consent_and_go_with_it(world, lead, staff):
    for account in staff[:20]:
        people.set_consent(account, world.home, Purpose.OUTCOMES, given=True)
    first = sent(world, lead, Mode.LINKED)
    for n, account in enumerate(staff[:20]):
        answer(first, account, {"useful": 2 + n % 3, "function": 1 + n // 17}, linked=n != 19)
    answer(first, staff[25], {"useful": 5}, linked=True)  # never agreed
    assert {one.account_id for one in first.answers.exclude(account=None)} == {
        one.pk for one in staff[:19]
    }
    services.remind(first, actor=lead)
    people.set_consent(staff[26], world.home, Purpose.OUTCOMES, given=True)
    answer(first, staff[26], {"useful": 5}, linked=True)
    assert first.answers.get(account=staff[26]).late
    services.close(first, actor=lead)
    first.refresh_from_db()
    header, rows = downloads.raw_rows(first)
    assert len(rows) == 20
    place = header.index("function")
    # Three people of the second area: blanked, as is who said nothing.
    assert [row[place] for row in rows].count(1) == 17
    assert [row[place] for row in rows].count("") == 3

    second = services.again(first, actor=lead)
    second = sent(world, lead, Mode.LINKED, row=second)
    for n, account in enumerate(staff[:20]):
        answer(second, account, {"useful": 4 + n % 2}, linked=True)
    services.close(second, actor=lead)
    second.refresh_from_db()
    useful = {t.question.id: t for t in results.results(second).tallies}["useful"]
    assert useful.trend.paired
    assert useful.trend.n_second == 19
    assert useful.trend.low > 0
    joined = downloads.by_account(world.home)
    assert joined[staff[0].pk] == {"useful": 4, "function": 1}  # the newest of each question
    assert staff[25].pk not in joined
    # Consent withdrawn: the pair is gone from the trend, the answer has no name in the count.
    people.set_consent(staff[0], world.home, Purpose.OUTCOMES, given=False)
    useful = {t.question.id: t for t in results.results(second).tallies}["useful"]
    assert useful.trend.n_second == 18
    assert staff[0].pk not in downloads.by_account(world.home)
    # Taken back, erased from the organisation, deleted everywhere.
    answers.take_back(second.answers.get(account=staff[1]), actor=staff[1])
    answers.erase(staff[2], world.home, actor=lead)
    gone = staff[3].pk
    staff[3].delete()
    left = set(SurveyAnswerRecord.objects.values_list("account_id", flat=True))
    assert second.answers.count() == 17
    assert staff[2].pk not in left
    assert gone not in left
    assert not SurveyInvitationRecord.objects.filter(account_id__in=[staff[2].pk, gone]).exists()


def test_a_survey_whose_last_day_is_over_is_closed_by_itself(world, lead, staff):
    today = timezone.localdate()
    ends, goes_on = sent(world, lead, until=today), sent(world, lead, until=today + DAY)
    open_ended = sent(world, lead)
    answer(ends, staff[0], {"useful": 3})
    worker.load()
    daily.forget()
    daily.look(now=timezone.now())
    while worker.run_one():
        pass
    assert {row.state for row in SurveyRecord.objects.filter(pk=ends.pk)} == {State.OPEN}
    SurveyRecord.objects.filter(pk=ends.pk).update(until=today - DAY)
    daily.forget()
    JobRecord.objects.filter(kind=ending.CLOSE).delete()
    daily.look(now=timezone.now())
    while worker.run_one():
        pass
    states = dict(SurveyRecord.objects.values_list("pk", "state"))
    assert states[ends.pk] == State.CLOSED
    assert {states[goes_on.pk], states[open_ended.pk]} == {State.OPEN}
    assert ends.answers.count() == 1


def test_only_the_same_words_compare(world, lead, staff):
    first = sent(world, lead)
    for n, account in enumerate(staff):
        answer(first, account, {"useful": 1 + n % 5, "used": 3, "support": 4, "function": 1})
    services.close(first, actor=lead)
    first.refresh_from_db()
    draft = services.again(first, actor=lead)
    changed = draft.questionnaire.as_json()
    for one in changed["questions"]:
        if one["id"] == "used":
            one["text"] = {"en": "How often did you use it?", "de": "Wie oft genutzt?"}
    services.reword(draft, Instrument.of(changed), actor=lead)
    second = sent(world, lead, row=draft)
    for account in staff:
        answer(second, account, {"useful": 5, "used": 3, "function": 1})
    services.close(second, actor=lead)
    second.refresh_from_db()
    found = {one.question.id: one for one in results.results(second).tallies}
    assert found["used"].trend is None
    assert found["useful"].trend.difference == pytest.approx(0.6)
    assert not found["useful"].trend.paired
    # Everybody of 37 was asked and 30 answered: less is left to chance, the rest to the silent.
    assert found["useful"].top.effective_n > 30
    # GenAI readiness: nobody answered that question, so no function is told.
    assert [one.said for one in readiness_by_function(world.home).functions if one.said] == []


def test_readiness_by_function_withholds_what_is_small(world, lead, staff):
    row = sent(world, lead)
    for n, account in enumerate(staff):
        code = 3 if n < 2 else 1 + n % 2
        answer(row, account, {"genai_ready": 5 if n % 3 else 2, "function": code})
    services.close(row, actor=lead)
    found = readiness_by_function(world.home)
    told = {one.function: one.said for one in found.functions if one.said}
    assert len(told) == 1  # two of one area: it and the next smallest are withheld
    assert found.closed is not None
    assert next(iter(told.values())).n == 14


def test_leaders_see_what_is_proven_beside_what_people_say_of_themselves(
    world, lead, staff, client_of
):
    ready = Ready("EINKAUF", 12, 0.25, 0.09, 0.53, 0.5, 0.25)
    alone = Ready("Foresters", 7, 1.0, 0.65, 1.0, 0.0, 0.0)
    # Nobody has asked: what is proven stands alone.
    before = beside([ready, alone], self_rated(world.other), language="en")
    assert not before.said
    assert {(one.said, one.asked) for one in before.functions} == {(None, False)}
    row = sent(world, lead)
    for n, account in enumerate(staff):
        code = 3 if n < 2 else 1 + n % 2
        answer(row, account, {"genai_ready": 5 if n % 3 else 2, "function": code})
    services.close(row, actor=lead)
    said = self_rated(world.home)
    (mine,) = [names for names, share in said.functions if share]
    ready = replace(ready, function=mine["de"].upper())
    found = beside([ready, alone], said, language="en")
    told = {one.name: one for one in found.functions}
    # Matched by its name in the other language; what is withheld on both sides is nowhere.
    assert set(told) == {mine["en"], "Foresters"}
    assert (told[mine["en"]].proven, told[mine["en"]].said.n) == (ready, 14)
    assert (told["Foresters"].said, told["Foresters"].asked) == (None, False)
    drawn = str(picture(found, language="en"))
    assert "Foresters: proven" in drawn
    assert drawn.count("self-rated") >= 1
    client = client_of("ld_lead")
    for language, words in (
        ("en", ("Self-rated: belief", "That is a belief", "not shown: fewer than 5 people")),
        ("de", ("Selbst eingeschätzt: Meinung", "Das ist eine Meinung", "nicht gezeigt: weniger")),
    ):
        shown = text(client.get(reverse("measure_leaders"), headers={"accept-language": language}))
        assert all(one in shown for one in words)
        assert "P 7" not in shown


def test_who_answered_by_team_tells_of_no_team_who_did(world, lead, staff):
    def post(team, some):
        PostRecord.objects.filter(account__in=some).delete()
        PostRecord.objects.bulk_create(
            PostRecord(organisation=world.home, account=one, team=team) for one in some
        )

    post("Big", staff[:12])
    post("All", staff[12:18])
    post("Some", staff[18:28])
    row = sent(world, lead, whom=Whom.TEAMS, chosen=["Big", "All", "Some"])
    for account in (*staff[:7], *staff[12:18], *staff[18:22]):
        answer(row, account, {"useful": 4})
    services.close(row, actor=lead)
    row.refresh_from_db()
    found = results.results(row)
    # Everybody of one team answered: it is withheld, and the smallest other one with it.
    told = {name: rate for name, rate in found.teams if rate}
    assert set(told) == {"Big"}
    assert (told["Big"].asked, told["Big"].complete) == (12, 7)
    assert found.asked.asked == 28


def test_an_open_link_says_what_it_cannot_know(world, lead, client_of):
    row = sent(world, lead, whom=Whom.LINK, name="employers")
    path = reverse("survey_answer", args=[links.open_to_all(row)])
    assert (
        links.link(links.open_to_all(row))
        in client_of("ld_lead").get(reverse("survey", args=[row.pk])).content.decode()
    )
    visitor = Client()
    for n in range(20):
        assert visitor.post(path, {"hired": "1", "useful": str(1 + n % 5)}).status_code == 302
    assert visitor.post(path, {"hired": "1"}).status_code == 429
    services.close(row, actor=lead)
    row.refresh_from_db()
    assert results.results(row).asked is None
    said = text(client_of("ld_lead").get(reverse("survey", args=[row.pk])))
    assert "An open link: who answers chooses so." in said
    assert "own uncertainty is unknown" in said
    with pytest.raises(InputError, match="cannot be linked"):
        sent(world, lead, mode=Mode.LINKED, whom=Whom.LINK)
    with pytest.raises(InputError, match="1 people are asked"):
        sent(world, lead, whom=Whom.ROLES, chosen=[Role.LD_LEAD.value])


def test_what_waits_for_me(world, client_of):
    page = client_of("learner")
    shown = page.get(reverse("my_surveys")).content.decode()
    assert "/answer/" in shown
    assert "Delete my answers" in shown
    assert "Slightly useful" in shown  # one's own words, to oneself
    mine = SurveyAnswerRecord.objects.get(account=world.people["learner"])
    assert page.post(reverse("my_survey_forget", args=[mine.pk])).status_code == 302
    assert not SurveyAnswerRecord.objects.filter(pk=mine.pk).exists()
    figures = text(client_of("ld_lead").get(reverse("survey_published")))
    assert "not found in its source" in figures
    assert "All of it is self-reported." in figures
