"""A recruiter hires on proof: from a pasted advertisement to a decision that names its reasons.

Badges of four people come in a heap: one of them was altered after it was signed, one is of an
academy that nobody knows and names no level, and one does not say whose it is.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from skillmark.skills.starter import uri

FURNISH = """
from skillmark.server.people.actions import Role
from skillmark.server.people.services import door
door(Role.RECRUITER)
"""
ADVERT = """Data analyst for our harbour office (m/f/d), full time, from spring

Ships come and go here at all hours, and so do numbers. You make sense of them.

What you do
- You write SQL queries over several databases; expert knowledge of SQL is what we live on.
- You put what you found into pictures: dashboards, data visualisation.
- You write small Python scripts where a spreadsheet gives up.

What we offer: fruit, a view of the water, thirty days of holiday.
"""
CRITERIA = """Complex SQL queries over several tables had to be written under supervision.
Expert knowledge of SQL is shown in a project of four weeks."""
SQL, PYTHON, PICTURES = uri("data-sql"), uri("software-python"), uri("data-visualisation")

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def outsiders() -> ModuleType:
    """What signs badges in the name of academies elsewhere."""
    file = Path(__file__).parent.parent / "server" / "outsiders.py"
    spec = importlib.util.spec_from_file_location("outsiders_of_the_journey", file)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def heap(outsiders: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """A folder of applications, and a badge of somebody who altered it."""
    now = datetime.now(UTC).replace(microsecond=0) - timedelta(days=30)
    known, unknown = outsiders.Academy("Northern Data School"), outsiders.Academy("Harbour Club")
    folder = tmp_path_factory.mktemp("applications")
    applications = folder / "applications.zip"
    applications.write_bytes(
        outsiders.archive(
            {
                "ada/letter.txt": b"I apply. Write to ada@mail.example.",
                "ada/badge.json": known.badge(
                    "ada@mail.example",
                    "Querying",
                    skills={SQL: 4, PICTURES: 3},
                    person="Ada Lindqvist",
                    at=now,
                ),
                "noor/letter.txt": b"I apply, too: noor@mail.example.",
                "noor/badge.json": unknown.badge(
                    "noor@mail.example",
                    "Database craft",
                    criteria=CRITERIA,
                    person="Noor Haddad",
                    at=now,
                ),
                "noor/python.json": known.badge(
                    "noor@mail.example",
                    "Scripting",
                    skills={PYTHON: 5, PICTURES: 4},
                    person="Noor Haddad",
                    at=now,
                ),
                "somebody/badge.json": known.badge(
                    "kim@mail.example", "Pictures", skills={PICTURES: 2}, person="Kim O.", at=now
                ),
            }
        )
    )
    altered = folder / "max.json"
    genuine = known.badge(
        "max@mail.example", "Everything", skills={SQL: 8}, person="Max M.", plain=True, at=now
    )
    altered.write_bytes(outsiders.forged(genuine, "Northern Data School"))
    return [applications, altered]


@pytest.fixture(scope="module")
def site(chromium: Any, serving: Any) -> Iterator[str]:
    """A demo site with a recruiter and nothing else."""
    with serving(FURNISH, SKILLMARK_DEMO="1") as served:
        yield served.url


def places(page: Any) -> list[str]:
    """Return the names in the picture of the ranking, in their order."""
    return [one.strip() for one in page.locator(".glance-name").all_inner_texts()]


def test_from_an_advertisement_to_a_decision(
    site: str, window: Any, heap: list[Path], violations: Callable[[Any], list[str]]
) -> None:
    from playwright.sync_api import expect

    page = window(1280, 900)
    page.goto(site)
    page.get_by_role("button", name="Recruiter", exact=True).click()
    page.wait_for_url("**/dashboard/")

    # The advertisement becomes a role; what it asks for is edited.
    page.goto(f"{site}/roles/new")
    page.get_by_label("Title of the role").fill("Data analyst")
    page.get_by_label("Job advertisement").fill(ADVERT)
    page.get_by_role("button", name="Find the skills in it").click()
    page.locator("mark").first.wait_for()

    def line(skill: str) -> Any:
        return page.locator("#lines fieldset").filter(
            has=page.locator(f"strong:text-is('{skill}')")
        )

    for skill, level in (("SQL", "4"), ("Data visualisation", "3"), ("Python", "3")):
        line(skill).get_by_label("Level").select_option(level)
    line("SQL").get_by_label("Weight").fill("2")
    wanted = {"SQL", "Data visualisation", "Python"}
    for name in page.locator("#lines strong").all_inner_texts():
        if name not in wanted:
            line(name).get_by_role("button").click()
    page.get_by_role("button", name="Save and see who fits").click()
    page.get_by_text("The role is saved.").wait_for()
    role = page.url

    # The heap is dropped; each badge goes to whom it was issued to, with its verdict.
    page.get_by_label("Badge files").set_input_files(heap)
    page.get_by_role("button", name="Check and add").click()
    page.wait_for_url("**/files")
    assert not violations(page)
    people = page.locator("section.card")
    expect(people).to_have_count(3)
    forged = people.filter(has_text="Max M.")
    expect(forged.locator(".chip-bad")).to_have_text("Invalid")
    expect(forged).to_contain_text("counts for nothing")
    club = people.filter(has_text="Noor Haddad").locator("li", has_text="Database craft")
    expect(club).to_contain_text("It names no skill that could be looked for.")
    expect(page.get_by_text("names Kim O.")).to_be_visible()
    page.get_by_label("badge.json").check()
    page.get_by_label("E-mail address or DID").fill("kim@mail.example")
    page.get_by_role("button", name="These are of this person").click()
    page.get_by_text("These are of Kim O. now").wait_for()

    # Who is first, and why.
    page.goto(role)
    assert places(page)[0] == "Ada Lindqvist"
    assert not violations(page)
    expect(page.get_by_text("stands before Noor Haddad by what is")).to_be_visible()
    why = page.locator("#place-1 details.why").first
    why.locator("summary").click()
    expect(why).to_contain_text("issued by Northern Data School")
    expect(why).to_contain_text("in 95 of 100 cases between")
    page.get_by_role("link", name="The two side by side").click()
    expect(page.locator("article.decides h3")).to_contain_text("SQL")
    assert not violations(page)

    # A badge without a level is recognised, by name and with an end; the order changes.
    page.goto(f"{site}/matching/recognition/")
    met = page.locator("article.met", has_text="Database craft")
    expect(met).to_contain_text("Harbour Club")
    assert not violations(page)
    met.locator(".suggestion", has_text="SQL").get_by_role("link").click()
    assert page.get_by_label("Counts until").input_value() > datetime.now(UTC).date().isoformat()
    page.get_by_label("at this level").select_option("6")
    page.get_by_label("Reason").fill("We read the criteria and saw two of the projects.")
    assert not violations(page)
    page.get_by_role("button", name="I state that it counts so").click()
    page.get_by_text("It counts from now on, in rankings and in pathways.").wait_for()
    page.goto(role)
    assert places(page)[0] == "Noor Haddad"
    why = page.locator("#place-1 details.why").first
    why.locator("summary").click()
    expect(why).to_contain_text("Recognised by Recruiter")
    expect(why).to_contain_text("saw two of the projects")

    # Whether it hangs on an assumption, and whether names matter: the order is the same without.
    expect(page.locator("details.sensitivity summary")).to_be_visible()
    page.get_by_role("link", name="Hide names").click()
    assert places(page)[0] == "Person A"
    assert "Noor" not in page.locator("main").inner_text()

    decide(page, role)


def decide(page: Any, role: str) -> None:
    """Shortlist the first, then hire them: the first weeks are planned."""
    page.goto(role)
    box = page.locator("#place-1 details.decide")
    box.locator("summary").click()
    box.get_by_label("Reason").fill("Two proven projects, and scripts of their own.")
    box.get_by_role("button", name="Shortlist").click()
    page.goto(role)
    page.locator("#place-1 .decided", has_text="Shortlisted").wait_for()
    box.locator("summary").click()
    box.get_by_label("Reason").fill("The trial day went as the badges said.")
    start = datetime.now(UTC).date() + timedelta(days=60)
    box.get_by_label("First day at work").fill(start.isoformat())
    box.get_by_role("button", name="Hire and plan the first weeks").click()
    page.wait_for_url("**/onboarding/**")
    assert "Noor Haddad" in page.locator("main").inner_text()
