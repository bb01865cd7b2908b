"""What a closed survey shows: shares, groups, trends, who did not answer, raw rows by consent.

Results exist of closed surveys alone: from two looks at an open one, what came between would
follow by subtraction.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.utils.translation import gettext as _

from skillmark.measure.cells import LEAST_CELL
from skillmark.measure.surveys import nonresponse
from skillmark.measure.surveys.groups import Group
from skillmark.measure.surveys.instruments import Question
from skillmark.measure.surveys.nonresponse import Asked, Bounds
from skillmark.measure.surveys.tally import Tally, Wave, groups, tally
from skillmark.nouns.errors import ConflictError, UnavailableError
from skillmark.server.measure.surveying.models import (
    State,
    SurveyAnswerRecord,
    SurveyRecord,
    Whom,
)
from skillmark.server.people.models import Purpose
from skillmark.server.people.permitting import permitted
from skillmark.server.plan.models import PostRecord


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
    teams: tuple[tuple[str, Asked | None], ...] = ()
    """Teams with who was asked and who answered; `None` where it is withheld, `""` for no team."""

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
        teams=_teams(survey),
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


def _teams(survey: SurveyRecord) -> tuple[tuple[str, Asked | None], ...]:
    """Count who answered by team; an invitation knows no more than that one did."""
    asked = dict(survey.invitations.values_list("account", "answered"))
    posts = PostRecord.objects.of(survey.organisation).filter(account__in=asked)
    team = dict(posts.values_list("account", "team"))
    whole = Counter(team.get(account, "") for account in asked)
    said = Counter(team.get(account, "") for account, answered in asked.items() if answered)
    if set(whole) <= {""}:
        return ()
    rates = nonresponse.by_stratum(
        {name: Asked(n, said[name]) for name, n in whole.items()}, anonymous=survey.anonymous
    )
    return tuple(sorted(rates.items()))


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
