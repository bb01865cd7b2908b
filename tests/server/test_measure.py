"""Measuring pages: what is simulated says so, what is not established says so."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from skillmark.measure.ledger.columns import BY_NAME
from skillmark.measure.ledger.simulate import simulate
from skillmark.measure.ledger.writing import write_ledger
from skillmark.server.measure import services, wording
from skillmark.server.measure.models import OutcomeRecord


def text(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def upload(client, content, name="ledger.csv"):
    return client.post(reverse("ledger"), {"file": SimpleUploadedFile(name, content)})


def test_what_is_simulated_says_so_first(client_of):
    for page in ("measure", "measure_shown"):
        shown = text(client_of("ld_lead").get(reverse(page)))
        assert "Simulated. 240 of 240 people in this ledger are made up" in shown


def test_the_verdict_on_the_page_is_the_estimators(client_of, world):
    found = services.findings(world.home, today=date(2026, 11, 1))
    shown = text(client_of("ld_lead").get(reverse("measure")))
    words = "Established." if found.effect.verdict.established else "Not established."
    assert words in shown


@pytest.mark.parametrize(
    "code",
    ["established", "unadjusted", "few_people", "no_counterpart", "imbalance", "placebo",
     "covers_zero"],
)  # fmt: skip
def test_every_verdict_has_its_own_words_in_both_languages(world, code):
    found = services.findings(world.home, today=date(2026, 11, 1)).effect
    found = replace(found, verdict=replace(found.verdict, code=code, people_needed=4321))
    said = set()
    for tag in ("en", "de"):
        with translation.override(tag):
            said.add((wording.reason(found), wording.remedy(found)))
    assert len({reason for reason, _remedy in said}) == 2
    assert all(bool(remedy) == (code != "established") for _reason, remedy in said)


def test_the_words_carry_the_figures(world):
    found = services.findings(world.home, today=date(2026, 11, 1)).effect
    found = replace(
        found,
        overlap=replace(found.overlap, treated=3, treated_left_out=9),
        verdict=replace(found.verdict, code="no_counterpart"),
    )
    assert wording.reason(found) == "75 % of those with a credential have no counterpart."


def test_every_column_of_the_ledger_is_explained_in_german():
    with translation.override("en"):
        assert dict(wording.columns()) == {name: c.meaning for name, c in BY_NAME.items()}
    with translation.override("de"):
        assert not {name for name, said in wording.columns() if said == BY_NAME[name].meaning}


def test_an_uploaded_ledger_comes_back_as_it_was(client_of, world):
    made = simulate(people=30, today=date(2026, 11, 1), rng=np.random.default_rng(9))
    OutcomeRecord.objects.all().delete()
    answer = upload(client_of("ld_lead"), write_ledger(made.ledger).encode())
    assert answer.status_code == 302
    assert services.ledger_of(world.home).outcomes() == made.ledger.outcomes()
    upload(client_of("ld_lead"), write_ledger(made.ledger).encode())
    assert OutcomeRecord.objects.count() == 30


def test_a_wrong_line_is_named_and_nothing_is_stored(client_of):
    before = OutcomeRecord.objects.count()
    wrong = b"person,hired,left\nA,2026-03-01,\nB,2026-03-01,2026-02-01\n"
    answer = upload(client_of("ld_lead"), wrong)
    assert answer.status_code == 422
    assert "line 3" in text(answer)
    assert OutcomeRecord.objects.count() == before


def test_another_currency_than_the_stored_one_is_refused(client_of):
    other = b"person,training_cost,currency\nZ1,100,USD\n"
    answer = upload(client_of("ld_lead"), other)
    assert answer.status_code == 422
    assert "EUR and USD" in text(answer)


def test_a_ledger_of_one_group_says_why_there_is_no_estimate(client_of, world):
    OutcomeRecord.objects.of(world.home).exclude(credential=None).delete()
    shown = text(client_of("ld_lead").get(reverse("measure")))
    assert "Could not be estimated." in shown


def test_an_empty_ledger_invites_to_upload(client_of, world):
    OutcomeRecord.objects.all().delete()
    shown = text(client_of("ld_lead").get(reverse("measure")))
    assert "The outcome ledger is empty." in shown
