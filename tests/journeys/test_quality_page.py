"""A head of quality reads the page of a test, by keyboard and on a phone, and signs it."""

from __future__ import annotations

import re

import pytest

from skillmark.server.people.actions import Role

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ADDRESS = re.compile(r"http://\S+(/assess/tests/[0-9a-f-]{36}/quality/)")


@pytest.fixture(scope="module")
def site(demo, serving):
    with serving(again=demo, SKILLMARK_DEMO="1") as served:
        yield served.url, ADDRESS.search(demo.said)[1]


def enter(page, base, role=Role.PROVIDER_ADMIN):
    page.goto(base + "/")
    page.locator(f'form[action="/door/{role.value}"] button').click()
    page.wait_for_load_state()


@pytest.mark.parametrize(
    ("width", "locale", "words", "scheme"),
    [
        (1280, "en", "No field data", "light"),
        (390, "de", "Keine Felddaten", "light"),
        (1280, "de", "Keine Felddaten", "dark"),
    ],
)
def test_the_page_is_accessible_fits_and_says_no_field_data(
    width, locale, words, scheme, site, window, violations
):
    base, path = site
    page = window(width=width, locale=locale)
    page.emulate_media(color_scheme=scheme)
    enter(page, base)
    page.goto(base + path)
    assert page.locator("#main .simulated").inner_text().startswith(words)
    assert page.locator(".quality-pictures svg").count() >= 3
    for one in page.locator(".quality-pictures figcaption").all_inner_texts():
        assert words in one
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_it_is_signed_by_keyboard_alone(site, window):
    base, path = site
    page = window()
    enter(page, base)
    page.goto(base + path)
    fold = page.locator("details.more summary")
    fold.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("head of quality")
    page.keyboard.press("Tab")
    page.keyboard.type("checked against the minutes")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("Your review stands on the report.").wait_for()
    signed = page.locator("section[aria-labelledby=signatures]").inner_text()
    assert "head of quality" in signed
    assert "checked against the minutes" in signed


def test_published_it_is_read_by_a_stranger_and_says_nothing_of_items(site, window, violations):
    base, path = site
    keeper = window()
    enter(keeper, base)
    keeper.goto(base + path)
    keeper.get_by_role("button", name="Publish this page").click()
    address = keeper.locator("a[href*='/quality/']", has_text="/quality/").first.get_attribute(
        "href"
    )
    stranger = window(width=390)
    stranger.goto(address)
    assert "No field data" in stranger.locator("#main").inner_text()
    assert "are truly above the cut" in stranger.locator("#main").inner_text()
    assert not re.search(r"\bgf-\d{3}\b", stranger.content())
    assert violations(stranger) == []
    assert stranger.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_demo_left_the_page_on_paper_and_as_data(demo):
    assert (demo.folder / "quality.pdf").read_bytes().startswith(b"%PDF-")
    assert '"no_field_data": true' in (demo.folder / "quality.json").read_text(encoding="utf-8")
    stage = demo.said.partition(" assess ")[2].partition(" award ")[0]
    assert "no field data: Of 100 people who pass, about" in stage
