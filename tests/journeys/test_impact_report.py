"""An L&D lead makes the impact report by keyboard, takes it away and has it checked."""

from __future__ import annotations

import json

import pytest

from skillmark.server.people.actions import Role

pytestmark = [pytest.mark.browser]


@pytest.fixture(scope="module")
def site(demo, serving):
    with serving(again=demo, SKILLMARK_DEMO="1") as served:
        yield served.url


def enter(page, base, role=Role.LD_LEAD):
    page.goto(base + "/")
    page.locator(f'form[action="/door/{role.value}"] button').click()
    page.wait_for_load_state()


def press(page, target):
    """Reach something by the keyboard alone."""
    target.focus()
    page.keyboard.press("Enter")


def test_from_the_button_to_the_proof(site, window, violations):
    page = window(width=1280)
    enter(page, site)
    page.goto(site + "/measure/report")
    assert violations(page) == []
    press(page, page.get_by_role("button", name="Make a new report"))
    page.get_by_text("A report is being made.").wait_for()
    page.get_by_text("What changed since the report before").wait_for(timeout=60_000)
    assert page.get_by_text("Nothing that the intervals could tell apart.").count() == 1
    # the report itself: another page, of the very bytes, with nothing that runs
    with page.expect_navigation():
        press(page, page.get_by_role("link", name="Read the report"))
    assert page.locator("h1").inner_text() == "Impact report"
    assert page.locator(".tile").count() >= 2
    assert page.locator("script").count() == 0
    page.go_back()
    with page.expect_navigation():
        press(page, page.get_by_role("link", name="Files, proof and sharing"))
    assert violations(page) == []
    with page.expect_download() as awaited:
        press(page, page.get_by_role("link", name="report.json"))
    data = json.loads(awaited.value.path().read_bytes())
    assert {claim["type"] for claim in data["claims"]} >= {"effect", "trend"}
    press(page, page.get_by_role("button", name="Make a public link"))
    link = page.locator('a[href*="/impact/"]').first.get_attribute("href")
    with page.expect_navigation():
        press(page, page.get_by_role("button", name="Verify the credential"))
    page.get_by_role("heading", name="Valid", exact=True).wait_for()

    other = window(width=320, locale="de")
    other.emulate_media(color_scheme="dark")
    other.goto(link if link.startswith("http") else site + link)
    assert "Simuliert" in other.locator("#main").inner_text()
    assert violations(other) == []
    assert other.evaluate("document.documentElement.scrollWidth") <= 320
