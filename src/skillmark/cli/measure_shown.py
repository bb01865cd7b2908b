"""How the commands of `measure` show estimates and verdicts to people."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from enum import StrEnum
from math import isnan
from typing import TYPE_CHECKING

from rich.markup import escape
from rich.table import Table

from skillmark.cli.console import err, out

if TYPE_CHECKING:
    from skillmark.measure.estimate import Estimate


class Language(StrEnum):
    """The words in a picture."""

    ENGLISH = "en"
    GERMAN = "de"


def verdict(found: str, reason: str, remedy: str = "") -> None:
    """Print a verdict with its reason."""
    colour = "green" if found == "established" else "yellow"
    tail = f" To settle it: {escape(remedy)}." if remedy else ""
    out.print(f"[bold {colour}]{found}[/bold {colour}]: {escape(reason)}.{tail}")


def numbers(x: Estimate) -> tuple[str, str, str]:
    """Return the cells of an estimate: value, standard error, interval."""
    return f"{x.value:,.4g}", f"{x.se:,.4g}", f"{x.low:,.4g} to {x.high:,.4g}"


def p_value(p: float) -> str:
    """Return "p = 0.012", and "p < 0.0001" for what is smaller than anybody can know."""
    if isnan(p):
        return "not testable"
    return f"p = {p:.2g}" if p >= 0.0001 else "p < 0.0001"


def table(*headings: str) -> Table:
    """Return a table without lines; the first column is text, the others numbers."""
    made = Table(box=None, header_style="dim", pad_edge=False)
    for index, heading in enumerate(headings):
        made.add_column(heading, justify="left" if index == 0 else "right")
    return made


def working(what: str) -> AbstractContextManager[object]:
    """Show that something long is going on, to people only."""
    return err.status(what) if err.is_terminal else nullcontext()
