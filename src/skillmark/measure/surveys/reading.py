"""Reading the answers to one question from a file, one row a respondent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from skillmark.measure.surveys.answers import Answers
from skillmark.measure.surveys.exports import Export, read_export
from skillmark.measure.surveys.weighting import Margins
from skillmark.measure.table import need, number, read_rows
from skillmark.nouns.errors import InputError


def read_answers(
    path: Path,
    *,
    question: str,
    agree: Sequence[str],
    weights: str | None = None,
    strata: str | None = None,
    clusters: str | None = None,
    population: int | None = None,
    apart: Sequence[str] = (),
) -> Answers:
    """Read one question from CSV or a survey tool's export, one row a respondent.

    See `answers_of`, which this calls with the file's rows.
    """
    return answers_of(
        read_export(path),
        name=path.name,
        question=question,
        agree=agree,
        weights=weights,
        strata=strata,
        clusters=clusters,
        population=population,
        apart=apart,
    )


def answers_of(
    file: Export,
    *,
    name: str,
    question: str,
    agree: Sequence[str],
    weights: str | None = None,
    strata: str | None = None,
    clusters: str | None = None,
    population: int | None = None,
    apart: Sequence[str] = (),
    possible: Sequence[str] = (),
) -> Answers:
    """Return the answers to one question of a file.

    An answer is agreement if it equals one of `agree` (letter case aside); an empty cell, or one
    of `apart` ("don't know", "not applicable"), is no answer and counted as missing. Weights must
    be above 0. An `agree` value that nobody gave is refused: a typo would otherwise read as 0%;
    `possible` names answers that may also have been given by nobody.
    `population` is the number of people who were all asked; with strata one number is not
    enough and is refused.
    """
    column = file.column(question)
    weights, strata, clusters = (file.column(c) if c else None for c in (weights, strata, clusters))
    need(file.columns, [column, *filter(None, (weights, strata, clusters))], name=name)
    if population is not None and strata:
        raise InputError(
            "one number of people for several strata",
            where=name,
            remedy="leave out the strata, or weight to the strata's totals by margins",
        )
    wanted = _folded(agree)
    none = _folded(apart) | {""}
    given = {row.cells[column].casefold() for row in file.rows}
    unknown = sorted(wanted - given - _folded(possible))
    if not wanted or unknown:
        raise InputError(
            f"nobody answered {unknown[0]!r}" if unknown else "no value counts as agreement",
            where=f"{name}, column {column}",
            remedy=f"the answers are {', '.join(sorted(given - {''})[:12])}",
        )
    answered = [row for row in file.rows if row.cells[column].casefold() not in none]
    weight = [1.0] * len(answered)
    if weights:
        for index, row in enumerate(answered):
            place = f"{name}, line {row.line}, column {weights}"
            weight[index] = number(row.cells[weights], where=place)
            if weight[index] <= 0:
                raise InputError("a weight must be above 0", where=place)
    if clusters:
        for row in answered:
            if not row.cells[clusters]:
                raise InputError("empty", where=f"{name}, line {row.line}, column {clusters}")
    return Answers(
        agreed=np.array([float(row.cells[column].casefold() in wanted) for row in answered]),
        weights=np.array(weight),
        strata=tuple(row.cells[strata] if strata else "" for row in answered),
        missing=len(file.rows) - len(answered),
        question=question,
        clusters=tuple(row.cells[clusters] for row in answered) if clusters else (),
        population={"": population} if population is not None else {},
    )


def words_of(
    file: Export, column: str, *, question: str, name: str, apart: Sequence[str] = ()
) -> tuple[str, ...]:
    """Return another column's words for those who answered a question, in the same order."""
    column, asked = file.column(column), file.column(question)
    need(file.columns, [column, asked], name=name)
    none = _folded(apart) | {""}
    return tuple(row.cells[column] for row in file.rows if row.cells[asked].casefold() not in none)


def read_margins(path: Path) -> Margins:
    """Read known totals: `factor,level,total`, one row a level (`factor` is a column's name)."""
    columns, rows = read_rows(path)
    need(columns, ["factor", "level", "total"], name=path.name)
    found: dict[str, dict[str, float]] = {}
    for row in rows:
        place = f"{path.name}, line {row.line}"
        levels = found.setdefault(row.cells["factor"], {})
        if row.cells["level"] in levels:
            raise InputError("this level is there twice", where=f"{place}, column level")
        levels[row.cells["level"]] = number(row.cells["total"], where=f"{place}, column total")
    return found


def levels_of(
    file: Export, margins: Mapping[str, object], *, question: str, name: str,
    apart: Sequence[str] = (),
) -> dict[str, tuple[str, ...]]:  # fmt: skip
    """Return the levels of each factor for those who answered a question."""
    return {
        factor: words_of(file, factor, question=question, name=name, apart=apart)
        for factor in margins
    }


def _folded(values: Sequence[str]) -> set[str]:
    return {value.strip().casefold() for value in values if value.strip()}
