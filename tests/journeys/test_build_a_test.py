"""A question is reviewed and goes live, a test is planned, checked and made, all by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

FURNISH = """
import sys
from datetime import UTC, datetime
from dataclasses import replace
from skillmark.assess.starter import starter_test
from skillmark.nouns.text import Text
from skillmark.server.assess import library
from skillmark.server.assess.bank import bringing, demonstration, keeping
from skillmark.server.people.actions import Role
from skillmark.server.people.models import OrganisationRecord
from skillmark.server.people.services import door
from skillmark.server.skills.services import ensure_starter
ensure_starter()
provider, assessor, now = door(Role.PROVIDER_ADMIN), door(Role.ASSESSOR), datetime.now(UTC)
own = starter_test("genai-foundations")
few = replace(own, id="few", blueprint=own.blueprint[:1], items=own.items[:6], cut=None)
home = OrganisationRecord.objects.get()
test = library.import_test(home, few, actor=provider)
first = demonstration.fill(test, author=assessor, reviewer=provider, now=now)[0]
item = replace(keeping.item_of(first), prompt=Text.of("Is it sure?"))
keeping.revise(first.question, item, now=now, actor=assessor, remark="Shorter.")
print(first.question.pk)
"""
pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def served(chromium: Any, serving: Any) -> Iterator[Any]:
    """A demo site with six live questions, one of which has a new version."""
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
    found = page.get_by_role(role, name=name, exact=exact).first
    found.focus()
    page.keyboard.press("Enter")


def fill(page: Any, selector: str, words: str) -> None:
    """Type into a field, or choose in a list by typing."""
    page.locator(selector).focus()
    page.keyboard.type(words)


def test_a_test_is_built_of_the_bank_by_keyboard(served: Any, window: Any) -> None:
    page = window(390, 844)
    page.goto(served.url)
    page.get_by_role("button", name="Training provider", exact=True).click()
    page.wait_for_url("**/dashboard/")
    question = served.said.strip().splitlines()[-1]

    page.goto(f"{served.url}/assess/bank/")
    fill(page, "#id_words", "sure?")
    press(page, "button", "Find")
    page.wait_for_url("**words=sure*")
    assert page.get_by_text("1 question of 6").is_visible()
    looked_at(page)
    press(page, "link", "Is it sure?")
    page.wait_for_url(f"**/{question}/")
    assert page.locator("ins", has_text="sure?").first.is_visible()
    looked_at(page)
    press(page, "button", "Mark as reviewed")
    page.get_by_text("Version 2 is reviewed now.").wait_for()
    press(page, "button", "Let it go live")
    page.get_by_text("Version 2 is live now.").wait_for()

    page.goto(f"{served.url}/assess/bank/plans/")
    looked_at(page)
    fill(page, "#id_slug", "by-hand")
    fill(page, "#id_title", "By hand")
    press(page, "button", "Begin")
    page.get_by_role("heading", name="By hand").wait_for()
    fill(page, "#id_description", "Built of the bank.")
    fill(page, "#id_blueprint-0-skill", "Foundations of")
    fill(page, "#id_blueprint-0-count", "7")
    page.keyboard.press("Tab")
    page.get_by_text("1 more question on Foundations of generative AI").wait_for()
    looked_at(page)
    page.locator("#id_blueprint-0-count").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("4")
    press(page, "button", "Save the plan")
    page.get_by_text("Forms of 4 questions can be made as you want them.").wait_for()
    press(page, "button", "Make the test")
    page.wait_for_url("**/assess/tests/**")
    assert page.get_by_text("The test is in the library. Now set its cut score.").is_visible()

    page.goto(f"{served.url}/assess/bank/questions/{question}/")
    assert page.get_by_role("link", name="by-hand").is_visible()
    assert page.get_by_text("with version 2 of the question").is_visible()
