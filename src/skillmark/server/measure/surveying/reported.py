"""Surveys as the impact report reads them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from skillmark.measure.surveys.folder import Survey
from skillmark.measure.surveys.instruments import Question
from skillmark.measure.surveys.published import PUBLISHED
from skillmark.measure.surveys.tally import Wave, answers
from skillmark.server.measure.surveying.models import State, SurveyRecord
from skillmark.server.measure.surveying.results import wave_of
from skillmark.server.people.models import OrganisationRecord


def for_report(organisation: OrganisationRecord, *, language: str) -> tuple[Survey, ...]:
    """Return the questions of the newest closed wave of each series, as the impact report reads.

    The wave before stands beside where the words are the same. Too small ones stay in: the report
    says that too few answered.
    """
    closed = SurveyRecord.objects.of(organisation).filter(state=State.CLOSED)
    newest = closed.exclude(pk__in=closed.exclude(before=None).values("before"))
    found: list[Survey] = []
    for row in newest.select_related("before", "organisation").order_by("pk"):
        wave = wave_of(row)
        before = row.before if row.before and row.before.state == State.CLOSED else None
        earlier = wave_of(before) if before else None
        found.extend(
            _for_report(row, wave, earlier, one, language) for one in wave.instrument.scored
        )
    return tuple(found)


def _for_report(
    row: SurveyRecord, wave: Wave, earlier: Wave | None, question: Question, language: str
) -> Survey:
    made = answers(question, wave)
    same = None
    if earlier is not None:
        then = next((q for q in earlier.instrument.questions if q.id == question.id), None)
        if then is not None and then.digest == question.digest:
            same = replace(answers(question, earlier), population={})
    figure = PUBLISHED.get(question.benchmark)
    comparable = figure is not None and figure.comparable
    by = next(iter(wave.instrument.groups), None)
    given = [one for one in wave.rows if one.get(question.id, 0) > 0]
    counts = Counter(one[question.id] for one in given)
    return Survey(
        label=question.text[language],
        answers=made,
        published=figure.figure if figure and comparable else None,
        published_n=figure.n if figure and comparable else None,
        published_source=figure.source if figure else "",
        simulated=row.simulated,
        earlier=same,
        asked=row.asked or None,
        by=tuple(
            by.scale.label(one[by.id], language) if one.get(by.id, 0) > 0 else "" for one in given
        )
        if by
        else (),
        parts=tuple(
            (option.text[language], counts[option.code] / len(given))
            for option in question.scale.options
        )
        if given
        else (),
        benchmark=figure,
        counted=question.scale.top(language),
    )
