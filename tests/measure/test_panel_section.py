"""A panel of one's own in the report: a known answer, plainly not registered, small cells kept."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from skillmark.measure.ledger.simulate import simulate
from skillmark.measure.ledger.writing import write_ledger
from skillmark.measure.panels.panel import NEVER, Panel
from skillmark.measure.report import panel_file
from skillmark.measure.report.build import build
from skillmark.measure.report.folder import read_folder
from skillmark.measure.report.panel_file import OwnPanel
from skillmark.measure.report.panel_section import ground, section
from skillmark.measure.report.phrases import PHRASES, Said
from skillmark.measure.report.recommendations import Rule, recommend
from skillmark.nouns.errors import InputError
from skillmark.nouns.outcome import ClaimType
from skillmark.render.document import Section

STEP = 5.0
"""What a start adds, and the answer."""
NOISE = (-1.0, 1.0, -0.5, 0.5, 0.0, 0.0)


def panel(*, size: int = 6, step: float = STEP, drift: float = 0.0) -> Panel:
    """Six teams that start in period 2024, six in 2025, six never; six years.

    Noise sums to zero in each cohort and year, so that every mean is what it was made of.
    """
    first = np.repeat([2024.0, 2025.0, NEVER], size)
    periods = np.arange(2021.0, 2027.0)
    own = np.tile(np.arange(size, dtype=float), 3)[:, None]
    wobble = np.array(
        [[NOISE[(unit + shift) % 6] for shift in range(6)] for unit in np.tile(range(size), 3)]
    )
    since = periods - first[:, None]
    starts = np.isfinite(first)[:, None]
    y = 40 + own + 2 * (periods - 2021) + wobble + np.where(since >= 0, step, 0.0)
    y += drift * starts * (periods - 2021)
    return Panel(tuple(f"t{k}" for k in range(3 * size)), tuple(periods), first, y)


def made(own: Panel, language: str = "en", *, simulated: bool = False) -> Section:
    return section(Said(PHRASES[language], language, simulated), OwnPanel(own, "days"))


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_known_answer_is_told_and_never_established(language: str) -> None:
    found = made(panel(), language)
    (claim,) = found.claims
    assert claim.estimate == pytest.approx(STEP)
    assert claim.low is not None
    assert claim.low > 0
    assert (claim.type, claim.established) == (ClaimType.EFFECT, False)
    assert ("not registered" if language == "en" else "nicht registriert") in claim.sentence
    # All that was made of it lies at the step since the start, and at zero before.
    table = found.figures[0].table
    shown = {int(row[0].replace("−", "-")): row[1] for row in table.rows}
    told = {since: float(text.replace(",", ".").replace("−", "-")) for since, text in shown.items()}
    assert told == {since: STEP if since >= 0 else 0.0 for since in told}
    text = " ".join((*found.paragraphs, claim.sentence))
    assert "{" not in text
    assert found.more is not None
    (cohorts,) = found.more.tables
    assert [row[:2] for row in cohorts.rows] == [("2024", "6"), ("2025", "6")]


def test_it_leads_to_no_act_and_to_registration() -> None:
    (one,) = recommend([ground(made(panel()))])
    assert (one.rule, one.acts, one.rests_on) == (Rule.REGISTER, False, "panel-1")


def test_movement_before_the_start_is_said() -> None:
    assert any("moved alike" in text for text in made(panel()).paragraphs)
    assert any("already moved apart" in text for text in made(panel(drift=3.0)).paragraphs)
    assert any("holds zero" in text for text in made(panel(step=0.0)).paragraphs)


def test_fewer_than_five_units_are_not_shown() -> None:
    small = panel()
    few = replace(small, first_treated=np.where(np.arange(18) < 2, 2024.0, NEVER))
    found = made(few)
    assert found.claims[0].estimate is None
    assert "Fewer than 5 units" in found.claims[0].sentence
    assert found.figures == ()
    # Who never starts is not told apart here: no total gives the small cohort away.
    first = np.where(np.arange(18) < 4, 2024.0, small.first_treated)
    first[4:6] = 2025.0
    more = made(replace(small, first_treated=first)).more
    assert more is not None
    assert [row[1] for row in more.tables[0].rows] == ["not shown", "8"]


def test_without_a_comparison_it_is_refused_in_words() -> None:
    every = replace(panel(), first_treated=np.full(18, 2024.0))
    (claim,) = made(every).claims
    assert claim.estimate is None
    assert "could not be estimated" in claim.sentence
    assert recommend([ground(made(every))])[0].rule is Rule.ESTIMABLE


def folder(place: Path, settings: dict[str, object]) -> Path:
    ledger = simulate(people=40, today=date(2026, 11, 1), rng=np.random.default_rng(1)).ledger
    (place / "ledger.csv").write_text(write_ledger(ledger))
    own = panel()
    lines = ["team,year,start,days"]
    for unit, first, values in zip(own.units, own.first_treated, own.outcome, strict=True):
        start = "" if np.isinf(first) else f"{first:g}"
        lines += [
            f"{unit},{year:g},{start},{value}"
            for year, value in zip(own.periods, values, strict=True)
        ]
    (place / "panel.csv").write_text("\n".join(lines) + "\n")
    (place / "settings.json").write_text(json.dumps(settings))
    return place


COLUMNS = {"unit": "team", "time": "year", "first_treated": "start", "outcome": "days"}


def test_a_folder_with_a_panel_has_its_section_method_and_picture(tmp_path: Path) -> None:
    given = {"panel": {**COLUMNS, "label": "days on the way"}}
    report = build(read_folder(folder(tmp_path, given)).settled())
    (section_,) = [one for one in report.document.sections if one.id == "panel"]
    assert "days on the way" in section_.title
    assert section_.claims[0].simulated
    assert section_.claims[0].estimate == pytest.approx(STEP)
    assert any("Callaway" in meaning for _, meaning in report.document.methods)
    assert "panel" in {one["section"] for one in report.as_json()["tables"]}
    assert "panel-1" in {one.rests_on for one in report.recommendations}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({}, "no column 'unit'|unit"),
        ({"panel": {**COLUMNS, "colour": "red"}}, "unknown member 'colour'"),
        ({"panel": {**COLUMNS, "covariates": [1]}}, "the name of a column"),
        ({"panel": {**COLUMNS, "covariates": ["days"]}}, "another role"),
    ],
)
def test_a_panel_that_does_not_fit_is_refused(
    tmp_path: Path, given: dict[str, object], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        read_folder(folder(tmp_path, given))


def test_settings_of_a_panel_that_is_not_there_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no panel\.csv"):
        panel_file.read(tmp_path, {})
    assert panel_file.read(tmp_path, None) is None
