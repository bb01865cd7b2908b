"""The report as whoever gets the file opens it: from the disk, without a site, without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from skillmark.measure.costs.assumption import Assumption
from skillmark.measure.costs.programme import CostKind, Item
from skillmark.measure.costs.reading import Given
from skillmark.measure.designs.design import Question
from skillmark.measure.designs.ready import READY
from skillmark.measure.designs.registry import Registry
from skillmark.measure.ledger.simulate import simulate
from skillmark.measure.ledger.store import Words
from skillmark.measure.panels.panel import NEVER, Panel
from skillmark.measure.report.build import build
from skillmark.measure.report.folder import Material, Settings, Survey
from skillmark.measure.report.panel_file import OwnPanel
from skillmark.measure.surveys.shares import Answers
from skillmark.render.report_html import html

TODAY = date(2026, 11, 1)
pytestmark = pytest.mark.browser


def material() -> Material:
    """Something of everything that a report may have, of few people."""
    rng = np.random.default_rng(4)
    made = simulate(people=120, today=TODAY, rng=rng)
    ledger = replace(
        made.ledger,
        groups={"site": Words(np.arange(120, dtype=np.int32) % 2, ("North", "South"))},
    )
    design = replace(READY[Question.RETENTION], readings=(TODAY,))
    registry = Registry().register(design, now=datetime(2020, 1, 1, tzinfo=UTC), by="L&D")
    answers = Answers((np.arange(60) % 3 > 0).astype(float), np.ones(60), ("",) * 60, question="a")
    parts = (("Not at all", 1 / 3), ("Very much", 2 / 3))
    first = np.repeat([3.0, NEVER], 6)
    panel = Panel(
        tuple(f"t{k}" for k in range(12)), (1.0, 2.0, 3.0, 4.0), first, rng.normal(size=(12, 4))
    )
    return Material(
        ledger=ledger,
        costs=Given("EUR", (Item("Rooms", 9000, CostKind.DELIVERY),),
                    (Assumption("day_worth", 200, 120, 320, source="controlling"),)),
        surveys=(Survey("It helped me at work", answers, published=0.5, parts=parts,
                        counted="Very much", simulated=True),),
        registry=registry,
        panel=OwnPanel(panel, "days", simulated=True),
        settings=Settings(organisation="Nordlicht Energie"),
    )  # fmt: skip


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The report in both languages, as files."""
    place, given = tmp_path_factory.mktemp("out"), material()
    made = {}
    for language in ("en", "de"):
        settings = replace(given.settings, language=language)
        report = build(replace(given, settings=settings), today=TODAY)
        made[language] = place / f"report-{language}.html"
        made[language].write_text(html(report.document), encoding="utf-8")
    return made


@pytest.mark.parametrize(
    ("language", "width", "scheme"), [("en", 1280, "light"), ("de", 320, "dark")]
)
def test_the_file_itself(
    files: dict[str, Path],
    window: Any,
    violations: Callable[[Any], list[str]],
    language: str,
    width: int,
    scheme: str,
) -> None:
    page, asked = window(width=width), []
    page.on("request", lambda request: asked.append(request.url))
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.goto(files[language].as_uri())
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert asked == [files[language].as_uri()]
    assert page.evaluate("document.scripts.length") == 0

    # By keyboard: everything that can be used, once, in the order in which it is read.
    wanted = page.evaluate(
        """() => {
          window.reached = [];
          document.addEventListener('focusin', event => window.reached.push(event.target));
          return document.querySelectorAll('a[href], summary, [tabindex]').length;
        }"""
    )
    for _ in range(wanted):
        page.keyboard.press("Tab")
    assert page.evaluate(
        """() => {
          const every = [...document.querySelectorAll('a[href], summary, [tabindex]')];
          return every.every((one, place) => one === window.reached[place]);
        }"""
    )

    # From a question to its part of the appendix, and back.
    page.locator("#design-retention ~ .further a").focus()
    page.keyboard.press("Enter")
    part = page.locator("#design-retention-more")
    assert page.url.endswith("#design-retention-more")
    part.locator(".further a").focus()
    page.keyboard.press("Enter")
    assert re.search(r"#design-retention$", page.url)
