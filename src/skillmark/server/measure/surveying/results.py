"""What a closed survey shows: shares, groups, trends, who did not answer, raw rows by consent.

Results exist of closed surveys alone: from two looks at an open one, what came between would
follow by subtraction.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from skillmark.measure.cells import LEAST_CELL
from skillmark.measure.surveys import nonresponse
from skillmark.measure.surveys.folder import Survey
from skillmark.measure.surveys.groups import Group
from skillmark.measure.surveys.instruments import Question
from skillmark.measure.surveys.nonresponse import Asked, Bounds
from skillmark.measure.surveys.published import PUBLISHED
from skillmark.measure.surveys.tally import Tally, Wave, answers, groups, tally
from skillmark.nouns.errors import ConflictError, UnavailableError
from skillmark.server.measure.surveying.models import (
    State,
    SurveyAnswerRecord,
    SurveyRecord,
    Whom,
)
from skillmark.server.people.models import Purpose
from skillmark.server.people.permitting import permitted


@dataclass(frozen=True, slots=True)
class Results:
    """Everything about one closed wave."""

    survey: SurveyRecord
    answered: int
    tallies: tuple[Tally, ...]
    asked: Asked | None
    """`None` for an open link: who could have answered is not known."""
    linked: int
    """Answers that can be led back to people, by their consent."""
    before: SurveyRecord | None
    early_late: tuple[tuple[Question, Group, Group], ...] = ()
    """Questions with the shares before and after the reminder, of linked answers."""

    @property
    def told(self) -> bool:
        """Whether there are enough answers to say anything."""
        return self.answered >= LEAST_CELL

    def bounds(self, one: Tally) -> Bounds | None:
        """Return where the share of everybody asked lies whatever the silent think."""
        if self.asked is None or one.top is None:
            return None
        return nonresponse.everybody(one.top, self.asked.asked)


def results(survey: SurveyRecord) -> Results:
    """Return the results of a closed survey; `ConflictError` for one that is not.

    What was answered anonymously cannot change after the closing: it is counted once a process,
    for a page and its pictures ask many times.
    """
    before = survey.before if survey.before and survey.before.state == State.CLOSED else None
    if survey.anonymous and survey.state == State.CLOSED and (before is None or before.anonymous):
        return _kept(survey.pk, survey.closed, before.closed if before else None)
    return _results(survey, before)


@lru_cache(maxsize=16)
def _kept(pk: int, closed: datetime | None, before: datetime | None) -> Results:
    row = SurveyRecord.objects.select_related("organisation", "before").get(pk=pk)
    return _results(row, row.before if before else None)


def _results(survey: SurveyRecord, before: SurveyRecord | None) -> Results:
    wave = wave_of(survey)
    scored = [one.id for one in wave.instrument.scored]
    whole = Counter(
        nonresponse.completeness(sum(one in row for one in scored), len(scored))
        for row in wave.rows
    )
    asked = None
    if survey.whom != Whom.LINK:
        asked = Asked(survey.asked, whole["complete"], whole["partial"])
    return Results(
        survey=survey,
        answered=len(wave.rows),
        tallies=tally(wave, wave_of(before) if before else None),
        asked=asked,
        linked=sum(one is not None for one in wave.people),
        before=before,
        early_late=_early_late(survey, wave),
    )


def wave_of(survey: SurveyRecord) -> Wave:
    """Return the answers of a closed survey, with people where they still agree to be linked."""
    if survey.state != State.CLOSED:
        raise ConflictError(
            _("results are told when the survey is closed"), remedy=_("close it first")
        )
    found = list(SurveyAnswerRecord.objects.filter(survey=survey).order_by("pk"))
    people: tuple[int | None, ...] = ()
    if not survey.anonymous:
        agreed = set(permitted(survey.organisation, Purpose.OUTCOMES).values_list("pk", flat=True))
        people = tuple(one.account_id if one.account_id in agreed else None for one in found)
    # All of those whom it is about were asked: what is left unknown is what the silent think.
    population = None if survey.whom == Whom.LINK else survey.asked
    return Wave(
        survey.questionnaire,
        tuple(one.codes for one in found),
        people,
        max(population, len(found)) if population else None,
    )


def by_group(survey: SurveyRecord, name: str) -> list[tuple[Question, tuple[Group, ...]]]:
    """Return every question's share in the groups of one question about who answered."""
    wave = wave_of(survey)
    by = wave.instrument.question(name)
    found = []
    for question in wave.instrument.scored:
        try:
            found.append((question, groups(wave, question, by)))
        except UnavailableError:
            continue
    return found


