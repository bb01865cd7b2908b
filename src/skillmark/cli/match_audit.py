"""`skillmark match audit`: rates and impact ratios of decisions or scores, group by group."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.box import SIMPLE_HEAD
from rich.table import Table as Printed
from rich.text import Text

from skillmark.cli.console import Exit, emit, out

if TYPE_CHECKING:
    from skillmark.match.auditing import Audit, Category, Finding, Table

FINDINGS = {
    "reference": ("highest rate", ""),
    "adverse": ("adverse", "bold red"),
    "below": ("maybe chance", "yellow"),
    "different": ("not chance", "yellow"),
    "none": ("no finding", "green"),
    "too_few": ("too few to say", "dim"),
    "excluded": ("left out", "dim"),
}
LEGEND = {
    "adverse": "adverse: below four fifths, and more than chance",
    "below": "maybe chance: below four fifths, which may be chance",
    "different": "not chance: at or above four fifths, yet the difference is more than chance",
    "none": "no finding: at or above four fifths, and nothing beyond chance",
    "too_few": "too few to say: no outcome among so few could have been told from chance",
    "excluded": "left out: under 2 % of the people, with its number and rate only",
}


def audit(
    decisions: Annotated[
        Path,
        typer.Argument(help="DECISIONS.csv: id, selected (0/1) or score, group:NAME columns."),
    ],
    *,
    cross: Annotated[
        list[str] | None,
        typer.Option(help="Groups to cross, by commas; may be repeated. All pairs by default."),
    ] = None,
    exclude_small: Annotated[
        str,
        typer.Option(
            metavar="JUSTIFICATION",
            help="Leave categories under 2 % of the data out of impact ratios, and say why.",
        ),
    ] = "",
    mid_p: Annotated[
        bool, typer.Option("--mid-p", help="Judge by mid-p instead of the exact p.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")] = False,
) -> int:
    """Audit decisions for bias: 1 where a group is disadvantaged, 3 where it cannot be told."""
    from skillmark.cli.files import read_text
    from skillmark.match.auditing import audit as audit_sample
    from skillmark.match.auditing import read_decisions
    from skillmark.match.auditing.lines import as_json

    sample = read_decisions(read_text(decisions), where=str(decisions))
    crossed = [tuple(part.strip() for part in one.split(",")) for one in cross] if cross else None
    found = audit_sample(sample, cross=crossed, justification=exclude_small, mid_p=mid_p)
    if json:
        emit(as_json(found))
    else:
        show(found)
    if found.adverse:
        return Exit.NO
    return Exit.UNKNOWN if found.open else Exit.GOOD


def show(found: Audit) -> None:
    """Print every table, and what the numbers rest on."""
    for table in found.tables:
        out.print(_printed(table))
        if table.unknown:
            out.print(Text(f"{table.unknown} of unknown category are in no row."), style="dim")
    if found.median is not None:
        out.print(Text(f"Median score of the full sample: {found.median:g}"), style="dim")
    if found.justification:
        out.print(Text(f"Left out under 2 %: {found.justification}"), style="dim")
    used = {one.finding.value for table in found.tables for one in table.categories}
    for name, words in LEGEND.items():
        if name in used:
            out.print(Text(words), style="dim")
    out.print(
        "Rates and ratios as in 6 RCNY 5-300 ff. (NYC Local Law 144); intervals: 95 %, Koopman's "
        f"score method; {'mid-p of ' if found.mid_p else ''}Fisher's exact test, two-sided, "
        "Holm-adjusted within a table, beside the highest rate and beside all others.",
        style="dim",
    )
    out.print(_closing(found))


def _printed(table: Table) -> Printed:
    counted = "selected" if table.measure.value == "selection" else "above median"
    kinds = " x ".join(table.kinds)
    printed = Printed(
        title=f"{counted} by {kinds}", title_justify="left", box=SIMPLE_HEAD, padding=(0, 1, 0, 0)
    )
    printed.add_column(kinds)
    for heading in (counted, "rate", "ratio", "95 %", "p"):
        printed.add_column(heading, justify="right", no_wrap=True)
    printed.add_column("finding", no_wrap=True)
    for one in table.categories:
        words, style = FINDINGS[one.finding.value]
        printed.add_row(
            Text(" x ".join(one.names)),
            f"{one.counted} of {one.people}",
            f"{100 * one.rate:.1f} %",
            "" if one.impact_ratio is None else f"{one.impact_ratio:.3f}",
            *_uncertain(one),
            Text(words, style=style),
        )
    return printed


def _uncertain(one: Category) -> tuple[str, str]:
    if one.best is None:
        return "", ""
    high = f"{one.best.high:.2f}" if math.isfinite(one.best.high) else "∞"
    p = one.best.adjusted
    return f"{one.best.low:.2f} to {high}", "< 0.001" if p < 0.001 else f"{p:.3f}"


def _closing(found: Audit) -> Text:
    from skillmark.match.auditing import Finding

    if found.adverse:
        return Text(f"Disadvantaged: {_names(found, Finding.ADVERSE)}.", style="bold red")
    if found.found(Finding.DIFFERENT):
        words = f"Above four fifths, yet more than chance: {_names(found, Finding.DIFFERENT)}."
        return Text(words, style="yellow")
    if found.open:
        words = "No disadvantage is shown, and the numbers do not rule one out everywhere."
        return Text(words, style="yellow")
    return Text("No group lies below four fifths, and the numbers suffice to say so.", "green")


def _names(found: Audit, finding: Finding) -> str:
    return "; ".join(
        f"{' x '.join(one.names)} ({table.measure.value}, {one.rate:.1%})"
        for table, one in found.found(finding)
    )
