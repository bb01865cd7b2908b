"""Results and questions as the pages show them, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from skillmark.measure.cells import LEAST_CELL
from skillmark.measure.surveys.groups import Group
from skillmark.measure.surveys.nonresponse import Bounds
from skillmark.measure.surveys.published import PUBLISHED, Published
from skillmark.measure.surveys.tally import Tally, tally
from skillmark.server.measure.surveying.forms import TOPICS
from skillmark.server.measure.surveying.models import SurveyAnswerRecord, SurveyRecord
from skillmark.server.measure.surveying.results import Results, by_group, wave_of


@dataclass(frozen=True, slots=True)
class Shown:
    """One question with everything the page says of it."""

    tally: Tally
    text: str
    topic: Any
    top: str
    """The answers that count, in words."""
    parts: tuple[tuple[str, float], ...]
    """Answers with their shares in percent."""
    bounds: Bounds | None
    published: Published | None
    published_words: str
    looks_back: bool

    @property
    def trend_p(self) -> float | None:
        """p of the trend over all questions."""
        return self.tally.p_adjusted.get("trend")

    @property
    def published_p(self) -> float | None:
        """p of the comparison with the published figure over all questions."""
        return self.tally.p_adjusted.get("published")


def questions(found: Results, language: str) -> list[Shown]:
    """Return the questions with a result, in their order."""
    made = []
    for one in found.tallies:
        question = one.question
        published = PUBLISHED.get(question.benchmark)
        made.append(
            Shown(
                one,
                question.text[language],
                TOPICS[question.topic],
                question.scale.top(language),
                tuple((question.scale.label(code, language), 100 * p) for code, p in one.parts),
                found.bounds(one),
                published,
                published.wording[language] if published else "",
                bool(question.now),
            )
        )
    return made


@dataclass(frozen=True, slots=True)
class ShownGroups:
    """A question's groups: names down, with what is withheld."""

    text: str
    top: str
    rows: tuple[tuple[str, Group], ...]


def groups(survey: SurveyRecord, name: str, language: str) -> list[ShownGroups]:
    """Return every question's share by the answers to one question about who answers."""
    scale = survey.questionnaire.question(name).scale
    return [
        ShownGroups(
            question.text[language],
            question.scale.top(language),
            tuple((scale.label(int(one.name), language), one) for one in found),
        )
        for question, found in by_group(survey, name)
    ]


def earlier(found: Results, one: Tally) -> Tally | None:
    """Return the same question in the wave before, where it compares and is told."""
    if found.before is None or one.trend is None:
        return None
    before = tally(wave_of(found.before))
    return next((t for t in before if t.question.id == one.question.id and t.parts), None)


def wave_name(survey: SurveyRecord | None) -> str:
    """Return what a wave is called in a picture."""
    if survey is None or survey.opened is None:
        return ""
    return date_format(survey.opened, "F Y")


def sheet(
    survey: SurveyRecord, language: str, *, given: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Return what the answer page shows."""
    said = given or {}
    instrument = survey.questionnaire
    return {
        "survey": survey,
        "place": survey.organisation,
        "title": instrument.title[language],
        "about": instrument.about[language],
        "minutes": instrument.minutes,
        "least": LEAST_CELL,
        "questions": [
            {
                "id": one.id,
                "text": one.text[language],
                "options": [
                    (option.code, option.text[language], said.get(one.id) == str(option.code))
                    for option in one.scale.options
                ],
                "apart": [
                    (option.code, option.text[language], said.get(one.id) == str(option.code))
                    for option in one.scale.apart
                ],
            }
            for one in instrument.questions
        ],
        "link": said.get("link", "yes"),
    }


def own_answers(row: SurveyAnswerRecord, language: str) -> list[tuple[str, str]]:
    """Return what somebody answered, in words, to show it to them alone."""
    return [
        (one.text[language], one.scale.label(row.codes[one.id], language))
        for one in row.survey.questionnaire.questions
        if one.id in row.codes
    ]


def published(table: Mapping[str, Published], language: str) -> list[dict[str, Any]]:
    """Return the rows of the table of published figures."""
    return [
        {
            "wording": one.wording[language],
            "asked": one.asked[language],
            "figure": None if one.figure is None else 100 * one.figure,
            "up_to": None if one.up_to is None else 100 * one.up_to,
            "n": one.n if one.n is not None else _("unknown"),
            "year": one.year,
            "source": one.source,
            "url": one.url,
            "found": one.found.value,
        }
        for one in table.values()
    ]
