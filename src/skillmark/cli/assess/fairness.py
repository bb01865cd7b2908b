"""`skillmark assess dif`: items that are harder for one group among equally able people."""

from __future__ import annotations

import math
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

import typer

from skillmark.cli.assess.cells import read_cells
from skillmark.cli.assess.shared import File, Id, Json, plain, read, table
from skillmark.cli.console import emit, out
from skillmark.nouns.errors import InputError, SkillmarkError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from skillmark.assess.fairness.consequences import Consequences
    from skillmark.assess.fairness.logistic import LogisticReport, Ratio
    from skillmark.assess.fairness.mantel_haenszel import DifReport
    from skillmark.assess.fairness.polytomous import PointsReport
    from skillmark.assess.responses import Responses

Report: TypeAlias = "DifReport | LogisticReport | PointsReport"
METHODS = ("mh", "logistic", "both")
COLOURS = {"B": "yellow", "C": "red"}


def dif(
    responses: File,
    *,
    group: Annotated[str, typer.Option(help="Column that holds the person's group.")],
    reference: Annotated[
        str, typer.Option(help="Reference group; the larger one unless given.")
    ] = "",
    method: Annotated[str, typer.Option(help="mh, logistic or both.")] = "mh",
    purify: Annotated[
        bool, typer.Option("--purify", help="Take flagged items out of the matching score.")
    ] = False,
    points: Annotated[
        bool, typer.Option("--points", help="Cells are points: Mantel's test, mean differences.")
    ] = False,
    cut: Annotated[
        float | None, typer.Option(help="Passing score, to tell what flagged items cost.")
    ] = None,
    id_column: Id = "",
    json: Json = False,
) -> None:
    """Find items that are harder for one group among people with the same score.

    Mantel-Haenszel, with the classes A (negligible), B and C (large) of the Educational
    Testing Service, logistic regression, or both. A negative delta means: harder for the focal
    group. Where there are more groups, each is compared with the reference group.
    """
    if points:
        _by_points(responses, group, reference, id_column, purify=purify, json=json)
        return
    matrix = read(responses, id_column, group)
    try:
        emit_or_show = _emit if json else _show
        emit_or_show(*_analysed(matrix, reference, method, purify=purify, cut=cut))
    except SkillmarkError as error:
        raise error.at(str(responses)) from error


def _by_points(
    path: Path, group: str, reference: str, id_column: str, *, purify: bool, json: bool
) -> None:
    """Compare mean points: Mantel (1963) and the standardised mean difference."""
    from skillmark.assess.fairness.groups import PURPOSE, focal_groups
    from skillmark.assess.fairness.polytomous import mantel

    cells = read_cells(path, id_column=id_column, group_column=group)
    try:
        first, others = focal_groups(cells.groups, reference)
        reports = [
            mantel(
                cells.numbers(),
                cells.items,
                cells.groups,
                reference=first,
                focal=other,
                purify=purify,
            )
            for other in others
        ]
    except SkillmarkError as error:
        raise error.at(str(path)) from error
    if json:
        rows = [row for report in reports for row in _points_rows(report)]
        comparisons = [_compared(report) for report in reports]
        emit({"points": rows} | comparisons[0] | {"comparisons": comparisons, "purpose": PURPOSE})
        return
    for report in reports:
        _show_points(report)
    out.print(PURPOSE, style="dim")


def _points_rows(report: PointsReport) -> list[dict[str, Any]]:
    return [
        {
            "item": item.item,
            "focal": report.focal,
            "chi2": item.chi2,
            "p": item.p,
            "p_adjusted": item.p_adjusted,
            "difference": item.smd.estimate if item.smd else None,
            "low": item.smd.low if item.smd else None,
            "high": item.smd.high if item.smd else None,
            "effect": item.effect,
            "class": item.size,
        }
        for item in report.items
    ]


def _show_points(report: PointsReport) -> None:
    from rich.markup import escape

    columns = ("item", "chi²", "p", "p adj.", "difference", "low", "high", "effect", "class")
    shown = table(_title(report, "Mantel"), *columns)
    for row in _points_rows(report):
        keys = ("chi2", "p", "p_adjusted", "difference", "low", "high", "effect")
        shown.add_row(
            escape(row["item"]),
            *(plain(math.nan if row[key] is None else row[key]) for key in keys),
            row["class"] or "-",
            style=COLOURS.get(row["class"] or ""),
        )
    out.print(shown)
    _footnotes(report)
    out.print("A negative difference: fewer points for the focal group at the same score.")


def _analysed(
    matrix: Responses, reference: str, method: str, *, purify: bool, cut: float | None
) -> tuple[Sequence[DifReport], Sequence[LogisticReport], Sequence[Consequences]]:
    import numpy as np

    from skillmark.assess.fairness.consequences import consequences
    from skillmark.assess.fairness.groups import focal_groups
    from skillmark.assess.fairness.logistic import logistic
    from skillmark.assess.fairness.mantel_haenszel import against_each, mantel_haenszel

    if method not in METHODS:
        raise InputError(f"there is no method {method!r}", remedy="one of: " + ", ".join(METHODS))
    if not matrix.groups:
        raise InputError("there are no groups", remedy="name their column with --group")
    present = matrix.answered()
    first, others = focal_groups(present.groups, reference)
    regressions = [
        logistic(matrix, reference=first, focal=other, purify=purify)
        for other in (others if method != "mh" else ())
    ]
    tests = against_each(matrix, reference=first, purify=purify) if method != "logistic" else ()
    moved = []
    if cut is not None:
        for other in others:
            report = mantel_haenszel(matrix, reference=first, focal=other, purify=True)
            moved.append(consequences(matrix, report, cut=cut, rng=np.random.default_rng(1)))
    return tests, regressions, moved


