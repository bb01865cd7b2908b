"""Measuring pages: what is simulated says so, what is not established says so."""

from __future__ import annotations

import re
from datetime import date

from django.urls import reverse

from skillmark.server.measure import services
from skillmark.server.measure.ledger.services import changed
from skillmark.server.measure.models import OutcomeRecord


def text(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_what_is_simulated_says_so_first(client_of):
    for page in ("measure", "measure_shown"):
        shown = text(client_of("ld_lead").get(reverse(page)))
        assert "Simulated. 240 of 240 people in this ledger are made up" in shown


def test_a_small_group_is_not_described_nor_found_by_subtraction(client_of, world):
    held = OutcomeRecord.objects.of(world.home).exclude(credential=None)
    held.exclude(pk__in=held.values_list("pk", flat=True)[:3]).delete()
    changed(world.home)
    found = services.described(world.home, today=date(2026, 11, 1))
    assert [group.suppressed for group in found.groups] == [True, True, False]
    shown = text(client_of("ld_lead").get(reverse("measure_shown")))
    assert shown.count("Too few people to be shown.") == 2


def test_an_empty_ledger_invites_to_upload(client_of, world):
    OutcomeRecord.objects.all().delete()
    shown = text(client_of("ld_lead").get(reverse("measure")))
    assert "The outcome ledger is empty." in shown
