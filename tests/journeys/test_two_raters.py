"""In Chromium: work is handed in on a phone; two raters differ, a third person decides."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FURNISH = '''
from datetime import date
from random import Random
from django.utils import timezone
from skillmark.assess.reading import read_test
from skillmark.nouns.credibility import CutScore
from skillmark.server.assess import services
from skillmark.server.people.actions import Role
from skillmark.server.people.models import MembershipRecord, OrganisationRecord
from skillmark.server.people.services import door
from skillmark.server.skills.services import ensure_starter
from skillmark.skills.starter import uri
ensure_starter()
learner = door(Role.LEARNER)
host = OrganisationRecord.objects.get()
for role in (Role.ASSESSOR, Role.PROVIDER_ADMIN, Role.LD_LEAD):
    MembershipRecord.objects.get_or_create(
        organisation=host, account=door(role), role=Role.ASSESSOR
    )
words = """
[test]
id = "brief"
title = { en = "A brief for the board", de = "Eine Vorlage für den Vorstand" }
description = { en = "Write a brief of one page.", de = "Eine Seite schreiben." }
language = "en"
[test.blueprint]
genai-foundations = 1
[[item]]
id = "brief"
skill = "genai-foundations"
level = 4
type = "upload"
prompt = { en = "Write a brief with an assistant, and show how you checked it.", de = "Eine Vorlage mit einem Assistenten schreiben und zeigen, wie sie geprüft wurde." }
files = 1
endings = ["pdf"]
links = 2
sample = { en = "Every figure has a source.", de = "Jede Zahl hat eine Quelle." }
[[item.rubric]]
id = "checked"
points = 4
criterion = { en = "Checked against sources", de = "An Quellen geprüft" }
full = { en = "Every claim, with its source", de = "Jede Aussage, mit Quelle" }
partial = { en = "Some claims", de = "Einzelne Aussagen" }
zero = { en = "None", de = "Keine" }
[[item.rubric]]
id = "clear"
points = 2
criterion = { en = "Clear to the board", de = "Klar für den Vorstand" }
full = { en = "One page, one decision", de = "Eine Seite, eine Entscheidung" }
partial = { en = "Too long", de = "Zu lang" }
zero = { en = "Nobody could decide", de = "Niemand könnte entscheiden" }
"""
row = services.import_test(host, read_test(words, skill_uri=uri))
services.set_cut(row, CutScore(4, 6, "judgement", "two thirds", "the panel", date(2026, 5, 1)))
delivery = services.deliver(row)
delivery.raters = 2
delivery.save()
attempt = services.start_attempt(
    learner, delivery, now=timezone.now(), rng=Random(3), agreed=True
)
print("TASK " + str(attempt.pk))
'''  # noqa: E501


@pytest.fixture(scope="module")
def site(chromium: Any, serving: Any) -> Iterator[tuple[str, str]]:
    """A served site, and an open attempt at a task that two people rate."""
    with serving(FURNISH, SKILLMARK_DEMO="1") as served:
        yield served.url, served.said.partition("TASK ")[2].split()[0]


@pytest.fixture
def enter(site: tuple[str, str], window: Any) -> Callable[..., Any]:
    """Return a function that signs somebody of the demo in."""

    def enter_as(who: str, **size: Any) -> Any:
        page = window(**size)
        page.goto(site[0])
        page.get_by_role("button", name=who, exact=True).click()
        page.wait_for_url("**/dashboard/")
        return page

    return enter_as


def accessible(page: Any, what: str) -> None:
    """No violation, and nothing wider than the window."""
    from axe_playwright_python.sync_playwright import Axe

    broken = Axe().run(page).response["violations"]
    assert not broken, (what, broken[0]["id"], broken[0]["nodes"][0]["html"][:200])
    width = page.viewport_size["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width, what


def tab_to(page: Any, wanted: str) -> None:
    """Press Tab until the focus is on what matches: nothing may be out of reach."""
    for _ in range(120):
        said = page.evaluate(
            "(() => { const e = document.activeElement; return [e.tagName, e.name || '',"
            " e.value || '', e.textContent.trim().slice(0, 60)].join('|'); })()"
        )
        if re.search(wanted, said):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {wanted}")


def rate(page: Any, checked: str, clear: str) -> None:
    """Choose points by keyboard: to the radios of a criterion, then by arrows to the points."""
    for name, points in (("checked", checked), ("clear", clear)):
        tab_to(page, rf"INPUT\|points-{name}\|")
        page.keyboard.press("Space")
        for _ in range(10):
            if page.locator(f"[name=points-{name}]:checked").get_attribute("value") == points:
                break
            page.keyboard.press("ArrowDown")
        assert page.locator(f"[name=points-{name}]:checked").get_attribute("value") == points


def begin(page: Any, base: str) -> None:
    page.goto(f"{base}/assess/ratings/")
    tab_to(page, r"^A\|.*(Begin with the oldest|Mit der ältesten beginnen)")
    page.keyboard.press("Enter")
    page.locator("[name=points-checked]").first.wait_for()


def test_two_raters_who_differ_and_a_third_person_who_decides(
    site: tuple[str, str], enter: Any
) -> None:
    base, attempt = site
    learner = enter("Learner", width=390, height=844)
    learner.goto(f"{base}/attempts/{attempt}/1")
    tab_to(learner, r"INPUT\|link-title")
    learner.keyboard.type("Brief and sources")
    tab_to(learner, r"INPUT\|link-url")
    learner.keyboard.type("https://docs.example/brief")
    tab_to(learner, r"TEXTAREA\|note")
    learner.keyboard.type("I checked every figure by hand.")
    tab_to(learner, r"BUTTON\|go\|1\|")
    learner.keyboard.press("Enter")
    learner.get_by_role("button", name="Remove Brief and sources").wait_for()
    accessible(learner, "evidence")
    learner.goto(f"{base}/attempts/{attempt}/review")
    accessible(learner, "declaration")
    tab_to(learner, r"INPUT\|own")
    learner.keyboard.press("Space")
    tab_to(learner, r"TEXTAREA\|help_used")
    learner.keyboard.type("An assistant wrote the first draft.")
    tab_to(learner, r"BUTTON\|.*Submit the test")
    learner.keyboard.press("Enter")
    learner.get_by_text("It waits for the people who rate it").wait_for()

    first = enter("Assessor")
    first.goto(f"{base}/assess/ratings/")
    accessible(first, "queue")
    begin(first, base)
    accessible(first, "rating")
    assert first.get_by_role("link", name="Brief and sources").get_attribute("rel") == (
        "noopener noreferrer nofollow"
    )
    assert first.get_by_text("An assistant wrote the first draft.").is_visible()
    rate(first, "1", "1")
    tab_to(first, r"TEXTAREA\|remark")
    first.keyboard.type("Half of the sources do not exist.")
    tab_to(first, r"BUTTON\|go\|stop")
    first.keyboard.press("Enter")
    first.get_by_text("not decided yet").wait_for()

    second = enter("Training provider", width=390, height=844)
    begin(second, base)
    assert not second.get_by_text("Half of the sources").count(), "each rates alone"
    rate(second, "4", "1.5")
    tab_to(second, r"BUTTON\|go\|next")
    second.keyboard.press("Enter")
    second.get_by_text("Nothing else waits for you.").wait_for()

    third = enter("Learning and development lead")
    begin(third, base)
    assert third.get_by_text("Half of the sources do not exist.").is_visible()
    accessible(third, "decision")
    rate(third, "3", "1.5")
    tab_to(third, r"TEXTAREA\|comment")
    third.keyboard.type("Two sources are missing; the rest is sound.")
    tab_to(third, r"TEXTAREA\|remark")
    third.keyboard.type("They do exist, under another address.")
    tab_to(third, r"BUTTON\|go\|stop")
    third.keyboard.press("Enter")
    third.get_by_role("link", name="brief", exact=True).click()
    third.get_by_text("Decided: 4.5 of 6 points.").wait_for()
    accessible(third, "decided")

    learner.goto(f"{base}/attempts/{attempt}/")
    learner.get_by_text("Passed.").wait_for()
    learner.get_by_text("Two sources are missing; the rest is sound.").wait_for()
    assert not learner.get_by_text("under another address").count()
    learner.locator("summary", has_text="Ask for a second look").press("Enter")
    accessible(learner, "result")
