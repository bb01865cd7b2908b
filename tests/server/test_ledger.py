"""The ledger on the site: brought in by its mapping, looked at, stored, linked by consent."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone, translation

from skillmark.badges.identity import Recipient
from skillmark.measure.ledger.columns import BY_NAME
from skillmark.measure.ledger.simulate import simulate
from skillmark.measure.ledger.store import Ledger, Words
from skillmark.measure.ledger.writing import write_ledger
from skillmark.nouns.money import Money
from skillmark.nouns.outcome import Outcome
from skillmark.server.award import erasing
from skillmark.server.award import services as awards
from skillmark.server.award.models import AwardRecord
from skillmark.server.award.status import standing
from skillmark.server.define.models import AchievementRecord
from skillmark.server.jobs import daily, worker
from skillmark.server.jobs.models import JobRecord
from skillmark.server.jobs.services import cancel
from skillmark.server.measure.ledger import services, storing, taking, wording, working
from skillmark.server.measure.ledger.models import (
    LedgerFileRecord,
    LedgerRecord,
    LinkRecord,
    MappingRecord,
    OutcomeRecord,
)
from skillmark.server.people.models import AccountRecord, AuditRecord, Purpose
from skillmark.server.people.services import set_consent

GERMAN = """Personalnummer;Nachname;E-Mail;Eintrittsdatum;Austrittsdatum;Bereich;Einstiegsgehalt
1001;Müller;{email};01.03.2025;31.12.9999;IT;52.000,00 €
1002;Öztürk;deniz@x.example;15.04.2025;30.09.2025;Vertrieb;48.000,00 €
"""


def text(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def run_jobs():
    worker.load()
    JobRecord.objects.filter(kind=taking.FORGET).delete()
    while worker.run_one():
        pass


@pytest.fixture
def lead(client_of, world):
    OutcomeRecord.objects.all().delete()
    return client_of("ld_lead")


def upload(client, content, name="export.csv"):
    raw = content if isinstance(content, bytes) else content.encode()
    answer = client.post(reverse("ledger"), {"file": SimpleUploadedFile(name, raw)})
    return answer, LedgerFileRecord.objects.order_by("-created").first()


def confirm(client, row, **changes):
    """Send the mapping's page as it is filled in, with some answers changed."""
    page = client.get(reverse("ledger_columns", args=[row.pk]))
    form = page.context["form"]
    said = {}
    for name in form.fields:
        value = form[name].value()
        if value not in (None, ""):
            said[name] = value
    return client.post(reverse("ledger_columns", args=[row.pk]), {**said, **changes})


def store(client, row, **how):
    client.get(reverse("ledger_file", args=[row.pk]))
    client.post(reverse("ledger_store", args=[row.pk]), how)
    run_jobs()
    row.refresh_from_db()
    return row.job


def test_every_column_of_the_ledger_is_explained_in_german():
    with translation.override("en"):
        assert dict(wording.columns()) == {name: c.meaning for name, c in BY_NAME.items()}
        assert wording.titles().keys() == BY_NAME.keys()
        english = wording.titles()
    with translation.override("de"):
        assert not {name for name, said in wording.columns() if said == BY_NAME[name].meaning}
        same = {name for name, said in wording.titles().items() if said == english[name]}
        assert same <= {"person", "team"}


