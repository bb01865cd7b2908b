"""Tables of surveys, to look up: between waves, by group, the silent, published figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from skillmark.measure.report.phrases import Said
from skillmark.measure.surveys import nonresponse
from skillmark.measure.surveys.folder import Survey
from skillmark.measure.surveys.groups import Group, by_group
from skillmark.measure.surveys.shares import Share
from skillmark.measure.surveys.trends import Change
from skillmark.render.document import Table

NOTABLE: Final = 0.05
"""Differences with a smaller p, corrected for their number, are marked."""


def tables(
    said: Said,
    told: Sequence[tuple[Survey, Share]],
    changes: Sequence[tuple[Survey, Change, float]],
) -> tuple[Table, ...]:
    """Return those tables that there is something for."""
    every = (
        _trends(said, changes),
        *_groups(said, told),
        _silent(said, told),
        _published(said, told),
    )
    return tuple(one for one in every if one is not None)


def _trends(said: Said, changes: Sequence[tuple[Survey, Change, float]]) -> Table | None:
    if not changes:
        return None
    keys = ("question", "before", "now", "change", "p")
    return Table(
        said["survey_trend"],
        tuple(said[f"survey_{key}"] for key in keys),
        tuple(
            (
                survey.label,
                f"{said.percent(change.first)} ({said.number(change.n_first)})",
                f"{said.percent(change.second)} ({said.number(change.n_second)})",
                (
                    f"{said.number(100 * change.difference)} "
                    f"({said.range(100 * change.low, 100 * change.high)})"
                ),
                _p(said, p),
            )
            for survey, change, p in changes
        ),
    )


def _groups(said: Said, told: Sequence[tuple[Survey, Share]]) -> tuple[Table, ...]:
    """One table for all questions with the same groups: a row a question, a column a group."""
    made: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for survey, _ in told:
        if not survey.by:
            continue
        groups = by_group(replace(survey.answers, population={}), survey.by)
        names = tuple(group.name for group in groups)
        made.setdefault(names, []).append((survey.label, *(_cell(said, one) for one in groups)))
    return tuple(
        Table(
            said["survey_groups"],
            (said["survey_question"], *names),
            tuple(lines),
            said["survey_groups_note"],
        )
        for names, lines in made.items()
    )


def _cell(said: Said, group: Group) -> str:
    own = group.found
    if own is None:
        return said["survey_withheld"]
    beyond = group.gap is not None and group.gap.p_adjusted < NOTABLE
    limits = f"{said.number(100 * own.low)}\u2013{said.number(100 * own.high)}"
    return f"{said.number(100 * own.share)} ({limits}){'*' if beyond else ''}"


def _silent(said: Said, told: Sequence[tuple[Survey, Share]]) -> Table | None:
    lines = []
    for survey, own in told:
        if survey.asked is None or survey.asked < own.n:
            continue
        limits = nonresponse.everybody(own, survey.asked)
        lines.append(
            (
                survey.label,
                said.number(survey.asked),
                said.number(own.n),
                said.percent(limits.response),
                said["to"].format(said.percent(limits.low), said.percent(limits.high)),
            )
        )
    if not lines:
        return None
    keys = ("question", "asked", "answers", "rate", "bounds")
    header = tuple(said[f"survey_{key}"] for key in keys)
    return Table(said["survey_silent"], header, tuple(lines), said["survey_silent_note"])


def _published(said: Said, told: Sequence[tuple[Survey, Share]]) -> Table | None:
    lines = []
    for survey, own in told:
        one = survey.benchmark
        if one is None:
            continue
        figure = (
            said["survey_up_to"].format(said.percent(one.up_to))
            if one.up_to is not None
            else said.percent(one.figure or 0.0)
        )
        lines.append(
            (
                one.wording[said.language],
                figure if one.confirmed else said["survey_not_found"].format(figure),
                said.percent(own.share),
                one.asked[said.language],
                said["survey_unknown"] if one.n is None else said.number(one.n),
                f"{one.source}, {one.year}" if str(one.year) not in one.source else one.source,
            )
        )
    if not lines:
        return None
    keys = ("said", "published", "yours", "of", "n", "source")
    header = tuple(said[f"survey_{key}"] for key in keys)
    return Table(said["survey_benchmarks"], header, tuple(lines), said["survey_benchmarks_note"])


def _p(said: Said, value: float) -> str:
    return f"< {said.number(0.001, 3)}" if value < 0.001 else said.number(value, 3)
