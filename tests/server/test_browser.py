"""Every page in Chromium: accessible, nothing blocked, nothing wider than a phone."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path

import pytest

from skillmark.server.people.actions import GRANTS, Action, Role

HERE = Path(__file__).parent
SKIPPED = {
    "first_run",
    "invitation",
    "skill_by_uri",
    "impact_report_read",
    "impact_report_shared_read",
}
"""Pages that need a fresh link, one that only leads to another, and reports: they are served in a
sandbox in which nothing runs, axe neither."""
FURNISH = """
import importlib.util, json, sys
spec = importlib.util.spec_from_file_location("server_conftest", sys.argv[1])
conftest = importlib.util.module_from_spec(spec)
sys.modules["server_conftest"] = conftest
spec.loader.exec_module(conftest)
world = conftest.World()
access = {}
for module in conftest._worlds():
    module.build(world) if hasattr(module, "build") else None
    access.update(getattr(module, "ACCESS", {}))
from django.urls import reverse, NoReverseMatch
pages = {}
for name, rule in access.items():
    if "/api/" in name:
        continue
    pages[name] = (rule, reverse(name, kwargs=world.arguments.get(name, {})))
print("WORLD " + json.dumps(pages))
"""

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(chromium, serving):
    """A served site with the world in it: its address, and every page with who may see it."""
    with serving(FURNISH, str(HERE / "conftest.py")) as served:
        yield served.url, json.loads(served.said.partition("WORLD ")[2])


@pytest.fixture(scope="module")
def page_of(site, chromium, complains):
    """Return a tab that is signed in as somebody; one for each."""
    base, _pages = site
    tabs = {}

    def tab(who):
        if who not in tabs:
            context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="en")
            page = context.new_page()
            page.complaints = []
            page.on(
                "console",
                lambda m: page.complaints.append(m.text) if complains(m) else None,
            )
            if who != "nobody":
                page.goto(f"{base}/account/login/")
                page.fill("#id_login", f"{who}@home.example")
                page.fill("#id_password", "correct-horse")
                page.click("main button[type=submit]")
                page.wait_for_url("**/dashboard/")
            tabs[who] = page
        return tabs[who]

    return tab


def visitor(rule):
    if rule == "public":
        return "nobody"
    if rule == "own":
        return "learner"
    return next(role.value for role in Role if Action(rule) in GRANTS[role])


def _names():
    spec = importlib.util.spec_from_file_location("server_conftest", HERE / "conftest.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["server_conftest"] = module
    spec.loader.exec_module(module)
    found = {}
    for world in module._worlds():
        found.update(getattr(world, "ACCESS", {}))
    return sorted(name for name in found if "/api/" not in name and name not in SKIPPED)


def look(page, base, path):
    """Open a page; `None` where it is no page of its own: a form's target, a file, a part.

    It is asked for once: what came is what the browser gets to see.
    """
    answer = page.request.get(base + path)
    kind = answer.headers.get("content-type", "")
    handed_out = answer.headers.get("content-disposition", "").startswith("attachment")
    if answer.status == 405 or "text/html" not in kind or handed_out:
        return None
    if "<!doctype html>" not in answer.text():
        return None
    page.complaints.clear()
    page.route(answer.url, lambda route: route.fulfill(response=answer), times=1)
    return page.goto(answer.url)


LOGIN = {
    "/account/login/": "nobody",
    "/account/signup/": "nobody",
    "/account/password/reset/": "nobody",
    "/account/password/reset/done/": "nobody",
    "/account/email/": "learner",
    "/account/password/change/": "learner",
    "/account/logout/": "learner",
}
"""Pages of the login, which no world names, and who looks at them."""


@pytest.mark.parametrize("name", [*_names(), *LOGIN])
def test_every_page_is_accessible_and_fits_a_phone(name, site, page_of, violations):
    base, pages = site
    rule, path = pages.get(name, (None, name))
    page = page_of(visitor(rule) if rule else LOGIN[name])
    answer = look(page, base, path)
    if answer is None:
        return
    assert answer.status < 500, path
    if page.locator("[hx-trigger=load]").count():
        page.wait_for_load_state("networkidle")
    problems = violations(page, contrast=False)
    assert not problems, "\n".join(problems)
    refused = "the server responded with a status" if answer.status >= 400 else "\0"
    complaints = [words for words in page.complaints if refused not in words]
    assert not complaints, complaints
    page.set_viewport_size({"width": 390, "height": 844})
    width = page.evaluate("document.documentElement.scrollWidth")
    page.set_viewport_size({"width": 1280, "height": 900})
    assert width <= 390, f"{width} pixels wide on a phone"


BETWEEN_THEM = (
    "home", "award_page", "skill", "catalogue", "role", "plan", "measure_leaders", "costs",
    "survey", "design", "bank_question", "verify",
)  # fmt: skip
"""Pages that between them have every part of the site's look; `make soak` looks at all of them."""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_can_be_read(scheme, site, page_of, violations):
    look_at_colours(BETWEEN_THEM, scheme, site, page_of, violations)


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_can_be_read_on_every_page(scheme, site, page_of, violations):
    look_at_colours(_names(), scheme, site, page_of, violations)


def look_at_colours(names, scheme, site, page_of, violations):
    base, pages = site
    wrong = {}
    for name in names:
        rule, path = pages[name]
        page = page_of(visitor(rule))
        page.emulate_media(color_scheme=scheme)
        if look(page, base, path) is not None:
            if page.locator("[hx-trigger=load]").count():
                page.wait_for_load_state("networkidle")
            wrong[name] = violations(page, contrast="alone")
        page.emulate_media(color_scheme=None)
    assert wrong, "no page was looked at"
    assert not {name: found for name, found in wrong.items() if found}


def test_search_as_you_type_and_the_skill_picker(site, page_of):
    base, _pages = site
    page = page_of("provider_admin")
    page.goto(f"{base}/skills/")
    page.locator("#q").press_sequentially("pytho", delay=20)
    page.locator("#hits a", has_text="Python").first.wait_for()
    page.goto(f"{base}/define/achievements/new")
    page.locator("#find-skill").press_sequentially("python", delay=20)
    page.locator("#skill-options button").first.click()
    page.locator("#picked select").wait_for()
    assert page.locator("#picked input[name=skill]").input_value().startswith("urn:")
    page.locator("#picked [data-remove]").click()
    assert page.locator("#picked [data-row]").count() == 0


def test_the_api_pages_load_nothing_from_elsewhere(site, chromium):
    base, _pages = site
    context = chromium.new_context()
    page = context.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{base}/api/docs")
    page.get_by_text("/api/people/me").first.wait_for()
    assert all(url.startswith((base, "data:")) for url in asked), asked
    context.close()


def test_the_theme_is_remembered(site, chromium):
    base, _pages = site
    context = chromium.new_context(color_scheme="light")
    page = context.new_page()
    page.goto(base)
    page.click("[data-theme-switch]")
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    context.close()
