"""What the commands about scores and ratings share: the points of a file, figures in a row."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from skillmark.cli.files import read_text
from skillmark.nouns.credibility import Interval
from skillmark.nouns.errors import InputError, SkillmarkError

if TYPE_CHECKING:
    from skillmark.assess.precision.points import Points

PointsFile = Annotated[
    Path,
    typer.Argument(help="CSV: one row a person, one column an item; points or empty."),
]
Maximum = Annotated[
    str,
    typer.Option(help="Points of an item: one number for all, or one for each, with commas."),
]
Seed = Annotated[int, typer.Option(help="Seed of the draws that intervals come from.")]


def read_points_of(path: Path, maximum: str, id_column: str, group: str) -> Points:
    """Return the points in a file; errors name the file."""
    from skillmark.assess.precision.points import read_points

    try:
        maxima = [float(one) for one in maximum.split(",")]
    except ValueError:
        raise InputError(
            f"{maximum!r} is neither a number nor numbers with commas",
            where="--maximum",
            remedy="for instance --maximum 4 or --maximum 1,1,2",
        ) from None
    words = read_text(path)
    try:
        return read_points(words, maxima=maxima, id_column=id_column, group_column=group)
    except SkillmarkError as error:
        raise error.at(str(path)) from error


def bounds(interval: Interval | None) -> list[float] | None:
    """Return the two ends of an interval for JSON."""
    return None if interval is None else [interval.low, interval.high]


def value(interval: Interval | None) -> float | None:
    """Return the estimate for JSON."""
    return None if interval is None else interval.estimate


def named(name: str, interval: Interval | None) -> dict[str, Any]:
    """Return `{name: estimate, name_interval: [low, high]}`."""
    return {name: value(interval), f"{name}_interval": bounds(interval)}


def cells(interval: Interval | None, digits: int = 3) -> tuple[str, str]:
    """Return an estimate and its interval as cells of a table, a dash where there is none."""
    if interval is None:
        return "-", ""
    return (
        f"{interval.estimate:.{digits}f}",
        f"{interval.low:.{digits}f} to {interval.high:.{digits}f}",
    )
