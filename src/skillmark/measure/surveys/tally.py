"""A questionnaire's answers counted: every question with its scale, its top box and its trend."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from skillmark.measure.cells import LEAST_CELL
from skillmark.measure.estimate import Estimate
from skillmark.measure.surveys.answers import Answers
from skillmark.measure.surveys.groups import Group, by_group
from skillmark.measure.surveys.instruments import Instrument, Question
from skillmark.measure.surveys.multiple import holm
from skillmark.measure.surveys.published import PUBLISHED, Beside, beside
from skillmark.measure.surveys.shares import Share, average, share
from skillmark.measure.surveys.trends import Change, between, paired
from skillmark.nouns.errors import UnavailableError

Row = Mapping[str, int]
"""One respondent: question id to code. A question that is not there was not answered."""


@dataclass(frozen=True, slots=True)
class Wave:
    """One wave of a questionnaire."""

    instrument: Instrument
    rows: tuple[Row, ...]
    people: tuple[Hashable | None, ...] = ()
    """Who answered, in the order of `rows`, where people agreed to be linked; else empty."""
    population: int | None = None
    """People, where all of a known number were asked."""


@dataclass(frozen=True, slots=True)
class Tally:
    """One question. Below 5 substantive answers only the counts are known."""

    question: Question
    n: int
    """Answers on the scale."""
    apart: int
    """Answers that are none: don't know, does not apply."""
    silent: int
    """Respondents who left it out."""
    parts: tuple[tuple[int, float], ...] = ()
    """Codes of the scale with their shares."""
    top: Share | None = None
    """Share of the codes that count."""
    mean: Estimate | None = None
    """Mean of the codes, where the scale bears one."""
    beside: Beside | None = None
    trend: Change | None = None
    """Against the wave before, where words and answers are the same."""
    remembered: Change | None = None
    """Today against what is remembered of before; no measured change."""
    p_adjusted: Mapping[str, float] = field(default_factory=dict)
    """Kind of comparison (`trend`, `published`, `remembered`) to Holm's p over all questions."""


def tally(wave: Wave, before: Wave | None = None) -> tuple[Tally, ...]:
    """Count every question that has a result, with all p values adjusted by Holm in their kind."""
    found = [_tally(one, wave, before) for one in wave.instrument.scored]
    for kind, of in _KINDS.items():
        told = [(place, p) for place, one in enumerate(found) if (p := of(one)) is not None]
        adjusted = holm([p for _, p in told])
        for (place, _), p in zip(told, adjusted, strict=True):
            one = found[place]
            found[place] = replace(one, p_adjusted={**one.p_adjusted, kind: float(p)})
    return tuple(found)


def _published_p(one: Tally) -> float | None:
    found = one.beside.own.comparison if one.beside else None
    return None if found is None else found.p


_KINDS: Mapping[str, Callable[[Tally], float | None]] = {
    "trend": lambda one: one.trend.p if one.trend else None,
    "published": _published_p,
    "remembered": lambda one: one.remembered.p if one.remembered else None,
}


def answers(question: Question, wave: Wave, *, scores: bool = False) -> Answers:
    """Return the substantive answers to a question: 1 for codes that count, or the codes."""
    codes = _codes(question, wave.rows)
    given = np.array([code for code in codes if code is not None and code > 0], dtype=float)
    values = given if scores else np.isin(given, list(question.scale.favourable)).astype(float)
    made = Answers.of(values, question=question.id, missing=len(wave.rows) - len(given))
    return replace(made, population={"": wave.population}) if wave.population else made


def groups(wave: Wave, question: Question, by: Question) -> tuple[Group, ...]:
    """Return one question's share by what people said of themselves; "prefer not to say" is none.

    Names of the groups are codes as text. Raises `UnavailableError` below 5 answers.
    """
    rows = [row for row in wave.rows if row.get(question.id, 0) > 0]
    labels = [str(row[by.id]) if row.get(by.id, 0) > 0 else "" for row in rows]
    made = replace(answers(question, wave), population={})
    return tuple(sorted(by_group(made, labels), key=lambda one: int(one.name)))


def _tally(question: Question, wave: Wave, before: Wave | None) -> Tally:
    codes = _codes(question, wave.rows)
    n = sum(code is not None and code > 0 for code in codes)
    apart = sum(code is not None and code < 0 for code in codes)
    bare = Tally(question, n, apart, len(codes) - n - apart)
    if n < LEAST_CELL:
        return bare
    counts = Counter(codes)
    made = answers(question, wave)
    scale = question.scale
    return replace(
        bare,
        parts=tuple((option.code, counts[option.code] / n) for option in scale.options),
        top=share(made),
        mean=average(answers(question, wave, scores=True)) if scale.scored else None,
        beside=beside(question.benchmark, made) if question.benchmark in PUBLISHED else None,
        trend=_trend(question, wave, before),
        remembered=_remembered(question, wave),
    )


def _trend(question: Question, wave: Wave, before: Wave | None) -> Change | None:
    """Compare with the wave before: the same people where enough of them are linked."""
    if before is None:
        return None
    earlier = next((q for q in before.instrument.questions if q.id == question.id), None)
    if earlier is None or earlier.digest != question.digest:
        return None
    pairs = _pairs(question, wave, before)
    try:
        if len(pairs) >= LEAST_CELL and len(pairs) >= len(wave.rows) / 2:
            table = np.array(pairs)
            return paired(table[:, 0], table[:, 1], question=question.id)
        # A change is about more than who was there: no correction for a finite population.
        then, now = (replace(answers(question, one), population={}) for one in (before, wave))
        return between(then, now)
    except UnavailableError:
        return None


def _pairs(question: Question, wave: Wave, before: Wave) -> list[tuple[bool, bool]]:
    if not (wave.people and before.people):
        return []
    counted = question.scale.favourable
    earlier = {
        person: row[question.id] in counted
        for person, row in zip(before.people, before.rows, strict=True)
        if person is not None and row.get(question.id, 0) > 0
    }
    return [
        (earlier[person], row[question.id] in counted)
        for person, row in zip(wave.people, wave.rows, strict=True)
        if person in earlier and row.get(question.id, 0) > 0
    ]


def _remembered(question: Question, wave: Wave) -> Change | None:
    back = next((one for one in wave.instrument.scored if one.now == question.id), None)
    if back is None:
        return None
    counted = question.scale.favourable
    both = [
        (row[back.id] in counted, row[question.id] in counted)
        for row in wave.rows
        if row.get(back.id, 0) > 0 and row.get(question.id, 0) > 0
    ]
    if len(both) < LEAST_CELL:
        return None
    table = np.array(both)
    return paired(table[:, 0], table[:, 1], question=question.id)


def _codes(question: Question, rows: Sequence[Row]) -> list[int | None]:
    return [row.get(question.id) for row in rows]
