"""The report's sections of insight: both languages, small cells, no verdict out of a picture."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from skillmark.measure.insight.reading import Rating, Scores
from skillmark.measure.ledger.simulate import simulate
from skillmark.measure.ledger.store import Words
from skillmark.measure.report.insight_section import sections
from skillmark.measure.report.phrases import PHRASES, Said
from skillmark.measure.report.words.insight import WORDS
from skillmark.nouns.outcome import ClaimType

TODAY = date(2026, 11, 1)


def material():
    """A ledger with results, credentials and groups; ratings before and after; three items."""
    rng = np.random.default_rng(11)
    made = simulate(people=500, today=TODAY, rng=rng).ledger
    result = np.clip(0.5 + 0.2 * rng.normal(size=500), 0, 1)
    work = np.clip(0.3 + 0.4 * result + 0.1 * rng.normal(size=500), 0, 1)
    made = replace(
        made,
        numbers={**made.numbers, "result": result, "performance": work},
        words={**made.words, "achievement": Words.of(["Data", "Agents"] * 248 + ["Tiny"] * 4)},
        groups={"site": Words(np.array([0] * 3 + [1] * 200 + [2] * 297, np.int32),
                              ("Tiny", "North", "South"))},
    )  # fmt: skip
    awarded = made.day("credential_date")
    ratings = []
    for index in np.flatnonzero(~np.isnat(awarded))[:60]:
        day = awarded[index].astype(date)
        person = str(made.people[index])
        ratings += [
            Rating(person, "sql", 6, 3 + index % 3, day - timedelta(days=30)),
            Rating(person, "sql", 5, 4 + index % 2, day + timedelta(days=30)),
        ]
    items = np.column_stack([
        (work + 0.1 * rng.normal(size=500) > 0.5).astype(float),
        (rng.random(500) < 0.5).astype(float),
        np.where(np.arange(500) < 3, 1.0, 0.0),
    ])  # fmt: skip
    scores = Scores(tuple(made.people), ("good", "noise", "thin"), items)
    return made, ratings, scores


def made(language, *, simulated=True):
    ledger, ratings, scores = material()
    said = Said(PHRASES[language], language, simulated)
    return sections(said, ledger, ratings, scores, today=TODAY, rng=np.random.default_rng(1))


def everything(section):
    words = [section.title, *section.paragraphs, *(claim.sentence for claim in section.claims)]
    for table in section.shown:
        words += [table.caption, *table.header, *(cell for row in table.rows for cell in row)]
    return words


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_section_is_whole_and_says_what_is_simulated(language):
    found = made(language)
    assert [one.id for one in found] == [
        "insight_feedback", "insight_calibration", "insight_equity",
    ]  # fmt: skip
    mark = PHRASES[language]["simulated"]
    for section in found:
        words = everything(section)
        assert not [one for one in words if re.search(r"[{}]|\bnan\b|\binf\b", one)]
        assert any(one.startswith(mark) for one in words)
        assert all(figure.simulated for figure in section.figures)
        assert all("<svg" in figure.svg for figure in section.figures)
    assert not any(mark in one for section in made(language, simulated=False)
                   for one in everything(section))  # fmt: skip


def test_the_only_claim_is_a_trend_and_small_groups_are_nowhere():
    feedback, calibration, equity = made("en")
    claims = [claim for section in (feedback, calibration, equity) for claim in section.claims]
    assert [claim.type for claim in claims] == [ClaimType.TREND]
    assert claims[0].estimate < 0
    assert "above what was assessed" in " ".join(calibration.paragraphs)
    text = " ".join(feedback.paragraphs)
    assert "The result foretells the rating" in text
    assert "Of 3 questions, 1 foretell the rating" in text
    names = [row[0] for table in feedback.shown for row in table.rows]
    assert "Tiny" not in names
    assert {"Data", "Agents"} <= set(names)
    (table,) = equity.shown
    assert {row[1] for row in table.rows} == {"South", "Tiny + North"}


def test_where_there_is_nothing_there_is_no_section():
    made = simulate(people=50, today=TODAY, rng=np.random.default_rng(1)).ledger
    unknown = {"result": np.full(50, np.nan)}
    ledger = replace(made, numbers={**made.numbers, **unknown}, groups={})
    said = Said(PHRASES["en"], "en", True)
    assert sections(said, ledger, today=TODAY, rng=np.random.default_rng(1)) == ()


def test_both_languages_have_the_same_phrases_with_the_same_places():
    assert WORDS["en"].keys() == WORDS["de"].keys()
    for key, words in WORDS["en"].items():
        assert set(re.findall(r"{\w*}", words)) == set(re.findall(r"{\w*}", WORDS["de"][key])), key
