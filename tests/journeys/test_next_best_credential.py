"""A learner sees the one credential that changes most, sits its test, and the bar has moved."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest

from skillmark.assess.items import Item
from skillmark.assess.starter import starter_test

FURNISH = """
from dataclasses import replace
from skillmark.assess.starter import starter_test
from skillmark.define.catalogue import starter
from skillmark.nouns.person import Requirement, Role as Wanted
from skillmark.nouns.plan import Offer
from skillmark.nouns.text import Text
from skillmark.server.assess import services as assess
from skillmark.server.award.keyring import keys
from skillmark.server.define.services import import_catalogue
from skillmark.server.match import services as match
from skillmark.server.people.actions import Role
from skillmark.server.people.models import OrganisationRecord
from skillmark.server.people.services import consent_to_all, door
from skillmark.server.plan.services import save_offer
from skillmark.server.skills.services import ensure_starter
from skillmark.skills.starter import uri
ensure_starter()
provider, learner = door(Role.PROVIDER_ADMIN), door(Role.LEARNER)
home = OrganisationRecord.objects.get()
consent_to_all(learner, home)
import_catalogue(starter(), organisation=home, actor=provider)
keys.generate(home, "ed25519", actor=provider)
whole = starter_test("genai-foundations")
skill = whole.blueprint[0][0]
items = [one for one in whole.items if one.type.value == "choice" and one.skill == skill][:3]
own = replace(whole, id="short", items=tuple(items), blueprint=((skill, 3),), demands=())
test = assess.import_test(home, own, actor=provider)
assess.deliver(test, achievement="genai-foundations", actor=provider)
asked = (
    Requirement(uri("genai-foundations"), 3, weight=3.0, must=True),
    Requirement(uri("enduring-coaching"), 4),
)
match.save_role(home, Wanted(Text.of("Prompt writer"), asked), actor=provider)
save_offer(
    home, Offer("coaching", 380.0, 24.0, (uri("enduring-coaching"),),
                ((uri("enduring-coaching"), 4),)), {"en": "Coaching for leads"},
)
"""
pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def site(chromium: Any, serving: Any) -> Iterator[str]:
    """A site with one role, and an open test that leads most of the way to it."""
    with serving(FURNISH, SKILLMARK_DEMO="1") as served:
        yield served.url


def letters(words: str) -> str:
    """Return what is left of a text when layout and punctuation do not count."""
    return re.sub(r"[\W_]+", "", unescape(re.sub(r"<[^>]+>", " ", words)).lower())


@pytest.fixture(scope="module")
def bank() -> dict[str, Item]:
    """The questions, by their letters: what a well-read candidate knows."""
    return {letters(str(one.prompt)): one for one in starter_test("genai-foundations").items}


def verified(page: Any) -> int:
    """Return the verified share of the role, in percent, as the page says it today."""
    card = page.get_by_role("region", name="Today, for Prompt writer")
    return int(re.search(r"\d+", card.locator(".share-verified dd").inner_text())[0])  # type: ignore[index]


def test_the_next_best_credential_is_seen_sat_and_moves_the_bar(
    site: str, window: Any, violations: Any, bank: dict[str, Item]
) -> None:
    page = window(390, 844)

    def accessible() -> None:
        assert not violations(page), page.url
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, page.url

    page.goto(site)
    page.get_by_role("button", name="Learner", exact=True).click()
    page.wait_for_url("**/dashboard/")
    page.goto(f"{site}/my-skills/")
    page.get_by_role("link", name="What would move me up").first.click()
    best = page.get_by_role("region", name="This changes most")
    best.get_by_text("your place: 1").or_(best.get_by_text("your place stays 1")).wait_for()
    assert verified(page) == 0
    promised = int(
        re.search(
            r"0 % → then (\d+) %|→\s*(?:then)?\s*(\d+) %",
            best.locator(".share-verified dd").inner_text().replace("\n", " "),
        )[2]
    )  # type: ignore[index]
    assert promised > 50
    assert best.get_by_text("costs nothing").is_visible()
    assert best.get_by_text("Meets a must:").is_visible()
    accessible()

    # The suggested step: sit the test.
    best.get_by_role("link", name="Sit the test").click()
    for label in ("I answer alone", "My answers may be stored"):
        page.get_by_label(label).check()
    page.get_by_role("button", name="Begin the test").click()
    for number in range(1, 4):
        page.get_by_text(f"Question {number} of 3", exact=True).first.wait_for()
        item = bank[letters(page.locator("#prompt").inner_text())]
        right = item.interaction.right()
        words = next(str(one.text) for one in item.interaction.options if one.id == right)
        page.get_by_role("radio", name=words, exact=True).check()
        onward = "Next" if number < 3 else "To the review"
        page.get_by_role("button", name=onward, exact=True).first.click()
    page.get_by_role("button", name="Submit the test").click()
    page.get_by_role("button", name="Claim your badge").click()

    # After the award the bar stands where it was promised, and something else changes most.
    page.goto(f"{site}/my-skills/next/")
    assert verified(page) == promised
    best = page.get_by_role("region", name="This changes most")
    best.get_by_role("heading", name="Coaching for leads").wait_for()
    assert best.get_by_text("your organisation pays 380 EUR").is_visible()

    # What was just proven is the last to fade, and says until when.
    page.goto(f"{site}/my-skills/fading/")
    row = page.get_by_role("row", name=re.compile("^Foundations of generative AI"))
    assert re.search(r"[A-Z][a-z]{2,4}\.? 20\d\d", row.inner_text())
    accessible()
