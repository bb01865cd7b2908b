"""A second version of a framework is brought in; what changed is seen and mended; a link of a
crosswalk is decided by keyboard; a skill is found by its German name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

FURNISH = """
from skillmark.nouns.skill import Framework, Match, Skill
from skillmark.nouns.text import Text
from skillmark.server.define import services as define
from skillmark.server.people.actions import Role
from skillmark.server.people.models import OrganisationRecord
from skillmark.server.people.services import door
from skillmark.server.skills.models import CrosswalkRecord, LinkRecord
from skillmark.server.skills.services import ensure_starter, import_framework
ensure_starter()
provider = door(Role.PROVIDER_ADMIN)
home = OrganisationRecord.objects.get()
first = Framework(
    "bakery", Text.of("bakery"), "1.9", "Guild", "", (
        Skill("urn:bakery:bread", Text.of({"en": "bake bread", "de": "Brot backen"})),
        Skill("urn:bakery:stock", Text.of({"en": "order flour", "de": "Mehl bestellen"})),
    ),
)
row = import_framework(first, organisation=home, actor=provider)
define.save_opportunity(
    {"id": "flour", "title": {"en": "Buying flour"}, "provider": "Guild",
     "url": "https://example.org/", "skills": {"urn:bakery:stock": 3}, "hours": 4,
     "price": "0 EUR", "language": "en"},
    organisation=home, actor=provider,
)
starter = row.__class__.objects.exclude(pk=row.pk).first()
crosswalk = CrosswalkRecord.objects.create(
    organisation=home, title="bakery to starter", source=row, target=starter
)
for place, skill in enumerate(starter.skill_rows.order_by("position")[:3]):
    LinkRecord.objects.create(
        organisation=home, crosswalk=crosswalk, source="urn:bakery:bread", target=skill.uri,
        match=Match.CLOSE, method="labels", confidence=0.9 - place / 10,
    )
"""
SECOND = """uri,label,label_de
urn:bakery:bread,bake bread and rolls,Brot und Brötchen backen
urn:bakery:supply,order flour and yeast,Mehl und Hefe bestellen
,nameless,
"""

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def site(chromium: Any, serving: Any) -> Iterator[str]:
    """A demo site with a framework of its own and a crosswalk to be decided."""
    with serving(FURNISH, SKILLMARK_DEMO="1") as served:
        yield served.url


def test_a_second_version_a_crosswalk_and_a_search(
    window: Any, site: str, violations: Callable[[Any], list[str]]
) -> None:
    page = window(1280, 900)
    page.goto(site)
    page.get_by_role("button", name="Training provider", exact=True).click()
    page.wait_for_url("**/dashboard/")

    # The second version comes in; the row without URI is listed, everything else is there.
    page.goto(f"{site}/skills/import")
    page.get_by_label("Format").select_option("csv")
    page.get_by_label("File").set_input_files(
        {"name": "bakery.csv", "mimeType": "text/csv", "buffer": SECOND.encode()}
    )
    page.get_by_label("Version").fill("1.10")
    page.get_by_role("button", name="Import").click()
    assert page.get_by_text("2 skills are here now.").is_visible()
    assert page.get_by_text("no uri").is_visible()
    assert violations(page) == []
    page.get_by_role("link", name="bakery 1.10").click()

    # What changed, and what of it concerns this organisation.
    page.get_by_role("link", name="Compare 1.9 and 1.10").click()
    assert page.get_by_text("before: bake bread").is_visible()
    assert violations(page) == []
    page.get_by_role("link", name="What concerns us").click()
    assert page.get_by_role("link", name="Buying flour").is_visible()
    assert violations(page) == []
    page.get_by_role("button", name="order flour and yeast").click()
    assert page.get_by_text("Moved.").is_visible()
    assert page.get_by_text("Nothing here names a skill that is gone or changed.").is_visible()

    # The crosswalk, by keyboard alone: accept the first, reject the second.
    page.goto(f"{site}/skills/crosswalks/")
    page.get_by_role("link", name="bakery to starter").click()
    links = page.locator("[data-review] > li")
    assert links.count() == 3
    assert violations(page) == []
    links.first.focus()
    page.keyboard.press("a")
    links.first.get_by_text("Accepted", exact=True).wait_for()
    page.locator("[data-review] > li:nth-child(2):focus").wait_for()
    page.keyboard.press("r")
    page.locator("[data-review] > li:nth-child(3):focus").wait_for()
    page.reload()
    assert links.count() == 1

    # On a phone, in German, without umlauts: found as one types.
    phone = window(320, 700, "de")
    phone.goto(f"{site}/skills/")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 320
    phone.context.add_cookies(page.context.cookies())
    phone.goto(f"{site}/skills/")
    phone.locator("#q").press_sequentially("brotche", delay=20)
    phone.get_by_role("link", name="Brot und Brötchen backen").click()
    assert phone.get_by_text("bake bread and rolls").count() >= 1
    assert violations(phone) == []
    assert phone.evaluate("document.documentElement.scrollWidth") <= 320
