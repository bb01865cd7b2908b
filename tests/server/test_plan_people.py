"""A list of people: read by its columns, looked at, taken over once, compared later."""

from __future__ import annotations

import re
from datetime import date

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from skillmark.nouns.errors import ConflictError
from skillmark.server.hold.services import addresses
from skillmark.server.jobs import worker
from skillmark.server.match.models import EvidenceRecord
from skillmark.server.people import permitting
from skillmark.server.people.models import (
    AccountRecord,
    AuditRecord,
    InvitationRecord,
    MembershipRecord,
    Purpose,
)
from skillmark.server.people.services import set_consent
from skillmark.server.plan import services
from skillmark.server.plan.models import AimRecord, PeopleFileRecord, PostRecord
from skillmark.server.plan.people import reading, taking
from skillmark.server.plan.people.reading import Columns, Reason
from skillmark.skills.starter import uri

GERMAN = (
    "Personalnummer;Nachname;Vorname;E-Mail (geschäftlich);Abteilung;Bereich;Stelle;Zielrolle;"
    "Wochenstunden;Lernstunden pro Woche;Eintrittsdatum;Data analysis\r\n"
    "1;Müller;Jürgen;j.mueller@home.example;Netz;Betrieb;Data analyst;Automation lead;38,5;2,5;"
    "01.03.2019;3\r\n"
    "2;Groß;Ida;ida@home.example;Netz;Betrieb;Zauberer;Automation lead;38,5;3;13.10.2020;\r\n"
    "3;Ohne;Adresse;;Netz;Betrieb;;;38,5;2;01.01.2020;\r\n"
    "4;Viel;Lernt;viel@home.example;Netz;Betrieb;;;38,5;99;01.01.2020;\r\n"
    "5;Groß;Ida;ida@home.example;Vertrieb;Betrieb;;;38,5;3;13.10.2020;\r\n"
)


@pytest.fixture
def lead(world):
    return world.people["ld_lead"]


def keep(world, lead, content, evidence=b""):
    return taking.keep(
        content, name="hr.csv", organisation=world.home, actor=lead, evidence=evidence
    )


def take(world, lead, content, *, basis=None, whole=False, mail=False, evidence=b""):
    row = keep(world, lead, content, evidence)
    taking.order(row, basis, mail=mail, whole=whole, actor=lead)
    run_jobs()
    row.refresh_from_db()
    assert row.job.state == "done", row.job.error
    return row.job.result


def run_jobs():
    worker.load()
    while worker.run_one():
        pass


def test_a_german_export_is_guessed_and_every_mistake_has_its_line(world, lead):
    row = keep(world, lead, GERMAN.encode("cp1252"))
    assert row.recoded
    columns = Columns.of(row.columns)
    assert columns == Columns(
        email="E-Mail (geschäftlich)", first_name="Vorname", last_name="Nachname",
        team="Abteilung", function="Bereich", role="Stelle", aims_at="Zielrolle",
        hours_a_week="Lernstunden pro Woche", since="Eintrittsdatum",
        skills={"Data analysis": uri("data-analysis")},
    )  # fmt: skip
    looked = taking.look(row)
    assert [one.line.email for one in looked.lines] == [
        "j.mueller@home.example",
        "ida@home.example",
    ]
    first = looked.lines[0].line
    assert (first.name, first.hours_a_week, first.since) == ("Jürgen Müller", 2.5, date(2019, 3, 1))
    assert first.role == str(world.things["role"].pk)
    assert first.aims_at == str(world.things["plan_role"].pk)
    assert first.skills == ((uri("data-analysis"), 3),)
    assert [(one.line, one.reason, one.hint) for one in looked.problems] == [
        (3, Reason.UNKNOWN_ROLE, True),
        (4, Reason.NO_ADDRESS, False),
        (5, Reason.NOT_HOURS, False),
        (6, Reason.CONTRADICTS, False),
    ]
    assert looked.left_out == 3
    assert PostRecord.objects.of(world.home).filter(team="Netz").count() == 0, "nothing happened"


