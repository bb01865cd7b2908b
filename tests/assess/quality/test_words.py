"""The words of the report: all of them, in both languages, with the same places to fill in."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from functools import cache

import pytest

from skillmark.assess.quality.figure import Figure, QualityReport, Signature, State, Unit, unknown
from skillmark.assess.quality.page import page
from skillmark.assess.quality.report import SECTIONS, report, signed
from skillmark.assess.quality.wording import Wording
from skillmark.assess.quality.words import de, en
from skillmark.nouns.credibility import FieldData, Interval

from .conftest import draw

DAY = date(2026, 6, 7)
PLACE = re.compile(r"\{(\w+)\}")


@cache
def made(field_data: FieldData = FieldData.REAL) -> QualityReport:
    own = draw(300, 20, groups=("en", "de"), field_data=field_data)
    return signed(report(own, made_on=DAY), Signature("reviewed", "Ö. Ä", "QM", DAY, "<b>"))


@pytest.mark.parametrize(
    "name", ["label", "state", "said", "why", "note", "look", "part", "figure", "grid", "picture"]
)
def test_both_languages_say_the_same_things(name):
    english, german = getattr(en.WORDS, name), getattr(de.WORDS, name)
    assert list(english) == list(german)
    for key in english:
        assert sorted(set(PLACE.findall(str(english[key])))) == sorted(
            set(PLACE.findall(str(german[key])))
        ), key


def test_every_section_has_its_words():
    names = {section.__name__.rpartition(".")[2] for section in SECTIONS}
    assert names == set(en.WORDS.part)


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_figure_of_a_report_is_in_words(language):
    laid = page(made(), language)
    readings = [one for section in laid.sections for one in section.readings]
    assert len(readings) > 20
    for one in readings:
        assert one.name
        assert one.value
        assert "{" not in one.name + one.value + one.meaning + one.bar
        if one.state != "not known":
            assert one.meaning, one.name
        if one.state in {"fine", "look", "poor"}:
            assert one.bar, one.name
            assert one.source, one.name


def test_numbers_are_written_as_the_reader_does():
    figure = Figure("alpha", State.FINE, Unit.COEFFICIENT, 0.8413, Interval(0.8413, 0.8, 0.9))
    assert (Wording("en").value(figure), Wording("en").interval(figure)) == ("0.84", "0.80 to 0.90")
    assert Wording("de").value(figure) == "0,84"
    assert Wording("de").interval(figure) == "0,80 bis 0,90"


@pytest.mark.parametrize(
    ("share", "english", "german"),
    [
        (0.0, "0%", "0 %"),
        (0.001, "< 1%", "< 1 %"),
        (0.934, "93%", "93 %"),
        (0.9999, "> 99%", "> 99 %"),
        (1.0, "100%", "100 %"),
    ],
)
def test_nought_and_all_only_where_it_is_exactly_that(share, english, german):
    assert Wording("en").amount(share, Unit.SHARE) == english
    assert Wording("de").amount(share, Unit.SHARE) == german


def test_the_headline_is_the_sentence_of_the_brief():
    figure = Figure("truly_above", State.FINE, Unit.SHARE, 0.934, Interval(0.934, 0.901, 0.951))
    one = made()
    parts = tuple(
        replace(part, figures=(figure,)) if part.id == "decisions" else part for part in one.parts
    )
    said = Wording("en").headline(replace(one, parts=parts))
    assert said == "Of 100 people who pass, about 93 are truly above the cut (90 to 95)."


def test_too_few_people_say_how_many_are_there_and_needed():
    figure = unknown("alpha", Unit.COEFFICIENT, "too_few", have=12, need=30)
    assert Wording("en").value(figure) == "too few: 12 of 30 people"
    assert Wording("de").value(figure) == "zu wenige: 12 von 30 Personen"


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("field_data", [FieldData.REAL, FieldData.SIMULATED])
def test_only_what_is_simulated_says_no_field_data(language, field_data):
    said, words = Wording(language), {"en": "No field data", "de": "Keine Felddaten"}[language]
    notice = said.notice(made(field_data))
    assert notice.startswith(words) if field_data is FieldData.SIMULATED else notice == ""


def test_a_language_we_do_not_speak_is_answered_in_english():
    assert page(made(), "fr").kicker == page(made(), "en").kicker