def _early_late(survey: SurveyRecord, wave: Wave) -> tuple[tuple[Question, Group, Group], ...]:
    """Compare linked answers before and after the reminder: the late are like the silent."""
    if survey.anonymous or survey.reminded is None:
        return ()
    stored = SurveyAnswerRecord.objects.filter(survey=survey).exclude(late=None)
    marked = [(one.codes, one.late) for one in stored]
    late_of = Question("late", wave.instrument.scored[0].topic, {}, wave.instrument.scored[0].scale)
    rows = tuple({**codes, "late": 2 if late else 1} for codes, late in marked)
    found = []
    for question in wave.instrument.scored:
        try:
            pair = groups(Wave(wave.instrument, rows), question, late_of)
        except UnavailableError:
            continue
        if len(pair) == 2 and all(one.found for one in pair):
            found.append((question, pair[0], pair[1]))
    return tuple(found)


def csv_rows(found: Results, language: str) -> tuple[list[str], list[list[Any]]]:
    """Return the aggregates as header and rows, a row a figure; nothing of one person."""
    header = ["question", "text", "figure", "answer", "value", "low", "high", "n"]
    rows: list[list[Any]] = []
    for one in found.tallies:
        name, text = one.question.id, one.question.text[language]
        rows.append([name, text, "answers", "", one.n, "", "", one.n])
        for code, part in one.parts:
            label = one.question.scale.label(code, language)
            rows.append([name, text, "share of answer", label, _short(part), "", "", one.n])
        if one.top is not None:
            top, label = one.top, one.question.scale.top(language)
            rows.append(
                [name, text, "share (belief)", label, *map(_short, (top.share, top.low, top.high)),
                 top.n]
            )  # fmt: skip
        if one.trend is not None:
            t = one.trend
            rows.append(
                [name, text, "trend", "", *map(_short, (t.difference, t.low, t.high)), t.n_second]
            )
    for by in found.survey.questionnaire.groups:
        for question, pair in by_group(found.survey, by.id):
            rows.extend(
                [
                    question.id,
                    question.text[language],
                    f"share by {by.id}",
                    by.scale.label(int(group.name), language),
                    *(
                        ("withheld", "", "", "")
                        if group.found is None
                        else (
                            *map(_short, (group.found.share, group.found.low, group.found.high)),
                            group.found.n,
                        )
                    ),
                ]
                for group in pair
            )
    return header, rows


def raw_rows(survey: SurveyRecord) -> tuple[list[str], list[list[Any]]]:
    """Return linked answers a row each, in a random order, for people who agree to be linked.

    What people said of themselves is blanked where fewer than 5 said the same of everything.
    Raises `ConflictError` for an anonymous survey, whose rows are never handed out.
    """
    if survey.anonymous:
        raise ConflictError(_("rows of an anonymous survey are never handed out"))
    wave = wave_of(survey)
    rows = [row for row, who in zip(wave.rows, wave.people, strict=True) if who is not None]
    if len(rows) < LEAST_CELL:
        raise UnavailableError(
            _("fewer than %(least)s linked answers") % {"least": LEAST_CELL}, code="suppressed"
        )
    names = [one.id for one in wave.instrument.groups]
    scored = [one.id for one in wave.instrument.scored]
    cells = Counter(_cell(row, names) for row in rows)
    made = [
        [row.get(one, "") for one in scored]
        + (list(_cell(row, names)) if cells[_cell(row, names)] >= LEAST_CELL else [""] * len(names))
        for row in rows
    ]
    secrets.SystemRandom().shuffle(made)
    return [*scored, *names], made


def _cell(row: Any, names: Sequence[str]) -> tuple[Any, ...]:
    return tuple(row.get(name, "") for name in names)


def _short(value: float) -> float:
    return round(value, 6)


def for_report(organisation: Any, *, language: str) -> tuple[Survey, ...]:
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


def by_account(organisation: Any) -> dict[int, dict[str, int]]:
    """Return the newest linked answers (codes by question) of everybody who agrees, by account.

    With the ledger's links from accounts to its rows, they are columns of the ledger's people.
    """
    agreed = permitted(organisation, Purpose.OUTCOMES).values("pk")
    rows = SurveyAnswerRecord.objects.filter(
        survey__organisation=organisation, survey__state=State.CLOSED, account__in=agreed
    )
    found: dict[int, dict[str, int]] = {}
    for account, codes in rows.order_by("survey__closed").values_list("account", "codes"):
        found.setdefault(account, {}).update(codes)
    return found
