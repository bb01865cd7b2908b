"""An L&D lead brings in what the HR system exported: German names, an old encoding, two mistakes.

The columns are proposed, three things only a person can know are asked, the mistakes are told by
their lines, and the corrected export goes in by what was said the first time.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

FURNISH = """
from skillmark.server.people.actions import Role
from skillmark.server.people.services import door
door(Role.LD_LEAD)
"""
HEADER = (
    "Personalnummer;Nachname;Vorname;Geburtsdatum;Eintrittsdatum;Austrittsdatum;Bereich;Abteilung;"
    "Berufserfahrung (Jahre);Monatsgehalt bei Eintritt;Produktiv seit;Schulungsstunden;"
    "Leistungsbeurteilung\r\n"
)
PERSON = (
    "{0};Müller;Änne;01.02.1990;{1:02d}.03.2025;31.12.9999;{2};Süd;4,5;4.250,00 €;15.06.2025;12,5;"
    "{3}\r\n"
)

pytestmark = pytest.mark.browser


def export(folder: Path, *, mistakes: bool) -> Path:
    """Write what the HR system exports, as Excel on a German Windows saves it."""
    lines = [
        PERSON.format(1000 + n, 1 + n % 28, ("IT", "Vertrieb")[n % 2], 1 + n % 4) for n in range(40)
    ]
    if mistakes:
        lines[6] = lines[6].replace("31.12.9999", "31.12.2024")
        lines[20] = lines[20].replace("12,5", "viele")
    path = folder / ("export.csv" if mistakes else "export-corrected.csv")
    path.write_bytes((HEADER + "".join(lines)).encode("cp1252"))
    return path


@pytest.fixture(scope="module")
def site(chromium: Any, serving: Any) -> Iterator[Any]:
    """A demo site with an L&D lead and nothing else."""
    with serving(FURNISH, SKILLMARK_DEMO="1") as served:
        yield served


@pytest.mark.slow
def test_from_an_export_over_its_mistakes_into_the_ledger(
    site: Any, window: Any, tmp_path: Path, violations: Callable[[Any], list[str]]
) -> None:
    from playwright.sync_api import expect

    def look(name: str) -> None:
        assert not violations(page)
        if folder := os.environ.get("SKILLMARK_PICTURES"):
            page.screenshot(path=f"{folder}/{name}.png", full_page=True)

    page = window(1280, 900)
    page.goto(site.url)
    page.get_by_role("button", name="Learning and development lead", exact=True).click()
    page.wait_for_url("**/dashboard/")
    page.goto(f"{site.url}/measure/ledger")
    expect(page.get_by_text("The outcome ledger is empty.")).to_be_visible()
    look("ledger-empty")
    page.get_by_label("CSV file").set_input_files(export(tmp_path, mistakes=True))
    page.get_by_role("button", name="Look at it").click()
    page.wait_for_url("**/columns")

    # What the names say is filled in; what only a person can know is asked.
    hired = page.get_by_role("group", name="Hired")
    expect(hired.get_by_label("Column of the file")).to_have_value("Eintrittsdatum")
    expect(page.get_by_text("was read as Excel on Windows writes it")).to_be_visible()
    expect(page.locator("#left-out + dl")).to_contain_text("Geburtsdatum")
    asked = page.locator(".banner.unsure li")
    expect(asked).to_have_count(3)
    look("ledger-columns")
    pay = page.get_by_role("group", name="Starting pay")
    pay.get_by_label("times, for a year").fill("12")
    rating = page.get_by_role("group", name="Performance at work")
    rating.get_by_label("Worst value").fill("6")
    rating.get_by_label("Best value").fill("1")
    page.get_by_label("Day of the export").fill("2025-12-31")
    page.get_by_role("button", name="Go on").click()

    # Two lines do not fit, each in the words of the file.
    page.wait_for_url("**/files/*")
    wrong = page.get_by_role("region", name="Line by line").locator("tbody tr")
    expect(wrong).to_have_count(2)
    expect(wrong.nth(0)).to_contain_text("8Austrittsdatum2024-12-31 is before 2025-03-07 (Hired)")
    expect(wrong.nth(1)).to_contain_text("22Schulungsstunden“viele” is not a number")
    look("ledger-mistakes")

    # Corrected, it is read as was said: nothing is asked again but the day of the export.
    page.goto(f"{site.url}/measure/ledger")
    page.get_by_label("CSV file").set_input_files(export(tmp_path, mistakes=False))
    page.get_by_role("button", name="Look at it").click()
    page.wait_for_url("**/columns")
    expect(asked).to_have_count(1)
    page.get_by_label("Day of the export").fill("2025-12-31")
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Store 40 people").click()
    site.work()
    page.get_by_role("link", name="What is in the ledger").click()
    expect(page.locator("dl.figures dd").first).to_have_text("40")
    row = page.get_by_role("row", name="Starting pay")
    expect(row).to_contain_text("40")
    look("ledger-stored")
