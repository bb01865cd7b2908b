"""`skillmark assess reliability`: how exact scores are, and which items deserve a look."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from skillmark.cli.assess.points import Maximum, PointsFile, cells, named, read_points_of
from skillmark.cli.assess.shared import Group, Id, Json, table
from skillmark.cli.console import Exit, emit, out
from skillmark.nouns.credibility import Interval
from skillmark.nouns.errors import InputError, SkillmarkError

if TYPE_CHECKING:
    from skillmark.assess.precision.classical import Floats
    from skillmark.assess.precision.conditional import ConditionalErrors
    from skillmark.assess.precision.items import ItemAnalysis
    from skillmark.assess.precision.points import Points


@dataclass(frozen=True, slots=True)
class _Found:
    alpha: Interval | None
    omega: Interval | None
    sem: float | None
    conditional: ConditionalErrors | None
    items: tuple[ItemAnalysis, ...]
    notes: tuple[str, ...]


def reliability(
    *,
    responses: PointsFile,
    maximum: Maximum = "1",
    not_asked: Annotated[
        bool,
        typer.Option("--not-asked", help="Empty cells were not asked; else they earn nothing."),
    ] = False,
    id_column: Id = "",
    group: Group = "",
    json: Json = False,
) -> int:
    """Tell how exact scores are: alpha, omega, errors of measurement, every item.

    Cronbach's alpha with Feldt's interval, McDonald's omega (one factor), the standard error of
    measurement on average and at each score, and which items deserve a look. Figures that rest
    on too few people are left out, with the reason; exit code 3 where none is left.
    """
    import numpy as np

    matrix = read_points_of(responses, maximum, id_column, group)
    points = matrix.values if not_asked else np.nan_to_num(matrix.values)
    try:
        found = _find(points, matrix.maxima)
    except SkillmarkError as error:
        raise error.at(str(responses)) from error
    if json:
        emit(_as_json(matrix, points, found))
    else:
        _show(matrix, points, found)
    return Exit.GOOD if found.alpha else Exit.UNKNOWN


def _find(points: Floats, maxima: Floats) -> _Found:
    import numpy as np

    from skillmark.assess.precision import classical
    from skillmark.assess.precision.conditional import conditional_errors
    from skillmark.assess.precision.items import analyse
    from skillmark.assess.precision.minimums import lacking, needed
    from skillmark.assess.precision.omega import omega

    persons = len(points)
    length = round(float((~np.isnan(points)).sum(axis=1).mean()))
    few = lacking("alpha", persons)
    if few:
        return _Found(None, None, None, None, (), (few,))
    whole = classical.reliability(points, length=length)
    notes = []
    more = needed(whole.alpha, persons)
    if more > persons:
        notes.append(f"for alpha within 0.05 on either side, about {more:,} people are needed")
    factor = None
    errors = None
    lack = lacking("omega", persons)
    try:
        factor = None if lack else omega(points, length=length)
    except InputError as error:
        lack = f"no omega: {error}"
    notes += [lack] if lack else []
    if factor and factor.estimate > whole.alpha.estimate + 0.03:
        notes.append("omega is above alpha: items load differently on what they have in common")
    lack = lacking("errors at each score", persons)
    try:
        errors = None if lack else conditional_errors(points, maxima)
    except InputError as error:
        lack = f"no errors at each score: {error}"
    notes += [lack] if lack else []
    items = analyse(points, maxima)
    return _Found(whole.alpha, factor, whole.sem, errors, items, tuple(notes))


def _as_json(matrix: Points, points: Floats, found: _Found) -> dict[str, Any]:
    import numpy as np

    scores = np.nansum(points, axis=1) if found.alpha else None
    return {
        "persons": len(points),
        "maximum": float(matrix.maxima.sum()),
        "mean": None if scores is None else float(scores.mean()),
        "sd": None if scores is None else float(scores.std(ddof=1)),
        **named("alpha", found.alpha),
        **named("omega", found.omega),
        "sem": found.sem,
        "conditional_method": found.conditional.method.value if found.conditional else None,
        "conditional": [
            {"score": one.score, "sem": one.error or None, "persons": one.persons}
            for one in (found.conditional.errors if found.conditional else ())
        ],
        "items": [
            {
                "item": name,
                "persons": item.persons,
                **named("difficulty", item.difficulty),
                **named("discrimination", item.discrimination),
                "point_biserial": item.point_biserial,
                "alpha_without": item.alpha_without,
                "looks": list(item.looks),
            }
            for name, item in zip(matrix.items, found.items, strict=False)
        ],
        "notes": list(found.notes),
    }


def _show(matrix: Points, points: Floats, found: _Found) -> None:
    title = f"{len(points):,} people · {len(matrix.items)} items · {matrix.maxima.sum():g} points"
    if found.alpha:
        _show_items(title, matrix.items, found.items)
        for name, interval in (("alpha", found.alpha), ("omega", found.omega)):
            if interval:
                estimate, limits = cells(interval)
                out.print(f"{name} {estimate} ({limits})")
        out.print(f"standard error of measurement {found.sem:.2f} points on average")
    else:
        out.print(title, markup=False)
    if found.conditional:
        _show_errors(found.conditional)
    for note in found.notes:
        out.print(f"Note: {note}", style="yellow", markup=False)


def _show_items(title: str, names: tuple[str, ...], items: tuple[ItemAnalysis, ...]) -> None:
    from rich.markup import escape

    shown = table(title, "item", "difficulty", "95%", "rest", "95%", "without")
    for column in shown.columns[1:]:
        column.no_wrap = True
    for name, item in zip(names, items, strict=True):
        shown.add_row(
            escape(name),
            *cells(item.difficulty, 2),
            *cells(item.discrimination, 2),
            "-" if item.alpha_without is None else f"{item.alpha_without:.3f}",
            style="yellow" if item.looks else None,
        )
    out.print(shown)
    out.print("rest: correlation with the other items; without: alpha if it were taken out")
    for name, item in zip(names, items, strict=True):
        for look in item.looks:
            out.print(f"Look at {name}: {look}", style="yellow", markup=False)


def _show_errors(found: ConditionalErrors) -> None:
    out.print("Standard error of measurement at each score; - where the method cannot see")
    shown = table("", "score", "±", "people")
    for one in found.errors:
        # At the ends the formulas give 0: nobody can scatter beyond them.
        shown.add_row(
            f"{one.score:g}", f"{one.error:.2f}" if one.error else "-", f"{one.persons:,}"
        )
    out.print(shown)
