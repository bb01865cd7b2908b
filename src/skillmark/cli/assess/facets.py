"""`skillmark assess facets`: how severe raters are, and what a fair score would be."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from skillmark.cli.assess.shared import Json, finite, plain, table
from skillmark.cli.console import Exit, emit, out
from skillmark.cli.files import read_text
from skillmark.nouns.errors import InputError, SkillmarkError

if TYPE_CHECKING:
    from skillmark.assess.scaling.raters.facets import FacetFit
    from skillmark.assess.scaling.raters.report import ElementReport, FacetReport


def facets(
    ratings: Annotated[
        Path, typer.Argument(help="CSV: person,task,rater,score; one row a rating.")
    ],
    steps: Annotated[
        str, typer.Option(help="shared by all tasks, or task: each has steps of its own.")
    ] = "shared",
    json: Json = False,
) -> int:
    """Estimate people, tasks and the severity of raters together (many-facet Rasch model).

    Not everybody has to be rated by everyone, but raters must be connected by people whom
    they share.
    """
    from skillmark.assess.scaling.raters.facets import fit_facets
    from skillmark.assess.scaling.raters.ratings import read_ratings
    from skillmark.assess.scaling.raters.report import report

    if steps not in {"shared", "task"}:
        raise InputError(f"there are no steps {steps!r}", remedy="one of: shared, task")
    words = read_text(ratings)
    try:
        fit = fit_facets(read_ratings(words), own_steps=steps == "task")
    except SkillmarkError as error:
        raise error.at(str(ratings)) from error
    found = report(fit)
    if json:
        emit(_as_json(fit, found))
    else:
        _show(fit, found)
    return Exit.GOOD if fit.converged else Exit.UNKNOWN


def _element(one: ElementReport, kind: str) -> dict[str, Any]:
    return {
        kind: one.name,
        "severity" if kind == "rater" else "difficulty": one.measure,
        "se": finite(one.error),
        "ratings": one.ratings,
        "observed_average": one.observed,
        "fair_average": one.fair,
        "infit": one.infit,
        "outfit": one.outfit,
    }


def _as_json(fit: FacetFit, found: FacetReport) -> dict[str, Any]:
    separation = found.separation
    values, errors = fit.steps
    rows = enumerate(fit.design.ratings.tasks) if fit.design.own_steps else [(0, None)]
    return {
        "raters": [_element(one, "rater") for one in found.raters],
        "tasks": [_element(one, "task") for one in found.tasks],
        "steps": [
            {
                "task": task,
                "levels": list(fit.design.levels[k]),
                "steps": [float(one) for one in values[k, : len(fit.design.levels[k]) - 1]],
                "se": [finite(one) for one in errors[k, : len(fit.design.levels[k]) - 1]],
            }
            for k, task in rows
        ],
        "persons": [
            {
                "person": one.name,
                "ability": one.measure,
                "se": one.error,
                "ratings": one.ratings,
                "observed_average": one.observed,
                "fair_average": one.fair,
            }
            for one in found.persons
        ],
        "person_sd": fit.spread,
        "person_reliability": found.person_reliability,
        "rater_separation": separation
        and {
            "separation": separation.separation,
            "reliability": separation.reliability,
            "strata": separation.strata,
            "chi2": separation.chi2,
            "degrees": separation.degrees,
            "p": separation.p,
        },
        "log_likelihood": fit.log_likelihood,
        "aic": fit.aic,
        "bic": fit.bic,
        "converged": fit.converged,
        "cautions": list(found.cautions),
    }


def _show(fit: FacetFit, found: FacetReport) -> None:
    ratings = fit.design.ratings
    title = (
        f"{len(ratings.score):,} ratings · {len(ratings.persons):,} people ·"
        f" {len(ratings.tasks)} tasks · {len(ratings.raters)} raters"
    )
    _show_elements(title, "rater", "severity", found.raters)
    _show_elements("Tasks", "task", "difficulty", found.tasks)
    for name, line in _steps(fit):
        out.print(f"Steps {name}: {line}", markup=False)
    separation = found.separation
    if separation:
        p = "p < 0.001" if separation.p < 0.001 else f"p = {separation.p:.3f}"
        out.print(
            f"Raters: {separation.strata:.1f} levels of severity can be told apart"
            f" (reliability {separation.reliability:.2f}). Are all equally severe?"
            f" chi² {separation.chi2:.1f} on {separation.degrees} degrees of freedom, {p}."
        )
    out.print(
        f"People: spread {fit.spread:.2f} logits, reliability {found.person_reliability:.2f};"
        " their abilities and fair averages are in --json."
    )
    out.print(
        "Severity in logits, higher is harsher; ± is one standard error. A fair average is what"
        " somebody of mean ability would get."
    )
    for caution in found.cautions:
        out.print(f"Note: {caution}", style="yellow", markup=False)


def _steps(fit: FacetFit) -> list[tuple[str, str]]:
    """Return the steps in words: one line for the rubric, or one for each task."""
    values, errors = fit.steps
    names = fit.design.ratings.tasks if fit.design.own_steps else ("of the rubric",)
    lines = []
    for k, name in enumerate(names):
        levels = fit.design.levels[k]
        lines.append(
            (
                name,
                ", ".join(
                    f"{levels[step]} to {levels[step + 1]} {values[k, step]:+.2f}"
                    f" (± {plain(errors[k, step])})"
                    for step in range(len(levels) - 1)
                ),
            )
        )
    return lines


def _show_elements(
    title: str, kind: str, measure: str, elements: tuple[ElementReport, ...]
) -> None:
    from rich.markup import escape

    shown = table(
        title, kind, measure, "±", "ratings", "average", "fair average", "infit", "outfit"
    )
    for one in sorted(elements, key=lambda one: -one.measure):
        shown.add_row(
            escape(one.name),
            f"{one.measure:+.3f}",
            plain(one.error),
            f"{one.ratings:,}",
            f"{one.observed:.2f}",
            f"{one.fair:.2f}",
            "-" if one.infit is None else f"{one.infit:.2f}",
            "-" if one.outfit is None else f"{one.outfit:.2f}",
            style="" if one.fits else "yellow",
        )
    out.print(shown)
