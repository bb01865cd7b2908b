"""What of a survey leaves the site: aggregates, and linked answers by consent."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from skillmark.measure.cells import LEAST_CELL
from skillmark.nouns.errors import ConflictError, UnavailableError
from skillmark.server.measure.surveying.models import State, SurveyAnswerRecord, SurveyRecord
from skillmark.server.measure.surveying.results import Results, by_group, wave_of
from skillmark.server.people.models import OrganisationRecord, Purpose
from skillmark.server.people.permitting import permitted


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


def by_account(organisation: OrganisationRecord) -> dict[int, dict[str, int]]:
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
