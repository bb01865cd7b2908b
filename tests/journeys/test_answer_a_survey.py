"""The answer page on a phone, by keyboard, in German, without any script: saved when it is sent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

FURNISH = """
from skillmark.server.measure.surveying import links, services
from skillmark.server.measure.surveying.models import Mode, Whom
from skillmark.server.people.actions import Role
from skillmark.server.people.services import add_members, add_organisation
place = add_organisation("Hallmark Academy", "DE")
staff = add_members(place, [(f"p{n}@x.example", f"P {n}") for n in range(6)], Role.LEARNER)
row = services.draft(place, "employees", actor=staff[0])
row = services.send(row, whom=Whom.EVERYBODY, mode=Mode.ANONYMOUS, why="To plan training.",
                    actor=staff[0], mail=False)
print(links.link(links.personal(row.invitations.get(account=staff[0]))))
"""

pytestmark = [pytest.mark.browser]


@pytest.fixture(scope="module")
def link(chromium: Any, serving: Any) -> Iterator[str]:
    """A site with one open survey, and the link of one who is asked."""
    with serving(FURNISH) as served:
        yield served.said.strip().splitlines()[-1]


@pytest.mark.slow
def test_a_survey_is_answered_on_a_phone_by_keyboard_and_without_scripts(
    link: str, chromium: Any
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    # axe is a script: it looks first, with scripts; then the page is used without.
    looked = chromium.new_context(viewport={"width": 320, "height": 640}, locale="de-DE")
    page = looked.new_page()
    page.goto(link)
    found = [one["id"] for one in Axe().run(page).response["violations"]]
    assert not found, found
    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not page.evaluate(wide)
    looked.close()

    plain = chromium.new_context(
        viewport={"width": 320, "height": 640}, locale="de-DE", java_script_enabled=False
    )
    page = plain.new_page()
    page.goto(link)
    page.get_by_role("heading", name="Lernen bei der Arbeit").wait_for()
    page.get_by_text("getrennt von Ihrem Link gespeichert").wait_for()
    first = page.get_by_role("group", name="Wie sicher sind Sie heute").get_by_role("radio")
    assert first.count() == 7
    first.first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    assert first.nth(1).is_checked()
    assert page.get_by_role("radio", checked=True).count() == 1  # nothing is chosen for anybody
    page.get_by_role("button", name="Meine Antworten abschicken").focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Danke").wait_for()
    assert page.url.endswith("/answer/thanks")
    page.goto(link)
    page.get_by_role("heading", name="Sie haben geantwortet").wait_for()
    plain.close()
