"""A provider draws a pathway, finds that it promises what nothing assesses, mends it, publishes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

FURNISH = """
from skillmark.define import catalogue
from skillmark.define.achievements import achievement_to
from skillmark.server.define import services
from skillmark.server.people.actions import Role
from skillmark.server.people.models import OrganisationRecord
from skillmark.server.people.services import door
from skillmark.server.skills.services import ensure_starter
ensure_starter()
provider, home = door(Role.PROVIDER_ADMIN), OrganisationRecord.objects.get()
offered = catalogue.starter()
for slug in ("genai-foundations", "data-analysis-essentials", "communicating-at-work"):
    services.save_achievement(achievement_to(offered.achievement(slug)), organisation=home,
                              actor=provider)
one, two = ([s.skill for s in offered.achievement(slug).skills][0]
            for slug in ("data-analysis-essentials", "project-leadership-essentials"))
whole = achievement_to(offered.achievement("genai-practitioner"))
whole |= {"id": "analyst", "name": {"en": "Analyst", "de": "Analyse"}, "skills": {one: 3, two: 3},
          "valid_months": None}
whole["elements"] |= {"ects": 1.5, "eqf_level": 4}
services.save_achievement(whole, organisation=home, actor=provider)
"""
pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def served(chromium: Any, serving: Any) -> Iterator[Any]:
    """A demo site with three achievements, and a whole that promises more than they show."""
    with serving(FURNISH, SKILLMARK_DEMO="1") as site:
        yield site


def looked_at(page: Any) -> None:
    """Nothing that axe knows of is wrong, and nothing is wider than the window."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    found = axe.Axe().run(page).response["violations"]
    assert not found, [(one["id"], one["nodes"][0]["html"]) for one in found]
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, page.url


def press(page: Any, role: str, name: str, *, exact: bool = False) -> None:
    """Press a button or follow a link with the keyboard."""
    page.get_by_role(role, name=name, exact=exact).first.focus()
    page.keyboard.press("Enter")


def drawn(page: Any) -> list[str]:
    """The rows of the tree, from top to bottom."""
    return [one.strip() for one in page.locator("#tree .pw-label").all_inner_texts()]


def test_a_pathway_is_drawn_mended_and_published(served: Any, window: Any) -> None:
    page = window(1280, 1000)
    page.goto(served.url)
    page.get_by_role("button", name="Training provider", exact=True).click()
    page.wait_for_url("**/dashboard/")
    page.goto(f"{served.url}/define/pathways/")
    press(page, "button", "New pathway")
    page.wait_for_url("**/drafts/**")

    # by keyboard alone: search, add, move, and say what comes first; the focus stays
    page.locator("#find").focus()
    page.keyboard.type("foundations")
    page.locator("#found button", has_text="Foundations of generative").wait_for()
    page.locator("#found li", has_text="Communicating").wait_for(state="detached")
    press(page, "button", "Foundations of generative AI at work")
    page.locator("#tree .pw-row").first.wait_for()
    page.locator("#find").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("at work")
    page.locator("#found button", has_text="Communicating at work").wait_for()
    press(page, "button", "Communicating at work 0.5 ECTS")
    page.locator("#tree .pw-row").nth(1).wait_for()
    press(page, "button", "Move “Communicating at work” up")
    first = page.locator("#tree > .pw-rows > .pw-row:first-child > form .pw-label")
    first.filter(has_text="Communicating").wait_for()
    assert page.evaluate("document.activeElement.id") == "up-communicating-at-work"
    press(page, "button", "Move “Communicating at work” down")
    first.filter(has_text="Foundations").wait_for()
    page.locator("#told", has_text="Moved.").wait_for(state="attached")

    # with the mouse: two are grouped into a step of which one is enough, and boxes are connected
    page.locator("#find").fill("data")
    page.locator("#found button", has_text="Data analysis essentials").click()
    page.locator("#tree .pw-row").nth(2).wait_for()
    for name in ("Communicating at work", "Data analysis essentials"):
        page.get_by_label(f"Choose “{name}”").check()
    page.locator("#group").click()
    page.locator("#tree .pw-row .pw-row").nth(1).wait_for()
    page.locator("#need-step-1").select_option("1")
    page.locator(".pw-wide text", has_text="1 of 2").wait_for()
    page.locator("#name-en-step-1").fill("At work")
    page.locator("#name-de-step-1").fill("Bei der Arbeit")
    page.locator("#name-de-step-1").press("Tab")
    page.locator("#tree .pw-label", has_text="At work").first.wait_for()
    page.locator("#problems", has_text="“At work”").wait_for(state="detached")
    page.locator(".htmx-request").first.wait_for(state="detached")
    page.locator(".pw-wide [data-name='genai-foundations'] rect").drag_to(
        page.locator(".pw-wide [data-name='step-1'] rect")
    )
    page.locator(".pw-after", has_text="Foundations").wait_for()
    assert drawn(page) == [
        "Foundations of generative AI at work", "At work", "Communicating at work",
        "Data analysis essentials",
    ]  # fmt: skip

    page.locator("#name_en").fill("Analyst")
    page.locator("#name_de").fill("Analyse")
    page.locator("#description_en").fill("From first steps to answers.")
    page.locator("#description_de").fill("Von ersten Schritten zu Antworten.")
    page.locator("#awards").select_option("analyst")
    problems = page.locator("#problems .pw-blocks")
    problems.filter(has_text="nothing assesses it").wait_for()
    problems.filter(has_text="one can avoid it").wait_for()
    looked_at(page)
    page.get_by_role("button", name="Publish").click()
    page.get_by_text("mend what is listed, then publish").wait_for()

    # mended by what the problems offer: one promise less, and both pieces needed
    problems.filter(has_text="nothing assesses it").get_by_role(
        "button", name="Promise it no more"
    ).click()
    problems.filter(has_text="nothing assesses it").wait_for(state="detached")
    page.locator("#need-step-1").select_option("all")
    page.get_by_role("heading", name="No problem").wait_for()
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.locator(".pw-narrow svg").is_visible()
    looked_at(page)
    press(page, "button", "Publish")
    page.get_by_text("The pathway is published.").wait_for()
    assert page.get_by_role("link", name="Version 1").is_visible()
    looked_at(page)