def test_what_is_taken_over_is_there_once_and_the_next_time_says_what_changed(world, lead):
    basis = world.things["basis"]
    done = take(world, lead, GERMAN.encode(), basis=basis, mail=True)
    assert (done["lines"], done["new"], done["told"], done["left_out"]) == (2, 2, 2, 3)
    account = AccountRecord.objects.get(email="j.mueller@home.example")
    assert not account.has_usable_password()
    assert not EmailAddress.objects.get(user=account).verified, "nobody has confirmed it"
    assert MembershipRecord.objects.get(account=account).role == "learner"
    post = PostRecord.objects.get(account=account)
    assert (post.team, post.function, post.hours_a_week) == ("Netz", "Betrieb", 2.5)
    assert AimRecord.objects.get(account=account).role == world.things["plan_role"]
    claim = EvidenceRecord.objects.get(account=account)
    assert (claim.evidence_class, claim.level) == ("claimed", 3)
    letter = next(one for one in mail.outbox if one.to == [account.email])
    assert basis.words in letter.body
    assert "/planning/object/" in letter.body
    here = services.situation(world.home)
    assert str(account.pk) in here.names
    assert not permitting.agreeing(world.home, Purpose.PLANNING).filter(pk=account.pk).exists()
    # the same file again changes nothing and writes to nobody
    sent = len(mail.outbox)
    again = take(world, lead, GERMAN.encode(), basis=basis, mail=True)
    assert (again["new"], again["told"], len(mail.outbox)) == (0, 0, sent)
    assert EvidenceRecord.objects.filter(account=account).count() == 1
    # and a later one says who moved, who is new and who is gone
    later = (
        "email,name,team,function,role,aims_at,hours_a_week,since\n"
        "ida@home.example,Ida Groß,Vertrieb,Betrieb,,,3,2020-10-13\n"
        "new@home.example,Newcomer,Netz,,,,,\n"
    ).encode()
    looked = taking.look(keep(world, lead, later))
    assert [one.line.email for one in looked.new] == ["new@home.example"]
    (moved,) = looked.moved
    assert [(c.what, c.before, c.after) for c in moved.changes] == [("team", "Netz", "Vertrieb")]
    assert set(looked.gone) == {account, world.people["learner"]}, "whoever has a post and no line"
    take(world, lead, later, basis=basis)
    assert PostRecord.objects.filter(account=account).exists(), "not unless the list is complete"
    assert take(world, lead, later, basis=basis, whole=True)["gone"] == 2, (
        "and the learner of the world"
    )
    assert not PostRecord.objects.filter(account=account).exists()
    assert str(account.pk) not in services.situation(world.home).names
    assert AccountRecord.objects.filter(pk=account.pk).exists(), "the account is the person's"
    assert AuditRecord.objects.filter(action="people_stored").count() == 4


def test_somebody_from_a_list_sets_a_password_with_their_own_mail_and_proves_the_address(
    world, lead, settings
):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"  # as on every site with a mail server
    take(world, lead, b"email,name\nada@home.example,Ada Byron\n", basis=world.things["basis"])
    account = AccountRecord.objects.get(email="ada@home.example")
    browser, secret = Client(), "quite-a-long-secret"
    browser.post("/account/password/reset/", {"email": account.email})
    (message,) = mail.outbox
    form = browser.get(link_in(message), follow=True)
    said = {"password1": secret, "password2": secret}
    browser.post(form.redirect_chain[-1][0], said)
    assert not addresses(account), "a password is no proof that the address is read"
    browser = Client()
    browser.post("/account/login/", {"login": account.email, "password": secret})
    assert browser.get("/dashboard/").status_code == 302
    browser.post(link_in(mail.outbox[-1]))
    assert addresses(account) == [account.email]
    browser.post("/account/login/", {"login": account.email, "password": secret})
    assert browser.get("/dashboard/").status_code == 200


def link_in(message):
    found = re.search(r"https?://[^\s]+", message.body)
    assert found, message.body
    return found.group().partition("testserver")[2] or found.group()


def test_who_objected_stays_out_and_who_belongs_elsewhere_is_asked(world, lead):
    stranger, learner = world.stranger, world.people["learner"]
    set_consent(learner, world.home, Purpose.PLANNING, given=False)
    text = f"email,name,team,aims_at\n{stranger.email},X,A,Automation lead\n{learner.email},Y,A,\n"
    row = keep(world, lead, text.encode())
    looked = taking.look(row)
    by_email = {one.line.email: one for one in looked.lines}
    assert by_email[stranger.email].account is None, "who is on the site elsewhere is not told"
    take(world, lead, text.encode(), basis=world.things["basis"], mail=True)
    assert not MembershipRecord.objects.of(world.home).filter(account=stranger).exists()
    assert InvitationRecord.objects.of(world.home).filter(email=stranger.email).exists()
    here = services.situation(world.home)
    assert {str(stranger.pk), str(learner.pk)}.isdisjoint(here.names)
    assert str(stranger) != "X", "nobody is renamed by a list"


