"""`skillmark plan solve`: who learns what within a budget."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from skillmark.cli import plan_foresight
from skillmark.cli.console import Exit, emit, err, out

if TYPE_CHECKING:
    from skillmark.nouns.plan import Plan

app = typer.Typer(help="Who learns what within a budget, with a proof of how good the plan is.")


app.command()(plan_foresight.foresee)


@app.command()
def solve(
    problem: Annotated[Path, typer.Argument(help="PROBLEM.json")],
    seconds: Annotated[float, typer.Option(help="Stop searching after this long.")] = 60.0,
    json: Annotated[bool, typer.Option("--json", help="One JSON object to stdout.")] = False,
) -> int:
    """Solve a planning problem; exit code 1 means that no plan can exist."""
    from skillmark.cli.files import read_text
    from skillmark.nouns.plan import PlanStatus
    from skillmark.plan import read_problem
    from skillmark.plan import solve as solve_problem

    asked = read_problem(read_text(problem), where=str(problem))
    with err.status("searching for the best plan ...") if err.is_terminal else _quiet():
        plan = solve_problem(asked, seconds=seconds)
    if json:
        emit(as_json(plan))
    else:
        show(plan)
    return Exit.NO if plan.status is PlanStatus.INFEASIBLE else Exit.GOOD


def as_json(plan: Plan) -> dict[str, object]:
    """Return the plan as the command promises it."""
    value = asdict(plan)
    value["status"] = str(plan.status)
    for name, keys in (("waived", ("person", "credential")), ("left_out", ("person", "skill"))):
        value[name] = [dict(zip(keys, pair, strict=True)) for pair in value[name]]
    return value


def show(plan: Plan) -> None:
    """Print the plan for people."""
    if plan.conflict:
        out.print("[bold red]No plan can do this.[/] These demands cannot hold together:")
        for words in plan.conflict:
            out.print(f"  - {words}")
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
        out.print(f"waived: {person} holds {credential} already")
    for person, skill in plan.left_out:
        out.print(f"left out: {person}, {skill}")


def _quiet() -> AbstractContextManager[None]:
    return nullcontext()
