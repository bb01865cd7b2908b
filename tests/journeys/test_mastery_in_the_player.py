"""In Chromium: a mastery test on a phone by keyboard, to its early end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest

from skillmark.assess.interactions import ItemType
from skillmark.assess.items import Item
from skillmark.assess.starter import starter_test

FURNISH = """
from skillmark.server.assess import services as assess
from skillmark.server.people.actions import Role
from skillmark.server.people.models import OrganisationRecord
from skillmark.server.people.services import door
from skillmark.server.skills.services import ensure_starter
ensure_starter()
provider = door(Role.PROVIDER_ADMIN)
place = OrganisationRecord.objects.get()
from dataclasses import replace
from skillmark.assess.starter import starter_test
from skillmark.nouns.text import Text
from skillmark.server.assess.models import CalibrationRecord
from skillmark.server.assess.offering import Choices
own = replace(starter_test("genai-foundations"), id="mastery", title=Text.of("Short and sure"))
mastery = assess.import_test(place, own, actor=provider)
plain = {"difficulty": 0.6, "discrimination": 0.3, "persons": 300, "a": 1.3, "se_a": 0.1}
CalibrationRecord.objects.create(
    organisation=place, test=mastery, field_data="real", persons=300, length=30, maximum=40.0,
    items=[
        {"item": one.id, "skill": one.skill, "level": one.level, "type": one.type.value,
         "b": 0.7 * (one.level - 3), "se_b": 0.1, **plain}
        for one in own.items if not one.needs_rater
    ],
)
assess.deliver(mastery, include_short=False, mode="mastery", choices=Choices(exposure=None))
"""

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def site(chromium: Any, serving: Any) -> Iterator[str]:
    """A demo site with the test and its achievement, served as its owner would."""
    with serving(FURNISH, SKILLMARK_DEMO="1") as served:
        yield served.url


@pytest.fixture
def page(window: Any, site: str) -> Any:
    """A phone that is signed in as the demo's learner."""
    opened = window(390, 844)
    opened.goto(site)
    opened.get_by_role("button", name="Learner", exact=True).click()
    opened.wait_for_url("**/dashboard/")
    return opened


def letters(words: str) -> str:
    """Return what is left of a text when layout and punctuation do not count."""
    return re.sub(r"[\W_]+", "", unescape(re.sub(r"<[^>]+>", " ", words)).lower())


@pytest.fixture(scope="module")
def bank() -> dict[str, Item]:
    """The item bank, by the letters of the question: what a well-read candidate knows."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("js-default")
    found = {
        letters(parser.render(str(i.prompt))): i for i in starter_test("genai-foundations").items
    }
    assert len(found) == 87
    return found


def press(page: Any, key: str, times: int = 1) -> None:
    for _ in range(times):
        page.keyboard.press(key)


def answer_by_keyboard(page: Any, item: Item) -> None:
    """Answer with nothing but keys: options by their place, numbers by typing."""
    right = item.interaction.right()
    if item.type is ItemType.NUMERIC:
        page.locator("#number-answer").focus()
        page.keyboard.type(f"{right:.12g}")
        return
    chosen = [right] if isinstance(right, str) else list(right)  # type: ignore[arg-type]
    for place, option in enumerate(chosen, start=1):
        words = next(str(one.text) for one in item.interaction.options if one.id == option)
        if item.type is ItemType.ORDER:
            page.get_by_label(f"Place of: {words}", exact=True).focus()
            page.keyboard.type(str(place))
        else:
            kind = "checkbox" if item.type is ItemType.MULTIPLE else "radio"
            page.get_by_role(kind, name=words, exact=True).focus()
            press(page, "Space")


def test_a_mastery_test_by_keyboard_on_a_phone_to_its_early_end(
    page: Any, bank: dict[str, Item]
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    def accessible() -> None:
        violations = Axe().run(page).response["violations"]
        assert not violations, violations[0]["nodes"][0]["html"]
        assert page.evaluate("document.documentElement.scrollWidth") <= 390

    page.get_by_role("button", name="Menu").or_(page.locator("summary", has_text="Menu")).click()
    page.get_by_role("link", name="Tests", exact=True).click()
    page.get_by_role("link", name="Short and sure").focus()
    press(page, "Enter")
    page.get_by_text("There is no way back.").wait_for()
    accessible()
    for label in ("I answer alone", "My answers may be stored"):
        page.get_by_label(label).focus()
        press(page, "Space")
    page.get_by_role("button", name="Begin the test").focus()
    press(page, "Enter")
    asked = 0
    for number in range(1, 31):
        if number > 8 and page.get_by_text("Passed.").count():
            break
        page.get_by_text(f"Question {number} of at most 30", exact=True).first.wait_for()
        assert not page.get_by_role("button", name="Back", exact=True).count()
        if number == 1:
            accessible()
            page.get_by_role("button", name="Next", exact=True).focus()
            press(page, "Enter")
            page.get_by_role("alert").get_by_text("not answered").wait_for()
            accessible()
        answer_by_keyboard(page, bank[letters(page.locator("#prompt").inner_text())])
        asked += 1
        page.get_by_role("button", name="Next", exact=True).focus()
        press(page, "Enter")
        page.locator(
            f"h1:has-text('Question {number + 1} of'), h1:has-text('Your result')"
        ).wait_for(state="attached")
    assert 8 <= asked < 30, "who knows everything is not asked everything"
    page.get_by_text("Your answers were clear enough, so the test stopped here.").first.wait_for()
    picture = page.locator("img[src$='course.svg']")
    assert picture.evaluate("one => one.decode().then(() => one.naturalWidth > 0)")
    page.get_by_text("The same as a table").focus()
    press(page, "Enter")
    rows = page.get_by_role("region", name="How your test went, as a table").locator("tbody tr")
    assert rows.count() == asked
    accessible()
    page.go_back()
    page.get_by_text("Passed.").wait_for()
