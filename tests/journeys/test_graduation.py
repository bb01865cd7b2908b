"""Graduation day in a real browser: a list with bad lines, its progress, a mistake taken back."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FURNISH = """
from django.conf import settings
from skillmark.define import catalogue
from skillmark.server.define.services import import_catalogue
from skillmark.server.people.actions import Role
from skillmark.server.people.models import OrganisationRecord
from skillmark.server.people.services import door
door(Role.PROVIDER_ADMIN)
home = OrganisationRecord.objects.get()
import_catalogue(catalogue.starter(), organisation=home, actor=None)
print(settings.DATA, end="")
"""
LIST = "\n".join(
    [
        "name,email,level",
        *(f"Graduate {n},graduate{n}@x.example," for n in range(1, 21)),
        "Eve,nowhere,",
        "Alan Turing,alan@x.example,9",
        "Graduate 1,graduate1@x.example,",
    ]
)


@pytest.fixture(scope="module")
def site(serving: Any) -> Iterator[Any]:
    with serving(FURNISH, SKILLMARK_DEMO="1") as served:
        yield served


def test_from_a_list_with_bad_lines_to_pages_that_change(
    window: Any, site: Any, tmp_path: Path
) -> None:
    people = tmp_path / "people.csv"
    people.write_text(LIST, "utf-8")
    page = window()
    page.goto(site.url)
    page.get_by_role("button", name="Training provider", exact=True).click()
    page.goto(f"{site.url}/awards/upload")
    page.get_by_label("CSV file").set_input_files(people)
    page.get_by_role("button", name="Look at the list").click()
    for said in ("“nowhere” is not an e-mail address.", "“9” is not a level.", "Line 2 names"):
        assert page.get_by_text(said).is_visible()
    page.get_by_role("button", name="Award to 20 people").click()
    state = page.locator("#state")
    assert "0 of 20 are awarded" in state.inner_text()
    batch = page.url
    with worker(site):
        # nobody reloads: the page asks, and shows the whole report at the end
        page.get_by_text("20 of 20 are awarded").wait_for()
        page.wait_for_load_state()
    assert page.locator("tbody .chip-good").count() == 20
    publics = {}
    for name in ("Graduate 1", "Graduate 2"):
        page.goto(batch)
        page.get_by_role("link", name=name, exact=True).click()
        publics[name] = page.get_by_role("link", name="Public page").get_attribute("href")
        settle(page, "Revoke, for good")
        assert verdict(window(), f"{site.url}{publics[name]}") == "Revoked"
    settle(page, "Take the revocation back")
    assert verdict(window(), f"{site.url}{publics['Graduate 2']}") == "In force"
    settle(page, "Suspend, for now")
    assert verdict(window(), f"{site.url}{publics['Graduate 2']}") == "Suspended"
    settle(page, "Reinstate")
    assert verdict(window(), f"{site.url}{publics['Graduate 2']}") == "In force"
    assert verdict(window(), f"{site.url}{publics['Graduate 1']}") == "Revoked"
    assert "Entry" in page.locator("main").inner_text()


def settle(page: Any, change: str) -> None:
    """Change the status of the award that is shown."""
    page.get_by_label("Change", exact=True).select_option(label=change)
    page.get_by_label("Reason").fill("a mistake on the list")
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Change", exact=True).click()
    page.get_by_text("The status was changed.").wait_for()


def verdict(page: Any, url: str) -> str:
    """Return how the public page says that an award stands, to anybody."""
    page.goto(url)
    return str(page.locator("section.card .push .chip").first.inner_text().strip())


@contextmanager
def worker(site: Any) -> Iterator[None]:
    """Run a worker beside the site, as its owner would."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("SKILLMARK_", "DJANGO_"))}
    process = subprocess.Popen(
        [sys.executable, "-m", "skillmark", "worker", "--quiet"],
        env=kept
        | {
            "SKILLMARK_DATA": site.said,
            "SKILLMARK_BASE_URL": site.url,
            "SKILLMARK_DEMO": "1",
            "SKILLMARK_SIGNERS": "1",
        },
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=30)
