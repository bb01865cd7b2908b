"""Seen at work: a leader observes, the person reads and objects, rates themselves; the bench."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

FURNISH = """
from skillmark.nouns.person import Requirement, Role as Wanted
from skillmark.nouns.text import Text
from skillmark.server.match import services as match
from skillmark.server.people.actions import Role
from skillmark.server.people.models import OrganisationRecord
from skillmark.server.people.services import consent_to_all, door
from skillmark.server.skills.services import ensure_starter
from skillmark.skills.starter import uri
ensure_starter()
leader, learner = door(Role.TECHNICAL_LEADER), door(Role.LEARNER)
home = OrganisationRecord.objects.get()
consent_to_all(learner, home)
asked = tuple(Requirement(uri(name), 4) for name in ("data-sql", "software-testing"))
match.save_role(home, Wanted(Text.of("Analyst"), asked), actor=leader)
"""
DID = "Rewrote the slow report in an afternoon and showed the others how to read the plan."

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def site(chromium: Any, serving: Any) -> Iterator[str]:
    """A demo site with one role, and nobody with a badge."""
    with serving(FURNISH, SKILLMARK_DEMO="1") as served:
        yield served.url


def enter(page: Any, site: str, door: str) -> Any:
    """Come in through a door."""
    page.goto(site)
    page.get_by_role("button", name=door, exact=True).click()
    page.wait_for_url("**/dashboard/")
    return page


def accessible(page: Any) -> None:
    """Fail where axe finds something, or the page is wider than its window."""
    from axe_playwright_python.sync_playwright import Axe

    found = [
        (one["id"], one["nodes"][0]["html"][:200]) for one in Axe().run(page).response["violations"]
    ]
    assert not found, (page.url, found)
    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not page.evaluate(wide), page.url


def shown(page: Any, words: str) -> None:
    """Wait until the page says this."""
    page.get_by_text(words).first.wait_for()


def choose(page: Any, legend: str, downs: int) -> None:
    """Choose in a group of radio buttons with the keyboard alone."""
    page.get_by_role("group", name=legend).get_by_role("radio").first.focus()
    page.keyboard.press("Space")
    for _step in range(downs):
        page.keyboard.press("ArrowDown")


def test_a_leader_observes_the_person_objects_and_the_bench_keeps_them_apart(
    site: str, window: Any
) -> None:
    leader = enter(window(1280, 900), site, "Technical leader")
    leader.get_by_role("link", name="Observe").first.click()
    accessible(leader)
    leader.get_by_role("link", name="Write down what you saw").click()
    leader.get_by_label("Person", exact=True).select_option(label="Learner")
    leader.get_by_role("searchbox", name="Skill").press_sequentially("SQL")
    leader.get_by_role("radio", name="SQL", exact=False).first.check()
    leader.get_by_label("In which situation?").fill("The month-end close, alone")
    leader.get_by_label("What did the person do?").fill(DID)
    choose(leader, "Which level does that show?", downs=3)
    choose(leader, "It was so", downs=1)
    choose(leader, "I have", downs=0)
    choose(leader, "I am the person's", downs=0)
    accessible(leader)
    leader.get_by_role("button", name="Write it down").click()
    shown(leader, "Written down. Learner can read it.")

    # The person reads it on a phone, and objects.
    person = enter(window(390, 844), site, "Learner")
    person.goto(f"{site}/seen/")
    shown(person, DID)
    shown(person, "Level 4, Independent")
    person.get_by_text("Say something, or object").click()
    person.get_by_label("I object: this is not right").check()
    person.get_by_label("What do you say to it?").fill("Mira did half of it.")
    person.get_by_role("button", name="Keep it beside the observation").click()
    shown(person, "Learner objects:")
    accessible(person)

    # They rate themselves with the keyboard alone, skill after skill.
    person.goto(f"{site}/my-skills/rate")
    accessible(person)
    for level in (6, 3):
        person.get_by_role("radio").first.focus()
        person.keyboard.press("Space")
        for _step in range(level - 1):
            person.keyboard.press("ArrowDown")
        with person.expect_navigation():
            person.keyboard.press("Enter")
    person.get_by_role("heading", name="Side by side").wait_for()
    said = person.locator(".gap-said").inner_text()
    assert re.fullmatch(r"You rate yourself \d levels? (above|below) what was observed\.", said)
    accessible(person)

    # The bench: observed and claimed apart, the objection said, before anybody has a badge.
    leader.goto(f"{site}/bench/")
    cells = leader.locator(".matrix tbody .cell .visually-hidden").all_inner_texts()
    assert len(cells) == 2
    both = next(said for said in cells if said.startswith("Observed"))
    assert both.startswith("Observed, level 4 (the person objects), reaches what is asked; Claimed")
    assert not any(said.startswith("Verified") for said in cells)
    assert any(said.startswith("Claimed") for said in cells)
    accessible(leader)
    with leader.expect_download() as saved:
        leader.get_by_role("link", name="CSV").click()
    assert "Observed: level" in saved.value.path().read_text(encoding="utf-8-sig")

    # The objection stands with the observer too.
    leader.goto(f"{site}/observe/")
    shown(leader, "Mira did half of it.")
    accessible(leader)
