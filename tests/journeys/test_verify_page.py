"""An employer drops badges on the page in a real browser, against a real server."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).resolve().parent

pytestmark = pytest.mark.browser


def load_bench() -> Any:
    file = HERE.parent / "server" / "worlds" / "verify.py"
    spec = importlib.util.spec_from_file_location("journey_bench", file)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.Bench()


@pytest.fixture(scope="module")
def bench() -> Any:
    return load_bench()


@pytest.fixture(scope="module")
def site(serving: Any) -> Iterator[str]:
    """A fresh site of its own, served as its owner would."""
    with serving() as served:
        yield served.url


@pytest.fixture
def page(window: Any, site: str) -> Any:
    """The page that verifies."""
    opened = window()
    opened.goto(f"{site}/verify")
    return opened


def drop(page: Any, *files: tuple[str, bytes]) -> None:
    """Drop files on the area as a mouse does."""
    given = [{"name": name, "data": list(data)} for name, data in files]
    transfer = page.evaluate_handle(
        """(files) => {
            const transfer = new DataTransfer();
            for (const file of files)
                transfer.items.add(new File([new Uint8Array(file.data)], file.name));
            return transfer;
        }""",
        given,
    )
    page.dispatch_event("[data-drop]", "drop", {"dataTransfer": transfer})


def check(page: Any) -> None:
    page.get_by_role("button", name="Check", exact=True).click()
    page.wait_for_selector("#result-section")


def test_a_dropped_picture_is_green_and_opens_its_numbered_checks(page, bench):
    drop(page, ("team.png", bench.png()))
    assert "team.png" in page.locator("[data-names]").inner_text()
    check(page)
    banner = page.locator(".verdict-banner")
    assert "Valid" in banner.inner_text()
    assert "good" in banner.get_attribute("class")
    checks = page.locator(".checks > li")
    assert checks.count() == 10
    assert "eddsa-rdfc-2022" in checks.nth(3).inner_text()
    assert "section" in checks.nth(3).inner_text()


def test_an_altered_badge_is_red_with_the_reason(page, bench):
    value = json.loads(bench.sign().data)
    value["name"] = "Leadership"
    drop(page, ("altered.json", json.dumps(value).encode()))
    check(page)
    banner = page.locator(".verdict-banner")
    assert "Invalid" in banner.inner_text()
    assert "Altered after it was signed" in banner.inner_text()
    assert "Failed" in page.locator(".checks > li").nth(3).inner_text()


def test_a_status_host_that_is_down_is_unknown_and_looks_like_neither(page, bench):
    entry = {
        "id": "https://127.0.0.1:1/list#7",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "7",
        "statusListCredential": "https://127.0.0.1:1/list",
    }
    colours, icons = {}, {}
    altered = json.dumps({**json.loads(bench.sign().data), "name": "Boss"}).encode()
    for verdict, data in (
        ("Valid", bench.sign().data),
        ("Invalid", altered),
        ("Could not check", bench.sign(credentialStatus=entry).data),
    ):
        drop(page, ("badge.json", data))
        check(page)
        banner = page.locator(".verdict-banner")
        assert banner.locator("h2").inner_text() == verdict
        colours[verdict] = banner.evaluate("e => getComputedStyle(e).backgroundColor")
        icons[verdict] = banner.locator("use").get_attribute("href")
    assert len(set(colours.values())) == 3
    assert len(set(icons.values())) == 3


def test_many_are_filtered_opened_by_keyboard_and_saved(page, bench):
    altered = json.dumps({**json.loads(bench.sign().data), "name": "Boss"}).encode()
    drop(page, ("good.png", bench.png()), ("bad.json", altered), ("notes.txt", b"hello"))
    check(page)
    rows = page.locator("#results tr.one")
    assert rows.count() == 3
    page.get_by_label("Show", exact=True).select_option("invalid")
    assert [row.is_visible() for row in rows.all()] == [False, True, False]
    page.get_by_label("Show", exact=True).select_option("")
    summary = page.locator("#results summary").first
    assert not page.locator("#results .checks").first.is_visible()
    summary.focus()
    page.keyboard.press("Enter")
    assert page.locator("#results .checks").first.is_visible()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save as CSV").click()
    lines = Path(saved.value.path()).read_text("utf-8-sig").splitlines()
    assert len(lines) == 4
    assert lines[1].startswith("good.png,valid")


def test_the_pages_are_accessible_on_a_wide_and_a_narrow_screen(page, bench):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    drop(page, ("good.png", bench.png()), ("notes.txt", b"hello"))
    check(page)
    page.locator("#results summary").first.click()
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        found = axe.Axe().run(page).response["violations"]
        assert not found, [(v["id"], [n["html"] for n in v["nodes"]][:2]) for v in found]
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def watched(page: Any) -> tuple[list[str], list[str]]:
    """What a page asks for and what it pops up, from now on."""
    asked: list[str] = []
    dialogs: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    def close(dialog: Any) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", close)
    return asked, dialogs


def test_hostile_26_and_27_a_drawing_that_wants_to_run_is_never_drawn(page, bench, site):
    from skillmark.badges.baking import bake

    asked, dialogs = watched(page)
    evil = (
        "<script>window.hacked = 1; alert(1)</script>"
        '<image href="file:///etc/passwd" onerror="alert(2)"/>'
        '<image href="https://evil.example/tracker.png"/>'
        '<foreignObject><iframe xmlns="http://www.w3.org/1999/xhtml" src="file:///etc/passwd"/>'
        "</foreignObject>"
    )
    plain = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(3)"></svg>'
    clean = bake(b'<svg xmlns="http://www.w3.org/2000/svg"></svg>', bench.sign().text)
    drop(
        page,
        ("evil.svg", clean.replace(b"</svg>", evil.encode() + b"</svg>")),
        ("plain.svg", plain.replace(b"</svg>", evil.encode() + b"</svg>")),
        ("page.html", b"<!doctype html><script>window.hacked = 2; alert(4)</script>"),
    )
    check(page)
    rows = page.locator("#results tr.one")
    assert [row.get_attribute("data-verdict") for row in rows.all()] == [
        "valid",
        "unknown",
        "unknown",
    ]
    for summary in page.locator("#results summary").all():
        summary.click()
    assert page.evaluate("window.hacked") is None
    assert dialogs == []
    assert page.locator("#result-section :is(iframe, object, embed, image)").count() == 0
    assert all(url.startswith((site, "data:")) for url in asked), asked


def test_hostile_30_and_33_names_are_words_with_a_domain_beside_them(page, bench, site):
    asked, dialogs = watched(page)
    evil = "<img src=x onerror=alert(1)><script>window.hacked = 1</script>"
    issuer = "Gооgle \u202eymedacA"
    link = "[click](javascript:alert(2)) ![x](https://evil.example/x.png)"
    data = bench.sign(name=evil, issuer_name=issuer, skill=evil, criteria=link).data
    drop(page, (f"{evil.replace('/', '')}.json", data))
    check(page)
    section = page.locator("#result-section")
    assert evil in section.inner_text()
    assert "\u202e" not in section.inner_text()
    identifier = bench.key.controller
    assert identifier[:16] in section.inner_text()
    assert "hidden characters" in section.inner_text()
    assert section.locator("a[href^='javascript']").count() == 0
    assert page.evaluate("window.hacked") is None
    assert dialogs == []
    assert all(url.startswith((site, "data:")) for url in asked), asked


def test_hostile_31_the_page_cannot_be_framed_or_posted_to_from_elsewhere(chromium, site):
    """Another site frames the page, and sends its form: neither does anything."""
    context = chromium.new_context()
    page = context.new_page()
    elsewhere = "https://evil.example/"
    lure = (
        f'<iframe src="{site}/verify"></iframe>'
        f'<form method="post" action="{site}/verify"><input name="text" value="x"></form>'
    )
    page.route(elsewhere, lambda route: route.fulfill(body=lure, content_type="text/html"))
    page.goto(elsewhere)
    frame = page.frames[1]
    frame.wait_for_load_state()
    assert frame.url.startswith("chrome-error:"), "the browser refuses to show it"
    with page.expect_navigation() as moved:
        page.evaluate("document.forms[0].submit()")
    assert moved.value.status == 403
    context.close()
