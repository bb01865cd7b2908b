"""In Chromium, by keyboard: every type of question written, then answered on a phone and scored."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FURNISH = """
from django.conf import settings
from skillmark.server.people.actions import Role
from skillmark.server.people.services import door
from skillmark.server.skills.services import ensure_starter
ensure_starter()
door(Role.ASSESSOR)
door(Role.LEARNER)
print("DATA " + str(settings.DATA))
"""
BUILD = """
from datetime import date
from random import Random
from skillmark.cli.project import start
start()
from django.utils import timezone
from skillmark.assess.items import Test
from skillmark.nouns.credibility import CutScore
from skillmark.nouns.text import Text
from skillmark.server.assess import services
from skillmark.server.assess.bank import keeping
from skillmark.server.assess.bank.models import QuestionRecord
from skillmark.server.people.actions import Role
from skillmark.server.people.models import OrganisationRecord
from skillmark.server.people.services import door
host = OrganisationRecord.objects.get()
versions = [keeping.version_of(row) for row in QuestionRecord.objects.of(host)]
items = tuple(keeping.item_of(one) for one in versions)
files = {name: content for one in versions for name, content in keeping.files_of(one).items()}
about = tuple(found for one in versions if (found := keeping.material_of(one)))
words = Text.of("Written in the browser")
blueprint = ((items[0].skill, len(items)),)
test = Test("written", words, words, "en", 60, blueprint, items, stimuli=about)
row = services.import_test(host, test, files=files)
cut = CutScore(10, 20, "Test", "Test", "Test", date(2026, 1, 1))
services.set_cut(row, cut)
attempt = services.start_attempt(
    door(Role.LEARNER), services.deliver(row), now=timezone.now(), rng=Random(3), agreed=True
)
types = {item.id: item.type.value for item in items}
print("WAYS " + str(attempt.pk) + " " + " ".join(types[name] for name, _ in attempt.form))
"""


@pytest.fixture(scope="module")
def site(chromium: Any, serving: Any) -> Any:
    """A served site without any question, and where its data is."""
    with serving(FURNISH, SKILLMARK_DEMO="1") as served:
        yield served.url, served.said.partition("DATA ")[2].strip()


def enter(page: Any, base: str, role: str) -> None:
    page.goto(base)
    page.get_by_role("button", name=role, exact=True).click()
    page.wait_for_url("**/dashboard/")


def focused(page: Any) -> str:
    said = page.evaluate(
        "(() => { const e = document.activeElement;"
        " return [e.tagName, e.type || '', e.name || '', e.value || '', e.id || ''].join('|'); })()"
    )
    return str(said)


def tab_to(page: Any, wanted: str) -> None:
    """Press Tab until the focus is on what matches: nothing may be out of reach."""
    for _ in range(150):
        if re.search(wanted, focused(page)):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {wanted}; it is on {focused(page)}")


def write(page: Any, **fields: str) -> None:
    """Type into fields, in the order in which the page has them."""
    for name, words in fields.items():
        tab_to(page, rf"\|{name.replace('_', '-')}\|")
        page.keyboard.insert_text(words)


def press(page: Any, wanted: str, key: str = "Enter") -> None:
    tab_to(page, wanted)
    page.keyboard.press(key)


# Writing, by keyboard


def options(page: Any, *words: str, list_: str = "option") -> None:
    for number, said in enumerate(words):
        write(page, **{f"{list_}-{number}-text-en": said})


def tick(page: Any, name: str) -> None:
    press(page, rf"checkbox\|{name}\|", "Space")


def choice(page: Any) -> None:
    options(page, "The saddle", "The tube")
    tab_to(page, r"radio\|right\|")
    while "|right|b|" not in focused(page):
        page.keyboard.press("ArrowDown")
    options_third(page)


def options_third(page: Any) -> None:
    write(page, **{"option-2-text-en": "The valve"})
    press(page, r"\|s-option-2$")
    write(page, **{"option-2-share": "50"})


def multiple(page: Any) -> None:
    for number, (said, right) in enumerate(
        [("A patch", True), ("Tyre levers", True), ("A hacksaw", False), ("A torch", False)]
    ):
        write(page, **{f"option-{number}-text-en": said})
        if right:
            tick(page, f"option-{number}-right")


def order(page: Any) -> None:
    options(page, "Take the tyre off", "Find the hole", "Put the patch on", list_="line")


def match(page: Any) -> None:
    options(page, "Pedal spanner", "Spoke key", "Chain whip")
    options(page, "Pedal", "Spoke", "Sprocket", list_="row")


def gap_match(page: Any) -> None:
    write(page, **{"text-en": "Turn it [[x]] to tighten and [[y]] to loosen."})
    page.keyboard.press("Tab")
    page.locator("#e-gap-1").wait_for()
    options(page, "clockwise", "anticlockwise", "upwards")
    for number, word in enumerate(("A", "B")):
        tab_to(page, rf"\|gap-{number}-key\|")
        page.keyboard.type(word)


def cloze(page: Any) -> None:
    write(page, **{"text-en": "The [[part]] was worn; the new one has [[torque]] Nm."})
    page.keyboard.press("Tab")
    page.locator("#e-gap-1").wait_for()
    write(page, **{"gap-0-answer-0-said": "chain"})
    tab_to(page, r"\|gap-1-kind\|")
    with page.expect_response(lambda answer: "/new" in answer.url):
        page.keyboard.type("a number")
    page.locator("#e-gap-1-value").wait_for()
    write(page, **{"gap-1-value": "5", "gap-1-tolerance": "1"})


def numeric(page: Any) -> None:
    write(page, value="210", tolerance="1", unit="m")


def slider(page: Any) -> None:
    for name, number in (("low", "0"), ("high", "8"), ("step", "0.5")):
        tab_to(page, rf"\|{name}\|")
        page.keyboard.press("Control+A")
        page.keyboard.type(number)
    write(page, value="4", tolerance="0.5", unit="bar")


def hot_text(page: Any) -> None:
    text = "We [[a|tightened the stem]], [[b|left it open]] and [[c|rode in the dark]]."
    write(page, **{"text-en": text})
    page.keyboard.press("Tab")
    page.locator("#e-spot-2").wait_for()
    tick(page, "spot-1-right")
    tick(page, "spot-2-right")


def bicycle() -> bytes:
    """A drawing of a bicycle, made here."""
    picture = Image.new("RGB", (320, 200), "white")
    pen = ImageDraw.Draw(picture)
    for left in (40, 190):
        pen.ellipse((left, 95, left + 90, 185), outline="black", width=4)
    pen.line([(85, 140), (110, 85), (200, 85), (160, 140), (85, 140)], fill="black", width=4)
    kept = io.BytesIO()
    picture.save(kept, "PNG")
    return kept.getvalue()


def hot_spot(page: Any) -> None:
    page.set_input_files(
        "#e-upload-file", [{"name": "bike.png", "mimeType": "image/png", "buffer": bicycle()}]
    )
    press(page, r"\|b-upload$")
    page.locator(".file-row").wait_for()
    write(page, **{"alt-en": "A bicycle from its right side."})
    shapes = [("left", "circle", "85, 140, 45"), ("right", "circle", "235, 140, 45")]
    for number, (said, shape, numbers) in enumerate(
        [*shapes, ("top", "rectangle", "9, 9, 20, 20")]
    ):
        row = f"region-{number}"
        tab_to(page, rf"\|{row}-shape\|")
        page.keyboard.type(shape)
        write(page, **{f"{row}-numbers": numbers, f"{row}-text-en": said})
        if number < 2:
            tick(page, f"{row}-right")
    draw_with_the_mouse(page)


def draw_with_the_mouse(page: Any) -> None:
    page.locator("#e-draw").select_option("region-2")
    page.locator("[data-drawing] svg").scroll_into_view_if_needed()
    box = page.locator("[data-drawing] svg").bounding_box()
    scale = box["width"] / 320
    page.mouse.move(box["x"] + 185 * scale, box["y"] + 10 * scale)
    page.mouse.down()
    page.mouse.move(box["x"] + 255 * scale, box["y"] + 70 * scale, steps=3)
    page.mouse.up()
    drawn = [int(x) for x in page.locator("[name=region-2-numbers]").input_value().split(",")]
    assert all(abs(a - b) <= 2 for a, b in zip(drawn, (185, 10, 255, 70), strict=True)), drawn
    page.locator("[name=region-2-text-en]").focus()


def best_worst(page: Any) -> None:
    for number, (said, worth) in enumerate(
        [("Explain it line by line.", "3"), ("Say that it is so.", "1"), ("Call the owner.", "2")]
    ):
        write(page, **{f"option-{number}-text-en": said, f"option-{number}-effectiveness": worth})
    press(page, r"\|b-remove-option-3$")
    page.locator("#e-option-3").wait_for(state="detached")


def rubric(page: Any) -> None:
    row = "criterion-0"
    write(page, **{f"{row}-criterion-en": "Method", f"{row}-full-en": "Named and explained",
                   f"{row}-partial-en": "Named", f"{row}-zero-en": "Neither"})  # fmt: skip


def upload(page: Any) -> None:
    write(page, endings="pdf, txt")
    rubric(page)


WRITTEN: dict[str, Callable[[Any], None]] = {
    "choice": choice,
    "multiple": multiple,
    "order": order,
    "match": match,
    "gap-match": gap_match,
    "cloze": cloze,
    "numeric": numeric,
    "slider": slider,
    "hot-text": hot_text,
    "hot-spot": hot_spot,
    "best-worst": best_worst,
    "short": rubric,
    "upload": upload,
}


def choose_skill(page: Any) -> str:
    """Find the skill by typing, and return its address."""
    write(page, **{"skill-find": "generative"})
    page.locator("#skill-hits input").first.wait_for()
    press(page, r"radio\|skill\|", "Space")
    return str(page.locator("#skill-hits input:checked").get_attribute("value"))


def accessible(page: Any, what: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    broken = Axe().run(page).response["violations"]
    assert not broken, (what, broken[0]["id"], broken[0]["nodes"][0]["html"][:300])
    fits(page, what)


def fits(page: Any, what: str) -> None:
    """Nothing is wider than the screen."""
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0, what


EVERY_FIELD = ("choice", "cloze", "hot-spot", "match", "short")
"""Types whose pages together have every kind of field of the editor."""


def author_everything(page: Any, base: str) -> None:
    skill = ""
    page.goto(f"{base}/assess/bank/questions/new")
    accessible(page, "new")
    for type_, write_it in WRITTEN.items():
        page.goto(f"{base}/assess/bank/questions/new?type={type_}&skill={skill}")
        write(page, **{"prompt-en": f"The {type_} question, with $x^2$?"})
        write_it(page)
        if type_ == "choice":
            page.get_by_text("The valve").wait_for()
            press(page, r"\|b-try-half$")
            page.get_by_text("This answer earns 0.50 of 1 points.").wait_for()
            page.locator("#e-skill-find").focus()
            skill = choose_skill(page)
        if type_ in EVERY_FIELD:
            accessible(page, type_)
        page.set_viewport_size({"width": 390, "height": 844})
        fits(page, type_)
        page.set_viewport_size({"width": 1280, "height": 900})
        page.locator(".htmx-request").first.wait_for(state="detached")
        press(page, r"\|save$")
        page.locator(".message", has_text="Saved as version 1").wait_for()


# Answering, by keyboard


def pick(page: Any, name: str, value: str) -> None:
    """Choose a radio button of a group that nothing is chosen in."""
    tab_to(page, rf"radio\|{name}\|")
    page.keyboard.press("Space")
    for _ in range(8):
        if f"|{name}|{value}|" in focused(page):
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"there is no {value}")


def radio(value: str) -> Callable[[Any], None]:
    return lambda page: pick(page, "answer", value)


def box(value: str) -> Callable[[Any], None]:
    return lambda page: press(page, rf"checkbox\|answer\|{value}\|", "Space")


def typing(words: str, place: str = r"\|answer\|") -> Callable[[Any], None]:
    def type_it(page: Any) -> None:
        tab_to(page, place)
        page.keyboard.type(words)

    return type_it


def by_scale(page: Any) -> None:
    """The scale begins in the middle, at 4; one step further is right still."""
    tab_to(page, r"INPUT\|range")
    page.keyboard.press("ArrowRight")


def menus(**chosen: str) -> Callable[[Any], None]:
    def choose(page: Any) -> None:
        for place, words in chosen.items():
            tab_to(page, rf"select-one\|place-{place}\|")
            page.keyboard.type(words)

    return choose


def by_places(page: Any) -> None:
    """The first line to the end: one of two neighbours is right."""
    lines = page.locator(".order .line")
    places = {"Take the tyre off": "3", "Find the hole": "1", "Put the patch on": "2"}
    for number in range(3):
        words = lines.nth(number).locator(".line-text").inner_text()
        tab_to(page, rf"\|{lines.nth(number).locator('input').get_attribute('name')}\|")
        page.keyboard.type(places[words])


def by_click_and_keyboard(page: Any) -> None:
    """A click chooses the region that lies there; the keyboard takes it back and chooses."""
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.locator("[data-region=c]").click()
    assert page.get_by_label("3: top").is_checked()
    assert page.locator("[data-region=c].chosen").count() == 1
    page.get_by_label("3: top").focus()
    page.keyboard.press("Space")
    page.get_by_label("1: left").focus()
    page.keyboard.press("Space")


def by_reactions(page: Any) -> None:
    pick(page, "best", "a")
    pick(page, "worst", "c")


ANSWERED: dict[str, tuple[Callable[[Any], None], float]] = {
    "choice": (radio("c"), 0.5),
    "multiple": (box("b"), 0.5),
    "order": (by_places, 0.5),
    "match": (menus(a="Pedal", c="Chain"), 2 / 3),
    "gap-match": (menus(x="clock"), 0.5),
    "cloze": (typing("Chain", r"\|place-part\|"), 0.5),
    "numeric": (typing("210,5"), 1),
    "slider": (by_scale, 1),
    "hot-text": (box("b"), 0.5),
    "hot-spot": (by_click_and_keyboard, 0.5),
    "best-worst": (by_reactions, 0.5),
    "short": (typing("Bubbles.", r"TEXTAREA"), 0),
}
"""How each is answered, right in part where that can be, and the share that it earns."""


def build(data: str, base: str) -> tuple[str, list[str]]:
    """Build a test of what was written, and begin an attempt; return it with its types."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("SKILLMARK_", "DJANGO_"))}
    made = subprocess.run(
        [sys.executable, "-c", BUILD],
        env=kept | {"SKILLMARK_DATA": data, "SKILLMARK_BASE_URL": base, "SKILLMARK_DEMO": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr[-3000:]
    attempt, *types = made.stdout.partition("WAYS ")[2].split()
    return attempt, types


def sit_everything(page: Any, base: str, attempt: str, types: list[str], card: Path) -> None:
    for number, type_ in enumerate(types, start=1):
        page.goto(f"{base}/attempts/{attempt}/{number}")
        assert page.locator(".prompt msup").count() == 1, "the formula is shown"
        if type_ == "upload":
            page.set_input_files("#file-answer", str(card))
            page.get_by_role("button", name="Save the file").press("Enter")
            page.get_by_role("button", name="Remove card.txt").wait_for()
        else:
            ANSWERED[type_][0](page)
            page.locator("#saved", has_text="Saved").wait_for()
        accessible(page, type_)


def test_every_type_is_written_and_answered_by_keyboard_and_partly_scored(
    site: Any, window: Any, tmp_path: Path
) -> None:
    base, data = site
    author = window(1280, 900)
    enter(author, base, "Assessor")
    author_everything(author, base)
    attempt, types = build(data, base)
    assert sorted(types) == sorted(WRITTEN)
    card = tmp_path / "card.txt"
    card.write_text("Chain replaced.")
    page = window(390, 844)
    enter(page, base, "Learner")
    sit_everything(page, base, attempt, types, card)
    page.goto(f"{base}/attempts/{attempt}/review")
    page.get_by_text("Every question is answered.").wait_for()
    page.get_by_label("What I hand in is my own work.").check()
    page.get_by_role("button", name="Submit the test").press("Enter")
    earned = sum(share for _answer, share in ANSWERED.values())
    shown = page.locator("dl.figures dd").first.inner_text()
    assert float(shown.split()[0]) == pytest.approx(earned, abs=0.06), shown