def test_an_export_goes_from_its_columns_over_its_mistakes_into_the_ledger(lead, world):
    wrong = GERMAN.format(email="a@x.example").replace("30.09.2025", "30.09.2024")
    answer, row = upload(lead, wrong.encode("cp1252"))
    assert answer.headers["Location"] == reverse("ledger_columns", args=[row.pk])
    page = text(lead.get(answer.headers["Location"]))
    assert "was read as Excel on Windows writes it" in page
    assert "Nachname names" in page
    assert confirm(lead, row).status_code == 302
    shown = text(lead.get(reverse("ledger_file", args=[row.pk])))
    assert "Austrittsdatum 2024-09-30 is before 2025-04-15 (Hired)" in shown
    listed = lead.get(reverse("ledger_problems", args=[row.pk])).content.decode("utf-8-sig")
    assert listed.splitlines()[1].startswith("3,Austrittsdatum,")
    assert store(lead, row) is None, "with a mistake nothing is stored unless somebody says so"
    assert not OutcomeRecord.objects.exists()

    answer, row = upload(lead, GERMAN.format(email="a@x.example"))
    assert answer.headers["Location"] == reverse("ledger_file", args=[row.pk]), "it is remembered"
    assert "Store 2 people" in text(lead.get(answer.headers["Location"]))
    job = store(lead, row)
    assert (job.state, job.result["people"], bytes(row.data)) == ("done", 2, b"")
    ledger = services.ledger_of(world.home)
    assert ledger.people.tolist() == ["1001", "1002"]
    assert ledger.number("starting_pay").tolist() == [52_000.0, 48_000.0]
    assert ledger.day("left").astype(str).tolist() == ["NaT", "2025-09-30"]
    assert (
        MappingRecord.objects.latest("changed").digest
        == AuditRecord.objects.get(action="ledger_ordered").detail["mapping"]
    )
    rows = repr(list(OutcomeRecord.objects.values()))
    assert not [word for word in ("Müller", "x.example") if word in rows]
    assert lead.get(reverse("ledger_file", args=[row.pk])).status_code == 200
    again = lead.post(reverse("ledger_store", args=[row.pk]))
    assert again.status_code == 409


def test_what_a_file_does_not_say_stays_and_what_is_not_in_it_goes_when_said_so(lead, world):
    _answer, row = upload(lead, GERMAN.format(email="a@x.example"))
    confirm(lead, row)
    store(lead, row)
    before = services.stamp(world.home)
    _answer, row = upload(
        lead, "person,performance,team\n1002,0.5,Süd\n1003,0.25,Nord\n1004,2,Nord\n"
    )
    lead.get(reverse("ledger_file", args=[row.pk]))
    row.refresh_from_db()
    looked = row.looked
    assert [looked[k] for k in ("new", "changed", "same", "gone", "mistakes", "sound")] == [
        1, 1, 0, 1, 1, 2,
    ]  # fmt: skip
    assert looked["by_column"] == {"performance": 1, "team": 1}
    store(lead, row, sound="on", whole="on")
    ledger = services.ledger_of(world.home)
    assert services.stamp(world.home) != before
    assert ledger.people.tolist() == ["1002", "1003"], "1004 is wrong, 1001 is gone"
    np.testing.assert_equal(ledger.number("starting_pay"), [48_000, np.nan])
    assert ledger.number("performance").tolist() == [0.5, 0.25]


def test_every_column_comes_back_as_it_was_stored(lead, world):
    day = date(2026, 2, 3)
    full = {name: day for name, c in BY_NAME.items() if c.kind == "day"}
    full |= {name: f"{name} ä" for name, c in BY_NAME.items() if c.kind == "words"}
    full |= {name: 0.125 for name, c in BY_NAME.items() if c.kind in {"number", "rating"}}
    full |= {name: True for name, c in BY_NAME.items() if c.kind == "flag"}
    full |= {n: Money(Decimal("1234.56"), "CHF") for n, c in BY_NAME.items() if c.kind == "money"}
    ledger = Ledger.of([Outcome("all", **full), Outcome("nothing")])
    ledger = replace(ledger, groups={"age band": Words.of(["30-39", None])})
    services.record(world.home, ledger, actor=None)
    there = services.ledger_of(world.home)
    assert there.outcomes() == ledger.outcomes()
    assert there.currency == "CHF"
    assert [there.groups["age band"].at(i) for i in (0, 1)] == ["30-39", ""]
    made = simulate(people=30, today=date(2026, 11, 1), rng=np.random.default_rng(9)).ledger
    OutcomeRecord.objects.all().delete()
    for _time in range(2):
        answer, row = upload(lead, write_ledger(made))
        assert answer.headers["Location"] == reverse("ledger_file", args=[row.pk])
        lead.get(answer.headers["Location"])
        store(lead, row)
    assert services.ledger_of(world.home).outcomes() == made.outcomes()
    file = lead.get(reverse("ledger_download")).content.decode("utf-8-sig")
    assert file == write_ledger(made)


