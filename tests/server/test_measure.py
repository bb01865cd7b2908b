"""Measuring pages: what is simulated says so, what is not established says so."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse
from django.utils import translation

from skillmark.server.measure import services, wording
from skillmark.server.measure.models import OutcomeRecord


def text(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_what_is_simulated_says_so_first(client_of):
    for page in ("measure", "measure_shown"):
        shown = text(client_of("ld_lead").get(reverse(page)))
        assert "Simulated. 240 of 240 people in this ledger are made up" in shown


def test_the_verdict_on_the_page_is_the_estimators(client_of, world):
    found = services.findings(world.home, today=date(2026, 11, 1))
    shown = text(client_of("ld_lead").get(reverse("measure_shown")))
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


def test_a_ledger_of_one_group_says_why_there_is_no_estimate(client_of, world):
    OutcomeRecord.objects.of(world.home).exclude(credential=None).delete()
    shown = text(client_of("ld_lead").get(reverse("measure_shown")))
    assert "Could not be estimated." in shown


def test_an_empty_ledger_invites_to_upload(client_of, world):
    OutcomeRecord.objects.all().delete()
    shown = text(client_of("ld_lead").get(reverse("measure")))
    assert "The outcome ledger is empty." in shown
