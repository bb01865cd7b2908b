"""An employer drops badges on the page in a real browser, against a real server."""

from __future__ import annotations

import http.server
import importlib.util
import json
import threading
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
def far(bench: Any) -> Iterator[Far]:
    made = Far(bench)
    thread = threading.Thread(target=made.server.serve_forever)
    thread.start()
    yield made
    made.closing.set()
    made.server.shutdown()
    thread.join()
    made.server.server_close()


class Far:
    """Another site with fifty badges, on loopback; one of its pages is slow, one is missing."""

    def __init__(self, bench: Any) -> None:
        self.closing = threading.Event()
        names = ("GenAI foundations", "Team communication", "Statistics for analysts")
        pages: dict[str, bytes] = {}
        rows = ["Name;E-Mail;Badge URL"]
        for number in range(50):
            email = f"p{number}@example.org"
            changes: dict[str, Any] = {"name": names[number % 3], "email": email}
            if number == 4:
                changes["validUntil"] = "2026-02-01T00:00:00Z"
            if number == 5:
                changes["email"] = "somebody.else@example.org"
            if number == 6:
                changes["credentialStatus"] = {
                    "id": "https://127.0.0.1:1/list#7",
                    "type": "BitstringStatusListEntry",
                    "statusPurpose": "revocation",
                    "statusListIndex": "7",
                    "statusListCredential": "https://127.0.0.1:1/list",
                }
            pages[f"/{number}"] = bench.sign("eddsa-jcs-2022", **changes).data
            rows.append(f"Person {number:02};{email};ORIGIN/{number}")
        pages["/3"] = pages["/3"].replace(b"Works well", b"Works best")
        del pages["/7"]
        far = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002
                pass

            def do_GET(self) -> None:
                far.closing.wait(1.0 if self.path == "/0" else 0)
                body = pages.get(self.path)
                self.send_response(404 if body is None else 200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body or b"")))
                self.end_headers()
                self.wfile.write(body or b"")

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.origin = f"http://127.0.0.1:{self.server.server_port}"
        self.table = "\n".join(rows).replace("ORIGIN", self.origin).encode("utf-8-sig")


@pytest.fixture(scope="module")
def site(serving: Any, far: Far) -> Iterator[str]:
    """A fresh site of its own, served as its owner would, who lets it ask the other one."""
    with serving(SKILLMARK_FETCH_ALLOW=far.origin) as served:
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
    assert not page.get_by_role("button", name="Apply").is_visible()
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


# Fifty links of a real site, in a table with whose they should be


def visible(page: Any) -> list[str]:
    """The last part of the source of every row that is seen, from top to bottom."""
    return page.evaluate(
        "[...document.querySelectorAll('#results tbody')].filter(b => b.checkVisibility())"
        ".map(b => b.querySelector('.source').textContent.split('/').pop())"
    )


def test_fifty_links_are_filtered_sorted_read_aloud_and_saved(window, site, far):
    page = window()
    page.goto(f"{site}/verify")
    drop(page, ("list.csv", far.table))
    check(page)
    told = page.locator("[data-count]")
    assert visible(page) == [str(n) for n in range(50)]
    assert told.get_attribute("role") == "status"
    assert told.inner_text() == "Shown: 50 of 50"
    row = page.locator("#results tbody").nth(6)
    assert "Could not check" in row.locator("td.verdict-cell").inner_text()
    assert "Status not available" in row.locator("td.verdict-cell").inner_text()
    assert row.locator("td.verdict-cell .chip-good").count() == 0
    answers = [cell.inner_text().split("\n")[0] for cell in row.locator("td.answer").all()]
    assert answers == ["Yes", "Yes", "Could not check"]
    assert "answered 404" in page.locator("#results tbody").nth(7).locator(".checks").text_content()

    page.get_by_label("Show", exact=True).select_option("invalid")
    assert visible(page) == ["3", "4", "5"]
    assert told.inner_text() == "Shown: 3 of 50"
    page.get_by_label("Reason").select_option("wrong_holder")
    assert visible(page) == ["5"]
    page.get_by_label("Show", exact=True).select_option("")
    page.get_by_label("Reason").select_option("")
    page.get_by_label("Find").fill("statistics p1")
    shown = visible(page)
    assert shown == ["11", "14", "17"]
    page.keyboard.press("Enter")  # neither leaves the page nor saves a file
    assert visible(page) == shown
    page.get_by_role("button", name="Right person").press("Enter")
    page.get_by_role("button", name="Right person").press("Enter")
    assert visible(page) == ["17", "14", "11"]
    head = page.get_by_role("columnheader", name="Right person")
    assert head.get_attribute("aria-sort") == "descending"
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save as JSON").click()
    said = json.loads(Path(saved.value.path()).read_text("utf-8"))
    assert [one["source"].rpartition("/")[2] for one in said] == ["17", "14", "11"]
    assert said[0]["expected"]["holder"] == "p17@example.org"
    page.get_by_label("Find").fill("nobody at all")
    assert visible(page) == []
    assert page.get_by_text("Nothing fits these filters.").is_visible()
    page.get_by_label("Find").fill("")
    page.get_by_label("Order").select_option("verdict")
    assert visible(page)[:5] == ["4", "3", "5", "6", "7"]

    page.set_viewport_size({"width": 390, "height": 900})
    page.get_by_label("Show", exact=True).select_option("invalid")
    assert visible(page) == ["4", "3", "5"]  # rows are hidden on phones as well
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_without_scripts_the_same_filters_are_a_form(chromium, site, far):
    context = chromium.new_context(java_script_enabled=False)
    try:
        page = context.new_page()
        page.goto(f"{site}/verify")
        file = {"name": "list.csv", "mimeType": "text/csv", "buffer": far.table}
        page.locator("input[type=file]").set_input_files(file)
        check(page)
        page.get_by_label("Show", exact=True).select_option("invalid")
        page.get_by_label("Order").select_option("person")
        page.get_by_role("button", name="Apply").click()
        sources = page.locator("#results .source").all_inner_texts()
        assert [one.rpartition("/")[2] for one in sources] == ["3", "4", "5"]
        assert page.get_by_label("Show", exact=True).input_value() == "invalid"
        page.locator("#results summary").first.click()
        assert page.locator("#results .checks").first.is_visible()
        with page.expect_download() as saved:
            page.get_by_role("button", name="Save as CSV").click()
        lines = Path(saved.value.path()).read_text("utf-8-sig").splitlines()
        assert [line.split(",")[1] for line in lines] == ["verdict", *["invalid"] * 3]
    finally:
        context.close()


def test_the_pages_are_accessible_on_a_wide_and_a_narrow_screen(page, bench, violations):
    table = b"name,email,badge\nZoe,zoe@example.org,\n"
    drop(page, ("good.png", bench.png()), ("notes.txt", b"hello"), ("list.csv", table))
    check(page)
    page.locator("#results summary").first.click()
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert not violations(page)
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
