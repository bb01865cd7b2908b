"""An L&D lead makes the impact report by keyboard, takes it away and has it checked."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

FURNISH = """
import os
from datetime import date
import numpy as np
from skillmark.measure.ledger.simulate import simulate
from skillmark.server.measure.ledger.services import record
from skillmark.server.people.actions import Role
from skillmark.server.people.models import OrganisationRecord
from skillmark.server.people.services import door
lead, home = door(Role.LD_LEAD), OrganisationRecord.objects.get()
made = simulate(people=240, today=date(2026, 11, 1), rng=np.random.default_rng(5))
record(home, made.ledger, actor=lead)
"""

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(chromium: Any, serving: Any) -> Iterator[Any]:
    """A demo site with a ledger."""
    with serving(FURNISH, SKILLMARK_DEMO="1") as served:
        yield served


def press(page: Any, target: Any) -> None:
    """Use something by the keyboard alone."""
    target.focus()
    page.keyboard.press("Enter")


def test_from_the_button_to_the_proof(
    site: Any, window: Any, violations: Callable[[Any], list[str]]
) -> None:
    page = window()
    page.goto(site.url)
    page.get_by_role("button", name="Learning and development lead", exact=True).click()
    page.wait_for_url("**/dashboard/")
    page.goto(site.url + "/measure/report")
    press(page, page.get_by_role("button", name="Make the report"))
    page.get_by_text("A report is being made.").wait_for()
    site.work()
    # the page looks by itself
    page.get_by_role("link", name="Read the report").wait_for()
    assert page.locator(".report-claims li").count() >= 3
    assert violations(page) == []

    # the report itself: a page of its own, on which nothing runs
    press(page, page.get_by_role("link", name="Read the report"))
    page.wait_for_url("**/read")
    assert page.locator("h1").inner_text() == "Impact report"
    assert page.locator(".tile").count() >= 2
    page.go_back()

    press(page, page.get_by_role("link", name="Files, proof and sharing"))
    page.get_by_role("heading", name="Proof").wait_for()
    with page.expect_download() as awaited:
        press(page, page.get_by_role("link", name="report.json"))
    data = json.loads(awaited.value.path().read_bytes())
    assert {claim["type"] for claim in data["claims"]} >= {"effect", "trend"}
    press(page, page.get_by_role("button", name="Make a public link"))
    link = page.locator('a[href*="/impact/"]')
    link.wait_for()
    path = link.get_attribute("href")
    press(page, page.get_by_role("button", name="Verify the credential"))
    page.get_by_role("heading", name="Valid", exact=True).wait_for()

    # whoever has the link, on a phone, in German, in the dark
    other = window(width=320, locale="de")
    other.emulate_media(color_scheme="dark")
    other.goto(site.url + path[path.index("/impact/") :])
    assert "Simuliert" in other.locator("#main").inner_text()
    assert violations(other) == []
    assert other.evaluate("document.documentElement.scrollWidth") <= 320
