"""What findings say: both languages, no more than was found."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest

from skillmark.measure import designs
from skillmark.measure.designs.design import Question
from skillmark.measure.designs.finding import Finding, Objection
from skillmark.measure.designs.ready import READY
from skillmark.measure.designs.registry import Registry
from skillmark.measure.designs.running import run_all
from skillmark.measure.ledger.columns import BY_NAME
from skillmark.measure.ledger.simulate import simulate
from skillmark.measure.report import finding_words as words
from skillmark.measure.report.effects_section import section
from skillmark.measure.report.phrases import PHRASES, Said
from skillmark.measure.report.words.designs import WORDS

TODAY = date(2026, 11, 1)


@pytest.fixture(scope="module")
def findings() -> dict[Question, Finding]:
    made = simulate(
        people=2_400, today=TODAY, rng=np.random.default_rng(3), effect=14, teams=24, programme=9
    )
    registry = Registry()
    for question, design in READY.items():
        starts = tuple(made.starts.items()) if question is Question.PROGRAMME else ()
        registry = registry.register(
            replace(design, starts=starts, cluster="").read_on(TODAY),
            now=datetime(2023, 10, 1, tzinfo=UTC),
            by="Ada",
        )
    found = run_all(
        registry.current, made.ledger, today=TODAY, rng=np.random.default_rng(1), shuffles=19
    )
    return {one.design.question: one for one in found}


def said(language: str) -> Said:
    return Said(PHRASES[language], language, True)


def test_both_languages_say_the_same_things() -> None:
    assert WORDS["en"].keys() == WORDS["de"].keys()
    for key, text in WORDS["en"].items():
        assert set(re.findall(r"{(\w+)}", text)) == set(re.findall(r"{(\w+)}", WORDS["de"][key]))


def test_every_objection_and_everybody_left_out_has_words() -> None:
    folder = Path(designs.__path__[0])
    code = "".join(path.read_text() for path in folder.glob("*.py"))
    raised = set(re.findall(r'Objection\(\s*"(\w+)"', code)) | {"no_quarters_before", "not_watched"}
    assert len(raised) > 12
    filtered = r'(?:\.where|_recorded)\([^"]*?(?:\("\w+"\)[^"]*?)*, ?"(\w+)"'
    left_out = set(re.findall(filtered, code)) - {"D", *BY_NAME}
    assert {"not_hired", "zero_pay", "too_recent"} <= left_out
    for tongue in ("en", "de"):
        for name in raised:
            assert f"designs_code_{name}" in WORDS[tongue], name
        for name in left_out:
            assert f"designs_who_{name}" in WORDS[tongue], name


def test_a_section_a_finding_in_both_languages(findings: dict[Question, Finding]) -> None:
    for found in findings.values():
        for tongue in ("en", "de"):
            made = section(said(tongue), found)
            claim = made.claims[0]
            assert claim.established is found.established
            assert claim.sentence.startswith(PHRASES[tongue]["simulated"])
            assert "{" not in " ".join((claim.sentence, *made.paragraphs))
            assert made.figures
            assert all(figure.table.rows for figure in made.figures)
    days = section(said("en"), findings[Question.DAYS_TO_PRODUCTIVITY])
    assert "had fewer days to productivity than similar people" in days.claims[0].sentence
    assert "can still be the reason" in " ".join(days.paragraphs)
    assert days.more is not None
    assert len(days.figures) == len(days.more.figures) == 1
    assert any("E-value" in text for text in days.more.paragraphs)
    assert "Are the people compared alike?" in {table.caption for table in days.more.tables}
    assert findings[Question.PROGRAMME].event_times
    for question, begins in ((Question.PROMOTION, 0.0), (Question.RETENTION, 1.0)):
        assert {curve.share[0] for curve in findings[question].curves} == {begins}
    pay = section(said("en"), findings[Question.STARTING_PAY])
    assert "not established" in pay.claims[0].sentence
    assert "What would settle it" in " ".join(pay.paragraphs) or (
        "smaller than what was written down" in pay.claims[0].sentence
    )


def test_what_is_not_established_never_reads_as_an_effect(
    findings: dict[Question, Finding],
) -> None:
    found = findings[Question.DAYS_TO_PRODUCTIVITY]
    for objection in (
        Objection("preliminary", {"day": "2027-01-31"}),
        Objection("unregistered"),
        Objection("after_data", {"known": 40, "of": 50}),
        Objection("covers_zero"),
        Objection("somebody else's code"),
    ):
        doubted = replace(found, objections=(objection,))
        for tongue, word in (("en", "is not established"), ("de", "ist nicht belegt")):
            sentence = words.sentence(said(tongue), doubted)
            assert word in sentence
            assert words.remedies(said(tongue), doubted)
    assert "31 January 2027" in words.sentence(
        said("en"), replace(found, objections=(Objection("preliminary", {"day": "2027-01-31"}),))
    )


def test_small_numbers_of_people_are_not_told(findings: dict[Question, Finding]) -> None:
    few = replace(findings[Question.RETENTION], left_out=(("no_hiring_day", 3), ("not_hired", 40)))
    table = dict(section(said("en"), few).shown[-1].rows)
    assert table["day of hiring unknown"] == "fewer than 5"
    assert table["applied only"] == "40"
    assert few.as_json()["people"]["left_out"][0]["people"] is None
