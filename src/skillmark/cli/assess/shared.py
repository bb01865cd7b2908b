"""What the commands of `assess` share: the response matrix, tables, numbers."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from skillmark.cli.files import read_text
from skillmark.nouns.errors import SkillmarkError

if TYPE_CHECKING:
    from skillmark.assess.responses import Responses
    from skillmark.assess.scaling.bank import Bank

File = Annotated[
    Path, typer.Argument(help="CSV: one row a person, one column an item; 0, 1 or empty.")
]
Json = Annotated[bool, typer.Option("--json", help="Write one JSON object to stdout.")]
Id = Annotated[str, typer.Option("--id", help="Column that holds the person's id.")]
Group = Annotated[str, typer.Option("--group", help="Column that holds the person's group.")]


def read(path: Path, id_column: str, group: str) -> Responses:
    """Return the response matrix in a file; errors name the file."""
    from skillmark.assess.responses import read_responses

    words = read_text(path)
    try:
        return read_responses(words, id_column=id_column, group_column=group)
    except SkillmarkError as error:
        raise error.at(str(path)) from error


def read_levels(path: Path, id_column: str, group: str) -> Responses:
    """Return a matrix of whole scores in a file; errors name the file."""
    from skillmark.assess.responses import read_scores

    words = read_text(path)
    try:
        return read_scores(words, id_column=id_column, group_column=group)
    except SkillmarkError as error:
        raise error.at(str(path)) from error


def read_bank(path: Path) -> Bank:
    """Return the bank in a file that `calibrate --json` wrote; errors name the file."""
    from skillmark.assess.scaling import bank_file

    words = read_text(path)
    try:
        return bank_file.read_bank(words)
    except SkillmarkError as error:
        raise error.at(str(path)) from error


def table(title: str, *columns: str) -> Any:
    """Return an empty table; every column but the first is flush right."""
    from rich.markup import escape
    from rich.table import Table

    table = Table(title=escape(title), title_justify="left")
    for place, column in enumerate(columns):
        table.add_column(column, justify="right" if place else "left")
    return table


def plain(value: float) -> str:
    """Return a count as it is, a figure with three digits, and a dash for what is not known."""
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:.3f}" if math.isfinite(value) else "-"


def finite(value: float) -> float | None:
    """Return the number, `None` for one that JSON cannot say."""
    return float(value) if math.isfinite(value) else None
