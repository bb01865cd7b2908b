"""In Chromium: every type of question answered on a phone by keyboard alone, and accessible."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser

FURNISH = """
import io, sys
from random import Random
from django.utils import timezone
from PIL import Image, ImageDraw
from skillmark.assess.reading import read_test
from skillmark.server.assess import services
from skillmark.server.people.actions import Role
from skillmark.server.people.models import OrganisationRecord
from skillmark.server.people.services import door
from skillmark.server.skills.services import ensure_starter
from skillmark.skills.starter import uri
ensure_starter()
learner = door(Role.LEARNER)
host = OrganisationRecord.objects.get()
picture = Image.new("RGB", (320, 200), "white")
pen = ImageDraw.Draw(picture)
for left in (40, 190):
    pen.ellipse((left, 95, left + 90, 185), outline="black", width=4)
pen.line([(85, 140), (110, 85), (200, 85), (160, 140), (85, 140)], fill="black", width=4)
pen.line([(235, 140), (200, 55), (240, 50)], fill="black", width=4)
kept = io.BytesIO()
picture.save(kept, "PNG")
words = open(sys.argv[1], encoding="utf-8").read()
row = services.import_test(
    host, read_test(words, skill_uri=uri), files={"bicycle.png": kept.getvalue()}
)
delivery = services.deliver(row)
attempt = services.start_attempt(
    learner, delivery, now=timezone.now(), rng=Random(3), agreed=True
)
print("WAYS " + str(attempt.pk) + " " + " ".join(name for name, _ in attempt.form))
"""


@pytest.fixture(scope="module")
def site(chromium: Any, serving: Any, root: Path) -> Any:
    """A served site with an open attempt at every type of question."""
    questions = str(root / "tests/fixtures/questions/every-way.toml")
    with serving(FURNISH, questions, SKILLMARK_DEMO="1") as served:
        attempt, *names = served.said.partition("WAYS ")[2].split()
        yield served.url, attempt, names


def enter(page: Any, base: str) -> None:
    page.goto(base)
    page.get_by_role("button", name="Learner", exact=True).click()
    page.wait_for_url("**/dashboard/")


def focused(page: Any) -> str:
    said = page.evaluate(
        "(() => { const e = document.activeElement;"
        " return [e.tagName, e.type || '', e.name || '', e.value || '', e.id || ''].join('|'); })()"
    )
    return str(said)


def tab_to(page: Any, wanted: str) -> None:
    """Press Tab until the focus is on what matches: nothing may be out of reach."""
    for _ in range(60):
        if re.search(wanted, focused(page)):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {wanted}; it is on {focused(page)}")


def by_radio(page: Any) -> None:
    tab_to(page, r"radio\|answer")
    page.keyboard.press("Space")


def by_boxes(page: Any) -> None:
    for value in ("a", "b"):
        tab_to(page, rf"checkbox\|answer\|{value}")
        page.keyboard.press("Space")


def by_typing(words: str, place: str = r"\|answer\|") -> Callable[[Any], None]:
    def type_it(page: Any) -> None:
        tab_to(page, place)
        page.keyboard.type(words)

    return type_it


def by_scale(page: Any) -> None:
    tab_to(page, r"INPUT\|range")
    for _ in range(3):
        page.keyboard.press("ArrowRight")


def by_menus(*values: str) -> Callable[[Any], None]:
    def choose(page: Any) -> None:
        for value in values:
            page.keyboard.press("Tab")
            tab_to(page, r"select-one\|place-")
            page.keyboard.type(value)

    return choose


def by_gaps(page: Any) -> None:
    tab_to(page, r"place-part")
    page.keyboard.type("chain")
    tab_to(page, r"place-new")
    page.keyboard.type("new")
    tab_to(page, r"place-torque")
    page.keyboard.type("5")


def by_places(page: Any) -> None:
    for name, place in (("a", "3"), ("b", "2"), ("c", "1")):
        page.locator(f"#place-{name}").focus()
        page.keyboard.type(place)


def by_marks(page: Any) -> None:
    for value in ("b", "c"):
        tab_to(page, rf"checkbox\|answer\|{value}")
        page.keyboard.press("Space")


def by_reactions(page: Any) -> None:
    """The first reaction as the best, the next one as the worst."""
    tab_to(page, r"radio\|best")
    page.keyboard.press("Space")
    tab_to(page, r"radio\|worst")
    page.keyboard.press("ArrowDown")


WAYS: dict[str, Callable[[Any], None]] = {
    "choice": by_radio,
    "multiple": by_boxes,
    "numeric": by_typing("210"),
    "slider": by_scale,
    "cloze": by_gaps,
    "order": by_places,
    "match": by_menus("Pedal", "Spoke"),
    "gap-match": by_menus("clock", "anti"),
    "hot-text": by_marks,
    "hot-spot": by_radio,
    "best-worst-like": by_reactions,
    "short": by_typing("Bubbles.", r"TEXTAREA"),
}


def test_every_way_on_a_phone_by_keyboard_alone(site: Any, window: Any, tmp_path: Path) -> None:
    from axe_playwright_python.sync_playwright import Axe

    base, attempt, names = site
    page = window(390, 844)
    enter(page, base)
    for number, name in enumerate(names, start=1):
        page.goto(f"{base}/attempts/{attempt}/{number}")
        if name == "upload":
            card = tmp_path / "card.txt"
            card.write_text("Chain replaced.")
            page.set_input_files("#file-answer", str(card))
            page.get_by_role("button", name="Save the file").press("Enter")
            page.get_by_role("button", name="Remove card.txt").wait_for()
        else:
            WAYS[name](page)
            page.locator("#saved", has_text="Saved").wait_for()
        broken = Axe().run(page).response["violations"]
        assert not broken, (name, broken[0]["id"], broken[0]["nodes"][0]["html"][:200])
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, name
    page.goto(f"{base}/attempts/{attempt}/review")
    page.get_by_text("Every question is answered.").wait_for()


def test_a_click_into_the_picture_chooses_the_region(site: Any, window: Any) -> None:
    base, attempt, names = site
    page = window()
    enter(page, base)
    page.goto(f"{base}/attempts/{attempt}/{names.index('hot-spot') + 1}")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.locator("[data-region=right]").click()
    assert page.get_by_label("2: The circle on the right").is_checked()
    page.reload()
    assert page.locator("[data-region=right].chosen").count() == 1
