"""A job advertisement is pasted, its words light up, is corrected and kept; the next one remembers.

And on a phone, in German: a CV is read for its owner alone, and demand is looked at.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

FURNISH = """
from skillmark.server.people.actions import Role
from skillmark.server.people.models import OrganisationRecord
from skillmark.server.people.services import door
from skillmark.server.skills.services import ensure_starter
from skillmark.server.skills.reading import keeping, lighting
from datetime import date
ensure_starter()
provider, learner = door(Role.PROVIDER_ADMIN), door(Role.LEARNER)
home, row = OrganisationRecord.objects.get(), lighting.chosen(None, "")
text = "Wir suchen jemanden mit SQL auf Expertenniveau."
keeping.keep(keeping.Given("advert", "Anzeige", text, date(2026, 4, 1)),
    keeping.read(text, row, language="de"), organisation=home, framework=row, actor=provider)
"""
ADVERT = """Analyst at the harbour
You write SQL queries and Python scripts.
Expert knowledge of SQL. A good picture tells more than a table.
We offer fruit and a view of the water.
"""

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def site(chromium: Any, serving: Any) -> Iterator[str]:
    """A demo site with the starter framework and nothing read yet."""
    with serving(FURNISH, SKILLMARK_DEMO="1") as served:
        yield served.url


@pytest.fixture
def fine(violations: Callable[[Any], list[str]]) -> Callable[[Any], None]:
    """Return what fails where axe finds something, or the content is wider than its window."""

    def look(page: Any) -> None:
        assert not violations(page), page.url
        wide = "document.getElementById('main').scrollWidth > document.documentElement.clientWidth"
        assert not page.evaluate(wide), page.url

    return look


def enter(page: Any, site: str, door: str) -> Any:
    """Come in through a door."""
    page.goto(site)
    page.get_by_role("button", name=door, exact=True).click()
    page.wait_for_url("**/dashboard/")
    return page


def read(page: Any, site: str, text: str, day: str) -> None:
    """Paste a text and have it read."""
    page.goto(f"{site}/texts/new")
    page.get_by_label("Title").fill("Analyst")
    page.get_by_label("Text", exact=True).fill(text)
    page.get_by_label("Published on").fill(day)
    page.get_by_role("button", name="Find the skills in it").click()
    page.locator("mark").first.wait_for()


def line(page: Any, skill: str) -> Any:
    """Return the line of a skill."""
    return page.locator(".lit-line").filter(has=page.locator(f"strong:text-is('{skill}')"))


SELECT = """words => {
    const text = document.getElementById("lit-text");
    for (const piece of text.querySelectorAll("span[data-at]")) {
        const at = piece.textContent.indexOf(words);
        if (at < 0) continue;
        document.getSelection().setBaseAndExtent(
            piece.firstChild, at, piece.firstChild, at + words.length);
        return Number(piece.dataset.at) + at;
    }
}"""


def test_an_advert_lights_up_is_corrected_and_remembered(
    site: str, window: Any, fine: Callable[[Any], None]
) -> None:
    from playwright.sync_api import expect

    page = enter(window(1280, 900), site, "Training provider")
    read(page, site, ADVERT, "2026-05-04")
    page.get_by_text("Skills found").wait_for(state="attached")
    fine(page)
    # With the keyboard from the mark to its skill, and back.
    mark = page.locator("mark a", has_text="SQL queries")
    mark.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id").startswith("line-")
    back = line(page, "SQL").get_by_role("link")
    back.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.textContent").startswith("SQL queries")
    assert "view of the water" in page.locator(".lit-text > span").last.inner_text()

    # Another skill for the same words, by hand; a level; words of one's own.
    line(page, "Python").get_by_role("button", name="Another skill").click()
    offered = line(page, "Python").locator(".offered li").first
    other = offered.locator("span").first.inner_text().split("\n")[0]
    offered.get_by_role("button").click()
    page.get_by_text("1 removed skill").wait_for()
    line(page, "SQL").get_by_role("combobox").select_option(label="5 Designing")
    place = page.evaluate(SELECT, "good picture")
    expect(page.locator("#for_words")).to_have_value("good picture")
    assert ADVERT[place:].startswith("good picture")
    page.get_by_label("Skill", exact=True).fill("visualisation")
    page.get_by_role("button", name=re.compile(r"^Add ?: Data visualisation$")).click()
    line(page, "Data visualisation").wait_for()
    assert "good picture" in line(page, "Data visualisation").inner_text()
    assert line(page, "SQL").get_by_role("combobox").input_value() == "5"
    fine(page)
    page.get_by_role("button", name="Keep the text with its skills").click()
    page.get_by_text("The text is kept with its skills.").wait_for()

    # Found again in the list, as it was left.
    page.goto(f"{site}/texts/?kind=advert")
    fine(page)
    page.get_by_role("link", name="Analyst").click()
    assert line(page, "SQL").get_by_role("combobox").input_value() == "5"
    page.get_by_text("instead:").wait_for()

    # The next advertisement: what was corrected here is proposed, and nothing is done by itself.
    read(page, site, ADVERT.replace("harbour", "airport"), "2026-06-01")
    proposed = line(page, "Python")
    assert "was chosen instead" in proposed.inner_text()
    assert "corrected here on" in proposed.inner_text()
    fine(page)
    proposed.get_by_role("button", name="Choose it here, too").click()
    page.get_by_text("1 removed skill").wait_for()
    line(page, other).wait_for()
    page.get_by_role("button", name=re.compile("^Add here, too")).click()
    line(page, "Data visualisation").wait_for()


def test_a_cv_on_a_phone_in_german_and_demand(
    site: str, window: Any, fine: Callable[[Any], None]
) -> None:
    person = enter(window(320, 700), site, "Learner")
    person.get_by_role("button", name="Deutsch").click()
    person.goto(f"{site}/my-skills/cv")
    person.get_by_label("Mein Lebenslauf").fill(f"Ich bin Kim.\n{ADVERT}")
    person.get_by_role("button", name="Kompetenzen darin finden").click()
    person.locator("mark").first.wait_for()
    fine(person)
    first = person.locator(".lit-line").first
    first.get_by_role("checkbox").check()
    first.get_by_role("combobox").select_option("3")
    person.get_by_role("button", name="Angekreuzte als Angaben vermerken").click()
    person.get_by_text("Ihr Lebenslauf wurde nicht aufbewahrt").wait_for()

    page = enter(window(320, 700), site, "Training provider")
    page.get_by_role("button", name="Deutsch").click()
    page.goto(f"{site}/define/demand/?months=0")
    page.get_by_role("heading", name="Was gefragt ist").wait_for()
    fine(page)
    page.get_by_role("link", name="SQL", exact=True).click()
    page.get_by_role("heading", name="Wer danach fragt").wait_for()
    fine(page)
