"""Recruiter, learning lead and technical leader in a real browser, on the demo organisation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

pytestmark = pytest.mark.browser

ADVERT = """We are looking for a data analyst. You know SQL and data visualisation well and
write prompts that work; expert knowledge of retrieval-augmented generation is a plus.
We are an equal opportunity employer and offer a pension plan and free fruit."""


@pytest.fixture(scope="module")
def site(demo: Any, serving: Any) -> Iterator[Any]:
    with serving(again=demo, SKILLMARK_DEMO="1") as served:
        yield served


@pytest.fixture(scope="module")
def ranking(demo: Any) -> str:
    """The path of the ranking that the demo's last lines name."""
    return re.search(r"http://[^/]+(/roles/\S+/)", demo.said)[1]  # type: ignore[index]


def enter(page: Any, site: Any, door: str) -> Any:
    page.goto(site.url)
    page.get_by_role("button", name=door, exact=True).click()
    page.wait_for_url("**/dashboard/")
    return page


def test_a_pasted_advert_lights_up_and_becomes_a_ranking(window: Any, site: Any) -> None:
    page = enter(window(), site, "Recruiter")
    page.goto(f"{site.url}/roles/new")
    page.get_by_label("Title of the role").fill("Analyst")
    page.get_by_label(re.compile("Job advertisement")).fill(ADVERT)
    page.get_by_role("button", name="Find the skills in it").click()
    page.locator("mark").first.wait_for()
    lit = " | ".join(page.locator("mark").all_inner_texts()).lower()
    assert "sql" in lit
    assert "data visualisation" in lit
    assert "pension" not in lit
    assert "equal opportunity" not in lit
    page.get_by_role("button", name="Save and see who fits").click()
    page.get_by_role("heading", name="Analyst", level=1).wait_for()
    page.get_by_text(re.compile(r"^Why is .* first\?$")).click()
    assert "Data visualisation" in page.locator("main").inner_text()


def test_one_click_says_why_the_first_is_first(window: Any, site: Any, ranking: str) -> None:
    page = enter(window(), site, "Recruiter")
    page.goto(f"{site.url}{ranking}")
    page.get_by_text(re.compile(r"^Why is .* first\?$")).click()
    shown = page.locator("main").inner_text()
    assert "Foundations of generative AI" in shown
    assert "No field data" in shown
    first = page.get_by_text(re.compile(r"^Why is .* first\?$")).inner_text()
    assert "Victor Langley" not in first
    page.goto(f"{site.url}{ranking}?anonymous=1")
    hidden = page.locator("main").inner_text()
    assert "Elif Demir" not in hidden


def test_a_moved_budget_is_solved_again(window: Any, site: Any) -> None:
    page = enter(window(), site, "Learning and development lead")
    page.goto(f"{site.url}/plans/")
    answer = page.locator("#answer")
    before = answer.inner_text()
    assert "no plan is better" in before
    # A slider is moved by keyboard: home is no budget at all.
    slider = page.get_by_role("slider", name="Budget")
    slider.focus()
    with page.expect_response(lambda r: r.url.endswith("/plans/solve")):
        slider.press("Home")
    page.get_by_text("This budget buys nothing that closes a gap.").wait_for()
    with page.expect_response(lambda r: r.url.endswith("/plans/solve")):
        slider.press("End")
    answer.get_by_text("no plan is better").wait_for()
    assert answer.inner_text() != before


def test_an_impossible_target_is_explained(window: Any, site: Any) -> None:
    page = enter(window(390, 844), site, "Learning and development lead")
    page.goto(f"{site.url}/plans/")
    page.get_by_text("Reach a target at least cost").click()
    page.get_by_label("People who must close this gap").fill("500")
    page.get_by_role("button", name="Find the cheapest plan").click()
    page.get_by_text("No plan can do this.").wait_for()
    assert "500 people with" in page.locator("#target-answer").inner_text()


def test_the_bench_says_what_hangs_on_one_person(window: Any, site: Any) -> None:
    page = enter(window(), site, "Technical leader")
    page.goto(f"{site.url}/bench/")
    assert "One person away from losing" in page.locator("main").inner_text()
