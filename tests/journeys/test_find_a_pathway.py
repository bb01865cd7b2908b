"""A learner finds a pathway by a German word for a skill, begins it, and sees an award count."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

FURNISH = """
from skillmark.define import catalogue
from skillmark.server.define import services
from skillmark.server.define.models import PathwayRecord
from skillmark.server.define.pathways.services import publish_stored
from skillmark.server.people.actions import Role
from skillmark.server.people.models import OrganisationRecord
from skillmark.server.people.services import door
from skillmark.server.skills.services import ensure_starter
ensure_starter()
provider, learner = door(Role.PROVIDER_ADMIN), door(Role.LEARNER)
home = OrganisationRecord.objects.get()
services.import_catalogue(catalogue.starter(), organisation=home, actor=provider)
publish_stored(PathwayRecord.objects.get(), actor=provider)
"""

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def site(chromium: Any, serving: Any) -> Iterator[str]:
    """A demo site with the starter catalogue, its pathway published."""
    with serving(FURNISH, SKILLMARK_DEMO="1") as served:
        yield served.url


def accessible(page: Any) -> None:
    """Fail where axe finds something, or the page is wider than its window."""
    from axe_playwright_python.sync_playwright import Axe

    found = [
        (one["id"], one["nodes"][0]["html"][:200]) for one in Axe().run(page).response["violations"]
    ]
    assert not found, (page.url, found)
    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not page.evaluate(wide), page.url


def enter(page: Any, site: str, role: str) -> Any:
    """Come in through a door."""
    page.goto(site)
    page.locator(f"form[action$='{role}'] button").click()
    page.wait_for_url("**/dashboard/")
    return page


def test_a_learner_finds_a_pathway_by_a_skill_begins_it_and_sees_an_award_count(
    site: str, window: Any
) -> None:
    # On a phone, in German, not signed in, with the keyboard.
    phone = window(390, 844, locale="de")
    phone.goto(f"{site}/catalogue/")
    accessible(phone)
    phone.get_by_role("searchbox").fill("Personalwesen")
    phone.keyboard.press("Enter")
    phone.get_by_role("link", name="GenAI-Praxis", exact=True).wait_for()
    accessible(phone)
    phone.get_by_role("link", name="GenAI-Praxis", exact=True).click()
    phone.get_by_role("heading", name="GenAI-Praxis", level=1).wait_for()
    assert phone.locator("ol.pieces > li").count() == 4
    kinds = phone.locator("script[type='application/ld+json']").evaluate_all(
        "all => all.map(one => JSON.parse(one.textContent)['@graph'][0]['@type'])"
    )
    assert kinds == ["ceterms:Pathway", "EducationalOccupationalProgram"]
    accessible(phone)

    # Signed in: begun, and shared by choice.
    learner = enter(window(390, 844, locale="de"), site, "learner")
    learner.goto(phone.url)
    learner.locator("#share").check()
    learner.locator(".begin button").click()
    learner.locator("#walk-title").wait_for()
    assert learner.locator(".walk progress").first.get_attribute("value") == "0"
    accessible(learner)

    provider = enter(window(), site, "provider_admin")
    provider.goto(f"{site}/awards/new?achievement=genai-foundations")
    provider.get_by_label("Name of the person").fill("Learner")
    provider.get_by_label("E-mail address of the person").fill("learner@demo.example")
    provider.locator("main form button").last.click()
    provider.wait_for_url("**/awards/*-*/")

    learner.reload()
    learner.locator(".walk .chip-good").first.wait_for()
    assert learner.locator(".walk progress").first.get_attribute("value") == "1"
    assert learner.locator(".walk progress").first.get_attribute("max") == "3"
    learner.goto(f"{site}/my-pathways/")
    learner.get_by_text("1 von 3").wait_for()
    accessible(learner)

    provider.goto(f"{site}/define/pathways/1/learners")
    provider.get_by_role("rowheader", name="Learner").wait_for()
    accessible(provider)
