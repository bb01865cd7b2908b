"""A panel of five sets a cut score by keyboard, somebody adopts it, and the test's page says so."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

FURNISH = """
from dataclasses import replace
from skillmark.assess.starter import starter_test
from skillmark.server.assess import services as assess
from skillmark.server.people.actions import Role
from skillmark.server.people.models import OrganisationRecord
from skillmark.server.people.services import door
from skillmark.server.skills.services import ensure_starter
ensure_starter()
provider = door(Role.PROVIDER_ADMIN)
whole = starter_test("genai-foundations")
short = replace(whole, id="short", blueprint=tuple((skill, 1) for skill, _n in whole.blueprint[:4]))
assess.import_test(OrganisationRecord.objects.get(), short, actor=provider)
"""
QUESTIONS = 4
"""One of each of four skills: enough to rate, and soon done."""
PANEL = """Ada Lovelace; teacher; ; ten years of teaching
Grace Hopper; employer
Mira Beck; practitioner
Tom Ruiz; practitioner
Ines Vogt; teacher"""

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def site(chromium: Any, serving: Any) -> Iterator[str]:
    """A demo site with a test that nobody has set a cut score for but its starting rule."""
    with serving(FURNISH, SKILLMARK_DEMO="1") as served:
        yield served.url


@pytest.fixture
def provider(window: Any, site: str) -> Any:
    """The one who holds the standard setting, at a desk."""
    opened = window(1280, 900)
    opened.on("dialog", lambda dialog: dialog.accept())
    opened.goto(site)
    opened.get_by_role("button", name="Training provider", exact=True).click()
    opened.wait_for_url("**/dashboard/")
    return opened


def rate_by_keyboard(page: Any, link: str, *, to_right: int, agree: bool) -> int:
    """Rate every question with arrows and Enter alone; return how many there were."""
    page.goto(link)
    if agree:
        page.get_by_label("I have read this and agree.").focus()
        page.keyboard.press("Space")
        page.keyboard.press("Enter")
    begin = page.get_by_role("link", name="Rate the first question")
    begin.focus()
    page.keyboard.press("Enter")
    rated = 0
    while True:
        page.wait_for_selector("#rating")
        place = page.locator(".player-place strong").inner_text()
        number, total = map(int, re.findall(r"\d+", place))
        # the scale has the focus, as soon as the page is there
        page.locator("[name=value]:focus").wait_for()
        points = page.locator(".scale-marks input").count()
        # Percent go in steps of five; a question of several points has fewer marks.
        for _step in range(min(to_right + number % 3, points - 1)):
            page.keyboard.press("ArrowRight")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        rated += 1
        if number == total:
            return rated


def test_a_panel_of_five_sets_a_cut_score(provider: Any, window: Any, site: str) -> None:
    provider.get_by_role("link", name="Test library").first.click()
    provider.get_by_role("link", name="GenAI foundations").click()
    provider.get_by_role("link", name="Open a standard setting").click()
    provider.get_by_label("Panel", exact=True).fill(PANEL)
    provider.get_by_label("Training").fill("An hour with three questions on 26 November.")
    provider.get_by_role("button", name="Invite the panel").click()
    links = provider.locator(".link-list input[readonly]").evaluate_all(
        "all => all.map(one => one.value)"
    )
    assert len(set(links)) == 5
    provider.get_by_role("link", name="To the standard setting").click()
    record = provider.url

    # One of the five comes with a phone.
    seats = [window(390, 844) if place == 4 else window(1280, 900) for place in range(5)]
    for turn in (1, 2):
        for place, (page, link) in enumerate(zip(seats, links, strict=True)):
            # The second round brings the panel closer together.
            steps = 11 + (place if turn == 1 else place // 2)
            rated = rate_by_keyboard(page, link, to_right=steps, agree=turn == 1)
            assert rated == QUESTIONS
            assert page.get_by_text("You have rated every question").is_visible()
            if turn == 1:
                # Nobody sees how others rated before the round is closed.
                assert page.get_by_role("link", name="How the panel rated").count() == 0
        provider.goto(record)
        assert provider.get_by_text(f"{QUESTIONS} / {QUESTIONS}").count() == 5
        assert (provider.get_by_text("Recommendation").count() > 0) == (turn == 2)
        provider.get_by_role("button", name="Close the round").click()
        if turn == 1:
            seats[0].goto(links[0])
            seats[0].get_by_role("link", name="How the panel rated").click()
            assert seats[0].get_by_text("Your cut score").is_visible()
            assert seats[0].get_by_text("No field data").is_visible()
            assert seats[0].get_by_text("Grace Hopper").count() == 0
            drawn = "async one => { await one.decode(); return one.naturalWidth; }"
            assert seats[0].locator(".picture img").evaluate(drawn) > 0
            provider.get_by_role("button", name="Open the next round").click()

    first, second = (
        float(row.locator("td").nth(1).inner_text())
        for row in provider.locator("#answer ~ .table-wrap tbody tr").all()[:2]
    )
    assert second < first, "the panel came closer together"
    provider.get_by_label("Cut score, in points").fill("6")
    provider.get_by_label("Decided by").fill("Board of examiners")
    provider.get_by_label("Reason").fill("A wrong pass costs more than a wrong fail.")
    provider.get_by_role("button", name="Put it into force").click()

    assert provider.get_by_text("The cut score is in force").is_visible()
    assert provider.get_by_text("Board of examiners").is_visible()
    assert provider.get_by_text("From a panel of 5. 2 rounds.").is_visible()
    assert provider.get_by_text("A wrong pass costs more").is_visible()
    provider.get_by_role("link", name="The record").click()
    assert provider.url == record
    with provider.expect_download() as saved:
        provider.get_by_role("link", name="Record as JSON").click()
    said = json.loads(saved.value.path().read_text())
    assert said["acts"][0]["adopted"]["score"] == 6
    assert len(said["panel"]["members"]) == 5
    assert said["panel"]["members"][0]["name"] == "Panellist 1"