def test_another_currency_than_the_stored_one_is_refused(lead, world):
    services.record(world.home, Ledger.of([_paid("a", "EUR")]), actor=None)
    _answer, row = upload(lead, "person,training_cost,currency\nZ1,100,USD\n")
    page = text(lead.get(reverse("ledger_file", args=[row.pk])))
    assert "Amounts are stored in EUR, and these are in USD." in page
    assert store(lead, row) is None


def _paid(person, currency):
    return Outcome(person, training_cost=Money(Decimal(5), currency))


def test_a_job_that_was_stopped_goes_on_and_stores_nothing_twice(lead, world, monkeypatch):
    made = simulate(people=50, today=date(2026, 11, 1), rng=np.random.default_rng(3)).ledger
    _answer, row = upload(lead, write_ledger(made))
    lead.get(reverse("ledger_file", args=[row.pk]))
    monkeypatch.setattr(working, "CHUNK", 20)
    write = storing.write

    def stopped(*given):
        write(*given)
        if OutcomeRecord.objects.count() == 40:
            cancel(JobRecord.objects.get(kind=taking.STORE), actor=world.people["ld_lead"])

    monkeypatch.setattr(storing, "write", stopped)
    job = store(lead, row)
    assert (job.state, OutcomeRecord.objects.count()) == ("cancelled", 40)
    monkeypatch.setattr(storing, "write", write)
    lead.post(reverse("job_resume", args=[job.pk]))
    run_jobs()
    assert services.ledger_of(world.home).outcomes() == made.outcomes()


def test_a_large_file_is_looked_at_by_a_job(lead, world, monkeypatch):
    monkeypatch.setattr(taking, "AT_ONCE", 10)
    _answer, row = upload(lead, "person,hired\na,2026-01-01\n")
    address = reverse("ledger_file", args=[row.pk])
    assert "Looking at the file" in text(lead.get(address))
    run_jobs()
    assert "See what would change" in text(lead.get(address, headers={"HX-Request": "true"}))
    assert "Store 1 person" in text(lead.get(address))


@pytest.fixture
def linked(lead, world):
    """The learner's row, linked by consent, with the first of two credentials."""
    learner, provider = world.people["learner"], world.people["provider_admin"]
    learner.awards.all().delete()
    learner.badges.all().delete()
    recipient = Recipient("Lea", learner.email)
    AwardRecord.objects.filter(email=learner.email).update(email="", account=None)
    for achievement in AchievementRecord.objects.of(world.home).order_by("pk")[:2]:
        awards.award_one(achievement, recipient, actor=provider)
    run_jobs()
    AwardRecord.objects.filter(email=learner.email).update(account=learner)
    set_consent(learner, world.home, Purpose.OUTCOMES, given=True)
    _answer, row = upload(lead, GERMAN.format(email=learner.email.upper()))
    confirm(lead, row, link="E-Mail")
    job = store(lead, row)
    assert (job.result["addresses"], job.result["linked"]) == (2, 0), "told in steps of five"
    assert LinkRecord.objects.get().account == learner
    return learner


def mine():
    return OutcomeRecord.objects.get(person="1001")


