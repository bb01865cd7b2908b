"""`skillmark plan solve`: who learns what within a budget."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from skillmark.cli import plan_foresight
from skillmark.cli.console import Exit, emit, err, out

if TYPE_CHECKING:
    from skillmark.nouns.plan import Plan, Progress

app = typer.Typer(help="Who learns what within a budget, with a proof of how good the plan is.")
SHOWN = 12
"""Gaps left out that a table for people shows with their price."""


app.command()(plan_foresight.foresee)


@app.command()
def solve(
    problem: Annotated[Path, typer.Argument(help="PROBLEM.json")],
    *,
    seconds: Annotated[float, typer.Option(min=0.0, help="Stop searching after this long.")] = 60.0,
    gap: Annotated[
        float,
        typer.Option(min=0.0, max=1.0, help="Stop this close to the bound: 0.01 is 1 %."),
    ] = 0.0,
    explain: Annotated[
        int, typer.Option(min=0, help="Work out the price of so many of the gaps left out.")
    ] = 50,
    start: Annotated[
        Path | None, typer.Option(help="Go on from the JSON of an earlier plan.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object to stdout.")] = False,
) -> int:
    """Solve a planning problem; exit code 1 means that no plan can exist.

    Ctrl-C ends the search with the best plan so far.
    """
    from skillmark.cli.files import read_text
    from skillmark.nouns.plan import PlanStatus
    from skillmark.plan import read_enrolments, read_problem
    from skillmark.plan import solve as solve_problem

    asked = read_problem(read_text(problem), where=str(problem))
    before = () if start is None else read_enrolments(read_text(start), where=str(start))
    with _interruptible() as interrupted, _told() as progress:
        plan = solve_problem(
            asked,
            seconds=seconds,
            gap=gap,
            explain=explain,
            start=before,
            progress=progress,
            stop=interrupted,
        )
    if json:
        emit(as_json(plan))
    else:
        show(plan)
    return Exit.NO if plan.status is PlanStatus.INFEASIBLE else Exit.GOOD


def as_json(plan: Plan) -> dict[str, object]:
    """Return the plan as the command promises it."""
    value: dict[str, Any] = asdict(plan)
    value["status"] = str(plan.status)
    for name, keys in (("waived", ("person", "credential")), ("left_out", ("person", "skill"))):
        value[name] = [dict(zip(keys, pair, strict=True)) for pair in value[name]]
    for price in value["prices"]:
        price["because"] = str(price["because"])
    return value


def show(plan: Plan) -> None:
    """Print the plan for people."""
    if plan.conflict:
        what = "These demands cannot hold together"
        if len(plan.conflict) == 1:
            what = "This alone cannot be had"
        elif plan.smallest:
            what = "These are the fewest demands that cannot hold together"
        out.print(f"[bold red]No plan can do this.[/] {what}:")
        for words in plan.conflict:
            out.print(f"  - {words}", markup=False)
        return
    table = Table("person", "learns for", "period")
    for enrolment in plan.enrolments:
        table.add_row(enrolment.person, enrolment.credential, enrolment.period or "")
    out.print(table)
    out.print(
        f"cost [bold]{plan.cost:,.2f}[/]   value [bold]{plan.value:g}[/]   bound {plan.bound:g}"
        f"   gap {plan.gap:.2%}   {plan.status}"
    )
    for person, credential in plan.waived:
        out.print(f"waived: {person} holds {credential} already", markup=False)
    if plan.savings:
        out.print(f"not spent for it: {plan.saved_cost:,.2f} and {plan.saved_hours:,.0f} hours")
    for price in plan.prices[:SHOWN]:
        out.print(f"left out: {price.person}, {price.skill}: {price.words}", markup=False)
    more = len(plan.left_out) - min(SHOWN, len(plan.prices))
    if more > 0:
        out.print(f"left out: {more} more, in the output of --json")


@contextmanager
def _interruptible() -> Iterator[Callable[[], bool]]:
    """Let Ctrl-C ask the search to end; a second one ends the program as always."""
    asked = False

    def ask(_number: int, _frame: object) -> None:
        nonlocal asked
        asked = True
        signal.signal(signal.SIGINT, signal.default_int_handler)
        err.print("stopping at the end of this step; Ctrl-C again to give up")

    try:
        before = signal.signal(signal.SIGINT, ask)
    except ValueError:  # not the main thread: nobody can interrupt it
        yield lambda: False
        return
    try:
        yield lambda: asked
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _told() -> Iterator[Callable[[Progress], None] | None]:
    """Show plan, bound and gap on stderr while people watch."""
    if not err.is_terminal:
        yield None
        return
    with err.status("listing what everybody can choose from ...") as status:

        def tell(progress: Progress) -> None:
            if progress.value is None or progress.bound is None:
                status.update("searching for a first plan ...")
            else:
                status.update(
                    f"{progress.value:,.2f} reached, nothing passes {progress.bound:,.2f}: "
                    f"{progress.gap or 0.0:.3%} to go; Ctrl-C keeps this plan"
                )

        yield tell
