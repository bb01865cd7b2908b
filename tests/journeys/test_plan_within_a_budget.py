"""Whoever leads learning brings people in, sees five gaps, sets a budget and hands out one page.

Afterwards somebody who was hired is found with the weeks that are laid out for them.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from typing import Any

import pytest

FURNISH = """
import os
from datetime import date
from skillmark.nouns.person import Requirement, Role as Wanted
from skillmark.nouns.plan import Offer
from skillmark.nouns.text import Text
from skillmark.server.match import services as matching
from skillmark.server.people.actions import Role
from skillmark.server.people.models import OrganisationRecord
from skillmark.server.people.services import door
from skillmark.server.plan import services as planning
from skillmark.server.plan.onboarding import services as onboarding
from skillmark.server.skills.services import ensure_starter
from skillmark.skills.starter import uri
ensure_starter()
door(Role.LD_LEAD)
recruiter, home = door(Role.RECRUITER), OrganisationRecord.objects.get()
names = ("genai-prompt-design", "genai-agents", "data-analysis", "data-sql", "software-python",
         "enduring-communication")
title = Text.of({"en": "Automation lead", "de": "Leitung Automation"})
role = matching.save_role(home, Wanted(title, tuple(Requirement(uri(name), 3) for name in names)))
for number, name in enumerate(names):
    offer = Offer(name, 100.0 * (number + 1), 10.0, (uri(name),), ((uri(name), 3),))
    planning.save_offer(home, offer, {"en": f"Course {number + 1}", "de": f"Kurs {number + 1}"})
hire = matching.submit_files(
    role, name="Hira Ed", holder="hira@x.example", files=[("a.json", b"{}")])
onboarding.hire(role, f"candidate-{hire.pk}", reason="The best", actor=recruiter,
    start=date(2026, 1, 5), hours_a_week=10.0)
"""
PEOPLE = "Nachname;Vorname;E-Mail;Abteilung;Zielrolle;Lernstunden pro Woche\n" + "".join(
    f"Person{n};Ada;ada{n}@x.example;{'Netz' if n % 2 else 'Vertrieb'};Leitung Automation;2,5\n"
    for n in range(8)
) + "Ohne;Adresse;;Netz;Leitung Automation;2\n"  # fmt: skip

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def site(chromium: Any, serving: Any) -> Iterator[Any]:
    """A demo site with a role, six courses, and somebody who was hired."""
    with serving(FURNISH, SKILLMARK_DEMO="1") as served:
        yield served


def test_people_gaps_budget_and_one_page(
    site: Any, window: Any, violations: Callable[[Any], list[str]], tmp_path: Any
) -> None:
    page = window()
    page.goto(site.url)
    page.get_by_role("button", name="Learning and development lead", exact=True).click()
    page.wait_for_url("**/dashboard/")

    # people, and what planning rests on for them
    page.goto(f"{site.url}/plans/people/")
    page.get_by_label("or paste the table").fill(PEOPLE)
    page.get_by_role("button", name="Look at it").click()
    page.get_by_role("heading", name="What would change").wait_for()
    assert "no e-mail address" in page.locator("#wrong ~ .table-wrap").first.inner_text()
    assert not violations(page)
    page.get_by_label("In your words").fill("Works agreement on training, 2 March")
    page.get_by_label("How people are told").fill("By the mail of this site")
    page.get_by_role("button", name="State it").click()
    page.get_by_role("button", name="Take 8 people over").click()
    page.get_by_role("heading", name="Taken over").wait_for()
    site.work()
    page.get_by_role("link", name="See the gaps").click()

    # five gaps, the largest first
    gaps = page.locator(".biggest > li")
    assert gaps.count() == 5
    assert "8 of 8 lack it" in gaps.first.inner_text()

    # a budget, over two quarters
    page.get_by_label("Quarters").fill("2")
    with page.expect_response("**/plans/solve"):
        page.get_by_label("Budget", exact=True).last.fill("1000")
        page.get_by_label("Budget", exact=True).last.press("Tab")
    page.locator("#answer .figures").get_by_text("1,000").wait_for()
    page.get_by_role("button", name="Keep this plan").click()
    page.get_by_label("Name").fill("Two quarters")
    page.get_by_role("button", name="Save", exact=True).click()
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="This is the plan").click()
    page.get_by_text("Decided by").first.wait_for()

    # one page
    with page.expect_download() as got:
        page.get_by_role("link", name="One page (PDF)").click()
    path = tmp_path / "plan.pdf"
    got.value.save_as(path)
    if shutil.which("pdftotext") is not None:
        read = ["pdftotext", "-layout", str(path), "-"]
        said = subprocess.run(read, capture_output=True, text=True, check=True).stdout
        assert said.count("\f") == 1, "one page"
        for words in ("Two quarters", "1,000 EUR", "Decided by Learning and development lead"):
            assert words in said
        assert "of 48" in said, "eight people lack six skills"
        assert "Ada" not in said, "it names nobody"

    # and whoever was hired
    page.goto(f"{site.url}/onboarding/")
    page.get_by_role("link", name="Hira Ed").click()
    page.get_by_role("heading", name="What is learned by when").wait_for()
    assert page.get_by_text("To learn", exact=True).count() >= 6
    assert not violations(page)