def test_who_agreed_is_linked_and_nobody_else_is(linked, lead, world, client_of):
    row, other = mine(), OutcomeRecord.objects.get(person="1002")
    first = AwardRecord.objects.filter(email=linked.email).order_by("valid_from", "pk").first()
    assert row.by_link
    assert row.credential in {f"urn:uuid:{a.pk}" for a in linked.awards.all()} | {
        json.loads(bytes(a.body))["id"] for a in linked.awards.all()
    }
    assert row.credential_date == first.valid_from.date()
    assert row.achievement
    assert row.provider == world.home.name
    assert (other.credential, other.by_link) == (None, False)
    assert "x.example" not in repr(list(LinkRecord.objects.values()))
    # a file does not write over what the person agreed to
    typed = Ledger(np.array(["1001"], dtype=object), words={"credential": Words.of(["typed in"])})
    services.record(world.home, typed, actor=None)
    assert mine().credential == row.credential
    page = text(client_of("learner").get(reverse("my_outcomes")))
    assert "52,000.00 EUR" in page
    assert "your consent" in page
    # an award that does not hold any more is none
    for award in AwardRecord.objects.filter(email=linked.email):
        standing.change(award, "revoke", "a mistake", actor=world.people["provider_admin"])
    daily.forget()
    run_jobs()
    daily.look()
    run_jobs()
    assert (mine().credential, mine().by_link) == (None, False)
    assert LinkRecord.objects.exists()


@pytest.mark.parametrize("way", ["page", "consent", "account", "award", "row"])
def test_with_the_link_goes_what_came_by_it(linked, lead, world, client_of, way):
    if way == "page":
        client_of("learner").post(reverse("my_outcomes"), {"organisation": world.home.slug})
    elif way == "consent":
        set_consent(linked, world.home, Purpose.OUTCOMES, given=False)
    elif way == "account":
        # an account with awards is not deleted by a test; its cascade deletes links so
        AccountRecord.objects.filter(pk=linked.pk).first().outcomes.all().delete()
    elif way == "award":
        award = AwardRecord.objects.filter(email=linked.email).first()
        erasing.erase(award, actor=world.people["provider_admin"])
    else:
        lead.post(reverse("ledger_remove"), {"person": "1001"})
    assert not LinkRecord.objects.exists()
    row = OutcomeRecord.objects.filter(person="1001").first()
    if way == "row":
        assert row is None
    else:
        assert (row.credential, row.achievement, row.provider, row.by_link) == (None, "", "", False)
        assert row.starting_pay == 52_000
    assert "No ledger has a row" in text(client_of("learner").get(reverse("my_outcomes")))


def test_rows_are_kept_as_long_as_stated(lead, world):
    today = timezone.localdate()

    def ago(months):
        return today - timedelta(days=round(30.5 * months))

    people = [
        Outcome("left long ago", hired=ago(60), left=ago(38)),
        Outcome("left lately", hired=ago(60), left=ago(10)),
        Outcome("there", hired=ago(60)),
        Outcome("only applied", applied=ago(40)),
        Outcome("nothing known"),
    ]
    services.record(world.home, Ledger.of(people), actor=None)
    daily.forget()
    worker.load()
    daily.look()
    run_jobs()
    assert {o.person for o in OutcomeRecord.objects.all()} == {
        "left lately", "there", "nothing known",
    }  # fmt: skip
    lead.post(reverse("ledger_retention"), {"months": "6"})
    assert LedgerRecord.objects.of(world.home).get().months == 6
    assert "Stated by" in text(lead.get(reverse("ledger")))
    services.remove(world.home, services.over(world.home, today=today), actor=None)
    assert not OutcomeRecord.objects.filter(person="left lately").exists()


def test_no_figure_of_the_page_leads_to_fewer_than_five(lead, world):
    people = [
        Outcome(
            f"p{i}",
            hired=date(2025, 1, 1) + timedelta(days=31 * i),
            team="A" if i < 3 else "",
            function="F" if i < 37 else "",
            experience_years=1.0 if i < 20 else None,
        )
        for i in range(40)
    ]
    services.record(world.home, Ledger.of(people), actor=None)
    page = text(lead.get(reverse("ledger")))
    assert "Team – fewer than 5 people" in page
    assert "Function – nearly everybody" in page
    assert "Years of experience 20 50 %" in page
    assert "2025-05 – 2027-12" in page, "the first and last four are left out"
    OutcomeRecord.objects.exclude(person__in=["p1", "p2", "p3"]).delete()
    assert "People fewer than 5" in text(lead.get(reverse("ledger")))