def _emit(
    tests: Sequence[DifReport],
    regressions: Sequence[LogisticReport],
    moved: Sequence[Consequences],
) -> None:
    from skillmark.assess.fairness.groups import PURPOSE

    found: dict[str, Any] = {}
    if tests:
        found["items"] = [row for report in tests for row in _rows(report)]
    if regressions:
        found["logistic"] = [row for report in regressions for row in _logistic_rows(report)]
    reports: Sequence[Report] = tests or regressions
    found |= _compared(reports[0])
    if len(reports) > 1:
        found["comparisons"] = [_compared(report) for report in reports]
    if moved:
        found["consequences"] = [asdict(one) | {"words": one.words} for one in moved]
    emit(found | {"purpose": PURPOSE})


def _compared(report: Report) -> dict[str, Any]:
    from skillmark.assess.fairness.groups import cautions

    return {
        "reference": report.reference,
        "focal": report.focal,
        "persons": {
            "reference": report.counts[0],
            "focal": report.counts[1],
            "left_out": report.left_out,
        },
        "purified": report.purified,
        "unmatched": list(report.unmatched),
        "rounds": report.rounds,
        "settled": report.settled,
        "cautions": list(cautions((report.reference, report.focal), report.counts)),
    }


def _rows(report: DifReport) -> list[dict[str, Any]]:
    rows = []
    for item in report.items:
        interval = item.interval()
        rows.append(
            {
                "item": item.item,
                "focal": report.focal,
                "chi2": item.chi2,
                "p": item.p,
                "p_adjusted": item.p_adjusted,
                "delta": item.delta,
                "se": item.standard_error,
                "low": interval.low if interval else None,
                "high": interval.high if interval else None,
                "class": item.ets_class,
            }
        )
    return rows


def _logistic_rows(report: LogisticReport) -> list[dict[str, Any]]:
    return [
        {
            "item": item.item,
            "focal": report.focal,
            "both": _ratio(item.both),
            "uniform": _ratio(item.uniform),
            "non_uniform": _ratio(item.non_uniform),
            "log_odds": asdict(item.log_odds) if item.log_odds else None,
            "reason": item.reason,
        }
        for item in report.items
    ]


def _ratio(test: Ratio | None) -> dict[str, Any] | None:
    if test is None:
        return None
    return asdict(test) | {
        "class": test.jodoin_gierl,
        "class_zumbo_thomas": test.zumbo_thomas,
    }


def _show(
    tests: Sequence[DifReport],
    regressions: Sequence[LogisticReport],
    moved: Sequence[Consequences],
) -> None:
    from skillmark.assess.fairness.groups import PURPOSE

    for report in tests:
        _show_dif(report)
    for regression in regressions:
        _show_logistic(regression)
    for one in moved:
        out.print(one.words, highlight=False, markup=False)
    out.print(PURPOSE, style="dim")


def _title(report: Report, method: str) -> str:
    reference, focal = report.counts
    return (
        f"{method}: reference {report.reference} ({reference:,}), focal {report.focal} ({focal:,})"
    )


def _show_dif(report: DifReport) -> None:
    from rich.markup import escape

    columns = ("item", "chi²", "p", "p adj.", "delta", "low", "high", "class")
    shown = table(_title(report, "Mantel-Haenszel"), *columns)
    for item in report.items:
        interval = item.interval()
        row = (
            item.chi2,
            item.p,
            item.p_adjusted,
            item.delta,
            interval.low if interval else None,
            interval.high if interval else None,
        )
        shown.add_row(
            escape(item.item),
            *(plain(math.nan if value is None else value) for value in row),
            item.ets_class or "-",
            style=COLOURS.get(item.ets_class or ""),
        )
    out.print(shown)
    _footnotes(report)
    out.print("A negative delta: harder for the focal group. Look at what C items say, and why.")


def _show_logistic(report: LogisticReport) -> None:
    from rich.markup import escape

    columns = ("item", "uniform p", "non-uniform p", "both chi²", "p", "p adj.", "R² diff.")
    shown = table(_title(report, "logistic regression"), *columns, "class")
    for item in report.items:
        if item.both is None or item.uniform is None or item.non_uniform is None:
            shown.add_row(escape(item.item), *["-"] * 7)
            continue
        both = item.both
        row = (
            item.uniform.p,
            item.non_uniform.p,
            both.chi2,
            both.p,
            both.p_adjusted or math.nan,
            both.r2,
        )
        shown.add_row(
            escape(item.item),
            *(plain(value) for value in row),
            both.jodoin_gierl,
            style=COLOURS.get(both.jodoin_gierl),
        )
    out.print(shown)
    for item in report.items:
        if item.reason:
            out.print(f"{item.item}: {item.reason}", markup=False)
    _footnotes(report)


def _footnotes(report: Report) -> None:
    from skillmark.assess.fairness.groups import cautions

    for caution in cautions((report.reference, report.focal), report.counts):
        out.print(caution, style="yellow", markup=False)
    if not report.purified:
        return
    names = ", ".join(report.unmatched) or "no item"
    rounds = "1 round" if report.rounds == 1 else f"{report.rounds} rounds"
    words = f"Purified in {rounds}: matched on a score without {names}."
    if not report.settled:
        words += " The limit was reached before the same items were flagged twice: take care."
    out.print(words, markup=False)
