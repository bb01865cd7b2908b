"""The report's surveys: read from a folder, typed as beliefs and trends, in both languages."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from skillmark.measure.report import survey_section
from skillmark.measure.report.phrases import PHRASES, Said
from skillmark.measure.surveys.folder import entries_of, read_surveys, wave_csv
from skillmark.measure.surveys.ready import READY
from skillmark.measure.surveys.simulate import simulate
from skillmark.measure.surveys.tally import Wave, groups, tally
from skillmark.nouns.errors import InputError
from skillmark.nouns.outcome import ClaimType

EMPLOYEES = READY["employees"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two simulated waves as a report's folder."""
    path = tmp_path_factory.mktemp("report")
    (path / "surveys").mkdir()
    for name, seed, lift in (("first", 1, {}), ("second", 2, {"genai_ready": 0.9})):
        made = simulate(EMPLOYEES, asked=300, rng=np.random.default_rng(seed), lift=lift)
        text = wave_csv(EMPLOYEES, made.rows)
        (path / "surveys" / f"{name}.csv").write_text(text, encoding="utf-8")
    return path


KEPT = ("useful", "productivity", "genai_ready", "change_worry")


def entries() -> list[dict[str, object]]:
    every = entries_of(
        EMPLOYEES, file="second.csv", earlier="first.csv", asked=300, by="function", simulated=True
    )
    assert len(every) == len(EMPLOYEES.scored)
    return [one for one in every if one["question"] in KEPT]


def test_what_is_written_is_read_and_said_in_both_languages(folder: Path) -> None:
    surveys = read_surveys(folder, json.loads(json.dumps(entries())))
    pairs = survey_section.found(surveys)
    for language in ("en", "de"):
        section = survey_section.section(Said(PHRASES[language], language, False), pairs)
        assert section is not None
        beliefs = [one for one in section.claims if one.type is ClaimType.BELIEF]
        trends = [one for one in section.claims if one.type is ClaimType.TREND]
        assert (len(beliefs), len(trends)) == (len(surveys), len(surveys))
        assert {one.type for one in section.claims} == {ClaimType.BELIEF, ClaimType.TREND}
        assert all(one.simulated for one in section.claims)
        assert all(one.established is None for one in section.claims)
        # Shares once, then a picture for each scale; every picture has its table.
        scales = {EMPLOYEES.question(one).scale.key for one in KEPT}
        assert section.more is not None
        assert len(section.figures) == 1
        assert len(section.more.figures) == len(scales)
        drawn = (*section.figures, *section.more.figures)
        assert all(figure.simulated and figure.table.rows for figure in drawn)
        changes, by_group, silent, published = section.more.tables
        assert len(changes.rows) == len(surveys)
        assert [row[0] for row in by_group.rows] == [one.label for one in surveys]
        assert len(by_group.header) == 1 + 7
        assert all(row[1] == "300" for row in silent.rows)
        assert [row[4] for row in published.rows] == [PHRASES[language]["survey_unknown"]] * 2
    # The wave lifted one question by design; corrected over all, that one is seen.
    found = {one.label: one for one in surveys}
    ready = found[EMPLOYEES.question("genai_ready").text["en"]]
    change = next(
        c for s, c, p in survey_section._changes(pairs_of(pairs)) if s is ready and p < 0.01
    )
    assert change.low > 0
    assert survey_section.section(Said(PHRASES["en"], "en", False), ()) is None


def pairs_of(pairs):  # type: ignore[no-untyped-def]
    return [(survey, own) for survey, own in pairs if own is not None]


def test_two_surveys_that_ask_in_the_same_words_are_told_apart(folder: Path) -> None:
    one = entries()[0]
    twice = [one, {**one, "file": "first.csv", "of": "Before", "earlier": "second.csv"}]
    found = read_surveys(folder, twice)
    assert [one.label.rpartition(" (")[2] for one in found] == ["Learning at work)", "Before)"]
    section = survey_section.section(Said(PHRASES["en"], "en", False), survey_section.found(found))
    assert section is not None
    assert len({row[0] for row in section.figures[0].table.rows}) == 2


def test_too_few_answers_are_a_sentence_and_no_number(folder: Path) -> None:
    survey = read_surveys(folder, entries()[:1] + entries())[0]
    few = replace(survey, answers=survey.answers.where(np.arange(len(survey.answers)) < 4), by=())
    section = survey_section.section(Said(PHRASES["en"], "en", False), survey_section.found([few]))
    assert section is not None
    assert section.figures == section.tables == ()
    assert "Too few answers" in section.claims[0].sentence
    assert section.claims[0].n is None


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"benchmark": "best"}, "unknown published figure 'best'"),
        ({"benchmark": "hired", "published": 0.5}, "two published figures"),
        ({"asked": 3}, "answers of 3 asked"),
        ({"earlier": "../first.csv"}, "is not a file in the folder surveys"),
        ({"scale": ["Yes"]}, "is not on the scale"),
        ({"by": "nowhere"}, "no column 'nowhere'"),
        ({"agree": ["Yes!"]}, "nobody answered 'yes!'"),
        ({"earlier": None}, "first.csv is not mentioned"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_place(
    folder: Path, change: dict[str, object], message: str
) -> None:
    [one] = entries()[:1]
    one = {name: value for name, value in (one | change).items() if value is not None}
    with pytest.raises(InputError, match=message):
        read_surveys(folder, [one])


def test_counting_a_wave() -> None:
    made = simulate(EMPLOYEES, asked=400, rng=np.random.default_rng(7))
    wave = Wave(EMPLOYEES, made.rows, population=400)
    found = {one.question.id: one for one in tally(wave)}
    useful = found["useful"]
    assert useful.n + useful.apart + useful.silent == len(made.rows)
    assert sum(part for _, part in useful.parts) == pytest.approx(1)
    assert useful.top is not None
    assert useful.mean is not None
    top = sum(part for code, part in useful.parts if code in {4, 5})
    assert useful.top.share == pytest.approx(top)
    assert useful.mean.value == pytest.approx(sum(c * part for c, part in useful.parts))
    # Who likes it answers more: the truth among all lies within the bounds, not the interval.
    assert found["confidence_now"].remembered is not None
    assert found["confidence_now"].remembered.paired
    assert found["productivity"].beside is not None
    assert found["productivity"].p_adjusted["published"] >= 0
    pairs = groups(wave, EMPLOYEES.question("useful"), EMPLOYEES.question("function"))
    assert [one.name for one in pairs] == [str(n) for n in range(1, 8)]
    assert sum(one.found.n for one in pairs if one.found) == useful.n
    tiny = tally(Wave(EMPLOYEES, made.rows[:4]))
    assert all(one.top is None and one.parts == () and one.mean is None for one in tiny)
