"""A technical leader asks who can do it now and in eight weeks, and who could follow whom."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

FURNISH = """
from datetime import timedelta
from django.utils import timezone
from skillmark.nouns.evidence import Evidence
from skillmark.nouns.person import Requirement, Role as Wanted
from skillmark.nouns.plan import Offer
from skillmark.nouns.proficiency import EvidenceClass
from skillmark.nouns.text import Text
from skillmark.server.match import services as match
from skillmark.server.people.actions import Role
from skillmark.server.people.models import OrganisationRecord
from skillmark.server.people.services import add_members, consent_to_all, door
from skillmark.server.plan.models import PostRecord
from skillmark.server.plan.services import save_offer
from skillmark.server.skills.services import ensure_starter
from skillmark.skills.starter import uri
ensure_starter()
leader = door(Role.TECHNICAL_LEADER)
home = OrganisationRecord.objects.get()
names = ("Able Anna", "Near Nils", "Far Fred", "Silent Sil")
people = add_members(
    home, [(f"{n.split()[0].lower()}@home.example", n) for n in names], Role.LEARNER
)
sql, testing = uri("data-sql"), uri("software-testing")
today = timezone.now().date()
for account, evidence in zip(people, (
    ((sql, "evidenced", 5), (testing, "evidenced", 5)),
    ((sql, "evidenced", 4), (testing, "claimed", 6)),
    ((sql, "evidenced", 2),),
    ((sql, "evidenced", 8), (testing, "evidenced", 8)),
)):
    for skill, cls, level in evidence:
        piece = Evidence(skill, EvidenceClass(cls), today - timedelta(days=20), level)
        match.record_evidence(home, account, piece)
for account in people[:3]:
    consent_to_all(account, home)
save_offer(home, Offer("sql", 100.0, 20.0, (sql,), ((sql, 4),)), {"en": "SQL in a month"})
save_offer(
    home, Offer("testing", 300.0, 40.0, (testing,), ((testing, 4),), ("sql",)),
    {"en": "Testing that finds things"},
)
typist = match.save_role(home, Wanted(Text.of("Typist"), (Requirement(sql, 1),)))
tester = match.save_role(
    home, Wanted(Text.of("Tester"), (Requirement(sql, 4), Requirement(testing, 4)))
)
for account, team, hours in zip(people, ("Blue", "Green", "Green", "Blue"), (4, 10, 2, 4)):
    PostRecord.objects.create(
        organisation=home, account=account, team=team, hours_a_week=hours, role=typist
    )
"""
pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def site(chromium: Any, serving: Any) -> Iterator[str]:
    """A site with four people, one of whom has agreed to nothing."""
    with serving(FURNISH, SKILLMARK_DEMO="1") as served:
        yield served.url


def test_a_leader_asks_who_can_now_who_in_eight_weeks_and_who_could_move(
    site: str, window: Any, violations: Any
) -> None:
    page = window(1280, 900)

    def sound(*, hidden: str = "Silent Sil") -> str:
        assert not violations(page), page.url
        wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        assert not page.evaluate(wide), page.url
        said: str = page.locator("main").inner_text()
        assert hidden not in said
        return said

    page.goto(site)
    page.get_by_role("button", name="Technical leader", exact=True).click()
    page.wait_for_url("**/dashboard/")
    page.get_by_role("link", name="Who can do it?").first.click()

    # Two skills, found as one types; the level and the weeks by keyboard.
    page.get_by_role("searchbox", name="Skill").press_sequentially("SQL")
    page.get_by_role("radio", name="SQL", exact=False).first.check()
    page.get_by_label("At least at level").select_option("4")
    page.get_by_role("button", name="Show who").click()
    page.get_by_role("heading", name="Now, and in 8 weeks").wait_for()
    page.get_by_role("searchbox", name="Skill").press_sequentially("Software testing")
    page.get_by_role("radio", name="Software testing", exact=False).first.check()
    page.get_by_role("button", name="Show who").click()
    with page.expect_navigation():
        page.get_by_label("Level: Software testing").select_option("4")
    said = sound()
    figures = dict(zip(
        page.locator(".figures dt").all_inner_texts(),
        page.locator(".figures dd").all_inner_texts(), strict=True,
    ))  # fmt: skip
    assert figures["Can now, proven or observed"] == "1"
    assert (figures["Ready by week 4"], figures["Ready by week 26"]) == ("2", "2")
    claimed = page.get_by_role("region", name="Claimed").inner_text()
    assert "Near Nils" in claimed
    assert "Able Anna" not in claimed
    nils = page.get_by_role("article").filter(has=page.get_by_role("heading", name="Near Nils"))
    assert "ready in week 4" in nils.inner_text()
    assert "Testing that finds things" in nils.inner_text()
    assert page.locator(".timeline-figure svg").count() == 1
    assert "Far Fred" in said

    # Fred gets there in thirty weeks, the prerequisite first.
    page.get_by_text(re.compile("^Later: 1$")).click()
    fred = page.get_by_role("article").filter(has=page.get_by_role("heading", name="Far Fred"))
    way = fred.locator(".way li").all_inner_texts()
    assert "weeks 1 to 10" in way[0]
    assert "SQL in a month" in way[0]
    assert "weeks 11 to 30" in way[1]
    with page.expect_download() as saved:
        page.get_by_role("link", name="CSV").click()
    file = saved.value.path().read_text(encoding="utf-8-sig")
    assert "Far Fred" in file
    assert "Silent Sil" not in file

    # What if Anna leaves?
    page.get_by_role("link", name="Coverage").click()
    page.get_by_label("If somebody leaves").select_option(label="Able Anna")
    page.get_by_text("Without Able Anna nobody is left for:").wait_for()
    row = page.get_by_role("row", name=re.compile("^Software testing"))
    assert "Near Nils" in row.inner_text()
    sound()

    # The typists' role shrinks. There is one seat for a tester; one person is left, and told.
    page.get_by_role("link", name="Redeployment").last.click()
    page.get_by_role("checkbox", name="Typist").check()
    page.get_by_role("spinbutton", name="Tester").fill("1")
    page.get_by_label("Why").fill("Nothing is typed any more.")
    page.get_by_role("button", name="Work it out").click()
    page.get_by_role("heading", name="Who could go where").wait_for()
    page.get_by_text("2 people are left without a place in this answer.").wait_for()
    page.get_by_text("1 person of these roles has not agreed").wait_for()
    anna = page.get_by_role("article").filter(has=page.get_by_role("heading", name="Able Anna"))
    assert "Tester" in anna.locator(".move-to").inner_text()
    sound()