def test_evidence_counts_by_its_class_and_needs_who_saw_it(world, lead):
    people = b"email,name,aims_at\nada@home.example,Ada Byron,Automation lead\n"
    evidence = (
        "email;skill;level;class;date;seen_by\n"
        f"ada@home.example;{uri('genai-prompt-design')};3;beobachtet;14.02.2026;Bo Lead\n"
        f"ada@home.example;{uri('genai-agents')};5;claimed;2026-02-14;\n"
        f"ada@home.example;{uri('genai-agents')};5;evidenced;2026-02-14;\n"
        "ada@home.example;flying;5;claimed;2026-02-14;\n"
        f"who@home.example;{uri('genai-agents')};5;claimed;2026-02-14;\n"
        f"ada@home.example;{uri('genai-agents')};9;claimed;2026-02-14;\n"
    ).encode()
    row = keep(world, lead, people, evidence)
    looked = taking.look(row)
    assert [(one.line, one.reason) for one in looked.problems] == [
        (4, Reason.NOBODY_SAW), (5, Reason.UNKNOWN_SKILL), (6, Reason.UNKNOWN_PERSON),
        (7, Reason.NOT_A_LEVEL),
    ]  # fmt: skip
    done = take(world, lead, people, basis=world.things["basis"], evidence=evidence)
    assert done["evidence"] == 2
    here = services.situation(world.home)
    (ada,) = [one for one in here.people if one.account.email == "ada@home.example"]
    assert ada.proven == {uri("genai-prompt-design"): 3}
    assert [gap.skill for gap in here.learners[-1].gaps] == [uri("genai-agents")]


def test_the_pages_lead_from_a_pasted_table_to_a_job(world, lead, client_of):
    client = client_of("ld_lead")
    pasted = "Wer\tMail\nAda Byron\tada@home.example\nBo\tkeine\n"
    answer = client.post(reverse("planned_people"), {"pasted": pasted})
    row = PeopleFileRecord.objects.latest("created")
    assert answer.url == reverse("people_file", args=[row.pk])
    page = client.get(reverse("people_columns", args=[row.pk])).content.decode()
    assert "Wer" in page
    twice = client.post(reverse("people_columns", args=[row.pk]), {"email": "Mail", "name": "Mail"})
    assert "named twice" in twice.content.decode()
    client.post(reverse("people_columns", args=[row.pk]), {"email": "Mail", "name": "Wer"})
    shown = client.get(reverse("people_file", args=[row.pk])).content.decode()
    assert "Ada Byron" in shown
    assert "“keine” is no e-mail address" in shown
    listed = client.get(reverse("people_left_out", args=[row.pk])).content.decode()
    assert "people,3,Mail,“keine” is no e-mail address,no,Bo,keine" in listed
    said = {"basis": str(world.things["basis"].pk), "mail": "on"}
    client.post(reverse("people_take", args=[row.pk]), said)
    row.refresh_from_db()
    assert row.job.state == "queued"
    with pytest.raises(ConflictError):
        taking.order(row, None, mail=False, whole=False, actor=lead)
    assert client.post(reverse("people_take", args=[row.pk]), said).status_code == 409
    run_jobs()
    assert (
        "People in the list" in client.get(reverse("people_file", args=[row.pk])).content.decode()
    )
    # the next list with this header is read as this one was
    assert Columns.of(keep(world, lead, pasted.encode()).columns).name == "Wer"


CELL = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@given(st.lists(st.tuples(CELL, CELL, CELL, CELL), max_size=8))
def test_every_line_is_read_or_named_and_none_is_lost(rows):
    header = ("email", "name", "hours_a_week", "since")
    table = reading.Table(header, tuple((n, row) for n, row in enumerate(rows, start=2)))
    read = reading.read_people(
        table,
        reading.propose(header, lambda _name: None),
        role_of=lambda _name: None,
        today=date(2026, 1, 1),
    )
    seen = {line.line for line in read.lines} | {one.line for one in read.problems}
    assert seen == {line for line, _cells in table.rows}
    assert len({line.email for line in read.lines}) == len(read.lines)
