"""Designs on the site: written down, changed in the open, read, never established too early."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace
from datetime import date, datetime, timedelta

import numpy as np
import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from skillmark.measure.designs.design import Question
from skillmark.measure.designs.ready import READY
from skillmark.measure.designs.registry import Registry
from skillmark.measure.ledger.simulate import simulate
from skillmark.nouns.errors import InputError
from skillmark.server.jobs import worker
from skillmark.server.jobs.models import JobRecord
from skillmark.server.measure.designing import services
from skillmark.server.measure.designing.models import DesignReadingRecord, DesignRecord
from skillmark.server.measure.ledger import services as ledgers
from skillmark.server.people.models import AuditRecord

NAME = "days-to-productivity"
LONG_AGO = datetime(2023, 10, 1, 8, tzinfo=timezone.get_default_timezone())


def text(answer):
    said = re.sub(r"<(style|script)\b.*?</\1>", " ", answer.content.decode(), flags=re.S)
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", said)))


@pytest.fixture
def asked(world):
    """Registered before data and due today; the ledger is large enough to find it."""
    DesignReadingRecord.objects.all().delete()
    DesignRecord.objects.all().delete()
    today = timezone.localdate()
    made = simulate(people=900, today=today, rng=np.random.default_rng(7), effect=16)
    ledgers.record(world.home, made.ledger, actor=None)
    for question in (Question.DAYS_TO_PRODUCTIVITY, Question.STARTING_PAY):
        design = READY[question].read_on(today)
        services.register(world.home, design, actor=world.people["ld_lead"], now=LONG_AGO)
    return made


def test_a_question_before_its_day_shows_its_change_and_no_verdict(client_of):
    lead = client_of("ld_lead")
    shown = text(lead.get(reverse("design", args=[NAME])))
    assert "Not established." in shown
    assert "is still to come" in shown
    assert "Smallest effect worth knowing 7 4" in shown
    assert "Days after hiring 180 150" in shown
    first = DesignRecord.objects.order_by("pk").first()
    earlier = lead.get(reverse("design", args=[NAME]), {"as": first.digest})
    assert "This is an earlier registration." in text(earlier)
    assert lead.get(reverse("design", args=[NAME]), {"as": "sha256:0"}).status_code == 404
    listed = text(lead.get(reverse("designs")))
    assert listed.count("Ask it again") == 1
    assert listed.count("Write it down") == 5
    german = text(lead.get(reverse("design", args=[NAME]), headers={"accept-language": "de"}))
    assert "Nicht belegt." in german


def test_what_is_due_is_read_once_and_said_with_everything_it_rests_on(client_of, world, asked):
    lead = client_of("ld_lead")
    shown = text(lead.get(reverse("designs")))
    assert shown.count("Established") == 1
    assert "It also holds among all 2 questions read together" in shown
    kept = {row.registration.name: row.made for row in DesignReadingRecord.objects.all()}
    assert len(kept) == 2
    shown = text(lead.get(reverse("design", args=[NAME])))
    assert "Simulated." in shown
    assert "Established. Those hired with a credential had fewer days to productivity" in shown
    assert "before any of its outcomes" in shown
    assert {row.registration.name: row.made for row in DesignReadingRecord.objects.all()} == kept
    for kind in ("effect", "curve"):
        assert b"<svg" in lead.get(reverse("design_picture", args=[NAME, kind])).content
    told = json.loads(lead.get(reverse("design_finding", args=[NAME])).content)
    assert told["verdict"] == "established"
    row = DesignRecord.objects.get(name=NAME)
    assert told["registration"] == row.digest
    # the file is the one that the command line reads
    file = lead.get(reverse("design_registry", args=[NAME])).content.decode()
    assert Registry.read(file).latest(NAME).digest == row.digest
    ledgers.record(world.home, asked.ledger.where(np.arange(3)), actor=None)
    lead.get(reverse("design", args=[NAME]))
    assert DesignReadingRecord.objects.get(registration=row).made > kept[NAME]


def test_the_form_plans_before_it_registers(client_of, world, asked):
    lead, today = client_of("ld_lead"), timezone.localdate()
    address = reverse("design_register") + "?question=retention"
    shown = text(lead.get(address))
    assert re.search(r"About [\d,]+ to establish 5.0 percentage points four times in five", shown)
    given = {
        "reading": (today + timedelta(days=30)).isoformat(),
        "worth": "20",
        "horizon": "365",
        "covariates": ["experience_years"],
        "name": "retention",
    }
    shown = text(lead.post(address, {**given, "plan": "1"}))
    assert "to establish 20.0 percentage points" in shown
    assert not DesignRecord.objects.filter(name="retention").exists()
    answer = lead.post(address, {**given, "register": "1"})
    assert answer.status_code == 302
    row = DesignRecord.objects.get(name="retention")
    assert row.by == world.people["ld_lead"]
    assert row.design["covariates"] == ["experience_years"]
    assert AuditRecord.objects.filter(action="design_registered").last().detail["changes"] == []
    again = lead.post(address, {**given, "register": "1"})
    assert again.status_code == 422
    assert "already" in text(again)
    over = lead.post(address, {**given, "reading": "2020-01-01", "register": "1"})
    assert "is over" in text(over)


def test_a_programme_is_registered_with_its_starts(client_of, asked):
    lead, today = client_of("ld_lead"), timezone.localdate()
    address = reverse("design_register") + "?question=programme"
    given = {
        "reading": today.isoformat(), "worth": "7", "horizon": "180", "name": "programme",
        "register": "1",
    }  # fmt: skip
    wrong = lead.post(address, {**given, "starts": "Software 1 next year"})
    assert "write the team, a semicolon and a day" in text(wrong)
    lines = "\n".join(f"{team}; {day}" for team, day in asked.starts.items())
    assert lead.post(address, {**given, "starts": lines}).status_code == 302
    shown = text(lead.get(reverse("design", args=["programme"])))
    assert "Not established." in shown
    assert f"Start of {next(iter(asked.starts))}" in shown


def test_a_large_ledger_is_read_by_a_job(client_of, world, asked, monkeypatch):
    monkeypatch.setattr(services, "AT_ONCE", 100)
    lead = client_of("ld_lead")
    for _ in range(2):
        assert "a job reads it" in text(lead.get(reverse("design", args=[NAME])))
    assert JobRecord.objects.filter(kind=services.READ).count() == 2  # one a design
    worker.load()
    while worker.run_one():
        pass
    assert "Established." in text(lead.get(reverse("design", args=[NAME])))


def test_a_row_altered_behind_our_back_is_noticed(world, asked):
    row = DesignRecord.objects.of(world.home).first()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE measure_designrecord SET design = replace(design, '7.0', '6.0') WHERE id = %s",
            [row.pk],
        )
    with pytest.raises(InputError, match="altered"):
        services.registry(world.home)


def test_who_wrote_it_down_may_be_forgotten_and_the_chain_holds(world, asked):
    row = DesignRecord.objects.of(world.home).first()
    row.by = None
    row.save()
    assert services.registry(world.home).registrations[0].by == ""


def test_the_api_registers_and_reads(client_of, asked):
    lead = client_of("ld_lead")
    told = lead.get("/api/measure/designs").json()
    assert len(told["ready"]) == 6
    assert {one["id"]: one["verdict"] for one in told["registered"]}[NAME] == "established"
    design = replace(READY[Question.PROMOTION], worth_knowing=8.0)
    body = design.read_on(timezone.localdate()).as_json()
    made = lead.post("/api/measure/designs", body, content_type="application/json")
    assert made.status_code == 201
    assert made.json()["digest"].startswith("sha256:")
    found = lead.get("/api/measure/designs/promotion/finding").json()
    assert found["registration"] == made.json()["digest"]
    wrong = lead.post(
        "/api/measure/designs", {**body, "covariates": ["left"]}, content_type="application/json"
    )
    assert wrong.status_code == 400
    assert "after hiring" in wrong.json()["cause"]


def test_a_reading_day_is_the_last_that_is_over():
    days = (date(2026, 1, 1), date(2026, 6, 1))
    design = READY[Question.RETENTION].read_on(*days)
    assert services.looked_at(design, date(2026, 3, 1)) == days[0]
    assert services.looked_at(design, date(2025, 3, 1)) == date(2025, 3, 1)
