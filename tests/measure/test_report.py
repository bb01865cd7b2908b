"""The impact report: typed claims, simulated said everywhere, nobody exposed."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from skillmark.measure.cells import withheld
from skillmark.measure.costs.programme import Item
from skillmark.measure.costs.reading import Given
from skillmark.measure.designs.design import Question
from skillmark.measure.designs.finding import Objection
from skillmark.measure.designs.ready import READY
from skillmark.measure.designs.registry import Registry
from skillmark.measure.estimate import Estimate
from skillmark.measure.ledger.simulate import simulate
from skillmark.measure.ledger.store import Ledger
from skillmark.measure.ledger.writing import write_ledger
from skillmark.measure.report.build import Report, build
from skillmark.measure.report.folder import Material, Settings, Survey, read_folder
from skillmark.measure.report.grounds import of_finding
from skillmark.measure.report.phrases import PHRASES
from skillmark.measure.report.recommendations import Rule, recommend
from skillmark.measure.surveys.shares import Answers
from skillmark.nouns.errors import InputError, SkillmarkError
from skillmark.nouns.outcome import ClaimType
from skillmark.render.report_html import html
from skillmark.render.report_pdf import pdf

TODAY = date(2026, 11, 1)


def material(
    people: int = 500, seed: int = 7, effect: float = 12.0, language: str = "en"
) -> Material:
    made = simulate(people=people, today=TODAY, rng=np.random.default_rng(seed), effect=effect)
    agreed = np.array([1.0] * 30 + [0.0] * 12)
    answers = Answers(agreed, np.ones(42), ("",) * 42, question="helped")
    few = Answers(agreed[:3], np.ones(3), ("",) * 3, question="few")
    return Material(
        ledger=made.ledger,
        costs=Given("EUR", (Item("Assessment", 9000),)),
        surveys=(
            Survey("It <b>helped</b> me", answers, published=0.5, simulated=True),
            Survey("A small question", few, simulated=True),
        ),
        registry=registered(),
        settings=Settings(language=language, organisation="Müller & <script>alert(1)</script>"),
    )


def registered() -> Registry:
    """The ready-made designs of days and pay, written down before anybody was hired."""
    made = Registry()
    for question in (Question.DAYS_TO_PRODUCTIVITY, Question.STARTING_PAY):
        design = replace(READY[question], readings=(TODAY,))
        made = made.register(design, now=datetime(2020, 1, 1, tzinfo=UTC), by="L&D")
    return made


def remade(given: Material, **changed: object) -> Ledger:
    """Return the ledger with something changed in every row."""
    return Ledger.of([replace(o, **changed) for o in given.ledger.outcomes()])  # type: ignore[arg-type]


def built(given: Material) -> Report:
    return build(given, today=TODAY, rng=np.random.default_rng(0))


@pytest.fixture(scope="module")
def report() -> Report:
    return built(material())


def test_every_kind_of_claim_and_none_confused(report: Report) -> None:
    kinds = [claim.type for claim in report.document.claims]
    assert set(kinds) == set(ClaimType)
    for claim in report.document.claims:
        assert (claim.established is None) == (claim.type is not ClaimType.EFFECT)


def test_a_clear_effect_is_established_and_something_follows(report: Report) -> None:
    days, pay = report.findings
    claim = next(c for c in report.document.claims if c.type is ClaimType.EFFECT)
    assert claim.established
    assert days.established
    assert claim.low is not None
    assert claim.high is not None
    assert claim.low < claim.high < 0
    assert [one.rests_on for one in report.recommendations if one.acts] == [
        f"design-{found.design.id}-1" for found in (days, pay) if found.established
    ]
    assert report.document.advice[0].acts
    assert report.document.advice[0].ground == claim.sentence


def test_what_may_be_chance_among_all_questions_is_asked_again(report: Report) -> None:
    days = report.findings[0]
    alone = replace(days, family=(6, 0.2))
    assert alone.established
    assert alone.holds_in_family is False
    (said,) = recommend([of_finding(alone)])
    assert (said.rule, said.acts) == (Rule.AGAIN, False)


def test_an_effect_that_is_too_small_to_matter_needs_no_more_people(report: Report) -> None:
    days = report.findings[0]
    small = replace(
        days,
        deciding=Estimate.normal(0.3, 0.5),
        settle=replace(days.settle, wanted=7.0, people_needed=50),
        objections=(Objection("covers_zero"),),
    )
    (said,) = recommend([of_finding(small)])
    assert (said.rule, said.acts, said.people) == (Rule.SMALL, False, None)


def test_not_established_is_a_claim_of_its_own() -> None:
    made = built(material(effect=0.0, people=160, seed=2))
    claim = next(c for c in made.document.claims if c.type is ClaimType.EFFECT)
    assert claim.established is False
    assert "not established" in claim.sentence
    page = html(made.document)
    assert "Effect: not established" in page
    assert not made.as_json()["recommendations"][0]["acts"]


def test_what_was_not_written_down_before_is_not_established() -> None:
    made = built(replace(material(), registry=None))
    assert made.findings
    assert not any(found.established for found in made.findings)
    assert {one.rule for one in made.recommendations} == {"register"}


def test_what_cannot_be_estimated_is_not_established() -> None:
    given = material(people=60)
    bare = replace(given, ledger=remade(given, credential=None))
    made = built(bare)
    assert all(found.refused for found in made.findings)
    claims = [c for c in made.document.claims if c.type is ClaimType.EFFECT]
    assert [claim.established for claim in claims] == [False, False]
    assert not any(one.acts for one in made.recommendations)


def test_simulated_says_so_in_every_claim_and_figure(report: Report) -> None:
    assert report.document.simulated
    for claim in report.document.claims:
        assert claim.simulated
        assert claim.sentence.startswith("Simulated data: ")
    figures = [
        figure
        for section in report.document.sections
        for part in (section, section.more)
        if part is not None
        for figure in part.figures
    ]
    assert len(figures) >= 5
    assert all(figure.simulated for figure in figures)
    assert all(group["group"] for group in report.as_json()["groups"])


def test_real_rows_do_not_say_simulated() -> None:
    given = material()
    real = replace(
        given,
        ledger=remade(given, simulated=False),
        surveys=(),
    )
    made = built(real)
    assert not made.document.simulated
    assert "imulated" not in html(made.document).partition("</style>")[2]


def test_few_answers_are_named_but_not_counted(report: Report) -> None:
    claim = next(c for c in report.document.claims if "A small question" in c.sentence)
    assert (claim.estimate, claim.low, claim.n) == (None, None, None)
    assert len(report.shares) == 1


def test_a_small_group_cannot_be_found_by_subtraction() -> None:
    given = material(people=80)
    held = given.ledger.held_at_hiring
    few = np.concatenate([np.flatnonzero(held)[:3], np.flatnonzero(~held)])
    made = built(replace(given, ledger=given.ledger.where(few)))
    table = made.document.sections[0].tables[0]
    assert [row[:2] for row in table.rows] == [
        ("with a credential at hiring", "not shown"),
        ("without", "not shown"),
        ("all hires", str(len(few))),
    ]
    assert all(group.get("suppressed") for group in made.as_json()["groups"][:2])
    cells = {
        cell
        for one in made.as_json()["tables"]
        if not one["section"].startswith("insight")
        for row in one["rows"]
        for cell in row[1:]
    }
    assert not {str(len(few) - 3), "3"} & cells


def test_a_small_year_takes_another_with_it() -> None:
    assert withheld([(2, 5), (25, 34), (9, 33)]) == {0, 2}
    assert withheld([(2, 5), (25, 3), (9, 33)]) == {0, 1}
    assert withheld([(7, 5), (25, 0)]) == frozenset()
    assert withheld([(2,)]) == {0}


def test_the_page_is_whole_safe_and_without_scripts(report: Report) -> None:
    page = html(report.document)
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "<b>helped" not in page
    assert "src=" not in page
    assert "http-equiv" in page
    for loaded in ("@import", 'href="http'):
        assert loaded not in page
    assert set(re.findall(r"url\((.)", page)) <= {"#"}
    ids = re.findall(r'\bid="([^"]*)"', page)
    assert len(ids) == len(set(ids))
    body = page.removeprefix("<!doctype html>").replace('<meta charset="utf-8">', "")
    body = body[: body.index("<meta")] + body[body.index("<title>") :]
    ET.fromstring(body)  # every tag closed


@pytest.mark.parametrize("language", ["en", "de"])
def test_page_and_pdf_in_both_languages(language: str) -> None:
    made = built(material(language=language))
    page = html(made.document)
    assert f'lang="{language}"' in page
    assert ("Nicht mehr" in page or "nicht mehr als das" in page) == (language == "de")
    sheet = pdf(made.document)
    assert sheet.startswith(b"%PDF")
    assert b"pdfuaid" in sheet or b"/MarkInfo" in sheet
    assert sheet == pdf(made.document)


def test_both_languages_say_the_same_things() -> None:
    assert PHRASES["en"].keys() == PHRASES["de"].keys()
    for key, words in PHRASES["en"].items():
        fields = {part.split("}")[0] for part in words.split("{")[1:]}
        german = {part.split("}")[0] for part in PHRASES["de"][key].split("{")[1:]}
        assert fields == german, key


def test_methods_are_those_that_were_used(report: Report) -> None:
    def terms(made: Report) -> list[str]:
        return [term for term, _ in made.document.methods]

    assert terms(report) == [
        "Four kinds of claims", "Days to productivity", "The adjusted effect", "The placebo",
        "Fully loaded costs", "Five levels, and the step between",
        "Intervals of money, and ceilings", "Surveys", "What results foretell",
        "Outcomes by group", "People are protected",
    ]  # fmt: skip
    bare = replace(material(), costs=Given(), surveys=())
    ledger = replace(bare.ledger, groups={})
    other = terms(built(replace(bare, ledger=ledger)))
    assert not {"Fully loaded costs", "Surveys", "Outcomes by group"} & set(other)
    german = built(material(language="de")).document.methods
    assert len(german) == len(report.document.methods)
    assert any("Phillips 1997" in meaning for _, meaning in german)


def test_data_beside_the_page(report: Report) -> None:
    value = json.loads(json.dumps(report.as_json(), allow_nan=False))
    assert len(value["claims"]) == len(report.document.claims)
    rows = list(csv.DictReader(io.StringIO(report.as_csv())))
    assert [row["sentence"] for row in rows] == [c.sentence for c in report.document.claims]
    assert {row["simulated"] for row in rows} == {"1"}


def test_the_same_input_gives_the_same_report(report: Report) -> None:
    assert built(material()).as_json() == report.as_json()


def folder(tmp_path: Path, settings: object = None) -> Path:
    made = simulate(people=40, today=TODAY, rng=np.random.default_rng(1))
    (tmp_path / "ledger.csv").write_text(write_ledger(made.ledger))
    (tmp_path / "surveys").mkdir()
    (tmp_path / "surveys" / "s.csv").write_text("q\nyes\nno\nyes\nyes\nno\n")
    entry = {"file": "s.csv", "question": "q", "agree": ["yes"]}
    text = json.dumps({"surveys": [entry]} if settings is None else settings)
    (tmp_path / "settings.json").write_text(text)
    return tmp_path


def test_reading_a_folder(tmp_path: Path) -> None:
    there = folder(tmp_path)
    (there / "costs.csv").write_text("item,amount,currency\nSeats,1200.50,EUR\n")
    found = read_folder(there)
    assert len(found.ledger) == 40
    assert (found.costs.currency, found.costs.items[0].amount) == ("EUR", 1200.5)
    assert found.surveys[0].answers.agreed.sum() == 3


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({}, "surveys/s.csv is not mentioned"),
        ({"titel": "x"}, "unknown member 'titel'"),
        ({"as_of": "today"}, "'today' is not a day"),
        ({"horizon_days": -3}, "-3 is no number of days"),
        ({"surveys": [{"file": "../ledger.csv", "question": "q", "agree": ["yes"]}]}, "not a file"),
        ({"surveys": [{"file": "s.csv", "question": "z", "agree": ["yes"]}]}, "no column 'z'"),
        ({"surveys": [{"file": "s.csv", "question": "q"}]}, "'agree' is missing"),
    ],
)
def test_broken_settings_are_refused(tmp_path: Path, settings: object, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_folder(folder(tmp_path, settings))


def test_two_currencies_are_refused(tmp_path: Path) -> None:
    there = folder(tmp_path)
    (there / "costs.csv").write_text("item,amount,currency\nSeats,1200,USD\n")
    with pytest.raises(InputError, match="are in EUR and USD"):
        read_folder(there)


def test_a_missing_folder_or_ledger(tmp_path: Path) -> None:
    with pytest.raises(SkillmarkError, match="not a folder"):
        read_folder(tmp_path / "nowhere")
    with pytest.raises(SkillmarkError, match=r"ledger\.csv"):
        read_folder(tmp_path)
