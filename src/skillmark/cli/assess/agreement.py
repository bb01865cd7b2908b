"""`skillmark assess agreement`: how far raters agree."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from skillmark.cli.assess.points import Seed, bounds, cells, named, value
from skillmark.cli.assess.shared import Json, table
from skillmark.cli.console import Exit, emit, out
from skillmark.cli.files import read_text
from skillmark.nouns.credibility import Interval
from skillmark.nouns.errors import InputError, SkillmarkError

if TYPE_CHECKING:
    from skillmark.assess.precision.ratings import Ratings

RatingsFile = Annotated[
    Path,
    typer.Argument(help="CSV: columns subject, rater, score; or one column for each rater."),
]


MANY = 10
"""With more different ratings than this they are numbers rather than categories."""


def agreement(
    ratings: RatingsFile,
    id_column: Annotated[
        str, typer.Option("--id", help="Column that names the subject, where raters are columns.")
    ] = "",
    seed: Seed = 1,
    json: Json = False,
) -> int:
    """Tell how far raters agree: percent, kappas, Krippendorff's alpha, intraclass correlation.

    Ratings are numbers or words; an empty cell was not rated. Figures that cannot be told are
    left out, with the reason; exit code 3 where too few subjects were rated twice.
    """
    from skillmark.assess.precision.ratings import read_ratings

    words = read_text(ratings)
    try:
        read = read_ratings(words, id_column=id_column)
        found = _find(read, seed)
    except SkillmarkError as error:
        raise error.at(str(ratings)) from error
    if json:
        emit(found)
    else:
        _show(found)
    return Exit.GOOD if found["percent"] is not None else Exit.UNKNOWN


def _find(ratings: Ratings, seed: int) -> dict[str, Any]:
    import numpy as np

    from skillmark.assess.precision import agreement as measures
    from skillmark.assess.precision.minimums import lacking, needed

    values, notes = ratings.values, []

    def told(figure: Callable[[], Interval], name: str) -> Interval | None:
        try:
            return figure()
        except InputError as error:
            notes.append(f"no {name}: {error}")
            return None

    twice = int(((~np.isnan(values)).sum(axis=1) >= 2).sum())
    figures: dict[str, Any] = {
        "subjects": len(ratings.subjects),
        "rated_twice": twice,
        "raters": list(ratings.raters),
        "categories": list(ratings.labels),
        **named("percent", None),
        "cohen": None,
        **named("fleiss", None),
        "krippendorff": None,
        "intraclass": None,
        "paradox": "",
        "seed": seed,
        "notes": notes,
    }
    few = lacking("agreement", twice)
    if few:
        notes.append(few)
        return figures
    figures |= named("percent", measures.percent(values))
    categories = len(np.unique(values[~np.isnan(values)]))
    if categories <= MANY and twice < 2 * categories**2:
        notes.append(
            f"{2 * categories**2} subjects are advised for {categories} categories (Cicchetti 1976)"
        )
    fleiss = told(lambda: measures.fleiss(values), "Fleiss' kappa")
    figures |= named("fleiss", fleiss)
    central = fleiss
    numbers = not ratings.labels
    if len(ratings.raters) == 2:
        kinds = list(measures.Weights) if numbers else [measures.Weights.NONE]
        cohen = {
            kind.value: told(
                lambda kind=kind: measures.cohen(*values.T, weights=kind),  # type: ignore[misc]
                f"Cohen's kappa ({kind})",
            )
            for kind in kinds
        }
        central = cohen[measures.Weights.NONE.value] or fleiss
        figures["cohen"] = {
            name: {"kappa": value(one), "interval": bounds(one)} for name, one in cohen.items()
        }
    levels = [level for level in measures.Level if numbers or level is measures.Level.NOMINAL]
    if np.nanmin(values) < 0:
        levels.remove(measures.Level.RATIO)
    figures["krippendorff"] = {
        level.value: {"alpha": value(one), "interval": bounds(one)}
        for level in levels
        for one in [
            told(
                lambda level=level: measures.krippendorff(  # type: ignore[misc]
                    values, level=level, rng=np.random.default_rng(seed)
                ),
                f"Krippendorff's alpha ({level})",
            )
        ]
    }
    if numbers:
        figures["intraclass"] = _intraclass(values, notes)
    if central:
        figures["paradox"] = measures.paradox(values, central.estimate)
        more = needed(central, twice)
        if more > twice:
            notes.append(
                f"for kappa within 0.05 on either side, about {more:,} subjects are needed"
            )
    return figures


def _intraclass(values: Any, notes: list[str]) -> dict[str, Any] | None:
    from skillmark.assess.precision.agreement import intraclass

    try:
        found = intraclass(values)
    except InputError as error:
        notes.append(f"no intraclass correlation: {error}")
        return None
    return {
        **named("single", found.single),
        **named("average", found.average),
        "subjects": found.subjects,
    }


def _show(found: dict[str, Any]) -> None:
    title = (
        f"{len(found['raters'])} raters · {found['rated_twice']:,} of {found['subjects']:,}"
        " subjects rated twice or more"
    )
    shown = table(title, "", "value", "95%")
    if found["percent"] is not None:
        for name, figure, limits in _rows(found):
            if figure is not None:
                shown.add_row(name, *cells(Interval(figure, *limits)))
        out.print(shown)
    else:
        out.print(title)
    if found["paradox"]:
        out.print(found["paradox"], style="yellow", markup=False)
    for note in found["notes"]:
        out.print(f"Note: {note}", style="yellow", markup=False)


def _rows(found: dict[str, Any]) -> list[tuple[str, float | None, Any]]:
    rows = [("agreement", found["percent"], found["percent_interval"])]
    for kind, one in (found["cohen"] or {}).items():
        rows.append((f"Cohen's kappa, {kind}", one["kappa"], one["interval"]))
    rows.append(("Fleiss' kappa", found["fleiss"], found["fleiss_interval"]))
    for level, one in found["krippendorff"].items():
        rows.append((f"Krippendorff's alpha, {level}", one["alpha"], one["interval"]))
    if found["intraclass"]:
        one, count = found["intraclass"], len(found["raters"])
        rows.append(("ICC(2,1), one rating", one["single"], one["single_interval"]))
        name = f"ICC(2,{count}), mean of {count}"
        rows.append((name, one["average"], one["average_interval"]))
    return rows
